"""Pictures, and what they are for.

A picture is either *placed* (an image object of the file) or *drawn* (a group of curves and shapes, as sponsors' logos
often are). Drawn pictures are painted with the words inside them, so those words belong to the picture and not to the
text. Rules and bands are not pictures: see ``graphics``.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from document.note import Box, Image, ImageRole, Zone
from worker.extract.pixels import Picture, Place, photograph
from worker.extract.shapes import Shape, ShapeKind, page_sizes

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

SAME_PLACE = 2.0
"""Points by which the same thing may wander from page to page."""

HEAD, FOOT = 0.13, 0.87
WIDE_HEAD, WIDE_FOOT = 0.25, 0.75
"""Shares of the page's height where head ends and foot begins when no running text tells: for a picture that stands
once, and for one that stands on several pages."""

BACKGROUND = 0.6
"""Share of the page from which on a picture lies behind the text."""

LOGO_HEIGHT, LOGO_AREA = 110.0, 0.08
"""The tallest logo in points, and its largest share of the page."""

ICON, STRIP = 20.0, 15.0
"""Points below which a lone picture in the text is an icon; how often a strip's height goes into its width."""

ROW = 15.0
"""Points by which the middles of logos in one row may differ."""


@dataclass(frozen=True, slots=True)
class FurnitureBand:
    """Where the running header ends and the running footer begins on one page, in points from its top.

    A page without running header has ``header_bottom`` 0; without footer, ``footer_top`` is the page's height.
    """

    page: int
    header_bottom: float
    footer_top: float


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


def images(pdf: Path, finds: Sequence[Find], bands: Sequence[FurnitureBand] = ()) -> tuple[Image, ...]:
    """Turn finds into pictures with their bytes, role and zone.

    The same picture at the same place on several pages is one ``Image`` with all its ``pages``. Zones are taken from
    ``bands``; where a page has none, from the place on the page. Ids run ``i1``, ``i2``, … in page order.
    """
    sizes = page_sizes(pdf)
    of_page = {band.page: band for band in bands}
    seen = _gather(photograph(pdf, [Place(find.box, find.drawn) for find in finds]))
    zones = [zone_of(box, pages, sizes, of_page) for box, pages, _ in seen]
    boxes = [box for box, _, _ in seen]
    return tuple(
        Image(
            id=f"i{count}",
            box=box,
            role=_role(box, pages, zone, boxes, sizes[box.page - 1]),
            zone=zone,
            pages=pages,
            media_type=picture.media_type,
            data=picture.data,
        )
        for count, ((box, pages, picture), zone) in enumerate(zip(seen, zones, strict=True), start=1)
    )


def zone_of(
    box: Box, pages: Sequence[int], sizes: Sequence[tuple[float, float]], bands: Mapping[int, FurnitureBand]
) -> Zone:
    """Tell where something stands that is on ``pages``; ``sizes`` are all pages' widths and heights."""
    height = sizes[box.page - 1][1]
    middle = (box.top + box.bottom) / 2
    band = bands.get(box.page)
    if band and band.header_bottom > 0 and middle <= band.header_bottom:
        return Zone.HEADER
    if band and band.footer_top < height and middle >= band.footer_top:
        return Zone.FOOTER
    head, foot = (WIDE_HEAD, WIDE_FOOT) if len(pages) > 1 else (HEAD, FOOT)
    if box.bottom <= head * height:
        return Zone.HEADER
    return Zone.FOOTER if box.top >= foot * height else Zone.BODY


def same_place(a: Box, b: Box) -> bool:
    """Tell whether two boxes cover the same place, each on its page."""
    sides = ((a.x0, b.x0), (a.top, b.top), (a.x1, b.x1), (a.bottom, b.bottom))
    return all(abs(one - other) <= SAME_PLACE for one, other in sides)


def holds(outer: Box, inner: Box, slack: float = 1.0) -> bool:
    """Tell whether a box lies within another one of the same page."""
    return (
        outer.page == inner.page
        and inner.x0 >= outer.x0 - slack
        and inner.top >= outer.top - slack
        and inner.x1 <= outer.x1 + slack
        and inner.bottom <= outer.bottom + slack
    )


def union(boxes: Sequence[Box]) -> Box:
    """Give the smallest box around boxes of one page."""
    return Box(
        page=boxes[0].page,
        x0=min(box.x0 for box in boxes),
        top=min(box.top for box in boxes),
        x1=max(box.x1 for box in boxes),
        bottom=max(box.bottom for box in boxes),
    )


def thickness(box: Box) -> float:
    """Give the shorter side in points."""
    return min(_sides(box))


def letters_in(box: Box, shapes: Iterable[Shape]) -> float:
    """Estimate how many letters stand in a box, by the size of the text's shapes."""
    texts = (shape.box for shape in shapes if shape.kind is ShapeKind.TEXT and _middle_in(box, shape.box))
    return sum((text.x1 - text.x0) / max(1.0, LETTER * (text.bottom - text.top)) for text in texts)


def _finds(shapes: Sequence[Shape], tables: Sequence[Box]) -> Iterator[Find]:
    """Find the pictures of one page."""
    drawings = list(_drawings(shapes, tables))
    placed = _joined([shape.box for shape in shapes if _is_placed(shape, shapes)], _continues)
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
    for core in _joined([part.box for part in (*parts, *axes)], _touches):
        box = union([core, *(rule.box for rule in rules if _accompanies(rule.box, core))])
        group = [part for part in parts if holds(core, part.box)]
        if thickness(box) >= THIN and max(_sides(box)) >= LONG and _is_drawing(box, group, texts):
            yield _with_labels(box, texts) if any(holds(box, axis.box) for axis in axes) else box


