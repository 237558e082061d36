"""Bands behind blocks and rules beside them: how far they reach beyond the text, and which blocks share one.

Word draws paragraphs that follow each other on one band as one area only when their borders and indents are the same,
so all blocks of a band get the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from document.note import Block, Box, Page
from worker.rebuild.looks import RULE_WIDTH
from worker.rebuild.rules import Distance

ABOVE, BELOW = 0.8, 0.2
"""How Word deals out the spare height of a line with exact height: above the type, and below it."""

DEFAULT_SIZE = 11.0
_BAND_PAD, _RULE_PAD, _SIDE_PAD = 3.0, 1.0, 7.0
_TOUCHING = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a block's text: points of white up to the edge of its band or to its rules.

    ``right`` is the indent from the right margin that a band calls for, None when there is no telling. ``group`` is
    the same for all blocks on one band; ``rule_left`` is the band's.
    """

    above: float = 0.0
    below: float = 0.0
    left: float = _SIDE_PAD
    right_pad: float = 0.0
    right: float | None = None
    group: int | None = None
    rule_left: str | None = None


def spare(block: Block, line: float) -> float:
    """Give the height that a block's lines have beyond their type."""
    return 0.0 if block.rows or block.image else line - (block.look.size or DEFAULT_SIZE)


def frames(
    blocks: Sequence[Block],
    lines: Mapping[str, float],
    page_of: Callable[[Block], Page],
    distances: Mapping[str, Distance],
) -> dict[str, Frame]:
    """Give the frame of each block that has a band or rules; ``lines`` are line heights by block id.

    ``page_of`` gives the page with the margins between which a block stands, ``distances`` how far its rules do.
    """
    found: dict[str, Frame] = {}
    for block in blocks:
        if _is_ruled(block):
            found[block.id] = _rule_frame(block, lines[block.id], distances.get(block.id, Distance()))
    for number, group in enumerate(_banded(blocks)):
        frame = _band_frame(number, group, lines, page_of(group[0]))
        found |= {block.id: frame for block in group}
    return found


def height_above(block: Block, frame: Frame | None) -> float:
    """Give the room that a block's frame takes above its lines."""
    drawn = frame is not None and (block.look.background or block.look.rule_above)
    return frame.above + RULE_WIDTH if frame and drawn else 0.0


def height_below(block: Block, frame: Frame | None) -> float:
    """Give the room that a block's frame takes below its lines."""
    drawn = frame is not None and (block.look.background or block.look.rule_below)
    return frame.below + RULE_WIDTH if frame and drawn else 0.0


def _is_ruled(block: Block) -> bool:
    look = block.look
    return not look.background and bool(look.rule_above or look.rule_below or look.rule_left)


def _rule_frame(block: Block, line: float, distance: Distance) -> Frame:
    above, below = _RULE_PAD, _RULE_PAD
    if distance.above is not None:
        above = max(0.0, distance.above - ABOVE * spare(block, line))
    if distance.below is not None:
        below = max(0.0, distance.below - BELOW * spare(block, line))
    look = block.look
    return Frame(
        above=above if look.rule_above else 0.0, below=below if look.rule_below else 0.0, rule_left=look.rule_left
    )


def _banded(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        if group and not _share(group[-1], block):
            yield group
            group = []
        if block.look.background and not block.rows:
            group.append(block)
    if group:
        yield group


def _share(upper: Block, lower: Block) -> bool:
    above, below = upper.look.band, lower.look.band
    if lower.rows or upper.look.background != lower.look.background:
        return False
    if above is None or below is None:
        return above is below
    touching = above.page == below.page and below.top - above.bottom < _TOUCHING
    return touching and abs(above.x0 - below.x0) < _TOUCHING


def _band_frame(number: int, group: Sequence[Block], lines: Mapping[str, float], page: Page) -> Frame:
    rule = next((block.look.rule_left for block in group if block.look.rule_left), None)
    boxes = [box for block in group for box in block.boxes]
    area = _area([block.look.band for block in group])
    if area is None or not boxes or {box.page for box in boxes} != {area.page}:
        pads = dict.fromkeys(("above", "below", "left", "right_pad"), _BAND_PAD)
        return Frame(**pads, group=number, rule_left=rule)
    first, last = group[0], group[-1]
    above = boxes[0].top - area.top - ABOVE * spare(first, lines[first.id])
    below = area.bottom - boxes[-1].bottom - BELOW * spare(last, lines[last.id])
    side = max(0.0, min(box.x0 for box in boxes) - area.x0)
    return Frame(
        above=max(0.0, above - RULE_WIDTH),
        below=max(0.0, below - RULE_WIDTH),
        left=side,
        right_pad=side,
        right=page.width - page.margin_right - area.x1 + side,
        group=number,
        rule_left=rule,
    )


def _area(bands: Sequence[Box | None]) -> Box | None:
    told = [band for band in bands if band is not None]
    if not told:
        return None
    return Box(
        page=told[0].page,
        x0=min(band.x0 for band in told),
        top=min(band.top for band in told),
        x1=max(band.x1 for band in told),
        bottom=max(band.bottom for band in told),
    )
