"""What takes the place of terms, figures, names and difficult words while an engine translates a sentence."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, pairwise

from document.languages import Direction, Language
from document.segment import Name, Occurrence
from worker.engines.engine import Mark, Rendering, Sentence
from worker.placeholders import INERT, StandIn, before_stand_in, before_term, candidates, gender_by_article, renumbered
from worker.translate.invariants import invariants, numbered, relations
from worker.translate.lexicon import Entry, entries
from worker.translate.numbers import figures, suffix_length
from worker.translate.tape import Tape
from worker.translate.wording import rewordings

_DECADES = {
    Language.FRENCH: re.compile(
        r"\bannées\s(?P<n>\d{3}0)(?:(?P<link>\s?[–-]\s?|\set\s)(?P<o>\d{3}0))?(?![\w–-]|\s(?:à|et)\s\d)"
    ),
    Language.SPANISH: re.compile(
        r"\baños\s(?P<n>\d{3}0)(?:(?P<link>\s?[–-]\s?|\sy\s)(?P<o>\d{3}0))?(?![\w–-]|\s(?:a|y)\s\d)"
    ),
}
_CENTURY = {
    Language.FRENCH: re.compile(r"\b(?P<n>[XVI]+)(?:e|ème|ᵉ)\s(?P<s>siècles?)\b"),
    Language.SPANISH: re.compile(r"\b(?P<s>siglos?)\s(?P<n>[XVI]+)\b"),
    Language.ENGLISH: re.compile(r"\b(?P<n>\d{1,2})(?:st|nd|rd|th)[\s-](?P<s>centur(?:y|ies))\b"),
}


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of the source, in characters, and what stands there while the engine translates.

    ``expected`` finds it in the engine's text; ``finish`` gives what is to stand there, from what was found. A stand-in
    has ``noun`` with its ``plural``: the words in front of it are adapted. ``term`` is the number of the occurrence.
    ``named`` says that it is written with a capital within its sentence, as a part of a name; ``same`` that its
    characters stand in the target as they are, each with its own formatting.
    Without ``expected`` the token is only another wording, which the engine translates like everything else.
    """

    start: int
    end: int
    token: str
    expected: re.Pattern[str] | None
    finish: Callable[[str], str]
    noun: StandIn | None = None
    plural: bool = False
    gender: str | None = None
    term: int | None = None
    target_plural: bool = False
    target_gender: str | None = None
    suffix: int | None = None
    named: bool = False
    same: bool = False


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence as the engine gets it; the key of each mask's mark is its place in ``masks``."""

    text: str
    masks: tuple[Mask, ...]
    marks: tuple[Mark, ...]
    pieces: tuple[tuple[int, int, int, int], ...]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the source stands in the masked text; the whole mask where it touches one."""
        return self._at(start, ahead=False), self._at(end, ahead=True)

    def _at(self, position: int, *, ahead: bool) -> int:
        for start, end, new_start, new_end in self.pieces:
            if start <= position <= end and (position < end or ahead or end == self.pieces[-1][1]):
                is_mask = new_start < 0
                low = -new_start - 1 if is_mask else new_start
                if is_mask:
                    return new_end if ahead and position > start else low
                return min(low + position - start, new_end)
        return len(self.text)

    def begun_small(self) -> "Masked":
        """The same with a small first letter, for an engine that takes every capital for a name."""
        return replace(self, text=self.text[:1].lower() + self.text[1:])

    def sentence(self, more: Iterable[Mark]) -> Sentence:
        """The sentence with the masks' marks and others."""
        return Sentence(self.text, (*self.marks, *more))


def plan(
    text: str,
    occurrences: Sequence[Occurrence],
    direction: Direction,
    skip: int = 0,
    names: Sequence[Name] = (),
) -> tuple[Mask, ...]:
    """Choose the masks of a sentence, in its order, without overlaps; terms come before everything else.

    ``names`` stay as they are where no term is. ``skip`` lets other stand-ins be taken than with another number.
    """
    taken: list[StandIn] = []

    def stand_in(genders: Mapping[Language, str | None]) -> StandIn:
        noun = candidates(genders, text, taken, skip)[0]
        taken.append(noun)
        return noun

    chosen: list[Mask] = []
    for kind in (_terms, partial(_invariants, names), _titles, _decades, _centuries, _figures, _words, _rewordings):
        for mask in kind(text, occurrences, direction, stand_in):
            if all(mask.end <= other.start or other.end <= mask.start for other in chosen):
                chosen.append(replace(mask, named=bool(mask.noun) and _is_named(text, mask.start)))
    return tuple(sorted(chosen, key=lambda mask: mask.start))


def _is_named(text: str, start: int) -> bool:
    """Tell whether a word has its capital letter for itself, and not for the sentence, the title or the list."""
    before = text[:start].rstrip(" «“\"'([¿¡")
    # An acronym has its capitals everywhere: they say nothing about the words around it.
    capital = text[start].isupper() and text[start + 1 : start + 2].islower()
    return capital and bool(before) and before[-1].isalnum() | (before[-1] in ",’'")


