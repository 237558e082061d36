"""The figures by which notes are judged mean what they say."""

import copy
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.scoring import fold, score_structure, score_terms

SAMPLES = Path(__file__).parents[1] / "samples"
NOTES = sorted(path.stem for path in SAMPLES.glob("*.pdf"))
ACCEPTANCE = Path(__file__).parents[2] / "shared" / "score" / "score_note.py"
SAME_FIGURES = {
    "text_similarity": "text_similarity",
    "block_f1": "block_f1",
    "block_and_kind_f1": "block_and_kind_f1",
    "heading_level": "heading_level",
    "list_shape": "list_shape",
    "bold": "bold_similarity",
    "italic": "italic_similarity",
    "superscript": "superscript_similarity",
    "links": "links_found",
    "table_cells": "table_cell_f1",
    "furniture": "furniture_kept_out",
    "block_language": "block_language",
}


def truth_of(note: str) -> Any:
    """Read a sample note's truth."""
    return json.loads((SAMPLES / f"{note}.truth.json").read_text(encoding="utf-8"))


def perfect(truth: dict[str, Any]) -> dict[str, Any]:
    """The document that an extraction without any fault would give."""
    blocks = [{**copy.deepcopy(block), "language": block["lang"]} for block in truth["blocks"]]
    return {"blocks": blocks}


def damaged(truth: dict[str, Any], seed: int) -> dict[str, Any]:
    """A document with the faults that extraction has: blocks split, lost, of another kind, out of order, furniture."""
    chance = random.Random(seed)  # noqa: S311  faults need to be the same again, not secret
    blocks: list[dict[str, Any]] = []
    for block in perfect(truth)["blocks"]:
        fault = chance.random()
        text = block.get("text", "")
        if fault < 0.1:
            continue
        if fault < 0.2 and text:
            middle = len(text) // 3
            blocks += [{**block, "text": text[:middle], "runs": []}, {**block, "text": text[middle:]}]
        elif fault < 0.3:
            blocks.append({**block, "kind": "paragraph", "list": None, "level": None})
        elif fault < 0.4 and text:
            blocks.append({**block, "text": f"{text} {truth['must_not_occur_in_body'][-1]}"})
        elif fault < 0.5:
            blocks.insert(max(0, len(blocks) - 2), block)
        elif fault < 0.6:
            blocks.append({**block, "runs": [{"text": text, "bold": True, "superscript": True}]})
        else:
            blocks.append(block)
    return {"blocks": blocks}


@pytest.fixture(scope="module")
def acceptance() -> ModuleType:
    """Load the script that judges from outside this repository."""
    if not ACCEPTANCE.exists():
        pytest.skip("the acceptance script does not lie beside this checkout")
    spec = importlib.util.spec_from_file_location("score_note", ACCEPTANCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("note", NOTES)
def test_a_perfect_document_scores_one_everywhere(note: str) -> None:
    """A document that equals the truth has 1 in each figure that the note can measure."""
    figures = score_structure(truth_of(note), perfect(truth_of(note)))
    assert {getattr(figures, name) for name in SAME_FIGURES} <= {1.0, None}
    assert figures.missed == figures.leaked == ()


def test_a_split_paragraph_is_not_found() -> None:
    """A paragraph in two pieces is one block missed and two blocks too many."""
    truth = {"blocks": [{"id": "b1", "kind": "paragraph", "text": "One sentence. And another one follows it."}]}
    document = {
        "blocks": [{"kind": "paragraph", "text": text} for text in ("One sentence.", "And another one follows it.")]
    }
    figures = score_structure(truth, document)
    assert figures.block_f1 == 0
    assert figures.missed == ("b1 paragraph: One sentence. And another one follows it.",)


def test_another_kind_counts_as_half_a_success() -> None:
    """A heading read as a paragraph is found as a block, yet not with its kind; a masthead read so is right."""
    truth = {
        "blocks": [
            {"id": "b1", "kind": "masthead", "text": "Forum of Cities"},
            {"id": "b2", "kind": "heading", "level": 1, "text": "Background"},
        ]
    }
    document = {"blocks": [{"kind": "paragraph", "text": block["text"]} for block in truth["blocks"]]}
    figures = score_structure(truth, document)
    assert (figures.block_f1, figures.block_and_kind_f1) == (1.0, 0.5)


def test_what_a_reader_does_not_see_is_folded() -> None:
    """Ligatures, soft hyphens, kinds of space, quote and dash make no difference."""
    assert fold("ﬁ\u00adnance\u202f: l’économie –\u00a0« ici »…") == fold("finance : l'économie - « ici »...")


def test_a_term_counts_when_an_accepted_form_stands_in_its_block() -> None:
    """Short terms need a word of their own, longer ones may be part of a word; a form elsewhere does not count."""
    truth = {"blocks": [{"id": "b1", "kind": "paragraph", "text": "L’ESS et les coopératives du territoire."}]}
    spec = {
        "occurrences": [
            {"block": "b1", "source_term": "ESS", "en": ["SSE"]},
            {"block": "b1", "source_term": "coopératives", "en": ["cooperative"]},
            {"block": "b1", "source_term": "territoire", "en": ["territory"]},
        ],
        "must_not": {"en": [{"term": "ESS", "boundary": True}]},
    }
    target = "The SSE and the cooperatives of the ESS."
    figures = score_terms(spec, truth, {"blocks": [{"source": truth["blocks"][0]["text"], "target": target}]}, "en")
    assert figures.success == pytest.approx(2 / 3)
    assert figures.missed == ("b1 territoire",)
    assert figures.forbidden == ("b1 ESS",)


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("seed", range(3))
def test_structure_figures_agree_with_the_acceptance_script(acceptance: ModuleType, note: str, seed: int) -> None:
    """Whatever is wrong with a document, these figures and the acceptance script's are the same."""
    truth = truth_of(note)
    document = damaged(truth, seed)
    ours, theirs = score_structure(truth, document), acceptance.structure(truth, document)
    for name, other in SAME_FIGURES.items():
        assert getattr(ours, name) == (None if theirs.get(other) is None else pytest.approx(theirs[other])), name


@pytest.mark.parametrize("note", NOTES)
def test_term_figures_agree_with_the_acceptance_script(acceptance: ModuleType, note: str) -> None:
    """A translation that only keeps the source, with some blocks lost, has the same figures in both."""
    truth = truth_of(note)
    spec = json.loads((SAMPLES / f"{note}.terms.json").read_text(encoding="utf-8"))
    language = "en" if truth["language"] != "en" else "es"
    texts = [block["text"] for block in truth["blocks"] if "text" in block][::2]
    translation = {"blocks": [{"source": text, "target": f"{text} (cooperative)"} for text in texts]}
    ours, theirs = score_terms(spec, truth, translation, language), acceptance.terms(spec, truth, translation, language)
    assert ours.success == pytest.approx(theirs["term_success_rate"])
    assert len(ours.forbidden) == len(theirs["forbidden_used"])
