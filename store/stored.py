"""What a place for files promises, wherever it is: the contract that LocalFiles and RemoteFiles keep.

A file's name is the SHA-256 of its content, so that writing one twice is the same as once. A file is complete under its
name or not there at all.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from document.errors import TripontError

_NAME = re.compile(r"[0-9a-f]{64}")


class FilesAway(TripontError):
    """The place where files lie does not take or give them just now."""

    code = "files_away"
    retryable = True


class FileMissing(TripontError):
    """A file that the database knows is not in the store."""

    code = "file_missing"


class BadFilesUrl(TripontError):
    """The address of the place for files cannot be used as it is set."""

    code = "bad_files_url"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is durable under its content's name. ``size`` is bytes.

    ``there`` asks the place whether it still has the file: whoever writes down that a file is kept makes sure that it
    was not tidied away in between.
    """

    sha256: str
    size: int
    there: Callable[[], bool] | None = field(default=None, compare=False, repr=False)


class Incoming(Protocol):
    """A file that is being received."""

    size: int

    def write(self, chunk: bytes) -> None:
        """Add to it; raises FilesAway."""

    def keep(self) -> Stored:
        """Make it durable under its content's name; raises FilesAway."""
        ...


class Files(Protocol):
    """A place for files. All methods raise FilesAway when it does not answer."""

    def receive(self) -> AbstractContextManager[Incoming]:
        """Take a file in piece by piece; what was not kept when the block ends is forgotten."""
        ...

    def put(self, content: bytes) -> Stored:
        """Keep a file that is in memory."""
        ...

    def has(self, sha256: str) -> bool:
        """Tell whether a file is there."""
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
        """Go through the names of files that were last kept more than ``older_than`` seconds ago."""
        ...

    def tidy(self, older_than: float) -> int:
        """Remove what began to come in more than ``older_than`` seconds ago and never ended; gives how many."""
        ...

    def check(self) -> int | None:
        """Prove that files can be written; gives the free bytes where that is known."""
        ...


def is_name(text: str) -> bool:
    """Tell whether this is the name of a file in a store."""
    return _NAME.fullmatch(text) is not None


def missing(sha256: str) -> FileMissing:
    """Say that a file is not there."""
    return FileMissing(f"The file {sha256[:12]}… is not in the store. Restore it from a backup.")
