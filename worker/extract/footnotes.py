"""Notes at the foot of a page: small type that begins with the mark to which the text refers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from document.note import Block, Run
from worker.extract.lines import Line

MARK = re.compile(r"^\(?(\d{1,3}|[*†‡§]{1,3})[.)\]]?\s*$")
MARK_WITH_TEXT = re.compile(r"^\(?(\d{1,3}|[*†‡§]{1,3})[.)\]]?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note's mark, its lines, and how many glyphs of the first line are the mark."""

    mark: str
    lines: tuple[Line, ...]
    skip: int


def part(lines: Sequence[Line], body_size: float) -> tuple[list[Line], list[Footnote]]:
    """Take the notes from the foot of one page; ``lines`` run from top to bottom without furniture."""
    start = len(lines)
    while start > 0 and lines[start - 1].size < 0.93 * body_size:
        start -= 1
    foot = lines[start:]
    references = {mark for line in lines[:start] for mark in _raised(line)}
    notes: list[Footnote] = []
    rest: list[Line] = []
    for line in foot:
        found = _mark(line)
        if found and (found[0] in references or line.printed[0].shift == 1 or _is_next(found[0], notes)):
            notes.append(Footnote(found[0], (line,), found[1]))
        elif notes:
            notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, line))
        else:
            rest.append(line)
    return [*lines[:start], *rest], notes


def _is_next(mark: str, notes: Sequence[Footnote]) -> bool:
    """Whether a mark continues the numbers of the notes before it: a line may begin with any number."""
    last = notes[-1].mark if notes else ""
    return mark.isdigit() and last.isdigit() and int(mark) == int(last) + 1


def _mark(line: Line) -> tuple[str, int] | None:
    """Read the mark that begins a note's line, and the count of its glyphs with the blank behind."""
    raised = 0
    while raised < len(line.glyphs) and (line.glyphs[raised].shift == 1 or (raised and line.glyphs[raised].blank)):
        raised += 1
    if raised and (match := MARK.match("".join(g.text for g in line.glyphs[:raised]))):
        return match.group(1), raised
    if match := MARK_WITH_TEXT.match(line.text):
        length, count = 0, 0
        while length < match.end():
            length += len(line.glyphs[count].text)
            count += 1
        return match.group(1), count
    return None


def _raised(line: Line) -> list[str]:
    """Give the numbers and signs that stand raised in a line: possible references."""
    stretches: list[str] = [""]
    for glyph in line.glyphs:
        if glyph.shift == 1:
            stretches[-1] += glyph.text
        elif stretches[-1]:
            stretches.append("")
    return [mark for text in stretches if (mark := text.strip(" ()[].,"))]


def with_references(blocks: Sequence[Block], notes: dict[tuple[int, str], str]) -> list[Block]:
    """Tell each raised mark in the text which note it belongs to; ``notes`` are block ids by (page, mark)."""
    return [replace(block, runs=tuple(_referring(block, run, notes) for run in block.runs)) for block in blocks]


def _referring(block: Block, run: Run, notes: dict[tuple[int, str], str]) -> Run:
    mark = run.text.strip(" ()[].,")
    pages = {box.page for box in block.boxes}
    found = next((notes[page, mark] for page in sorted(pages) if (page, mark) in notes), None)
    return replace(run, footnote=found) if run.superscript and found and found != block.id else run
