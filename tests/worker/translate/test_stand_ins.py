"""The pool of stand-ins, against the dictionaries of the real engine."""

import re

import pytest

from document.languages import DIRECTIONS, Language
from worker.engines.apertium import ROUTES, Apertium
from worker.engines.engine import Sentence
from worker.placeholders import STAND_INS

FRAMES = {
    Language.FRENCH: {
        "m": ("Le {0} participe à la réunion.", "Nous travaillons avec les {1} du village.", "{0} : un travail"),
        "f": ("La {0} participe à la réunion.", "Nous travaillons avec les {1} du village.", "{0} : un travail"),
    },
    Language.SPANISH: {
        "m": ("El {0} participa en la reunión.", "Trabajamos con los {1} del pueblo.", "{0}: un trabajo"),
        "f": ("La {0} participa en la reunión.", "Trabajamos con las {1} del pueblo.", "{0}: un trabajo"),
    },
    Language.ENGLISH: {
        None: ("The {0} takes part in the meeting.", "We work with the {1} of the village.", "{0}: a work"),
    },
}
ROUTES_OF_ALL = [(direction, route) for direction in DIRECTIONS for route in ROUTES[direction]]


@pytest.mark.usefixtures("apertium")
@pytest.mark.parametrize(("direction", "route"), ROUTES_OF_ALL, ids=lambda value: getattr(value, "pairs", str(value)))
def test_every_stand_in_comes_back_by_every_route(direction, route, monkeypatch):
    """In three kinds of sentence each noun comes back once, in its number, by both routes of every direction."""
    monkeypatch.setitem(ROUTES, direction, (route,))
    sentences, wanted = [], []
    for stand_in in STAND_INS:
        noun, back = stand_in.nouns[direction.source], stand_in.nouns[direction.target]
        frames = FRAMES[direction.source][noun.gender]
        sentences += [Sentence(frame.format(noun.singular, noun.plural)) for frame in frames]
        wanted += [back.singular, back.plural, back.singular]
    got = [rendering.text for rendering in Apertium().translate(sentences, direction)]
    lost = [
        (form, text)
        for form, text in zip(wanted, got, strict=True)
        if len(re.findall(rf"\b{form}\b", text, re.IGNORECASE)) != 1
    ]
    assert not lost


def test_there_are_enough_stand_ins_of_every_kind():
    """A sentence with several terms of one gender finds a different noun for each."""
    kinds = [(s.nouns[Language.FRENCH].gender, s.nouns[Language.SPANISH].gender) for s in STAND_INS]
    assert min(kinds.count(kind) for kind in (("m", "m"), ("f", "f"), ("m", "f"), ("f", "m"))) >= 5
