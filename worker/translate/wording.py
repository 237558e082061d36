"""Phrases that a rule-based engine renders badly: other words for them before it, better words after it.

``rewordings.txt`` gives source phrases that the engine does not understand in words that it does; ``mends.txt`` repairs
what it says in the target. Neither touches a term, a figure or a name. A line may end with what must be found in the
source sentence for it to hold: `` | if …``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from document.languages import DIRECTIONS, Direction, Language
from worker.translate.tape import Tape

BEFORE_NOUN = "←"
_CONDITION = " | if "
_FUNCTION_WORDS = (
    r"(?:an?|and|are|as|at|be|been|between|but|by|can|during|for|from|had|has|have|he|if|in|into|is|it|its|may|must|nor"
    r"|not|of|on|or|our|out|shall|she|should|so|than|that|the|their|then|these|they|this|those|through|to|under|was|we"
    r"|were|when|where|which|while|who|whose|will|with|within|without|would|you)\b"
)
_NOUN = rf"(?!{_FUNCTION_WORDS})(\w+)(?=\s*$|\s*[^\w\s’'-]|\s+{_FUNCTION_WORDS})"
"""A word with nothing behind it that could be the noun instead: before ``contracts`` no ``lasting`` is one."""
_VERBS = (
    r"achieve|act|adapt|address|adopt|avoid|balance|become|benefit|build|collaborate|combine|connect"
    r"|contribute|cooperate|create|design|develop|ensure|exist|face|finance|find|foster|fund|gain|generate"
    r"|get|give|guarantee|have|help|improve|include|increase|influence|integrate|invest|join|keep|learn"
    r"|link|maintain|make|measure|mobilise|mobilize|offer|organise|organize|overcome|participate|play"
    r"|prevent|promote|protect|provide|reach|recognise|recognize|reconcile|reduce|respond|serve|share"
    r"|strengthen|support|sustain|tackle|transform|turn|use|work"
)
_QUESTION = re.compile(
    r"(?<![\w-])(?P<word>how|why|where) (?P<helper>can|could|should|might|must) "
    rf"(?!(?:we|you|they|it|I|one|be|{_VERBS})\b)(?:[\w’'-]+ ){{1,6}}?(?P<verb>{_VERBS})(?=[ ?])(?=[^.!;]*\?)",
    re.IGNORECASE,
)
_LIST_OF_SOME = re.compile(
    r"\b(?:réuni\w*|rassembl\w+|associ\w+|regroup\w+|présent\w+|propos\w+|partag\w+|invit\w+|mobilis\w+|impliqu\w+"
    r"|accueill\w+|financ\w+|développ\w+|entre|avec|par|pour|dans|sur|parmi|comme) des [^.;:?!]+",
    re.IGNORECASE,
)
_NO_NOUN = re.compile(
    r"(?:an?|the|and|or|but|of|in|to|for|with|by|on|at|from|as|is|are|was|were|be|been|being|has|have|had|not|no|more"
    r"|most|less|very|so|too|also|both|its|their|our|this|that|these|those|which|who|\d+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    new: str
    before_noun: bool = False
    condition: re.Pattern[str] | None = None

    def holds(self, source: str) -> bool:
        """Tell whether the source sentence is one that the rule is for."""
        return self.condition is None or self.condition.search(source) is not None


@lru_cache(maxsize=12)
def _rules(file: str, direction: Direction) -> tuple[_Rule, ...]:
    """Read the rules of a direction; a line names its directions by ``fr-en``, ``fr-*`` or ``*-en``."""
    lines = resources.files("worker.translate").joinpath(file).read_text("utf-8").splitlines()
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        rule, _, condition = line.partition(_CONDITION)
        directions, pattern, new = (part.strip() for part in rule.split(" | ", 2))
        if any(_fits(name, direction) for name in directions.split()):
            found.append(replace(_rule(pattern, new), condition=_condition(condition)))
    return tuple(found)


def _condition(text: str) -> re.Pattern[str] | None:
    return re.compile(text.strip().replace("’", "['’]"), re.IGNORECASE) if text.strip() else None


def _rule(pattern: str, new: str) -> _Rule:
    # An apostrophe in a rule stands for either kind.
    flexible = pattern.replace("’", "['’]").replace("{noun}", _NOUN)
    if new.endswith(BEFORE_NOUN):
        moving = re.compile(rf"(?<![\w-])(\w+) (?:{flexible})(?!\w)", re.IGNORECASE)
        return _Rule(moving, new.removesuffix(BEFORE_NOUN), before_noun=True)
    # After an elision the next word follows at once, and a space comes in.
    elided = pattern.endswith("’")
    whole = rf"(?<![\w-])(?:{flexible})" + ("" if elided else r"(?!\w)")
    return _Rule(re.compile(whole, re.IGNORECASE), f"{new} " if elided and not new.endswith("’") else new)


def _fits(name: str, direction: Direction) -> bool:
    source, target = name.split("-")
    return source in {"*", direction.source} and target in {"*", direction.target}


def directions_without_rules() -> list[Direction]:
    """List the directions for which there is neither a rewording nor a mend."""
    return [d for d in DIRECTIONS if not _rules("rewordings.txt", d) and not _rules("mends.txt", d)]


def rewordings(text: str, direction: Direction) -> Iterator[tuple[int, int, str]]:
    """Find phrases to be said otherwise: start, end and the other words, with a capital where the phrase has one."""
    if direction.source is Language.ENGLISH:
        yield from _questions(text)
    if direction.source is Language.FRENCH:
        yield from _lists_of_some(text)
    for rule in _rules("rewordings.txt", direction):
        if not rule.holds(text):
            continue
        for found in rule.pattern.finditer(text):
            yield found.start(), found.end(), _said(found, rule.new)


def _questions(text: str) -> Iterator[tuple[int, int, str]]:
    """Give an English question the order of a statement, ``how cities can help``: else its verb is read as a noun."""
    for found in _QUESTION.finditer(text):
        yield found.start("word"), found.end("helper"), found["word"]
        yield *found.span("verb"), f"{found['helper']} {found['verb']}"


def _lists_of_some(text: str) -> Iterator[tuple[int, int, str]]:
    """Leave the article out in ``réunit des élus, des agents et des réseaux`` but for the first: it is no *of the*."""
    for clause in _LIST_OF_SOME.finditer(text):
        for found in re.finditer(r"(?:(?<=\w)(,)|(?<= )(et|ou)) des(?= \w)", clause[0]):
            yield clause.start() + found.start(), clause.start() + found.end(), found[1] or found[2]


def _said(found: re.Match[str], new: str) -> str:
    """Fill in the new words; a capital stays in the first place, and the word that left it gets a small letter."""
    first = found[0].split()[0].split("-")[0].split("’")[0].split("'")[0]
    said = found.expand(new)
    if not first[:1].isupper():
        return said
    moved = not said.casefold().startswith(first.casefold())
    named = "name" in found.re.groupindex
    begins = (
        not found.string[: found.start()].rstrip(" «“\"'([¿¡–-") or found.string[: found.start()].rstrip()[-1] in ".?!:"
    )
    if moved and not begins and found.re.groups:
        return said
    if moved and not named and first[1:] == first[1:].lower():
        said = re.sub(rf"(?<=[\s’'-]){re.escape(first)}(?!\w)", first.lower(), said, count=1)
    return said[:1].upper() + said[1:]


def mend(tape: Tape, source: str, direction: Direction) -> None:
    """Repair known faults of the engine's target text, outside of what has been put in."""
    for rule in _rules("mends.txt", direction):
        if not rule.holds(source):
            continue
        for found in reversed(list(rule.pattern.finditer(tape.text))):
            if rule.before_noun:
                if not _NO_NOUN.match(found[1]):
                    _move_before(tape, found, rule.new)
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
