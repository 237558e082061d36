"""Reading order: one column after the other, what spans them in between.

A gutter is a strip that lines of prose leave free on both sides over several rows. Lines that merely have a wide gap
in them, a tab say, are put together again.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from worker.extract.lines import Line, joined

ROWS_FOR_A_GUTTER = 4
"""On fewer rows than this, text side by side is no column."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The edges of the running text on all pages, in points from the left."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """The width of a full line."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class _Split:
    """Where a page's lines part: what stands above, left and right of a gutter, and below."""

    above: list[Line]
    left: list[Line]
    right: list[Line]
    below: list[Line]


def margins_of(lines: Sequence[Line], width: float) -> Margins:
    """Find the edges that many lines share; ``width`` is the page's, for a note without lines."""
    if not lines:
        return Margins(0.12 * width, 0.88 * width)
    lefts, rights = sorted(line.x0 for line in lines), sorted((line.x1 for line in lines), reverse=True)
    few = max(1, round(0.06 * len(lines)))
    left = next(
        (x for i, x in enumerate(lefts) if sum(abs(x - other) < 2 for other in lefts[i : i + few + 1]) >= few), lefts[0]
    )
    # ragged lines end everywhere: the edge is where the longest few end
    right = rights[min(len(rights) - 1, round(0.02 * len(rights)))]
    return Margins(left, max(right, left + 1))


def in_reading_order(lines: Sequence[Line], margins: Margins) -> list[Line]:
    """Order one page's lines as they are read, and tell each the edges of its column."""
    split = _split(list(lines), margins)
    if split is None:
        return _edged([replace(line, left=margins.left, right=margins.right) for line in _rejoined(lines)])
    left_edge = min(line.x0 for line in split.left)
    right_start = min(line.x0 for line in split.right)
    return [
        *in_reading_order(split.above, margins),
        *in_reading_order(split.left, Margins(left_edge, max(line.x1 for line in split.left))),
        *in_reading_order(split.right, Margins(right_start, max(line.x1 for line in split.right))),
        *in_reading_order(split.below, margins),
    ]


def _edged(lines: Sequence[Line]) -> list[Line]:
    """Tell each line how far the lines around it reach: within a box or quotation less than the column."""
    edged: list[Line] = []
    group: list[Line] = []
    for line in [*lines, None]:
        if group and (line is None or not _stands_with(group[-1], line)):
            reach = max(one.x1 for one in group)
            inner = len(group) >= 3 and all(one.x0 > one.left + 3 for one in group)
            inner = inner and reach - group[0].x0 > 0.6 * (group[0].right - group[0].left)
            edged += [replace(one, edge=reach if inner else one.right) for one in group]
            group = []
        if line is not None:
            group.append(line)
    return edged


def _stands_with(above: Line, line: Line) -> bool:
    return line.baseline - above.baseline < 2.2 * line.size and (above.x0 > above.left + 3) == (line.x0 > line.left + 3)


def _rejoined(lines: Sequence[Line]) -> list[Line]:
    """Put together what stands on one baseline of one column."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.baseline, one.x0)):
        if rows and abs(line.baseline - rows[-1][0].baseline) < 0.15 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [joined(row) for row in rows]


def _split(lines: list[Line], margins: Margins) -> _Split | None:
    """Find the gutter with most lines beside it, if there is any."""
    starts = sorted(line.x0 for line in lines if line.x0 > margins.left + 0.2 * margins.width)
    candidates = []
    for i, x in enumerate(starts):
        if i == 0 or x - starts[i - 1] > 3:
            count = sum(1 for other in starts if x <= other <= x + 3)
            if count >= ROWS_FOR_A_GUTTER:
                candidates.append(x)
    splits = [split for x in candidates for split in _splits_at(x, lines)]
    return max(splits, key=lambda split: len(split.left) + len(split.right), default=None)


def _splits_at(x: float, lines: list[Line]) -> list[_Split]:
    """Give each stretch of the page over which no line crosses the strip left of ``x``, if it reads as two columns."""
    ordered = sorted(lines, key=lambda line: line.baseline)
    splits = []
    start = 0
    for index in range(len(ordered) + 1):
        if index == len(ordered) or ordered[index].x0 < x - 6 < ordered[index].x1:
            split = _Split(
                above=ordered[:start],
                left=[line for line in ordered[start:index] if line.x1 <= x - 6],
                right=[line for line in ordered[start:index] if line.x0 >= x - 6],
                below=ordered[index:],
            )
            if _reads_as_columns(split, x):
                splits.append(_trimmed(split))
            start = index + 1
    return splits


def _trimmed(split: _Split) -> _Split:
    """Hand lines back that only happen not to reach the gutter: those above and below where both sides have text."""
    top = max(min(line.top for line in side) for side in (split.left, split.right))
    top -= 1.5 * split.right[0].size
    bottom = min(max(line.bottom for line in side) for side in (split.left, split.right))
    long_side = split.left + split.right
    above = [line for line in long_side if line.bottom < top]
    # the last column may end early: only a single side's tail that starts after a clear gap is no column any more
    below: list[Line] = []
    for side in (split.left, split.right):
        tail = [line for line in side if line.top > bottom]
        cut = next(
            (i for i, (a, b) in enumerate(itertools.pairwise(tail)) if b.baseline - a.baseline > 2.5 * a.size),
            None,
        )
        below += tail[cut + 1 :] if cut is not None else []
    gone = {id(line) for line in above + below}
    return _Split(
        split.above + above,
        [line for line in split.left if id(line) not in gone],
        [line for line in split.right if id(line) not in gone],
        sorted(below + split.below, key=lambda line: line.baseline),
    )


def _reads_as_columns(split: _Split, x: float) -> bool:
    """Whether both sides are prose: enough lines, beside each other, most starting at the gutter, of several words."""
    left, right = split.left, split.right
    if min(len(left), len(right)) < ROWS_FOR_A_GUTTER:
        return False
    overlap = min(left[-1].bottom, right[-1].bottom) - max(left[0].top, right[0].top)
    shorter = min(left[-1].bottom - left[0].top, right[-1].bottom - right[0].top)
    at_gutter = sum(abs(line.x0 - x) <= 3 for line in right)
    wordy = all(sum(len(line.text.split()) for line in side) >= 3 * len(side) for side in (left, right))
    return overlap >= 0.5 * shorter and at_gutter >= 0.5 * len(right) and wordy
