"""The whole way of a note, in order. What each step does stands in its own module.

Nothing here knows a database, a broker or a terminal, so that the command line, a test and a worker run the same code.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from document.errors import NoEngine
from document.languages import LANGUAGES, Direction, Language
from document.note import Note
from document.progress import Progress, Report, silent
from document.segment import CheckedSegment, Draft, KeepReason, Origin, Segment, Translation
from glossary.concepts import Glossary
from worker.check import check
from worker.engines import choose
from worker.extract import extract
from worker.rebuild import rebuild_note, rebuild_review
from worker.segment import keep_for, segment
from worker.terminology import find_terms
from worker.translate import translate

__all__ = ["Parcel", "extract", "rebuild", "render", "untranslated"]


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
    source = Language(note.language or "")
    main = Direction(source, target)
    used = {main: choose(engine, main)}
    segments = keep_for(segment(note, source), target)
    checked: dict[str, CheckedSegment] = {}
    for direction, group in _by_direction(segments, source, target, engine):
        occurrences = find_terms(group, glossaries, direction)
        report(Progress("terminology", len(checked) + len(group), len(segments)))
        used[direction] = choose(engine, direction)
        drafts = translate(group, occurrences, used[direction], direction, report)
        checked |= {piece.draft.segment.id: piece for piece in check(drafts, occurrences, direction)}
        report(Progress("check", len(checked), len(segments)))
    translation = Translation(
        source_language=source,
        target_language=target,
        engine="; ".join(one.label(direction) for direction, one in used.items()),
        rough=any(one.rough for one in used.values()),
        glossaries=tuple(f"{glossary.name} {glossary.version}" for glossary in glossaries),
        segments=tuple(checked[piece.id] for piece in segments),
        seconds=time.perf_counter() - started,
    )
    return rebuild(note, translation, report)


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
    segments: Sequence[Segment], source: Language, target: Language, engine: str
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
            choose(engine, direction)
        except NoEngine:
            if language is source:
                raise
            yield Direction(source, target), [replace(piece, keep=KeepReason.OTHER_LANGUAGE) for piece in own]
        else:
            yield direction, own


def _speaks(piece: Segment, source: Language) -> Language:
    """Tell from which of our languages a segment is translated; a kept one goes with the note's language."""
    return source if piece.keep or piece.language not in LANGUAGES else Language(piece.language)
