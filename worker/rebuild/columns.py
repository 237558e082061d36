"""Stretches of text in two columns, which become sections of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from document.note import Block, BlockKind, Box, Note, Page

_GUTTER = 8.0
_LEAST = 60.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that follow each other in one layout: ``lanes`` are the columns' left and right edges on the page."""

    blocks: tuple[Block, ...]
    lanes: tuple[tuple[float, float], ...] = ()

    @property
    def count(self) -> int:
        """Give the number of columns."""
        return max(1, len(self.lanes))

    @property
    def gutter(self) -> float:
        """Give the white between two columns, in points."""
        return self.lanes[1][0] - self.lanes[0][1] if self.lanes else 0.0


def stretches(note: Note, page: Page) -> tuple[Stretch, ...]:
    """Cut a note where its layout changes between one column and two; ``page`` has the usual margins."""
    made: list[Stretch] = []
    start = 0
    blocks = note.blocks
    for first, last in _regions(blocks, page):
        region = Stretch(blocks[first:last], _lanes(blocks[first:last], page))
        if not region.lanes:
            continue
        if blocks[start:first]:
            made.append(Stretch(blocks[start:first]))
        made.append(region)
        start = last
    if blocks[start:] or not made:
        made.append(Stretch(blocks[start:]))
    return tuple(made)


def pages_of(parts: Sequence[Stretch], page: Page) -> Mapping[str, Page]:
    """Give each block in a column the page as that column sees it: with the column's edges as margins."""
    found = {}
    for part in parts:
        for block in part.blocks:
            for left, right in part.lanes:
                if block.boxes and left - _GUTTER <= block.boxes[0].x0 <= right:
                    found[block.id] = replace(page, margin_left=left, margin_right=page.width - right)
    return found


def _regions(blocks: Sequence[Block], page: Page) -> list[tuple[int, int]]:
    """Find the runs of narrow blocks that go down one side of a page and on at the top of the other."""
    found = []
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and _is_narrow(blocks[last], page):
            last += 1
        if _turns(blocks[first:last]):
            found.append((_below_head(blocks, first, last, page), last))
        first = max(last, first + 1)
    return found


def _below_head(blocks: Sequence[Block], first: int, last: int, page: Page) -> int:
    """Leave out the short lines that stand above both columns, such as a title's."""
    middle = (page.margin_left + page.width - page.margin_right) / 2
    number = _boxes(blocks[first:last])[0].page
    tops = [box.top for box in _boxes(blocks[first:last]) if box.page == number and box.x0 > middle - _GUTTER]
    while first < last - 1 and tops and blocks[first].boxes and blocks[first].boxes[-1].bottom <= min(tops):
        first += 1
    return first


def _is_narrow(block: Block, page: Page) -> bool:
    if block.kind is BlockKind.FOOTNOTE:
        return True
    middle = (page.margin_left + page.width - page.margin_right) / 2
    return bool(block.boxes) and all(box.x1 < middle + _GUTTER or box.x0 > middle - _GUTTER for box in block.boxes)


def _turns(blocks: Sequence[Block]) -> bool:
    """Tell whether text goes up again on a page, further to the right, with enough of it to be a column."""
    boxes = _boxes(blocks)
    turns = [
        lower
        for upper, lower in pairwise(boxes)
        if upper.page == lower.page and lower.top < upper.top and lower.x0 > upper.x1
    ]
    # A label and its value stand side by side too, but are no columns.
    return any(
        sum(box.bottom - box.top for box in boxes if box.page == turn.page and abs(box.x0 - turn.x0) < 2 * _GUTTER)
        > _LEAST
        for turn in turns
    )


def _boxes(blocks: Sequence[Block]) -> list[Box]:
    return [box for block in blocks if block.kind is not BlockKind.FOOTNOTE for box in block.boxes]


def _lanes(blocks: Sequence[Block], page: Page) -> tuple[tuple[float, float], ...]:
    """Give the columns' edges: overlapping boxes lie in one."""
    lanes: list[tuple[float, float]] = []
    for box in sorted(_boxes(blocks), key=lambda box: box.x0):
        if lanes and box.x0 < lanes[-1][1]:
            lanes[-1] = (lanes[-1][0], max(lanes[-1][1], box.x1))
        else:
            lanes.append((box.x0, box.x1))
    if len(lanes) != 2:
        return ()
    # Word's columns are equally wide: the white between them lies around the middle of the text's width.
    gutter = lanes[1][0] - lanes[0][1]
    left, right = page.margin_left, page.width - page.margin_right
    middle = (left + right) / 2
    return (left, middle - gutter / 2), (middle + gutter / 2, right)
