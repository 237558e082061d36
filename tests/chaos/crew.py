"""Workers that somebody starts again when they have died, as a service manager does."""

import os
import random
import signal
import time
from contextlib import suppress

from sqlalchemy import select

from document.states import JobState
from store.tables import Job
from tests.service import Service, WorkerProcess


class Crew:
    """So many workers of so many processes, each started again a moment after it died."""

    def __init__(self, service: Service, workers: int, processes: int, *, dice: random.Random) -> None:
        """Start them."""
        self._service, self._processes, self._dice = service, processes, dice
        self._members: list[WorkerProcess] = [service.start(processes) for _ in range(workers)]
        self._again: dict[int, float] = {}

    def keep(self) -> None:
        """Start again who has been dead for a while."""
        for place, member in enumerate(self._members):
            if member.is_alive():
                continue
            due = self._again.setdefault(place, time.monotonic() + self._dice.uniform(0.0, 3.0))
            if time.monotonic() >= due:
                del self._again[place]
                self._service.workers.remove(member)
                self._members[place] = self._service.start(self._processes)

    def kill(self) -> list[int] | None:
        """Kill somebody, two times of three one child, else a whole group; gives the killed children, None if none."""
        living = [member for member in self._members if member.is_alive()]
        victim = self._dice.choice(living) if living else None
        children = victim.children() if victim else []
        if victim is None or not children:
            return None
        if self._dice.random() < 2 / 3:
            child = self._dice.choice(children)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            return [child]
        victim.kill()
        return children


class Recovery:
    """Measures how long a job whose worker was killed waits until it is claimed again."""

    def __init__(self, service: Service) -> None:
        """Nothing is lost yet."""
        self._service = service
        self._orphans: dict[str, tuple[int, float]] = {}
        self.waits: list[float] = []

    def orphaned(self, children: list[int], at: float) -> int:
        """Note the jobs that these processes held at a time; gives how many."""
        held = [
            job
            for job in self._jobs()
            if job.state == JobState.RUNNING and job.worker and int(job.worker.split(":")[2]) in children
        ]
        for job in held:
            self._orphans[job.id] = (job.fence, at)
        return len(held)

    def look(self) -> None:
        """See which of them have been claimed again."""
        if not self._orphans:
            return
        for job in self._jobs():
            if job.id not in self._orphans:
                continue
            fence, at = self._orphans[job.id]
            if job.fence > fence:
                self.waits.append((job.claimed_at or at) - at)
                del self._orphans[job.id]
            elif job.state == JobState.DONE:
                del self._orphans[job.id]

    def _jobs(self) -> list[Job]:
        with self._service.database.read() as session:
            return list(session.scalars(select(Job)))
