"""What no language translates."""

import pytest

from document.languages import Direction, Language
from worker.translate import translate
from worker.translate.invariants import invariants, numbered, relations

FR, ES, EN = Language


def kept(text):
    """Give what stays as it is."""
    return [text[start:end] for start, end in invariants(text)]


@pytest.mark.parametrize(
    "code",
    [
        "A/RES/77/281",
        "E/2023/L.5",
        "ISO 14001",
        "C190",
        "B7",
        "COVID-19",
        "COP28",
        "@sse_forum",
        "#SSE2027",
        "contact@forum-villes.example",
        "https://forum.example/2027/a",
        "Port-Aurélie",
    ],
)
def test_codes_addresses_and_handles_stay(code):
    """A code is one whole, and the stop after it does not belong to it."""
    assert kept(f"voir {code}.") == [code]


@pytest.mark.parametrize(
    "text", ["et/ou", "compañeros/as", "24/7", "le 1er mars 2027", "1 250 €", "ESS/OIT", "I. Cadre"]
)
def test_words_and_figures_are_no_codes(text):
    """A slash or a figure alone does not make a code."""
    assert kept(text) == []


@pytest.mark.parametrize(
    ("source", "target", "text", "result"),
    [(FR, EN, "un dialogue Nord-Sud", "North-South"), (ES, FR, "la cooperación Sur-Sur", "Sud-Sud")],
)
def test_joined_points_of_the_compass_are_no_place(source, target, text, result):
    """They have one form in each language."""
    assert [told for _, _, told in relations(text, Direction(source, target))] == [result]
    assert kept(text) == []


@pytest.mark.parametrize(
    ("text", "source", "target", "result"),
    [("n° 2014-856", FR, ES, "n.º\u00a02014-856"), ("n.º 5", ES, EN, "No.\u00a05"), ("No. 190", EN, FR, "n°\u00a0190")],
)
def test_numbers_of_laws_take_the_sign_of_the_target(text, source, target, result):
    """The number itself is a code."""
    assert [figure.finish("") for figure in numbered(text, Direction(source, target))] == [result]


def test_a_code_comes_through_the_engine(segment, apertium):
    """No part of it is taken for a word."""
    drafts = translate([segment("See A/RES/77/281 in room B7.")], {}, apertium, Direction(EN, FR))
    text = "".join(run.text for run in drafts[0].runs)
    assert "A/RES/77/281" in text
    assert "B7" in text


def test_decades_are_named_as_the_target_does(segment, apertium):
    """English gives them an s, French and Spanish say years."""
    there = translate([segment("Dans les années 1980 et 1990.")], {}, apertium, Direction(FR, EN))
    assert "the 1980s and 1990s" in "".join(run.text for run in there[0].runs)
    back = translate([segment("In the 1980s and 1990s.")], {}, apertium, Direction(EN, ES))
    assert "los años 1980 y 1990" in "".join(run.text for run in back[0].runs)
