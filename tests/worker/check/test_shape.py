"""The outward shape of a target follows its source."""

import pytest

from tests.worker.check.drafts import EN_FR, FR_ES, brief, draft, findings


def test_much_too_long_or_short_is_pointed_out():
    """A target twice as long, or half as long, has gained or lost something."""
    source = "La ville soutient les coopératives locales"
    assert brief(source, "The city supports") == [("length", "warning")]
    found = brief(
        source, "The city supports local co-operatives and many other initiatives of its people in all of the districts"
    )
    assert found == [("length", "warning")]
    assert brief("ESS", "social and solidarity economy") == []


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("Qui agit ?", "Who acts?", []),
        ("Qui agit ?", "Who acts.", [("end_punctuation", "warning")]),
        ("La ville agit.", "The city acts", [("end_punctuation", "info")]),
        ("La ville agit", "The city acts.", [("end_punctuation", "info")]),
        ("La ville agit...", "The city acts…", []),
        ("La ville (agit).", "The city (acts).", []),
        ("Villes, réseaux, etc.", "Cities, networks and others", []),
        ("Il dit : « Oui. »", "He says: “Yes.”", []),
        ("vingt mille", "20,000", []),
    ],
)
def test_the_last_mark_is_compared(source, target, found):
    """A lost question mark is worse than a lost full stop; quotation marks and brackets after it do not matter."""
    assert brief(source, target) == found


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("a) la ville (et le réseau)", "a) the city (and the network)", []),
        ("la ville (et le réseau)", "the city (and the network", [("brackets", "warning")]),
        ("la ville [et le réseau]", "the city (and the network)", [("brackets", "warning")]),
        ("la « ville » durable", "the “city” that lasts", []),
        ("la « ville » durable", "the city that lasts", [("quotes", "warning")]),
        ("l’économie d’aujourd’hui", "today’s economy", []),
    ],
)
def test_brackets_and_quotation_marks_are_counted(source, target, found):
    """As many as in the source, of the same kind of bracket and of any kind of quotation mark."""
    assert brief(source, target) == found


def test_single_quotation_marks_count_and_apostrophes_do_not():
    """English inner quotation marks are a pair; an apostrophe is none."""
    assert brief("the ‘commons’ and the members’ rights", "les « communs » et les droits des membres", EN_FR) == []


def test_opened_spanish_questions_are_no_difference():
    """Spanish opens what the source only closes."""
    assert brief("Qui agit ?", "¿Quién actúa?", FR_ES) == []


def test_unsure_formatting_is_mentioned():
    """Where bold found no sure place, the words are named."""
    (finding,) = findings(draft("La ville agit", "The city acts", unsure=("ville",)))
    assert finding.check == "formatting"
    assert all("ville" in text for text in finding.messages.values())
