"""Bullets and numbers at the beginning of list items, told from words and figures that merely stand there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from worker.extract.glyphs import Glyph
from worker.extract.lines import BULLET, Line, joined

SURE_BULLETS = frozenset("•‣◦⁃∙●○■□▪▫◆◇❖➢➤►▸▶▷✓✔✗✘★☆➔→⇒⮚❑❒✦✧⦁⚫⚪◉◎◼◻\ufffd")
WEAK_BULLETS = frozenset("-–—*o>+·»§")
"""These are words, signs or dashes elsewhere: a blank must follow, and the place must be one for a label."""

LONGEST = 5
"""Characters that a number before a list item has at most, with its brackets."""

LEVELS = re.compile(r"^\(?(\d{1,2}(?:\.\d{1,2})+)[.)]?$")
DIGITS = re.compile(r"^\(?(\d{1,2})(?:[.)\]]|\.?[-–]|[.]?[ºª°]\)?)$")
ORDINAL = re.compile(r"[ºª°]$")
ROMAN = re.compile(r"^\(?([ivxlc]{1,6}|[IVXLC]{1,6})[.)\]]$")
LETTER = re.compile(r"^\(?([a-zA-Z])[.)\]]$")
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a list item.

    ``sort`` tells kinds of label apart (``•``, ``1.``, ``a)``, ``i.``); ``value`` is the number, ``depth`` the count
    of its parts (``1.1`` has two); ``glyphs`` are how many glyphs of the line it takes, the blank after it included.
    """

    text: str
    sort: str
    ordered: bool
    glyphs: int
    value: int = 0
    depth: int = 1
    sure: bool = False

    def readings(self) -> tuple["Label", ...]:
        """Give the other ways to read the label: ``i.`` is a Roman one and a letter."""
        match = LETTER.match(self.text)
        if self.sort[:1].casefold() == "i" and match:
            return (self, _lettered(self.text, match.group(1), self.glyphs))
        return (self,)


def label_of(line: Line) -> Label | None:  # noqa: PLR0911 (one sort of label a line)
    """Read the label at the beginning of a line, if what stands there can be one and text follows it."""
    count = next((i for i, glyph in enumerate(line.glyphs) if glyph.blank), len(line.glyphs))
    token = "".join(glyph.text for glyph in line.glyphs[:count])
    if not token:
        return None
    if is_sure_bullet(token[0]) and (len(token) == 1 or _stands_off(line.glyphs)):
        taken = count + 1 if len(token) == 1 else 1
        return (
            Label(_shown(token[0]), _shown(token[0]), ordered=False, glyphs=taken, sure=True)
            if _has_text(line, taken)
            else None
        )
    if not _has_text(line, count + 1):
        return None
    if token in WEAK_BULLETS:
        return Label(token, token, ordered=False, glyphs=count + 1)
    if any(glyph.shift for glyph in line.glyphs[:count]):
        return None
    if ORDINAL.search(token) and line.text[count + 1 :][:1].islower():
        return None  # the first part of something, not the first of a list
    return _ordered(token, count + 1)


def with_lone_labels(lines: Sequence[Line]) -> list[Line]:
    """Put each label that stands alone on its line before the text on its right, which may stand a little lower."""
    lone = [line for line in lines if _is_bullet(line) or _is_weak_label(line)]
    hosts: dict[int, Line] = {}
    for label in lone:
        beside = [line for line in lines if line not in lone and _may_follow(label, line) and id(line) not in hosts]
        if beside:
            nearest = min(beside, key=lambda line: (abs(line.baseline - label.baseline), line.x0))
            hosts[id(nearest)] = label
    attached = {id(label) for label in hosts.values()}
    return [
        joined([hosts[id(line)], line]) if id(line) in hosts else line for line in lines if id(line) not in attached
    ]


def _is_bullet(line: Line) -> bool:
    return len(line.printed) == 1 and is_sure_bullet(line.text[:1])


def _is_weak_label(line: Line) -> bool:
    """Whether a line is a number or a dash, as programs print them that set labels in another size than the text."""
    text = line.text.strip()
    return text in WEAK_BULLETS or (len(text) <= LONGEST and _ordered(text, len(text)) is not None)


def _may_follow(label: Line, line: Line) -> bool:
    below, gap = line.baseline - label.baseline, line.x0 - label.x1
    if _is_bullet(label):
        return -0.6 * line.size < below < 2.4 * line.size and 0 < gap < 4 * line.size
    # on one baseline they are parts of a row, which may be a table's
    return 0.05 * line.size < abs(below) < 0.5 * line.size and 0 < gap < 2.5 * line.size


def is_sure_bullet(character: str) -> bool:
    """Whether a sign is never anything but a bullet at a line's beginning; symbol fonts use private code points."""
    return character in SURE_BULLETS or "\ue000" <= character <= "\uf8ff"


def _shown(character: str) -> str:
    return BULLET if character == "\ufffd" or "\ue000" <= character <= "\uf8ff" else character


def _stands_off(glyphs: tuple[Glyph, ...]) -> bool:
    """Whether the first sign is set apart from the word that touches it in the text."""
    return len(glyphs) > 1 and (
        glyphs[1].x0 - glyphs[0].x1 > 0.05 * glyphs[0].face.size or glyphs[0].face != glyphs[1].face
    )


def _has_text(line: Line, start: int) -> bool:
    return any(not glyph.blank for glyph in line.glyphs[start:])


def _ordered(token: str, glyphs: int) -> Label | None:
    if match := LEVELS.match(token):
        parts = match.group(1).split(".")
        return Label(token, "1.1", ordered=True, glyphs=glyphs, value=int(parts[-1]), depth=len(parts))
    if match := DIGITS.match(token):
        return Label(
            token, _pattern(token, match.group(1), "1"), ordered=True, glyphs=glyphs, value=int(match.group(1))
        )
    if (match := ROMAN.match(token)) and (value := _roman(match.group(1))):
        form = "i" if match.group(1).islower() else "I"
        return Label(token, _pattern(token, match.group(1), form), ordered=True, glyphs=glyphs, value=value)
    if match := LETTER.match(token):
        return _lettered(token, match.group(1), glyphs)
    return None


def _lettered(token: str, letter: str, glyphs: int) -> Label:
    value = ord(letter.casefold()) - ord("a") + 1
    form = "a" if letter.islower() else "A"
    return Label(token, _pattern(token, letter, form), ordered=True, glyphs=glyphs, value=value)


def _pattern(token: str, number: str, form: str) -> str:
    return token.replace(number, form, 1)


def _roman(text: str) -> int:
    """Read a Roman number; 0 for letters that are none."""
    digits = [ROMAN_DIGITS[c] for c in text.casefold()]
    value = sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))
    return value if _as_roman(value) == text.casefold() else 0


def _as_roman(value: int) -> str:
    steps = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    text = ""
    for worth, letters in steps:
        while value >= worth:
            text += letters
            value -= worth
    return text


def follows(label: Label, earlier: Iterable[Label]) -> bool:
    """Whether a number is the next after one of the earlier labels of its sort, or the first of a new list."""
    if not label.ordered:
        return True
    last = {known.sort: known.value for known in earlier}
    return any(
        reading.value == last[reading.sort] + 1 if reading.sort in last and reading.value != 1 else reading.value == 1
        for reading in label.readings()
    )
