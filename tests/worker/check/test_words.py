"""Wording that a reviewer has to look at is pointed out, and ordinary wording is not."""

import pytest

from document.languages import Language
from document.segment import KeepReason, Occurrence, Severity, TermStatus, TermUse
from tests.worker.check.drafts import FR_ES, brief, draft, findings
from worker.check.words import _longest_shared
from worker.placeholders import INERT

LONG = "Les villes et les réseaux se sont réunis pour parler de la paix."


def test_an_empty_target_blocks_and_says_nothing_else():
    """What is not there cannot be wrong in other ways."""
    assert brief(LONG, " ") == [("empty", "blocking")]


def test_a_text_that_came_back_as_it_was_is_untranslated():
    """The source again is no translation."""
    assert brief(LONG, LONG) == [("untranslated", "warning")]


@pytest.mark.parametrize("text", ["Introduction", "Budget", "RIPESS", "Port-Aurélie", "Session 3"])
def test_words_that_both_languages_share_are_translated(text):
    """A heading that reads the same in both languages is no finding."""
    assert brief(text, text) == []


def test_a_long_stretch_of_the_source_is_untranslated():
    """Five words in a row with the source's small words among them were not translated."""
    found = brief(LONG, "Cities and les réseaux se sont réunis to talk about peace.")
    assert found == [("untranslated", "warning")]


def test_unknown_words_are_listed():
    """Words that the engine did not know are doubted; names, and words of the target language, are only mentioned."""
    unknown = ("chaufferie", "Valdemar", "panel", "min", "–")
    one = draft("La chaufferie de Valdemar (5 min)", "The chaufferie of Valdemar (5 min)", unknown=unknown)
    found = findings(one)
    assert [(f.check, f.severity) for f in found] == [
        ("unknown_words", Severity.WARNING),
        ("unknown_words", Severity.INFO),
    ]
    assert [f.messages[Language.ENGLISH].partition(": ")[2] for f in found] == ["chaufferie.", "Valdemar, panel."]


def test_a_heading_of_one_unknown_letter_is_mentioned():
    """Beside other words a single letter is a name or a list's; alone it is all that there was to translate."""
    assert [f.check for f in findings(draft("Y", "Y", unknown=("Y",)))] == ["unknown_words"]
    assert findings(draft("Le plan Y", "The plan Y", unknown=("Y",))) == ()


def test_doubled_words_are_found_unless_the_source_has_them():
    """A word twice is a slip, in the source's own way it is not."""
    assert brief("La ville agit bien", "The city city acts well") == [("doubled_words", "warning")]
    assert brief("Le rôle de la ville", "The role of the of the city") == [("doubled_words", "warning")]
    assert brief("très très bien", "very very good") == []
    assert brief("celles des bourses", "de las de las bolsas", FR_ES) == []


@pytest.mark.parametrize("rest", ["*réseau", "#agir", "@faire", "T1", "N12", "<x1/>", "[[t]]", "__1__", INERT[0]])
def test_what_the_machine_left_behind_blocks(rest):
    """Marks, placeholders and tags must not go out."""
    assert ("leftovers", "blocking") in brief("La ville agit", f"The {rest} acts")


@pytest.mark.parametrize("word", ["T1", "N12", "<x1/>", INERT[0], INERT[0].upper()])
def test_what_looks_like_ours_in_the_source_is_no_leftover(word):
    """A name or a code that looks like one of ours is the author's when the source has it."""
    assert ("leftovers", "blocking") not in brief(f"La ville {word} agit", f"The city {word} acts")


def test_the_longest_stretch_is_found_among_repetitions():
    """Words that come again and again hide no stretch, and a long text of them is no burden."""
    these, those = list("xababcdy"), list("abababcda")
    assert _longest_shared(these, those) == (2, 6)
    assert _longest_shared(["a"], ["b"]) == (0, 0)


def test_what_the_source_says_itself_is_no_leftover():
    """A hashtag or code of the source stays."""
    assert brief("Voir #ESS2027 et la salle T1", "See #ESS2027 and room T1") == []


def test_addresses_stay_as_they_are():
    """A translated address leads nowhere."""
    assert brief("Voir https://a.example/fr.", "See https://a.example/fr.") == []
    assert brief("Écrire à atelier@a.example", "Write to workshop@a.example") == [("addresses", "blocking")]


def test_a_stand_in_that_nothing_explains_is_a_leftover():
    """A guitar in a text about networks can only be the machine's."""
    term = Occurrence(start=3, end=9, source="réseau", concept="c", rendering="network", target_gender=None)
    missing = TermUse(occurrence=term, status=TermStatus.MISSING)
    one = draft("Le réseau agit", "The guitar acts", terms=(missing,))
    assert ("leftovers", Severity.BLOCKING) in [(f.check, f.severity) for f in findings(one, occurrences=(term,))]
    music = draft("Le réseau des guitares", "The network of guitars")
    assert findings(music, occurrences=(term,)) == ()


@pytest.mark.parametrize("reason", KeepReason)
def test_a_kept_segment_says_why_and_is_not_checked(reason):
    """The reason is the only finding, in each language."""
    (finding,) = findings(draft("Stadt 12 (", "Stadt 12 (", language="de", keep=reason))
    assert (finding.check, finding.severity) == ("kept", Severity.INFO)
    assert len(set(finding.messages.values())) == len(Language)


def test_a_kept_segment_names_its_language_to_each_reader():
    """A French reviewer reads “allemand”, a Spanish one “alemán”."""
    (finding,) = findings(draft("Stadt", "Stadt", language="de", keep=KeepReason.OTHER_LANGUAGE))
    assert "allemand" in finding.messages[Language.FRENCH]
    assert "alemán" in finding.messages[Language.SPANISH]
    assert "German" in finding.messages[Language.ENGLISH]
