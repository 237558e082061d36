"""Terms that no stand-in carried: look for them in the target, and repair what can be repaired."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from document.languages import Language
from document.segment import Occurrence, TermStatus
from worker.placeholders import before_term
from worker.translate.tape import Tape

_ARTICLES = frozenset(
    [
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "l",
        "el",
        "los",
        "las",
        "lo",
        "una",
        "unos",
        "unas",
        "del",
        "al",
        "the",
        "a",
        "an",
        "of",
        "au",
        "aux",
        "à",
    ]
)
_WORD = re.compile(r"[\w’'-]+")
_DOUBLED = re.compile(r"\b(\w{2,}) +\1\b", re.IGNORECASE)
_ADJECTIVE_ENDS = {
    Language.SPANISH: (("os", "as"), ("o", "a"), ("es",), ("s",)),
    Language.FRENCH: (("es",), ("e",), ("s",)),
    Language.ENGLISH: (),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a term is expected: how far through the text (0 to 1), and where its words went, if the engine says so.

    ``owner`` is the key under which it gets its place.
    """

    owner: int
    share: float
    aligned: tuple[int, int] | None = None

    def middle(self, length: int) -> float:
        """The character around which the term is expected."""
        return sum(self.aligned) / 2 if self.aligned else self.share * length


def settle(tape: Tape, term: Occurrence, spot: Spot, target: Language) -> TermStatus:
    """Find or bring a term into the target, and own its place."""
    place = _nearest(tape, (term.rendering, *term.accepted), spot)
    if place:
        tape.own(*place, spot.owner)
        return TermStatus.APPLIED
    place = _nearest(tape, term.forbidden, spot) or _repairable(tape, term, spot.aligned)
    if place is None:
        return TermStatus.MISSING
    _replace(tape, place, spot.owner, term, target)
    return TermStatus.REPAIRED


def _nearest(tape: Tape, forms: Iterable[str], spot: Spot) -> tuple[int, int] | None:
    """The free place of one of the forms that is nearest to where the term is expected."""
    middle = spot.middle(len(tape.text))
    places = [
        found.span()
        for form in dict.fromkeys(form for form in forms if form.strip())
        for found in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", tape.text, 0 if form.isupper() else re.IGNORECASE)
        if tape.is_free(*found.span())
    ]
    # Of two at the same distance the longer one: it holds the other.
    return min(places, key=lambda p: (abs(sum(p) / 2 - middle) // 12, p[0] - p[1]), default=None)


def _repairable(tape: Tape, term: Occurrence, aligned: tuple[int, int] | None) -> tuple[int, int] | None:
    """The aligned words without an article in front, if they are few enough to be the term alone."""
    if aligned is None or not tape.is_free(*aligned):
        return None
    words = list(_WORD.finditer(tape.text, *aligned))
    while len(words) > 1 and words[0][0].casefold() in _ARTICLES:
        words.pop(0)
    if not words or len(words) > len(term.rendering.split()) + len(term.source.split()) + 1:
        return None
    if term.pos == "verb" and not _same_form(words[-1][0], term.rendering):
        return None
    return words[0].start(), words[-1].end()


def _same_form(word: str, rendering: str) -> bool:
    """A verb is replaced only where both are infinitives, or nothing tells that they are not."""
    infinitive = re.compile(r"(?:[aei]r|er|re|oir)(?:se)?$")
    return bool(infinitive.search(word)) == bool(infinitive.search(rendering.split(maxsplit=1)[0]))


def _replace(tape: Tape, place: tuple[int, int], owner: int, term: Occurrence, target: Language) -> None:
    start, end = place
    new = term.rendering
    if term.pos == "adjective":
        new = agreeing(new, tape.text[start:end], target)
    if tape.text[start].isupper() and not new[0].isupper() and not tape.text[:start].strip():
        new = new[0].upper() + new[1:]
    tape.splice(start, end, new, owner=owner)
    start = tape.rewrite_left(start, before_term(tape.text[:start], target, new, plural=term.target_plural))
    _collapse(tape, start, start + len(new))


def agreeing(rendering: str, instead_of: str, target: Language) -> str:
    """Give an adjective the ending of the one whose place it takes, as far as endings tell gender and number."""
    old = _WORD.findall(instead_of)[-1].casefold() if _WORD.search(instead_of) else ""
    if target is Language.SPANISH and rendering.endswith("o"):
        plural = old.endswith("s")
        feminine = old.rstrip("s").endswith("a")
        return rendering[:-1] + ("a" if feminine else "o") + ("s" if plural else "")
    if target is not Language.ENGLISH and old.endswith("s") and not rendering.endswith(("s", "x")):
        vowel = rendering[-1] in "aeiouáéíóú"
        return rendering + ("s" if vowel or target is Language.FRENCH else "es")
    return rendering


def _collapse(tape: Tape, start: int, end: int) -> None:
    """Take away a word that the repair has doubled at either edge."""
    for found in list(_DOUBLED.finditer(tape.text)):
        if found.end() > start and found.start() < start:
            tape.splice(found.start(), start, "")
            return
        if found.start() < end < found.end():
            tape.splice(end, found.end(), "")
            return
