"""Whether the server can do its work, with reasons.

A thread of its own asks the parts every few seconds, so that the answer is there at once, however slow a part is.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event, Lock, Thread

import structlog

from api.rooms import Rooms
from document.errors import TripontError
from store.broker import BrokerAway, who_is
from store.presence import WorkerRecord, workers

PROBE_SECONDS = 5.0
"""Pause between two rounds of questions."""

LAST_WORD_SECONDS = 3.0
STALE_SECONDS = 40.0
"""After so long without an end of a round, a part hangs: then nothing is known any more."""

WORKER_SECONDS = 60.0
"""A worker that was silent for longer is taken to be gone."""

log = structlog.get_logger()


class Level(StrEnum):
    """How well something is. ``degraded``: notes are safe and taken in, but something does not go as it should."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Part:
    """How well one part is, and why."""

    name: str
    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """How well the server is: as well as its worst part."""

    parts: tuple[Part, ...]
    at: float = field(default_factory=time.monotonic)

    @property
    def level(self) -> Level:
        """The worst part's."""
        order = list(Level)
        return max((part.level for part in self.parts), key=order.index)


class Health:
    """Asks the parts, and keeps what they answered."""

    def __init__(self, rooms: Rooms) -> None:
        """Ask about these rooms; asks nothing yet."""
        self._rooms = rooms
        self._latest: Report | None = None
        self._stopping = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to ask, and go on."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, name="health", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask no more, and wait a moment for what is being asked: no thread should write when the program ends."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(LAST_WORD_SECONDS)

    @property
    def latest(self) -> Report | None:
        """What was answered last, unless nobody has asked yet."""
        report = self._latest
        if report is not None and self._thread is not None and time.monotonic() - report.at > STALE_SECONDS:
            return Report((Part("probe", Level.DOWN, "A part does not answer, and holds up the others."),))
        return report

    def ask(self) -> Report:
        """Ask all parts now."""
        with self._lock:
            seen: Sequence[WorkerRecord] | None = None
            try:
                with self._rooms.database.read() as session:
                    seen = workers(session)
            except TripontError:
                log.warning("health_database_away")
            parts = (
                Part("database", Level.OK, "It answers.") if seen is not None else _DATABASE_AWAY,
                self._files(),
                self._broker(),
                _workers(seen or ()),
                _engines(seen or ()),
            )
            self._latest = Report(parts)
            return self._latest

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.ask()
            except Exception as problem:  # noqa: BLE001 - the thread that tells of trouble must outlive it
                log.error("health_broke", error=type(problem).__name__)  # noqa: TRY400 - no text of others in the log
                self._latest = Report((Part("probe", Level.DOWN, "The parts cannot be asked."),))
            self._stopping.wait(PROBE_SECONDS)

    def _files(self) -> Part:
        try:
            free = self._rooms.files.check()
        except TripontError:
            return Part("files", Level.DOWN, "They cannot be written. Notes are not taken in.")
        if free is not None and free < self._rooms.settings.free_bytes:
            return Part("files", Level.DEGRADED, "So little disk is free that no new notes are taken in.")
        return Part("files", Level.OK, "They can be written.")

    def _broker(self) -> Part:
        try:
            name = who_is(self._rooms.settings.broker)
        except BrokerAway:
            return Part("broker", Level.DEGRADED, "It does not answer. Notes are taken in, and begun a little later.")
        return Part("broker", Level.OK, f"It answers: {name}.")


_DATABASE_AWAY = Part("database", Level.DOWN, "It does not answer. Nothing can be taken in or shown.")


def _alive(seen: Sequence[WorkerRecord]) -> Sequence[WorkerRecord]:
    return [worker for worker in seen if worker.silent_for < WORKER_SECONDS]


def _workers(seen: Sequence[WorkerRecord]) -> Part:
    count = len(_alive(seen))
    if count == 0:
        return Part("workers", Level.DEGRADED, "None was heard within a minute. Notes are taken in, and wait.")
    return Part("workers", Level.OK, f"{count} heard within a minute.")


def _engines(seen: Sequence[WorkerRecord]) -> Part:
    ready = sorted({engine for worker in _alive(seen) for engine in worker.engines})
    if not ready:
        return Part("engine", Level.DEGRADED, "No worker tells of an engine that is ready.")
    return Part("engine", Level.OK, f"Ready: {', '.join(ready)}.")
