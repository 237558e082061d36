"""The whole way of a note, in order. What each step does stands in its own module.

Nothing here knows a database, a broker or a terminal, so that the command line, a test and a worker run the same code.
The middle of the way is cut into batches of segments, which depend on nothing but themselves: a worker keeps each as it
is done, and goes on behind the last; the command line takes one batch a direction.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from document.errors import NoEngine
from document.languages import LANGUAGES, Direction, Language
from document.note import Note
from document.progress import Progress, Report, silent
from document.segment import CheckedSegment, Draft, KeepReason, Origin, Segment, Translation
from glossary.concepts import Glossary
from worker.check import check
from worker.engines import choose
from worker.engines.engine import Engine
from worker.extract import extract
from worker.rebuild import rebuild_note, rebuild_review
from worker.segment import keep_for, segment
from worker.terminology import find_terms
from worker.translate import translate

__all__ = [
    "Batch",
    "Parcel",
    "Plan",
    "assemble",
    "extract",
    "plan",
    "rebuild",
    "render",
    "translate_batch",
    "untranslated",
]

Choice = Callable[[Direction], Engine]
"""Gives the engine for a direction; raises NoEngine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Segments of a note, in its order, that are translated together in one direction."""

    direction: Direction
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What has to be done to bring a note into a language.

    ``segments`` are all that it has, in its order, ``batches`` the same in portions, one direction after the other.
    ``engines`` name program and models for each direction, ``rough`` says whether one of them only writes drafts.
    """

    source: Language
    target: Language
    segments: tuple[Segment, ...]
    batches: tuple[Batch, ...]
    engines: tuple[str, ...]
    rough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a reader gets of a note in one language: the record, and the two Word files as bytes."""

    translation: Translation
    note_docx: bytes
    review_docx: bytes


def render(
    note: Note,
    target: Language,
    *,
    glossaries: Sequence[Glossary],
    engine: str = "auto",
    report: Report = silent,
) -> Parcel:
    """Translate an extracted note into one language and rebuild it as Word files.

    ``engine`` is ``auto`` or an engine's name. Raises NoEngine when the note's direction cannot be translated here,
    EngineFailed when an engine gives no usable answer.
    """
    started = time.perf_counter()
    chosen = partial(choose, engine)
    planned = plan(note, target, chosen)
    checked: list[CheckedSegment] = []
    for batch in planned.batches:
        report(Progress("terminology", len(checked) + len(batch.segments), len(planned.segments)))
        checked += translate_batch(batch, chosen, glossaries=glossaries, report=report)
        report(Progress("check", len(checked), len(planned.segments)))
    translation = assemble(planned, checked, glossaries=glossaries, seconds=time.perf_counter() - started)
    return rebuild(note, translation, report)


def plan(note: Note, target: Language, chosen: Choice, most: int | None = None) -> Plan:
    """Cut a note into segments, and these into batches of about ``most``, without ``most`` one batch a direction.

    The same note, target and engines give the same plan. Raises NoEngine when the note's own direction cannot be
    translated here; a stretch in another language without an engine stays as it is.
    """
    source = Language(note.language or "")
    segments = keep_for(segment(note, source), target)
    groups = list(_by_direction(segments, source, target, chosen))
    used = {direction: chosen(direction) for direction in (Direction(source, target), *(one for one, _ in groups))}
    return Plan(
        source=source,
        target=target,
        segments=segments,
        batches=tuple(
            Batch(direction=direction, segments=portion)
            for direction, group in groups
            for portion in _portions(group, most or len(group))
        ),
        engines=tuple(one.label(direction) for direction, one in used.items()),
        rough=any(one.rough for one in used.values()),
    )


def translate_batch(
    batch: Batch, chosen: Choice, *, glossaries: Sequence[Glossary], report: Report = silent
) -> tuple[CheckedSegment, ...]:
    """Find the terms of a batch, translate it and check the result: its segments in order.

    Raises NoEngine or EngineFailed.
    """
    occurrences = find_terms(batch.segments, glossaries, batch.direction)
    drafts = translate(batch.segments, occurrences, chosen(batch.direction), batch.direction, report)
    return check(drafts, occurrences, batch.direction)


def assemble(
    planned: Plan, checked: Iterable[CheckedSegment], *, glossaries: Sequence[Glossary], seconds: float
) -> Translation:
    """Put the finished batches of a plan together, in the order of the note; ``seconds`` is what they took."""
    by_id = {piece.draft.segment.id: piece for piece in checked}
    return Translation(
        source_language=planned.source,
        target_language=planned.target,
        engine="; ".join(planned.engines),
        rough=planned.rough,
        glossaries=tuple(f"{glossary.name} {glossary.version}" for glossary in glossaries),
        segments=tuple(by_id[piece.id] for piece in planned.segments),
        seconds=seconds,
    )


def rebuild(note: Note, translation: Translation, report: Report = silent) -> Parcel:
    """Make the Word files of a translation; the same input gives the same bytes."""
    report(Progress("rebuild", 0, 2))
    formatted = rebuild_note(note, translation)
    report(Progress("rebuild", 1, 2))
    review = rebuild_review(note, translation)
    report(Progress("rebuild", 2, 2))
    return Parcel(translation=translation, note_docx=formatted, review_docx=review)


def untranslated(note: Note) -> Translation:
    """Lay a note's own text over it as if it were a translation, to rebuild the note in its own language."""
    source = Language(note.language or "")
    drafts = (Draft(segment=piece, runs=piece.runs, origin=Origin.KEPT) for piece in segment(note, source))
    return Translation(
        source_language=source,
        target_language=source,
        engine="",
        rough=False,
        glossaries=(),
        segments=tuple(CheckedSegment(draft=draft) for draft in drafts),
    )


def _by_direction(
    segments: Sequence[Segment], source: Language, target: Language, chosen: Choice
) -> Iterator[tuple[Direction, list[Segment]]]:
    """Group the segments by the language that they are in; what has no road to the target stays as it is."""
    for language in LANGUAGES:
        own = [piece for piece in segments if _speaks(piece, source) is language]
        if not own:
            continue
        if language is target:
            yield Direction(source, target), own
            continue
        direction = Direction(language, target)
        try:
            chosen(direction)
        except NoEngine:
            if language is source:
                raise
            yield Direction(source, target), [replace(piece, keep=KeepReason.OTHER_LANGUAGE) for piece in own]
        else:
            yield direction, own


def _portions(group: Sequence[Segment], most: int) -> Iterator[tuple[Segment, ...]]:
    """Cut a group into portions of at least ``most`` segments, where a block ends; a huge block is cut within."""
    portion: list[Segment] = []
    for piece in group:
        ends = portion and piece.block != portion[-1].block
        if len(portion) >= (most if ends else 2 * most):
            yield tuple(portion)
            portion = []
        portion.append(piece)
    if portion:
        yield tuple(portion)


def _speaks(piece: Segment, source: Language) -> Language:
    """Tell from which of our languages a segment is translated; a kept one goes with the note's language."""
    return source if piece.keep or piece.language not in LANGUAGES else Language(piece.language)
