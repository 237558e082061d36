"""How each block looks: type, alignment, indents, white space, and the band and rules that belong to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from document.note import Alignment, Box, Look
from worker.extract.blocks import Draft, Setting, is_centred
from worker.extract.glyphs import Face
from worker.extract.lines import Line, is_rule
from worker.extract.shapes import Shape, ShapeKind

PAPER = "FFFFFF"
SPACED = 0.05
"""Share of the type size from which on letters are spaced on purpose."""
FEWEST_GAPS = 4


@dataclass(frozen=True, slots=True)
class Decoration:
    """What is painted around a block: the shapes that are its ``own``, and those ``shared`` with its neighbours."""

    background: str | None = None
    band: Box | None = None
    rule_above: str | None = None
    rule_below: str | None = None
    rule_left: str | None = None
    own: tuple[Shape, ...] = ()
    shared: tuple[Shape, ...] = ()


def look_of(  # noqa: PLR0913, PLR0917 (a look is all of these seen together)
    draft: Draft, face: Face, before: Draft | None, after: Draft | None, setting: Setting, decoration: Decoration
) -> Look:
    """Describe a block's look; ``before`` and ``after`` are its neighbours in reading order."""
    alignment = alignment_of(draft, setting)
    left, first_line = _indents(draft) if alignment in {Alignment.LEFT, Alignment.JUSTIFY} else (0.0, 0.0)
    words = [g for line in draft.lines for g in line.printed if g.text.isalnum()]
    return Look(
        font=face.font,
        size=face.size,
        color=face.color,
        bold=bool(words) and all(g.face.bold for g in words),
        italic=bool(words) and all(g.face.italic for g in words),
        alignment=alignment,
        indent_left=round(left, 1),
        indent_right=round(_indent_right(draft, alignment), 1),
        first_line=round(first_line, 1),
        space_before=_white(before, draft, setting),
        space_after=_white(draft, after, setting),
        line_height=_line_height(draft, setting),
        letter_spacing=letter_spacing(draft.lines),
        background=decoration.background,
        band=decoration.band,
        rule_above=decoration.rule_above,
        rule_below=decoration.rule_below,
        rule_left=decoration.rule_left,
    )


def letter_spacing(lines: Sequence[Line]) -> float:
    """Measure in points how far letters stand apart; 0 for what a font, or a line that is filled, does by itself."""
    gaps = [
        (after.x0 - before.x1, before.face.size)
        for line in lines
        for before, after in pairwise(line.glyphs)
        if before.text.isalpha() and after.text.isalpha() and before.shift == after.shift
    ]
    if len(gaps) < FEWEST_GAPS:
        return 0.0
    usual = median(gap for gap, _ in gaps)
    return round(usual, 1) if usual > SPACED * median(size for _, size in gaps) else 0.0


def alignment_of(draft: Draft, setting: Setting) -> Alignment:
    """Tell how a block's lines stand in their column."""
    lines = draft.lines
    if all(_middle(line) < 6 for line in lines) and any(is_centred(line) for line in lines):
        return Alignment.CENTER
    first = lines[0]
    if (
        all(abs(line.right - line.x1) < 3 for line in lines)
        and all(line.x0 - line.left > 24 for line in lines)
        and draft.label is None
    ):
        return Alignment.RIGHT
    if len(lines) == 1:
        ordinary = abs(first.size - setting.body) < 0.6 and not first.bold
        return Alignment.JUSTIFY if setting.justified and ordinary else Alignment.LEFT
    if len(lines) == 2 and first.edge - first.x1 > 1.5:
        return Alignment.LEFT
    edge = max(line.x1 for line in lines)
    full = [line for line in lines[:-1] if edge - line.x1 < 1.5]
    return (
        Alignment.JUSTIFY
        if len(full) >= 0.75 * (len(lines) - 1) and (len(lines) > 2 or setting.justified)
        else Alignment.LEFT
    )


def _middle(line: Line) -> float:
    return abs((line.x0 + line.x1) / 2 - (line.left + line.right) / 2)


def _indents(draft: Draft) -> tuple[float, float]:
    """Give the left indent and what the first line differs from it; a label hangs before its text."""
    start = draft.first.x0 - draft.first.left
    if draft.label is not None:
        text = draft.text_x0 - draft.first.left
        return text, start - text
    if len(draft.lines) == 1:
        return max(0.0, start), 0.0
    rest = min(line.x0 - line.left for line in draft.lines[1:])
    first_line = start - rest if abs(start - rest) > 2 else 0.0
    return max(0.0, rest), first_line


