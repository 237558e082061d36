"""Rules that stand alone between two blocks become borders of the nearer one, so that they move with the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from document.note import Block, BlockKind, Box, Graphic, Note, Page, Zone
from worker.rebuild.graphics import loose_graphics

_THICKEST, _FARTHEST = 3.0, 31.0
_LEAST_SHARE = 0.6
_TOUCHING = 2.0


@dataclass(frozen=True, slots=True)
class Distance:
    """How far from a block's type its rules stand, in points; None where that was not measured."""

    above: float | None = None
    below: float | None = None


def with_rules(note: Note, page: Page) -> tuple[Note, Mapping[str, Distance]]:
    """Give each rule that reaches over most of the text's width to a block; tell how far from it the rule stands."""
    blocks = list(note.blocks)
    distances: dict[str, Distance] = {}
    taken: list[Graphic] = []
    for rule in loose_graphics(note):
        owner = _owner(blocks, rule, page)
        if owner is None:
            continue
        block = blocks[owner]
        gap = rule.box.top - block.boxes[-1].bottom
        if gap >= -_TOUCHING:
            blocks[owner] = replace(block, look=replace(block.look, rule_below=rule.color))
            distances[block.id] = replace(distances.get(block.id, Distance()), below=max(0.0, gap))
        else:
            blocks[owner] = replace(block, look=replace(block.look, rule_above=rule.color))
            gap = block.boxes[0].top - rule.box.bottom
            distances[block.id] = replace(distances.get(block.id, Distance()), above=max(0.0, gap))
        taken.append(rule)
    graphics = tuple(graphic for graphic in note.graphics if graphic not in taken)
    return replace(note, blocks=tuple(blocks), graphics=graphics), distances


def _owner(blocks: Sequence[Block], rule: Graphic, page: Page) -> int | None:
    """Find the nearest paragraph above or below a rule that has room for it; None for what is no such rule."""
    room = page.width - page.margin_left - page.margin_right
    box = rule.box
    whole = box.x1 - box.x0 >= _LEAST_SHARE * room and box.x0 < page.margin_left + room / 4
    if rule.zone is not Zone.BODY or len(rule.pages) > 1 or box.bottom - box.top > _THICKEST or not whole:
        return None
    near = []
    for place, block in enumerate(blocks):
        gap = _gap(block, box)
        if gap is not None and -_TOUCHING <= gap <= _FARTHEST:
            near.append((gap, place))
    return min(near)[1] if near else None


def _gap(block: Block, rule: Box) -> float | None:
    """Give the white between a block's type and a rule; None where the block cannot have it."""
    look = block.look
    if not block.boxes or block.rows or block.image or look.background or block.kind is BlockKind.FOOTNOTE:
        return None
    first, last = block.boxes[0], block.boxes[-1]
    if last.page == rule.page and not look.rule_below and rule.top >= last.bottom - _TOUCHING:
        return rule.top - last.bottom
    if first.page == rule.page and not look.rule_above and rule.bottom <= first.top + _TOUCHING:
        return first.top - rule.bottom
    return None
