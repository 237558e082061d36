"""Marks laid over a text: terms by what became of them, and the places that findings speak of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from document.note import Run
from document.segment import Draft, Finding, Span, TermStatus
from worker.rebuild.ooxml import Element, element, value

_FILLS = {TermStatus.APPLIED: "DDEFD5", TermStatus.REPAIRED: "FFF0C2", TermStatus.MISSING: "F9CFC4"}
# The lines tell the three apart on paper without colour.
_LINES = {TermStatus.APPLIED: "single", TermStatus.REPAIRED: "double", TermStatus.MISSING: "wave"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a run under at most one term's mark; ``start`` is its first character's place in the whole text."""

    run: Run
    start: int
    status: TermStatus | None = None

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.run.text)


def term_properties(status: TermStatus | None) -> list[Element]:
    """Write a term's mark as run properties."""
    if status is None:
        return []
    fill = {"w:val": "clear", "w:color": "auto", "w:fill": _FILLS[status]}
    return [element("w:shd", fill), value("w:u", _LINES[status])]


def source_terms(draft: Draft) -> list[tuple[Span, TermStatus]]:
    """Give the places of terms in the source."""
    return [
        (Span(start=use.occurrence.start, end=use.occurrence.end), use.status)
        for use in draft.terms
        if use.occurrence.end > use.occurrence.start
    ]


def target_terms(draft: Draft) -> list[tuple[Span, TermStatus]]:
    """Give the places of terms in the target, as far as they are known."""
    return [(use.place, use.status) for use in draft.terms if use.place is not None]


def stretches(
    runs: Sequence[Run], terms: Sequence[tuple[Span, TermStatus]], cuts: Sequence[int] = ()
) -> Iterator[Stretch]:
    """Cut runs wherever a term's mark begins or ends, and at ``cuts``."""
    edges = sorted({*cuts, *(edge for span, _ in terms for edge in (span.start, span.end))})
    at = 0
    for run in runs:
        end = at + len(run.text)
        points = [at, *(edge for edge in edges if at < edge < end), end]
        for start, stop in pairwise(points):
            if stop > start:
                status = next((status for span, status in terms if span.start <= start < span.end), None)
                yield Stretch(replace(run, text=run.text[start - at : stop - at]), start, status)
        at = end


def finding_spans(findings: Sequence[Finding], length: int) -> list[Span]:
    """Give where each finding's comment hangs: at its place if that lies in the text, else on all of it."""
    whole = Span(start=0, end=length)
    return [
        Span(start=finding.place.start, end=min(finding.place.end, length))
        if finding.place and 0 <= finding.place.start < min(finding.place.end, length)
        else whole
        for finding in findings
    ]
