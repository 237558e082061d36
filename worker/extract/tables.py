"""Tables: ruled ones from their lines, others from words that stand in columns over several rows.

A frame around a text, a coloured band and two columns of prose are no tables.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import PdfminerException

from document.note import Alignment, Box
from worker.extract.glyphs import Glyph
from worker.extract.labels import label_of
from worker.extract.lines import Line, joined, lines_of
from worker.extract.shapes import Shape, ShapeKind
from worker.extract.tags import Tags

PADDING = 14.0
"""The most white, in points, between a cell's words and its border."""
HAIR = 3.0
"""A rule is thinner than this."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell's lines, and how far it reaches."""

    lines: tuple[Line, ...]
    colspan: int = 1
    rowspan: int = 1
    background: str | None = None
    alignment: Alignment = Alignment.LEFT


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a page: its place, its rows of cells, and the widths of its columns in points."""

    box: Box
    rows: tuple[tuple[GridCell, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, glyph: Glyph) -> bool:
        middle = glyph.baseline - 0.3 * glyph.face.size
        return self.x0 - 1 <= (glyph.x0 + glyph.x1) / 2 <= self.x1 + 1 and self.top - 1 <= middle <= self.bottom + 1


def find_tables(
    page: PlumberPage, lines: Sequence[Line], shapes: Sequence[Shape], tags: Tags, above: Grid | None = None
) -> list[Grid]:
    """Find a page's tables; ``lines`` and ``shapes`` are those of the page, furniture taken out.

    ``above`` is the last table before, whose rest may be too little to be known as a table by itself.
    What the file tags as a table is one; then come those with rules, then those without.
    """
    paths = [shape for shape in shapes if shape.kind is ShapeKind.PATH and not shape.curved]
    grids = list(_tagged(lines, tags, paths))
    rest = [line for line in lines if not any(holds(grid.box, line) for grid in grids)]
    grids += _ruled(page, rest, paths, above) if len(paths) >= 4 and rest else []
    rest = _cut([line for line in lines if not any(holds(grid.box, line) for grid in grids)], paths)
    grids += _centred(rest, paths)
    rest = [line for line in rest if not any(holds(grid.box, line) for grid in grids)]
    grids += _aligned(rest, paths)
    framed = (replace(grid, box=_to_its_frame(grid.box, paths)) for grid in grids)
    return sorted(framed, key=lambda grid: (grid.box.top, grid.box.x0))


def _to_its_frame(box: Box, paths: Sequence[Shape]) -> Box:
    """Stretch a box that was told from words to the upright rules along it: the cells' padding belongs to the table."""
    near = [path.box for path in paths if _is_along(path.box, box)]
    flat = [rule for rule in near if rule.bottom - rule.top <= HAIR and rule.x0 <= box.x1 and rule.x1 >= box.x0]
    reach = min([box.x0, *(rule.x0 for rule in flat)]) - HAIR, max([box.x1, *(rule.x1 for rule in flat)]) + HAIR
    upright = [rule for rule in near if rule.x1 - rule.x0 <= HAIR and reach[0] <= rule.x0 <= reach[1]]
    return replace(
        box,
        x0=min([box.x0, *(rule.x0 for rule in upright)]),
        top=min([box.top, *(rule.top for rule in upright)]),
        x1=max([box.x1, *(rule.x1 for rule in upright)]),
        bottom=max([box.bottom, *(rule.bottom for rule in upright)]),
    )


def _is_along(rule: Box, box: Box) -> bool:
    return rule.page == box.page and box.top - PADDING <= rule.top and rule.bottom <= box.bottom + PADDING


def holds(box: Box, line: Line) -> bool:
    """Whether a line's middle lies in a box on the same page."""
    middle = line.baseline - 0.3 * line.size
    return (
        line.page == box.page
        and box.x0 - 1 <= (line.x0 + line.x1) / 2 <= box.x1 + 1
        and box.top - 1 <= middle <= box.bottom + 1
    )


# --- tagged tables ------------------------------------------------------------------------------------------------


