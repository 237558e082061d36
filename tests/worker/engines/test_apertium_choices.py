"""The choices of words that stand in Apertium's pipes: how they are read and written, and what they do there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from document.languages import Direction, Language
from worker.engines import apertium_choices
from worker.engines.apertium import ROUTES, Apertium
from worker.engines.apertium_choices import chosen, parsed
from worker.engines.apertium_modes import choices_file, extended, spellings
from worker.engines.engine import Sentence

MODES = sorted({mode for routes in ROUTES.values() for mode in routes[0].modes})
CHOICES = parsed(
    [
        "# a heading",
        "",
        "enjeu<n><m> → repte<n><m>",
        "majeur<adj><*> → principal<adj><mf>",
        "porter<vblex> sur<pr> → versar<vblex> =",
        "bien<adv> sûr<adj> → clar<adv> -",
        "*solidaire → solidari<adj><m><sg>",
    ]
)


@pytest.mark.parametrize(
    ("stream", "wanted"),
    [
        ("^enjeu<n><m><pl>/joc<n><m><pl>$", "^enjeu<n><m><pl>/repte<n><m><pl>$"),
        ("^Enjeu<n><m><sg>/Joc<n><m><sg>$", "^Enjeu<n><m><sg>/Repte<n><m><sg>$"),
        ("^ENJEU<n><m><sg>/JOC<n><m><sg>$", "^ENJEU<n><m><sg>/REPTE<n><m><sg>$"),
        ("[[t:k:1]]^enjeu<n><m><sg>/a$", "[[t:k:1]]^enjeu<n><m><sg>/repte<n><m><sg>$"),
        ("^majeur<adj><f><pl>/major<adj><mf><pl>$", "^majeur<adj><f><pl>/principal<adj><mf><pl>$"),
        ("^majeur<n><m><sg>/major<n><mf><sg>$", "^majeur<n><m><sg>/major<n><mf><sg>$"),
        ("^*solidaire/*solidaire$", "^solidaire<adj><m><sg>/solidari<adj><m><sg>$"),
        ("^pays<n><m><sg>/país<n><m><sg>$[][\n\n3\n\n]", "^pays<n><m><sg>/país<n><m><sg>$[][\n\n3\n\n]"),
    ],
)
def test_a_choice_replaces_the_translation_and_nothing_else(stream, wanted):
    """The analysis, further tags, capitals, marks and unknown neighbours stay as they are."""
    assert chosen(stream, CHOICES) == wanted


def test_words_that_stand_together_are_chosen_together():
    """A choice of two words holds where nothing but a space lies between them."""
    both = "^porter<vblex><pri>/portar<vblex><pri>$ ^sur<pr>/sobre<pr>$"
    assert chosen(both, CHOICES) == "^porter<vblex><pri>/versar<vblex><pri>$ ^sur<pr>/sobre<pr>$"
    apart = "^porter<vblex><pri>/portar<vblex><pri>$, ^sur<pr>/sobre<pr>$"
    assert chosen(apart, CHOICES) == apart


def test_a_word_can_be_dropped():
    """A hyphen on the right drops the word."""
    assert chosen("^bien<adv>/bé<adv>$ ^sûr<adj>/segur<adj>$", CHOICES) == "^bien<adv>/clar<adv>$ "


@pytest.mark.parametrize("line", ["enjeu<n> repte<n>", "porter<vblex> sur<pr> → versar<vblex>", " → a<n>"])
def test_a_line_that_makes_no_sense_is_named(line):
    """A broken line of a file of choices is an error that quotes it."""
    with pytest.raises(ValueError, match=re.escape(line.strip())):
        parsed([line])


def test_the_program_in_the_pipe_needs_no_library(tmp_path):
    """It runs without our packages, reads a file of choices and passes the stream through it."""
    file = tmp_path / "choices.txt"
    file.write_text("enjeu<n><m> → repte<n><m>\n", "utf-8")
    command = [sys.executable, "-I", "-S", str(Path(apertium_choices.__file__)), str(file)]
    done = subprocess.run(command, input=b"^enjeu<n><m><sg>/joc$", capture_output=True, check=True)
    assert done.stdout == b"^enjeu<n><m><sg>/repte<n><m><sg>$"


def test_a_pipe_is_extended_behind_its_dictionary():
    """Our program stands between the stage that asks the dictionary and the next one."""
    pipe = "lt-proc 'x.automorf.bin' | lt-proc -b 'x.autobil.bin' | lt-proc $1 'x.autogen.bin'"
    stages = extended(pipe, choices_file("fra-cat")).split(" | ")
    assert len(stages) == 4
    assert "apertium_choices.py" in stages[2]
    assert extended("cat", choices_file("fra-cat")) == "cat"


@pytest.mark.parametrize("mode", MODES)
def test_every_line_of_the_choices_is_sound(mode):
    """Each file can be read, says nothing twice, and its unknown words are named as they are spelt."""
    lines = choices_file(mode).read_text("utf-8").splitlines()
    assert parsed(lines)
    sources = [line.partition(" → ")[0] for line in lines if " → " in line]
    assert not {source for source in sources if sources.count(source) > 1}
    assert spellings(mode)


SENTENCES = {
    "fr-es": [
        ("L’étude porte sur les collectivités.", "administraciones"),
        ("Les emplois sont durables.", "empleos son sostenibles"),
        ("Ce sont des enjeux majeurs.", "retos principales"),
        ("Le choix des outils est libre.", "elección"),
    ],
    "fr-en": [
        ("Une étude porte sur la monnaie.", "study"),
        ("La gouvernance est participative.", "participatory"),
        ("La trésorerie des entreprises est faible.", "weak"),
        ("Le réseau des formations grandit.", "network of the training"),
    ],
    "es-en": [
        ("Las redes y sus socios crecen.", "networks and"),
        ("La gobernanza de la red es inclusiva.", "inclusive"),
        ("El apoyo de los ayuntamientos es útil.", "support"),
        ("Los idiomas del foro son tres.", "languages"),
    ],
    "en-es": [
        ("The facilitators met the stakeholders.", "facilitadores"),
        ("The policy of the network is clear.", "política de la red"),
        ("Housing is the challenge.", "vivienda"),
        ("The speaker talks about governance.", "gobernanza"),
    ],
    "en-fr": [
        ("The policy of the network is clear.", "réseau"),
        ("The goal is clear.", "objectif"),
    ],
    "es-fr": [("La propuesta de los socios es clara.", "partenaires"), ("Los talleres son útiles.", "ateliers")],
}


@pytest.mark.skipif(shutil.which("apertium") is None, reason="Apertium is not installed")
@pytest.mark.parametrize("name", SENTENCES)
def test_apertium_inflects_what_has_been_chosen(name):
    """In whole sentences the chosen words come out in their right forms, and none of ours counts as unknown."""
    direction = Direction(*map(Language, name.split("-")))
    engine = Apertium()
    if not engine.readiness(direction).ready or engine._route(direction) != ROUTES[direction][0]:
        pytest.skip(f"the best route for {name} is not installed")
    renderings = engine.translate([Sentence(text) for text, _ in SENTENCES[name]], direction)
    missed = [(w, r.text) for (_, w), r in zip(SENTENCES[name], renderings, strict=True) if w not in r.text]
    assert not missed
