"""Concepts are found by words, as a person types them."""

import pytest

from document.languages import Language
from glossary.searching import search
from tests.glossary.matchers import sse


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("économie sociale et solidaire", "social and solidarity economy"),
        ("economia social y solidaria", "social and solidarity economy"),
        ("TISSU PRODUCTIF", "productive fabric"),
        ("plaidoier", "advocacy"),
        ("sse-0001", "social and solidarity economy"),
    ],
)
def test_the_likest_concept_comes_first(words: str, first: str) -> None:
    """Accents, capitals and small mistakes do not matter."""
    english = search(sse(), words)[0].preferred(Language.ENGLISH)
    assert english is not None
    assert english.text == first


def test_a_language_restricts_the_search() -> None:
    """``red`` is a network in Spanish, and no English term."""
    spanish = search(sse(), "red", Language.SPANISH)[0].preferred(Language.ENGLISH)
    assert spanish is not None
    assert spanish.text == "network"


def test_nonsense_finds_nothing() -> None:
    """What is like no term has no answer."""
    assert search(sse(), "xqzzy") == ()