def _tagged(lines: Sequence[Line], tags: Tags, paths: Sequence[Shape]) -> Iterable[Grid]:
    tables: dict[int, dict[int, dict[int, list[Glyph]]]] = {}
    for line in lines:
        for glyph in line.printed:
            if place := tags.cell(glyph.element):
                number, row, cell = place
                tables.setdefault(number, {}).setdefault(row, {}).setdefault(cell, []).append(glyph)
    for table in tables.values():
        rows = [[cells[key] for key in sorted(cells)] for _, cells in sorted(table.items())]
        if len(rows) >= 2 and sum(len(row) >= 2 for row in rows) >= 2:
            yield _tagged_grid(lines[0].page, rows, paths)


def _tagged_grid(page: int, rows: Sequence[Sequence[list[Glyph]]], paths: Sequence[Shape]) -> Grid:
    """Make a table of its cells' letters; a cell that reaches over the next column's beginning spans it."""
    longest = max(rows, key=len)
    starts = [min(min(g.x0 for g in row[i]) for row in rows if len(row) == len(longest)) for i in range(len(longest))]
    glyphs = [glyph for row in rows for cell in row for glyph in cell]
    frame = _around(glyphs)
    bounds = [frame.x0, *starts[1:], frame.x1]
    return Grid(
        box=Box(page=page, x0=frame.x0, top=frame.top, x1=frame.x1, bottom=frame.bottom),
        rows=tuple(tuple(_tagged_cell(page, row, i, starts, paths) for i in range(len(row))) for row in rows),
        widths=tuple(b - a for a, b in pairwise(bounds)),
    )


def _tagged_cell(
    page: int, row: Sequence[list[Glyph]], index: int, starts: Sequence[float], paths: Sequence[Shape]
) -> GridCell:
    missing = len(starts) - len(row)
    frame = _around(row[index])
    end = _around(row[index + 1]).x0 if index + 1 < len(row) else float("inf")
    reach = sum(frame.x0 - 2 <= x < end - 2 for x in starts) if missing else 1
    return GridCell(tuple(_cell_lines(page, row[index])), colspan=max(1, reach), background=_background(frame, paths))


def _around(glyphs: Sequence[Glyph]) -> _Frame:
    return _Frame(
        min(g.x0 for g in glyphs) - 3,
        min(g.top for g in glyphs) - 2,
        max(g.x1 for g in glyphs) + 3,
        max(g.bottom for g in glyphs) + 2,
    )


# --- ruled tables -------------------------------------------------------------------------------------------------


def _ruled(page: PlumberPage, lines: Sequence[Line], paths: Sequence[Shape], above: Grid | None) -> Iterable[Grid]:
    dx, dy = float(page.cropbox[0]), float(page.cropbox[1])
    try:
        found = page.find_tables()
    except PdfminerException:  # what stops pdfplumber's second look at a page need not stop the reading of its text
        return
    for table in found:
        frames = [
            [
                None if cell is None else _Frame(cell[0] - dx, cell[1] - dy, cell[2] - dx, cell[3] - dy)
                for cell in row.cells
            ]
            for row in table.rows
        ]
        x0, top, x1, bottom = table.bbox
        box = Box(page=page.page_number, x0=x0 - dx, top=top - dy, x1=x1 - dx, bottom=bottom - dy)
        grid = _grid(box, frames, [line for line in lines if holds(box, line)], paths)
        if grid is not None and (_has_enough(grid) or (above is not None and _has_columns_of(above, grid))):
            yield grid


def _has_enough(grid: Grid) -> bool:
    """Whether a table is one without knowing what stands before it."""
    full = sum(sum(bool(cell.lines) for cell in row) >= 2 for row in grid.rows)
    return len(grid.rows) >= 2 and len(grid.widths) >= 2 and full >= 2


def _has_columns_of(above: Grid, grid: Grid) -> bool:
    """Whether the lines of a table stand exactly where those of the one on the page before do."""
    if grid.box.page != above.box.page + 1 or len(grid.widths) != len(above.widths) or len(grid.widths) < 2:
        return False
    left, widths = grid.box.x0 - above.box.x0, zip(grid.widths, above.widths, strict=True)
    return abs(left) < HAIR and all(abs(one - other) < HAIR for one, other in widths)


