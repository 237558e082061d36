"""From letters to lines: what stands on one baseline, with its spaces, its raised and lowered letters in place.

A line here is a stretch without wide gaps; what a gutter or a tab parts are two lines until ``columns`` has looked.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from worker.extract.glyphs import Face, Glyph
from worker.extract.shapes import Shape, ShapeKind

WIDE_GAP = 1.3
"""From this many times the type size on, a gap may be a tab or a gutter."""

BULLET = "•"


@dataclass(frozen=True)
class Line:
    """A stretch of text on one baseline.

    ``left`` and ``right`` are the edges of the column that it stands in; ``edge`` is how far to the right the lines
    around it reach, which is less within a box or an indented quotation.
    """

    page: int
    glyphs: tuple[Glyph, ...]
    left: float = 0.0
    right: float = 0.0
    edge: float = 0.0

    @cached_property
    def text(self) -> str:
        """The line's text with its spaces."""
        return "".join(glyph.text for glyph in self.glyphs)

    @cached_property
    def printed(self) -> tuple[Glyph, ...]:
        """The glyphs that leave ink."""
        return tuple(glyph for glyph in self.glyphs if not glyph.blank)

    @cached_property
    def face(self) -> Face:
        """How most of the line is set; raised letters and links count only when there is nothing else."""
        plain = [glyph for glyph in self.printed if not glyph.shift] or self.printed
        plain = [glyph for glyph in plain if not glyph.link] or plain
        return Counter(glyph.face for glyph in plain).most_common(1)[0][0]

    @property
    def size(self) -> float:
        """The type size of most of the line, in points."""
        return self.face.size

    @property
    def x0(self) -> float:
        """Where the line's ink begins."""
        return self.printed[0].x0

    @property
    def x1(self) -> float:
        """Where the line's ink ends."""
        return max(glyph.x1 for glyph in self.printed[-3:])

    @cached_property
    def baseline(self) -> float:
        """Where the letters stand."""
        return (
            median(glyph.baseline for glyph in self.printed if not glyph.shift)
            if not self._all_shifted
            else self.printed[0].baseline
        )

    @property
    def _all_shifted(self) -> bool:
        return all(glyph.shift for glyph in self.printed)

    @property
    def top(self) -> float:
        """The upper edge of the line's type size."""
        return self.baseline - 0.8 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of the line's type size."""
        return self.baseline + 0.2 * self.size

    @cached_property
    def bold(self) -> bool:
        """Whether all that counts on the line is bold."""
        return all(glyph.face.bold for glyph in self.printed if glyph.text.isalnum()) and self.face.bold

    @cached_property
    def italic(self) -> bool:
        """Whether all that counts on the line is slanted."""
        return all(glyph.face.italic for glyph in self.printed if glyph.text.isalnum()) and self.face.italic

    @cached_property
    def element(self) -> int | None:
        """The structure element that most of the line belongs to."""
        owners = Counter(glyph.element for glyph in self.printed if glyph.element is not None)
        return owners.most_common(1)[0][0] if owners else None

    @property
    def artifact(self) -> bool:
        """Whether the file itself calls the line furniture."""
        return all(glyph.artifact for glyph in self.printed)

    @property
    def first_word(self) -> float:
        """The width of the first word, in points."""
        end = next((glyph.x0 for glyph in self.glyphs if glyph.blank), None)
        return (self.x1 if end is None else end) - self.x0


def lines_of(page: int, glyphs: Iterable[Glyph]) -> list[Line]:
    """Put a page's letters (or a cell's) into lines, from top to bottom, then from left to right."""
    rows = _rows(glyphs)
    lines = [Line(page, tuple(_spaced(part))) for row in rows for part in _parts(row)]
    return sorted(lines, key=lambda line: (line.baseline, line.x0))


