"""An engine whose models are in another process: it asks, and starts that process when it is not there."""

import fcntl
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import worker
from document.errors import EngineFailed, NoEngine
from document.languages import Direction
from document.progress import Progress, Report, silent
from worker.engines.argos.engine import Argos
from worker.engines.argos.packages import FOLDER_SETTING, Store
from worker.engines.engine import Readiness, Rendering, Sentence
from worker.engines.process.messages import LOCK, LONGEST, SOCKET, Answer, Broken, Request, Status, private, read, send

PROGRAM = "worker.engines.process.server"

START_SECONDS = 60.0
SILENCE_SECONDS = 300.0
"""After so long without a word the process counts as stuck; it says something with each batch of sentences."""

SEND_SECONDS = 30.0

TICK = 0.5
"""Seconds after which whoever is told of progress may break off, also when there is none."""


class ArgosApart:
    """The engine ``argos``, its models in the one process of this machine. Readiness is read from the disk here."""

    name, rough, enforcement = Argos.name, Argos.rough, Argos.enforcement

    def __init__(self, folder: Path, store: Store | None = None, idle: float | None = None) -> None:
        """Meet the process in a folder that belongs to this user alone; it ends after ``idle`` seconds of its own."""
        self._folder, self._idle = folder, idle
        self._store = store or Store.from_environment()
        self._here = Argos(self._store)

    def readiness(self, direction: Direction) -> Readiness:
        """See Argos."""
        return self._here.readiness(direction)

    def label(self, direction: Direction) -> str:
        """See Argos."""
        return self._here.label(direction)

    def translate(
        self, sentences: Sequence[Sentence], direction: Direction, report: Report = silent
    ) -> list[Rendering]:
        """See Argos; raises EngineFailed also when the process ends before it has answered."""
        request = Request(source=direction.source, target=direction.target, sentences=tuple(sentences))
        try:
            answer = self._asked(request, report)
        except (OSError, Broken):
            # It may just have been at its end; another is started.
            answer = self._asked_again(request, report)
        return _renderings(answer, len(sentences))

    def status(self) -> Status | None:
        """Tell how the process fares; None when there is none just now."""
        try:
            with _connection(self._folder) as connection:
                send(connection, Request())
                return _last(connection, silent).status
        except (OSError, Broken):
            return None

    def _asked(self, request: Request, report: Report) -> Answer:
        with self._connected() as connection:
            send(connection, request)
            return _last(connection, report)

    def _asked_again(self, request: Request, report: Report) -> Answer:
        try:
            return self._asked(request, report)
        except (OSError, Broken) as error:
            raise EngineFailed(
                f"The process that holds the translation models ended twice before it was done ({error}). Nothing of "
                "this part was translated. It is started again with the next try."
            ) from error

    def _connected(self) -> socket.socket:
        """Connect to the process, and start it when there is none; raises EngineFailed, OSError."""
        private(self._folder)
        try:
            return _connection(self._folder)
        except OSError:
            pass
        with (self._folder / LOCK).open("w") as lock:
            # Who waited here for another to start it finds it running.
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._started()

    def _started(self) -> socket.socket:
        process: subprocess.Popen[bytes] | None = None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                return _connection(self._folder)
            except OSError:
                if process is None or process.poll() is not None:
                    process = self._start()
            time.sleep(0.1)
        raise EngineFailed(
            f"The process that holds the translation models does not come up within {START_SECONDS:.0f} seconds. "
            "Nothing was translated. Try again when the machine is less busy."
        )

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start it in a session of its own: it outlives whoever happened to need it first."""
        rooms = str(Path(worker.__file__).parents[1])
        environment = {**os.environ, "PYTHONPATH": rooms, FOLDER_SETTING: str(self._store.folder)}
        words = [str(self._folder)] if self._idle is None else [str(self._folder), str(self._idle)]
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-X", "utf8", "-m", PROGRAM, *words],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def usual_folder() -> Path:
    """Name the folder in which this user's worker processes and their engine meet."""
    return Path(tempfile.gettempdir()) / f"tripont-engine-{os.getuid()}"


def _connection(folder: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(SEND_SECONDS)
        connection.connect(str(folder / SOCKET))
    except OSError:
        connection.close()
        raise
    return connection


def _last(connection: socket.socket, report: Report) -> Answer:
    """Listen until the last answer, and pass progress on; raises Broken, OSError, and what ``report`` raises."""
    told = Progress("translate", 0, 0)
    until = time.monotonic() + SILENCE_SECONDS
    lines = _Lines(connection)
    while time.monotonic() < until:
        answer = lines.next()
        if answer is not None and answer.is_last:
            return answer
        if answer is not None:
            until = time.monotonic() + SILENCE_SECONDS
            told = Progress("translate", answer.done, answer.total) if answer.total else told
        report(told)
    raise Broken("it does not say anything any more")


class _Lines:
    """The lines of a connection, waited for a tick at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._connection.settimeout(TICK)
        self._rest = b""

    def next(self) -> Answer | None:
        """Give the next answer, or None when there is none within a tick; raises Broken, OSError."""
        while b"\n" not in self._rest:
            try:
                data = self._connection.recv(1 << 16)
            except TimeoutError:
                return None
            if not data or len(self._rest) > LONGEST:
                raise Broken("the connection ended")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return read(line, Answer)


def _renderings(answer: Answer, count: int) -> list[Rendering]:
    if answer.not_ready is not None:
        raise NoEngine(answer.not_ready)
    if answer.failed is not None:
        raise EngineFailed(answer.failed)
    if answer.renderings is None or len(answer.renderings) != count:
        raise EngineFailed(
            "The process that holds the translation models answered something else than it was asked. Nothing of this "
            "part was translated. Try again; if that does not help, end the process, it is started anew."
        )
    return list(answer.renderings)
