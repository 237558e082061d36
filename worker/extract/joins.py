"""From a block's lines to its text: line ends vanish, hyphens stay only where the word has one.

A hyphen at a line's end is weighed by the note's own words first, then by a dictionary of its language.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import simplemma

from document.note import Join, Run
from worker.extract.glyphs import Face, Glyph
from worker.extract.lines import Line, space_between

SOFT_HYPHEN = "\u00ad"
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
LEFT = re.compile(r"([^\W_]+(?:[’'-][^\W_]+)*)-$")
RIGHT = re.compile(r"^([^\W_]+(?:-[^\W_]+)*)")
ELIDED = re.compile(r"(?<!\w)(?:[^\W\d]|\w*qu|aujourd|entr|un|all|dall|dell|nell|sull)[’']$", re.IGNORECASE)
"""Words that lose their last vowel before the next: l’, qu’, dell’. After others an apostrophe ends them: peoples’."""
ADDRESS = re.compile(r"(?:://|www\.|@)\S*$")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FREQUENT = {
    "fr": _set("le la les des et une dans pour que qui au aux du est sur par avec"),
    "es": _set("el la los las y una del en que para por con se su al es"),
    "en": _set("the of and to in for that is on with are this by from be"),
}

ENCLITICS = _set("je tu il elle on ce nous vous ils elles moi toi lui leur leurs y en là ci à même mêmes t")
"""What French hangs on a word with a hyphen: peut-il, celui-ci, elles-mêmes."""

PREFIXES = _set("non ex vice sous demi mi semi avant après arrière contre quasi self socio éco inter")
"""First parts that keep their hyphen where the compound is not in the dictionary as one word."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a note has within its lines, plain and with hyphens, and its likely language."""

    counts: Mapping[str, int] = field(default_factory=dict)
    language: str = "fr"

    def knows(self, word: str) -> bool:
        """Whether the dictionary of the note's language has the word."""
        return _known(word.casefold(), self.language)


@dataclass(frozen=True, slots=True)
class Flow:
    """A block's letters in one stream, and where line, column and page ends were closed."""

    glyphs: tuple[Glyph, ...]
    joins: tuple[Join, ...] = ()

    @property
    def text(self) -> str:
        """The text of the letters."""
        return "".join(glyph.text for glyph in self.glyphs)


@lru_cache(maxsize=4096)
def _known(word: str, language: str) -> bool:
    return bool(simplemma.is_known(word, lang=language))


