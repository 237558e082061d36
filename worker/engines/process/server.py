"""The process that holds the models: ``python -m worker.engines.process.server FOLDER``.

It is started by whoever first needs it, serves one request after another, whoever asks, and ends when nobody has asked
for a while. There is never more than one on a folder.
"""

import fcntl
import os
import resource
import socketserver
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

from document.errors import EngineFailed, NoEngine
from document.languages import Direction
from document.progress import Progress, Report
from worker.engines.argos.engine import Argos
from worker.engines.engine import Engine
from worker.engines.process.messages import ALONE, SOCKET, Answer, Broken, Request, Status, receive, send

IDLE_SECONDS = 180.0
"""Loading a model costs a second or two, keeping it hundreds of megabytes."""

WAIT_SECONDS = 2.0
"""Who waits for its turn is told so often that it has not been forgotten."""

SAY_SECONDS = 0.2


class Server(socketserver.ThreadingUnixStreamServer):
    """Listens in a folder, and translates with one engine."""

    daemon_threads = True

    def __init__(self, folder: Path, engine: Engine) -> None:
        """Listen; a socket that a dead process has left is replaced."""
        (folder / SOCKET).unlink(missing_ok=True)
        super().__init__(str(folder / SOCKET), _Conversation)
        self.engine, self.turn = engine, threading.Lock()
        self.requests, self.open = 0, 0
        self.last = time.monotonic()
        self.counting = threading.Lock()

    def is_idle(self, seconds: float) -> bool:
        """Tell whether nobody has asked for so long."""
        with self.counting:
            return not self.open and time.monotonic() - self.last > seconds


class _Conversation(socketserver.StreamRequestHandler):
    """One connection: requests, one after another, until the other side hangs up."""

    server: Server

    def handle(self) -> None:
        with self.server.counting:
            self.server.open += 1
        try:
            while True:
                send(self.connection, self._answer(receive(self.rfile, Request)))
        except (OSError, Broken):
            return  # they have hung up
        finally:
            with self.server.counting:
                self.server.open -= 1
                self.server.last = time.monotonic()

    def _answer(self, request: Request) -> Answer:
        if request.source is None or request.target is None:
            return Answer(status=_status(self.server.requests))
        while not self.server.turn.acquire(timeout=WAIT_SECONDS):
            send(self.connection, Answer())
        try:
            return self._translated(request, Direction(request.source, request.target))
        finally:
            self.server.requests += 1
            self.server.turn.release()

    def _translated(self, request: Request, direction: Direction) -> Answer:
        try:
            renderings = self.server.engine.translate(request.sentences, direction, self._report())
        except NoEngine as problem:
            return Answer(not_ready=str(problem))
        except EngineFailed as problem:
            return Answer(failed=str(problem))
        except MemoryError:
            return Answer(failed="There was not enough memory to translate. Try again when less is going on.")
        return Answer(renderings=tuple(renderings))

    def _report(self) -> Report:
        """Pass progress on, seldom; when nobody listens any more this ends the work by raising OSError."""
        told = 0.0

        def report(progress: Progress) -> None:
            nonlocal told
            if time.monotonic() - told >= SAY_SECONDS:
                told = time.monotonic()
                send(self.connection, Answer(done=progress.done, total=progress.total))

        return report


def _status(requests: int) -> Status:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return Status(pid=os.getpid(), memory=pages * resource.getpagesize(), requests=requests)


def alone(folder: Path) -> TextIO | None:
    """Give the open lock of the one process of a folder, to be kept; None when there is one already."""
    lock = (folder / ALONE).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def main(folder: Path, idle: float = IDLE_SECONDS) -> None:
    """Serve until nobody has asked for ``idle`` seconds."""
    lock = alone(folder)
    if lock is None:
        return
    with lock, Server(folder, Argos()) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        serving.start()
        while not server.is_idle(idle):
            time.sleep(min(1.0, idle / 4))
        # Who comes now finds no socket, and starts another process, which waits for nothing of ours.
        (folder / SOCKET).unlink(missing_ok=True)
        server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(float, sys.argv[2:]))
