"""What runs around the text: headers, footers, page numbers and watermarks, kept out of the body.

A line is furniture when it comes again on another page (``recurrence``), when the file itself says so, or when it
stands at the foot of a page in small type, apart from the text. Each page is walked from its edge inwards, so text
that reaches lower on one page than the footer begins on another is safe.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from document.note import FurnitureKind
from worker.extract.blocks import ends_sentence, starts_low
from worker.extract.headings import CAPTION
from worker.extract.ink import Sheet
from worker.extract.lines import Line, joined
from worker.extract.pictures import FurnitureBand
from worker.extract.recurrence import Recurrence, is_page_number, recurrence, signature

HEAD, FOOT = 0.2, 0.78
"""Shares of the page's height within which a header ends and beyond which a footer begins."""

MARGIN = 0.9
"""Share of the page's height beyond which a row of several parts may be a footer that repeats the header."""

LAST_WORD = re.compile(r"[^\W\d_]+$")
LONG_WORD = re.compile(r"[^\W\d_]{4,}")
OPEN = frozenset(
    re.findall(
        r"\w+",
        "a à al au aux avec by con d das de del dem den der des die du e el en et for für in la las le les los mit of "
        "o ou par para por pour sur the to und un una une von with y and",
    )
)
"""Words of our languages and of German, as sponsors' names have it, after which no phrase ends."""
FOOTNOTE_LIKE = re.compile(r"^(?:\(?\d{1,3}[\s.)\]]|[*†‡§¹²³])")


@dataclass(frozen=True, slots=True)
class Running:
    """One piece of furniture: its lines on the first page where it stands, and all its pages."""

    kind: FurnitureKind
    lines: tuple[Line, ...]
    pages: tuple[int, ...]

    @property
    def text(self) -> str:
        """The text as printed on the first page."""
        return " ".join(line.text.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Cleared:
    """The pages' lines without furniture, the furniture, and where it ends on each page."""

    body: tuple[tuple[Line, ...], ...]
    running: tuple[Running, ...]
    bands: tuple[FurnitureBand, ...]


def clear(pages: Sequence[Sequence[Line]], sheets: Sequence[Sheet], body_size: float) -> Cleared:
    """Part body and furniture on all pages; ``body_size`` is the type size of the running text."""
    again = recurrence(pages, sheets, body_size)
    table_heads = _table_heads(pages, sheets)
    body: list[tuple[Line, ...]] = []
    found: list[tuple[FurnitureKind, Line]] = []
    bands: list[FurnitureBand] = []
    for lines, sheet in zip(pages, sheets, strict=True):
        rows = _rows(lines)
        heads = _head(rows, sheet, again, table_heads)
        heads += _lone_head(rows[len(heads) :], sheet, pages, body, body_size)
        rest = rows[len(heads) :]
        feet = _foot(rest, sheet, again, body_size)
        feet = _apart(rest[: len(rest) - len(feet)], sheet, body_size) + feet
        kept = rest[: len(rest) - len(feet)]
        marks = [line for row in kept for line in row if _is_watermark(line, sheet, again, body_size)]
        body.append(tuple(line for row in kept for line in row if line not in marks))
        found += [(_kind(line, FurnitureKind.HEADER, again), line) for row in heads for line in _closed(row)]
        found += [(_kind(line, FurnitureKind.FOOTER, again), line) for row in feet for line in _closed(row)]
        found += [(FurnitureKind.WATERMARK, line) for line in marks]
        bands.append(
            FurnitureBand(
                page=sheet.number,
                header_bottom=max((line.bottom for row in heads for line in row), default=0.0),
                footer_top=min((line.top for row in feet for line in row), default=sheet.height),
            )
        )
    return Cleared(tuple(body), tuple(_gathered(found)), tuple(bands))


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.baseline):
        if rows and line.baseline - rows[-1][0].baseline < 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


_RowKey = tuple[tuple[str, int], ...]
"""Signatures of a row's parts, and where from the left each begins, in steps of four points."""


def _row_key(row: Sequence[Line]) -> _RowKey:
    return tuple(sorted((signature(line.text), round(line.x0 / 4)) for line in row))


