"""The bell, rung aside: whoever sends a note never waits for a broker that does not answer.

A ring that is dropped or lost does no harm, because the reconciler rings for every job that waits.
"""

from collections.abc import Iterable
from queue import Empty, Full, Queue
from threading import Lock, Thread

from store.bell import Bell

MOST_WAITING = 1_000
"""Rings that may wait for the broker; beyond, the reconciler will find the jobs."""

IDLE_SECONDS = 5.0


class RingingAside:
    """Rings another bell from one thread, which ends itself when there is nothing to ring for."""

    def __init__(self, bell: Bell) -> None:
        """Ring ``bell``."""
        self._bell = bell
        self._waiting: Queue[str] = Queue(MOST_WAITING)
        self._lock = Lock()
        self._thread: Thread | None = None

    def ring(self, jobs: Iterable[str]) -> bool:
        """Let each of the jobs be rung for soon; tells whether all are going to be."""
        try:
            for job in jobs:
                self._waiting.put_nowait(job)
        except Full:
            return False
        finally:
            self._wake()
        return True

    def _wake(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                job = self._waiting.get(timeout=IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if self._waiting.empty():
                        self._thread = None
                        return
                continue
            if not self._bell.ring([job]):
                self._forget()

    def _forget(self) -> None:
        """Drop what waits while the broker is away, rather than ring late for each."""
        try:
            while True:
                self._waiting.get_nowait()
        except Empty:
            return
