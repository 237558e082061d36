"""How sentences travel through Apertium's text stream, and how they are found again at its end.

Each sentence is followed by a superblank (``[…]``, which no stage touches) that carries its number, so that a lost or
swapped sentence is noticed. Words whose places are wanted are wrapped in word-bound blanks (``[[t:k:7]]word[[/]]``),
which the stages carry along with the word wherever it goes. What Apertium does not know it marks with ``*``, ``@`` or
``#``. https://wiki.apertium.org/wiki/Apertium_stream_format
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from worker.engines.engine import Mark

UNKNOWN = -1
"""The key of the marks that stand on words which the engine did not know."""

# Apertium writes stars, at signs and number signs like its own marks, and drops tildes: hide them meanwhile.
_HIDE = str.maketrans({"*": "\ue02a", "#": "\ue023", "@": "\ue040", "~": "\ue07e"})
_SHOW = str.maketrans({"\ue02a": "*", "\ue023": "#", "\ue040": "@", "\ue07e": "~"})
_SPECIAL = re.compile(r"([\\\[\]{}^$/<>])")
_WORD = re.compile(r"\w(?:\S*\w)?")
# Fields to fill in and letters that label: no words of the sentence, though they may look like some (``{y}``, ``(a)``).
_FIELD = re.compile(r"(\{[^\s{}]+\}|[(\[][^\W\d_][)\]])")
_END = re.compile(r"[.!?…:;]\W*$")
_PIECE = re.compile(
    r"(?P<unknown>(?:\\?[*#@])+)"
    r"|\\(?P<escaped>.)"
    r"|\[\[/\]\](?P<closing>)"
    r"|\[\[(?P<keys>t:[^\]]*)\]\]"
    r"|\[\n\n(?P<number>\d+)\n\n\]"
    r"|(?P<bracket>[\[\]])"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_TOKEN = re.compile(r"\w+|[^\w\s]")
# A full stop of our own tells the taggers that the sentence ends; it is taken off again.
_STOP = "."


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence on its way: its text and the marks on it; marks with the key ``UNKNOWN`` are the unknown words."""

    text: str
    marks: tuple[Mark, ...] = ()


LOST = Passage("")
"""What is left of a sentence whose words Apertium drops one and all; it goes through further hops as it is."""


def words(text: str) -> list[str]:
    """Give the words of a text as Apertium's marks would take them, without those of digits alone."""
    return [word for word in _WORD.findall(text) if any(map(str.isalpha, word))]


def needs_stop(text: str) -> bool:
    """Tell whether a sentence gets a full stop of our own for the journey."""
    return _END.search(text) is None


def encode(passages: Sequence[Passage]) -> str:
    """Write the passages as one stream; ``decode`` finds them again by their numbers."""
    return "".join(
        f"{_encoded(passage)}{_STOP if needs_stop(passage.text) else ''}[][\n\n{number}\n\n]"
        for number, passage in enumerate(passages)
    )


def _encoded(passage: Passage) -> str:
    if not passage.marks:
        return _escaped(passage.text)
    pieces, done = [], 0
    for word in _WORD.finditer(passage.text):
        keys = sorted({m.key for m in passage.marks if m.start < word.end() and word.start() < m.end})
        if keys:
            blank = "; ".join(f"t:k:{key + 1}" for key in keys)
            pieces += [_escaped(passage.text[done : word.start()]), f"[[{blank}]]{_escaped(word.group())}[[/]]"]
            done = word.end()
    return "".join(pieces) + _escaped(passage.text[done:])


def _escaped(text: str) -> str:
    """Write a text so that nothing in it looks like the stream's own signs; fields and labels become superblanks."""
    pieces = _FIELD.split(text)
    return "".join(f"[{_literal(piece)}]" if n % 2 else _literal(piece) for n, piece in enumerate(pieces))


def _literal(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.translate(_HIDE))


