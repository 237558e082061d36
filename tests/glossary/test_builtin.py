"""What the built-in glossary promises."""

import pytest

from document.languages import LANGUAGES, Language
from glossary.concepts import TermStatus
from tests.glossary.matchers import sse


def test_it_is_large_enough() -> None:
    """There are far more than the 150 concepts that a note of the forums needs."""
    assert len(sse().concepts) >= 1100


def test_every_concept_names_domain_and_authority() -> None:
    """A reader can tell where a rendering comes from."""
    assert [concept.id for concept in sse().concepts if not (concept.domain and concept.authority)] == []


@pytest.mark.parametrize("language", [Language.FRENCH, Language.SPANISH])
def test_every_noun_has_its_gender(language: Language) -> None:
    """Engines that agree articles and adjectives need the gender of every French and Spanish noun."""
    without = [
        term.text
        for concept in sse().concepts
        for term in concept.terms_in(language, TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.ACRONYM)
        if term.gender is None and term.pos == "noun"
    ]
    assert without == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_forbidden_term_is_another_concepts_right_one(language: Language) -> None:
    """What is wrong for one concept must not be flagged where another needs it, except between rival meanings."""
    right = {
        term.text.lower()
        for concept in sse().concepts
        for term in concept.terms_in(language, TermStatus.PREFERRED)
        if term.sought
    }
    wrong = {
        term.text.lower() for concept in sse().concepts for term in concept.terms_in(language, TermStatus.FORBIDDEN)
    }
    assert right & wrong == set()
