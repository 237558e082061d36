"""From an opened file to a note, inside the child process: mend, read, see whether there is text."""

import re
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from document.errors import Damaged, Empty, NoText
from document.note import Box, Caveat, Note
from document.progress import Report
from worker.extract.mending import mend
from worker.extract.reader import read_note

NO_TEXT = (
    "The pages are pictures without text in them. "
    "Make the text readable first with OCR, for example: ocrmypdf --language fra+spa+eng in.pdf out.pdf"
)
NO_LETTERS = (
    "The file does not say which letters its fonts show, so its text cannot be read. "
    "Make it readable first with OCR, for example: ocrmypdf --force-ocr --language fra+spa+eng in.pdf out.pdf"
)
BLANK = "The pages are blank. Export the note again from the program it was made with."
UNREADABLE = "None of the pages can be read. Print the file into a new PDF, or export it again."

CID = re.compile(r"\(cid:\d+\)")
"""How pdfminer writes a glyph that it cannot name."""

MOST_UNKNOWN_LETTERS = 0.3
"""Share of letters without meaning above which a text is noise; a note with odd bullets stays far below."""


def read_file(file: BinaryIO, copy: Path, most_pages: int, report: Report) -> Note:
    """Read a PDF into a note; a clean copy of the file is left at ``copy``.

    Its languages are not told yet. Raises the refusals of ``document.errors``, and whatever a broken file makes the
    parsers raise.
    """
    repairs = mend(file, copy, most_pages)
    note = read_note(copy, report)
    require_text(note)
    return replace(note, warnings=repairs + note.warnings + pages_without_text(note))


def require_text(note: Note) -> None:
    """Refuse a note without letters: Damaged, Empty or NoText, whatever helps its sender most."""
    text = _text(note)
    if text.strip():
        _require_letters(text)
    elif _pages_that_failed(note) >= len(note.pages):
        raise Damaged(UNREADABLE)
    elif note.images or note.graphics:
        raise NoText(NO_TEXT)
    else:
        raise Empty(BLANK)


def pages_without_text(note: Note) -> tuple[Caveat, ...]:
    """Tell of pages that are a picture while others have text: what stands on them is not translated."""
    written = {box.page for block in note.blocks if block.text.strip() for box in block.boxes}
    return tuple(
        Caveat(
            code="page_without_text",
            message=f"Page {page.number} is a picture without text and is not translated. It needs OCR.",
            page=page.number,
        )
        for page in note.pages
        if page.number not in written and _covers(note, page.number, page.width * page.height / 2)
    )


def _covers(note: Note, page: int, area: float) -> bool:
    """Tell whether one picture covers more than ``area`` of a page."""
    return any(page in (image.pages or (image.box.page,)) and _area(image.box) > area for image in note.images)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _text(note: Note) -> str:
    return "".join(block.text for block in note.blocks) + "".join(part.text for part in note.furniture)


def _pages_that_failed(note: Note) -> int:
    return len({warning.page for warning in note.warnings if warning.code == "page_unreadable"})


def _require_letters(text: str) -> None:
    """Refuse text from fonts that have shapes but no letters: ``(cid:12)``, private-use or replacement characters."""
    plain = CID.sub("\ufffd", text)
    unknown = sum(_means_nothing(char) for char in plain)
    if unknown > MOST_UNKNOWN_LETTERS * sum(not char.isspace() for char in plain):
        raise NoText(NO_LETTERS)


def _means_nothing(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or not (char.isprintable() or char.isspace())
