"""Whether a stranger's file may come in at all: its size and its first bytes, and nothing that needs a parser."""

from document.errors import Empty, NotAPdf, TooLarge

MEGABYTE = 1_000_000

MOST_BYTES = 40 * MEGABYTE
"""The largest file that is read."""

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


def check(size: int, head: bytes, most: int = MOST_BYTES) -> None:
    """Let a file of ``size`` bytes that begins with ``head`` come in; raises Empty, TooLarge or NotAPdf."""
    if size == 0:
        raise Empty("The file is empty, it has 0 bytes. Fetch or export it again, the transfer may have failed.")
    if size > most:
        raise too_large(f"has {size / MEGABYTE:.1f} MB", most)
    check_head(head)


def check_head(head: bytes) -> None:
    """Let a file come in that begins as a PDF does; raises NotAPdf."""
    if b"%PDF-" in head[:HEAD]:
        return
    what = next((name for start, name in FAMILIAR.items() if head.lstrip().startswith(start)), None)
    looks = f"it looks like {what}" if what else "it does not begin with %PDF-"
    raise NotAPdf(f"The file is not a PDF, {looks}. Open it in the program it was made with and export it as PDF.")


def too_large(fact: str, most: int = MOST_BYTES) -> TooLarge:
    """Say that a file is larger than what is read; ``fact`` is what is known of its size."""
    return TooLarge(
        f"The file {fact}, Tripont reads at most {most / MEGABYTE:g} MB. "
        "Export it again with smaller pictures, or split it."
    )
