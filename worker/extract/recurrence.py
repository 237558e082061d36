"""What comes again from page to page: lines at one place whose words agree, and whose numbers stay or count the pages.

Numbers are what parts a footer from a table's row: in ``Forum 2028 – page 3`` one stays and the other goes up by one a
page, while the figures of two tables do neither, and equal rows of nothing but figures number no page.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.extract.headings import CAPTION
from worker.extract.ink import Sheet
from worker.extract.lines import Line, is_rule
from worker.extract.shapes import Shape, ShapeKind

SAME_PLACE = 6.0
"""Points by which a running line may move from page to page."""

NUMBER = re.compile(
    r"^[\s\-–—|•·]*(?:(?:page|página|pagina|pág\.?|pag\.?|p\.)\s*)?#(?:\s*(?:/|sur|de|of|von|\|)\s*#)?[\s\-–—|•·]*$"
)
ROMAN_NUMBER = re.compile(r"^[\s\-–—]*([ivx]{1,5})[\s\-–—]*$")
ROMAN = {"i": 1, "v": 5, "x": 10}
DIGITS = re.compile(r"\d+")
COUNTED_PAGE = re.compile(r"\b(?:page|página|pagina|pág|pag|p)\b[.\s]*\d", re.IGNORECASE)

_Key = tuple[int, str]
"""A page's number and a line's text in small letters."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line's page, its distances from the page's head and foot, and its numbers."""

    line: Line
    edges: tuple[float, float]
    numbers: tuple[int, ...]

    @property
    def page(self) -> int:
        return self.line.page


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The lines that come again: those that are ``steady`` to the letter, and those in which a number counts pages."""

    steady: frozenset[_Key]
    counting: frozenset[_Key]

    def has(self, line: Line) -> bool:
        """Whether a line comes again."""
        return _key(line) in self.steady or _key(line) in self.counting

    def stays(self, line: Line) -> bool:
        """Whether a line comes again with its numbers, and none of them counts the pages."""
        return _key(line) in self.steady and _key(line) not in self.counting

    def runs(self, row: Sequence[Line], inward: Sequence[Line]) -> bool:
        """Whether a row is furniture by repetition, by the file's own word, or as the page's number.

        ``inward`` is the next row towards the middle of the page; none when nothing else is on it.
        """
        figures = [line for line in row if not line.artifact and is_page_number(line)]
        words = [line for line in row if not line.artifact and not is_page_number(line)]
        if words:
            return all(self.has(line) for line in words) and all(self._fits(line) for line in figures)
        if not figures:
            return True
        settled = not inward or (not all(is_page_number(line) for line in inward) and self.runs(inward, ()))
        if len(figures) > 1:
            counts = sum(_key(line) in self.counting for line in figures)
            return counts == 1 and all(self.has(line) for line in figures) and (settled or _apart(row, inward))
        if _key(figures[0]) in self.counting:
            return settled or _apart(row, inward)
        return (settled and self._fits(figures[0])) or (_apart(row, inward) and _is_lone_number(figures[0]))

    def _fits(self, line: Line) -> bool:
        return self.has(line) or _is_lone_number(line)


def recurrence(pages: Sequence[Sequence[Line]], sheets: Sequence[Sheet], body_size: float) -> Recurrence:
    """Find the lines that come again at the same distance from the same edge of the page.

    ``body_size`` is the type size of the running text: what is numbered in larger or in bold type is a heading.
    """
    places: dict[str, list[_Spot]] = defaultdict(list)
    for lines, sheet in zip(pages, sheets, strict=True):
        for line in lines:
            spot = _Spot(line, (line.baseline, sheet.height - line.baseline), _numbers(line))
            places["#" if is_page_number(line) else signature(line.text)].append(spot)
    enough = 2 if len(pages) <= 6 else max(2, round(0.2 * len(pages)))
    steady: set[_Key] = set()
    counting: set[_Key] = set()
    for spots in places.values():
        for group in (group for edge in (0, 1) for group in _at_one_place(spots, edge)):
            if len({spot.page for spot in group}) < enough:
                continue
            same, counted = _steady(group), [spot for spot in _counting(group) if _may_count(spot.line, body_size)]
            if len({spot.page for spot in [*same, *counted]}) >= enough:
                steady |= {_key(spot.line) for spot in same}
                counting |= {_key(spot.line) for spot in counted}
    return Recurrence(frozenset(steady), frozenset(counting))


def running_rules(shapes: Iterable[Shape], body: Sequence[Sequence[Line]]) -> frozenset[Shape]:
    """Find rules that stand at one place of several pages, above or below all text; ``body`` has each page's lines."""
    places: dict[tuple[int, ...], list[Shape]] = defaultdict(list)
    for shape in shapes:
        if shape.kind is ShapeKind.PATH and is_rule(shape):
            box = shape.box
            places[tuple(round(edge / 2) for edge in (box.x0, box.top, box.x1, box.bottom))].append(shape)
    return frozenset(
        shape
        for group in places.values()
        if len({shape.box.page for shape in group}) > 1
        for shape in group
        if _is_beyond(shape, body[shape.box.page - 1])
    )


