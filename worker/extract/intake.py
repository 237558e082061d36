"""Whether a stranger's file may come in at all: its size and its first bytes, and nothing that needs a parser."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from document.errors import Empty, NotAPdf, TooLarge

MEGABYTE = 1_000_000
GIBIBYTE = 1 << 30

HEAD = 1024
"""Readers accept a file when ``%PDF-`` stands within its first 1024 bytes (PDF 1.7, implementation note 13)."""

FAMILIAR = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"PK\x03\x04": "a ZIP, Word or LibreOffice file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
    b"%!PS": "a PostScript file",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
"""The beginnings of files that are taken for PDFs most often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one note may cost at most. A note has 2 to 20 pages and takes two seconds.

    ``size`` is the file's, ``result`` what the reader's child process may write, both in bytes, as is ``memory``
    (address space of the child); ``cpu`` and ``wall`` are seconds.
    """

    size: int = 40 * MEGABYTE
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
        _check_size(file.seek(0, 2), limits)
        file.seek(0)
        _check_head(file.read(HEAD))
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _check_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise Empty("The file is empty, it has 0 bytes. Fetch or export it again, the transfer may have failed.")
    if size > limits.size:
        raise TooLarge(
            f"The file has {size / MEGABYTE:.1f} MB, Tripont reads at most {limits.size / MEGABYTE:g} MB. "
            "Export it again with smaller pictures, or split it."
        )


def _check_head(head: bytes) -> None:
    if b"%PDF-" in head:
        return
    what = next((name for start, name in FAMILIAR.items() if head.lstrip().startswith(start)), None)
    looks = f"it looks like {what}" if what else "it does not begin with %PDF-"
    raise NotAPdf(f"The file is not a PDF, {looks}. Open it in the program it was made with and export it as PDF.")
