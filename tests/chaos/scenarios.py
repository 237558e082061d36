"""What is unplugged: workers, the broker, the database, the disk, the clock."""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from document.states import OPEN
from store.tables import Event, Job
from tests.chaos.crew import Crew, Recovery
from tests.chaos.figures import Figures, judge
from tests.servers import Postgres, Redis
from tests.service import Service, pdf

LEASE = float(os.environ.get("CHAOS_LEASE", "8"))
SETTINGS: dict[str, object] = {
    "lease_seconds": LEASE,
    "ring_seconds": 2.0,
    "slice_seconds": 10.0,
    # Kills come from outside here, and are no fault of the notes.
    "attempts": 50,
}
SLEEP = "import select, time; time.sleep = lambda seconds: select.select([], [], [], max(0, seconds))[3:]"
"""faketime 0.9.10 breaks time.sleep of Python 3.11, which is not what is to be tried here."""

TARGETS = ("en", "fr")
JOBS_A_NOTE = 1 + len(TARGETS)
VARIANTS = 5
LONGEST = 3600.0


def number(name: str, usual: int) -> int:
    """Read a size from the environment."""
    return int(os.environ.get(f"CHAOS_{name}", usual))


class Sender:
    """Sends notes; the same few again and again, whose outputs must not differ."""

    def __init__(self, service: Service) -> None:
        """Make the notes."""
        self._service = service
        self._variants = [pdf(6, first=7 * variant) for variant in range(VARIANTS)]
        self.sent = 0

    def send(self, count: int = 1) -> None:
        """Send so many notes."""
        for _ in range(count):
            self._service.upload(self._variants[self.sent % VARIANTS], TARGETS)
            self.sent += 1


def waiting(service: Service) -> int:
    """Count the jobs that have not ended."""
    with service.database.read() as session:
        return session.scalar(select(func.count()).where(Job.state.in_(OPEN))) or 0


def last_claim(service: Service) -> float:
    """Give the time of the latest claim."""
    with service.database.read() as session:
        return session.scalar(select(func.max(Job.claimed_at))) or 0.0


