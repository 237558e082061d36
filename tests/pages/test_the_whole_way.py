"""An organiser's afternoon: sign in, send three notes, watch them, come back, and open what came out in Word."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from document.errors import NoEngine
from document.languages import DIRECTIONS
from store.bell import CeleryBell, application
from store.settings import Settings
from tests.pages.site import PASSWORD, Site
from worker.engines import choose

pytestmark = pytest.mark.xdist_group("browser")

SAMPLES = ["fr-monnaies-locales", "es-compra-publica", "en-energy-commons"]
LONGEST = 300_000
"""Milliseconds for three notes into two languages each, on a machine that does much else."""


@contextmanager
def working(home: Path) -> Iterator[None]:
    """Run a worker on the store in ``home``, as the command line does."""
    environment = os.environ | {"TRIPONT_HOME": str(home), "TRIPONT_RING_SECONDS": "1"}
    log = (home / "worker.log").open("wb")
    with (
        log,
        subprocess.Popen(
            [sys.executable, "-m", "worker.tasks", "1"], env=environment, stdout=log, stderr=log
        ) as worker,
    ):
        try:
            yield
        finally:
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(20)
            except subprocess.TimeoutExpired:
                worker.kill()


def test_three_notes_go_the_whole_way(browser: Browser, tmp_path: Path):
    """Every language of every note ends in a Word file that opens, and a reload in the middle loses nothing."""
    try:
        for direction in DIRECTIONS:
            choose("auto", direction)
    except NoEngine:
        pytest.skip("no engine for all directions is installed")
    with Site.running(tmp_path, bell=_bell) as site, working(tmp_path):
        ada = site.account("ada@example.org", "Ada", administrator=True)
        site.forum(ada)
        page = browser.new_page(base_url=site.address, locale="en")
        page.goto("/sign-in")
        page.fill("#email", ada.email)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Rencontres 2027").click()
        page.set_input_files("#files", [f"samples/{name}.pdf" for name in SAMPLES])
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#sent .taken")).to_have_count(3)
        expect(page.locator("#notes .stage").first).to_be_visible(timeout=LONGEST)
        page.reload()
        expect(page.locator("#notes tr")).to_have_count(3)
        words = page.get_by_role("link", name=re.compile("^Word file in"))
        expect(words).to_have_count(6, timeout=LONGEST)
        expect(page.locator("#notes progress")).to_have_count(0)
        for link in words.all():
            with page.expect_download() as download:
                link.click()
            opened = Document(download.value.path())
            assert sum(len(paragraph.text) for paragraph in opened.paragraphs) > 500
            assert re.fullmatch(r"(fr|es|en)-[a-z-]+\.(fr|es|en)\.docx", download.value.suggested_filename)
        page.get_by_role("link", name="fr-monnaies-locales.pdf", exact=True).click()
        expect(page.locator("#standing")).to_contain_text("in place")
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("^Review copy in English")).click()
        assert Document(download.value.path()).tables
        page.close()


def _bell(settings: Settings) -> CeleryBell:
    return CeleryBell(application(settings.broker))
