"""A whole service for tests: a database, files, a broker and real worker processes in a folder of their own."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from document.states import OPEN, NoteState
from store import jobs, notes
from store.bell import CeleryBell, application
from store.database import Database
from store.files import Files, files_at
from store.history import history
from store.notes import NoteRecord
from store.settings import Settings
from store.tables import Forum, Job, Piece, Table

ROOMS = Path(__file__).parents[1]

QUICK: Mapping[str, object] = {"lease_seconds": 4.0, "ring_seconds": 0.5, "slice_seconds": 2.0, "engine": "apertium"}
"""Settings under which what takes half a minute on a server is over in seconds."""

ENDS = frozenset(NoteState) - {NoteState.WAITING, NoteState.WORKING}

WORDS = ("la cooperativa", "el municipio", "la red", "el mercado", "la asamblea", "el taller", "la escuela", "el foro")
VERBS = ("organiza", "apoya", "visita", "presenta", "financia", "recibe")


def sentence(number: int) -> str:
    """Give a Spanish sentence, another one for each number."""
    who, verb, whom = WORDS[number % 8], VERBS[number // 8 % 6], WORDS[number // 48 % 8]
    return f"{who.capitalize()} {verb} {whom} con las personas del barrio en la sala {number}."


def pdf(sentences: int, first: int = 0) -> bytes:
    """Make a Spanish note of so many sentences, each a paragraph, about thirty on a page."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for number in range(sentences):
        if number % 30 == 0 and number:
            canvas.showPage()
        canvas.drawString(72, 770 - 24 * (number % 30), sentence(first + number))
    canvas.save()
    return stream.getvalue()