def joined(parts: Sequence[Line]) -> Line:
    """Make one line of several that stand side by side, from left to right."""
    ordered = sorted(parts, key=lambda line: line.x0)
    glyphs: list[Glyph] = []
    for part in ordered:
        if glyphs:
            glyphs.append(space_between(glyphs[-1], part.glyphs[0]))
        glyphs.extend(part.glyphs)
    return replace(ordered[0], glyphs=tuple(glyphs))


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group letters by baseline, then hand raised and lowered letters to the row that they hang on."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.x0)):
        if rows and glyph.baseline - rows[-1][0].baseline <= 0.1 * min(glyph.face.size, rows[-1][0].face.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        row.sort(key=lambda g: g.x0)
    return _hang(rows)


def _hang(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Move each raised or lowered stretch into the row of larger type beside which it stands."""
    baselines = [row[0].baseline for row in rows]
    sizes = [max(glyph.face.size for glyph in row) for row in rows]
    largest = max(sizes, default=0.0)
    kept: list[list[Glyph]] = [[] for _ in rows]
    for index, row in enumerate(rows):
        low = bisect_left(baselines, baselines[index] - 0.4 * largest)
        high = bisect_right(baselines, baselines[index] + 0.7 * largest)
        hosts = [i for i in range(low, high) if i != index and sizes[i] >= sizes[index]]
        for stretch in _stretches(row):
            host = next((i for i in hosts if _hangs_on(stretch, rows[i])), None)
            if host is None:
                kept[index].extend(stretch)
            else:
                shift = 1 if baselines[host] > baselines[index] else -1
                kept[host].extend(replace(glyph, shift=shift) for glyph in stretch)
    return [sorted(row, key=lambda g: g.x0) for row in kept if any(not glyph.blank for glyph in row)]


def _stretches(row: list[Glyph]) -> Iterator[list[Glyph]]:
    """Cut a row wherever letters do not touch."""
    stretch: list[Glyph] = []
    for glyph in row:
        if stretch and glyph.x0 - stretch[-1].x1 > 0.5 * glyph.face.size:
            yield stretch
            stretch = []
        stretch.append(glyph)
    if stretch:
        yield stretch


def _hangs_on(stretch: list[Glyph], row: list[Glyph]) -> bool:
    """Whether a stretch is an exponent or index of some letter in the row."""
    ink = [glyph for glyph in stretch if not glyph.blank]
    if not ink:
        return False
    x0, x1 = ink[0].x0, ink[-1].x1
    before = [glyph for glyph in row if not glyph.blank and glyph.x1 <= x0 + 0.15 * glyph.face.size]
    after = [glyph for glyph in row if not glyph.blank and glyph.x0 >= x1 - 0.15 * glyph.face.size]
    beside = [g for g in before[-1:] if x0 - g.x1 < 0.35 * g.face.size] + [
        g for g in after[:1] if g.x0 - x1 < 0.35 * g.face.size
    ]
    if not beside:
        return False
    size = max(glyph.face.size for glyph in beside)
    rise = beside[0].baseline - ink[0].baseline
    smaller = ink[0].face.size <= 0.87 * size
    within = -0.36 * size < rise < 0.68 * size
    return (
        within
        and abs(rise) > 0.08 * size
        and (smaller or (len(ink) <= 5 and abs(rise) > 0.2 * size and len(row) > len(stretch)))
    )


def _parts(row: list[Glyph]) -> Iterator[list[Glyph]]:
    """Cut a row at gaps that are wider than any space between words."""
    ink = [glyph for glyph in row if not glyph.blank]
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(ink)]
    wordlike = sorted(gap for gap, glyph in zip(gaps, ink, strict=False) if gap > 0.15 * glyph.face.size)
    # a justified line has wide gaps everywhere; the narrower ones tell, for a table's row has few of them
    usual = wordlike[len(wordlike) // 4] if len(wordlike) >= 5 else 0.0
    part: list[Glyph] = []
    last: Glyph | None = None
    for glyph in row:
        if not glyph.blank:
            size = min(last.face.size, glyph.face.size) if last else 0.0
            if last is not None and glyph.x0 - last.x1 > max(WIDE_GAP * size, min(2.2 * usual, 2.5 * size)):
                yield part
                part = []
            last = glyph
        part.append(glyph)
    if any(not glyph.blank for glyph in part):
        yield part


def _spaced(row: list[Glyph]) -> Iterator[Glyph]:
    """Give the letters with exactly one blank between words, whether the file has spaces, or only distances."""
    ink = [glyph for glyph in row if not glyph.blank]
    gaps = sorted(max(0.0, b.x0 - a.x1) / b.face.size for a, b in itertools.pairwise(ink))
    tracking = gaps[len(gaps) // 3] if len(gaps) >= 4 else 0.0
    trusted = len(ink) <= 15 * (len(row) - len(ink))
    # where spaces are printed, a gap without one is still a space beside a link or a change of type
    enough = tracking + (0.2 if trusted else 0.16)
    last: Glyph | None = None
    blank: Glyph | None = None
    for glyph in row:
        if glyph.blank:
            blank = glyph
            continue
        if last is not None and (blank is not None or glyph.x0 - last.x1 > enough * glyph.face.size):
            yield space_between(last, glyph, blank)
        yield glyph
        last, blank = glyph, None


def space_between(before: Glyph, after: Glyph, printed: Glyph | None = None) -> Glyph:
    """Make the blank between two letters: it is set like both, or like the plainer one."""
    host = printed or (after if before.face.bold or before.shift else before)
    face = host.face
    if face.bold and not (before.face.bold and after.face.bold):
        face = after.face if before.face.bold else before.face
    elif face.italic and not (before.face.italic and after.face.italic):
        face = after.face if before.face.italic else before.face
    return replace(
        host,
        text=" ",
        x0=before.x1,
        x1=max(before.x1, after.x0),
        face=face,
        link=before.link if before.link == after.link else None,
        shift=before.shift if before.shift == after.shift else 0,
        underline=before.underline and after.underline,
    )


def mark_underlines(lines: Sequence[Line], shapes: Sequence[Shape]) -> tuple[list[Line], set[Shape]]:
    """Mark letters under which a thin rule runs that is no longer than the words above it.

    Gives also the shapes that have become underlines.
    """
    rules = sorted(
        (shape for shape in shapes if shape.kind is ShapeKind.PATH and is_rule(shape)), key=lambda shape: shape.box.top
    )
    tops = [rule.box.top for rule in rules]
    marked: list[Line] = []
    used: set[Shape] = set()
    for line in lines:
        low, high = (
            bisect_left(tops, line.baseline - 0.05 * line.size),
            bisect_right(tops, line.baseline + 0.22 * line.size),
        )
        found = [r for r in rules[low:high] if r.box.x0 >= line.x0 - 2 and r.box.x1 <= line.x1 + 2]
        under = _bridged([(rule.box.x0, rule.box.x1) for rule in found], line.size)
        used.update(found)
        if not under:
            marked.append(line)
            continue
        over = [any(x0 <= (g.x0 + g.x1) / 2 <= x1 for x0, x1 in under) for g in line.glyphs]
        links = {g.link for g, is_over in zip(line.glyphs, over, strict=True) if is_over and g.link}
        glyphs = tuple(
            replace(g, underline=True) if is_over or g.link in links else g
            for g, is_over in zip(line.glyphs, over, strict=True)
        )
        marked.append(replace(line, glyphs=glyphs))
    return marked, used


def _bridged(ranges: Sequence[tuple[float, float]], size: float) -> list[tuple[float, float]]:
    """Close the gaps that an underline leaves around the tails of letters."""
    closed: list[tuple[float, float]] = []
    for x0, x1 in sorted(ranges):
        if closed and x0 - closed[-1][1] < 0.9 * size:
            closed[-1] = (closed[-1][0], max(x1, closed[-1][1]))
        else:
            closed.append((x0, x1))
    return closed


def is_rule(shape: Shape) -> bool:
    """Whether a painted path is a horizontal rule: at most 3 points thick and much longer than that."""
    box = shape.box
    return box.bottom - box.top <= 3 and box.x1 - box.x0 > max(6.0, 3 * (box.bottom - box.top)) and not shape.curved


def put_drawn_bullets(lines: Sequence[Line], shapes: Sequence[Shape]) -> tuple[list[Line], set[Shape]]:
    """Put a bullet before each line that has a drawn dot on its left, as browsers and slide programs make them.

    Gives also the shapes that have become bullets.
    """
    dots = sorted((shape for shape in shapes if _is_dot(shape)), key=lambda shape: shape.box.top)
    tops = [dot.box.top for dot in dots]
    result: list[Line] = []
    used: set[Shape] = set()
    for line in lines:
        low, high = bisect_left(tops, line.baseline - line.size), bisect_right(tops, line.baseline)
        near = [dot for dot in dots[low:high] if _is_label_of(dot, line, lines)]
        if near and not line.text.startswith(BULLET):
            dot = max(near, key=lambda shape: shape.box.x1)
            used.add(dot)
            result.append(_with_bullet(line, dot))
        else:
            result.append(line)
    return result, used


def _is_dot(shape: Shape) -> bool:
    width, height = shape.box.x1 - shape.box.x0, shape.box.bottom - shape.box.top
    return shape.kind is ShapeKind.PATH and 1.2 <= width <= 9 and 1.2 <= height <= 9 and 0.6 < width / height < 1.7


def _is_label_of(dot: Shape, line: Line, lines: Sequence[Line]) -> bool:
    middle = (dot.box.top + dot.box.bottom) / 2
    distance = line.x0 - dot.box.x1
    if not (line.baseline - 0.75 * line.size < middle < line.baseline and 0.1 * line.size < distance < 3 * line.size):
        return False
    small = dot.box.bottom - dot.box.top < 0.75 * line.size
    return small and not any(
        other is not line and abs(other.baseline - line.baseline) < 1 and dot.box.x0 - 2 <= other.x1 <= line.x0
        for other in lines
    )


def _with_bullet(line: Line, dot: Shape) -> Line:
    first = line.glyphs[0]
    bullet = replace(first, text=BULLET, x0=dot.box.x0, x1=dot.box.x1, link=None, shift=0)
    return replace(line, glyphs=(bullet, space_between(bullet, first), *line.glyphs))
