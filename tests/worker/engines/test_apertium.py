"""Apertium as an engine: nothing lost, nothing swapped, unknown words named."""

import re
import tempfile
from pathlib import Path

import pytest

from document.errors import EngineFailed, NoEngine
from document.languages import DIRECTIONS, Direction, Language
from document.progress import Progress
from worker.engines.apertium import BATCH, ROUTES, Apertium
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


@pytest.mark.parametrize("sent", [["Un.", "Deux.", "Trois."], ["Deux."], ["Deux.", "Deux !"]])
def test_a_sentence_whose_words_are_dropped_comes_back_as_it_was(tmp_path, sent):
    """A sentence is never dropped in silence: the source stands in its place, with its marks, and as unknown."""
    engine = program(tmp_path, "sed -E 's/Deux//; s/(\\[\\[[^]]*\\]\\])Deux/\\1/; s/Deux//g'")
    got = engine.translate([Sentence(text, (Mark(0, 4, 3),)) for text in sent], FRENCH_SPANISH)
    assert [r.text for r in got] == sent
    dropped = [r for r in got if "Deux" in r.text]
    assert all(r.unknown == ("Deux",) and r.marks == (Mark(0, 4, 3),) for r in dropped)
    assert not any(r.unknown for r in got if r not in dropped)


def test_a_pipe_that_breaks_off_is_a_failure(tmp_path):
    """A mode that stops in the middle of a sentence has not dropped a word but died."""
    engine = program(tmp_path, "sed 's/Deux.*//;/Deux/,$d' | tr -d '0123456789'")
    with pytest.raises(EngineFailed, match=r"broke off.*--engine"):
        engine.translate([Sentence("Un."), Sentence("Deux."), Sentence("Trois.")], FRENCH_SPANISH)


def test_what_the_wrapper_leaves_behind_is_removed(tmp_path, monkeypatch):
    """The wrapper's temporary file goes into a folder that ends with the call."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    engine = program(tmp_path, f"mktemp -t apertium.XXXXXX > {tmp_path / 'made'}; cat")
    assert texts(engine, FRENCH_SPANISH, "Un.") == ["Un."]
    made = Path((tmp_path / "made").read_text().strip())
    assert folder in made.parents
    assert list(folder.iterdir()) == []


def test_progress_never_goes_back(tmp_path):
    """Each hop of each batch is a step forward in the one stage that the rest of the program knows."""
    engine = program(tmp_path, "cat")
    heard: list[Progress] = []
    engine.translate([Sentence(f"Un {n}.") for n in range(BATCH + 10)], FRENCH_SPANISH, heard.append)
    assert {(p.stage, p.total) for p in heard} == {("translate", 2 * (BATCH + 10))}
    assert [p.done for p in heard] == [BATCH, 2 * BATCH, 2 * BATCH + 10, 2 * BATCH + 20]


SMALL_WORDS = {
    Language.FRENCH: (
        "le la les l' un une des du de d' au aux à en dans sur sous par pour avec sans chez vers et ou où mais donc or "
        "ni car que qui quoi dont si ne pas se s' me te y on il elle ce cet ces ça son sa ses leur lui eux plus"
    ),
    Language.SPANISH: (
        "el la los las lo un una unos unas de del a al en con sin por para sobre entre hacia desde y e o u ni pero que "
        "quien cual cuyo si no se me te le les nos os ya más muy su sus este eso ello él ella ha he hay sino"
    ),
    Language.ENGLISH: (
        "the a an of to in on at by for with from into onto off up out and or nor but so if as than that which who its "
        "whose what it he she they them their is are be been do does did has have had not no 's there this will would"
    ),
}
ODD = [
    "?",
    "—",
    "…",
    "« »",
    "()",
    "•",
    "1.",
    "½",
    "🎉",
    "🌱 🤝",
    "👩‍🌾",
    "\u200b",
    "\ufffd",
    "{y}",
    "(y)",
    "[a]",
    "y/o",
    "A B C",
    "\ue000",
]


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_every_small_text_arrives_as_something(apertium, direction):
    """A heading of one word, however little the engine makes of it, never ends the note and is never empty."""
    small = SMALL_WORDS[direction.source].split()
    sent = [*small, *(word.capitalize() for word in small), *"aeouyxÀÉÑ", *"AEIOUYXZ", *ODD]
    got = apertium.translate([Sentence(text, (Mark(0, len(text), 1),)) for text in sent], direction)
    assert len(got) == len(sent)
    emptied = [text for text, r in zip(sent, got, strict=True) if has_words(text) and not has_words(r.text)]
    assert not emptied


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_letters_that_label_stay(apertium, direction):
    """A single letter in brackets is a label and no article, preposition or verb."""
    start = {Language.FRENCH: "le piano", Language.SPANISH: "el piano", Language.ENGLISH: "the piano"}[direction.source]
    got = texts(apertium, direction, f"(a) {start} (y) ;", f"[e] {start}.")
    assert [re.findall(r"[(\[].[)\]]", text) for text in got] == [["(a)", "(y)"], ["[e]"]]


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in a text."""
    return any(map(str.isalnum, text))


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_the_names_of_fields_stay(apertium, direction):
    """What stands in curly brackets is there to be filled in, though it may look like a word."""
    start = {Language.FRENCH: "Le piano", Language.SPANISH: "El piano", Language.ENGLISH: "The piano"}[direction.source]
    got = texts(apertium, direction, f"{start} {{y}} {{nom}}.", "{y}", f"{{a}} {start}.")
    assert [re.findall(r"\{.*?\}", text) for text in got] == [["{y}", "{nom}"], ["{y}"], ["{a}"]]
