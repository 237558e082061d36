"""The watchman of the job table: a thread that takes lost jobs back and rings for what waits, every few seconds.

Any process may have one, a worker as well as the server of pages; several at a time do no harm.
"""

import random
import threading
from collections.abc import Callable

import structlog

from store import jobs
from store.bell import Bell
from store.database import Database, DatabaseAway

JITTER = 0.3
"""Watchmen that began together drift apart: each pause differs by up to this share."""

log = structlog.get_logger()


class Reconciler(threading.Thread):
    """Looks at the job table every ``seconds``, and after each look does ``also``: says that a worker is there."""

    def __init__(
        self, database: Database, bell: Bell, *, seconds: float, attempts: int, also: Callable[[], None] | None = None
    ) -> None:
        """Take the database and bell for its own: nobody else should use their connections in a process that forks."""
        super().__init__(name="reconciler", daemon=True)
        self._database, self._bell, self._also = database, bell, also
        self._seconds, self._attempts = seconds, attempts
        self._end = threading.Event()
        self.quiet = threading.Lock()
        """Held during a look. Who holds it may fork: no connection is open, and no lock of a library is taken."""

    def run(self) -> None:
        """Look, rest, and look again until told to stop."""
        while True:
            with self.quiet:
                self._look()
            if self._end.wait(self._seconds * random.uniform(1 - JITTER, 1 + JITTER)):  # noqa: S311 - no secret
                return

    def stop(self) -> None:
        """Ask the thread to end."""
        self._end.set()

    def _look(self) -> None:
        try:
            with self._database.write() as session:
                waiting = jobs.reconcile(session, self._attempts)
            if self._also:
                self._also()
        except DatabaseAway as problem:
            log.warning("not_reconciled", code=problem.code)
        except Exception as problem:  # noqa: BLE001 - the watchman outlives every surprise
            log.error("not_reconciled", error=type(problem).__name__)  # noqa: TRY400 - texts may hold addresses
        else:
            if waiting:
                self._bell.ring(waiting)
        finally:
            self._database.close()