def _indent_right(draft: Draft, alignment: Alignment) -> float:
    """Give how far even the longest line stays away from the right margin, where that is meant."""
    room = min(line.right - line.x1 for line in draft.lines)
    if alignment is Alignment.JUSTIFY and len(draft.lines) > 1:
        return room if room > 6 else 0.0
    return room if alignment is Alignment.LEFT and len(draft.lines) > 2 and room > 30 else 0.0


def _white(above: Draft | None, below: Draft | None, setting: Setting) -> float | None:
    """Measure the white between two blocks beyond the line distance; None where a page or column ends between."""
    if above is None or below is None or above.last.page != below.first.page:
        return None
    distance = below.first.baseline - above.last.baseline
    if distance <= 0:
        return None
    between = [
        box
        for box in setting.obstacles.get(below.first.page, ())
        if above.last.baseline < box.top < below.first.baseline
    ]
    if between:
        return None
    size = max(above.last.size, below.first.size)
    return round(max(0.0, distance - setting.distance(size)), 1)


def _line_height(draft: Draft, setting: Setting) -> float | None:
    steps = [
        b.baseline - a.baseline
        for a, b in zip(draft.lines, draft.lines[1:], strict=False)
        if a.page == b.page and b.baseline > a.baseline
    ]
    close = [step for step in steps if step < 2.5 * draft.first.size]
    return round(fmean(close), 2) if close else round(setting.distance(draft.first.size), 2)


def decoration_of(lines: Sequence[Line], shapes: Sequence[Shape], page_height: float) -> Decoration:
    """Find the band behind, and the rules beside, the lines that a block has on its first page.

    ``shapes`` are those of that page that belong to nothing else.
    """
    here = [line for line in lines if line.page == lines[0].page]
    x0, x1 = min(line.x0 for line in here), max(line.x1 for line in here)
    top, bottom = min(line.top for line in here), max(line.bottom for line in here)
    size = here[0].size
    paths = [shape for shape in shapes if shape.kind is ShapeKind.PATH]
    band = _band(paths, Box(page=here[0].page, x0=x0, top=top, x1=x1, bottom=bottom), page_height)
    if band is not None:
        x0, top, x1, bottom = (
            min(x0, band.box.x0),
            min(top, band.box.top),
            max(x1, band.box.x1),
            max(bottom, band.box.bottom),
        )
    rules = [
        s for s in paths if s is not band and is_rule(s) and s.box.x1 - s.box.x0 > 0.3 * (here[0].right - here[0].left)
    ]
    near = [s for s in rules if s.box.x0 < x1 and s.box.x1 > x0]
    above = _first(s for s in near if top - 0.7 * size < s.box.bottom <= top + 0.15 * size)
    below = _first(s for s in near if bottom - 0.1 * size <= s.box.top < bottom + 0.9 * size)
    left = _first(s for s in paths if _is_bar(s, top, bottom) and x0 - 30 < s.box.x1 <= x0 + 5)
    return Decoration(
        background=band.fill if band else None,
        band=band.box if band else None,
        rule_above=_paint(above),
        rule_below=_paint(below),
        rule_left=_paint(left),
        own=tuple(shape for shape in (above, below) if shape is not None),
        shared=tuple(shape for shape in (band, left) if shape is not None),
    )


def _first(shapes: Iterable[Shape]) -> Shape | None:
    return next(iter(shapes), None)


def _paint(shape: Shape | None) -> str | None:
    return None if shape is None else shape.fill or shape.stroke


def _is_bar(shape: Shape, top: float, bottom: float) -> bool:
    box = shape.box
    upright = 0.2 < box.x1 - box.x0 <= 8 and box.bottom - box.top > 3 * (box.x1 - box.x0)
    return upright and box.top <= top + 4 and box.bottom >= bottom - 4 and _paint(shape) not in {None, PAPER}


def _band(paths: Sequence[Shape], block: Box, page_height: float) -> Shape | None:
    """Give the smallest filled area that holds a block and is not the page's own ground."""
    slack = 0.3 * (block.bottom - block.top)
    holding = [
        shape
        for shape in paths
        if shape.fill not in {None, PAPER}
        and shape.box.x0 <= block.x0 + 2
        and shape.box.x1 >= block.x1 - 2
        and shape.box.top <= block.top + slack
        and shape.box.bottom >= block.bottom - slack
        and shape.box.bottom - shape.box.top < 0.8 * page_height
        and shape.box.bottom - shape.box.top > 4
    ]
    return min(holding, key=lambda s: (s.box.x1 - s.box.x0) * (s.box.bottom - s.box.top), default=None)
