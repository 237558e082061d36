"""The stage that finds the glossaries' terms in a note's segments."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from document.languages import DIRECTIONS, Direction
from document.segment import Occurrence, Segment, Span
from glossary.concepts import Glossary
from glossary.matching import Matcher
from worker.names import holds_against


def find_terms(
    segments: Iterable[Segment], glossaries: Sequence[Glossary], direction: Direction
) -> dict[str, tuple[Occurrence, ...]]:
    """Find the terms of each segment that is to be translated, by segment id; those without terms are left out.

    The first glossary wins where two know the same words. Formatting does not matter: places count in characters of
    ``segment.text``. Words within a name that stays are no terms; proper names and acronyms of the glossaries are.
    """
    matcher = _matcher(tuple(glossaries), direction)
    found = {
        segment.id: _outside_names(matcher.find(segment.text), segment) for segment in segments if segment.keep is None
    }
    return {segment: occurrences for segment, occurrences in found.items() if occurrences}


def _outside_names(occurrences: Sequence[Occurrence], segment: Segment) -> tuple[Occurrence, ...]:
    return tuple(term for term in occurrences if not _is_in_name(term, occurrences, segment))


def _is_in_name(term: Occurrence, occurrences: Sequence[Occurrence], segment: Segment) -> bool:
    if term.acronym or term.pos == "proper":
        return False
    for name in segment.names:
        if name.start <= term.start and term.end <= name.end:
            own = Span(start=term.start - name.start, end=term.end - name.start)
            spans = [Span(start=one.start - name.start, end=one.end - name.start) for one in occurrences]
            return holds_against(segment.text[name.start : name.end], own, spans, certain=name.certain)
    return False


@lru_cache(maxsize=len(DIRECTIONS))
def _matcher(glossaries: tuple[Glossary, ...], direction: Direction) -> Matcher:
    """Build a matcher once for all files of a call: that takes seconds, comparing glossaries milliseconds."""
    return Matcher(glossaries, direction.source, direction.target)
