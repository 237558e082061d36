"""What is doubtful about a translation, said to its reviewer in a sentence of any of the three languages.

Checks read source, target and terms; they change nothing. ``docs/checks.md`` lists them, and a test holds it to that.
"""

from collections.abc import Mapping, Sequence

from document.languages import Direction
from document.segment import CheckedSegment, Draft, Finding, Occurrence, Origin, Severity
from worker.check.kept import kept
from worker.check.names import names
from worker.check.numbers import dates, numbers, source_numbers
from worker.check.registry import Case, Check, finding
from worker.check.shape import brackets, end_punctuation, formatting, length, quotes
from worker.check.terms import forbidden, terms
from worker.check.words import addresses, doubled_words, empty, leftovers, unknown_words, untranslated

__all__ = ["CHECKS", "KEPT", "check"]

_BLOCKING, _WARNING, _INFO = Severity.BLOCKING, Severity.WARNING, Severity.INFO

CHECKS = (
    Check("empty", empty, (_BLOCKING,)),
    Check("numbers", numbers, (_BLOCKING, _WARNING)),
    Check("dates", dates, (_BLOCKING, _WARNING)),
    Check("source_numbers", source_numbers, (_WARNING,)),
    Check("terms", terms, (_WARNING, _INFO)),
    Check("forbidden", forbidden, (_BLOCKING,)),
    Check("addresses", addresses, (_BLOCKING,)),
    Check("leftovers", leftovers, (_BLOCKING,)),
    Check("untranslated", untranslated, (_WARNING,)),
    Check("unknown_words", unknown_words, (_WARNING, _INFO)),
    Check("doubled_words", doubled_words, (_WARNING,)),
    Check("length", length, (_WARNING,)),
    Check("end_punctuation", end_punctuation, (_WARNING, _INFO)),
    Check("brackets", brackets, (_WARNING,)),
    Check("quotes", quotes, (_WARNING,)),
    Check("formatting", formatting, (_INFO,)),
    Check("names", names, (_WARNING, _INFO)),
)
"""The checks of a translated segment, in the order of their findings."""

KEPT = Check("kept", kept, (_INFO,))
"""The one check of a segment that was left as it is."""


def check(
    drafts: Sequence[Draft], occurrences: Mapping[str, tuple[Occurrence, ...]], direction: Direction
) -> tuple[CheckedSegment, ...]:
    """Check drafts that were translated in one direction: the same drafts, in order, each with its findings.

    ``occurrences`` are the terms found in each source segment, by its id. A kept draft has one finding, the reason.
    """
    return tuple(
        CheckedSegment(draft=draft, findings=_findings(Case(draft, occurrences.get(draft.segment.id, ()), direction)))
        for draft in drafts
    )


def _findings(case: Case) -> tuple[Finding, ...]:
    if case.draft.origin is Origin.KEPT:
        return tuple(finding(KEPT.name, doubt) for doubt in KEPT.find(case))
    if not case.target.strip():
        return tuple(finding("empty", doubt) for doubt in empty(case))
    return tuple(finding(each.name, doubt) for each in CHECKS for doubt in each.find(case))
