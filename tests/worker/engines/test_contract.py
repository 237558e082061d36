"""What every engine keeps, the pretended one of the tests as well as the real ones."""

import pytest

from document.languages import Direction, Language
from worker.engines.argos.engine import Argos
from worker.engines.engine import Enforcement, Mark, Readiness, Rendering, Sentence

FRENCH_SPANISH = Direction(Language.FRENCH, Language.SPANISH)
SENTENCES = [
    Sentence("Le piano du château.", (Mark(3, 8, 4),)),
    Sentence(""),
    Sentence("12 %"),
    Sentence("Une guitare, deux guitares et trois guitares : c’est « beaucoup » !"),
    Sentence("Xqzar"),
]


class EchoEngine:
    """Gives back what it gets, and knows no word of it."""

    name, rough, enforcement = "echo", True, Enforcement.REPLACE

    def readiness(self, _direction):
        """Be always ready."""
        return Readiness(ready=True)

    def label(self, _direction):
        """Name itself."""
        return "echo 1"

    def translate(self, sentences, _direction, _report=None):
        """Give every sentence back."""
        return [Rendering(s.text, s.marks, tuple(s.text.split())) for s in sentences]


@pytest.fixture(params=["echo", "apertium", "argos", "argos_apart"])
def engine(request):
    """Each engine in turn."""
    if request.param == "argos":
        return Argos(request.getfixturevalue("toy_packages"))
    return EchoEngine() if request.param == "echo" else request.getfixturevalue(request.param)


def test_one_rendering_each_in_order(engine):
    """As many renderings as sentences; what has no words comes back as it is."""
    got = engine.translate(SENTENCES, FRENCH_SPANISH)
    assert len(got) == len(SENTENCES)
    assert [got[1].text, got[2].text] == ["", "12 %"]


def test_marks_lie_inside_the_text_under_the_keys_asked_for(engine):
    """A mark of a rendering points at characters that are there."""
    for sentence, rendering in zip(SENTENCES, engine.translate(SENTENCES, FRENCH_SPANISH), strict=True):
        assert {mark.key for mark in rendering.marks} <= {mark.key for mark in sentence.marks}
        assert all(0 <= mark.start < mark.end <= len(rendering.text) for mark in rendering.marks)


def test_unknown_words_stand_in_the_text(engine):
    """Each unknown word can be pointed at."""
    for rendering in engine.translate(SENTENCES, FRENCH_SPANISH):
        assert all(word in rendering.text for word in rendering.unknown)


def test_the_same_sentences_give_the_same_renderings(engine):
    """Asked twice, it says the same."""
    assert engine.translate(SENTENCES, FRENCH_SPANISH) == engine.translate(SENTENCES, FRENCH_SPANISH)


def test_it_says_who_it_is(engine):
    """The label begins with the name, and a direction that is ready has no remedy."""
    assert engine.label(FRENCH_SPANISH).startswith(engine.name)
    assert engine.readiness(FRENCH_SPANISH) == Readiness(ready=True, via=engine.readiness(FRENCH_SPANISH).via)
