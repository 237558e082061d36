"""A site for the tests of pages, visitors of it, and a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from store.people import Account
from tests.pages.site import PASSWORD, Site, Visitor

CHROMIUM = Path("/usr/bin/chromium")

PATIENCE = 60.0
"""Seconds after which something is taken to hang, also on a machine that has much else to do."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Run an empty site."""
    with Site.running(tmp_path) as running:
        yield running


@pytest.fixture
def ada(site: Site) -> Account:
    """Give an administrator of the server."""
    return site.account("ada@example.org", "Ada", administrator=True)


@pytest.fixture
def forum(site: Site, ada: Account) -> str:
    """Give a forum of Ada's."""
    return site.forum(ada)


@pytest.fixture
def guest(site: Site) -> Iterator[httpx.Client]:
    """Give a browser in which nobody is signed in."""
    with httpx.Client(base_url=site.address, headers={"Accept-Language": "en"}, timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def sign_in(site: Site) -> Iterator[Callable[[Account], Visitor]]:
    """Give a way to sign somebody in."""
    clients: list[httpx.Client] = []

    def signed(account: Account) -> Visitor:
        client = httpx.Client(base_url=site.address, headers={"Accept-Language": "en"}, timeout=PATIENCE)
        clients.append(client)
        answer = client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return Visitor(client)

    yield signed
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Debian's Chromium, once for a file of tests."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        expect.set_options(timeout=PATIENCE / 2 * 1000)
        yield running
        running.close()
