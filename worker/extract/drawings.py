"""Where the pages show pictures: image objects, and drawings told from boxes around text, bands and table borders.

A picture is either *placed* (an image object of the file) or *drawn* (a group of curves and shapes, as sponsors' logos
often are). Drawn pictures are painted with the words inside them, so those words belong to the picture and not to the
text; where that is in doubt the words win, because they have to be translated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from document.note import Box
from worker.extract.boxes import area, holds, joined, middle_in, same_place, sides, thickness, union
from worker.extract.shapes import Shape, ShapeKind

PAPER = "FFFFFF"

SPACER = 3.0
"""Points. An image object thinner than that is a spacer or a rule, and shows no picture."""

NEAR = 3.0
"""Points between two parts of one drawing."""

THIN, LONG = 6.0, 11.0
"""Points of the shorter and the longer side. Smaller drawings are bullets and check boxes."""

RULE = 3.0
"""Points. The thickest rule; what is thicker is a band or a bar."""

LONG_RULE, ALONG = 100.0, 0.6
"""A rule from that length on, in points, joins nothing; it belongs to a drawing if that share of it runs along it."""

LABEL = 14.0
"""Points from a chart's axis in which its labels stand."""

SPACE = 0.7
"""The widest space between words of one label, as a share of the letters' height."""

MOST_LETTERS = 80
"""In a drawing. With more letters, it is a box around text, and the text has to be translated."""

LETTER = 0.5
"""Width of an average letter as a share of its line's height."""

EMBLEM = 0.1
"""Share of a drawing that a part without words must fill to be what the words belong to."""

FEWEST_BARS = 3
"""Straight shapes without text that make a chart or a logo; two are accidents of layout."""

GROUND = 120_000.0
"""Square points, a quarter of a page: a shape of that size lies behind the text and is no part of a drawing."""

BANNER, TITLE = 300.0, 13.0
"""Points: a drawing of that width with letters of that height is a design behind a title."""


@dataclass(frozen=True, slots=True)
class Find:
    """A place where a page shows a picture. Words whose middle falls into a *drawn* one are part of the picture."""

    box: Box
    drawn: bool


def find_pictures(shapes: Sequence[Shape], tables: Sequence[Box] = ()) -> tuple[Find, ...]:
    """Find all pictures on all pages, in page order; nothing that lies inside ``tables`` counts as drawn."""
    pages = groupby(sorted(shapes, key=lambda shape: shape.box.page), key=lambda shape: shape.box.page)
    return tuple(
        find
        for _, on_page in pages
        for find in sorted(_finds(list(on_page), tables), key=lambda find: (find.box.top, find.box.x0))
    )


def letters_in(box: Box, shapes: Iterable[Shape]) -> float:
    """Estimate how many letters stand in a box, by the size of the text's shapes."""
    texts = (shape.box for shape in shapes if shape.kind is ShapeKind.TEXT and middle_in(box, shape.box))
    return sum((text.x1 - text.x0) / max(1.0, LETTER * (text.bottom - text.top)) for text in texts)


def _finds(shapes: Sequence[Shape], tables: Sequence[Box]) -> Iterator[Find]:
    """Find the pictures of one page."""
    drawings = list(_drawings(shapes, tables))
    placed = joined([shape.box for shape in shapes if _is_placed(shape, shapes)], _continues)
    for drawing in drawings:
        if not any(holds(box, drawing) for box in placed):
            yield Find(drawing, drawn=True)
    for box in placed:
        if not any(holds(drawing, box) for drawing in drawings):
            yield Find(box, drawn=False)


def _is_placed(shape: Shape, others: Sequence[Shape]) -> bool:
    """Tell whether a shape is a picture by itself; a gradient behind words is a band."""
    if thickness(shape.box) < SPACER:
        return False
    return shape.kind is ShapeKind.IMAGE or (shape.kind is ShapeKind.SHADING and not letters_in(shape.box, others))


def _drawings(shapes: Sequence[Shape], tables: Sequence[Box]) -> Iterator[Box]:
    """Find the groups of paths that make a picture."""
    texts = [shape for shape in shapes if shape.kind is ShapeKind.TEXT]
    paths = [shape for shape in shapes if _may_be_part(shape, tables) and letters_in(shape.box, texts) <= MOST_LETTERS]
    rules = [shape for shape in paths if _is_long_rule(shape)]
    parts = [shape for shape in paths if not _is_long_rule(shape)]
    axes = [rule for rule in rules if len(_bars_on(rule.box, parts, texts)) >= FEWEST_BARS]
    for core in joined([part.box for part in (*parts, *axes)], _touches):
        box = union([core, *(rule.box for rule in rules if _accompanies(rule.box, core))])
        group = [part for part in parts if holds(core, part.box)]
        if thickness(box) >= THIN and max(sides(box)) >= LONG and _is_drawing(box, group, texts):
            yield _with_labels(box, texts) if any(holds(box, axis.box) for axis in axes) else box


