"""The server is killed between every two steps of an upload: never a promise without a job, never a file astray.

Each step of the store is one at which a process of its own dies by SIGKILL, before it and after it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from api.app import create
from api.rooms import Rooms
from document.states import JobState
from store import notes
from store.bell import NoBell
from store.database import Database
from store.files import LocalFiles
from store.housekeeping import sweep
from store.settings import Settings
from tests.api.place import PDF, Place, made
from tests.servers import free_port

STEPS = (
    "before receive",
    "after receive",
    "before write",
    "after write",
    "before keep",
    "after keep",
    "before commit",
    "after commit",
    "before ring",
    "after ring",
)
DURABLE = STEPS.index("after commit")
"""From here on the note is there, though nobody was promised it."""


class Killer:
    """Kills its own process when it comes to a step."""

    def __init__(self, step: str) -> None:
        """Kill at this step."""
        self._step = step

    def come_to(self, step: str) -> None:
        """Die, if this is the step."""
        if step == self._step:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalFiles(LocalFiles):
    """Files whose every step is told to a killer."""

    def __init__(self, folder: Path, killer: Killer) -> None:
        """Keep files in this folder until the killer strikes."""
        super().__init__(folder)
        self._killer = killer

    @contextmanager
    def receive(self) -> Iterator[Any]:
        """Take a file in, if life lasts."""
        self._killer.come_to("before receive")
        with super().receive() as incoming:
            self._killer.come_to("after receive")
            yield MortalIncoming(incoming, self._killer)


class MortalIncoming:
    """A file that is being received, if life lasts."""

    def __init__(self, incoming: Any, killer: Killer) -> None:
        """Stand before a real one."""
        self._incoming, self._killer = incoming, killer

    def write(self, chunk: bytes) -> None:
        """Add to it."""
        self._killer.come_to("before write")
        self._incoming.write(chunk)
        self._killer.come_to("after write")

    def keep(self) -> Any:
        """Make it durable."""
        self._killer.come_to("before keep")
        stored = self._incoming.keep()
        self._killer.come_to("after keep")
        return stored


class MortalDatabase(Database):
    """A database whose commits are told to a killer."""

    def __init__(self, url: str, killer: Killer) -> None:
        """Open this database until the killer strikes."""
        super().__init__(url)
        self._killer = killer

    @contextmanager
    def write(self) -> Iterator[Any]:
        """Change something, if life lasts."""
        with super().write() as session:
            yield session
            self._killer.come_to("before commit")
        self._killer.come_to("after commit")


class MortalBell(NoBell):
    """A bell that is rung into death."""

    def __init__(self, killer: Killer) -> None:
        """Ring until the killer strikes."""
        self._killer = killer

    def ring(self, jobs: Any) -> bool:
        """Ring nowhere."""
        self._killer.come_to("before ring")
        rung = super().ring(jobs)
        self._killer.come_to("after ring")
        return rung


def serve(home: str, port: str, step: str) -> None:
    """Serve a place that dies at a step; runs in a process of its own."""
    settings, killer = Settings(home=Path(home)), Killer(step)
    rooms = Rooms(
        settings=settings,
        database=MortalDatabase(settings.database, killer),
        files=MortalFiles(settings.home / "files", killer),
        bell=MortalBell(killer),
    )
    uvicorn.run(create(settings, rooms), host="127.0.0.1", port=int(port), log_level="critical")


@contextmanager
def mortal(place: Place, step: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """Serve a place in a process that dies at a step; gives the organiser's client and the process."""
    port = free_port()
    call = f"from tests.api.test_crash import serve; serve(*{[str(place.settings.home), str(port), step]!r})"
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", call],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with place.dressed(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30), "organiser") as client:
            for _ in range(600):
                try:
                    client.get("/api/v1/health")
                    break
                except httpx.TransportError:
                    assert process.poll() is None
                    signal.sigtimedwait([], 0.05)
            yield client, process
    finally:
        process.kill()
        process.wait()


def send(client: httpx.Client, place: Place, *contents: bytes) -> httpx.Response | None:
    """Send notes with a key; gives the answer, or None when the server died over it."""
    files = [("file", (f"{number}.pdf", content)) for number, content in enumerate(contents)]
    try:
        return client.post(
            "/api/v1/notes", files=files, data={"forum": place.forum}, headers={"Idempotency-Key": "once"}
        )
    except httpx.TransportError:
        return None


def named(place: Place) -> list[str]:
    """Name the files that lie under their content's name."""
    return sorted(place.rooms.files.names(-1e6))


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_loses_nothing_that_was_promised(tmp_path: Path, step: str) -> None:
    """No 202 without a job; what lies around is swept; sending again with the key gives each note once."""
    place = made(tmp_path)
    contents = (PDF + b"1", PDF + b"2")
    with mortal(place, step) as (client, process):
        answer = send(client, place, *contents)
        assert answer is None
        assert process.wait(30) == -signal.SIGKILL
    with place.rooms.database.read() as session:
        there = notes.of_forum(session, place.forum)
    assert len(there) == (2 if step in STEPS[DURABLE:] else 0)
    assert all(note.reading.state is JobState.WAITING for note in there)
    assert {note.original for note in there} <= set(named(place))
    sweep(place.rooms.database, place.rooms.files, grace=0.0)
    assert named(place) == sorted(note.original for note in there)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file() and path.name not in named(place)] == []
    with mortal(place, "never") as (client, _):
        again = send(client, place, *contents)
        assert again is not None
        assert again.status_code == 202
        told = [note["id"] for note in again.json()["notes"]]
        assert client.get("/api/v1/notes", params={"forum": place.forum}).json()["notes"][0]["state"] == "waiting"
    with place.rooms.database.read() as session:
        now_there = notes.of_forum(session, place.forum)
    assert sorted(note.id for note in now_there) == sorted(told)
    assert len(told) == 2
    assert {note.id for note in there} <= set(told)


def test_what_was_promised_survives_a_kill_right_after(tmp_path: Path) -> None:
    """The note of every 202 is there after the process died, with its original and its job."""
    place = made(tmp_path)
    with mortal(place, "never") as (client, process):
        promised = []
        for number in range(10):
            answer = client.post(
                "/api/v1/notes", files={"file": (f"{number}.pdf", PDF + bytes([number]))}, data={"forum": place.forum}
            )
            assert answer.status_code == 202
            promised.append(answer.json()["id"])
        process.kill()
        process.wait()
    for note in promised:
        record = place.record(note)
        assert place.rooms.files.read(record.original).startswith(PDF)
        assert record.reading.state is JobState.WAITING