_Chooser = Callable[[Mapping[Language, str | None]], StandIn]


def _terms(text: str, occurrences: Sequence[Occurrence], direction: Direction, stand_in: _Chooser) -> Iterator[Mask]:
    for number, term in enumerate(occurrences):
        if term.pos in {"noun", "proper"}:
            yield _term_mask(number, term, text, direction, stand_in)


def _invariants(
    names: Sequence[Name], text: str, _: Sequence[Occurrence], direction: Direction, __: _Chooser
) -> Iterator[Mask]:
    """What stays as it is, or has one form in each language, goes under tokens that no dictionary knows."""
    spans = [*invariants(text), *((name.start, name.end) for name in names)]
    fixed = [*((start, end, text[start:end]) for start, end in spans), *relations(text, direction)]
    for (start, end, told), token in zip(sorted(fixed, key=lambda one: one[0] - one[1]), cycle(INERT), strict=False):
        finish = lambda _, told=told: told  # noqa: E731
        yield Mask(start, end, token, _word(token), finish, same=told == text[start:end])


_TITLES = {
    Language.FRENCH: {"Mme": "f", "M.": "m"},
    Language.SPANISH: {"Sra.": "f", "Sr.": "m"},
    Language.ENGLISH: {"Ms": "f", "Mrs": "f", "Mr": "m"},
}


def _titles(text: str, _: object, direction: Direction, __: object) -> Iterator[Mask]:
    """Forms of address before a name, which are abbreviated otherwise."""
    tokens = cycle(reversed(INERT))
    forms = _TITLES[direction.source]
    for found in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?=\s[A-ZÀ-Ý]\w)", text):
        gender, token = forms[found[0]], next(tokens)
        same = next(form for form, g in _TITLES[direction.target].items() if g == gender)
        yield Mask(*found.span(), token, _word(token), lambda _, same=same: same)  # type: ignore[misc]


def _decades(text: str, _: object, direction: Direction, stand_in: _Chooser) -> Iterator[Mask]:
    """``les années 1980`` into English; out of it, rewordings do."""
    if direction.target is not Language.ENGLISH:
        return
    for found in _DECADES[direction.source].finditer(text):
        joined = bool(found["link"]) and found["link"].strip().isalpha()
        other = f"{' and ' if joined else '–'}{found['o']}s" if found["o"] else ""
        gender = "f" if direction.source is Language.FRENCH else "m"
        noun = stand_in({direction.source: gender})
        yield _period_mask(found, direction, noun, f"{found['n']}s{other}", plural=True)


def _centuries(text: str, _: object, direction: Direction, stand_in: _Chooser) -> Iterator[Mask]:
    for found in _CENTURY[direction.source].finditer(text):
        number = int(found["n"]) if found["n"].isdigit() else roman(found["n"])
        noun = stand_in(dict.fromkeys(direction, "m"))
        result = century(number, direction.target)
        yield _period_mask(found, direction, noun, result, plural=found["s"].endswith("s"))


def _figures(text: str, _: object, direction: Direction, __: object) -> Iterator[Mask]:
    for f in (*numbered(text, direction), *figures(text, direction)):
        yield Mask(f.start, f.end, f.token, f.expected, f.finish, suffix=f.suffix)


def _words(text: str, _: object, direction: Direction, stand_in: _Chooser) -> Iterator[Mask]:
    for start, end, entry, plural in entries(text, direction):
        yield _entry_mask((start, end), entry, direction, stand_in, plural=plural)


def _rewordings(text: str, _: object, direction: Direction, __: object) -> Iterator[Mask]:
    for start, end, new in rewordings(text, direction):
        yield Mask(start, end, new, None, str)


def _word(*forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


def _term_mask(
    number: int,
    term: Occurrence,
    text: str,
    direction: Direction,
    stand_in: _Chooser,
) -> Mask:
    own = term.source_gender or gender_by_article(text[: term.start], direction.source) or term.target_gender
    genders = {direction.source: own or "m", direction.target: term.target_gender or own or "m"}
    noun = stand_in(genders)
    return Mask(
        term.start,
        term.end,
        noun.form(direction.source, plural=term.plural),
        _word(*noun.forms(direction.target)),
        lambda _: term.rendering,
        noun,
        term.plural,
        noun.nouns[direction.source].gender,
        number,
        term.target_plural,
        noun.nouns[direction.target].gender,
    )


def _entry_mask(span: tuple[int, int], entry: Entry, direction: Direction, stand_in: _Chooser, *, plural: bool) -> Mask:
    noun = stand_in({lang: entry.nouns[lang].gender for lang in direction})
    target = entry.nouns[direction.target]
    singular = noun.form(direction.target, plural=False).casefold()
    return Mask(
        *span,
        noun.form(direction.source, plural=plural),
        _word(*noun.forms(direction.target)),
        lambda found: target.singular if found.casefold() == singular else target.plural,
        noun,
        plural,
        noun.nouns[direction.source].gender,
    )


def _period_mask(found: re.Match[str], direction: Direction, noun: StandIn, result: str, *, plural: bool) -> Mask:
    return Mask(
        *found.span(),
        noun.form(direction.source, plural=plural),
        _word(*noun.forms(direction.target)),
        lambda _: result,
        noun,
        plural,
        noun.nouns[direction.source].gender,
    )


def roman(letters: str) -> int:
    """Read a Roman number."""
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in letters]
    return sum(-v if v < max([0, *values[n + 1 :]]) else v for n, v in enumerate(values))


