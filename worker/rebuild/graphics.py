"""Which painted rules and bands still have to be painted, when blocks and tables have theirs."""

from document.note import Block, BlockKind, Box, Graphic, Note

_NEAR = 16.0
_INSIDE = 4.0


def loose_graphics(note: Note) -> list[Graphic]:
    """Give the graphics that neither a block's look nor a table's ruling stands for.

    A graphic of several pages stays: what comes again belongs to the pages, whatever lies beside it on the first.
    """
    return [
        graphic
        for graphic in note.graphics
        if len(graphic.pages) > 1 or not any(_stands_for(block, graphic) for block in note.blocks)
    ]


def _stands_for(block: Block, graphic: Graphic) -> bool:
    if block.rows:
        return any(_holds(box, graphic.box, _INSIDE) for box in block.boxes)
    if block.kind is BlockKind.FOOTNOTE:
        # Word draws the line above footnotes itself.
        return any(_beside(box, graphic.box) for box in block.boxes)
    look = block.look
    if look.band is not None:
        if look.background == graphic.color and _holds(graphic.box, look.band, _INSIDE):
            return True
        # A band's edges, and the pieces that a producer paints it in, are its own.
        return _holds(look.band, graphic.box, _INSIDE)
    if graphic.color in (look.rule_above, look.rule_below, look.rule_left):
        return any(_beside(box, graphic.box) for box in block.boxes)
    return False


def _holds(outer: Box, inner: Box, slack: float) -> bool:
    return (
        outer.page == inner.page
        and outer.x0 - slack <= inner.x0
        and inner.x1 <= outer.x1 + slack
        and outer.top - slack <= inner.top
        and inner.bottom <= outer.bottom + slack
    )


def _beside(box: Box, rule: Box) -> bool:
    across = rule.x0 < box.x1 + _NEAR and rule.x1 > box.x0 - 2 * _NEAR
    return box.page == rule.page and across and rule.top < box.bottom + _NEAR and rule.bottom > box.top - _NEAR