def _is_long_rule(shape: Shape) -> bool:
    return not shape.curved and thickness(shape.box) <= RULE and max(sides(shape.box)) >= LONG_RULE


def _bars_on(rule: Box, parts: Sequence[Shape], texts: Sequence[Shape]) -> list[Shape]:
    """Find the bars of a chart that stand on its axis: filled, without words, level with it on one side."""
    flat = rule.x1 - rule.x0 > rule.bottom - rule.top
    return [
        part
        for part in parts
        if part.fill
        and not part.curved
        and thickness(part.box) > RULE
        and _touches(rule, part.box)
        and (abs(part.box.bottom - rule.top) if flat else abs(part.box.x0 - rule.x1)) <= RULE
        and not letters_in(part.box, texts)
    ]


def _with_labels(chart: Box, texts: Sequence[Shape]) -> Box:
    """Take in the words under a chart's axis: they stand apart from each other, unlike those of a caption."""
    under = [text.box for text in texts if 0 <= text.box.top + 1 - chart.bottom <= LABEL and _within(chart, text.box)]
    labels = joined(under, _is_one_label)
    return union([chart, *labels]) if len(labels) > 1 else chart


def _is_one_label(a: Box, b: Box) -> bool:
    """Tell whether two pieces of text, letters or words, are on one line with no more than a space between them."""
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    return abs(a.bottom - b.bottom) <= RULE and gap <= SPACE * max(a.bottom - a.top, b.bottom - b.top)


def _within(chart: Box, text: Box) -> bool:
    return chart.x0 - LABEL <= text.x0 and text.x1 <= chart.x1 + LABEL


def _accompanies(rule: Box, drawing: Box) -> bool:
    """Tell a chart's axis, which runs along the drawing, from a footer's rule that touches a logo."""
    across = min(rule.x1, drawing.x1 + NEAR) - max(rule.x0, drawing.x0 - NEAR)
    down = min(rule.bottom, drawing.bottom + NEAR) - max(rule.top, drawing.top - NEAR)
    return across >= 0 and down >= 0 and max(across, down) >= ALONG * max(sides(rule))


def _may_be_part(shape: Shape, tables: Sequence[Box]) -> bool:
    painted = shape.stroke or (shape.fill and shape.fill != PAPER)
    return (
        shape.kind in {ShapeKind.PATH, ShapeKind.SHADING}
        and bool(painted)
        and area(shape.box) < GROUND
        and not any(middle_in(table, shape.box) for table in tables)
    )


def _is_drawing(box: Box, group: Sequence[Shape], texts: Sequence[Shape]) -> bool:
    """Tell a drawing from a box around words, a heading's band and a lone rule."""
    letters = letters_in(box, texts)
    bodies = [part for part in group if thickness(part.box) > RULE]
    bare = [part for part in bodies if not letters_in(part.box, texts)]
    if letters > MOST_LETTERS or (letters and _is_behind_title(box, texts)):
        return False
    if not any(part.curved or part.kind is ShapeKind.SHADING for part in bodies):
        return len([part for part in bare if part.fill]) >= FEWEST_BARS
    # One box around words is a box around words, also when its border is a second shape and a bullet stands in it.
    emblem = max((area(part.box) for part in bare), default=0.0)
    return emblem >= EMBLEM * area(box) or (letters == 0 and bool(bare)) or _count_places(bodies) > 1 + len(bare)


def _is_behind_title(box: Box, texts: Sequence[Shape]) -> bool:
    tallest = max(text.box.bottom - text.box.top for text in texts if middle_in(box, text.box))
    return box.x1 - box.x0 > BANNER and tallest > TITLE


def _count_places(parts: Sequence[Shape]) -> int:
    places: list[Box] = []
    for part in parts:
        if not any(same_place(place, part.box) for place in places):
            places.append(part.box)
    return len(places)


def _touches(a: Box, b: Box) -> bool:
    return a.x0 - NEAR <= b.x1 and b.x0 - NEAR <= a.x1 and a.top - NEAR <= b.bottom and b.top - NEAR <= a.bottom


def _continues(a: Box, b: Box) -> bool:
    """Tell whether two image objects are strips of one picture, or one lies within the other."""
    if holds(a, b) or holds(b, a):
        return area(a) < 4 * area(b) and area(b) < 4 * area(a)
    upright = abs(a.x0 - b.x0) < 1 and abs(a.x1 - b.x1) < 1 and min(abs(a.bottom - b.top), abs(b.bottom - a.top)) < 1
    across = abs(a.top - b.top) < 1 and abs(a.bottom - b.bottom) < 1 and min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) < 1
    return upright or across
