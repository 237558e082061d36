"""Page numbers as printed, turned into what Word counts by itself: ``Page 3 sur 4`` becomes words and two fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from document.languages import Language
from document.note import Furniture, FurnitureKind, Run

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"\b[ivxl]+\b", re.IGNORECASE)
_AT_AN_END = re.compile(
    r"(?:^|[|·•–—/]\s*|\b(?:pages?|página|pág\.|p\.)\s*)(\d+)(?=\s*(?:$|[|·•–—/]|\bsur\b|\bde\b|\bof\b))", re.IGNORECASE
)

_WORDS: tuple[dict[Language, str], ...] = (
    {Language.FRENCH: "page", Language.SPANISH: "página", Language.ENGLISH: "page"},
    {Language.FRENCH: "sur", Language.SPANISH: "de", Language.ENGLISH: "of"},
    {Language.FRENCH: "p.", Language.SPANISH: "pág.", Language.ENGLISH: "p."},
)
_WORD = re.compile(r"[^\W\d]+\.?")


@dataclass(frozen=True, slots=True)
class Counted:
    """A stretch of a running line: ``instruction`` is the field that gives it, None for plain text."""

    run: Run
    instruction: str | None = None


def counted(furniture: Furniture, pages: int, source: Language | None, target: Language) -> tuple[Counted, ...]:
    """Split a running line into text and fields; ``pages`` is how many pages the note has."""
    runs = furniture.runs or (Run(text=furniture.text),)
    text = "".join(run.text for run in runs)
    is_number = furniture.kind is FurnitureKind.PAGE_NUMBER
    fields = _page_number(text, pages) if is_number else _within(text, furniture, pages)
    found = tuple(_cut(runs, fields))
    return tuple(_worded(piece, source, target) for piece in found) if is_number else found


def first_number(furniture: Furniture) -> int | None:
    """Tell with which number the note's first page begins, when it is not 1."""
    number = _NUMBER.search(furniture.text)
    if furniture.kind is not FurnitureKind.PAGE_NUMBER or number is None or not furniture.pages:
        return None
    first = int(number[0]) - furniture.pages[0] + 1
    return first if first > 1 else None


def _page_number(text: str, pages: int) -> list[tuple[int, int, str]]:
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        roman = _ROMAN.search(text)
        style = "ROMAN" if roman and roman[0].isupper() else "roman"
        return [(*roman.span(), rf"PAGE \* {style}")] if roman else []
    fields = [(*numbers[0].span(), "PAGE")]
    if len(numbers) > 1 and int(numbers[-1][0]) == pages:
        fields.append((*numbers[-1].span(), "NUMPAGES"))
    return fields


def _within(text: str, furniture: Furniture, pages: int) -> list[tuple[int, int, str]]:
    """Find the page number in a line that says other things too; it must be that of the line's own page.

    A line of one page alone has to tell the number of pages beside it, since any number may be that of its page.
    """
    page = furniture.pages[0] if furniture.pages else 1
    for number in _AT_AN_END.finditer(text):
        if int(number[1]) != page:
            continue
        total = _NUMBER.search(text, number.end())
        is_total = total is not None and int(total[0]) == pages
        if total and is_total:
            return [(*number.span(1), "PAGE"), (*total.span(), "NUMPAGES")]
        if len(furniture.pages) > 1:
            return [(*number.span(1), "PAGE")]
    return []


def _cut(runs: tuple[Run, ...], fields: list[tuple[int, int, str]]) -> Iterator[Counted]:
    offset = 0
    for run in runs:
        at = 0
        for start, end, instruction in fields:
            low, high = max(start - offset, at), min(end - offset, len(run.text))
            if low >= high:
                continue
            yield Counted(replace(run, text=run.text[at:low]))
            # A number that formatting cuts in two is one field.
            if start >= offset:
                yield Counted(replace(run, text=run.text[low:high]), instruction)
            at = high
        yield Counted(replace(run, text=run.text[at:]))
        offset += len(run.text)


def _worded(piece: Counted, source: Language | None, target: Language) -> Counted:
    if piece.instruction or source is None:
        return piece

    def other(word: re.Match[str]) -> str:
        for words in _WORDS:
            if words[source] == word[0].lower():
                said = words[target]
                return said.capitalize() if word[0][0].isupper() else said
        return word[0]

    return replace(piece, run=replace(piece.run, text=_WORD.sub(other, piece.run.text)))
