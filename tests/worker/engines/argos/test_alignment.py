"""Following marks by attention."""

import numpy as np
import pytest

from worker.engines.argos.alignment import Tokenized, follow
from worker.engines.engine import Mark


@pytest.mark.parametrize(
    ("text", "tokens", "found"),
    [
        ("Le tissu", ["▁Le", "▁ti", "s", "su"], ["Le", "ti", "s", "su"]),
        ("l'eau vive", ["l", "&apos;@@", "eau", "vi@@", "ve"], ["l", "'", "eau", "vi", "ve"]),
        ("l’œuvre", ["▁l", "'", "œ", "uvre"], ["l", "", "œ", "uvre"]),
        ("1ère  fois…", ["▁1", "ère", "▁fois", "..."], ["1", "ère", "fois", "…"]),
        ("a ☃ b", ["▁a", "▁", "<unk>", "▁b"], ["a", "", "", "b"]),
    ],
)
def test_tokens_are_found_in_their_text(text: str, tokens: list[str], found: list[str]) -> None:
    """Whatever the tokenizer adds, joins or changes, each token knows its letters."""
    assert [text[start:end] for start, end in Tokenized(text, tokens).places()] == found


SOURCE = Tokenized("le tissu productif", ["▁le", "▁ti", "ssu", "▁productif"])
TARGET = Tokenized("the productive fabric.", ["▁the", "▁productive", "▁fabric", "."])
ATTENTION = np.array(
    [
        [0.6, 0.2, 0.1, 0.1],
        [0.1, 0.1, 0.1, 0.7],
        [0.2, 0.4, 0.3, 0.1],
        [0.7, 0.1, 0.1, 0.1],
    ]
)


def followed(word: str) -> list[str]:
    """Mark a stretch of the source and give what is marked in the target."""
    start = SOURCE.text.index(word)
    marks = follow([Mark(start, start + len(word), 7)], SOURCE, TARGET, ATTENTION)
    assert {mark.key for mark in marks} <= {7}
    return [TARGET.text[mark.start : mark.end] for mark in marks]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("tissu", ["fabric"]),
        ("productif", ["productive"]),
        ("tissu productif", ["productive fabric"]),
        ("le tissu productif", ["the productive fabric"]),
        ("le", ["the"]),
    ],
)
def test_a_mark_lands_on_the_words_that_look_at_it(word: str, found: list[str]) -> None:
    """In another order, without the neighbour's article, and without the full stop."""
    assert followed(word) == found


def test_a_mark_on_nothing_is_left_out() -> None:
    """A space has no rendering."""
    assert followed(" ") == []


def test_an_empty_rendering_has_no_marks() -> None:
    """Where nothing was written, nothing is marked."""
    assert follow([Mark(0, 2, 1)], SOURCE, Tokenized("", []), np.zeros((0, 4))) == ()