def _table_heads(pages: Sequence[Sequence[Line]], sheets: Sequence[Sheet]) -> set[_RowKey]:
    """Find rows of several parts that stand amid a page: at the top of another one they are a table's repeated head."""
    return {
        _row_key(row)
        for lines, sheet in zip(pages, sheets, strict=True)
        for row in _rows(lines)
        if len(row) > 1 and HEAD * sheet.height < row[0].bottom < MARGIN * sheet.height
    }


def _head(rows: list[list[Line]], sheet: Sheet, again: Recurrence, heads: set[_RowKey]) -> list[list[Line]]:
    """Take the rows from the top down that run, but for the head of a table that goes on below."""
    taken = 0
    for index, row in enumerate(rows):
        inward = rows[index + 1] if index + 1 < len(rows) else []
        if row[0].bottom > HEAD * sheet.height or not again.runs(row, inward) or _row_key(row) in heads:
            break
        taken = index + 1
    while taken and _is_of_table(rows[taken - 1 : taken + 2]):
        taken -= 1
    return rows[:taken]


def _lone_head(
    rows: list[list[Line]],
    sheet: Sheet,
    pages: Sequence[Sequence[Line]],
    cleared: Sequence[Sequence[Line]],
    body_size: float,
) -> list[list[Line]]:
    """Find a header that a later page alone has: a modest row apart from the text, above where other pages begin.

    It must also part a sentence, repeat words of the first page's large type, or stand very near to the edge.
    ``cleared`` are the lines of the pages before without their furniture.
    """
    if len(rows) < 2 or not cleared:
        return []
    row, below = rows[0], rows[1]
    gap = min(line.top for line in below) - max(line.bottom for line in row)
    others = [line.top for lines in pages for line in lines if line.page != sheet.number and not is_page_number(line)]
    above_all = row[0].bottom < min(others, default=0.0)
    if gap < 1.2 * body_size or not above_all or not all(_is_modest(line, below, body_size) for line in row):
        return []
    parts = starts_low(below[0].text) or not all(ends_sentence(line.text) for line in cleared[-1][-1:])
    at_edge = row[0].top < 0.055 * sheet.height
    large = [line for line in pages[0] if line.size > 1.15 * body_size]
    return [row] if parts or at_edge or all(_repeats(line, large) for line in row) else []


def _is_modest(line: Line, below: Sequence[Line], body_size: float) -> bool:
    """Whether a line is set smaller than the text, or no larger and in another colour, and is no caption."""
    small = line.size <= 0.92 * body_size
    coloured = line.size <= 1.02 * body_size and not line.bold and line.face.color != below[0].face.color
    return (small or coloured) and CAPTION.match(line.text.strip() + " ") is None


def _repeats(line: Line, titles: Sequence[Line]) -> bool:
    known = {word for title in titles for word in LONG_WORD.findall(title.text.casefold())}
    words = LONG_WORD.findall(line.text.casefold())
    return len(words) > 1 and sum(word in known for word in words) >= 0.6 * len(words)


def _foot(rows: list[list[Line]], sheet: Sheet, again: Recurrence, body_size: float) -> list[list[Line]]:
    """Take the rows from the bottom up that run, but for rows of a table that ends there.

    A small stranger below a running row belongs to the footer too.
    """
    taken = strangers = 0
    upwards = rows[::-1]
    for count, row in enumerate(upwards, start=1):
        if row[0].top < FOOT * sheet.height:
            break
        inward = upwards[count] if count < len(upwards) else []
        if again.runs(row, inward):
            taken = count
        elif strangers < 2 and all(line.size < 0.95 * body_size for line in row) and not _keeps_columns(row, inward):
            strangers += 1
        else:
            break
    while taken and _is_of_table(upwards[taken - 1 : taken + 2]):
        taken -= 1
    return rows[len(rows) - taken :]


