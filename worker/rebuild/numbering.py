"""Lists: from the labels as printed to Word's numbering, with depth, format, start and restart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from document.note import Block, BlockKind
from worker.rebuild.ooxml import Element, element, properties, twips, value

_LEVELS = 9
_HANGING = 18.0

# What the symbol fonts of office programs draw at these private code points.
_SYMBOLS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf076": "❖",
    "\uf0a8": "◦",
    "\uf06f": "○",
    "\uf0e0": "→",
    "\uf02d": "-",
}
_LABEL = re.compile(r"^(?P<open>[(\[]?)(?P<outer>(?:\d+[.\-])*)(?P<mark>\d+|[A-Za-z]+)(?P<close>[.):\]°º\-–]*)$")
_ROMAN = re.compile(r"^m*(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$", re.IGNORECASE)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Label:
    """A list label taken apart: ``format`` is Word's name for its sort, ``number`` its value, ``text`` Word's pattern.

    A pattern has ``%n`` where the number of level n comes; a bullet's pattern is the bullet.
    """

    format: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A paragraph's place in a list: the list's number and the level, both as Word counts them (levels from 0)."""

    list: int
    level: int


@dataclass
class _List:
    number: int
    ordered: bool
    levels: dict[int, Label] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of a note: each item's place, and each list's levels as first met."""

    places: Mapping[str, ListPlace]
    levels: Mapping[int, Mapping[int, Label]]


def plan_lists(blocks: Sequence[Block]) -> Lists:
    """Sort a note's list items into lists.

    An item goes on with the list before it when its label does; an ordered list may be interrupted by other blocks as
    long as its numbers go on.
    """
    lists: list[_List] = []
    places: dict[str, ListPlace] = {}
    interrupted = False
    for block in blocks:
        if block.kind is not BlockKind.LIST_ITEM or block.list is None:
            interrupted = True
            continue
        level = min(max(block.list.depth, 1), _LEVELS) - 1
        previous = lists[-1].reached.get(level) if lists else None
        label = parse_label(block.list.label, level, ordered=block.list.ordered, previous=previous)
        if not lists or not _goes_on(lists[-1], level, label, interrupted=interrupted):
            lists.append(_List(len(lists) + 1, label.format != "bullet"))
        current = lists[-1]
        current.levels.setdefault(level, label)
        current.reached = {deep: number for deep, number in current.reached.items() if deep < level}
        current.reached[level] = label.number
        places[block.id] = ListPlace(current.number, level)
        interrupted = False
    return Lists(places, {entry.number: entry.levels for entry in lists})


def _goes_on(current: _List, level: int, label: Label, *, interrupted: bool) -> bool:
    known = current.levels.get(level)
    if known and (known.format != label.format or (label.format == "bullet" and known.text != label.text)):
        return False
    if label.format == "bullet":
        return not interrupted
    reached = current.reached.get(level)
    if reached is not None:
        return label.number == reached + 1
    # Word begins a deeper level anew with its first number after each item above it.
    return not interrupted and (known is None or known.number == label.number) and bool(current.levels)


def parse_label(label: str, level: int, *, ordered: bool, previous: int | None = None) -> Label:
    """Take a printed label apart; ``previous`` is the number before it, which tells ``i)`` after ``h)`` from roman."""
    bare = label.strip()
    parts = _LABEL.fullmatch(bare) if ordered else None
    if parts is None:
        return Label("bullet", 0, _SYMBOLS.get(bare, bare)[:3] or "•")
    sort, number = _read(parts["mark"], previous)
    # 2.1. repeats the numbers of the levels above it
    outer = min(len(re.findall(r"\d+", parts["outer"])), level)
    chain = "".join(f"%{step}." for step in range(level + 1 - outer, level + 1))
    return Label(sort, number, f"{parts['open']}{chain}%{level + 1}{parts['close']}")


def _read(mark: str, previous: int | None) -> tuple[str, int]:
    if mark.isdigit():
        return "decimal", int(mark)
    case = "upper" if mark.isupper() else "lower"
    letter = ord(mark.lower()) - ord("a") + 1 if len(mark) == 1 else None
    roman = _roman(mark)
    if letter is not None and (roman is None or letter == (previous or 0) + 1 or (roman != 1 and previous is None)):
        return f"{case}Letter", letter
    return (f"{case}Roman", roman) if roman else ("decimal", 1)


def _roman(mark: str) -> int | None:
    if not _ROMAN.fullmatch(mark):
        return None
    digits = [_ROMAN_DIGITS[letter] for letter in mark.lower()]
    return sum(
        -digit if any(later > digit for later in digits[place + 1 :]) else digit for place, digit in enumerate(digits)
    )


def numbering_part(lists: Lists, indents: Mapping[tuple[int, int], tuple[float, float]]) -> Iterator[Element]:
    """Write the children of ``w:numbering``.

    ``indents`` gives (left, first line) in points for (list, level); other levels step on from the ones above.
    """
    for number, levels in lists.levels.items():
        written = []
        left, first = 0.0, -_HANGING
        for level in range(_LEVELS):
            left, first = indents.get((number, level), (left + _HANGING, first))
            written.append(_level(level, levels.get(level) or _stand_in(levels, level), left, first))
        yield element(
            "w:abstractNum",
            {"w:abstractNumId": number},
            value("w:multiLevelType", "hybridMultilevel" if len(levels) < 2 else "multilevel"),
            *written,
        )
    for number in lists.levels:
        yield element("w:num", {"w:numId": number}, value("w:abstractNumId", number))


def _stand_in(levels: Mapping[int, Label], level: int) -> Label:
    """Give a level that the note does not use the sort of the nearest one that it does."""
    nearest = levels[min(levels, key=lambda known: abs(known - level))]
    if nearest.format == "bullet":
        return nearest
    return Label(nearest.format, 1, f"%{level + 1}.")


def _level(level: int, label: Label, left: float, first: float) -> Element:
    hanging = max(0.0, -first)
    return element(
        "w:lvl",
        {"w:ilvl": level},
        value("w:start", max(label.number, 1) if label.format != "bullet" else 1),
        value("w:numFmt", label.format),
        value("w:lvlText", label.text),
        value("w:lvlJc", "left"),
        properties(
            "w:pPr",
            [
                element("w:tabs", None, element("w:tab", {"w:val": "num", "w:pos": twips(left)})),
                element("w:ind", {"w:left": twips(left), "w:hanging": twips(hanging)}),
            ],
        ),
    )
