"""Formatting and footnote marks on the right words of the target."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from worker.engines.engine import Mark
from worker.translate.bare import Bare, FootnoteMark, Stretch
from worker.translate.tape import Tape

_WORD = re.compile(r"\w(?:[\w’'-]*\w)?")
_LEAD_IN = re.compile(r"\s*[:.–—]")
_ARTICLES = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "l’",
        "l'",
        "un",
        "une",
        "des",
        "du",
        "de",
        "el",
        "los",
        "las",
        "lo",
        "una",
        "unos",
        "unas",
        "the",
        "a",
        "an",
        "of",
    ]
)
_OPENING, _CLOSING = "«“\"‘'([¿¡", "».,;:!?…”\"’')]"
ANCHOR = 0xE100
"""The first of the private characters that hold a footnote mark's place."""


def colour_by_marks(tape: Tape, work: Bare, marks: Mapping[int, Sequence[Mark]]) -> set[int]:
    """Colour the words that the engine followed; give the numbers of the stretches that found a place so."""
    done = set()
    for number, stretch in enumerate(work.stretches):
        own = _trimmed(tape.text, marks.get(number, ()), work, stretch)
        for mark in _filled(tape.text, own):
            tape.colour(mark.start, mark.end, stretch.run)
            done.add(number)
    return done


def _trimmed(text: str, marks: Sequence[Mark], work: Bare, stretch: Stretch) -> list[Mark]:
    """Engines carry an article along with its noun: leave it out where the stretch did not begin with one."""
    first = _WORD.search(work.text, stretch.start)
    if first is None or first[0].casefold() in _ARTICLES:
        return list(marks)
    result = []
    for mark in marks:
        start = mark.start
        for word in _WORD.finditer(text, mark.start, mark.end):
            if word[0].casefold() not in _ARTICLES or word.end() >= mark.end:
                break
            start = next((n for n in range(word.end(), mark.end) if not text[n].isspace()), word.end())
        result.append(Mark(start, mark.end, mark.key))
    return result


