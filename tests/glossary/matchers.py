"""Matchers and glossaries for the tests, each made once."""

from functools import cache
from pathlib import Path

from document.languages import Direction, Language
from document.segment import Occurrence
from glossary.concepts import Glossary
from glossary.loading import builtin, load
from glossary.matching import Matcher

FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
FR_ES = Direction(Language.FRENCH, Language.SPANISH)
ES_FR = Direction(Language.SPANISH, Language.FRENCH)
EN_FR = Direction(Language.ENGLISH, Language.FRENCH)


@cache
def sse() -> Glossary:
    """The built-in glossary."""
    return builtin()


@cache
def matcher(direction: Direction) -> Matcher:
    """A matcher of the built-in glossary."""
    return Matcher([sse()], *direction)


def find(text: str, direction: Direction = FR_EN) -> tuple[Occurrence, ...]:
    """Find the built-in glossary's terms."""
    return matcher(direction).find(text)


def written(folder: Path, text: str, name: str = "own.txt") -> Path:
    """Write a glossary file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def glossary_of(folder: Path, text: str, name: str = "own.txt") -> Glossary:
    """Write and load a glossary."""
    return load(written(folder, text, name))
