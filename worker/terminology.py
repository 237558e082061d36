"""The stage that finds the glossaries' terms in a note's segments."""

from collections.abc import Iterable, Sequence

from document.languages import Direction
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
    matcher = Matcher(glossaries, direction.source, direction.target)
    found = {segment.id: matcher.find(segment.text) for segment in segments if segment.keep is None}
    return {segment: occurrences for segment, occurrences in found.items() if occurrences}
