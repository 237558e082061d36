"""Each sample note is held against its own truth, its terms, its references and what the README says of it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from tests.scoring import fold

SAMPLES = Path(__file__).parents[2] / "samples"
NOTES = sorted(path.stem for path in SAMPLES.glob("*.pdf"))
REFERENCES = sorted(path.name for path in SAMPLES.glob("*.reference.*.json"))
LANGUAGES = {"fr", "es", "en"}
KINDS = {
    "masthead",
    "title",
    "subtitle",
    "date",
    "author",
    "heading",
    "paragraph",
    "list_item",
    "table",
    "caption",
    "footnote",
}
STYLES = {"bold", "italic", "superscript"}
KILOBYTE = 1024


def read(name: str) -> Any:
    """Read one of the JSON files beside the notes."""
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def words_on_pages(note: str) -> str:
    """All letters of a PDF's text layer in drawing order, without white space and hyphens."""
    pages = pypdfium2.PdfDocument(SAMPLES / f"{note}.pdf")
    return squeezed("".join(page.get_textpage().get_text_range() for page in pages))


def squeezed(text: str) -> str:
    """Return a text's letters without white space and hyphens, which a page may add or drop."""
    return "".join(letter for letter in fold(text) if not letter.isspace() and letter not in "-\ufffe\x02")


def test_there_are_at_least_two_notes_in_each_language() -> None:
    """French, Spanish and English have two sample notes each, or more."""
    languages = [read(f"{note}.truth.json")["language"] for note in NOTES]
    assert all(languages.count(language) >= 2 for language in LANGUAGES)


def test_four_producers_or_more_laid_the_notes_out() -> None:
    """No one producer's habits can pass for the way that notes are."""
    assert len({producer(note).split()[0] for note in NOTES}) >= 4


def test_the_samples_stay_small() -> None:
    """Each PDF stays under 400 KB and all of them under 3 MB, as every clone carries them."""
    sizes = [(SAMPLES / f"{note}.pdf").stat().st_size for note in NOTES]
    assert max(sizes) < 400 * KILOBYTE
    assert sum(sizes) < 3 * KILOBYTE * KILOBYTE


@pytest.mark.parametrize("note", NOTES)
def test_blocks_are_what_the_format_says(note: str) -> None:
    """Ids are unique, kinds are known, headings have a level and list items their shape."""
    blocks = read(f"{note}.truth.json")["blocks"]
    assert len({block["id"] for block in blocks}) == len(blocks)
    for block in blocks:
        assert block["kind"] in KINDS
        assert block["lang"] in {*LANGUAGES, "de"}
        assert ("level" in block) == (block["kind"] == "heading")
        assert ("list" in block) == (block["kind"] == "list_item")
        assert ("rows" in block) == (block["kind"] == "table")
        assert set(block.get("list", {"ordered", "depth"})) == {"ordered", "depth"}
        assert block.get("list", {}).get("depth", 1) in {1, 2}


@pytest.mark.parametrize("note", NOTES)
def test_runs_join_to_their_block_s_text(note: str) -> None:
    """No letter is lost or doubled between a block's text and its runs, and runs know our styles only."""
    for block in read(f"{note}.truth.json")["blocks"]:
        if "runs" in block:
            assert "".join(run["text"] for run in block["runs"]) == block["text"]
            assert {key for run in block["runs"] for key in run} <= {"text", "link", *STYLES}


@pytest.mark.parametrize("note", NOTES)
def test_heading_levels_start_at_one_and_are_deeper_by_size(note: str) -> None:
    """The first heading of a note has level 1, and no level stands there without the one above it."""
    levels = [block["level"] for block in read(f"{note}.truth.json")["blocks"] if block["kind"] == "heading"]
    assert levels[0] == 1
    assert set(levels) == set(range(1, max(levels) + 1))


@pytest.mark.parametrize("note", NOTES)
def test_list_items_go_deeper_one_step_at_a_time(note: str) -> None:
    """An item of depth 2 follows another list item; a list never begins inside."""
    blocks = [block for block in read(f"{note}.truth.json")["blocks"] if block["kind"] != "footnote"]
    for before, block in pairwise(blocks):
        if block.get("list", {}).get("depth", 1) > 1:
            assert before["kind"] == "list_item"


