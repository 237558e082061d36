"""What is left as it is has a reason; what has words to translate has none."""

import pytest

from document.segment import KeepReason
from worker.segment.keeping import keep_reason


@pytest.mark.parametrize("text", ["2027", "—", "2:30", "12 – 14", "https://example.org/a", "a@example.org", "III"])
def test_without_words_there_is_nothing_to_translate(text):
    """Plain numbers, addresses and symbols are the same in every language."""
    assert keep_reason(text, "fr") is KeepReason.NO_WORDS


@pytest.mark.parametrize(
    "text", ["12 mai 2027", "7,8 %", "1 250", "25 €", "9 h 30", "10:30", "11:00–12:30", "10 à 12", "1er", "n° 3"]
)
def test_dates_and_numbers_written_otherwise_elsewhere_are_translated(text):
    """A number whose form depends on the language is not kept."""
    assert keep_reason(text, "fr") is None


def test_another_language_is_kept():
    """A German sponsor's name stays German."""
    assert keep_reason("Bundesministerium für Arbeit", "de") is KeepReason.OTHER_LANGUAGE
