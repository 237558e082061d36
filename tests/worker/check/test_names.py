"""The reason why names stand in the target as in the source."""

from dataclasses import replace

from document.languages import Language
from document.segment import Name, Severity
from tests.worker.check.drafts import draft, findings


def named(source: str, target: str, *names: str):
    """A draft whose segment has these names."""
    one = draft(source, target)
    places = tuple(Name(start=source.index(name), end=source.index(name) + len(name)) for name in names)
    return replace(one, segment=replace(one.segment, names=places))


def test_the_names_that_stayed_are_told_once():
    """One finding for information names them all, in the reader's language."""
    source = "Avec Amina Diallo et Harbour Mutual."
    (told,) = findings(named(source, "With Amina\u00a0Diallo and Harbour Mutual.", "Amina Diallo", "Harbour Mutual"))
    assert (told.check, told.severity) == ("names", Severity.INFO)
    assert told.messages[Language.FRENCH] == "Noms laissés tels quels : Amina Diallo, Harbour Mutual."


def test_a_name_that_was_translated_is_not_told():
    """Where a term of the glossary came first, nothing is claimed."""
    assert findings(named("Le Réseau Solidaire agit.", "The solidarity network acts.", "Réseau Solidaire")) == ()


def test_a_sure_name_that_got_lost_is_doubtful():
    """A model may translate a name; the reviewer is told which one to look for."""
    case = named("Avec Amina Diallo.", "With Amina Dialogue.", "Amina Diallo")
    sure = replace(case.segment.names[0], certain=True)
    (told,) = findings(replace(case, segment=replace(case.segment, names=(sure,))))
    assert (told.check, told.severity) == ("names", Severity.WARNING)
    assert "Amina Diallo" in told.messages[Language.ENGLISH]
