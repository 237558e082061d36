"""Which pages have their text sideways or upside down, as wide tables and scans that were laid in wrongly do.

A person turns such a page before reading it; so do we. Runs in the reader's child process only.
"""

import math
from collections import Counter
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

FEWEST_LETTERS = 40
"""Fewer on a page may be a sideways remark at the margin of a picture."""

MOST_LETTERS = 1000
"""Of a page that are looked at."""

MAJORITY = 0.9
"""Share of the letters that must agree; an upright heading over a sideways table keeps the page as it is."""


def turns_of(pdf: Path) -> dict[int, int]:
    """Tell by how many degrees clockwise pages have to be turned, by their index from 0; upright ones are left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        turns = {index: _turn_of(document, index) for index in range(len(document))}
    return {index: turn for index, turn in turns.items() if turn}


def _turn_of(document: pypdfium2.PdfDocument, index: int) -> int:
    try:
        page = document[index]
        letters = page.get_textpage()
    except pypdfium2.PdfiumError:
        return 0
    angles = Counter(
        round(math.degrees(pdfium.FPDFText_GetCharAngle(letters, number)))
        for number in range(min(MOST_LETTERS, letters.count_chars()))
        if not chr(pdfium.FPDFText_GetUnicode(letters, number)).isspace()
    )
    page.close()
    angle, count = next(iter(angles.most_common(1)), (0, 0))
    agreed = count >= FEWEST_LETTERS and count >= MAJORITY * angles.total()
    # pdfium counts text that climbs up the page as turned by 270 degrees; a turn of 90 clockwise lays it level.
    return -angle % 360 if agreed and angle % 90 == 0 else 0