def _grid(box: Box, frames: list[list[_Frame | None]], lines: Sequence[Line], paths: Sequence[Shape]) -> Grid | None:
    """Fill the frames with the lines' letters; None when they are empty."""
    glyphs = sorted((glyph for line in lines for glyph in line.glyphs), key=lambda glyph: glyph.baseline)
    baselines = [glyph.baseline for glyph in glyphs]
    grounds = [path for path in paths if path.fill and path.box.top < box.bottom and path.box.bottom > box.top]

    def within(frame: _Frame) -> list[Glyph]:
        low, high = bisect_left(baselines, frame.top - 1), bisect_right(baselines, frame.bottom + 40)
        return [glyph for glyph in glyphs[low:high] if frame.holds(glyph)]

    starts = _distinct(frame.x0 for row in frames for frame in row if frame)
    levels = _distinct(frame.top for row in frames for frame in row if frame)
    rows = tuple(
        tuple(
            GridCell(
                lines=tuple(_cell_lines(box.page, within(frame))),
                colspan=max(1, sum(frame.x0 - 1 <= x < frame.x1 - 2 for x in starts)),
                rowspan=max(1, sum(frame.top - 1 <= y < frame.bottom - 2 for y in levels)),
                background=_background(frame, grounds),
            )
            for frame in row
            if frame is not None
        )
        for row in frames
    )
    rows = tuple(row for row in rows if row and any(cell.lines for cell in row))
    if not rows:
        return None
    return Grid(box, rows, tuple(b - a for a, b in pairwise([*starts, box.x1])))


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2:
            found.append(value)
    return found


def _cell_lines(page: int, glyphs: Sequence[Glyph]) -> list[Line]:
    """Make a cell's lines: whatever stands on one baseline belongs together."""
    rows: list[list[Line]] = []
    for line in lines_of(page, glyphs):
        if rows and line.baseline - rows[-1][0].baseline < 0.15 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [joined(row) for row in rows]


def _background(frame: _Frame, paths: Sequence[Shape]) -> str | None:
    """Give the colour last painted over a cell's whole place, if it is not white."""
    color = None
    middle_x, middle_y = (frame.x0 + frame.x1) / 2, (frame.top + frame.bottom) / 2
    for path in paths:
        box = path.box
        inside = box.x0 <= middle_x <= box.x1 and box.top <= middle_y <= box.bottom
        if path.fill and inside and box.bottom - box.top > 5 and box.x1 - box.x0 > 0.5 * (frame.x1 - frame.x0):
            color = path.fill
    return None if color == "FFFFFF" else color


# --- tables without vertical rules --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seam:
    """A place where rules or grounds of neighbouring cells meet, over some height."""

    x: float
    top: float
    bottom: float


def _cut(lines: Sequence[Line], paths: Sequence[Shape]) -> list[Line]:
    """Cut lines where the rules below or the grounds behind them show that one cell ends and the next begins."""
    seams = _seams(paths)
    pieces: list[Line] = []
    for line in lines:
        xs = [s.x for s in seams if s.top - 3 < line.baseline < s.bottom + 3 and line.x0 < s.x < line.x1]
        pieces += _pieces(line, sorted(xs))
    return pieces


def _pieces(line: Line, xs: Sequence[float]) -> Iterable[Line]:
    rest = list(line.glyphs)
    for x in xs:
        count = next((i for i, g in enumerate(rest) if (g.x0 + g.x1) / 2 > x), len(rest))
        head, rest = rest[:count], rest[count:]
        if any(not glyph.blank for glyph in head):
            yield replace(line, glyphs=_stripped(head))
    if any(not glyph.blank for glyph in rest):
        yield replace(line, glyphs=_stripped(rest))


def _stripped(glyphs: list[Glyph]) -> tuple[Glyph, ...]:
    ink = [i for i, glyph in enumerate(glyphs) if not glyph.blank]
    return tuple(glyphs[ink[0] : ink[-1] + 1])


def _seams(paths: Sequence[Shape]) -> list[_Seam]:
    """Find the xs at which cells' rules or grounds meet end to end at two heights or more."""
    ends: dict[int, list[tuple[float, float]]] = {}
    boxes = [path.box for path in paths if path.box.x1 - path.box.x0 > 10]
    for left, right in pairwise(sorted(boxes, key=lambda box: (round(box.top), box.x0))):
        level = abs(left.top - right.top) < 1 and abs(left.bottom - right.bottom) < 1
        if level and abs(left.x1 - right.x0) < 1.5:
            ends.setdefault(round((left.x1 + right.x0) / 2), []).append((left.top, left.bottom))
    seams = []
    for x, heights in ends.items():
        tops = sorted(top for top, _ in heights)
        if len(tops) >= 2:
            pitch = max(b - a for a, b in pairwise(tops))
            seams.append(_Seam(x, tops[0] - min(pitch, 60), max(bottom for _, bottom in heights)))
    return seams