class WorkerProcess:
    """A worker with its children, in a process group of its own."""

    def __init__(self, processes: int, environment: Mapping[str, str], log: Path, wrap: Iterable[str] = ()) -> None:
        """Start it; ``wrap`` are words before its command line."""
        self.log = log
        with log.open("ab") as stream:
            self._process = subprocess.Popen(
                [*wrap, sys.executable, "-m", "worker.tasks", str(processes)],
                cwd=ROOMS,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of the main process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether the main process runs."""
        return self._process.poll() is None

    def children(self) -> list[int]:
        """Give the numbers of the processes that do the work."""
        try:
            found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        except (FileNotFoundError, ProcessLookupError):
            return []
        return [int(word) for word in found]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the main process."""
        self._process.send_signal(number)

    def freeze(self) -> None:
        """Stop main process and children where they are."""
        for pid in (self.pid, *self.children()):
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        for pid in (*self.children(), self.pid):
            os.kill(pid, signal.SIGCONT)

    def stop(self, seconds: float = 30.0) -> float:
        """Ask it to end; gives the seconds that it took."""
        began = time.monotonic()
        self.signal(signal.SIGTERM)
        self._process.wait(seconds)
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill the whole group."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


class Service:
    """The store as a person at the pages sees it, and the workers behind it."""

    def __init__(
        self, folder: Path, *, database: str | None = None, broker: str | None = None, **chosen: object
    ) -> None:
        """Make the tables and a forum; ``chosen`` settings go before the quick ones."""
        self.folder = folder
        values: dict[str, object] = {**QUICK, "home": folder / "home", **chosen}
        if database:
            values["database_url"] = database
        if broker:
            values["broker_url"] = broker
        self._environment = {f"TRIPONT_{name.upper()}": str(value) for name, value in values.items()}
        self.settings = Settings(**values)  # type: ignore[arg-type]
        self.settings.home.mkdir(parents=True, exist_ok=True)
        self.database = Database(self.settings.database)
        Table.metadata.create_all(self.database.engine)
        self.files: Files = files_at(self.settings.files)
        self.bell = CeleryBell(application(self.settings.broker))
        self.workers: list[WorkerProcess] = []
        self.forum = self.add_forum()

    @classmethod
    @contextmanager
    def open(cls, folder: Path, **chosen: object) -> Iterator[Self]:
        """Have a service as long as the block lasts; no worker outlives it."""
        service = cls(folder, **chosen)  # type: ignore[arg-type]
        try:
            yield service
        finally:
            for worker in service.workers:
                worker.kill()
            service.database.close()

    def add_forum(self) -> str:
        """Add a forum; gives its id."""
        with self.database.write() as session:
            forum = Forum(name="Forum of the three bridges", targets=["en", "es"])
            session.add(forum)
            session.flush()
            return forum.id

    def start(self, processes: int = 1, *, wrap: Iterable[str] = (), **environment: str) -> WorkerProcess:
        """Start a worker, with more words for its environment."""
        own = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONUNBUFFERED": "1"}
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = WorkerProcess(processes, {**own, **self._environment, **environment}, log, wrap)
        self.workers.append(worker)
        return worker

    def upload(
        self, content: bytes, targets: tuple[str, ...] = ("en",), *, forum: str | None = None, bells: int = 1
    ) -> str:
        """Send a note, and ring so many times for it; gives its id."""
        stored = self.files.put(content)
        with self.database.write() as session:
            upload = notes.Upload(forum=forum or self.forum, name="nota.pdf", targets=targets)
            note, job = notes.add(session, upload, stored)
        self.bell.ring([job] * bells)
        return note

    def note(self, note: str) -> NoteRecord:
        """Look at a note."""
        with self.database.read() as session:
            return notes.get(session, note)

    def events(self, note: str) -> list[str]:
        """Tell what happened to a note, in order."""
        with self.database.read() as session:
            return [event.kind for event in history(session, note)]

    def jobs(self, note: str) -> list[Job]:
        """Give a note's jobs."""
        with self.database.read() as session:
            return list(session.scalars(select(Job).where(Job.note_id == note).order_by(Job.kind, Job.language)))

    def pieces(self, note: str) -> dict[str, str]:
        """Give what is kept of a note's unfinished jobs."""
        with self.database.read() as session:
            found = select(Piece).join(Job, Job.id == Piece.job_id).where(Job.note_id == note)
            return {piece.key: piece.content for piece in session.scalars(found)}

    def cancel(self, note: str) -> None:
        """Cancel a note as a person does."""
        with self.database.write() as session:
            jobs.cancel(session, note)

    def ended(self, note: str, seconds: float = 180.0) -> NoteRecord:
        """Wait until nothing goes on for a note any more, and give it."""
        until(lambda: self.note(note).state in ENDS, seconds, self._told)
        return self.note(note)

    def runs(self, note: str) -> Callable[[], bool]:
        """Give a function that tells whether the note is being worked on."""
        return lambda: any(stand.state in OPEN and stand.stage is not None for stand in self.note(note).stands)

    def _told(self) -> str:
        return "\n".join(worker.log.read_text(errors="replace")[-3000:] for worker in self.workers)


def until(holds: Callable[[], bool], seconds: float = 120.0, why: Callable[[], str] = str) -> None:
    """Wait until something holds; fails with ``why`` after so many seconds, which only something broken takes."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it does not come to hold\n{why()}"
        time.sleep(0.1)


def apertium_that(folder: Path, script: str) -> dict[str, str]:
    """Put a program before the real Apertium; gives the PATH for it.

    In the ``script``, ``$input`` is the file with what Apertium is asked, ``$number`` counts the calls from 1.
    """
    folder.mkdir()
    program = folder / "apertium"
    real = next(
        Path(place) / "apertium" for place in ("/usr/bin", "/usr/local/bin") if (Path(place) / "apertium").exists()
    )
    program.write_text(
        f"""#!/bin/sh
case "$*" in -V) exec {real} -V ;; esac
input=$(mktemp) && cat > "$input"
echo x >> {folder}/calls; number=$(wc -l < {folder}/calls)
{script}
{real} "$@" < "$input"; status=$?
rm -f "$input"; exit $status
"""
    )
    program.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}