def century(number: int, target: Language) -> str:
    """Write the name of a century."""
    tens, ones = divmod(number, 10)
    letters = "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
    if target is Language.ENGLISH:
        ends = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in {11, 12, 13} else "th"
        return f"{number}{ends} century"
    return f"siglo {letters}" if target is Language.SPANISH else f"{letters}e siècle"


def shouted(text: str) -> bool:
    """Tell whether a text of several words is written in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    return len(text.split()) > 1 and len(letters) > 6 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def masked(text: str, masks: Sequence[Mask], language: Language) -> Masked:
    """Put the masks' tokens into a sentence."""
    out, done = "", 0
    marks: list[Mark] = []
    pieces: list[tuple[int, int, int, int]] = []
    for key, mask in enumerate(masks):
        left = text[done : mask.start]
        if mask.noun:
            left = before_stand_in(left, language, mask.gender, plural=mask.plural)
        pieces.append((done, mask.start, len(out), len(out) + len(left)))
        out += left
        word = len(mask.token.rstrip())
        if mask.expected:
            marks.append(Mark(len(out), len(out) + word, key))
        # Negative: the piece is a mask, taken whole.
        pieces.append((mask.start, mask.end, -len(out) - 1, len(out) + word))
        out += mask.token
        done = mask.end
    pieces.append((done, len(text), len(out), len(out) + len(text) - done))
    return Masked(out + text[done:], tuple(masks), tuple(marks), tuple(pieces))


def found_places(work: Masked, rendering: Rendering) -> tuple[dict[int, tuple[int, int]], set[int]]:
    """Find each mask's token in a rendering; the second answer are the masks that are lost, doubled or entangled.

    A mark decides where several places fit; otherwise as many equal tokens as there are places stand in their order.
    """
    places = {key: _place(work, key, mask.expected, rendering) for key, mask in enumerate(work.masks) if mask.expected}
    found = {key: place for key, place in places.items() if place}
    by_place = sorted(found, key=lambda key: found[key])
    entangled = {b for a, b in pairwise(by_place) if found[b][0] < found[a][1]}
    return found, (places.keys() - found.keys()) | entangled


def _place(work: Masked, key: int, pattern: re.Pattern[str], rendering: Rendering) -> tuple[int, int] | None:
    places = [found.span() for found in pattern.finditer(rendering.text)]
    marks = [m for m in rendering.marks if m.key == key]
    near = [p for p in places if any(m.start < p[1] and p[0] < m.end for m in marks)]
    twins = [k for k, other in enumerate(work.masks) if other.expected and other.expected.pattern == pattern.pattern]
    if len(places) == 1 and len(twins) == 1:
        return places[0]
    if len(near) == 1:
        return near[0]
    return places[twins.index(key)] if len(places) == len(twins) else None


def unmask(
    tape: Tape,
    work: Masked,
    places: dict[int, tuple[int, int]],
    direction: Direction,
    run_at: Callable[[int], int],
) -> None:
    """Put what belongs there in the tokens' places, from the right to the left, and adapt the words in front.

    ``run_at`` tells the source run at a place of the source text.
    """
    for key, (start, end) in sorted(places.items(), key=lambda item: -item[1][0]):
        mask = work.masks[key]
        found = tape.text[start:end]
        new = mask.finish(found)
        if not mask.same and not new[:1].isupper() and (mask.named or _begins_sentence(tape.text, start)):
            new = new[:1].upper() + new[1:]
        runs: list[int | None] = [run_at(mask.start + n if mask.same else mask.start) for n in range(len(new))]
        if mask.suffix is not None and run_at(mask.suffix) != run_at(mask.start):
            tail = suffix_length(new) if direction.target is not Language.SPANISH else 0
            runs[len(new) - tail :] = [run_at(mask.suffix)] * tail
        tape.splice(start, end, new, runs, key)
        if mask.noun:
            left = tape.text[:start]
            plural = found.casefold() == mask.noun.forms(direction.target)[1].casefold()
            if mask.term is not None and plural != mask.target_plural:
                left, plural = renumbered(left, direction.target, mask.target_gender, plural=not plural), not plural
            tape.rewrite_left(start, before_term(left, direction.target, new, plural=plural))


def _begins_sentence(text: str, at: int) -> bool:
    return re.search(r"[.!?…]\s[«“\"'(\[¿¡\s]*$", text[:at]) is not None
