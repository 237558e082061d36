"""What is said over the socket: one line of JSON a message, so that neither side can make the other run anything."""

import os
import socket
import stat
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import TypeVar

from document.errors import EngineFailed
from document.languages import Language
from document.wire import BadWire, dump, load
from worker.engines.engine import Rendering, Sentence

LONGEST = 64 * 1024 * 1024
"""Bytes of a message. A note's whole text is a thousandth of it."""

SOCKET, LOCK, ALONE = "engine.socket", "start.lock", "alone.lock"
"""Files in the private folder: the socket, the lock of who starts the process, the lock of the process itself."""

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Sentences to be translated; without a direction the question how the process fares."""

    source: Language | None = None
    target: Language | None = None
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the process fares: ``memory`` in bytes, ``requests`` since it began."""

    pid: int
    memory: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A word on the way, with how much is ``done`` of ``total``, or the last one: any of the other fields.

    ``failed`` and ``not_ready`` are the messages of EngineFailed and NoEngine.
    """

    done: int = 0
    total: int = 0
    renderings: tuple[Rendering, ...] | None = None
    status: Status | None = None
    failed: str | None = None
    not_ready: str | None = None

    @property
    def is_last(self) -> bool:
        """Tell whether nothing follows."""
        return any(part is not None for part in (self.renderings, self.status, self.failed, self.not_ready))


class Broken(Exception):
    """The other side broke off, or says what is no message."""


def send(connection: socket.socket, message: Request | Answer) -> None:
    """Send a message; raises OSError when nobody listens."""
    connection.sendall(dump(message) + b"\n")


def receive(stream: BufferedIOBase, kind: type[Record]) -> Record:
    """Wait for a message of a kind; raises Broken, OSError."""
    line = stream.readline(LONGEST)
    if not line.endswith(b"\n"):
        raise Broken("the connection ended")
    return read(line, kind)


def read(line: bytes, kind: type[Record]) -> Record:
    """Read a message of a kind; raises Broken."""
    try:
        return load(line, kind)
    except BadWire as error:
        raise Broken(str(error)) from error


def private(folder: Path) -> Path:
    """Make the folder, or make sure that it is ours alone: who can write there would translate for us.

    Raises EngineFailed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise EngineFailed(
            f"The folder {folder} for the engine's process cannot be made ({error.strerror}). Nothing was translated. "
            "Make room in the folder for temporary files, or set TMPDIR to another."
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise EngineFailed(
            f"The folder {folder} belongs to somebody else, or others may enter it. Nothing was translated. Remove it."
        )
    return folder
