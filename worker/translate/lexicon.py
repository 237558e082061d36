"""Frequent formal words that a rule-based engine gets wrong, with their right counterparts.

Each line of ``lexicon.txt`` is a noun in the three languages: singular, plural and gender, then the words in front of
which or after which it means something else. Its place is taken by a stand-in, as a term's is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from document.languages import Direction, Language
from worker.placeholders import Noun


@dataclass(frozen=True, slots=True)
class Entry:
    """A noun in three languages. ``sources`` are the languages from which it is to be masked."""

    nouns: dict[Language, Noun]
    sources: frozenset[Language]


def _noun(text: str) -> Noun:
    singular, plural, *gender = (part.strip() for part in text.split(","))
    return Noun(singular, plural, gender[0] if gender else None)


@lru_cache(maxsize=1)
def _entries() -> tuple[Entry, ...]:
    lines = resources.files("worker.translate").joinpath("lexicon.txt").read_text("utf-8").splitlines()
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        sources, french, spanish, english = line.split("|")
        nouns = {
            Language.FRENCH: _noun(french),
            Language.SPANISH: _noun(spanish),
            Language.ENGLISH: _noun(english),
        }
        found.append(Entry(nouns, frozenset(Language(code) for code in sources.split())))
    return tuple(found)


@lru_cache(maxsize=6)
def _index(source: Language) -> tuple[re.Pattern[str] | None, dict[str, tuple[Entry, bool]]]:
    forms: dict[str, tuple[Entry, bool]] = {}
    for entry in _entries():
        if source in entry.sources:
            noun = entry.nouns[source]
            forms.setdefault(noun.plural.casefold(), (entry, True))
            forms[noun.singular.casefold()] = (entry, False)
    longest_first = sorted(forms, key=len, reverse=True)
    pattern = "|".join(re.escape(form) for form in longest_first)
    return (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE) if forms else None), forms


def entries(text: str, direction: Direction) -> Iterator[tuple[int, int, Entry, bool]]:
    """Find the lexicon's nouns in a sentence: start, end, entry, and whether it is a plural."""
    pattern, forms = _index(direction.source)
    for found in pattern.finditer(text) if pattern else ():
        entry, plural = forms[found[0].casefold()]
        yield found.start(), found.end(), entry, plural
