"""What is left as it is has a reason; what has words to translate has none."""

import pytest

from document.note import BlockKind
from document.segment import KeepReason
from worker.segment.keeping import keep_reason


@pytest.mark.parametrize("text", ["2027", "—", "10:30", "12 – 14", "https://example.org/a", "a@example.org", "III"])
def test_without_words_there_is_nothing_to_translate(text):
    """Plain numbers, addresses and symbols are the same in every language."""
    assert keep_reason(text, BlockKind.PARAGRAPH, "fr") is KeepReason.NO_WORDS


@pytest.mark.parametrize("text", ["12 mai 2027", "7,8 %", "1 250", "25 €", "9 h 30", "10 à 12", "1er", "n° 3"])
def test_dates_and_numbers_written_otherwise_elsewhere_are_translated(text):
    """A number whose form depends on the language is not kept."""
    assert keep_reason(text, BlockKind.PARAGRAPH, "fr") is None


def test_another_language_is_kept():
    """A German sponsor's name stays German."""
    assert keep_reason("Bundesministerium für Arbeit", BlockKind.PARAGRAPH, "de") is KeepReason.OTHER_LANGUAGE


@pytest.mark.parametrize(
    "text",
    [
        "Marie Dupont",
        "Mme Claire Petit",
        "José Luis Echeverri, Jean-Marc Thibault",
        "Fundación Mondragón",
        "Réseau intercontinental de promotion de l’économie sociale et solidaire (RIPESS)",
    ],
)
def test_names_standing_alone_are_kept(text):
    """An item that is nothing but names of persons or organisations stays as it is."""
    assert keep_reason(text, BlockKind.LIST_ITEM, "fr") is KeepReason.NAME


@pytest.mark.parametrize(
    "text",
    [
        "Développement Local",
        "Marie Dupont, présidente du réseau",
        "Commerce équitable, finance solidaire",
        "Réseau de coopératives",
        "Fondation des villes, un projet commun.",
        "ESS",
    ],
)
def test_words_with_capitals_are_not_names(text):
    """What can be read as ordinary words is translated."""
    assert keep_reason(text, BlockKind.LIST_ITEM, "fr") is None


@pytest.mark.parametrize("kind", [BlockKind.HEADING, BlockKind.TITLE])
def test_headings_are_translated_even_if_they_look_like_names(kind):
    """A heading says something to the reader."""
    assert keep_reason("Plateforme Mondragón", kind, "fr") is None


def test_english_capitals_alone_make_no_name():
    """English titles have capitals on ordinary words, also on those that no dictionary has."""
    assert keep_reason("Blockchain Cooperatives", BlockKind.LIST_ITEM, "en") is None
