"""A server's place for tests: rooms with a cast of people in two forums, and a real web server on a port of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create
from api.cookies import cookie_name
from api.rooms import Rooms
from document.languages import Language
from document.note import Block, BlockKind, Box, Note, Page, Run
from document.segment import Translation
from document.states import JobKind, Role
from document.wire import dump
from store import jobs, notes, people
from store.bell import NoBell
from store.database import Database
from store.files import LocalFiles
from store.jobs import Claim
from store.notes import Made, NoteRecord, Upload
from store.settings import Settings
from store.tables import Table
from tests.servers import free_port

ADDRESS = "http://127.0.0.1"
PASSWORD = "three bridges over the river"  # noqa: S105 - of nobody
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass
class Person:
    """Somebody with the cookie of their browser."""

    id: str
    key: str
    csrf: str


@dataclass
class Place:
    """Rooms with people: ``forum`` with its administrator, organiser and reviewer, and ``other`` with its neighbour.

    The stranger is in neither, the keeper is administrator of the server.
    """

    settings: Settings
    rooms: Rooms
    forum: str
    other: str
    people: dict[str, Person]

    def app(self) -> FastAPI:
        """Make the application anew."""
        app = create(self.settings, self.rooms)
        app.state.watching.seconds = 10.0
        return app

    def client(self, who: str | None = None, app: FastAPI | None = None, **options: Any) -> TestClient:
        """Give a browser of somebody, or of nobody; it sends the word against forgery."""
        client = TestClient(app or self.app(), base_url=ADDRESS, follow_redirects=False, **options)
        return self.dressed(client, who)

    def dressed(self, client: Any, who: str | None) -> Any:
        """Give a client the cookie of somebody."""
        if who is not None:
            person = self.people[who]
            client.cookies.set(cookie_name(self.settings), person.key, domain="127.0.0.1")
            client.headers["X-CSRF-Token"] = person.csrf
        return client

    def token(self, who: str, *scopes: str, forum: str | None = None) -> dict[str, str]:
        """Make a token of somebody; gives the header that carries it."""
        with self.rooms.database.write() as session:
            _, key = people.create_token(
                session, account=self.people[who].id, name="test", forum=forum, scopes=scopes, days=None
            )
        return {"Authorization": f"Bearer {key}"}

    def note(self, forum: str | None = None, name: str = "note.pdf", targets: tuple[str, ...] = ("en", "es")) -> str:
        """Add a note that waits; gives its id."""
        stored = self.rooms.files.put(PDF)
        with self.rooms.database.write() as session:
            return notes.add(session, Upload(forum=forum or self.forum, name=name, targets=targets), stored)[0]

    def record(self, note: str) -> NoteRecord:
        """Give a note as the database has it."""
        with self.rooms.database.read() as session:
            return notes.get(session, note)

    def claim(self, note: str | None = None) -> Claim:
        """Take the next job, as a worker does; with a note its next one, and notes before it are cancelled."""
        while True:
            with self.rooms.database.write() as session:
                held = jobs.claim(session, "worker of the test", 30.0)
                assert held is not None
                if note in {None, held.note}:
                    return held
                jobs.cancel(session, held.note)

    def read_note(self, note: str | None = None, language: str = "fr") -> None:
        """Do the next job, which reads a note."""
        held = self.claim(note)
        assert held.kind is JobKind.EXTRACT
        stored = self.rooms.files.put(dump(read(language)))
        with self.rooms.database.write() as session:
            notes.keep_document(session, held, stored, language=language, pages=1)

    def translate_note(self, note: str | None = None) -> str:
        """Do the next job, which translates a note; gives the language."""
        held = self.claim(note)
        assert held.kind is JobKind.TRANSLATE
        files = self.rooms.files
        made = Made(
            record=files.put(b"record"),
            docx=files.put(b"word " + held.language.encode()),
            review=files.put(b"review " + held.language.encode()),
            public=files.put(b'{"schema": "tripont.translation/1", "blocks": [], "summary": {}}'),
        )
        translation = Translation(
            source_language=Language.FRENCH,
            target_language=Language(held.language),
            engine="test",
            rough=False,
            glossaries=(),
            segments=(),
            seconds=1.0,
        )
        with self.rooms.database.write() as session:
            notes.keep_translation(session, held, translation, made)
        return held.language

    def finished(self, forum: str | None = None, name: str = "note.pdf") -> str:
        """Add a note, and do everything that is to be done for it; gives its id."""
        note = self.note(forum, name)
        self.read_note(note)
        self.translate_note(note)
        self.translate_note(note)
        return note


def read(language: str = "fr") -> Note:
    """Give what is read of a short note."""
    block = Block(
        id="b1",
        kind=BlockKind.PARAGRAPH,
        runs=(Run(text="Bonjour"),),
        boxes=(Box(page=1, x0=72.0, top=72.0, x1=200.0, bottom=84.0),),
        language=language,
    )
    return Note(language=language, pages=(Page(number=1, width=595.0, height=842.0),), blocks=(block,))


def made(folder: Path, url: str | None = None, **settings: Any) -> Place:
    """Make a place in an empty folder, on SQLite unless a database is named."""
    chosen = Settings(home=folder, database_url=url, **settings)
    rooms = Rooms(
        settings=chosen, database=Database(chosen.database), files=LocalFiles(folder / "files"), bell=NoBell()
    )
    Table.metadata.create_all(rooms.database.engine)
    with rooms.database.write() as session:
        ids = {
            name: people.create_account(
                session, email=f"{name}@example.org", name=name, password=PASSWORD, administrator=name == "keeper"
            ).id
            for name in ("stranger", "reviewer", "organiser", "administrator", "neighbour", "keeper")
        }
        forum = people.create_forum(session, name="Three bridges", targets=["en", "es"], by=ids["administrator"]).id
        other = people.create_forum(session, name="Elsewhere", targets=["fr"], by=ids["neighbour"]).id
        for name in ("reviewer", "organiser"):
            people.set_role(session, forum=forum, account=ids[name], role=Role(name), by=None)
    cast = {}
    for name, account in ids.items():
        key, opened = people.sign_in(
            rooms.database, email=f"{name}@example.org", password=PASSWORD, address="127.0.0.1"
        )
        cast[name] = Person(account, key, opened.csrf)
    return Place(chosen, rooms, forum, other, cast)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Run the application in a real web server in a thread; gives its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", lifespan="on"))
    server.config.timeout_graceful_shutdown = 3
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{address}/api/v1/health")
            break
        except httpx.TransportError:
            threading.Event().wait(0.05)
    try:
        yield address
    finally:
        app.state.watching.closing.set()
        server.should_exit = True
        thread.join(10)
