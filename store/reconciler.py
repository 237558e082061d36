"""The watchman of the job table: a thread that takes lost jobs back and rings for what waits, every few seconds.

Any process may have one, a worker as well as the server of pages; several at a time do no harm.
"""

import random
import threading
from collections.abc import Callable
from contextlib import suppress

import structlog

from store import jobs
from store.bell import Bell
from store.database import Database, DatabaseAway, Session

JITTER = 0.3
"""Watchmen that began together drift apart: each pause differs by up to this share."""

log = structlog.get_logger()


class Reconciler(threading.Thread):
    """Looks at the job table every ``seconds``, and says each time that a worker is there, if it belongs to one."""

    def __init__(  # noqa: PLR0913 - one parameter a thing that it needs
        self,
        database: Database,
        bell: Bell,
        *,
        seconds: float,
        attempts: int,
        say: Callable[[Session], None] | None = None,
        leave: Callable[[Session], None] | None = None,
    ) -> None:
        """Take the database and bell for its own: nobody else should use their connections in a process that forks.

        ``say`` is called at the beginning of each look, in its transaction, ``leave`` in one at the end.
        """
        super().__init__(name="reconciler", daemon=True)
        self._database, self._bell, self._say, self._leave = database, bell, say, leave
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
                break
        if self._leave is not None:
            with self.quiet, suppress(DatabaseAway), self._database.write() as session:
                self._leave(session)

    def stop(self) -> None:
        """Ask the thread to end."""
        self._end.set()

    def _look(self) -> None:
        try:
            with self._database.write() as session:
                if self._say is not None:
                    self._say(session)
                waiting = jobs.reconcile(session, self._attempts)
        except DatabaseAway as problem:
            log.warning("not_reconciled", code=problem.code)
        except Exception as problem:  # noqa: BLE001 - the watchman outlives every surprise
            log.error("not_reconciled", error=type(problem).__name__)  # noqa: TRY400 - texts may hold addresses
        else:
            if waiting:
                self._bell.ring(waiting)
        finally:
            self._database.close()