@pytest.mark.parametrize("note", NOTES)
def test_every_block_can_be_read_on_the_pages(note: str) -> None:
    """The truth says nothing that the pages do not show, up to line-end hyphens, spaces and cuts by furniture."""
    pages = words_on_pages(note)
    for block in read(f"{note}.truth.json")["blocks"]:
        texts = [cell for row in block["rows"] for cell in row] if "rows" in block else [block["text"]]
        for text in texts:
            start, end = squeezed(text)[:25], squeezed(text)[-12:]
            assert start in pages
            assert end in pages


@pytest.mark.parametrize("note", NOTES)
def test_furniture_repeats_on_the_pages_and_is_no_part_of_the_truth(note: str) -> None:
    """Running headers and sponsor lines stand on more than one page and in no block."""
    truth = read(f"{note}.truth.json")
    body = fold(" ".join(block.get("text", "") for block in truth["blocks"])).lower()
    assert truth["must_not_occur_in_body"]
    for line in truth["must_not_occur_in_body"]:
        assert fold(line).lower() not in body
        assert words_on_pages(note).count(squeezed(line)) > 1


@pytest.mark.parametrize("note", NOTES)
def test_links_of_the_truth_are_annotations_of_the_pdf(note: str) -> None:
    """Each link that the truth wants to be found leads somewhere in the PDF, too."""
    with pikepdf.open(SAMPLES / f"{note}.pdf") as pdf:
        targets = {
            str(annotation.A.URI).rstrip("/")
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        }
    assert {link["href"].rstrip("/") for link in read(f"{note}.truth.json")["links"]} <= targets


@pytest.mark.parametrize("note", NOTES)
def test_terms_stand_in_the_blocks_that_they_name(note: str) -> None:
    """Each of at least fifteen occurrences is in its block, with renderings in both other languages."""
    truth, terms = read(f"{note}.truth.json"), read(f"{note}.terms.json")
    texts = {
        block["id"]: block.get("text") or " ".join(cell for row in block["rows"] for cell in row)
        for block in truth["blocks"]
    }
    assert len(terms["occurrences"]) >= 15
    for occurrence in terms["occurrences"]:
        assert occurrence["source_term"] in texts[occurrence["block"]]
        assert set(occurrence) == {"block", "source_term", *(LANGUAGES - {truth["language"]})}
        assert all(occurrence[language] for language in LANGUAGES - {truth["language"]})


@pytest.mark.parametrize("name", REFERENCES)
def test_references_translate_every_block(name: str) -> None:
    """A reference translation has the truth's blocks, each with a text, and tables of the same shape."""
    truth, reference = read(f"{name.split('.', maxsplit=1)[0]}.truth.json"), read(name)
    assert [block["id"] for block in reference["blocks"]] == [block["id"] for block in truth["blocks"]]
    for wanted, block in zip(truth["blocks"], reference["blocks"], strict=True):
        if "rows" in wanted:
            assert [len(row) for row in block["rows"]] == [len(row) for row in wanted["rows"]]
        else:
            assert block["text"]


@pytest.mark.parametrize("name", REFERENCES)
def test_references_use_accepted_terms(name: str) -> None:
    """What a careful human wrote counts as right by the note's own terms, or the terms ask too much."""
    note, _, language, _ = name.split(".")
    texts = {
        block["id"]: fold(block.get("text") or " ".join(cell for row in block["rows"] for cell in row)).lower()
        for block in read(name)["blocks"]
    }
    for occurrence in read(f"{note}.terms.json")["occurrences"]:
        accepted = [fold(form).lower() for form in occurrence[language]]
        assert any(form in texts[occurrence["block"]] for form in accepted), occurrence


@pytest.mark.parametrize("note", NOTES)
def test_the_readme_lists_each_note_with_its_producer(note: str) -> None:
    """The README's table has one row a note, which names the producer that the PDF names."""
    rows = [line for line in (SAMPLES / "README.md").read_text(encoding="utf-8").splitlines() if f"`{note}`" in line]
    assert len(rows) == 1
    assert producer(note) in rows[0]


def test_the_readme_lists_nothing_that_is_not_there() -> None:
    """Every note that the README's table names is in the folder."""
    rows = [line for line in (SAMPLES / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert {row.split("`")[1] for row in rows} == set(NOTES)


def producer(note: str) -> str:
    """Name the program that wrote a PDF, as its README row does; Typst names itself only as the creator."""
    with pikepdf.open(SAMPLES / f"{note}.pdf") as pdf:
        name = str(pdf.docinfo.get("/Producer") or pdf.docinfo.get("/Creator"))
    return name.split(" - ", maxsplit=1)[0]
