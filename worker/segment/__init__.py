"""From blocks to segments: the sentences that an engine translates and a reviewer corrects, one at a time.

Nothing is lost on the way: a block's (or cell's) segments, each followed by its ``after``, give its text again.
Headers, footers and watermarks are cut like blocks; page numbers are counted by Word, so nobody translates them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from document.languages import LANGUAGES, Language
from document.note import Block, BlockKind, Furniture, FurnitureKind, Note, Run
from document.segment import KeepReason, Segment, Span
from worker.names import Passage, Setting, are_all, find_names, introduces
from worker.segment.keeping import keep_reason
from worker.segment.sentences import Caution, sentences

__all__ = ["keep_for", "segment"]

_CAUTION = {
    BlockKind.PARAGRAPH: Caution.NONE,
    BlockKind.FOOTNOTE: Caution.NONE,
    BlockKind.CAPTION: Caution.SEVERAL,
    BlockKind.LIST_ITEM: Caution.SEVERAL,
    BlockKind.TABLE: Caution.SEVERAL,
    BlockKind.TITLE: Caution.SEVERAL,
    BlockKind.SUBTITLE: Caution.SEVERAL,
    BlockKind.HEADING: Caution.SEVERAL,
    BlockKind.DATE: Caution.WHOLE,
    BlockKind.AUTHOR: Caution.WHOLE,
}


_HEADINGS = frozenset([BlockKind.TITLE, BlockKind.SUBTITLE, BlockKind.HEADING, BlockKind.DATE, BlockKind.CAPTION])
"""Blocks whose words may have capitals for their looks, and which say something even when they look like a name."""

_ANNOUNCING = frozenset([BlockKind.PARAGRAPH, BlockKind.HEADING])
"""Blocks that may say that the list below them is of those who are thanked."""

_LIKE_RUNNING_LINES = BlockKind.LIST_ITEM
"""The kind of block that is most like a header or footer: short, seldom a sentence, often names and nothing else."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is cut into sentences on its own: a block's runs, or a cell's with its place (row, column)."""

    runs: tuple[Run, ...]
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    """What segments are numbered within: a block or a piece of furniture, with the kind whose rules it follows.

    ``credited`` says that it is an item below words such as "With the support of:".
    """

    id: str
    kind: BlockKind
    language: str | None
    parts: tuple[_Part, ...]
    running: bool = False
    credited: bool = False

    @property
    def setting(self) -> Setting:
        """How its texts stand in the note."""
        if self.running:
            return Setting.RUNNING
        if self.kind is BlockKind.AUTHOR:
            return Setting.AUTHOR
        return Setting.HEADING if self.kind in _HEADINGS else Setting.LINE


def segment(note: Note, source: Language) -> tuple[Segment, ...]:
    """Cut a note into segments, numbered ``<block>.1``, ``<block>.2``… within their block.

    Blocks come in reading order and furniture after them, its id in the place of a block's. ``source`` is the language
    of what does not know its own. Segments that no direction should translate carry their reason; what depends on the
    target is added by ``keep_for``. A figure, a page number or an empty block has no segments.
    """
    sections = tuple(_sections(note))
    cut = [(section, piece) for section in sections for piece in _segments(section, source)]
    names = find_names([_passage(section, piece, source) for section, piece in cut])
    return tuple(
        replace(piece, names=own, keep=piece.keep or (KeepReason.NAME if are_all(piece.text, own) else None))
        for (_, piece), own in zip(cut, names, strict=True)
    )


def keep_for(segments: tuple[Segment, ...], target: Language) -> tuple[Segment, ...]:
    """Mark what is in the target language already, so that it is kept as it is: the same segments, in order."""
    return tuple(
        replace(piece, keep=KeepReason.SAME_LANGUAGE) if piece.keep is None and piece.language == target else piece
        for piece in segments
    )


def _sections(note: Note) -> Iterator[_Section]:
    announced = False
    for block in note.blocks:
        if block.kind is BlockKind.FIGURE:
            continue
        credited = announced and block.kind is BlockKind.LIST_ITEM
        yield _Section(block.id, block.kind, block.language, tuple(_parts(block)), credited=credited)
        announced = credited or (block.kind in _ANNOUNCING and introduces(block.text))
    for piece in note.furniture:
        if piece.kind is not FurnitureKind.PAGE_NUMBER:
            parts = (_Part(_running_text(piece)),)
            yield _Section(piece.id, _LIKE_RUNNING_LINES, piece.language, parts, running=True)


def _passage(section: _Section, piece: Segment, source: Language) -> Passage:
    return Passage(
        text=piece.text, language=piece.language or source, setting=section.setting, credited=section.credited
    )


def _running_text(piece: Furniture) -> tuple[Run, ...]:
    return piece.runs or (Run(text=piece.text),)


def _segments(section: _Section, source: Language) -> Iterator[Segment]:
    language = section.language or source
    caution = _CAUTION[section.kind]
    number = 0
    for part in section.parts:
        text = "".join(run.text for run in part.runs)
        spans = sentences(text, _splitting_language(language, source), caution, _unbreakable(part.runs))
        nexts = [*(span.start for span in spans[1:]), len(text)]
        for span, following in zip(spans, nexts, strict=False):
            number += 1
            runs = slice_runs(part.runs, span)
            yield Segment(
                id=f"{section.id}.{number}",
                block=section.id,
                runs=runs,
                language=language,
                cell=part.cell,
                after=text[span.end : following],
                keep=keep_reason("".join(run.text for run in runs), language),
            )


def _parts(block: Block) -> Iterator[_Part]:
    if not block.rows:
        yield _Part(block.runs)
        return
    for row_number, row in enumerate(block.rows):
        for column_number, cell in enumerate(row):
            yield _Part(cell.runs, (row_number, column_number))


def _splitting_language(language: str, source: Language) -> Language:
    """Sentences of a language that we have no rules for are cut by the rules of the note's."""
    return Language(language) if language in LANGUAGES else source


def _unbreakable(runs: tuple[Run, ...]) -> tuple[Span, ...]:
    """Find the stretches of links, each as one span however many formats it has."""
    spans: list[Span] = []
    position, previous = 0, None
    for run in runs:
        end = position + len(run.text)
        if run.link is not None:
            start = spans.pop().start if spans and run.link == previous else position
            spans.append(Span(start=start, end=end))
        position, previous = end, run.link
    return tuple(spans)


def slice_runs(runs: tuple[Run, ...], span: Span) -> tuple[Run, ...]:
    """Cut a stretch of the joined text out of runs; each piece keeps its run's formatting."""
    pieces: list[Run] = []
    position = 0
    for run in runs:
        text = run.text[max(span.start - position, 0) : max(span.end - position, 0)]
        if text:
            pieces.append(replace(run, text=text))
        position += len(run.text)
    return tuple(pieces)