def words_of(lines: Iterable[Line]) -> Words:
    """Collect the words that stand whole within lines; those at a line's end may be halves."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(word.casefold() for word in WORD.findall(line.text.rstrip(SOFT_HYPHEN + "-")))
    votes = {language: sum(counts[word] for word in words) for language, words in FREQUENT.items()}
    return Words(counts, max(votes, key=lambda language: votes[language]))


def flow(lines: Sequence[Line], words: Words, cuts: Mapping[int, str] | None = None, skip: int = 0) -> Flow:
    """Join lines into one stream, without the first ``skip`` glyphs, which are a label.

    ``cuts`` gives, for the indexes of lines that come after a page's or column's end, which of the two it is.
    """
    glyphs: list[Glyph] = list(lines[0].glyphs[skip:])
    joins: list[Join] = []
    for index, line in enumerate(lines[1:], start=1):
        joins += _append(glyphs, line, words)
        if cuts and index in cuts:
            joins.append(Join(offset=_length(glyphs, line), reason=cuts[index]))
    return Flow(tuple(_without_soft_hyphens(glyphs)), tuple(joins))


def _length(glyphs: Sequence[Glyph], line: Line) -> int:
    """Characters before the line that was appended last."""
    return sum(len(glyph.text) for glyph in glyphs[: len(glyphs) - len(line.glyphs)])


def _append(glyphs: list[Glyph], line: Line, words: Words) -> list[Join]:
    """Add a line to the stream, with a blank, or without when a word or an address goes on."""
    before = "".join(glyph.text for glyph in glyphs[-60:])
    joins = []
    if before.endswith((SOFT_HYPHEN, "-")):
        removed, confidence = _hyphen_goes(before, line.text, words)
        if removed:
            glyphs.pop()
            joins.append(Join(offset=sum(len(g.text) for g in glyphs), reason="hyphen", confidence=confidence))
        elif not before[-2:-1].strip():  # a dash that stands alone is a word
            glyphs.append(space_between(glyphs[-1], line.glyphs[0]))
    elif not _touches(before, glyphs[-1], line):
        glyphs.append(space_between(glyphs[-1], line.glyphs[0]))
    glyphs.extend(line.glyphs)
    return joins


def _touches(before: str, last: Glyph, line: Line) -> bool:
    """Whether an address, an elision or a pair with a stroke was broken without a blank."""
    if ELIDED.search(before) or (before.endswith("/") and before[-2:-1].isalnum()):
        return True
    if not ADDRESS.search(before):
        return False
    token = line.text.split(" ", 1)[0]
    same_link = last.link is not None and last.link == line.glyphs[0].link
    return (
        same_link or before.endswith(("/", ".", "_", "=", "?", "&", "@")) or ("/" in token and not token.endswith(":"))
    )


def _hyphen_goes(before: str, after: str, words: Words) -> tuple[bool, float]:
    """Decide whether a hyphen at a line's end is only there because of the line's end, and how sure that is."""
    if before.endswith(SOFT_HYPHEN):
        return True, 1.0
    left, right = LEFT.search(before), RIGHT.match(after)
    if left is None or right is None or ADDRESS.search(before):
        return False, 0.9
    return hyphen_goes(left.group(1), right.group(1), words)


def hyphen_goes(left: str, right: str, words: Words) -> tuple[bool, float]:  # noqa: PLR0911 (one reason a line)
    """Decide for the two parts of a word: ``pré`` and ``sente`` lose the hyphen, ``Nord`` and ``Sud`` keep it."""
    tail = re.split(r"[’'-]", left)[-1]
    whole, compound = f"{tail}{right}".casefold(), f"{left}-{right}".casefold()
    seen_whole, seen_compound = words.counts.get(whole, 0), words.counts.get(compound, 0)
    if seen_whole != seen_compound:
        return seen_whole > seen_compound, 0.98
    if tail[-1:].isdigit() or right[:1].isdigit():
        return False, 0.95
    if right[:1].isupper() and not (tail.isupper() and len(tail) > 1 and words.knows(whole)):
        return False, 0.95
    if words.knows(whole):
        return True, 0.95
    if words.knows(compound):
        return False, 0.95
    head = right.split("-", maxsplit=1)[0]
    if head.casefold() in ENCLITICS and words.knows(tail):
        return False, 0.85
    if tail.casefold() in PREFIXES and words.knows(right):
        return False, 0.8
    if "-" in right and not words.knows(f"{tail}{head}"):
        return False, 0.8
    if len(tail) > 3 and len(right) > 3 and words.knows(tail) and words.knows(right):
        return False, 0.6
    return True, 0.7


def _without_soft_hyphens(glyphs: Iterable[Glyph]) -> Iterable[Glyph]:
    return (glyph for glyph in glyphs if glyph.text != SOFT_HYPHEN)


def runs_of(glyphs: Sequence[Glyph], face: Face) -> tuple[Run, ...]:
    """Put letters of one formatting into runs; ``face`` is the block's, from which the runs tell what differs."""
    runs: list[Run] = []
    stretch: list[Glyph] = []
    for glyph in _trimmed(glyphs):
        if stretch and _format(stretch[-1], face) != _format(glyph, face):
            runs.append(_run(stretch, face))
            stretch = []
        stretch.append(glyph)
    if stretch:
        runs.append(_run(stretch, face))
    return tuple(runs)


def _trimmed(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Drop blanks at both ends, and all but one of several."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.blank or (kept and not kept[-1].blank):
            kept.append(glyph)
    return kept[:-1] if kept and kept[-1].blank else kept


_Format = tuple[bool, bool, bool, int, str | None, str | None, float | None, str | None]


def _format(glyph: Glyph, face: Face) -> _Format:
    own = glyph.face
    resized = not glyph.shift and abs(own.size - face.size) > 0.4
    return (
        own.bold,
        own.italic,
        glyph.underline,
        glyph.shift,
        glyph.link,
        own.font if own.font != face.font else None,
        own.size if resized else None,
        own.color if own.color != face.color else None,
    )


def _run(stretch: Sequence[Glyph], face: Face) -> Run:
    bold, italic, underline, shift, link, font, size, color = _format(stretch[0], face)
    return Run(
        text=unicodedata.normalize("NFC", "".join(glyph.text for glyph in stretch)),
        bold=bold,
        italic=italic,
        underline=underline,
        superscript=shift > 0,
        subscript=shift < 0,
        link=link,
        font=font,
        size=size,
        color=color,
    )