def _is_long_rule(shape: Shape) -> bool:
    return not shape.curved and thickness(shape.box) <= RULE and max(_sides(shape.box)) >= LONG_RULE


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
    labels = _joined(under, _is_one_label)
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
    return across >= 0 and down >= 0 and max(across, down) >= ALONG * max(_sides(rule))


def _may_be_part(shape: Shape, tables: Sequence[Box]) -> bool:
    painted = shape.stroke or (shape.fill and shape.fill != PAPER)
    return shape.kind is ShapeKind.PATH and bool(painted) and not any(_middle_in(table, shape.box) for table in tables)


def _is_drawing(box: Box, group: Sequence[Shape], texts: Sequence[Shape]) -> bool:
    """Tell a drawing from a box around words, a heading's band and a lone rule."""
    letters = letters_in(box, texts)
    bodies = [part for part in group if thickness(part.box) > RULE]
    bare = [part for part in bodies if not letters_in(part.box, texts)]
    if letters > MOST_LETTERS:
        return False
    if not any(part.curved or part.kind is ShapeKind.SHADING for part in bodies):
        return len([part for part in bare if part.fill]) >= FEWEST_BARS
    # One box around words is a box around words, also when its border is a second shape and a bullet stands in it.
    emblem = max((_area(part.box) for part in bare), default=0.0)
    return emblem >= EMBLEM * _area(box) or (letters == 0 and bool(bare)) or _count_places(bodies) > 1 + len(bare)


def _count_places(parts: Sequence[Shape]) -> int:
    places: list[Box] = []
    for part in parts:
        if not any(same_place(place, part.box) for place in places):
            places.append(part.box)
    return len(places)


def _joined(boxes: Sequence[Box], belong: Callable[[Box, Box], bool]) -> list[Box]:
    """Unite boxes that belong together until none is left that does."""
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.top):
        united = box
        while near := [group for group in groups if belong(group, united)]:
            groups = [group for group in groups if group not in near]
            united = union([united, *near])
        groups.append(united)
    return groups


def _touches(a: Box, b: Box) -> bool:
    return a.x0 - NEAR <= b.x1 and b.x0 - NEAR <= a.x1 and a.top - NEAR <= b.bottom and b.top - NEAR <= a.bottom


def _continues(a: Box, b: Box) -> bool:
    """Tell whether two image objects are strips of one picture, or one lies within the other."""
    if holds(a, b) or holds(b, a):
        return _area(a) < 4 * _area(b) and _area(b) < 4 * _area(a)
    upright = abs(a.x0 - b.x0) < 1 and abs(a.x1 - b.x1) < 1 and min(abs(a.bottom - b.top), abs(b.bottom - a.top)) < 1
    across = abs(a.top - b.top) < 1 and abs(a.bottom - b.bottom) < 1 and min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) < 1
    return upright or across


def _sides(box: Box) -> tuple[float, float]:
    return box.x1 - box.x0, box.bottom - box.top


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _middle_in(outer: Box, inner: Box) -> bool:
    across, down = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.page == inner.page and outer.x0 <= across <= outer.x1 and outer.top <= down <= outer.bottom


def _gather(taken: Iterable[tuple[Place, Picture]]) -> list[tuple[Box, tuple[int, ...], Picture]]:
    """Put together what is the same picture at the same place on several pages."""
    known: dict[bytes, list[tuple[Box, list[int], Picture]]] = defaultdict(list)
    gathered: list[tuple[Box, list[int], Picture]] = []
    for place, picture in taken:
        alike = known[hashlib.sha256(picture.data).digest()]
        for box, pages, _ in alike:
            if same_place(box, place.box):
                pages.append(place.box.page)
                break
        else:
            entry = (place.box, [place.box.page], picture)
            alike.append(entry)
            gathered.append(entry)
    return [(box, tuple(dict.fromkeys(pages)), picture) for box, pages, picture in gathered]


def _role(box: Box, pages: Sequence[int], zone: Zone, others: Sequence[Box], size: tuple[float, float]) -> ImageRole:
    """Judge what a picture is for by its size, its place, its repetition and its neighbours."""
    width, height = _sides(box)
    if _area(box) > BACKGROUND * size[0] * size[1] or max(width, height) > STRIP * max(1.0, min(width, height)):
        return ImageRole.DECORATION
    if height <= LOGO_HEIGHT and _area(box) <= LOGO_AREA * size[0] * size[1]:
        if zone is not Zone.BODY or len(pages) > 1 or _is_in_row(box, others, size[1]):
            return ImageRole.LOGO
        if max(width, height) < ICON:
            return ImageRole.DECORATION
        if box.page == 1 and box.bottom < WIDE_HEAD * size[1]:
            return ImageRole.LOGO
    return ImageRole.DECORATION if len(pages) > 1 and zone is not Zone.BODY else ImageRole.FIGURE


def _is_in_row(box: Box, others: Sequence[Box], height: float) -> bool:
    """Tell whether a picture stands with others in a row near the page's head or foot, as sponsors' logos do."""
    middle = (box.top + box.bottom) / 2
    if WIDE_HEAD * height < middle < WIDE_FOOT * height:
        return False
    row = [
        other
        for other in others
        if other.page == box.page
        and abs((other.top + other.bottom) / 2 - middle) <= ROW
        and other.bottom - other.top <= LOGO_HEIGHT
    ]
    return len(row) > 1
