"""The data that help a rule-based engine: lexicon, rewordings, mends."""

import pytest

from document.languages import Direction, Language
from worker.translate import translate
from worker.translate.lexicon import entries, lexicon
from worker.translate.tape import Tape
from worker.translate.wording import directions_without_rules, mend, rewordings

FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
FR_ES = Direction(Language.FRENCH, Language.SPANISH)
ES_EN = Direction(Language.SPANISH, Language.ENGLISH)


def test_every_entry_of_the_lexicon_is_whole():
    """Two forms and a gender in French and Spanish, two forms in English, and at least one direction."""
    for entry in lexicon():
        assert entry.directions
        for language, noun in entry.nouns.items():
            assert noun.singular
            assert noun.plural
            assert noun.gender in ({None} if language is Language.ENGLISH else {"m", "f"})


def test_every_rule_can_be_read():
    """Each line of both files is a pattern that compiles, and every direction has some."""
    assert directions_without_rules() == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("Le réseau des villes", ["réseau"]), ("Il cadre le projet", []), ("les cadres", ["cadres"])],
)
def test_a_noun_is_masked_only_where_it_is_one(text, found):
    """A form that may be a verb counts only behind an article, a preposition or a number."""
    assert [text[start:end] for start, end, _, _ in entries(text, FR_EN)] == found


def test_a_phrase_is_said_otherwise_with_its_capital():
    """The other words begin with a capital where the phrase does."""
    text = "Afin de parler, nous mettons les villes au cœur du projet."
    assert [(text[start:end], new) for start, end, new in rewordings(text, FR_EN)][-1] == ("Afin de", "Pour")


def test_a_mend_never_touches_what_was_put_in():
    """Words that belong to a term stay as the glossary has them."""
    tape = Tape("there where his house")
    tape.own(0, 11, 0)
    mend(tape, "sa maison", FR_EN)
    assert tape.text == "there where its house"


def test_an_adjective_goes_before_the_whole_term():
    """What Apertium leaves behind a noun of two words is put in front of both."""
    tape = Tape("the local networks solidarias")
    tape.own(4, 18, 3)
    mend(tape, "", ES_EN)
    assert tape.text == "the solidarity local networks"


@pytest.mark.parametrize(
    ("source", "direction", "wanted"),
    [
        ("Les réseaux sont un levier pour les territoires.", FR_EN, "The networks are a lever for the territories."),
        ("Le rôle des intervenants et des élus.", FR_ES, "El papel de los ponentes y de los cargos electos."),
        ("LES RÉSEAUX DES TERRITOIRES", FR_ES, "LAS REDES DE LOS TERRITORIOS"),
        ("Mme Sarr et M. Diop", FR_EN, "Ms Sarr and Mr Diop"),
        ("II. Objectifs", FR_EN, "II. Objectives"),
        ("Lieu", FR_ES, "Lugar"),
    ],
)
def test_frequent_words_of_a_note_come_out_right(apertium, segment, source, direction, wanted):
    """Formal nouns, capitals, forms of address, Roman numbers and single words in a table."""
    [draft] = translate([segment(source)], {}, apertium, direction)
    assert draft.text == wanted