def _is_of_table(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether the first of three rows, counted towards the middle of the page, stands in a table with the others."""
    if len(rows) < 3 or not _keeps_columns(rows[0], rows[1]):
        return False
    outer, inner = (abs(a[0].baseline - b[0].baseline) for a, b in pairwise(rows))
    return _keeps_columns(rows[1], rows[2]) and outer < 1.3 * inner


def _keeps_columns(row: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether a row of several parts has each of them in line with a part of another such row."""
    several = len(row) > 1 and len(other) > 1
    return several and all(any(_share_an_edge(part, beside) for beside in other) for part in row)


def _apart(rows: list[list[Line]], sheet: Sheet, body_size: float) -> list[list[Line]]:
    """Find a footer that this page alone has: at most four rows well below the text, small or in the bottom margin."""
    small: list[list[Line]] = []
    for row in reversed(rows):
        small_type = all(line.size <= 0.92 * body_size for line in row) and row[0].top > 0.86 * sheet.height
        if not small_type and not (
            row[0].top > 0.93 * sheet.height and all(line.size < 1.1 * body_size for line in row)
        ):
            break
        if small and small[0][0].baseline - row[0].baseline > 2.2 * row[0].size:
            break
        small.insert(0, row)
    if not small or len(small) > 4 or len(small) == len(rows) or _is_note(small[0][0]):
        return []
    above = rows[len(rows) - len(small) - 1]
    if _is_of_table([small[0], *rows[: len(rows) - len(small)][:-3:-1]]):
        return []
    gap = small[0][0].top - max(line.bottom for line in above)
    return small if gap > (1.2 if small[0][0].size <= 0.92 * body_size else 2.5) * body_size else []


def _is_note(line: Line) -> bool:
    return line.printed[0].shift == 1 or FOOTNOTE_LIKE.match(line.text) is not None


def _is_watermark(line: Line, sheet: Sheet, again: Recurrence, body_size: float) -> bool:
    large = line.size > max(36.0, 3 * body_size)
    return large and len(sheet.glyphs) > 0 and again.has(line)


def _closed(row: Sequence[Line]) -> list[Line]:
    """Make one piece of single letters that stand far apart at even distances: a word that is set very wide."""
    closed: list[list[Line]] = []
    for line in sorted(row, key=lambda one: one.x0):
        if closed and _is_letter(line) and all(_is_letter(other) for other in closed[-1]):
            closed[-1].append(line)
        else:
            closed.append([line])
    return [line for group in closed for line in ([joined(group)] if _is_even(group) else group)]


def _is_letter(line: Line) -> bool:
    return len(line.printed) == 1 and line.text.isalpha()


def _is_even(letters: Sequence[Line]) -> bool:
    gaps = [after.x0 - before.x1 for before, after in pairwise(letters)]
    return len(gaps) > 1 and max(gaps) - min(gaps) < 0.25 * max(gaps)


def _kind(line: Line, edge: FurnitureKind, again: Recurrence) -> FurnitureKind:
    """Tell a page's number from a number that is the same on all pages, such as a year."""
    return FurnitureKind.PAGE_NUMBER if is_page_number(line) and not again.stays(line) else edge


def _gathered(found: Sequence[tuple[FurnitureKind, Line]]) -> list[Running]:
    """Make one record of what is the same on several pages."""
    groups: dict[tuple[FurnitureKind, str], list[Running]] = defaultdict(list)
    for stack in _stacks(found):
        groups[stack.kind, signature(stack.text)].append(stack)
    return [
        Running(kind, stacks[0].lines, tuple(sorted({page for stack in stacks for page in stack.pages})))
        for (kind, _), stacks in groups.items()
    ]


def _stacks(found: Sequence[tuple[FurnitureKind, Line]]) -> list[Running]:
    """Put the lines of one phrase together."""
    stacks: list[Running] = []
    for kind, line in found:
        host = next((i for i, stack in enumerate(stacks) if stack.kind is kind and _wraps(stack.lines[-1], line)), None)
        if host is None or kind is FurnitureKind.PAGE_NUMBER:
            stacks.append(Running(kind, (line,), (line.page,)))
        else:
            stacks[host] = Running(kind, (*stacks[host].lines, line), (line.page,))
    return stacks


def _wraps(above: Line, line: Line) -> bool:
    """Whether a running phrase goes on in the line below: set alike, close, and left open by its words."""
    close = 0 < line.baseline - above.baseline < 1.6 * line.size
    if above.page != line.page or not close or above.face != line.face or not _share_an_edge(above, line):
        return False
    word = LAST_WORD.search(above.text.casefold())
    opened = above.text.rstrip().endswith((",", "-", "–", "·", "|", "&")) or (word and word.group() in OPEN)
    return bool(opened) or starts_low(line.text)


def _share_an_edge(above: Line, line: Line) -> bool:
    edges = (above.x0 - line.x0, above.x1 - line.x1, (above.x0 + above.x1 - line.x0 - line.x1) / 2)
    return any(abs(edge) < 3 for edge in edges)