@dataclass(slots=True)
class _Columns:
    """The x-ranges that a table's columns take so far."""

    ranges: list[tuple[float, float]]

    def place(self, parts: Sequence[Line]) -> list[int] | None:
        """Tell which column each part stands in; None when one bridges two columns, or two stand in one."""
        places = []
        for part in parts:
            hits = [i for i, (x0, x1) in enumerate(self.ranges) if part.x0 < x1 + 3 and part.x1 > x0 - 3]
            if len(hits) > 1:
                return None
            places.append(hits[0] if hits else self._nearest(part))
        return places if len(set(places)) == len(places) else None

    def _nearest(self, part: Line) -> int:
        middle = (part.x0 + part.x1) / 2
        return min(range(len(self.ranges)), key=lambda i: abs(sum(self.ranges[i]) / 2 - middle))

    def widen(self, parts: Sequence[Line], places: Sequence[int]) -> None:
        for part, i in zip(parts, places, strict=True):
            x0, x1 = self.ranges[i]
            self.ranges[i] = (min(x0, part.x0), max(x1, part.x1))


def _aligned(lines: Sequence[Line], paths: Sequence[Shape]) -> Iterable[Grid]:
    rows = _rows(lines)
    index = 0
    while index < len(rows):
        taken, columns = _extent(rows, index)
        block = rows[index : index + taken]
        rules = _separators(block, paths) if taken > 1 else []
        if _reads_as_table(block, columns, rules):
            yield _from_rows(block, columns, rules, paths)
            index += taken
        else:
            index += 1


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.baseline, one.x0)):
        if rows and line.baseline - rows[-1][0].baseline < 0.2 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _extent(rows: Sequence[list[Line]], start: int) -> tuple[int, _Columns]:
    """Take rows from ``start`` on as long as they keep to the columns of the first."""
    first = rows[start]
    columns = _Columns([(part.x0, part.x1) for part in first])
    label = label_of(joined(first)) if len(first) > 1 else None
    if len(first) < 2 or (label is not None and len(first[0].printed) < label.glyphs):
        return 0, columns
    taken = 1
    for above, row in pairwise(rows[start:]):
        if row[0].baseline - above[0].baseline > 3.5 * row[0].size:
            break
        places = columns.place(row)
        if places is None or (len(row) == 1 and not _continues(above, row[0])):
            break
        columns.widen(row, places)
        taken += 1
    while (
        taken > 1
        and len(rows[start + taken - 1]) == 1
        and rows[start + taken - 1][0].x1 - rows[start + taken - 1][0].x0 > 200
    ):
        taken -= 1
    return taken, columns


def _continues(above: Sequence[Line], line: Line) -> bool:
    """Whether a line that stands alone on its row is another line of a cell above it."""
    close = line.baseline - above[0].baseline < 1.6 * line.size
    alike = any(abs(part.x0 - line.x0) < 3 and part.face == line.face for part in above)
    return close and (alike or len(above) == 1)


def _separators(rows: Sequence[list[Line]], paths: Sequence[Shape]) -> list[float]:
    """Give the heights at which rules or band edges part the rows."""
    x0 = min(line.x0 for row in rows for line in row)
    x1 = max(line.x1 for row in rows for line in row)
    top, bottom = rows[0][0].top - 15, rows[-1][0].bottom + 15
    edges: list[float] = []
    for path in paths:
        box = path.box
        if box.x1 < x0 or box.x0 > x1 or box.bottom < top or box.top > bottom or box.x1 - box.x0 < 15:
            continue
        if box.bottom - box.top <= 3:
            edges.append((box.top + box.bottom) / 2)
        elif box.bottom - box.top < 0.9 * (bottom - top):
            edges += [box.top, box.bottom]
    return _distinct(edges)


