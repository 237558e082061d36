"""The three languages of the forums and the six directions between them."""

from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """A language that Tripont translates, by its ISO 639-1 code."""

    FRENCH = "fr"
    SPANISH = "es"
    ENGLISH = "en"


class Direction(NamedTuple):
    """From which language into which."""

    source: Language
    target: Language

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


LANGUAGES = tuple(Language)
DIRECTIONS = tuple(Direction(a, b) for a in Language for b in Language if a is not b)

NAMES: dict[Language, dict[Language, str]] = {
    Language.FRENCH: {Language.FRENCH: "français", Language.SPANISH: "espagnol", Language.ENGLISH: "anglais"},
    Language.SPANISH: {Language.FRENCH: "francés", Language.SPANISH: "español", Language.ENGLISH: "inglés"},
    Language.ENGLISH: {Language.FRENCH: "French", Language.SPANISH: "Spanish", Language.ENGLISH: "English"},
}
"""``NAMES[in_which][of_which]``: the name of a language as a reader of another would write it."""
