"""Watermarks as Word has them: a text drawn as a shape behind the page, which hangs on the header."""

import math

from document.note import Box, Furniture
from worker.rebuild.bands import DEFAULT_SIZE
from worker.rebuild.looks import color, family
from worker.rebuild.ooxml import Element, element
from worker.rebuild.package import Package
from worker.rebuild.styles import DEFAULT_FONT

_LINE = 0.86
"""The shape's height in type sizes: its text, which is stretched to fill it, is mostly capitals."""
_PALE = "D9D9D9"
_LONGEST = 0.95


def watermark(package: Package, piece: Furniture, text: str, page: tuple[float, float]) -> Element | None:
    """Draw a watermark's text at its place, turned as it was; None where the note tells no place.

    ``page`` is the page's width and height in points: a translation that is longer shrinks to stay on it.
    """
    if piece.box is None or not text.strip():
        return None
    width, height = _measures(piece, piece.box, text, page)
    middle = (piece.box.x0 + piece.box.x1) / 2, (piece.box.top + piece.box.bottom) / 2
    style = {
        "position": "absolute",
        "margin-left": f"{middle[0] - width / 2:.1f}pt",
        "margin-top": f"{middle[1] - height / 2:.1f}pt",
        "width": f"{width:.1f}pt",
        "height": f"{height:.1f}pt",
        "rotation": f"{round(-piece.angle) % 360}",
        "z-index": "-251658752",
        "mso-position-horizontal-relative": "page",
        "mso-position-vertical-relative": "page",
    }
    number = package.next_drawing()
    shape = element(
        "v:shape",
        {
            # Word and LibreOffice know a watermark by this name.
            "id": f"PowerPlusWaterMarkObject{number}",
            "type": "#_x0000_t136",
            "style": _styled(style),
            "fillcolor": f"#{color(piece.look.color) or _PALE}",
            "stroked": "f",
            "alt": text,
        },
        element("v:textpath", {"style": _styled(_face(piece)), "string": text}),
    )
    return element("w:r", None, element("w:pict", None, _shape_type(), shape))


def _measures(piece: Furniture, box: Box, text: str, page: tuple[float, float]) -> tuple[float, float]:
    """Give the length and the height of the line of text, as long for its letters as the source's was."""
    size = piece.look.size or DEFAULT_SIZE
    across, down = abs(math.cos(math.radians(piece.angle))), abs(math.sin(math.radians(piece.angle)))
    wide, high = box.x1 - box.x0, box.bottom - box.top
    length = (wide - size * down) / across if across > down else (high - size * across) / down
    length = max(size, length) * len(text) / max(1, len(piece.text))
    room = min(page[0] / max(across, 0.01), page[1] / max(down, 0.01))
    scale = min(1.0, _LONGEST * room / length)
    return length * scale, size * _LINE * scale


def _face(piece: Furniture) -> dict[str, str]:
    told = {"font-family": f'"{family(piece.look.font) or DEFAULT_FONT}"', "font-size": "1pt"}
    if piece.look.bold:
        told["font-weight"] = "bold"
    if piece.look.italic:
        told["font-style"] = "italic"
    return told


def _styled(told: dict[str, str]) -> str:
    return ";".join(f"{name}:{what}" for name, what in told.items())


def _shape_type() -> Element:
    """Describe the shape "plain text along a straight path" (ECMA-376 part 4, 14.1.2.20; Word's number 136)."""
    return element(
        "v:shapetype",
        {
            "id": "_x0000_t136",
            "coordsize": "21600,21600",
            "o:spt": 136,
            "adj": 10800,
            "path": "m@7,l@8,m@5,21600l@6,21600e",
        },
        element("v:formulas", None, *(element("v:f", {"eqn": formula}) for formula in _FORMULAS)),
        element("v:path", {"textpathok": "t"}),
        element("v:textpath", {"on": "t", "fitshape": "t"}),
    )


_FORMULAS = (
    "sum #0 0 10800",
    "prod #0 2 1",
    "sum 21600 0 @1",
    "sum 0 0 @2",
    "sum 21600 0 @3",
    "if @0 @3 0",
    "if @0 21600 @1",
    "if @0 0 @2",
    "if @0 @4 21600",
)
