"""Frequent formal nouns that a rule-based engine gets wrong, with their right counterparts (``lexicon.txt``).

The place of such a noun is taken by a stand-in while the engine translates, as a term's is. Only the directions in
which the engine errs are listed. A form that may also be a verb or an adjective is masked only where the word before it
says that it is a noun.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from document.languages import DIRECTIONS, Direction, Language
from worker.placeholders import Noun

_BEFORE_NOUN = {
    Language.FRENCH: re.compile(
        r"(?:^|[«“(:;,.–—/]\s*|(?:\b(?:les?|la|une?|des?|du|aux?|en|et|ou|par|pour|sur|sous|avec|sans|entre|comme|dans|vers"
        r"|ces?|cette|cet|ses?|sa|son|leurs?|nos|notre|vos|votre|mon|ma|mes|chaque|plusieurs|quelques|autres?|tous|toutes"
        r"|tout|toute|nouvelles?|nouveaux|premi[eè]re?s?|deux|trois|quatre|cinq|six|bonnes?|grande?s?|petite?s?|\d+)\s"
        r"|\b[ldLD]['’]))$",
        re.IGNORECASE,
    ),
    Language.SPANISH: re.compile(
        r"(?:^|[«“(:;,.–—/¿¡]\s*|\b(?:el|las?|los|unas?|unos?|del?|al?|en|[yeou]|por|para|sobre|con|sin|entre|como|hacia"
        r"|est[eao]s?|esos?|esas?|sus?|nuestr[oa]s?|cada|vari[oa]s|algun[oa]s|otr[oa]s?|tod[oa]s?|nuev[oa]s?|primer[oa]?s?"
        r"|dos|tres|cuatro|cinco|seis|buen[oa]?s?|gran(?:des)?|\d+)\s)$",
        re.IGNORECASE,
    ),
    Language.ENGLISH: re.compile(
        r"(?:^|[“(:;,.–—/]\s*|\b(?:the|an?|of|in|on|for|by|with|without|from|between|among|and|or|as|its|their|our|your|his"
        r"|her|this|these|those|each|every|some|any|many|several|other|all|no|more|most|new|first|two|three|four|five|six"
        r"|local|public|social|good|common|main|key|future|national|international|small|young|former|\d+)\s)$",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A noun in three languages, and the directions in which it is to be masked."""

    nouns: dict[Language, Noun]
    directions: frozenset[Direction]


def _noun(text: str) -> Noun:
    singular, plural, *gender = (part.strip() for part in text.split(","))
    return Noun(singular, plural, gender[0] if gender else None)


@lru_cache(maxsize=1)
def lexicon() -> tuple[Entry, ...]:
    """Read all entries."""
    by_name = {str(direction): direction for direction in DIRECTIONS}
    lines = resources.files("worker.translate").joinpath("lexicon.txt").read_text("utf-8").splitlines()
    found = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            directions, *nouns = line.split("|")
            found.append(
                Entry(
                    {language: _noun(noun) for language, noun in zip(Language, nouns, strict=True)},
                    frozenset(by_name[name] for name in directions.split()),
                )
            )
    return tuple(found)


@lru_cache(maxsize=6)
def _index(direction: Direction) -> tuple[re.Pattern[str], dict[str, tuple[Entry, bool]]]:
    forms: dict[str, tuple[Entry, bool]] = {}
    for entry in lexicon():
        if direction in entry.directions:
            noun = entry.nouns[direction.source]
            forms.setdefault(noun.singular.casefold(), (entry, False))
            forms.setdefault(noun.plural.casefold(), (entry, True))
    longest_first = sorted(forms, key=len, reverse=True)
    pattern = "|".join(re.escape(form).replace("’", "['’]") for form in longest_first) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), forms


def entries(text: str, direction: Direction) -> Iterator[tuple[int, int, Entry, bool]]:
    """Find the lexicon's nouns in a sentence: start, end, entry, and whether it is a plural."""
    pattern, forms = _index(direction)
    before = _BEFORE_NOUN[direction.source]
    for found in pattern.finditer(text):
        surface = found[0].casefold().replace("'", "’")
        if " " in surface or "-" in surface or before.search(text[: found.start()]):
            entry, plural = forms[surface]
            yield found.start(), found.end(), entry, plural
