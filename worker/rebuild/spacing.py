"""The white between blocks, measured on the source page and dealt out to the styles.

A line of Word with an exact height L holds type of size s so that 0.8 (L - s) of the spare height lies above the type
and 0.2 (L - s) below it. What lies between the type of two blocks beyond that, and beyond their bands and rules, is
space before and after.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from document.note import Block, BlockKind, Box, Note, Page
from worker.rebuild.bands import ABOVE, BELOW, DEFAULT_SIZE, Frame, height_above, height_below, spare

_LEADING = 1.2
_TOLERANCE = 1.5
_SAME_PAGE_REST = 0.22
"""A page that ends with more than this share of it left white ends so on purpose."""


@dataclass(frozen=True, slots=True)
class White:
    """Space before and after a paragraph, in points."""

    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Whites:
    """The white of each style, what single blocks have otherwise, and the blocks that begin a page on purpose."""

    of_style: Mapping[str, White]
    of_block: Mapping[str, White]
    page_breaks: frozenset[str]


def line_height(block: Block, usual: float | None = None) -> float:
    """Give the distance of a block's baselines: its own, else the usual one of its kind, else from its size."""
    size = block.look.size or DEFAULT_SIZE
    return block.look.line_height or usual or round(size * _LEADING, 1)


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known of a note's paragraphs before their white is: each block's style, line height and frame."""

    style_of: Mapping[str, str]
    lines: Mapping[str, float]
    frames: Mapping[str, Frame]

    def above(self, block: Block) -> float:
        """Give what lies between a block's type and its space before."""
        return ABOVE * spare(block, self.lines[block.id]) + height_above(block, self.frames.get(block.id))

    def below(self, block: Block) -> float:
        """Give what lies between a block's type and its space after."""
        return BELOW * spare(block, self.lines[block.id]) + height_below(block, self.frames.get(block.id))

    def between(self, upper: Block, lower: Block) -> float:
        """Give what two blocks have between their type without any space before and after."""
        frames = self.frames.get(upper.id), self.frames.get(lower.id)
        if frames[0] and frames[1] and frames[0].group is not None and frames[0].group == frames[1].group:
            return BELOW * spare(upper, self.lines[upper.id]) + ABOVE * spare(lower, self.lines[lower.id])
        return self.below(upper) + self.above(lower)


@dataclass(frozen=True, slots=True)
class Tops:
    """Where text begins on the rebuilt pages, in points: on the first, and below a header that only later ones have."""

    first: float
    later: float

    def of(self, page: int) -> float:
        """Give it for a page of the source."""
        return self.first if page <= 1 else self.later


def measure(note: Note, measures: Measures, tops: Tops) -> Whites:
    """Measure the white of a note; ``tops`` is where the text of the rebuilt pages begins."""
    style_of = measures.style_of
    gaps = _gaps(note.blocks, measures)
    after = _after(note.blocks, gaps, style_of)
    before = _before(note.blocks, gaps, style_of, after)
    styles = {
        style: White(_half(before.get(style, 0.0)), _half(after.get(style, 0.0))) for style in set(style_of.values())
    }
    breaks = _page_breaks(note)
    return Whites(styles, _exceptions(note, gaps, measures, styles, tops, breaks), breaks)


def last_box(block: Block) -> Box | None:
    """Give the place where a block ends."""
    return block.boxes[-1] if block.boxes else None


def first_box(block: Block) -> Box | None:
    """Give the place where a block begins."""
    return block.boxes[0] if block.boxes else None


def _gaps(blocks: Sequence[Block], measures: Measures) -> dict[str, float]:
    """Give the white above each block that follows another on the same page, by block id."""
    found = {}
    for upper, lower in pairwise(blocks):
        gap = _gap(upper, lower, measures)
        if gap is not None:
            found[lower.id] = gap
    return found


