"""Tables that go on over the end of a page: their parts are one table, and a head that is repeated counts once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from document.note import Box
from worker.extract.lines import Line
from worker.extract.tables import Grid, GridCell

SAME_WIDTH = 0.06
"""Share of a table's width by which its columns may differ from page to page, where they are told from words."""

Row = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A table and its place on each of its pages."""

    grid: Grid
    boxes: tuple[Box, ...]


def whole_tables(grids: Sequence[Grid], lines: Sequence[Line], pictures: Sequence[Box]) -> list[Whole]:
    """Join the parts of tables; ``lines`` and ``pictures`` are what else the pages show but for furniture and notes."""
    wholes: list[Whole] = []
    places = [(line.page, line.top, line.bottom) for line in lines]
    places += [(box.page, box.top, box.bottom) for box in [*pictures, *(grid.box for grid in grids)]]
    for grid in sorted(grids, key=lambda one: (one.box.page, one.box.top)):
        above = wholes[-1] if wholes else None
        if above and _goes_on(above, grid) and not _stands_between(places, above.boxes[-1], grid.box):
            rows = _joined(above.grid.rows, grid.rows)
            wholes[-1] = Whole(replace(above.grid, rows=rows), (*above.boxes, grid.box))
        else:
            wholes.append(Whole(grid, (grid.box,)))
    return wholes


def _goes_on(above: Whole, grid: Grid) -> bool:
    """Whether a table on the next page has the columns of the one above, and no other head."""
    last = above.boxes[-1]
    if grid.box.page != last.page + 1 or len(grid.widths) != len(above.grid.widths):
        return False
    reach = SAME_WIDTH * (last.x1 - last.x0)
    edges = zip(_edges(above.grid), _edges(grid), strict=True)
    alike = all(abs(one - other) <= reach for one, other in edges)
    return alike and (_same_text(above.grid.rows[0], grid.rows[0]) or not _is_head(grid))


def _edges(grid: Grid) -> list[float]:
    """Give the columns' edges, counted from the table's own left."""
    edges = [0.0]
    for width in grid.widths:
        edges.append(edges[-1] + width)
    return edges


def _is_head(grid: Grid) -> bool:
    """Whether the first row is set or grounded as no other row is."""
    looks = [
        {(cell.background, line.bold, line.face.color) for cell in row for line in cell.lines} for row in grid.rows
    ]
    return len(looks) > 1 and not any(looks[0] & look for look in looks[1:])


def _stands_between(places: Sequence[tuple[int, float, float]], above: Box, below: Box) -> bool:
    middles = [(page, (top + bottom) / 2) for page, top, bottom in places]
    return any(
        (page == above.page and middle > above.bottom) or (page == below.page and middle < below.top)
        for page, middle in middles
    )


def _joined(above: Sequence[Row], below: Sequence[Row]) -> tuple[Row, ...]:
    """Put the rows together: without a repeated head, and with a row whole that the page's end had cut."""
    rows = below[1:] if _same_text(above[0], below[0]) else below
    if rows and _is_rest(above[-1], rows[0]):
        mended = tuple(replace(a, lines=(*a.lines, *b.lines)) for a, b in zip(above[-1], rows[0], strict=True))
        return (*above[:-1], mended, *rows[1:])
    return (*above, *rows)


def _is_rest(above: Row, row: Row) -> bool:
    """Whether a row is what was left of the one above: nothing in its first column, which every row else fills."""
    return len(above) == len(row) and not row[0].lines and bool(above[0].lines)


def _same_text(one: Row, other: Row) -> bool:
    return [_text(cell) for cell in one] == [_text(cell) for cell in other]


def _text(cell: GridCell) -> str:
    return " ".join(line.text.strip() for line in cell.lines).casefold()
