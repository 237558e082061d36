"""What a job says while it runs, and what it is told in return: that it is no longer its worker's, or to stop."""

import threading
import time

import structlog

from document.progress import Progress
from store import jobs, traces
from store.database import DatabaseAway
from store.jobs import Claim, LostClaim
from worker.station import Station

TELL_SECONDS = 0.5
"""A stage's progress is written at most so often."""

ASK_SECONDS = 2.0
"""Even without progress the job table is asked so often whether the job still goes on."""


class GiveBack(Exception):
    """The job is to go on later, behind those that wait, here or in another worker. ``why`` is a word for the log."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


class Watch:
    """A ``Report`` that writes progress into the job table, and raises what ends the work.

    LostClaim when a person cancelled the job or another worker has it, GiveBack when this worker has to stop.
    """

    def __init__(self, station: Station, held: Claim, lost: threading.Event) -> None:
        """Watch over a claim whose heart sets ``lost``."""
        self._station, self._held, self._lost = station, held, lost
        self._told = Progress("", 0, 0)
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        """See Report."""
        self.look()
        if progress.stage != self._told.stage:
            traces.reached(progress.stage)
        if self._is_due(progress):
            self._told, self._told_at = progress, time.monotonic()
            self._tell(progress)

    def look(self) -> None:
        """Raise LostClaim or GiveBack when the work is not to go on."""
        if self._lost.is_set():
            raise LostClaim(self._held.job)
        if self._station.stopping():
            raise GiveBack("stopping")

    def _is_due(self, progress: Progress) -> bool:
        if progress.stage != self._told.stage:
            return True
        pause = ASK_SECONDS if progress == self._told else TELL_SECONDS
        return time.monotonic() - self._told_at >= pause

    def _tell(self, progress: Progress) -> None:
        try:
            with self._station.database.write() as session:
                jobs.progress(session, self._held, progress)
                # A word is a sign of life: on a machine with too much to do the heart may come late.
                jobs.beat(session, self._held, self._station.settings.lease_seconds)
        except DatabaseAway as problem:
            # The work goes on; what it gives is written when the database is back.
            structlog.get_logger().warning("progress_not_told", code=problem.code)
