"""Files by their content: a file's name is its SHA-256, so that writing one twice is the same as once.

A file is complete under its name or not there at all: it is written beside, brought to the disk, and renamed.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from document.errors import TripontError


class FilesAway(TripontError):
    """The place where files lie does not take or give them just now."""

    code = "files_away"
    retryable = True


class FileMissing(TripontError):
    """A file that the database knows is not in the store."""

    code = "file_missing"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is durable under its content's name. ``size`` is bytes."""

    sha256: str
    size: int


class Incoming(Protocol):
    """A file that is being received."""

    size: int

    def write(self, chunk: bytes) -> None:
        """Add to it; raises FilesAway."""

    def keep(self) -> Stored:
        """Make it durable under its content's name; raises FilesAway."""


class Files(Protocol):
    """A place for files. All methods raise FilesAway when it does not answer."""

    def receive(self) -> AbstractContextManager[Incoming]:
        """Take a file in piece by piece; what was not kept when the block ends is forgotten."""
        ...

    def put(self, content: bytes) -> Stored:
        """Keep a file that is in memory."""
        ...

    def read(self, sha256: str) -> bytes:
        """Give a whole file; raises FileMissing."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open a file to be read in pieces; raises FileMissing."""
        ...

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """Lend a path on this machine that has the content; raises FileMissing."""
        ...

    def delete(self, sha256: str) -> None:
        """Remove a file, if it is there."""
        ...

    def names(self, older_than: float) -> Iterator[str]:
        """Go through the names of files that were written more than ``older_than`` seconds ago."""
        ...

    def check(self) -> int | None:
        """Prove that files can be written; gives the free bytes where that is known."""
        ...


class LocalFiles:
    """Files in a folder of this machine, or one that several machines share."""

    def __init__(self, folder: Path) -> None:
        """Keep files in this folder, which is made when the first comes."""
        self._folder = folder

    @contextmanager
    def receive(self) -> Iterator["_LocalIncoming"]:
        """See Files."""
        with _told():
            beside = self._folder / "incoming"
            beside.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=beside)
        with os.fdopen(handle, "wb") as stream:
            try:
                yield _LocalIncoming(stream, Path(name), self._place)
            finally:
                with suppress(FileNotFoundError):
                    Path(name).unlink()

    def put(self, content: bytes) -> Stored:
        """See Files."""
        with self.receive() as incoming:
            incoming.write(content)
            return incoming.keep()

    def read(self, sha256: str) -> bytes:
        """See Files."""
        with self.open(sha256) as stream:
            return stream.read()

    def open(self, sha256: str) -> BinaryIO:
        """See Files."""
        with _told():
            try:
                return self._place(sha256).open("rb")
            except FileNotFoundError as problem:
                raise _missing(sha256) from problem

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """See Files."""
        place = self._place(sha256)
        if not place.is_file():
            raise _missing(sha256)
        yield place

    def delete(self, sha256: str) -> None:
        """See Files."""
        with _told():
            self._place(sha256).unlink(missing_ok=True)

    def names(self, older_than: float) -> Iterator[str]:
        """See Files."""
        before = time.time() - older_than
        for place in self._folder.glob("??/??/*"):
            with suppress(FileNotFoundError):
                if place.stat().st_mtime < before:
                    yield place.name

    def check(self) -> int | None:
        """See Files."""
        with _told():
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                return shutil.disk_usage(self._folder).free

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256


class _LocalIncoming:
    def __init__(self, stream: BinaryIO, path: Path, place: "_Place") -> None:
        self._stream, self._path, self._place = stream, path, place
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        with _told():
            self._stream.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def keep(self) -> Stored:
        name = self._hash.hexdigest()
        target = self._place(name)
        with _told():
            self._stream.flush()
            os.fsync(self._stream.fileno())
            target.parent.mkdir(parents=True, exist_ok=True)
            self._path.replace(target)
            _sync_folder(target.parent)
        return Stored(name, self.size)


class _Place(Protocol):
    def __call__(self, sha256: str, /) -> Path: ...


def _sync_folder(folder: Path) -> None:
    """Bring a rename to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _missing(sha256: str) -> FileMissing:
    return FileMissing(f"The file {sha256[:12]}… is not in the store. Restore it from a backup.")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise FilesAway(f"Files cannot be written or read just now ({reason}). Make room, and try again.") from problem
