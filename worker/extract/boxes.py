"""Rectangles on a page: what lies in what, what touches, what is the same place."""

from collections.abc import Callable, Sequence

from document.note import Box

SAME_PLACE = 2.0
"""Points by which the same thing may wander from page to page."""


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


def sides(box: Box) -> tuple[float, float]:
    """Give width and height in points."""
    return box.x1 - box.x0, box.bottom - box.top


def thickness(box: Box) -> float:
    """Give the shorter side in points."""
    return min(sides(box))


def area(box: Box) -> float:
    """Give the area in square points."""
    return (box.x1 - box.x0) * (box.bottom - box.top)


def middle_in(outer: Box, inner: Box) -> bool:
    """Tell whether a box's middle lies within another one of the same page."""
    across, down = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.page == inner.page and outer.x0 <= across <= outer.x1 and outer.top <= down <= outer.bottom


def joined(boxes: Sequence[Box], belong: Callable[[Box, Box], bool]) -> list[Box]:
    """Unite boxes that belong together until none is left that does."""
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.top):
        united = box
        while near := [group for group in groups if belong(group, united)]:
            groups = [group for group in groups if group not in near]
            united = union([united, *near])
        groups.append(united)
    return groups
