"""Rules and filled bands: what is drawn straight, and is neither a table's border nor part of a picture."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from document.note import Box, Graphic, Zone
from worker.extract.boxes import holds, same_place, thickness, union
from worker.extract.drawings import PAPER, RULE, Find
from worker.extract.pictures import FurnitureBand, zone_of
from worker.extract.shapes import Shape, ShapeKind

SHORTEST = 12.0
"""Points. A shorter rule is a bullet, a tick or a fraction's bar."""

HAIR = 0.1
"""Points. A filled area that is thinner shows nothing: it is the rounded-off edge of something else."""

GAP = 1.5
"""Points between two pieces of one rule, or of one band."""

DRAWN = {ShapeKind.PATH, ShapeKind.SHADING}

Piece = tuple[Box, str]
"""A rectangle and its colour."""

Ends = tuple[float, float]
Place = tuple[int, float, float, str]


def graphics(
    shapes: Sequence[Shape],
    finds: Sequence[Find],
    sizes: Sequence[tuple[float, float]],
    bands: Sequence[FurnitureBand] = (),
    tables: Sequence[Box] = (),
) -> tuple[Graphic, ...]:
    """Find the rules and filled bands that lie neither in ``tables`` nor in a drawn picture.

    Each page's bands come before its rules, which stand on them.
    A rule is at most 3 points thick, a band is thicker; a frame comes as its four rules. All come, also those that
    stand behind, under or beside a paragraph: whoever gives them to a block's look takes them out. The same one at the
    same place on several pages is one ``Graphic`` with all its ``pages``. ``sizes`` are the pages' widths and heights.
    """
    pieces = [
        (box, color)
        for shape in shapes
        if _is_free(shape, finds, tables)
        for box, color in _painted(shape)
        if max(box.x1 - box.x0, box.bottom - box.top) >= SHORTEST
    ]
    of_page = {band.page: band for band in bands}
    return tuple(
        Graphic(box=box, color=color, zone=_zone(box, pages, sizes, of_page), pages=pages)
        for box, color, pages in _gather(_without_gaps(pieces))
    )


def _zone(
    box: Box, pages: Sequence[int], sizes: Sequence[tuple[float, float]], bands: Mapping[int, FurnitureBand]
) -> Zone:
    """Tell the zone; where no running text tells, a rule that stands once belongs to the body, however high."""
    return zone_of(box, pages, sizes, bands) if len(pages) > 1 or box.page in bands else Zone.BODY


def _is_free(shape: Shape, finds: Sequence[Find], tables: Sequence[Box]) -> bool:
    taken = (*tables, *(find.box for find in finds if find.drawn or shape.kind is ShapeKind.SHADING))
    return shape.kind in DRAWN and not any(holds(box, shape.box, 2.0) for box in taken)


def _painted(shape: Shape) -> Iterator[tuple[Box, str]]:
    """Give the fill as a band or rule, and the stroke as a rule, or as the four rules of a frame."""
    if shape.fill and shape.fill != PAPER and thickness(shape.box) > HAIR:
        yield shape.box, shape.fill
    if shape.stroke and shape.stroke not in {PAPER, shape.fill}:
        yield from ((side, shape.stroke) for side in _sides_of(shape))


def _sides_of(shape: Shape) -> list[Box]:
    box, width = shape.box, max(shape.width, 0.25)
    if thickness(box) <= max(RULE, width):
        return [box]
    ends = {"x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}
    changes = ({"bottom": box.top + width}, {"top": box.bottom - width}, {"x1": box.x0 + width}, {"x0": box.x1 - width})
    return [Box(page=box.page, **{**ends, **change}) for change in changes]


def _without_gaps(pieces: Sequence[Piece]) -> list[Piece]:
    """Put together rules that producers draw cell by cell or word by word, and bands that they draw line by line."""
    rules = [piece for piece in pieces if piece[0].bottom - piece[0].top <= RULE]
    bands = [piece for piece in pieces if piece[0].bottom - piece[0].top > RULE]
    whole = _chained(rules, key=_line, side=lambda box: (box.x0, box.x1)) + _chained(
        bands, key=_column, side=lambda box: (box.top, box.bottom)
    )
    return sorted(whole, key=lambda piece: _layer(piece[0]))


def _layer(box: Box) -> tuple[int, bool, float, float]:
    """Sort bands before rules, which stand on them."""
    return box.page, thickness(box) <= RULE, box.top, box.x0


def _chained(pieces: Sequence[Piece], key: Callable[[Piece], Place], side: Callable[[Box], Ends]) -> list[Piece]:
    """Unite pieces of the same key whose sides touch."""
    whole: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (key(piece), side(piece[0]))):
        before = whole[-1] if whole else None
        if before and key(before) == key(piece) and side(piece[0])[0] <= side(before[0])[1] + GAP:
            whole[-1] = (union([before[0], piece[0]]), piece[1])
        else:
            whole.append(piece)
    return whole


def _line(piece: Piece) -> Place:
    box, color = piece
    return box.page, round(box.top), round(box.bottom), color


def _column(piece: Piece) -> Place:
    box, color = piece
    return box.page, round(box.x0), round(box.x1), color


def _gather(pieces: Sequence[Piece]) -> list[tuple[Box, str, tuple[int, ...]]]:
    """Put together what is the same on several pages."""
    gathered: list[tuple[Box, str, list[int]]] = []
    for box, color in pieces:
        for known, paint, pages in gathered:
            if paint == color and same_place(known, box):
                if box.page not in pages:
                    pages.append(box.page)
                break
        else:
            gathered.append((box, color, [box.page]))
    return [(box, color, tuple(pages)) for box, color, pages in gathered]
