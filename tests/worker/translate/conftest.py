"""Engines and small makers for the tests of the translating stage."""

import re

import pytest

from document.note import Run
from document.segment import Occurrence, Segment
from worker.engines.engine import Enforcement, Mark, Readiness, Rendering


class WordByWordEngine:
    """Translates with a small dictionary, word by word; what it does not know it passes on and names as unknown.

    It follows every mark, for the words keep their order.
    """

    name = "word by word"
    rough = True

    def __init__(self, words, enforcement=Enforcement.STAND_IN):
        """Know ``words``, and want terms enforced in this way."""
        self.words, self.enforcement, self.seen = words, enforcement, []

    def readiness(self, _direction):
        """Always ready, straight."""
        return Readiness(ready=True)

    def label(self, _direction):
        """Name itself."""
        return "word by word 1"

    def translate(self, sentences, _direction, _report=None):
        """Give one rendering each."""
        self.seen += [sentence.text for sentence in sentences]
        return [self.render(sentence) for sentence in sentences]

    def render(self, sentence):
        """Translate one sentence."""
        text, marks, unknown, done = "", [], [], 0
        for word in re.finditer(r"\w+", sentence.text):
            text += sentence.text[done : word.start()]
            new = self.words.get(word[0].lower(), word[0])
            keys = [m.key for m in sentence.marks if m.start < word.end() and word.start() < m.end]
            marks += [Mark(len(text), len(text) + len(new), key) for key in keys]
            unknown += [] if word[0].lower() in self.words else [word[0]]
            text += new
            done = word.end()
        return Rendering(text + sentence.text[done:], tuple(marks), tuple(unknown))


class PlaceholderEatingEngine(WordByWordEngine):
    """Loses every stand-in that it has not been told to leave."""

    eats = re.compile(r"\b(?:violons?|chapeaux?|guitares?|chemises?|vélos?|dents?)\b")

    def render(self, sentence):
        """Translate what is left when the stand-ins are eaten."""
        got = super().render(sentence)
        return Rendering(self.eats.sub("", got.text), (), got.unknown)


class DoublingEngine(WordByWordEngine):
    """Says every sentence twice, so that every stand-in is there twice, unless it is short."""

    def render(self, sentence):
        """Translate twice."""
        got = super().render(sentence)
        return Rendering(f"{got.text} {got.text}", (), got.unknown) if re.search("violon|chapeau", got.text) else got


@pytest.fixture
def word_by_word():
    """Make a word-by-word engine."""
    return WordByWordEngine


@pytest.fixture
def placeholder_eating():
    """Make an engine that eats stand-ins."""
    return PlaceholderEatingEngine


@pytest.fixture
def doubling():
    """Make an engine that doubles stand-ins."""
    return DoublingEngine


@pytest.fixture
def segment():
    """Make a segment from texts and runs."""

    def make(*pieces, keep=None, name="b1.1"):
        runs = tuple(Run(text=piece) if isinstance(piece, str) else piece for piece in pieces)
        return Segment(id=name, block=name.split(".")[0], runs=runs, language=None, keep=keep)

    return make


@pytest.fixture
def term():
    """Make an occurrence of a term in a segment."""

    def make(segment, source, rendering, **more):
        start = segment.text.index(source)
        return Occurrence(
            start=start, end=start + len(source), source=source, concept="c1", rendering=rendering, **more
        )

    return make