def work_off(service: Service, crew: Crew, also: Callable[[], bool] = lambda: True) -> None:
    """Wait until all jobs have ended and ``also`` holds, or an hour has passed."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        crew.keep()
        settled = also()
        if settled and not waiting(service):
            return
        time.sleep(0.2)


@contextmanager
def scene(name: str, **chosen: object) -> Iterator[tuple[Service, Redis, Postgres, Figures]]:
    """Have a service on PostgreSQL and Redis, and its outcome told at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tripont-chaos-"))
    try:
        with Postgres.running() as postgres, Redis.running() as redis:
            settings: dict[str, object] = {"database": postgres.fresh(), "broker": redis.url, **SETTINGS, **chosen}
            figures = Figures(name)
            began = time.monotonic()
            with Service.open(folder, **settings) as service:
                yield service, redis, postgres, figures
                figures.seconds = time.monotonic() - began
                judge(service, figures)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kills(dice: random.Random) -> Figures:
    """Kill workers at random moments, children and whole groups, while hundreds of jobs are worked off."""
    jobs, most = number("JOBS", 300), number("KILLS", 100)
    with scene("workers killed") as (service, _, _, figures):
        sender, recovery = Sender(service), Recovery(service)
        sender.send(-(-jobs // JOBS_A_NOTE))
        crew = Crew(service, 2, 1, dice=dice)
        killed, orphans, due = 0, 0, time.monotonic() + 15

        def strike() -> bool:
            nonlocal killed, orphans, due
            recovery.look()
            if killed < most and time.monotonic() >= due:
                at = time.time()
                children = crew.kill()
                if children is not None:
                    killed += 1
                    orphans += recovery.orphaned(children, at)
                due = time.monotonic() + dice.expovariate(1 / number("PAUSE", 5))
                if waiting(service) < JOBS_A_NOTE:
                    sender.send()
            return killed >= most

        work_off(service, crew, strike)
        figures.waits, figures.most = recovery.waits, LEASE + 10
        figures.notes = {"kills": killed, "of them with a job": orphans}
    return figures


def broker(dice: random.Random) -> Figures:
    """Kill a Redis without persistence, or let it forget everything, while notes are sent and worked off."""
    most = number("REDIS_KILLS", 20)
    with scene("broker killed and emptied") as (service, redis, _, figures):
        sender = Sender(service)
        sender.send(10)
        crew = Crew(service, 2, 1, dice=dice)
        time.sleep(10)
        for strike in range(most):
            redis.flush()
            if strike % 2 == 0:
                redis.kill()
                sender.send()
                time.sleep(dice.uniform(0.5, 3.0))
                redis.start()
            sender.send()
            back = time.time()
            while last_claim(service) <= back and time.time() < back + 120:
                crew.keep()
                time.sleep(0.1)
            figures.waits.append(time.time() - back)
            time.sleep(dice.uniform(0.0, 3.0))
        figures.most = 15.0
        figures.notes = {"strikes": most, "notes sent": sender.sent}
        work_off(service, crew)
    return figures


def database(dice: random.Random) -> Figures:
    """Take PostgreSQL away for half a minute in the middle of the work."""
    away = number("DATABASE_SECONDS", 30)
    with scene("database away") as (service, _, postgres, figures):
        Sender(service).send(number("DATABASE_NOTES", 10))
        crew = Crew(service, 2, 1, dice=dice)
        time.sleep(20)
        postgres.stop()
        time.sleep(away)
        postgres.start()
        back = time.time()
        while last_claim(service) <= back and time.time() < back + 120:
            time.sleep(0.1)
        figures.waits, figures.most = [time.time() - back], 15.0
        figures.notes = {"seconds away": away}
        work_off(service, crew)
    return figures


def disk(dice: random.Random) -> Figures:
    """Let the disk with database and files be full for a while: a small memory disk, filled up to the last byte."""
    folder = Path(tempfile.mkdtemp(prefix="tripont-chaos-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder], check=False)
    figures = Figures("disk full")
    if mounted.returncode:
        folder.rmdir()
        figures.notes["skipped"] = "mounting a memory disk is not allowed here"
        return figures
    try:
        began = time.monotonic()
        with Redis.running() as redis, Service.open(folder, broker=redis.url, **SETTINGS) as service:
            Sender(service).send(number("DISK_NOTES", 8))
            crew = Crew(service, 2, 1, dice=dice)
            for _ in range(3):
                time.sleep(8)
                _fill(folder / "filler")
                time.sleep(12)
                (folder / "filler").unlink()
            work_off(service, crew)
            figures.seconds = time.monotonic() - began
            judge(service, figures)
            for worker in service.workers:
                worker.kill()
    finally:
        subprocess.run(["umount", "-l", folder], check=False)
        folder.rmdir()
    return figures


def clock(dice: random.Random) -> Figures:
    """Let the clocks of two machines be an hour off, one ahead and one behind: neither takes the other's jobs."""
    if shutil.which("faketime") is None:
        return Figures("clocks an hour off", notes={"skipped": "faketime is not installed"})
    with scene("clocks an hour off") as (service, _, _, figures):
        Sender(service).send(number("CLOCK_NOTES", 8))
        (service.folder / "sitecustomize.py").write_text(SLEEP)
        for offset in ("+1h", "-1h"):
            service.start(1, wrap=["faketime", "-f", offset], DONT_FAKE_MONOTONIC="1", PYTHONPATH=str(service.folder))
        work_off(service, Crew(service, 0, 0, dice=dice))
        with service.database.read() as session:
            lost = session.scalar(select(func.count()).where(Event.kind == "worker_lost")) or 0
        figures.taken = lost
        figures.notes["claims taken from the living"] = lost
    return figures


def _fill(place: Path) -> None:
    """Write until nothing more goes in."""
    with place.open("wb", buffering=0) as stream:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    stream.write(bytes(size))
            except OSError:
                continue
