"""Reading the index of packages."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from document.languages import Direction, Language
from worker.engines.argos.errors import PackageUnavailable
from worker.engines.argos.index import index_address, read_offers

FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
ROOT = Path(__file__).parents[4]


def entry(source: str, target: str, version: str, **more) -> dict:
    """Give an entry as the public index has them."""
    return {
        "package_version": version,
        "argos_version": "1.9.0",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "links": [f"https://example.org/{source}_{target}.argosmodel"],
        "code": f"translate-{source}_{target}",
        "type": "translate",
        **more,
    }


def serve(server, entries: object) -> str:
    """Put an index on the server and give its address."""
    server.offer("index.json", json.dumps(entries).encode())
    return f"{server.address}/index.json"


def test_the_newest_version_of_each_direction_is_offered(server, fetcher) -> None:
    """Versions are compared as numbers: 1.10 is newer than 1.9."""
    offers = read_offers(serve(server, [entry("fr", "en", v) for v in ("1.9", "1.10", "1.0")]), fetcher)
    assert [(offer.direction, offer.version) for offer in offers] == [(FR_EN, "1.10")]


def test_what_tripont_cannot_use_is_passed_over(server, fetcher) -> None:
    """Other languages, other kinds of package and addresses that are not of the web are no offers."""
    entries = [
        entry("de", "en", "1.0"),
        entry("fr", "fr", "1.0"),
        entry("fr", "en", "1.0", type="sbd"),
        {"type": "sbd", "package_version": "1.0", "links": ["https://example.org/sbd"]},
        entry("fr", "en", "1.0", links=["ipfs://Qm"]),
    ]
    assert read_offers(serve(server, entries), fetcher) == ()


def test_an_entry_keeps_the_links_of_the_web_and_its_checksum(server, fetcher) -> None:
    """Several links are several places for the same file."""
    links = ["ipfs://Qm", "https://example.org/a", "http://example.org/b"]
    (offer,) = read_offers(serve(server, [entry("fr", "en", "1.0", links=links, sha256="ab")]), fetcher)
    assert offer.links == ("https://example.org/a", "http://example.org/b")
    assert offer.sha256 == "ab"


@pytest.mark.parametrize("text", [b"<html>", b"{}x", b"[1, 2]", b"3", b"null", b'["fr"]'])
def test_what_is_not_an_index_is_said_so(text: bytes, server, fetcher) -> None:
    """A login page of a hotel's network is not mistaken for an index."""
    server.offer("index.json", text)
    with pytest.raises(PackageUnavailable, match="TRIPONT_ARGOS_INDEX"):
        read_offers(f"{server.address}/index.json", fetcher)


def test_an_unreachable_index_says_how_to_do_without(server, fetcher) -> None:
    """The message is one for somebody whose machine has no network."""
    address = serve(server, [])
    server.server_close()
    with pytest.raises(PackageUnavailable, match=r"tripont engines install FILE\.argosmodel"):
        read_offers(address, fetcher)


def test_the_address_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team can keep an index of its own."""
    monkeypatch.setenv("TRIPONT_ARGOS_INDEX", "https://example.org/index.json")
    assert index_address() == "https://example.org/index.json"


def test_the_default_address_is_the_one_that_argos_translate_knows(tmp_path: Path) -> None:
    """Whoever has told Argos Translate another index need not tell Tripont."""
    printed = python(
        "from worker.engines.argos.index import index_address; print(index_address())",
        {"ARGOS_PACKAGE_INDEX": "https://example.org/argos/", "HOME": str(tmp_path)},
    )
    assert printed == "https://example.org/argos/index.json"


def test_importing_creates_and_loads_nothing(tmp_path: Path) -> None:
    """An import, and a look at what is ready, leave no folder in the user's home and load no model."""
    printed = python(
        "from worker.engines.argos import engine, model; from document.languages import DIRECTIONS\n"
        "print([engine.Argos().readiness(d).ready for d in DIRECTIONS], model._models)",
        {"HOME": str(tmp_path)},
    )
    assert printed == f"{[False] * 6} {{}}"
    assert list(tmp_path.iterdir()) == []


def python(code: str, settings: dict[str, str]) -> str:
    """Run code in a new process that has only these settings, and give what it prints."""
    settings = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **settings}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
