"""The stage that finds the glossaries' terms in a note's segments."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from document.languages import DIRECTIONS, Direction
from document.segment import Occurrence, Segment
from glossary.concepts import Glossary
from glossary.matching import Matcher


def find_terms(
    segments: Iterable[Segment], glossaries: Sequence[Glossary], direction: Direction
) -> dict[str, tuple[Occurrence, ...]]:
    """Find the terms of each segment that is to be translated, by segment id; those without terms are left out.

    The first glossary wins where two know the same words. Formatting does not matter: places count in characters of
    ``segment.text``.
    """
    matcher = _matcher(tuple(glossaries), direction)
    found = {segment.id: matcher.find(segment.text) for segment in segments if segment.keep is None}
    return {segment: occurrences for segment, occurrences in found.items() if occurrences}


@lru_cache(maxsize=len(DIRECTIONS))
def _matcher(glossaries: tuple[Glossary, ...], direction: Direction) -> Matcher:
    """Build a matcher once for all files of a call: that takes seconds, comparing glossaries milliseconds."""
    return Matcher(glossaries, direction.source, direction.target)
