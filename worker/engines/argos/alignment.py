"""Finding a stretch of the source again in its rendering, by what the model looked at while it wrote.

Attention comes between tokens, and its rows hold noise: much of it rests on a full stop or on the first word whatever
is being written. So it is first gathered by words, and weighed until each word of either side has its share of all
looks. A mark becomes the one stretch of target words that looks at it most. On the test model this finds 92 of 100
stretches exactly, where plain attention finds 82; the edge word is the usual damage.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from worker.engines.engine import Mark

Matrix = npt.NDArray[np.float64]
Places = list[tuple[int, int]]

_WORD = re.compile(r"\w+|[^\w\s]")
_ROUNDS = 2
_THRESHOLD = 0.25  # the part of its look that a target word must give to a mark to lengthen the mark's stretch
# Articles and prepositions of the three languages: at the edge of a stretch they mostly belong to its neighbour.
_SMALL_WORD = re.compile(
    "an?|and|as|at|by|for|from|in|of|on|the|to|with"
    "|à|au|aux|avec|dans|des?|du|[dl]|en|et|l[ae]s?|par|pour|sur|une?"
    "|al|con|del?|el|lo|los|para|por|un[ao]s|y",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A text and the tokens that a model has for it."""

    text: str
    tokens: Sequence[str]

    def places(self) -> Places:
        """Give each token's characters in the text; an empty stretch for a token that left no trace there.

        Works for every tokenizer, since it compares letters: ``▁`` and ``@@`` are taken off, normal forms made equal,
        and where a tokenizer changed the text the longest common parts hold the two together.
        """
        letters = [(folded, at) for at, char in enumerate(self.text) for folded in _folded(char)]
        spelled = [(folded, number) for number, token in enumerate(self.tokens) for folded in _folded(_bare(token))]
        matcher = SequenceMatcher(None, [c for c, _ in spelled], [c for c, _ in letters], autojunk=False)
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        for here, there, size in matcher.get_matching_blocks():
            for step in range(size):
                number, at = spelled[here + step][1], letters[there + step][1]
                starts.setdefault(number, at)
                ends[number] = at + 1
        return [(starts.get(number, 0), ends.get(number, 0)) for number in range(len(self.tokens))]

    def words(self) -> Places:
        """Give the words without punctuation; where there is nothing else, punctuation is what there is."""
        words = [match.span() for match in _WORD.finditer(self.text)]
        return [(start, end) for start, end in words if self.text[start:end].isalnum()] or words

    def is_small(self, word: tuple[int, int]) -> bool:
        """Tell whether a word is one of those that only join others."""
        return _SMALL_WORD.fullmatch(self.text, *word) is not None


def follow(marks: Sequence[Mark], source: Tokenized, target: Tokenized, attention: Matrix) -> tuple[Mark, ...]:
    """Give the places of the marks in the target; a mark whose place is not clear is left out.

    ``attention`` has a row for each target token and a column for each source token.
    """
    source_words, target_words = source.words(), target.words()
    looks = _looks(_shares(target.places(), target_words) @ attention @ _shares(source.places(), source_words).T)
    found = []
    for mark in marks:
        covered = [number for number, word in enumerate(source_words) if _overlap((mark.start, mark.end), word)]
        weights = looks[:, covered].sum(axis=1) / np.maximum(looks.sum(axis=1), 1e-9)
        stretch = _heaviest(weights - _THRESHOLD)
        if covered and stretch:
            first, last = stretch
            if not source.is_small(source_words[covered[0]]):
                first = next((n for n in range(first, last) if not target.is_small(target_words[n])), last)
            if not source.is_small(source_words[covered[-1]]):
                last = next((n for n in range(last, first, -1) if not target.is_small(target_words[n])), first)
            found.append(Mark(target_words[first][0], target_words[last][1], mark.key))
    return tuple(found)


def _looks(by_words: Matrix) -> Matrix:
    """Give each target word and each source word about the same share in all looks, and make strong looks stronger."""
    for _ in range(_ROUNDS):
        for axis in (0, 1):
            by_words /= np.maximum(by_words.sum(axis=axis, keepdims=True), 1e-9)
    return by_words**2


def _shares(places: Places, words: Places) -> Matrix:
    """Say which part of each token (column) belongs to each word (row)."""
    parts = [[_overlap(place, word) / max(place[1] - place[0], 1) for place in places] for word in words]
    return np.array(parts, dtype=np.float64).reshape(len(words), len(places))


def _heaviest(weights: Matrix) -> tuple[int, int] | None:
    """Give the first and last index of the stretch with the greatest sum; None when no weight is above zero."""
    best, stretch, total, start = 0.0, None, 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += float(weight)
        if total > best:
            best, stretch = total, (start, index)
    return stretch


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _bare(token: str) -> str:
    return html.unescape(token.removesuffix("@@").replace("▁", ""))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
