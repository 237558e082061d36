"""Which words a link belongs to: its rectangle is often drawn a letter too wide, or a letter too narrow.

A word is a link's when most of its width lies in the rectangle; marks between words go by where their middle lies. A
rectangle that holds no whole word (a link on a number within one) keeps the letters that it covers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from worker.extract.glyphs import Glyph

MOST = 0.8
"""Share of a word's width from which on it belongs to the link: less of a short word is a neighbour that is touched."""


@dataclass(frozen=True, slots=True)
class Link:
    """A clickable rectangle and the address that it leads to."""

    x0: float
    top: float
    x1: float
    bottom: float
    uri: str


def linked(glyphs: Sequence[Glyph], links: Sequence[Link]) -> list[Glyph]:
    """Give a page's letters, in the order of painting, the addresses of its links."""
    if not links:
        return list(glyphs)
    words = list(_words(glyphs))
    whole = {link for word in words if word[0].text.isalnum() for link in links if _covered(word, link) >= MOST}
    return [letter for word in words for letter in _addressed(word, links, whole)]


def _addressed(word: Sequence[Glyph], links: Sequence[Link], whole: set[Link]) -> Iterator[Glyph]:
    owner = next((link for link in links if link in whole and _covered(word, link) >= MOST), None)
    rest = [link for link in links if link not in whole] if word[0].text.isalnum() else links
    for letter in word:
        link = owner or next((other for other in rest if _holds_middle(other, letter)), None)
        yield replace(letter, link=link.uri) if link else letter


def _words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Cut letters into words, and each mark or blank by itself."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and not _goes_on(word[-1], glyph):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    level = abs(glyph.baseline - before.baseline) < 0.05 * before.face.size and glyph.face.size == before.face.size
    touches = -0.3 * before.face.size < glyph.x0 - before.x1 < 0.15 * before.face.size
    return level and touches and before.text.isalnum() and glyph.text.isalnum()


def _covered(word: Sequence[Glyph], link: Link) -> float:
    """Give the share of a word's width that a link covers."""
    x0, x1 = word[0].x0, word[-1].x1
    if not link.top <= _middle(word[0]) <= link.bottom:
        return 0.0
    return max(0.0, min(x1, link.x1) - max(x0, link.x0)) / max(0.01, x1 - x0)


def _holds_middle(link: Link, glyph: Glyph) -> bool:
    return link.x0 <= (glyph.x0 + glyph.x1) / 2 <= link.x1 and link.top <= _middle(glyph) <= link.bottom


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2
