"""The glossary's terms are in place, and what it forbids is not."""

from document.segment import Occurrence, Severity, TermStatus, TermUse
from tests.worker.check.drafts import draft, findings

FABRIC = Occurrence(
    start=3,
    end=18,
    source="tissu productif",
    concept="c1",
    rendering="productive fabric",
    accepted=("business fabric",),
    forbidden=("productive tissue", "fabric"),
)
SOURCE = "Le tissu productif local"


def use(status: TermStatus, target: str | None = None) -> TermUse:
    """Say what became of the term."""
    return TermUse(occurrence=FABRIC, status=status, target=target)


def test_a_term_in_place_is_no_finding():
    """Any accepted rendering counts."""
    one = draft(SOURCE, "The local business fabric", terms=(use(TermStatus.APPLIED, "business fabric"),))
    assert findings(one, occurrences=(FABRIC,)) == ()


def test_a_missing_term_is_a_warning_that_names_both():
    """The reviewer reads what should stand there."""
    one = draft(SOURCE, "The local economy", terms=(use(TermStatus.MISSING),))
    (finding,) = findings(one, occurrences=(FABRIC,))
    assert (finding.check, finding.severity) == ("terms", Severity.WARNING)
    assert all("tissu productif" in text and "productive fabric" in text for text in finding.messages.values())


def test_a_term_that_is_said_to_be_applied_but_is_not_there_is_missing():
    """The check believes the text."""
    one = draft(SOURCE, "The local economy", terms=(use(TermStatus.APPLIED, "productive fabric"),))
    assert [finding.check for finding in findings(one, occurrences=(FABRIC,))] == ["terms"]


def test_a_repaired_term_asks_for_a_look():
    """The words around it may not agree."""
    one = draft(SOURCE, "The local productive fabric", terms=(use(TermStatus.REPAIRED, "productive fabric"),))
    assert [finding.severity for finding in findings(one, occurrences=(FABRIC,))] == [Severity.INFO]


def test_a_forbidden_rendering_blocks_where_it_stands():
    """A rendering that the glossary forbids must not go out."""
    one = draft(SOURCE, "The local productive tissue", terms=(use(TermStatus.MISSING),))
    found = {finding.check: finding for finding in findings(one, occurrences=(FABRIC,))}
    assert found["forbidden"].severity is Severity.BLOCKING
    place = found["forbidden"].place
    assert place is not None
    assert one.text[place.start : place.end] == "productive tissue"


def test_a_forbidden_word_within_the_right_rendering_is_none():
    """``fabric`` alone is forbidden, ``productive fabric`` is what is asked for."""
    one = draft(SOURCE, "The local productive fabric", terms=(use(TermStatus.APPLIED, "productive fabric"),))
    assert findings(one, occurrences=(FABRIC,)) == ()
