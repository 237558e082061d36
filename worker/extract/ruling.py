"""Which lines a table draws, and in what colours: from the paths that lie on its grid."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from document.note import Block, Box, Ruling
from worker.extract.shapes import Shape, ShapeKind

_THIN = 3.0
_AT = 3.5
_SHORTEST = 6.0
_PAPER = "FFFFFF"


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A straight line: where it runs across its direction, how long it is, and its colour."""

    upright: bool
    at: float
    length: float
    color: str


def with_rulings(blocks: Iterable[Block], shapes: Sequence[Shape]) -> tuple[Block, ...]:
    """Tell each table the lines that it draws, and make it as wide as they are; ``shapes`` are those of all pages."""
    paths = [shape for shape in shapes if shape.kind is ShapeKind.PATH and not shape.curved]
    return tuple(_ruled(block, paths) if block.rows and block.boxes else block for block in blocks)


def _ruled(block: Block, paths: Sequence[Shape]) -> Block:
    box = block.boxes[0]
    own = _paths_of(box, paths)
    left, right = _reach(box, own)
    edges = _edges([path.box for path in own])
    columns = list(block.columns)
    if len(edges) == len(columns) + 1:
        columns = [round(end - start, 1) for start, end in pairwise(edges)]
    elif columns:
        columns[0] += box.x0 - left
        columns[-1] += right - box.x1
    wide = replace(box, x0=left, x1=right)
    ruling = ruling_of(wide, len(block.rows), own) if len(block.boxes) == 1 else _largest_part(block, paths)
    return replace(block, ruling=ruling, boxes=(wide, *block.boxes[1:]), columns=tuple(columns))


def _largest_part(block: Block, paths: Sequence[Shape]) -> Ruling:
    """Take the lines of a table on several pages from that where it has most rows."""
    heights = [box.bottom - box.top for box in block.boxes]
    height = max(heights)
    box = block.boxes[heights.index(height)]
    own = _paths_of(box, paths)
    left, right = _reach(box, own)
    return ruling_of(replace(box, x0=left, x1=right), max(2, round(len(block.rows) * height / sum(heights))), own)


def _paths_of(box: Box, paths: Sequence[Shape]) -> list[Shape]:
    """Give the paths at a table's height that lie on it, or touch one that does; words alone tell too little width."""
    level = [
        path
        for path in paths
        if path.box.page == box.page and path.box.top >= box.top - _AT and path.box.bottom <= box.bottom + _AT
    ]
    own: list[Shape] = []
    reach = (box.x0, box.x1)
    while touching := [path for path in level if path.box.x0 <= reach[1] + _AT and path.box.x1 >= reach[0] - _AT]:
        own += touching
        level = [path for path in level if path not in touching]
        reach = _reach(box, own)
    return own


def _reach(box: Box, paths: Sequence[Shape]) -> tuple[float, float]:
    return min([box.x0, *(path.box.x0 for path in paths)]), max([box.x1, *(path.box.x1 for path in paths)])


def _edges(boxes: Sequence[Box]) -> list[float]:
    """Give where columns begin and end: the edges that two rows at least have in common."""
    groups: list[list[float]] = []
    for edge in sorted(edge for box in boxes for edge in (box.x0, box.x1)):
        if groups and edge - groups[-1][0] <= _AT:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [fmean(group) for group in groups if len(group) > 1]


def ruling_of(box: Box, rows: int, paths: Sequence[Shape]) -> Ruling:
    """Find the lines of a table of so many ``rows`` that stands in ``box``; ``paths`` are its own."""
    strokes = [stroke for path in paths for stroke in _strokes(path)]
    flat = _lines([stroke for stroke in strokes if not stroke.upright], box.x1 - box.x0)
    upright = _lines([stroke for stroke in strokes if stroke.upright], box.bottom - box.top)
    between = {at: tint for at, tint in flat.items() if box.top + _AT < at < box.bottom - _AT}
    everywhere = len(between) * 2 > rows - 1
    first = min(between, default=None)
    rest = [tint for at, tint in between.items() if at != first]
    usual = (rest or list(between.values()))[0] if everywhere else None
    head = between[first] if first is not None and between[first] != usual else None
    return Ruling(
        top=_near(flat, box.top),
        bottom=_near(flat, box.bottom),
        sides=_near(upright, box.x0) or _near(upright, box.x1),
        head=head,
        rows=usual,
        columns=next((tint for at, tint in upright.items() if box.x0 + _AT < at < box.x1 - _AT), None),
    )


def _strokes(path: Shape) -> Iterator[_Stroke]:
    box = path.box
    wide, high = box.x1 - box.x0, box.bottom - box.top
    tint = path.stroke or path.fill
    if min(wide, high) <= _THIN:
        if tint and tint != _PAPER and max(wide, high) >= _SHORTEST:
            upright = high > wide
            at = (box.x0 + box.x1) / 2 if upright else (box.top + box.bottom) / 2
            yield _Stroke(upright, at, max(wide, high), tint)
    elif path.stroke and path.stroke not in {_PAPER, path.fill}:
        yield from (_Stroke(upright=False, at=at, length=wide, color=path.stroke) for at in (box.top, box.bottom))
        yield from (_Stroke(upright=True, at=at, length=high, color=path.stroke) for at in (box.x0, box.x1))


def _lines(strokes: Sequence[_Stroke], full: float) -> dict[float, str]:
    """Put strokes at one place together, in order; what does not reach over half of the table is no line of it."""
    groups: list[list[_Stroke]] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.at):
        if groups and stroke.at - groups[-1][0].at <= _THIN:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    return {group[0].at: _usual(group) for group in groups if sum(stroke.length for stroke in group) > full / 2}


def _usual(group: Sequence[_Stroke]) -> str:
    lengths: dict[str, float] = defaultdict(float)
    for stroke in group:
        lengths[stroke.color] += stroke.length
    return max(lengths, key=lambda tint: lengths[tint])


def _near(lines: dict[float, str], at: float) -> str | None:
    return next((tint for place, tint in lines.items() if abs(place - at) <= _AT), None)