class _Builder:
    """Collects one passage character by character, with what is marked so far."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.marks: list[Mark] = []
        self.open: tuple[int, set[int]] | None = None
        self.unknown: int | None = None

    def add(self, character: str) -> None:
        if self.unknown is not None and not character.isalnum() and character not in "-'’":
            self.end_unknown()
        self.text.append(character)

    def end_unknown(self) -> None:
        if self.unknown is not None and self.unknown < len(self.text):
            self.marks.append(Mark(self.unknown, len(self.text), UNKNOWN))
        self.unknown = None

    def close(self) -> None:
        self.end_unknown()
        if self.open:
            start, keys = self.open
            self.marks += [Mark(start, len(self.text), key) for key in sorted(keys)]
        self.open = None

    def passage(self) -> Passage:
        self.close()
        return _tidy("".join(self.text), self.marks)


def decode(stream: str) -> dict[int, Passage]:
    """Read what came out: the passages that can be found again, by their numbers."""
    found: dict[int, Passage] = {}
    builder = _Builder()
    for piece in _PIECE.finditer(stream):
        kind = piece.lastgroup
        if kind in {"escaped", "plain"}:
            builder.add(piece[0][-1])
        elif kind == "keys":
            builder.close()
            builder.open = (len(builder.text), {int(key) - 1 for key in re.findall(r"t:k:(\d+)", piece[0])})
        elif kind == "closing":
            builder.close()
        elif kind == "unknown":
            builder.unknown = len(builder.text)
        elif kind == "number":
            found.setdefault(int(piece["number"]), builder.passage())
            builder = _Builder()
    return found


def _tidy(text: str, marks: Iterable[Mark]) -> Passage:
    """Bring back hidden characters, drop doubled spaces (traces of words that were dropped), keep the marks right."""
    end = len(text.rstrip())
    kept = [at for at in range(end) if not (text[at].isspace() and (at == 0 or text[at - 1].isspace()))]
    tidy = "".join(" " if text[at].isspace() else text[at] for at in kept).translate(_SHOW)
    moved = (Mark(_rank(kept, m.start), _rank(kept, m.end), m.key) for m in marks)
    return Passage(tidy, tuple(m for m in moved if m.start < m.end))


def _rank(kept: Sequence[int], position: int) -> int:
    return bisect_right(kept, position - 1)


def without_stop(passage: Passage) -> Passage:
    """Take off the full stop that was put on for the journey."""
    text = passage.text.rstrip()
    if not text.endswith(_STOP):
        return passage
    text = text.removesuffix(_STOP).rstrip()
    marks = (Mark(m.start, min(m.end, len(text)), m.key) for m in passage.marks)
    return Passage(text, tuple(m for m in marks if m.start < m.end))


def transfer(marked: Passage, text: str) -> tuple[Mark, ...]:
    """Bring the marks of one rendering onto another rendering of the same sentence that differs in a few words."""
    if marked.text == text:
        return marked.marks
    ours, theirs = list(_TOKEN.finditer(text)), list(_TOKEN.finditer(marked.text))
    matcher = SequenceMatcher(
        a=[t.group().lower() for t in theirs], b=[t.group().lower() for t in ours], autojunk=False
    )
    marks: list[Mark] = []
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation not in {"equal", "replace"}:
            continue
        # Words that took another form stand for each other in their order, or each for all.
        one_by_one = i2 - i1 == j2 - j1
        pairs = [(theirs[i], ours[j1 + i - i1 : j1 + i - i1 + 1] if one_by_one else ours[j1:j2]) for i in range(i1, i2)]
        for their, our in pairs:
            keys = {m.key for m in marked.marks if m.start < their.end() and their.start() < m.end}
            marks += [Mark(token.start(), token.end(), key) for token in our for key in sorted(keys)]
    return merged(marks, text)


def merged(marks: Iterable[Mark], text: str) -> tuple[Mark, ...]:
    """Join marks of one key that only white space or punctuation separates; unknown words stay single."""
    result: list[Mark] = []
    last: dict[int, int] = {}
    for mark in sorted(set(marks), key=lambda m: (m.start, m.end)):
        at = last.get(mark.key)
        if at is not None and mark.key != UNKNOWN and not any(c.isalnum() for c in text[result[at].end : mark.start]):
            result[at] = Mark(result[at].start, max(result[at].end, mark.end), mark.key)
        else:
            last[mark.key] = len(result)
            result.append(mark)
    return tuple(result)


def plain(text: str) -> str:
    """Make every kind of white space and every control character a space, so that places stay what they are."""
    return "".join(c if c.isprintable() else " " for c in text)
