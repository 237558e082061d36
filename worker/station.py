"""What a worker process works with, and how it bears with a database or files that are away for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from glossary.concepts import Glossary
from store.bell import Bell
from store.database import Database, DatabaseAway
from store.files import Files, FilesAway
from store.settings import Settings
from worker.pipeline import Choice

PATIENCE_SECONDS = 180.0
"""How long finished work waits to be written. Its lease may run out meanwhile: then the fence decides."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0

Result = TypeVar("Result")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """The rooms and tools of a worker process.

    ``name`` is told with each claim; ``chosen`` gives the engine for a direction; ``stopping`` tells whether the
    worker has been asked to end.
    """

    name: str
    settings: Settings
    database: Database
    files: Files
    bell: Bell
    chosen: Choice
    glossaries: tuple[Glossary, ...]
    stopping: Callable[[], bool]

    def write(self, act: Callable[..., Result], *what: object, **named: object) -> Result:
        """Run ``act(session, ...)`` in a transaction, patiently; raises what it raises, at last DatabaseAway."""

        def once() -> Result:
            with self.database.write() as session:
                return act(session, *what, **named)

        return self.patiently(once)

    def read(self, act: Callable[..., Result], *what: object) -> Result:
        """Run ``act(session, ...)`` on one state of the database, patiently; at last raises DatabaseAway."""

        def once() -> Result:
            with self.database.read() as session:
                return act(session, *what)

        return self.patiently(once)

    def patiently(self, act: Callable[[], Result]) -> Result:
        """Do something that needs database or files, again and again while they are away.

        Raises DatabaseAway or FilesAway when patience is at its end, or when the worker is asked to stop.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        pause = SHORTEST_PAUSE
        while True:
            try:
                return act()
            except (DatabaseAway, FilesAway) as problem:
                log.warning("store_away", code=problem.code)
                if self.stopping() or time.monotonic() + pause > until:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
