"""What is wrong with a glossary that can be read: gaps, contradictions, forms that no rule knows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from document.languages import LANGUAGES, NAMES, Language
from glossary.concepts import Concept, Glossary, Place, Term, TermStatus
from glossary.folding import folded
from glossary.loading import UnreadableGlossary, load


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a linguist should mend: where it stands, in which concept, and what it is."""

    place: Place | None
    concept: str
    message: str

    def __str__(self) -> str:
        return f"{self.place or 'glossary'}: {self.concept}: {self.message}"


def check_file(path: Path) -> tuple[Problem, ...]:
    """Check a file, the lines that cannot be read included; an empty answer means that it is sound.

    Raises BadGlossary when there is no text to check at all.
    """
    try:
        return check(load(path))
    except UnreadableGlossary as error:
        return tuple(Problem(fault.place, path.stem, fault.message) for fault in error.faults)


def check(glossary: Glossary) -> tuple[Problem, ...]:
    """Check a glossary; the problems come in the order of its concepts."""
    found = [problem for concept in glossary.concepts for rule in _RULES for problem in rule(concept)]
    found += [*_repeated_ids(glossary.concepts), *_shared_terms(glossary.concepts)]
    order = {concept.id: position for position, concept in enumerate(glossary.concepts)}
    return tuple(sorted(found, key=lambda problem: order[problem.concept]))


def _missing_language(concept: Concept) -> Iterator[Problem]:
    for language in LANGUAGES:
        if concept.preferred(language) is None and concept.acronym(language) is None:
            name = NAMES[Language.ENGLISH][language]
            yield Problem(concept.place, concept.id, f"no preferred term in {name}")


def _two_preferred(concept: Concept) -> Iterator[Problem]:
    for language in LANGUAGES:
        for extra in list(concept.terms_in(language, TermStatus.PREFERRED))[1:]:
            yield _of(concept, extra, f"a second preferred term in {NAMES[Language.ENGLISH][language]}: {extra.text!r}")


def _empty_term(concept: Concept) -> Iterator[Problem]:
    for term in concept.terms:
        if not term.text:
            yield _of(concept, term, "an empty term, perhaps a semicolon too many")


def _forbidden_and_right(concept: Concept) -> Iterator[Problem]:
    right = {(term.language, term.text.casefold()) for term in concept.terms if term.status is not TermStatus.FORBIDDEN}
    for term in concept.terms:
        if term.status is TermStatus.FORBIDDEN and (term.language, term.text.casefold()) in right:
            yield _of(concept, term, f"{term.text!r} is forbidden and right at the same time")


def _gender_of_english(concept: Concept) -> Iterator[Problem]:
    for term in concept.terms_in(Language.ENGLISH):
        if term.gender is not None:
            yield _of(concept, term, f"English has no gender: {term.text!r} ({term.gender})")


def _repeated_ids(concepts: Iterable[Concept]) -> Iterator[Problem]:
    first: dict[str, Concept] = {}
    for concept in concepts:
        earlier = first.setdefault(concept.id, concept)
        if earlier is not concept:
            yield Problem(concept.place, concept.id, f"the id stands at {earlier.place} already")


def _shared_terms(concepts: Iterable[Concept]) -> Iterator[Problem]:
    """Find terms looked for in a text that belong to two concepts: only the first would ever be found."""
    owners: dict[tuple[Language, str], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept in concepts:
        for term in concept.terms:
            if term.sought and term.text and term.status is not TermStatus.FORBIDDEN:
                text = term.text if term.status is TermStatus.ACRONYM else folded(term.text)
                owners[term.language, text].append((concept, term))
    for shared in owners.values():
        earlier = shared[0][0]
        for concept, term in shared[1:]:
            if concept is earlier:
                yield _of(concept, term, f"{term.text!r} stands twice")
            else:
                yield _of(concept, term, f"{term.text!r} belongs to {earlier.id} already; mark one (target only)")


def _of(concept: Concept, term: Term, message: str) -> Problem:
    return Problem(term.place or concept.place, concept.id, message)


_RULES: tuple[Callable[[Concept], Iterator[Problem]], ...] = (
    _missing_language,
    _two_preferred,
    _empty_term,
    _forbidden_and_right,
    _gender_of_english,
)
