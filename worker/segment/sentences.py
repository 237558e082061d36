"""Where a sentence ends: ``sentencex`` proposes, a merge rule with abbreviations as data takes back.

A split too many costs more than a split too few: an engine that sees half a sentence gets its grammar wrong, one that
sees two gets both right. So every rule here only ever takes a boundary away. The one exception is a sentence beyond all
measure, which no engine and no reviewer can work on: it is cut at its clauses.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from itertools import pairwise

from sentencex import segment as propose

from document.languages import Language
from document.segment import Span


class Caution(Enum):
    """How readily a text is split: ``NONE`` at every sentence's end, ``SEVERAL`` only between clear sentences."""

    NONE = auto()
    SEVERAL = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """One language's abbreviations by what may follow them; ``abbreviations.toml`` says how."""

    leading: frozenset[str]
    numbering: frozenset[str]
    closing: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Boundary:
    """A proposed boundary: ``left`` is the text from the last kept boundary to here, ``right`` what follows.

    Neither reaches farther than the longest sentence.
    """

    left: str
    right: str
    language: Language


_CLOSERS = "\"'”’»)\\]›"
_OPENERS = "\"'“‘«(\\[‹¿¡—–-"
_STOP = re.compile(rf"[.!?…][{_CLOSERS}\s\d¹²³⁰⁴-⁹*]*$")
_LAST_WORD = re.compile(rf"(?:^|[\s{_OPENERS}’])([^\s{_OPENERS}’]*[^\W_]°?º?ª?)\.[{_CLOSERS}]*$")
_TWO_LAST_WORDS = re.compile(r"(?:^|[\s(«“\"])([^\W\d_][^\s]*\.? [^\s]*[^\W\d_])\.$")
_ENUMERATOR = re.compile(r"\s*\(?(?:\d+(?:\.\d+)*|[A-Za-z]|[IVXivx]+)(?:\.\d+)*[.)]+\s*$")
_INITIAL = re.compile(r"(?:^|[\s(«“\"’'-])(?:\w\.[ -]?)*[^\W\d_]\.$")
_FIRST_LETTER = re.compile(rf"^[\s{_OPENERS}]*(\w)")
_NUMBER = re.compile(r"[\d(]|[IVXLC]+\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
_QUOTED_AT_MOST = 200
"""A quotation of several sentences is kept together up to so many characters; beyond, it reads as a text of its own."""

LONGEST = 1500
"""Characters. No sentence is longer: what follows segmentation compares words with words and may take their square."""

_SHORTEST_REST = LONGEST // 4
_CLAUSE_ENDS = (re.compile(r"[.!?…;:](?=\s)"), re.compile(r"[,)\]»”–—](?=\s)"), re.compile(r"(?=\s)"))
"""Where a sentence that is too long is cut, the better places first."""

_WORDS_OF_A_SENTENCE = 4
"""Where splitting is cautious, each side of a boundary has at least so many words."""


def sentences(text: str, language: Language, caution: Caution, unbreakable: tuple[Span, ...] = ()) -> list[Span]:
    """Find the sentences of a text, in order, without the white space between them.

    No boundary falls inside an ``unbreakable`` span. White space before the first sentence belongs to it, so that only
    the spaces between sentences lie outside all spans; a text of white space alone, or none, has no sentences. A
    sentence of more than ``LONGEST`` characters is cut, whatever the caution; an unbreakable span only if it must.
    """
    if not text.strip():
        return []
    ends = [] if caution is Caution.WHOLE else _kept_boundaries(text, language, caution, unbreakable)
    cuts = [0, *ends, len(text)]
    spans = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        lead = 0 if start == 0 else len(piece) - len(piece.lstrip())
        spans.append(Span(start=start + lead, end=start + len(piece.rstrip())))
    return [part for span in spans for part in _bearable(text, span, unbreakable)]


def _bearable(text: str, sentence: Span, unbreakable: tuple[Span, ...]) -> Iterator[Span]:
    """Cut a sentence into parts that are not too long, without the white space between them."""
    start = sentence.start
    first = _first_of(text, start, sentence.end)
    while sentence.end - first > LONGEST:
        cut = _cut(text, first, min(first + LONGEST, sentence.end - _SHORTEST_REST), unbreakable)
        yield Span(start=start, end=first + len(text[first:cut].rstrip()))
        start = first = _first_of(text, cut, sentence.end)
    yield Span(start=start, end=sentence.end)


def _first_of(text: str, start: int, end: int) -> int:
    """Find the first character that is no white space."""
    return end - len(text[start:end].lstrip())


def _cut(text: str, start: int, limit: int, unbreakable: tuple[Span, ...]) -> int:
    """Find the last good place of the second half before ``limit``; where there is none, the limit itself."""
    for ends in _CLAUSE_ENDS:
        places = [match.end() for match in ends.finditer(text, start + (limit - start) // 2, limit)]
        for place in reversed(places):
            if not any(span.start < place < span.end for span in unbreakable):
                return place
    return limit


def _kept_boundaries(text: str, language: Language, caution: Caution, unbreakable: tuple[Span, ...]) -> list[int]:
    kept: list[int] = []
    for place in _proposed(text, language):
        last = kept[-1] if kept else 0
        left, right = text[max(last, place - LONGEST) : place], text[place : place + LONGEST]
        boundary = _Boundary(left.rstrip(), right.lstrip(), language)
        inside = any(span.start < place < span.end for span in unbreakable)
        if not inside and boundary.left and boundary.right and _stands(boundary, caution):
            kept.append(place)
    return kept


_OTHER_SPACE = re.compile(r"[^\S\n]")
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_][.!?…])[\d¹²³⁰⁴-⁹*]{1,2}(?=\s+[^\W\d_a-zà-ÿ])")


def _proposed(text: str, language: Language) -> list[int]:
    """Ask the splitter, which is shown a footnote's mark after a stop as more stops, or it would see none.

    It is shown ordinary spaces only: it falls over a no-break space between an abbreviation and its stop
    (sentencex 1.0.32), because it counts in bytes there.
    """
    shown = _FOOTNOTE_MARK.sub(lambda mark: "." * len(mark.group()), _OTHER_SPACE.sub(" ", text))
    places, position = [], 0
    for piece in propose(str(language), shown):
        position += len(piece)
        places.append(position)
    # The splitter promises that its pieces joined give the text; if not, its places mean nothing.
    return places[:-1] if position == len(text) else []


def _stands(boundary: _Boundary, caution: Caution) -> bool:
    if any(joins(boundary) for joins in _REASONS_TO_JOIN):
        return False
    return caution is Caution.NONE or _between_clear_sentences(boundary)


def _between_clear_sentences(boundary: _Boundary) -> bool:
    enough = all(len(_WORD.findall(side)) >= _WORDS_OF_A_SENTENCE for side in (boundary.left, boundary.right))
    first = _FIRST_LETTER.match(boundary.right)
    return enough and _STOP.search(boundary.left) is not None and first is not None and first[1].isupper()


def _without_stop(boundary: _Boundary) -> bool:
    """Nothing ends without a stop, whatever the splitter thinks of colons and line breaks."""
    return _STOP.search(boundary.left) is None


def _within_a_word(boundary: _Boundary) -> bool:
    """``L'E.`` + ``S.S.``: an initialism has no space inside, and neither has an address."""
    return boundary.left.endswith(".") and re.match(r"\w+\.\w*\.", boundary.right) is not None and _is_initial(boundary)


def _continues_in_lower_case(boundary: _Boundary) -> bool:
    first = _FIRST_LETTER.match(boundary.right)
    return first is not None and first[1].islower()


def _nothing_follows(boundary: _Boundary) -> bool:
    """What has no letter or digit before the next stop only closes this sentence: ``»``, ``)``, ``…``."""
    return re.match(rf"[{_CLOSERS}.…!?]", boundary.right) is not None or _FIRST_LETTER.search(boundary.right) is None


def _only_an_enumerator(boundary: _Boundary) -> bool:
    return _ENUMERATOR.fullmatch(boundary.left) is not None


def _after_an_abbreviation(boundary: _Boundary) -> bool:
    known = _abbreviations(boundary.language)
    endings = {match[1].lower() for rule in (_LAST_WORD, _TWO_LAST_WORDS) if (match := rule.search(boundary.left))}
    if endings & known.leading or (endings & known.numbering and _NUMBER.match(boundary.right)):
        return True
    return bool(endings & known.closing) and not boundary.right[0].isupper()


def _is_initial(boundary: _Boundary) -> bool:
    """``J. Martin``, ``J.-P. Martin``, ``L'E.S.S. est``: a single letter before the stop, and a capital before it."""
    match = _INITIAL.search(boundary.left)
    return match is not None and boundary.left[-2].isupper()


def _inside_brackets(boundary: _Boundary) -> bool:
    return _open_until_closed(boundary, "(", ")", len(boundary.right)) or _open_until_closed(
        boundary, "[", "]", len(boundary.right)
    )


def _inside_a_short_quotation(boundary: _Boundary) -> bool:
    return any(_open_until_closed(boundary, left, right, _QUOTED_AT_MOST) for left, right in ("«»", "“”"))


def _open_until_closed(boundary: _Boundary, opening: str, closing: str, within: int) -> bool:
    opened = boundary.left.rfind(opening)
    if opened < 0 or boundary.left.count(opening) <= boundary.left.count(closing):
        return False
    closed = boundary.right.find(closing)
    return closed >= 0 and len(boundary.left) - opened + closed <= within


_REASONS_TO_JOIN: tuple[Callable[[_Boundary], bool], ...] = (
    _without_stop,
    _within_a_word,
    _continues_in_lower_case,
    _nothing_follows,
    _only_an_enumerator,
    _after_an_abbreviation,
    _is_initial,
    _inside_brackets,
    _inside_a_short_quotation,
)


@cache
def _abbreviations(language: Language) -> _Abbreviations:
    data = tomllib.loads(files("worker.segment").joinpath("abbreviations.toml").read_text(encoding="utf-8"))
    shared, own = data["all"], data[str(language)]
    return _Abbreviations(
        **{kind: frozenset(shared[kind]) | frozenset(own[kind]) for kind in ("leading", "numbering", "closing")}
    )
