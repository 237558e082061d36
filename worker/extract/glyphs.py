"""One letter of a page, and how it is set: what all reading of lines and blocks starts from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """How a glyph is set: family, size in points, weight, slope, colour."""

    font: str
    size: float
    bold: bool
    italic: bool
    color: str


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter (or several, after a ligature) on a page.

    ``element`` is the structure element that it belongs to (see ``tags``), ``artifact`` says that the file itself
    calls it furniture, ``shift`` is 1 for raised and -1 for lowered glyphs.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    face: Face
    element: int | None = None
    artifact: bool = False
    link: str | None = None
    shift: int = 0
    underline: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is printed here."""
        return self.text == " "


@dataclass(frozen=True, slots=True)
class Turned:
    """A letter that does not stand on a level line: where its baseline begins, and how far on the next one stands.

    ``angle`` counts degrees against the clock; what leans without being turned is a Glyph.
    """

    text: str
    x: float
    y: float
    angle: float
    advance: float
    face: Face