def _is_form(rows: Sequence[list[Line]], columns: _Columns) -> bool:
    """Whether rows are names with a colon and what belongs to them: lines with a tab, and no table."""
    names = [row[0].text.rstrip() for row in rows]
    return len(columns.ranges) == 2 and 2 * sum(name.endswith(":") for name in names) >= len(names)


def _reads_as_table(rows: Sequence[list[Line]], columns: _Columns, rules: Sequence[float]) -> bool:
    full = [row for row in rows if len(row) >= 2]
    if len(full) < 2 or len(columns.ranges) < 2 or (_is_form(full, columns) and len(rules) < len(full)):
        return False
    if len(full) == 2 and len(rules) < 2:
        return len(rows) == 2 and len(columns.ranges) >= 3 and _stands_in_columns(full, columns)
    if sum(len(row) == len(columns.ranges) for row in full) < 0.5 * len(full):
        return False
    if len(rules) >= len(full):
        return True
    words = [len(line.text.split()) for row in full for line in row]
    return _stands_in_columns(full, columns) and sum(words) / len(words) <= 4 and len(full) >= 0.6 * len(rows)


def _stands_in_columns(full: Sequence[list[Line]], columns: _Columns) -> bool:
    """Whether the parts of each column have an edge in common."""
    return all(
        _shares_an_edge([line for row in full for line in row if x0 - 1 <= line.x0 and line.x1 <= x1 + 1])
        for x0, x1 in columns.ranges
    )


def _shares_an_edge(parts: Sequence[Line]) -> bool:
    """Whether parts of a column have their left, right or middle in common."""
    edges = ([p.x0 for p in parts], [p.x1 for p in parts], [(p.x0 + p.x1) / 2 for p in parts])
    return any(max(edge) - min(edge) < 3 for edge in edges if edge)


def _from_rows(rows: Sequence[list[Line]], columns: _Columns, rules: Sequence[float], paths: Sequence[Shape]) -> Grid:
    """Make the table: physical rows between two rules are one, and so is a row that leaves the first column empty."""
    logical: list[list[list[Line]]] = []
    last_baseline = 0.0
    # lines around the table and below its head alone do not part its rows
    inner = [rule for rule in rules if rows[0][0].baseline < rule < rows[-1][0].baseline]
    opened = sum(0 in (columns.place(row) or []) for row in rows)
    ruled = len(inner) >= max(1.0, 0.4 * (opened - 1))
    for row in rows:
        places = columns.place(row) or []
        parted = any(last_baseline - 1 < rule < row[0].baseline for rule in rules)
        goes_on = bool(logical) and (not parted if ruled else 0 not in places)
        if not goes_on:
            logical.append([[] for _ in columns.ranges])
        for part, place in zip(row, places, strict=False):
            logical[-1][place].append(part)
        last_baseline = row[0].baseline
    box = _box(rows, rules)
    bounds = [box.x0, *((a[1] + b[0]) / 2 for a, b in pairwise(columns.ranges)), box.x1]
    return Grid(
        box=box,
        rows=tuple(
            tuple(
                GridCell(tuple(cell), background=_background(_cell_frame(cells, bounds, i), paths))
                for i, cell in enumerate(cells)
            )
            for cells in logical
            if any(cells)
        ),
        widths=tuple(b - a for a, b in pairwise(bounds)),
    )


def _cell_frame(cells: Sequence[Sequence[Line]], bounds: Sequence[float], index: int) -> _Frame:
    lines = [line for cell in cells for line in cell]
    return _Frame(bounds[index], min(line.top for line in lines), bounds[index + 1], max(line.bottom for line in lines))


def _box(rows: Sequence[list[Line]], rules: Sequence[float]) -> Box:
    lines = [line for row in rows for line in row]
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    return Box(
        page=lines[0].page,
        x0=min(line.x0 for line in lines) - 4,
        top=min([top, *(rule for rule in rules if top - 15 < rule < top)]),
        x1=max(line.x1 for line in lines) + 4,
        bottom=max([bottom, *(rule for rule in rules if bottom < rule < bottom + 15)]),
    )


# --- tables without lines whose cells wrap -------------------------------------------------------------------------


