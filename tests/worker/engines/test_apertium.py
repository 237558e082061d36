"""Apertium as an engine: nothing lost, nothing swapped, unknown words named."""

from pathlib import Path

import pytest

from document.errors import EngineFailed, NoEngine
from document.languages import DIRECTIONS, Direction, Language
from worker.engines.apertium import ROUTES, Apertium
from worker.engines.engine import Mark, Sentence

FRENCH_SPANISH = Direction(Language.FRENCH, Language.SPANISH)
FRENCH_ENGLISH = Direction(Language.FRENCH, Language.ENGLISH)
SPECIAL = "Prix ^et/ou$ [a] {b} <c> a@b.org \\ * #Xqz ~x +33 | 50 % & (x) = _u_ 1 250"


def texts(engine, direction, *sentences):
    """Translate sentences without marks."""
    return [r.text for r in engine.translate([Sentence(s) for s in sentences], direction)]


def test_translates_through_both_hops(apertium):
    """A simple sentence arrives in the other language."""
    assert texts(apertium, FRENCH_SPANISH, "Les pianos du château.") == ["Los pianos del castillo."]


def test_the_order_and_number_of_sentences_hold(apertium):
    """A batch with empty, wordless and odd sentences gives one rendering each, in order."""
    sent = ["Le piano.", "", "1 250", "—", "La guitare.", "? !", "Les pianos :", "Une guitare et un piano"]
    got = texts(apertium, FRENCH_SPANISH, *sent)
    assert got == ["El piano.", "", "1 250", "—", "La guitarra.", "? !", "Los pianos:", "Una guitarra y un piano"]


def test_special_characters_of_the_stream_pass(apertium):
    """What means something to Apertium's stages stays an ordinary character in a text."""
    for direction in (FRENCH_SPANISH, FRENCH_ENGLISH):
        got = texts(apertium, direction, SPECIAL, "Le piano.")
        assert all(sign in got[0] for sign in "^/$[]{}<>@\\*#~+|%&()=_")
        assert got[1] in {"El piano.", "The piano."}


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_unknown_words_are_named_through_every_hop(apertium, direction):
    """A word that no dictionary has stays as it is, bears no star, and is reported."""
    [got] = apertium.translate([Sentence("Xqzar Kwbrel")], direction)
    assert got.text == "Xqzar Kwbrel"
    assert set(got.unknown) == {"Xqzar", "Kwbrel"}


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_marks_follow_their_word(apertium, direction):
    """The engine says where a marked word went, whatever the order of words."""
    text = {"fr": "La grande guitare blanche.", "es": "La gran guitarra blanca.", "en": "The big white guitar."}
    word = {"fr": "guitare", "es": "guitarra", "en": "guitar"}
    source = text[direction.source]
    at = source.index(word[direction.source])
    [got] = apertium.translate([Sentence(source, (Mark(at, at + len(word[direction.source]), 5),))], direction)
    assert word[direction.target] in " ".join(got.text[m.start : m.end] for m in got.marks if m.key == 5)


def test_marks_do_not_disturb_the_translation(apertium):
    """A sentence is translated the same with marks and without."""
    text = "La mise en place de la bibliothèque est un travail de tous les jours."
    marks = tuple(Mark(n, n + 4, n) for n in range(0, len(text), 5))
    marked, bare = apertium.translate([Sentence(text, marks), Sentence(text)], FRENCH_SPANISH)
    assert marked.text == bare.text


def test_the_same_text_gives_the_same_rendering(apertium):
    """Nothing depends on chance or on the neighbours in the batch."""
    alone = texts(apertium, FRENCH_ENGLISH, "Le piano est dans le jardin.")
    assert texts(apertium, FRENCH_ENGLISH, "Une guitare.", "Le piano est dans le jardin.", "Xqz")[1:2] == alone


def test_what_is_not_installed_is_said_with_its_remedy(tmp_path):
    """Without its dictionaries a direction is not ready, and the packages are named."""
    engine = Apertium(program="true", data=tmp_path)
    for direction in DIRECTIONS:
        ready = engine.readiness(direction)
        assert not ready.ready
        assert ready.remedy.startswith("apt-get install apertium apertium-")
        with pytest.raises(NoEngine, match="apt-get install"):
            engine.translate([Sentence("a")], direction)


def program(folder: Path, body: str) -> Apertium:
    """An engine whose program is a script of ours and whose modes are all there."""
    (folder / "modes").mkdir()
    for route in ROUTES[FRENCH_SPANISH]:
        for mode in route.modes:
            (folder / "modes" / f"{mode}.mode").touch()
    script = folder / "fake-apertium"
    script.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return Apertium(program=str(script), data=folder)


def test_a_program_that_says_nothing_is_a_failure_with_advice(tmp_path):
    """No text at all is not taken for a translation."""
    engine = program(tmp_path, "cat >/dev/null; echo 'Malformed input stream' >&2")
    with pytest.raises(EngineFailed, match=r"Malformed input stream.*--engine"):
        engine.translate([Sentence("Le piano.")], FRENCH_SPANISH)


def test_a_lost_number_is_mended_by_sending_the_sentences_again(tmp_path):
    """A stage that swallows a sentence's number in a batch, but not alone, loses nothing in the end."""
    # Drops the number 1 whenever a number 2 follows, that is, in the whole batch only.
    engine = program(tmp_path, "perl -0pe 's/\\[\\n\\n1\\n\\n\\](?=.*\\n\\n2\\n)//s'")
    assert texts(engine, FRENCH_SPANISH, "Un.", "Deux.", "Trois.") == ["Un.", "Deux.", "Trois."]


def test_a_sentence_that_never_comes_back_is_a_failure(tmp_path):
    """A sentence is never dropped in silence."""
    engine = program(tmp_path, "sed 's/Deux//'")
    with pytest.raises(EngineFailed, match="Deux"):
        engine.translate([Sentence("Un."), Sentence("Deux."), Sentence("Trois.")], FRENCH_SPANISH)
