"""The worker: Celery brings the bell's messages, everything else is in the job table.

This module is an entry point: importing it reads the settings from the environment, for
``celery -A worker.tasks worker``, and ``main`` is what ``tripont work`` runs. A message makes the process that takes it
work one turn (``worker.turn``). The main process only listens, and watches over the job table.
"""

import mmap
import os
import resource
import socket
import sys
import threading
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version

import structlog
from celery import Celery, signals

from document.languages import DIRECTIONS
from glossary.loading import builtin
from store import jobs, logs, presence, traces
from store.bell import RING, CeleryBell, application
from store.database import Database, Session
from store.files import files_at
from store.reconciler import Reconciler
from store.settings import Settings, read_settings
from worker import scratch
from worker.ear import Ear
from worker.engines import choose, engines_apart
from worker.engines.process.client import usual_folder
from worker.identity import is_dead, name_of
from worker.station import Station
from worker.turn import take_turn

NICE = 15
"""Work waits for people: a page that somebody looks at goes first."""

MEMORY_PER_CHILD = 700 * 1024
"""KiB. A process that has grown beyond is replaced after its turn."""

MOST_MEMORY = 3 * 1024**3
"""Bytes of data that a process may have at most: a note that wants more ends as an error and not as a dead machine."""

LONGEST_TURN = 1200
"""Seconds after which a turn is ended by force; turns end by themselves within a quarter of that."""

STOP_SECONDS = 12.0
"""How long running turns may take to come to a stop; what has not been given back then waits for its lease."""

GOODBYE_SECONDS = 2.0

log = structlog.get_logger()


class StopSign:
    """A sign that all processes of a worker see, however they end: one byte of shared memory and no lock."""

    def __init__(self) -> None:
        """Make it before the processes are forked."""
        self._byte = mmap.mmap(-1, 1)

    def show(self) -> None:
        """Ask all to stop."""
        self._byte[0] = 1

    def is_shown(self) -> bool:
        """Tell whether they are asked to stop."""
        return self._byte[0] == 1


class WorkerProcesses:
    """What the processes of a worker do when they begin and end; each has a station of its own."""

    def __init__(self, app: Celery, settings: Settings) -> None:
        """Connect nothing and open nothing yet."""
        self._app, self._settings = app, settings
        self._stop = StopSign()
        self._station: Station | None = None
        self._owner = 0
        self._reconciler: Reconciler | None = None
        self._ear: Ear | None = None
        # Before a child has temporary files in a folder of its own.
        self._engines = usual_folder()
        self._scratch = scratch.root()

    def station(self) -> Station:
        """Give this process's station; one that came over a fork is another process's, and is not touched."""
        if self._station is None or self._owner != os.getpid():
            settings = self._settings
            self._owner = os.getpid()
            self._station = Station(
                name=name_of(os.getpid()),
                settings=settings,
                database=Database(settings.database),
                files=files_at(settings.files),
                bell=CeleryBell(self._app),
                chosen=partial(choose, settings.engine, known=engines_apart(self._engines)),
                glossaries=(builtin(),),
                stopping=self._stop.is_shown,
            )
        return self._station

    def prepare(self, **_told: object) -> None:
        """Make the main process what its children inherit: modest, and with all that they read loaded once."""
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
        builtin()

    def begin(self, **_told: object) -> None:
        """Limit a fresh child, and give it a place for its temporary files."""
        scratch.settle(self._scratch)
        traces.begin("tripont-worker")
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))

    def watch(self, sender: object, **_told: object) -> None:
        """Start the watchman of the job table in the main process, once."""
        if self._reconciler is not None:
            return
        settings = self._settings
        self._ear = Ear(sender)
        signals.task_received.connect(self._ear.heard, weak=False)
        main = os.getpid()
        name = f"{socket.gethostname()}:{main}"
        self._reconciler = watchman = Reconciler(
            Database(settings.database),
            CeleryBell(self._app),
            seconds=settings.ring_seconds,
            attempts=settings.attempts,
            say=partial(self._look_round, name=name),
            leave=partial(presence.leave, name=name),
        )
        # A child is forked between two looks, so that no open connection and no taken lock comes over to it.
        os.register_at_fork(
            before=watchman.quiet.acquire,
            after_in_parent=watchman.quiet.release,
            after_in_child=watchman.quiet.release,
        )
        log.info("worker_ready", pid=main)
        watchman.start()

    def stop(self, **_told: object) -> None:
        """Ask the children to give their jobs back, and see to it that the end comes even if one does not hear."""
        self._stop.show()
        if self._reconciler is not None:
            self._reconciler.stop()
        threading.Thread(target=self._end_by_force, daemon=True).start()

    def end(self, **_told: object) -> None:
        """Let the watchman say good-bye."""
        if self._reconciler is not None:
            self._reconciler.join(GOODBYE_SECONDS)

    def _look_round(self, session: Session, name: str) -> None:
        """Say that this worker is there; see which processes of this machine have died, and what they have left."""
        known = engines_apart(self._engines)
        ready = [one.name for one in known if any(one.readiness(direction).ready for direction in DIRECTIONS)]
        presence.say(session, name=name, version=version("tripont"), engines=ready)
        for one in jobs.at_work(session):
            if is_dead(one):
                jobs.bereave(session, one)
        scratch.sweep(self._scratch)
        if self._ear is not None:
            self._ear.look(waiting=jobs.others_wait(session))

    def _end_by_force(self) -> None:
        threading.Event().wait(STOP_SECONDS)
        log.warning("stopped_by_force")
        # The children die with their parent.
        os._exit(0)


def worker(settings: Settings) -> Celery:
    """Make the application that answers the bell with these settings."""
    app = application(settings.broker)
    app.conf.update(
        worker_max_memory_per_child=MEMORY_PER_CHILD,
        task_time_limit=LONGEST_TURN,
        worker_enable_remote_control=False,
    )
    processes = WorkerProcesses(app, settings)

    @app.task(name=RING)
    def ring(job: str) -> None:
        """Take the next turn; whose message it was does not matter."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(rung_for=job)
        take_turn(processes.station())

    # Celery keeps weak references unless told otherwise, and leaves logging alone when somebody else sets it up.
    signals.setup_logging.connect(lambda **_told: logs.begin(settings.log_level), weak=False)
    signals.worker_init.connect(processes.prepare, weak=False)
    signals.worker_process_init.connect(processes.begin, weak=False)
    signals.worker_ready.connect(processes.watch, weak=False)
    signals.worker_shutting_down.connect(processes.stop, weak=False)
    signals.worker_shutdown.connect(processes.end, weak=False)
    return app


app = worker(read_settings())


def main(processes: int, more: Sequence[str] = ()) -> None:
    """Work with so many processes until asked to end; ``more`` are words for Celery's command line."""
    app.worker_main([
        "--quiet", "worker", f"--concurrency={processes}", "--pool=prefork", "--without-gossip", "--without-mingle",
        "--without-heartbeat", *more,
    ])  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else max(1, (os.cpu_count() or 1)))
