"""What a check is: a function from one segment's case to its doubts, with a name and a text for people.

A check's docstring is its text in the documentation. Its sentences for the reviewer stand in ``messages.toml``.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from document.languages import Direction, Language
from document.segment import Draft, Finding, Occurrence, Severity, Span


@dataclass(frozen=True, slots=True)
class Case:
    """One translated segment and what is known about it."""

    draft: Draft
    occurrences: tuple[Occurrence, ...]
    direction: Direction

    @property
    def source(self) -> str:
        """The source text."""
        return self.draft.segment.text

    @property
    def target(self) -> str:
        """The target text."""
        return self.draft.text


Fact = str | Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a check has to say: the name of a message, the facts that fill it in, and where it stands in the target.

    A fact is a text that reads the same everywhere, or one for each language of the reviewer.
    """

    severity: Severity
    message: str
    facts: Mapping[str, Fact]
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its name in findings, with the severities that its doubts can have, worst first."""

    name: str
    find: Callable[[Case], Iterator[Doubt]]
    severities: tuple[Severity, ...]

    @property
    def text(self) -> str:
        """What the check looks for, in one line."""
        return (self.find.__doc__ or "").partition("\n")[0]


def doubt(severity: Severity, message: str, place: Span | None = None, **facts: Fact) -> Doubt:
    """Make a doubt; ``facts`` are the words and numbers that its sentence names."""
    return Doubt(severity, message, facts, place)


def finding(check: str, doubt: Doubt) -> Finding:
    """Turn a check's doubt into a finding, with its sentence in each language."""
    sentences = _messages()[doubt.message]
    return Finding(
        check=check,
        severity=doubt.severity,
        messages={language: sentences[language].format_map(_facts(doubt, language)) for language in Language},
        place=doubt.place,
    )


def _facts(doubt: Doubt, language: Language) -> dict[str, str]:
    return {name: fact if isinstance(fact, str) else fact[language] for name, fact in doubt.facts.items()}


def find_word(word: str, text: str) -> Span | None:
    """Find the first place of a word in a text, whole if it can be; None when it is not there."""
    lowered, wanted = text.lower(), word.lower()
    start = lowered.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (start and lowered[start - 1].isalnum()) and not (end < len(lowered) and lowered[end].isalnum()):
            return Span(start=start, end=end)
        start = lowered.find(wanted, start + 1)
    return None


@cache
def _messages() -> Mapping[str, Mapping[Language, str]]:
    data = tomllib.loads(files("worker.check").joinpath("messages.toml").read_text(encoding="utf-8"))
    return {name: {language: texts[str(language)] for language in Language} for name, texts in data.items()}
