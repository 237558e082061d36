"""Tables: the grid with its merges, widths in the source's proportions, bands, lines, and a repeated head."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from document.note import Block, Cell, Ruling
from worker.rebuild.bands import DEFAULT_SIZE
from worker.rebuild.looks import border, color
from worker.rebuild.ooxml import Element, element, properties, twips, value

_LINE_COLOR = "A6A6A6"
_LEAST_WIDTH = 12.0
_LEADING, _MOST_PAD = 1.2, 7.0
_SIDE = 5.0
_WORD = re.compile(r"[^\s/–—-]+-?")
_THIN_LETTERS = "fijlrtI.,;:!'’()|"
_NARROW, _USUAL, _WIDE, _BOLD = 0.33, 0.56, 0.76, 1.06

CellContent = Callable[[int, int, Cell], list[Element]]
"""Gives the paragraphs of a cell, by its row and its place in the note's row."""

CellText = Callable[[int, int, Cell], str]
"""Gives the words of a cell, by its row and its place in the note's row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What stands at one place of the grid: a cell's beginning, or its continuation from the row above.

    ``row`` and ``index`` say where the note has the cell; ``width`` counts grid columns.
    """

    cell: Cell
    row: int
    index: int
    column: int
    width: int
    continued: bool


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[Slot]]:
    """Lay cells out on a grid: a cell goes to the first free column, and reserves the rows that it spans."""
    reserved: dict[tuple[int, int], Slot] = {}
    laid = []
    for row, cells in enumerate(rows):
        column = 0
        slots = []
        waiting = list(enumerate(cells))
        while waiting or (row, column) in reserved:
            if (row, column) in reserved:
                slot = reserved[row, column]
            else:
                index, cell = waiting.pop(0)
                width = _free(reserved, row, column, max(1, cell.colspan))
                slot = Slot(cell=cell, row=row, index=index, column=column, width=width, continued=False)
                for below in range(row + 1, min(row + cell.rowspan, len(rows))):
                    reserved[below, column] = replace(slot, continued=True)
            slots.append(slot)
            column += slot.width
        laid.append(slots)
    return laid


def _free(reserved: dict[tuple[int, int], Slot], row: int, column: int, wanted: int) -> int:
    """Count the columns that a cell may take before it meets one that comes down from above."""
    return next((width for width in range(1, wanted) if (row, column + width) in reserved), wanted)


def table(block: Block, text_width: float, indent: float, content: CellContent, words: CellText) -> Element:
    """Write a table block; ``text_width`` is the room between the margins and ``indent`` its distance from the left."""
    laid = grid(block.rows)
    count = max((slot.column + slot.width for slots in laid for slot in slots), default=1)
    widths = with_room(column_widths(block, count, text_width), _needs(laid, count, block.look.size, words))
    heads = [_is_head(laid, row) for row in range(len(laid))]
    under = color(block.ruling.head) if block.ruling else None
    rows = [
        _row(slots, widths, content, head=heads[row], below=under if row == 0 else None)
        for row, slots in enumerate(laid)
    ]
    columns = [element("w:gridCol", {"w:w": twips(width)}) for width in widths]
    return element("w:tbl", None, _properties(block, sum(widths), indent), element("w:tblGrid", None, *columns), *rows)


def column_widths(block: Block, count: int, text_width: float) -> list[float]:
    """Give the grid's column widths in points: the source's, made to fit the page; equal ones where it tells none."""
    told = list(block.columns)
    box = block.boxes[0] if block.boxes else None
    room = box.x1 - box.x0 if box and box.x1 - box.x0 > 2 * _LEAST_WIDTH else text_width
    if len(told) != count or min(told, default=0.0) <= 0:
        return [room / count] * count
    scale = min(1.0, max(room, text_width) / sum(told))
    return [max(_LEAST_WIDTH, width * scale) for width in told]


def with_room(widths: Sequence[float], needs: Sequence[float]) -> list[float]:
    """Let each column's longest word stand, at the cost of those that have room to spare; the sum stays."""
    lack = sum(max(0.0, need - width) for width, need in zip(widths, needs, strict=True))
    spare = sum(max(0.0, width - need) for width, need in zip(widths, needs, strict=True))
    if not lack or not spare:
        return list(widths)
    given, taken = min(1.0, spare / lack), min(1.0, lack / spare)
    return [
        width + (need - width) * (given if need > width else taken) for width, need in zip(widths, needs, strict=True)
    ]


