"""Checks of the wording: text that was not translated, not known, said twice, or is the machine's own."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from simplemma import is_known

from document.languages import Language
from document.segment import Severity, Span, TermStatus
from worker.check.registry import Case, Doubt, doubt, find_word
from worker.placeholders import INERT, STAND_INS

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_STRETCH = 5
"""So many words in a row, equal on both sides, are no quotation of a name any more."""


def empty(case: Case) -> Iterator[Doubt]:
    """Where the source has text, the target has text."""
    if case.source.strip() and not case.target.strip():
        yield doubt(Severity.BLOCKING, "empty")


def untranslated(case: Case) -> Iterator[Doubt]:
    """The target is not the source again, and no long stretch of it is.

    A word or two that both languages share, and names, are no sign of that; the source language's small words are.
    """
    foreign = _function_words()[case.direction.source] - _function_words()[case.direction.target]
    source = [match.group().lower() for match in _WORD.finditer(case.source)]
    target = list(_WORD.finditer(case.target))
    if source == [match.group().lower() for match in target]:
        if sum(len(word) > 2 for word in source) > 2 or foreign & set(source):
            yield doubt(Severity.WARNING, "untranslated")
        return
    start, length = _longest_shared(source, [match.group().lower() for match in target])
    shared = target[start : start + length]
    if length >= _STRETCH and any(match.group() in foreign for match in shared):
        place = Span(start=shared[0].start(), end=shared[-1].end())
        words = case.target[place.start : place.end]
        yield doubt(Severity.WARNING, "untranslated_stretch", place, words=words)


def unknown_words(case: Case) -> Iterator[Doubt]:
    """The engine knew every word; those that it did not know stand in the target as they were.

    Names, and words that the target language has all the same, are mentioned, not doubted.
    """
    unknown = dict.fromkeys(case.draft.unknown)
    words = [word for word in unknown if _says_something(word) or word == case.target.strip()]
    doubtful = [word for word in words if word[0].islower() and not is_known(word, str(case.direction.target))]
    harmless = [word for word in words if word not in doubtful]
    for severity, some in ((Severity.WARNING, doubtful), (Severity.INFO, harmless)):
        if some:
            yield doubt(severity, "unknown_words", find_word(some[0], case.target), words=", ".join(some))


def _says_something(word: str) -> bool:
    """Leave out marks, single letters, and abbreviations that all three languages share."""
    return sum(map(str.isalpha, word)) > 1 and word.lower() not in _words().everywhere


_DOUBLED = re.compile(r"\b([^\W\d_]+(?: [^\W\d_]+){0,2})\s+\1\b", re.IGNORECASE)


def doubled_words(case: Case) -> Iterator[Doubt]:
    """No word or short phrase stands twice in a row unless it does in the source."""
    if _DOUBLED.search(case.source):
        return
    rightly = _doubled_rightly()[case.direction.target]
    for match in _DOUBLED.finditer(case.target):
        if match[1].lower() not in rightly:
            yield doubt(
                Severity.WARNING, "doubled_words", Span(start=match.start(), end=match.end()), words=match.group()
            )


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»“”]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def addresses(case: Case) -> Iterator[Doubt]:
    """Web and e-mail addresses are in the target exactly as in the source."""
    for match in _ADDRESS.finditer(case.source):
        if match.group() not in case.target:
            yield doubt(Severity.BLOCKING, "address_changed", source=match.group())


_RESIDUE = re.compile(
    r"(?<![\w/])[*#@]\w+"  # a rule-based engine's marks for words that it could not analyse or generate
    r"|\b[TN]\d{1,2}\b"  # placeholders for terms and numbers
    r"|</?[a-z]\w*/?>|\[\[/?\w*/?\]\]|⟦[^⟧]*⟧|__\w+__"  # tags and brackets that are nobody's prose
    r"|[\ue000-\uf8ff]|▁|<unk>|⁇"  # private characters, and a tokenizer's
)


def leftovers(case: Case) -> Iterator[Doubt]:
    """Nothing is left in the target that only the machine needed: stand-in words, placeholders, marks, tags."""
    for match in _RESIDUE.finditer(case.target):
        if match.group() not in case.source:
            place = Span(start=match.start(), end=match.end())
            yield doubt(Severity.BLOCKING, "leftover", place, words=match.group())
    for token in INERT:
        found = find_word(token, case.target)
        if found and not find_word(token, case.source):
            yield doubt(Severity.BLOCKING, "leftover", found, words=case.target[found.start : found.end])
    yield from _stand_ins(case)


def _stand_ins(case: Case) -> Iterator[Doubt]:
    """Find stand-in nouns that nothing in the source explains.

    Only where a term is missing can one be left: elsewhere a garden is the right word for *huerto*.
    """
    missing = any(use.status is TermStatus.MISSING for use in case.draft.terms)
    explained = " ".join([case.source, *(use.target or "" for use in case.draft.terms)]).lower()
    for stand_in in STAND_INS if missing else ():
        forms = {form for language in Language for form in stand_in.forms(language)}
        if any(form in explained for form in forms):
            continue
        for form in {*stand_in.forms(case.direction.source), *stand_in.forms(case.direction.target)}:
            if place := find_word(form, case.target):
                yield doubt(Severity.BLOCKING, "leftover", place, words=case.target[place.start : place.end])


def _longest_shared(these: list[str], those: list[str]) -> tuple[int, int]:
    """Find the longest run of words that both lists have: where it starts in ``those``, and how long it is."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(those):
        places.setdefault(word, []).append(place)
    start, longest = 0, 0
    before: dict[int, int] = {}
    for word in these:
        before = {place: before.get(place - 1, 0) + 1 for place in places.get(word, ())}
        for place, length in before.items():
            if length > longest:
                start, longest = place - length + 1, length
    return start, longest


@dataclass(frozen=True, slots=True)
class _Words:
    function: dict[Language, frozenset[str]]
    doubled: dict[Language, frozenset[str]]
    everywhere: frozenset[str]


def _function_words() -> dict[Language, frozenset[str]]:
    return _words().function


def _doubled_rightly() -> dict[Language, frozenset[str]]:
    return _words().doubled


@cache
def _words() -> _Words:
    data = tomllib.loads(files("worker.check").joinpath("function_words.toml").read_text(encoding="utf-8"))
    return _Words(
        {language: frozenset(data[str(language)]) for language in Language},
        {language: frozenset(data["doubled"][str(language)]) for language in Language},
        frozenset(data["everywhere"]),
    )
