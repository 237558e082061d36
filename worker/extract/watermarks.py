"""Watermarks: large letters behind the text, turned as a rule, the same on every page that has them."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import PIL.Image
import pypdfium2
import pypdfium2.raw as pdfium

from document.note import Alignment, Box, Furniture, FurnitureKind, Look, Run
from worker.extract.glyphs import Face, Turned
from worker.extract.painting import paint, show
from worker.extract.shapes import Placed, box_of, placed_objects

LEAST = 30.0
"""Points. Turned letters that are smaller are labels of a drawing or a remark in the margin."""

SAMPLE = 160
"""Pixels of the longer side in which a watermark's colour is looked for."""


WHITE = b"\xff\xff\xff"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Turned letters in one line, and the part of the page that they take."""

    page: int
    text: str
    angle: float
    face: Face
    box: Box

    @property
    def key(self) -> tuple[str, int]:
        """Tell what makes two stretches the same watermark."""
        return self.text.casefold(), round(self.angle / 5)


def watermarks(turned: Mapping[int, Sequence[Turned]], pdf: Path) -> list[Furniture]:
    """Find the watermarks among each page's turned letters, with their colours as seen on white paper."""
    found: dict[tuple[str, int], list[_Stretch]] = defaultdict(list)
    for page, letters in turned.items():
        for stretch in _stretches(page, [one for one in letters if one.face.size >= LEAST]):
            found[stretch.key].append(stretch)
    return [_furniture(stretches, pdf) for stretches in found.values()]


def with_seen_color(piece: Furniture, pdf: Path) -> Furniture:
    """Give a watermark the colour in which it is seen."""
    tint = seen_color(pdf, piece.box) if piece.box else None
    return replace(piece, look=replace(piece.look, color=tint)) if tint else piece


def seen_color(pdf: Path, box: Box) -> str | None:
    """Give the colour that large letters in a box have on white paper, transparency counted; None for none."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[box.page - 1]
        objects = list(placed_objects(page))
        show((placed.item for placed in objects), seen=False)
        show((placed.item for placed in objects if _is_large_text(placed, box, float(page.get_height()))), seen=True)
        picture = paint(page, box, SAMPLE / max(box.x1 - box.x0, box.bottom - box.top))
    paper = PIL.Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    flat = paper.convert("RGB").tobytes()
    pixels = Counter(flat[place : place + 3] for place in range(0, len(flat), 3))
    inked = [pixel for pixel, _ in pixels.most_common(2) if pixel != WHITE]
    return inked[0].hex().upper() if inked else None


def _is_large_text(placed: Placed, box: Box, height: float) -> bool:
    own = box_of(placed.bounds, box.page, height)
    within = own.x0 < box.x1 and own.x1 > box.x0 and own.top < box.bottom and own.bottom > box.top
    large = min(own.x1 - own.x0, own.bottom - own.top) >= LEAST / 2
    return bool(placed.item.type == pdfium.FPDF_PAGEOBJ_TEXT) and within and large


def _stretches(page: int, letters: Sequence[Turned]) -> Iterator[_Stretch]:
    """Put letters that are turned alike and follow each other into words and lines."""
    line: list[Turned] = []
    for letter in letters:
        if line and not _follows(line[-1], letter):
            yield from _stretch(page, line)
            line = []
        line.append(letter)
    yield from _stretch(page, line)


def _follows(before: Turned, letter: Turned) -> bool:
    gap = math.hypot(letter.x - before.x, letter.y - before.y)
    alike = abs(letter.angle - before.angle) < 1 and letter.face.size == before.face.size
    return alike and gap < before.advance + 1.2 * before.face.size


def _stretch(page: int, letters: Sequence[Turned]) -> Iterator[_Stretch]:
    text = "".join(_spaced(letters)).strip()
    if not any(char.isalpha() for char in text):
        return
    first, last = letters[0], letters[-1]
    length = math.hypot(last.x - first.x, last.y - first.y) + last.advance
    yield _Stretch(page, text, first.angle, first.face, _box(page, first, length))


def _spaced(letters: Iterable[Turned]) -> Iterator[str]:
    before: Turned | None = None
    for letter in letters:
        if before and math.hypot(letter.x - before.x, letter.y - before.y) > before.advance + 0.2 * before.face.size:
            yield " "
        yield letter.text
        before = letter


def _box(page: int, first: Turned, length: float) -> Box:
    """Give what a turned line takes of the page: along its baseline, and up from there by the height of its letters."""
    along, up = math.cos(math.radians(first.angle)), math.sin(math.radians(first.angle))
    size = first.face.size
    corners = [
        (first.x + far * along - high * up, first.y - far * up - high * along)
        for far in (0.0, length)
        for high in (-0.2 * size, 0.8 * size)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(page=page, x0=round(min(xs), 2), top=round(min(ys), 2), x1=round(max(xs), 2), bottom=round(max(ys), 2))


def _furniture(stretches: Sequence[_Stretch], pdf: Path) -> Furniture:
    first = stretches[0]
    face = first.face
    piece = Furniture(
        kind=FurnitureKind.WATERMARK,
        text=first.text,
        pages=tuple(sorted({stretch.page for stretch in stretches})),
        runs=(Run(text=first.text, bold=face.bold, italic=face.italic),),
        box=first.box,
        angle=round(first.angle, 1),
        look=Look(
            font=face.font,
            size=face.size,
            color=face.color,
            bold=face.bold,
            italic=face.italic,
            alignment=Alignment.CENTER,
        ),
    )
    return with_seen_color(piece, pdf)