def _needs(laid: list[list[Slot]], count: int, size: float | None, words: CellText) -> list[float]:
    """Estimate in points what each column's longest word takes, with the white beside it."""
    needs = [0.0] * count
    for slot in (slot for slots in laid for slot in slots if slot.width == 1 and not slot.continued):
        bold = any(run.bold for run in slot.cell.runs)
        longest = max((_ems(word) for word in _WORD.findall(words(slot.row, slot.index, slot.cell))), default=0.0)
        room = longest * (size or DEFAULT_SIZE) * (_BOLD if bold else 1.0) + 2 * _SIDE
        needs[slot.column] = max(needs[slot.column], room)
    return needs


def _ems(word: str) -> float:
    """Estimate a word's width in type sizes; most fonts for text are narrower than this."""
    return sum(
        _NARROW if letter in _THIN_LETTERS else _WIDE if letter.isupper() or letter in "mw" else _USUAL
        for letter in word
    )


def _properties(block: Block, width: float, indent: float) -> Element:
    lines = border_colors(block)
    told = [
        element("w:tblW", {"w:w": twips(width), "w:type": "dxa"}),
        element("w:tblInd", {"w:w": twips(indent), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblBorders", None, *(border(f"w:{side}", tint, eighths=4) for side, tint in lines.items())),
        element(
            "w:tblCellMar",
            None,
            *(element(f"w:{side}", {"w:w": size, "w:type": "dxa"}) for side, size in _cell_margins(block).items()),
        ),
        element("w:tblLook", {"w:val": "0420", "w:firstRow": 1, "w:noVBand": 1}),
    ]
    return properties("w:tblPr", told)


def _cell_margins(block: Block) -> dict[str, int]:
    """Give the white within cells in twips: above and below as far as the rows' height tells it."""
    height = sum(box.bottom - box.top for box in block.boxes)
    upright = 2.0
    if height and block.look.size:
        upright = (height / len(block.rows) - _LEADING * block.look.size) / 2
    # Rows of several lines are taller for another reason.
    upright = 3.0 if upright > _MOST_PAD else max(0.0, upright)
    return {"top": twips(upright), "left": twips(_SIDE), "bottom": twips(upright), "right": twips(_SIDE)}


_FULL_RULING = Ruling(top=_LINE_COLOR, bottom=_LINE_COLOR, sides=_LINE_COLOR, rows=_LINE_COLOR, columns=_LINE_COLOR)
_SIDES = {
    "top": "top",
    "left": "sides",
    "bottom": "bottom",
    "right": "sides",
    "insideH": "rows",
    "insideV": "columns",
}


def border_colors(block: Block) -> dict[str, str]:
    """Give the colour of each line of a table's grid that is drawn; all of them where the note does not tell."""
    ruling = block.ruling or _FULL_RULING
    told = {side: color(getattr(ruling, which)) for side, which in _SIDES.items()}
    return {side: tint for side, tint in told.items() if tint}


def _is_head(laid: list[list[Slot]], row: int) -> bool:
    """Tell whether a row belongs to the head, which can only be at the top and is never the whole table."""
    return row < len(laid) - 1 and all(slots and all(slot.cell.header for slot in slots) for slots in laid[: row + 1])


def _row(slots: list[Slot], widths: list[float], content: CellContent, *, head: bool, below: str | None) -> Element:
    count = len(widths)
    told = [element("w:cantSplit")]
    if head:
        told.append(element("w:tblHeader"))
    cells = [_cell(slot, widths, content, below) for slot in slots]
    end = slots[-1].column + slots[-1].width if slots else 0
    if end < count:
        # A row that the source leaves short is filled up, since Word wants every row to reach the grid's end.
        rest = Slot(cell=Cell(), row=0, index=-1, column=end, width=count - end, continued=True)
        cells.append(_cell(replace(rest, continued=False), widths, lambda *_: [element("w:p")], below))
    return element("w:tr", None, element("w:trPr", None, *told), *cells)


def _cell(slot: Slot, widths: list[float], content: CellContent, below: str | None) -> Element:
    width = sum(widths[slot.column : slot.column + slot.width])
    told = [element("w:tcW", {"w:w": twips(width), "w:type": "dxa"}), value("w:vAlign", "center")]
    if slot.width > 1:
        told.append(value("w:gridSpan", slot.width))
    if slot.continued:
        told.append(element("w:vMerge"))
    elif slot.cell.rowspan > 1:
        told.append(value("w:vMerge", "restart"))
    if below:
        told.append(element("w:tcBorders", None, border("w:bottom", below, eighths=6)))
    fill = color(slot.cell.background)
    if fill:
        told.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill}))
    inside = [element("w:p")] if slot.continued else content(slot.row, slot.index, slot.cell)
    return element("w:tc", None, properties("w:tcPr", told), *(inside or [element("w:p")]))
