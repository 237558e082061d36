"""A site on this machine: the real application behind a real server, with an empty store, and ways to fill it."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from api.app import create
from api.rooms import Rooms
from document.languages import Language
from document.note import Run
from document.progress import Progress
from document.segment import (
    CheckedSegment,
    Draft,
    Finding,
    Occurrence,
    Origin,
    Segment,
    Severity,
    TermStatus,
    TermUse,
    Translation,
)
from document.states import Role
from store import jobs, notes, people
from store.bell import Bell, NoBell
from store.database import Database
from store.files import files_at
from store.jobs import Claim
from store.notes import Made, Upload
from store.people import Account
from store.settings import Settings
from store.tables import Table
from tests.servers import free_port

PASSWORD = "three bridges over the river"  # noqa: S105 - of accounts that live as long as a test
PDF = Path("samples/fr-monnaies-locales.pdf")


@dataclass(frozen=True, slots=True)
class Site:
    """A running site."""

    address: str
    rooms: Rooms

    @classmethod
    @contextmanager
    def running(cls, home: Path, bell: Callable[[Settings], Bell] | None = None, **changed: Any) -> Iterator["Site"]:
        """Start a site with its own store in ``home``, and a bell if a worker is to hear; settings may be changed."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        settings = Settings(home=home, public_url=address, **changed)
        database = Database(settings.database)
        Table.metadata.create_all(database.engine)
        made = bell(settings) if bell else NoBell()
        rooms = Rooms(settings=settings, database=database, files=files_at(settings.files), bell=made)
        server = uvicorn.Server(
            uvicorn.Config(
                create(settings, rooms), host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1
            )
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            _await(port)
            yield cls(address, rooms)
        finally:
            server.should_exit = True
            thread.join(10)
            database.close()

    def account(self, email: str, name: str = "", *, administrator: bool = False) -> Account:
        """Make an account whose password is PASSWORD."""
        with self.rooms.database.write() as session:
            return people.create_account(
                session, email=email, name=name or email, password=PASSWORD, administrator=administrator
            )

    def forum(self, by: Account, name: str = "Rencontres 2027", targets: Sequence[str] = ("fr", "es", "en")) -> str:
        """Make a forum, and give its id."""
        with self.rooms.database.write() as session:
            return people.create_forum(session, name=name, targets=targets, by=by.id).id

    def member(self, forum: str, account: Account, role: Role) -> None:
        """Give somebody a role."""
        with self.rooms.database.write() as session:
            people.set_role(session, forum=forum, account=account.id, role=role, by=None)

    def note(self, forum: str, name: str, by: Account, targets: Sequence[str] = ("es", "en")) -> "Work":
        """Send a note, and take it in hand as a worker does."""
        stored = self.rooms.files.put(PDF.read_bytes())
        with self.rooms.database.write() as session:
            upload = Upload(forum=forum, name=name, targets=tuple(targets), account=by.id)
            note, _ = notes.add(session, upload, stored)
        return Work(self, note)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser without a screen."""

    client: httpx.Client

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, status: int = 303, **form: str | list[str]) -> httpx.Response:
        """Send a form with the word that its page holds."""
        answer = self.client.post(path, data={"csrf": self.csrf()} | form)
        assert answer.status_code == status, answer.text
        return answer

    def csrf(self) -> str:
        """Find the word in a page."""
        return self.get("/account").split('name="csrf" value="')[1].split('"')[0]


@dataclass(slots=True)
class Work:
    """What a worker does to a note, step by step."""

    site: Site
    note: str
    held: Claim | None = None

    def claim(self) -> "Work":
        """Take the note's next waiting job; all others must be in hand or ended."""
        with self.site.rooms.database.write() as session:
            self.held = jobs.claim(session, "worker of a test", 3600)
        assert self.held is not None
        assert self.held.note == self.note
        return self

    def progress(self, stage: str, done: int, total: int) -> "Work":
        """Say how far it is."""
        with self.site.rooms.database.write() as session:
            jobs.progress(session, self._held, Progress(stage, done, total))
        return self

    def read(self, language: str = "fr", pages: int = 4) -> "Work":
        """End the reading."""
        with self.site.rooms.database.write() as session:
            document = self.site.rooms.files.put(b"a document")
            notes.keep_document(session, self._held, document, language=language, pages=pages)
        return self

    def translated(self, blocking: int = 0, warning: int = 0, *, rough: bool = True) -> "Work":
        """End a translation."""
        put = self.site.rooms.files.put
        made = Made(
            record=put(b"record"),
            docx=put(b"docx"),
            review=put(b"review"),
            public=put(json.dumps({"schema": "tripont.translation/1"}).encode()),
        )
        with self.site.rooms.database.write() as session:
            notes.keep_translation(
                session, self._held, _translation(self._held.language, blocking, warning, rough), made
            )
        return self

    def refuse(self, code: str) -> "Work":
        """End the job because of its file."""
        with self.site.rooms.database.write() as session:
            jobs.refuse(session, self._held, code, "A reason in English.")
        return self

    def fail(self, code: str = "engine_failed") -> "Work":
        """End the job because of us."""
        with self.site.rooms.database.write() as session:
            jobs.fail(session, self._held, code, "A reason in English.")
        return self

    def cancel(self) -> "Work":
        """Stop all that goes on."""
        with self.site.rooms.database.write() as session:
            jobs.cancel(session, self.note)
        return self

    @property
    def _held(self) -> Claim:
        assert self.held is not None
        return self.held


def _translation(language: str, blocking: int, warning: int, rough: bool) -> Translation:
    messages = dict.fromkeys(Language, "A doubt.")
    findings = [Finding(check="numbers", severity=Severity.BLOCKING, messages=messages)] * blocking
    findings += [Finding(check="length", severity=Severity.WARNING, messages=messages)] * warning
    segment = Segment(id="b1.1", block="b1", runs=(Run(text="Les monnaies locales"),), language="fr")
    occurrence = Occurrence(start=4, end=20, source="monnaies locales", concept="sse-1", rendering="local currencies")
    use = TermUse(occurrence=occurrence, status=TermStatus.APPLIED, target="local currencies")
    draft = Draft(segment=segment, runs=(Run(text="Local currencies"),), origin=Origin.ENGINE, terms=(use,) * 41)
    return Translation(
        source_language=Language.FRENCH,
        target_language=Language(language),
        engine="apertium 3.8.3 fr-es" if rough else "argos 1.11 fr_en 1.9",
        rough=rough,
        glossaries=("sse 2026-11",),
        segments=(CheckedSegment(draft=draft, findings=tuple(findings)),),
    )


def _await(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the site does not answer")
