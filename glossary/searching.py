"""Searching a glossary by words, in any language, with or without accents and with small mistakes."""

from rapidfuzz import fuzz

from document.languages import Language
from glossary.concepts import Concept, Glossary
from glossary.folding import folded

GOOD_ENOUGH = 75.0
"""Below this likeness (0 to 100) a term is no answer: found by trying, ``plaidoyer`` is 70 like ``plateforme``."""


def search(glossary: Glossary, words: str, language: Language | None = None) -> tuple[Concept, ...]:
    """Give the concepts that have a term like the words, the likest first; ``language`` restricts whose terms count."""
    wanted = folded(words)
    ranked = [(_likeness(concept, wanted, language), concept) for concept in glossary.concepts]
    answers = [(score, concept) for score, concept in ranked if score >= GOOD_ENOUGH]
    answers.sort(key=lambda answer: -answer[0])
    return tuple(concept for _, concept in answers)


def _likeness(concept: Concept, wanted: str, language: Language | None) -> float:
    if wanted == folded(concept.id):
        return 100.0
    terms = concept.terms if language is None else tuple(concept.terms_in(language))
    return max((_score(folded(term.text), wanted) for term in terms), default=0.0)


def _score(term: str, wanted: str) -> float:
    """Score the whole term first; words that are only a part of it count a little less."""
    if wanted and wanted in term:
        return max(90.0, fuzz.ratio(term, wanted))
    return max(fuzz.ratio(term, wanted), fuzz.token_set_ratio(term, wanted) * 0.9)
