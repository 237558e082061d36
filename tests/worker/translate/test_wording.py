"""The data that help a rule-based engine: lexicon, rewordings, mends."""

import pytest

from document.languages import Direction, Language
from worker.translate import translate
from worker.translate.lexicon import entries, lexicon
from worker.translate.tape import Tape
from worker.translate.wording import directions_without_rules, mend, rewordings

FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
FR_ES = Direction(Language.FRENCH, Language.SPANISH)
EN_ES = Direction(Language.ENGLISH, Language.SPANISH)
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
        ("Un formulaire en ligne.", FR_ES, "Un formulario en línea."),
        ("La ville est devenue un laboratoire.", FR_EN, "The city has become a laboratory."),
        (
            "Au bout de trois ans, les prix ont augmenté de 12 %.",
            FR_EN,
            "After three years, the prices have increased by 12%.",
        ),
        ("Il faut voir ce qui manque.", FR_ES, "Hay que ver lo que falta."),
        ("When a network is created.", EN_ES, "Cuando una red está creada."),
        ("They depend on the people who work there.", EN_ES, "Dependen de las personas que trabajan allí."),
    ],
)
def test_frequent_words_of_a_note_come_out_right(apertium, segment, source, direction, wanted):
    """Formal nouns, capitals, forms of address, Roman numbers and single words in a table."""
    [draft] = translate([segment(source)], {}, apertium, direction)
    assert draft.text == wanted


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("Depuis 2015, la ville avance.", "From 2015, the city advances.", "Since 2015, the city advances."),
        ("À partir de 2015, la ville avance.", "From 2015, the city advances.", "From 2015, the city advances."),
    ],
)
def test_a_mend_with_a_condition_looks_at_the_source(source, target, wanted):
    """What one preposition of the target stands for is seen in the source alone."""
    tape = Tape(target)
    mend(tape, source, FR_EN)
    assert tape.text == wanted


def _reworded(text, direction):
    for start, end, new in sorted(rewordings(text, direction), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def test_an_english_question_takes_the_order_of_a_statement():
    """The verb of a question is not read as a noun; questions with a pronoun stay as they are."""
    direction = Direction(Language.ENGLISH, Language.SPANISH)
    assert _reworded("How can cities support them?", direction) == "How cities can support them?"
    assert _reworded("How can we support them?", direction) == "How can we support them?"


def test_a_list_of_some_has_its_article_once():
    """``des`` after a verb is no genitive; ``des`` between two nouns stays."""
    assert _reworded("Elle réunit des élus, des agents et des voisins.", FR_EN) == (
        "Elle réunit des élus, agents et voisins."
    )
    assert _reworded("La charte des villes et des régions.", FR_EN) == "La charte des villes et des régions."