def _centred(lines: Sequence[Line], paths: Sequence[Shape]) -> Iterable[Grid]:
    """Find tables whose cells wrap: the shorter ones stand in the row's middle, or all begin on its first baseline.

    White between the rows parts them, and three columns or a rule tell them from lines with a tab.
    """
    found: list[list[_Stack]] = []
    for row in [*_rows_of_stacks(_stacks(lines)), None]:
        if row is not None and (not found or _is_next_row(found, row)):
            found.append(row)
            continue
        if grid := _centred_grid(found, paths):
            yield grid
        found = [row] if row is not None else []


@dataclass(slots=True)
class _Stack:
    """The lines of one cell, from top to bottom."""

    lines: list[Line]

    @property
    def x0(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return self.lines[-1].bottom


def _stacks(lines: Iterable[Line]) -> list[_Stack]:
    """Put lines that begin one above the other at a usual distance together."""
    stacks: list[_Stack] = []
    for line in sorted(lines, key=lambda one: (one.baseline, one.x0)):
        for stack in stacks[-12:]:
            last = stack.lines[-1]
            below = 0 < line.baseline - last.baseline < 1.45 * line.size
            if below and abs(last.x0 - line.x0) < 3 and abs(last.size - line.size) < 0.6:
                stack.lines.append(line)
                break
        else:
            stacks.append(_Stack([line]))
    return stacks


def _rows_of_stacks(stacks: Iterable[_Stack]) -> list[list[_Stack]]:
    rows: list[list[_Stack]] = []
    for stack in sorted(stacks, key=lambda one: one.top):
        if rows and stack.top < max(other.bottom for other in rows[-1]) - 1:
            rows[-1].append(stack)
        else:
            rows.append([stack])
    return [sorted(row, key=lambda stack: stack.x0) for row in rows]


def _is_next_row(found: Sequence[Sequence[_Stack]], row: Sequence[_Stack]) -> bool:
    """Whether a row has the columns of the rows above it, and stands near to them."""
    first, above = found[0], found[-1]
    same = len(row) == len(first) >= 2 and all(
        abs(a.x0 - b.x0) < 3 or abs(a.x0 + a.x1 - b.x0 - b.x1) < 6 for a, b in zip(first, row, strict=True)
    )
    distance = min(stack.top for stack in row) - max(stack.bottom for stack in above)
    return same and distance < 3 * row[0].lines[0].size


def _centred_grid(rows: Sequence[Sequence[_Stack]], paths: Sequence[Shape]) -> Grid | None:
    lines = [[line for stack in row for line in stack.lines] for row in rows]
    if len(rows) < 3 or not (any(_is_uneven(row) for row in rows) or _stand_level(rows)):
        return None
    rules = _separators([sorted(row, key=lambda line: line.baseline) for row in lines], paths)
    columns = [(min(s.x0 for s in column), max(s.x1 for s in column)) for column in zip(*rows, strict=True)]
    apart = all(a[1] + 3 < b[0] for a, b in pairwise(columns))
    if not apart or (len(columns) < 3 and not rules) or _words(rows) > 25:
        return None
    box = _box(lines, rules)
    bounds = [box.x0, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), box.x1]
    return Grid(
        box=box,
        rows=tuple(
            tuple(
                GridCell(
                    tuple(stack.lines),
                    background=_background(_cell_frame([other.lines for other in row], bounds, i), paths),
                )
                for i, stack in enumerate(row)
            )
            for row in rows
        ),
        widths=tuple(b - a for a, b in pairwise(bounds)),
    )


def _is_uneven(row: Sequence[_Stack]) -> bool:
    """Whether cells of different height stand in the middle of their row."""
    middles = [(stack.top + stack.bottom) / 2 for stack in row]
    tops = [stack.top for stack in row]
    return max(tops) - min(tops) > 2 and max(middles) - min(middles) < 2


def _stand_level(rows: Sequence[Sequence[_Stack]]) -> bool:
    """Whether three cells or more of each row begin on one baseline, and some have several lines: prose does not."""
    level = all(max(s.lines[0].baseline for s in row) - min(s.lines[0].baseline for s in row) < 1 for row in rows)
    return level and len(rows[0]) >= 3 and any(len(stack.lines) > 1 for row in rows for stack in row)


def _words(rows: Sequence[Sequence[_Stack]]) -> float:
    """Count the words that a cell has on the average."""
    counts = [len(line.text.split()) for row in rows for stack in row for line in stack.lines]
    return sum(counts) / sum(len(row) for row in rows)