def _gap(upper: Block, lower: Block, measures: Measures) -> float | None:
    end, start = last_box(upper), first_box(lower)
    if end and start:
        if end.page != start.page or start.top < end.top:
            return None
        return max(0.0, start.top - end.bottom - measures.between(upper, lower))
    told = [white for white in (upper.look.space_after, lower.look.space_before) if white is not None]
    return max(told) if told else None


def _after(blocks: Sequence[Block], gaps: Mapping[str, float], style_of: Mapping[str, str]) -> dict[str, float]:
    """Give each style the white that its blocks have below: among their own kind if they repeat, else the least."""
    own: dict[str, list[float]] = defaultdict(list)
    other: dict[str, list[float]] = defaultdict(list)
    for upper, lower in _paragraph_pairs(blocks):
        if lower.id in gaps:
            same = style_of[upper.id] == style_of[lower.id]
            # The white above a heading is the heading's.
            gap = 0.0 if lower.kind is BlockKind.HEADING and upper.kind is not lower.kind else gaps[lower.id]
            (own if same else other)[style_of[upper.id]].append(gap)
    return {style: median(own[style]) if own[style] else min(other[style]) for style in {*own, *other}}


def _before(
    blocks: Sequence[Block], gaps: Mapping[str, float], style_of: Mapping[str, str], after: Mapping[str, float]
) -> dict[str, float]:
    """Give each style the white above that the style before it does not already bring."""
    rest: dict[str, list[float]] = defaultdict(list)
    for upper, lower in _paragraph_pairs(blocks):
        if lower.id in gaps:
            rest[style_of[lower.id]].append(max(0.0, gaps[lower.id] - after.get(style_of[upper.id], 0.0)))
    return {style: median(found) for style, found in rest.items()}


def _paragraph_pairs(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    return ((upper, lower) for upper, lower in pairwise(blocks) if not upper.rows and not lower.rows)


def _exceptions(  # noqa: PLR0913, PLR0917 - all that the white depends on
    note: Note,
    gaps: Mapping[str, float],
    measures: Measures,
    styles: Mapping[str, White],
    tops: Tops,
    breaks: frozenset[str],
) -> dict[str, White]:
    style_of = measures.style_of
    found: dict[str, White] = {}
    for upper, lower in pairwise(note.blocks):
        above, below = styles[style_of[upper.id]], styles[style_of[lower.id]]
        gap = gaps.get(lower.id)
        if gap is None or (upper.rows and lower.rows):
            continue
        if lower.rows:
            # A table has no white of its own: its neighbours keep it away.
            found[upper.id] = White(found.get(upper.id, above).before, _half(gap))
            continue
        if abs(above.after + below.before - gap) <= _TOLERANCE:
            continue
        before = gap - above.after
        if before < 0:
            found[upper.id] = White(found.get(upper.id, above).before, _half(gap))
        found[lower.id] = White(_half(max(0.0, before)), below.after)
    for block in note.blocks[:1] + tuple(block for block in note.blocks if block.id in breaks):
        start = first_box(block)
        style = styles[style_of[block.id]]
        if start:
            top = max(0.0, start.top - tops.of(start.page) - measures.above(block))
            found[block.id] = White(_half(top), found.get(block.id, style).after)
    return found


def _page_breaks(note: Note) -> frozenset[str]:
    pages = {page.number: page for page in note.pages}
    found = set()
    for upper, lower in pairwise(note.blocks):
        end, start = last_box(upper), first_box(lower)
        if end and start and start.page > end.page and end.page in pages and _ends_early(end, lower, pages[end.page]):
            found.add(lower.id)
    return frozenset(found)


def _ends_early(end: Box, follower: Block, page: Page) -> bool:
    """Tell whether the page ended although what follows would have begun on it."""
    left = page.height - page.margin_bottom - end.bottom
    needed = sum(box.bottom - box.top for box in follower.boxes[:1]) if follower.rows or follower.image else 0.0
    return left > max(_SAME_PAGE_REST * page.height, needed + 40)


def _half(points: float) -> float:
    return round(points * 2) / 2
