"""PDFs from other projects' bug collections end as a note or as a refusal that says what to do, and in nothing else."""

import os
from pathlib import Path

import pytest

from document.errors import RefusedInput
from document.note import Note
from worker.extract import extract

CHECKOUT = Path(__file__).parents[3]
WILD = Path(os.environ.get("TRIPONT_WILD", CHECKOUT.parent / "shared" / "wild"))
FILES = sorted(WILD.glob("*.pdf"))


@pytest.mark.skipif(not FILES, reason=f"no strange PDFs in {WILD}: set TRIPONT_WILD to a folder of them")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_strange_file_ends_well(path: Path):
    """Each file comes to an end within its limits of time and memory, and any other exception is a fault of ours."""
    try:
        note = extract(path)
    except RefusedInput as refusal:
        assert_says_what_to_do(refusal)
    else:
        assert_is_sound(note)


def assert_says_what_to_do(refusal: RefusedInput) -> None:
    """A refusal has a code and two sentences in one line, and tells nothing of our inside."""
    what, _, remedy = str(refusal).rstrip(".").partition(". ")
    assert refusal.code != RefusedInput.code
    assert what
    assert remedy
    assert not any(ours in str(refusal) for ours in ("\n", "Traceback", "_io.", "<stdin>", "/tmp"))  # noqa: S108


def assert_is_sound(note: Note) -> None:
    """A note has text on its pages, and every place is on one of them."""
    pages = {page.number: page for page in note.pages}
    assert any(block.text.strip() for block in note.blocks) or note.furniture
    assert len({block.id for block in note.blocks}) == len(note.blocks)
    assert all(box.page in pages for block in note.blocks for box in block.boxes)
    assert all(image.data and set(image.pages) <= pages.keys() for image in note.images)
