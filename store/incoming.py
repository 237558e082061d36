"""Receiving a file: piece by piece onto this machine's disk, hashed on the way, until it is whole."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from store.stored import FilesAway, Stored


class IncomingFile:
    """A file that is being received; see Incoming.

    Writes past any buffer of Python's, so that a full disk is told by the write that meets it.
    """

    def __init__(self, path: Path, handle: int, take: "Take", has: Callable[[str], bool]) -> None:
        """Receive into an open file; ``take`` brings it to its place, ``has`` looks there."""
        self._path, self._handle, self._take, self._has = path, handle, take, has
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """See Incoming."""
        rest = memoryview(chunk)
        with disk_told():
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    def keep(self) -> Stored:
        """See Incoming."""
        name = self._hash.hexdigest()
        self._take(self._path, name)
        return Stored(name, self.size, partial(self._has, name))


Take = Callable[[Path, str], None]
"""Brings a whole file to its place under a SHA-256; may move it away; raises FilesAway."""


@contextmanager
def receiving(folder: Path | None, take: Take, has: Callable[[str], bool]) -> Iterator[IncomingFile]:
    """Receive a file in this folder, or in the system's own for such; what is left at the end is removed."""
    with disk_told():
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="tripont-", dir=folder)
    try:
        yield IncomingFile(Path(name), handle, take, has)
    finally:
        os.close(handle)
        with suppress(FileNotFoundError):
            Path(name).unlink()


@contextmanager
def disk_told() -> Iterator[None]:
    """Tell what a disk refuses as FilesAway."""
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise FilesAway(
            f"Files cannot be written or read just now ({reason}). Nothing was lost. Make room, and try again."
        ) from problem
