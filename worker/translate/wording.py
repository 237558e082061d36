"""Phrases that a rule-based engine renders badly: other words for them before it, better words after it.

``rewordings.txt`` gives source phrases that the engine does not understand in words that it does; ``mends.txt`` repairs
what it says in the target. Neither touches a term, a figure or a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from document.languages import DIRECTIONS, Direction, Language
from worker.translate.tape import Tape


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    new: str


@lru_cache(maxsize=12)
def _rules(file: str, direction: Direction) -> tuple[_Rule, ...]:
    """Read the rules of a direction; a line names its directions by ``fr-en``, ``fr-*`` or ``*-en``."""
    lines = resources.files("worker.translate").joinpath(file).read_text("utf-8").splitlines()
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        directions, pattern, new = (
            (part.strip() for part in line.split(" | ", 2))
            if line.count(" | ") > 1
            else (
                *(part.strip() for part in line.rstrip(" |").split(" | ", 1)),
                "",
            )
        )
        if any(_fits(name, direction) for name in directions.split()):
            # An apostrophe in a rule stands for either kind.
            flexible = pattern.replace("’", "['’]")
            # After an elision the next word follows at once, and a space comes in.
            elided = pattern.endswith("’")
            whole = rf"(?<![\w-])(?:{flexible})" + ("" if elided else r"(?!\w)")
            found.append(
                _Rule(re.compile(whole, re.IGNORECASE), f"{new} " if elided and not new.endswith("’") else new)
            )
    return tuple(found)


def _fits(name: str, direction: Direction) -> bool:
    source, target = name.split("-")
    return source in {"*", direction.source} and target in {"*", direction.target}


def directions_without_rules() -> list[Direction]:
    """List the directions for which there is neither a rewording nor a mend."""
    return [d for d in DIRECTIONS if not _rules("rewordings.txt", d) and not _rules("mends.txt", d)]


def rewordings(text: str, direction: Direction) -> Iterator[tuple[int, int, str]]:
    """Find phrases to be said otherwise: start, end and the other words, with a capital where the phrase has one."""
    for rule in _rules("rewordings.txt", direction):
        for found in rule.pattern.finditer(text):
            new = found.expand(rule.new)
            if found[0][0].isupper():
                new = new[:1].upper() + new[1:]
            yield found.start(), found.end(), new


def mend(tape: Tape, source: str, direction: Direction) -> None:
    """Repair known faults of the engine's target text, outside of what has been put in."""
    for rule in _rules("mends.txt", direction):
        for found in reversed(list(rule.pattern.finditer(tape.text))):
            if rule.new.endswith(r" \1"):
                _move_before(tape, found, rule.new.removesuffix(r"\1"))
            else:
                _replace(tape, found.start(), found.end(), found.expand(rule.new))
    if direction.target is Language.ENGLISH:
        _possessives(tape, source, direction.source)


def _move_before(tape: Tape, found: re.Match[str], adjective: str) -> None:
    """Put an adjective that Apertium left behind its noun in front of it, also where the noun is a term."""
    if not tape.is_free(found.end(1), found.end()):
        return
    owner = tape.owners[found.start(1)]
    place = None if owner is None else tape.place(owner)
    start = place.start if place else found.start(1)
    tape.splice(found.end(1), found.end(), "")
    tape.splice(start, start, adjective, [tape.runs[start]] * len(adjective))


def _possessives(tape: Tape, source: str, language: Language) -> None:
    """Apertium says ``his`` for everybody: notes speak of things and groups."""
    several = language is Language.SPANISH or re.search(r"\bleurs?\b", source, re.IGNORECASE)
    for found in reversed(list(re.finditer(r"\bhis\b", tape.text, re.IGNORECASE))):
        _replace(tape, found.start(), found.end(), "their" if several else "its")


def _replace(tape: Tape, start: int, end: int, new: str) -> None:
    """Replace a free stretch, leaving alone what is the same at its edges."""
    old = tape.text[start:end]
    if old[:1].isupper():
        new = new[:1].upper() + new[1:]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if tape.is_free(start + head, end - tail):
        tape.splice(start + head, end - tail, new[head : len(new) - tail])