def _is_beyond(shape: Shape, lines: Sequence[Line]) -> bool:
    return all(line.baseline < shape.box.top for line in lines) or all(line.top > shape.box.bottom for line in lines)


def signature(text: str) -> str:
    """Fold what may change in a running line from page to page: numbers, and the width of spaces."""
    return DIGITS.sub("#", _plain(text))


def is_page_number(line: Line) -> bool:
    """Whether a line has the form of a page number: a number, perhaps with a word or strokes around it."""
    return NUMBER.match(signature(line.text)) is not None or ROMAN_NUMBER.match(_plain(line.text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _key(line: Line) -> _Key:
    return line.page, _plain(line.text)


def _numbers(line: Line) -> tuple[int, ...]:
    roman = ROMAN_NUMBER.match(_plain(line.text))
    return (_roman(roman.group(1)),) if roman else tuple(int(digits[:9]) for digits in DIGITS.findall(line.text))


def _roman(letters: str) -> int:
    values = [ROMAN[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _at_one_place(spots: Iterable[_Spot], edge: int) -> Iterator[list[_Spot]]:
    group: list[_Spot] = []
    for spot in sorted(spots, key=lambda one: one.edges[edge]):
        if group and spot.edges[edge] - group[0].edges[edge] > SAME_PLACE:
            yield group
            group = []
        group.append(spot)
    yield group


def _steady(group: Sequence[_Spot]) -> list[_Spot]:
    """Give the lines that another page has with the same numbers."""
    return _agreeing([(spot.numbers, spot) for spot in group])


def _counting(group: Sequence[_Spot]) -> list[_Spot]:
    """Give the lines in which one number goes up by one a page, while the others stay."""
    count = max(len(spot.numbers) for spot in group)
    return [
        spot
        for index in range(count)
        for spot in _agreeing([(_less_the_page(one, index), one) for one in group if index < len(one.numbers)])
    ]


def _less_the_page(spot: _Spot, index: int) -> tuple[int, ...]:
    numbers = list(spot.numbers)
    numbers[index] -= spot.page
    return tuple(numbers)


def _agreeing(keyed: Iterable[tuple[tuple[int, ...], _Spot]]) -> list[_Spot]:
    groups: dict[tuple[int, ...], list[_Spot]] = defaultdict(list)
    for key, spot in keyed:
        groups[key].append(spot)
    return [spot for group in groups.values() if len({one.page for one in group}) > 1 for spot in group]


def _may_count(line: Line, body_size: float) -> bool:
    """Whether a number in a line may be that of its page: numbered headings and captions count their own."""
    if is_page_number(line) or COUNTED_PAGE.search(line.text):
        return True
    loud = line.size > 1.1 * body_size or (line.bold and line.size > 0.95 * body_size)
    return not loud and CAPTION.match(line.text.strip() + " ") is None


def _is_lone_number(line: Line) -> bool:
    """Whether a number that no other page has at this place tells of itself that it is the page's."""
    numbers = _numbers(line)
    return numbers[0] == line.page or len(numbers) > 1 or not line.text.strip().isalnum()


def _apart(row: Sequence[Line], inward: Sequence[Line]) -> bool:
    """Whether white parts a row from the next: more than between the lines of a paragraph."""
    size = max(line.size for line in row)
    gap = max(
        min(line.top for line in inward) - max(line.bottom for line in row),
        min(line.top for line in row) - max(line.bottom for line in inward),
    )
    return gap > 0.6 * size
