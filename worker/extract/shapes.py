"""What is drawn on the pages: every image, path and piece of text as pdfium sees it, in the page's seen coordinates.

pdfium parses in native code and is not safe with threads: call this in the reader's child process only.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from document.note import Box


class ShapeKind(StrEnum):
    """What a page object is."""

    IMAGE = "image"
    PATH = "path"
    SHADING = "shading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """One page object: where it is seen (its clip taken off), and how it is painted.

    ``fill`` and ``stroke`` are colours (``"1F4E79"``), None when not painted; ``curved`` says that a path has Bézier
    curves or slanted lines, so that it is no rule, frame or band.
    """

    kind: ShapeKind
    box: Box
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    curved: bool = False


def shapes(pdf: Path) -> tuple[Shape, ...]:
    """List all visible page objects of all pages in drawing order."""
    raise NotImplementedError
