"""Extraction over every sample note reaches the figures that this project promises."""

import json
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from document.exchange import note_to_json
from tests.scoring import Structure, score_structure
from worker.extract import extract

SAMPLES = Path(__file__).parents[2] / "samples"
NOTES = sorted(path.stem for path in SAMPLES.glob("*.pdf"))

# One process reads all notes once, and every test looks at the same figures.
pytestmark = pytest.mark.xdist_group("samples")


@cache
def document(note: str) -> Any:
    """Extract a note and give its document JSON, as a reader of the file would see it."""
    return json.loads(json.dumps(note_to_json(extract(SAMPLES / f"{note}.pdf"))))


@cache
def figures(note: str) -> Structure:
    """Score a note against its truth."""
    truth = json.loads((SAMPLES / f"{note}.truth.json").read_text(encoding="utf-8"))
    return score_structure(truth, document(note))


def average(figure: str) -> float:
    """Return the mean of a figure over the notes that can measure it."""
    return mean(value for note in NOTES if (value := getattr(figures(note), figure)) is not None)


def test_blocks_are_found_with_their_kinds() -> None:
    """Over all notes, 93 of 100 blocks are found whole and as what they are."""
    each = {note: figures(note).block_and_kind_f1 for note in NOTES}
    assert average("block_and_kind_f1") >= 0.93, each


@pytest.mark.parametrize("note", NOTES)
def test_furniture_stays_out_of_the_body(note: str) -> None:
    """No running header and no sponsor line is read as part of the text."""
    assert figures(note).leaked == ()


@pytest.mark.parametrize("style", ["superscript", "bold"])
def test_formatting_is_kept(style: str) -> None:
    """Superscripts and bold stretches come out as they stand on the page."""
    each = {note: getattr(figures(note), style) for note in NOTES}
    assert average(style) >= 0.95, each


@pytest.mark.parametrize("note", NOTES)
def test_the_note_s_language_is_seen(note: str) -> None:
    """Each note is recognised as being in its language."""
    truth = json.loads((SAMPLES / f"{note}.truth.json").read_text(encoding="utf-8"))
    assert document(note)["language"] == truth["language"]
