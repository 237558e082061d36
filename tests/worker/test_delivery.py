"""Files appear together, complete, or not at all."""

import pytest

from document.errors import CannotWrite
from worker.delivery import deliver, make_ready


def test_files_lie_in_their_place_in_the_given_order(tmp_path) -> None:
    """Contents and order are kept; nothing else is left in the folder."""
    paths = deliver(tmp_path, {"b.docx": b"two", "a.json": b"one"})
    assert [path.name for path in paths] == ["b.docx", "a.json"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"b.docx": b"two", "a.json": b"one"}


def test_when_one_cannot_be_written_none_appears(tmp_path) -> None:
    """A name that the system refuses stops all of them, and is told as what it is."""
    with pytest.raises(CannotWrite):
        deliver(tmp_path, {"a.docx": b"one", "x" * 300: b"two"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_and_proved(tmp_path) -> None:
    """The folder is there afterwards and empty, however deep it lies."""
    make_ready(tmp_path / "deep" / "out")
    assert list((tmp_path / "deep" / "out").iterdir()) == []


def test_a_place_that_is_no_folder_is_refused_before_the_work(tmp_path) -> None:
    """A file in the folder's place is told with what can be done."""
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(CannotWrite, match="another folder"):
        make_ready(tmp_path / "out")
