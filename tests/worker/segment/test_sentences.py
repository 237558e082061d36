"""Sentences end where a reader says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document.languages import LANGUAGES, Language
from document.segment import Span
from worker.segment.sentences import Caution, sentences

FR, ES, EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH


def cut(text: str, language: Language, caution: Caution = Caution.NONE) -> list[str]:
    """Cut a text into its sentences' texts."""
    return [text[span.start : span.end] for span in sentences(text, language, caution)]


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (FR, ["La ville agit.", "Les habitants aussi.", "Et demain ?", "On verra !"]),
        (ES, ["La ciudad actúa.", "¿Y los vecinos?", "¡También!", "Ya veremos."]),
        (EN, ["The city acts.", "Do residents?", "They do!", "We shall see."]),
        (FR, ["Il a dit : « Oui. »", "Puis il est parti."]),
        (EN, ["He said “Stop.”", "Then he left."]),
        (FR, ["Une phrase qui porte une note.1", "La suite vient après."]),
        (EN, ["The answer is no.", "We go on."]),
    ],
)
def test_each_sentence_is_one_piece(language, wanted):
    """A full stop, question or exclamation mark ends a sentence, with the quotation marks that follow it."""
    assert cut(" ".join(wanted), language) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (FR, "Voir l’art. 5 de la loi, p. ex. le n° 3 et la fig. 2 du vol. II."),
        (FR, "M. Durand et Mme J. Martin ont reçu le Dr. Petit."),
        (FR, "Des AMAP, des SCIC, etc. sont présentes depuis 1999."),
        (FR, "L’E.S.S. est là pour longtemps."),
        (FR, "Il hésite… puis se décide à 3.5 km de là."),
        (FR, "Les acteurs (villes, réseaux. Et tous les autres.) se sont réunis."),
        (FR, "Le site www.exemple.org. contient tout cela."),
        (FR, "Le 1. janvier commence l’année."),
        (ES, "La Sra. López y el Dr. Gómez, p. ej. en la pág. 4, citan el núm. 12."),
        (ES, "Llegó de EE. UU. en 1999 con su familia."),
        (ES, "Según el art. 129 de la Constitución."),
        (EN, "Dr. Smith came from the U.S. in 1999 with Ms. J. K. Brown."),
        (EN, "See e.g. para. 4 and no. 12, i.e. the last ones."),
        (EN, "It grew by 3.5 per cent vs. 2 per cent before."),
    ],
)
def test_abbreviations_initials_and_numbers_end_nothing(language, text):
    """What only looks like a sentence's end is none."""
    assert cut(text, language) == [text]


@pytest.mark.parametrize(
    "text",
    ["1. Contexte et objectifs", "Un lieu. Un projet.", "Finance solidaire. Le temps des villes", "Qui ? Quoi ?"],
)
def test_headings_and_items_are_hardly_ever_split(text):
    """Where caution is asked for, a few words are no sentence."""
    assert cut(text, FR, Caution.SEVERAL) == [text]


def test_clear_sentences_are_split_even_with_caution():
    """A list item of two whole sentences becomes two pieces."""
    wanted = ["La ville soutient les coopératives locales.", "Les habitants gèrent ensemble le lieu."]
    assert cut(" ".join(wanted), FR, Caution.SEVERAL) == wanted


def test_dates_and_authors_stay_whole():
    """Some texts are never split."""
    text = "M. Durand. Il préside le réseau. Mme Petit. Elle coordonne les actions de la ville."
    assert cut(text, FR, Caution.WHOLE) == [text]


def test_a_link_is_not_cut():
    """No boundary falls within an unbreakable stretch."""
    text = "Lire La ville. Le guide complet ici."
    assert sentences(text, FR, Caution.NONE, (Span(start=5, end=30),)) == [Span(start=0, end=len(text))]


TEXT = st.text(alphabet=st.sampled_from('aÉb .!?…«»"()1,\n\u00a0-:;M’'), max_size=80)


@given(text=TEXT, language=st.sampled_from(LANGUAGES), caution=st.sampled_from(Caution))
def test_only_spaces_between_sentences_are_left_out(text, language, caution):
    """Sentences stand in order, none is blank, and between them is nothing but white space."""
    spans = sentences(text, language, caution)
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert text[span.start : span.end].strip()
        position = span.end
    assert not text[position:].strip()
    assert not spans or spans[0].start == 0
