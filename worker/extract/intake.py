"""What reading a stranger's file may cost, and whether it is opened at all."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from document.admission import HEAD, MEGABYTE, MOST_BYTES, check

GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one note may cost at most. A note has 2 to 20 pages and takes two seconds.

    ``size`` is the file's, ``result`` what the reader's child process may write, both in bytes, as is ``memory``
    (address space of the child); ``cpu`` and ``wall`` are seconds.
    """

    size: int = MOST_BYTES
    pages: int = 300
    memory: int = GIBIBYTE
    cpu: int = 50
    wall: float = 55.0
    result: int = 256 * MEGABYTE


def admit(path: Path, limits: Limits) -> BinaryIO:
    """Open a file that has the right size and begins as a PDF does.

    Raises Empty, TooLarge or NotAPdf; OSError when there is no such file or it may not be read.
    """
    file = path.open("rb")
    try:
        size = file.seek(0, 2)
        file.seek(0)
        check(size, file.read(HEAD), limits.size)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
