"""Checks of terminology: what the glossary asks for stands in the target, what it forbids does not."""

import re
from collections.abc import Iterator

from document.segment import Occurrence, Severity, Span, TermStatus, TermUse
from worker.check.registry import Case, Doubt, doubt, find_word


def terms(case: Case) -> Iterator[Doubt]:
    """Every term of the glossary found in the source is in the target in a rendering that counts as right.

    A term that was put in after translation is pointed out, because the words around it may not agree.
    """
    used = {(use.occurrence.start, use.occurrence.end): use for use in case.draft.terms}
    for occurrence in case.occurrences:
        use = used.get((occurrence.start, occurrence.end))
        if not _is_in_place(occurrence, use, case.target):
            yield doubt(Severity.WARNING, "term_missing", source=occurrence.source, target=occurrence.rendering)
        elif use is not None and use.status is TermStatus.REPAIRED:
            yield doubt(Severity.INFO, "term_repaired", use.place, target=use.target or occurrence.rendering)


def forbidden(case: Case) -> Iterator[Doubt]:
    """No rendering that the glossary forbids for a term of the source stands in the target."""
    seen: set[str] = set()
    for occurrence in case.occurrences:
        right = [span for wanted in _renderings(occurrence) for span in _places(wanted, case.target)]
        for word in occurrence.forbidden:
            for place in _places(word, case.target):
                inside = any(span.start <= place.start and place.end <= span.end for span in right)
                if not inside and word.lower() not in seen:
                    seen.add(word.lower())
                    found = case.target[place.start : place.end]
                    wanted = occurrence.rendering
                    yield doubt(
                        Severity.BLOCKING,
                        "forbidden_rendering",
                        place,
                        target=found,
                        source=occurrence.source,
                        wanted=wanted,
                    )


def _is_in_place(occurrence: Occurrence, use: TermUse | None, target: str) -> bool:
    if use is not None and use.status is TermStatus.MISSING:
        return False
    wanted = [*_renderings(occurrence), *([use.target] if use is not None and use.target else [])]
    return any(find_word(rendering, target) for rendering in wanted)


def _renderings(occurrence: Occurrence) -> tuple[str, ...]:
    return (occurrence.rendering, *occurrence.accepted)


def _places(words: str, text: str) -> list[Span]:
    """Find words as wholes, whatever their capitals, spaces and apostrophes."""
    pattern = re.escape(words).replace(r"\ ", r"\s+").replace("'", "['’]").replace("’", "['’]")
    return [
        Span(start=match.start(), end=match.end())
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    ]