def _filled(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Close gaps of one short word inside a stretch, which the engine put in between."""
    result: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.start):
        gap = text[result[-1].end : mark.start] if result else ""
        if result and len(_WORD.findall(gap)) <= 1 and len(gap) <= 6:
            result[-1] = Mark(result[-1].start, max(mark.end, result[-1].end), mark.key)
        else:
            result.append(mark)
    return result


def colour_by_text(tape: Tape, work: Bare, stretch: Stretch) -> bool:
    """Colour where signs or the very same words tell the place: lead-ins up to a colon, names, figures."""
    return _lead_in(tape, work, stretch) or _rest(tape, work, stretch) or _same(tape, work, stretch)


def is_lead_in(work: Bare, stretch: Stretch) -> bool:
    """Tell whether a stretch opens the text and ends at a sign: marks can only be less exact about it."""
    inside = work.text[stretch.start : stretch.end].rstrip()
    at_sign = inside[-1:] in set(":.–—") or _LEAD_IN.match(work.text, stretch.end) is not None
    return not work.text[: stretch.start].strip() and at_sign


def is_anchor(character: str) -> bool:
    """Tell whether a character holds a footnote mark's place."""
    return ANCHOR <= ord(character) < ANCHOR + 0x100


def _lead_in(tape: Tape, work: Bare, stretch: Stretch) -> bool:
    if not is_lead_in(work, stretch):
        return False
    inside = work.text[stretch.start : stretch.end].rstrip()
    after = _LEAD_IN.match(work.text, stretch.end)
    sign = inside[-1] if inside and inside[-1] in ":.–—" else after[0].strip() if after else ""
    at = tape.text.find(sign) if sign else -1
    if at < 0 or work.text.index(sign) < len(inside) - 1:
        return False
    for place in [n for n, run in enumerate(tape.runs) if run == stretch.run]:
        tape.colour(place, place + 1, None)  # where the engine's marks had put it; links and others stay
    tape.colour(0, at + 1 if inside.endswith(sign) else len(tape.text[:at].rstrip()), stretch.run)
    return True


def _rest(tape: Tape, work: Bare, stretch: Stretch) -> bool:
    """All that follows a colon looks different: so does all that follows it in the target."""
    before = work.text[: stretch.start].rstrip()
    if work.text[stretch.end :].strip(" .;,") or not before.endswith(":") or before.count(":") != 1:
        return False
    at = tape.text.find(":")
    if at < 0:
        return False
    tape.colour(at + 1, len(tape.text), stretch.run)
    return True


def _same(tape: Tape, work: Bare, stretch: Stretch) -> bool:
    """The same characters stand in the target; for a part of a word, in the same word."""
    start, end = stretch.start, stretch.end
    inside_word = start > 0 and work.text[start - 1].isalnum() and work.text[start].isalnum()
    word_start = start
    while inside_word and word_start > 0 and work.text[word_start - 1].isalnum():
        word_start -= 1
    whole = work.text[word_start:end].strip()
    found = re.search(rf"(?<!\w){re.escape(whole)}(?!\w)", tape.text) if whole else None
    if found is None:
        return False
    tape.colour(found.start() + (start - word_start), found.end(), stretch.run)
    return True


def colour_alone(tape: Tape, stretch: Stretch, rendering: str) -> bool:
    """Colour the words that the engine made of the stretch by itself, if they stand in the target."""
    words = rendering.strip().strip(_OPENING + _CLOSING)
    at = tape.text.casefold().find(words.casefold()) if words else -1
    if at < 0:
        return False
    tape.colour(at, at + len(words), stretch.run)
    return True


def colour_by_guess(tape: Tape, work: Bare, stretch: Stretch) -> None:
    """Colour the words at the same share of the way; whoever calls says that this is a guess."""
    words = list(_WORD.finditer(tape.text))
    length = max(1, len(work.text))
    if not words:
        return
    wanted = max(1, len(_WORD.findall(work.text[stretch.start : stretch.end])))
    middle = (stretch.start + stretch.end) / 2 / length * len(words)
    first = max(0, min(len(words) - wanted, round(middle - wanted / 2)))
    last = min(len(words), first + wanted) - 1
    tape.colour(words[first].start(), words[last].end(), stretch.run)


def colour_signs(tape: Tape, work: Bare, stretch: Stretch) -> None:
    """Colour the signs that end the text; signs elsewhere look like the words beside them."""
    signs = work.text[stretch.start :].strip()
    if work.text[stretch.end :].strip() or not tape.text.rstrip().endswith(signs):
        return
    end = len(tape.text.rstrip())
    tape.colour(end - len(signs), end, stretch.run)


def embrace(tape: Tape, work: Bare, stretch: Stretch) -> None:
    """Let quotation marks, brackets and final points look like the words that they embrace in the source."""
    inside = work.text[stretch.start : stretch.end].strip()
    own = [n for n, run in enumerate(tape.runs) if run == stretch.run]
    if not own or not inside:
        return
    if inside[0] in _OPENING:
        start = own[0]
        while start > 0 and (tape.text[start - 1] in _OPENING or tape.text[start - 1].isspace()):
            start -= 1
        tape.colour(start, own[0], stretch.run)
    if inside[-1] in _CLOSING:
        end = own[-1] + 1
        while end < len(tape.text) and tape.text[end] in _CLOSING:
            end += 1
        tape.colour(own[-1] + 1, end, stretch.run)


def anchor_word(work: Bare, mark: FootnoteMark) -> tuple[int, int] | None:
    """The word that a footnote mark follows; None where only the segment's end does."""
    if not any(c.isalnum() for c in work.text[mark.at :]):
        return None
    words = [word for word in _WORD.finditer(work.text) if word.end() <= mark.at]
    return words[-1].span() if words else None


def put_anchors(tape: Tape, work: Bare, place: Callable[[int], int | None]) -> None:
    """Put a private character where each footnote mark belongs; ``place`` gives the end of the word it follows."""
    for number, mark in enumerate(work.footnotes):
        after_sign = bool(work.text[: mark.at]) and work.text[mark.at - 1] in _CLOSING
        at = place(number)
        if at is None:
            at = _end(tape.text, inside=not after_sign) if anchor_word(work, mark) is None else _share(tape, work, mark)
        elif after_sign and at < len(tape.text) and tape.text[at] in _CLOSING:
            at += 1
        tape.splice(at, at, chr(ANCHOR + number), [mark.run])


def _end(text: str, *, inside: bool) -> int:
    end = len(text.rstrip())
    while inside and end > 0 and text[end - 1] in _CLOSING:
        end -= 1
    return len(text[:end].rstrip())


def _share(tape: Tape, work: Bare, mark: FootnoteMark) -> int:
    wanted = mark.at / max(1, len(work.text)) * len(tape.text)
    ends = [word.end() for word in _WORD.finditer(tape.text)] or [len(tape.text)]
    return min(ends, key=lambda end: abs(end - wanted))


def restore_anchors(tape: Tape, work: Bare) -> None:
    """Put the footnote marks themselves where their private characters stand."""
    for number, mark in enumerate(work.footnotes):
        at = tape.text.find(chr(ANCHOR + number))
        if at >= 0:
            new = work.segment.runs[mark.run].text
            tape.splice(at, at + 1, new, [mark.run] * len(new))
