"""Choices of words for concept notes, made inside Apertium's pipe, right after its own dictionary has been asked.

There each word stands with its analysis and its translation (``^étude<n><f><sg>/estudi<n><m><sg>$``), and whatever is
chosen here the later stages inflect and bring into agreement. A file a mode holds the choices, one a line::

    enjeu<n><m> → repte<n><m>
    porter<vblex> sur<pr> → versar<vblex> sobre<pr>

Left stand words as the analysis gives them, with as many tags as matter (``<*>`` is any tag); right their translations;
the tags that follow on the left are taken over. ``=`` leaves Apertium's own translation, ``-`` drops the word.

This file is also the program that stands in the pipe, so it uses nothing but the standard library.
https://wiki.apertium.org/wiki/Apertium_stream_format
"""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

KEEP, DROP = "=", "-"

_WORD = re.compile(r"(?:\[\[[^\]]*\]\])?\^(?:\\.|[^$\\])*\$")
_SOURCE = re.compile(r"(?P<lemma>(?:\\.|[^<#/\\])*)(?P<tags>(?:<[^>]+>)*)(?P<queue>#[^/<]*)?")
_PART = re.compile(r"\s*(?:(?P<lone>[=-])(?=\s|$)|(?P<unknown>\*[^\s<]+)|(?P<lemma>[^<>]+?)(?P<tags>(?:<[^<>]+>)+))")
_TAG = re.compile(r"<[^<>]+>")
_ANY = "<*>"


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a choice: its lemma and its first tags; of the lone signs only the lemma."""

    lemma: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that stand next to each other, and what each of them becomes."""

    source: tuple[Part, ...]
    target: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the stream: where it stands, what it was analysed as."""

    start: int
    end: int
    text: str
    lemma: str
    tags: tuple[str, ...]


def parsed(lines: Iterable[str]) -> dict[str, list[Choice]]:
    """Read choices, by the first word's lemma, the longest first. Raises ValueError on a line that makes no sense."""
    choices: dict[str, list[Choice]] = {}
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        left, arrow, right = text.partition(" → ")
        choice = Choice(_parts(left), _parts(right))
        if not arrow or len(choice.source) != len(choice.target) or not choice.source:
            raise ValueError(f"not a choice of words: {text}")
        choices.setdefault(choice.source[0].lemma.casefold(), []).append(choice)
    for same in choices.values():
        same.sort(key=lambda choice: (-len(choice.source), -sum(len(part.tags) for part in choice.source)))
    return choices


def _parts(text: str) -> tuple[Part, ...]:
    return tuple(
        Part(found["lone"] or found["unknown"] or found["lemma"].strip(), tuple(_TAG.findall(found["tags"] or "")))
        for found in _PART.finditer(text)
    )


def chosen(stream: str, choices: dict[str, list[Choice]]) -> str:
    """Write the choices into a stream of words with their translations; all else stays as it is."""
    words = [_word(found) for found in _WORD.finditer(stream)]
    pieces, done, at = [], 0, 0
    while at < len(words):
        choice = _fitting(words, at, stream, choices.get(words[at].lemma.casefold(), ()))
        if choice is None:
            at += 1
            continue
        for part, wanted, word in zip(choice.source, choice.target, words[at:], strict=False):
            pieces += [stream[done : word.start], _written(part, wanted, word)]
            done = word.end
        at += len(choice.source)
    return "".join(pieces) + stream[done:]


def _word(found: re.Match[str]) -> _Word:
    text = found[0]
    source = _SOURCE.match(text, text.index("^") + 1)
    lemma, tags, queue = source.group("lemma", "tags", "queue") if source else ("", "", None)
    return _Word(found.start(), found.end(), text, lemma + (queue or ""), tuple(_TAG.findall(tags)))


def _fitting(words: Sequence[_Word], at: int, stream: str, choices: Iterable[Choice]) -> Choice | None:
    """Give the first choice whose words stand here one after the other, with nothing but spaces between them."""
    for choice in choices:
        here = words[at : at + len(choice.source)]
        if (
            len(here) == len(choice.source)
            and all(_fits(part, word) for part, word in zip(choice.source, here, strict=True))
            and all(not stream[a.end : b.start].strip() for a, b in pairwise(here))
        ):
            return choice
    return None


def _fits(part: Part, word: _Word) -> bool:
    return (
        part.lemma.casefold() == word.lemma.casefold()
        and len(part.tags) <= len(word.tags)
        and all(tag in {_ANY, own} for tag, own in zip(part.tags, word.tags, strict=False))
    )


def _written(part: Part, wanted: Part, word: _Word) -> str:
    if wanted.lemma == KEEP:
        return word.text
    if wanted.lemma == DROP:
        return ""
    lemma = wanted.lemma
    if word.lemma[:1].isupper() and part.lemma[:1].islower():
        lemma = lemma.upper() if len(word.lemma) > 1 and word.lemma.isupper() else lemma[:1].upper() + lemma[1:]
    lemma, hash_sign, queue = lemma.partition("#")
    tags = "".join((*wanted.tags, *word.tags[len(part.tags) :]))
    source = word.text[: word.text.index("/")] if "/" in word.text else word.text[:-1]
    if part.lemma.startswith("*"):
        # A word without an analysis would go past the later stages: it gets its translation's.
        source = source.replace("^*", "^") + tags
    return f"{source}/{lemma}{tags}{hash_sign}{queue}$"


def main() -> None:
    """Stand in the pipe: choices from the file that is named, the stream from standard input to standard output."""
    choices = parsed(Path(sys.argv[1]).read_text("utf-8").splitlines())
    sys.stdout.buffer.write(chosen(sys.stdin.buffer.read().decode(), choices).encode())


if __name__ == "__main__":
    main()
