"""Which pictures take part in the flow of the text, and which stand beside or behind it.

A picture that shares its height with text would, set between two paragraphs, tear apart what stands side by side: it
is hung on the page instead. Pictures that stand beside each other become one row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from document.note import Block, BlockKind, Box, Note, Zone

_TOUCHING = 2.0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A note whose blocks are only those of the flow, and the rows of figures by their first one's id."""

    note: Note
    rows: Mapping[str, tuple[Block, ...]]

    @property
    def images(self) -> frozenset[str]:
        """Give the ids of the images that the flow shows."""
        return frozenset(block.image for row in self.rows.values() for block in row if block.image)


def arrange(note: Note) -> Arrangement:
    """Take out of the flow what does not belong into it."""
    texts = [block for block in note.blocks if block.kind is not BlockKind.FIGURE]
    running = {image.id for image in note.images if image.zone is not Zone.BODY}
    flow: list[Block] = []
    rows: dict[str, list[Block]] = {}
    for block in note.blocks:
        if block.kind is not BlockKind.FIGURE:
            flow.append(block)
        elif block.image in running or any(_shares(block, text) for text in texts):
            continue
        elif flow and flow[-1].id in rows and _shares(block, flow[-1]):
            rows[flow[-1].id].append(block)
        else:
            flow.append(block)
            rows[block.id] = [block]
    ordered = {first: tuple(sorted(row, key=_left)) for first, row in rows.items()}
    spread = tuple(_spread(block, ordered[block.id]) if block.id in ordered else block for block in flow)
    return Arrangement(replace(note, blocks=spread), ordered)


def _spread(block: Block, row: Sequence[Block]) -> Block:
    """Let the first figure of a row stand for all of its width."""
    boxes = [box for one in row for box in one.boxes]
    if len(row) < 2 or not boxes:
        return block
    whole = Box(
        page=boxes[0].page,
        x0=min(box.x0 for box in boxes),
        top=min(box.top for box in boxes),
        x1=max(box.x1 for box in boxes),
        bottom=max(box.bottom for box in boxes),
    )
    return replace(block, boxes=(whole,))


def _left(block: Block) -> float:
    return block.boxes[0].x0 if block.boxes else 0.0


def _shares(figure: Block, other: Block) -> bool:
    """Tell whether two blocks stand side by side: the middle of one lies within the height of the other."""
    return any(
        one.page == two.page and (_within(_middle(one), two) or _within(_middle(two), one))
        for one in figure.boxes
        for two in other.boxes
    )


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _within(height: float, box: Box) -> bool:
    # A caption may touch its picture by a point or two.
    return box.top + _TOUCHING < height < box.bottom - _TOUCHING
