"""Sentences end where a reader says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document.languages import LANGUAGES, Language
from document.segment import Span
from worker.segment.sentences import LONGEST, Caution, sentences

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


def test_a_sentence_beyond_all_measure_is_cut_at_its_clauses():
    """Where a sentence goes on for pages, its parts end with a clause, whatever the caution."""
    clause = "les villes, les réseaux et les habitants agissent ensemble pour la paix ; "
    parts = cut(clause * 100, FR, Caution.WHOLE)
    assert all(part.endswith(";") for part in parts)
    assert " ".join(parts) == (clause * 100).strip()


@pytest.mark.parametrize(
    "text", ["mot " * 2000, "x" * 5000, "a, b" * 1000, " " * 4000 + "M. " * 900, "1. " * 1000, "(ici. Là " * 700]
)
@pytest.mark.parametrize("caution", Caution)
def test_no_sentence_is_beyond_measure(text, caution):
    """However a text is written, what it is cut into can be worked on."""
    parts = cut(text, FR, caution)
    assert max(len(part.strip()) for part in parts) <= LONGEST
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_link_is_cut_only_where_nothing_else_is_left():
    """A part rather ends before a link, unless the link alone is too long."""
    text = "mot " * 300 + "lien " * 200 + "mot " * 300
    short, whole = Span(start=1200, end=2199), Span(start=0, end=len(text))
    assert all(not short.start < s.end < short.end for s in sentences(text, FR, Caution.NONE, (short,)))
    assert all(s.end - s.start <= LONGEST for s in sentences(text, FR, Caution.NONE, (whole,)))


@pytest.mark.parametrize("text", ["M\u00a0.:", "«\u00a0M\u00a0\u00a0.-’", "Bonjour M\u202f, au revoir."])
def test_spaces_of_every_width_are_borne(text):
    """A no-break space where nobody expects it does not bring the splitter down."""
    assert cut(text, FR) == [text]


TEXT = st.text(alphabet=st.sampled_from('aÉb .!?…«»"()1,\n\u00a0-:;M’'), max_size=80)


LONG_TEXT = st.builds(lambda start, unit, times: start + unit * times, TEXT, TEXT, st.integers(0, 60))


@given(text=st.one_of(TEXT, LONG_TEXT), language=st.sampled_from(LANGUAGES), caution=st.sampled_from(Caution))
def test_only_spaces_between_sentences_are_left_out(text, language, caution):
    """Sentences stand in order, none is blank, and between them is nothing but white space."""
    spans = sentences(text, language, caution)
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert 0 < len(text[span.start : span.end].strip()) <= LONGEST
        position = span.end
    assert not text[position:].strip()
    assert not spans or spans[0].start == 0
