"""What a glossary is made of: concepts, each with its terms in the three languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from document.languages import Language


class TermStatus(StrEnum):
    """How a term stands to its concept: the one to write, another right one, its short form, a wrong one."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    ACRONYM = "acronym"
    FORBIDDEN = "forbidden"


class PartOfSpeech(StrEnum):
    """What a term is in a sentence. A proper name is looked for with a capital letter only."""

    NOUN = "noun"
    PROPER = "proper"
    VERB = "verb"
    ADJECTIVE = "adjective"


class Gender(StrEnum):
    """The gender of a French or Spanish term."""

    MASCULINE = "m"
    FEMININE = "f"


class Number(StrEnum):
    """The one number of a term that has no other: ``pouvoirs publics``, ``governance``."""

    SINGULAR = "sg"
    PLURAL = "pl"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and a line, counted from 1."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term in one language, in dictionary form and case.

    ``number`` is None for a term with both numbers; ``plural`` is its plural where the ordinary rules would get it
    wrong. ``region`` says where it is used. ``sought`` is False for a rendering that is right in a translation but
    too general to be looked for in a source text. ``ambiguous`` marks a noun that is also an adjective, participle or
    verb (``coopérative``, ``élu``): it is found only where the words around it leave no choice but the noun.
    """

    text: str
    language: Language
    status: TermStatus = TermStatus.PREFERRED
    pos: PartOfSpeech = PartOfSpeech.NOUN
    gender: Gender | None = None
    number: Number | None = None
    plural: str | None = None
    region: str | None = None
    sought: bool = True
    ambiguous: bool = False
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that is meant, with all its terms. ``authority`` names the text or institution that they follow."""

    id: str
    domain: str = ""
    definition: str = ""
    authority: str = ""
    terms: tuple[Term, ...] = ()
    place: Place | None = field(default=None, compare=False)

    def terms_in(self, language: Language, *statuses: TermStatus) -> Iterator[Term]:
        """Give the terms of a language in the order of the file, those of the given statuses or all."""
        return (term for term in self.terms if term.language is language and (not statuses or term.status in statuses))

    def preferred(self, language: Language) -> Term | None:
        """Give the term to write in a language, None when the concept has none there."""
        return next(self.terms_in(language, TermStatus.PREFERRED), None)

    def acronym(self, language: Language) -> Term | None:
        """Give the first short form in a language, None when there is none."""
        return next(self.terms_in(language, TermStatus.ACRONYM), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """A set of concepts under a name and a version."""

    name: str
    version: str
    concepts: tuple[Concept, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
