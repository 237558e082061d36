"""What every translation engine offers, so that the rest need not know which one it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from document.languages import Direction
from document.progress import Report, silent


class Enforcement(StrEnum):
    """How terms are best brought into an engine's output.

    ``STAND_IN``: nouns that the engine surely knows take the terms' places before it translates (rule-based engines).
    ``REPLACE``: the engine translates the text as it is, and its rendering of the term is replaced (neural engines).
    """

    STAND_IN = "stand_in"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a sentence, in characters, that is to be found again in its rendering under the same ``key``."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A source sentence and the stretches whose places in the rendering are wanted."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """What an engine made of a sentence.

    ``marks`` are the places of those source marks that the engine could follow (a key may come more than once, or not
    at all); ``unknown`` are the words that it did not know, as they stand in ``text``; ``alternatives`` are other
    renderings, best first.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    unknown: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether an engine can translate a direction now; if not, ``remedy`` is what to type to make it ready.

    ``via`` is the language through which it goes, None when it goes straight.
    """

    ready: bool
    remedy: str = ""
    via: str | None = None


class Engine(Protocol):
    """A program that turns sentences of one language into another.

    ``rough`` says that its texts are drafts for orientation, and are labelled so.
    """

    name: str
    rough: bool
    enforcement: Enforcement

    def readiness(self, direction: Direction) -> Readiness:
        """Tell whether the direction can be translated; costs no more than a look at the disk."""
        ...

    def label(self, direction: Direction) -> str:
        """Name program, version and models, as it is written into what they produce: ``apertium 3.8.3 fr-es``."""
        ...

    def translate(
        self, sentences: Sequence[Sentence], direction: Direction, report: Report = silent
    ) -> list[Rendering]:
        """Translate all sentences, in order, one rendering each.

        Raises EngineFailed when the engine gives no usable answer, NoEngine when the direction is not ready.
        """
        ...
