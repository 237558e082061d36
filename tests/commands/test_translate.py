"""``tripont translate``: what it prints, writes and answers."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.command_line import NOTE, tripont

needs_apertium = pytest.mark.skipif(shutil.which("apertium") is None, reason="Apertium is not installed: make setup")


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One note into both other languages, with a file in the list that is no PDF."""
    folder = tmp_path_factory.mktemp("translated")
    bad = folder / "photo.pdf"
    bad.write_bytes(b"\xff\xd8\xff\xe0 a picture with the wrong name")
    out = folder / "deep" / "out"
    lost = folder / "lost.pdf"
    return tripont(
        "translate", bad, lost, NOTE, "--to", "en,es,fr", "--out", out, "--engine", "apertium", "--json"
    ), out


@needs_apertium
@pytest.mark.xdist_group("translated")
def test_a_bad_file_does_not_stop_the_others(translated: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """The note behind a refused file is translated; the code says that one was refused."""
    answer, out = translated
    refused, lost, done = map(json.loads, answer.stdout.splitlines())
    assert answer.returncode == 2
    assert (refused["ok"], refused["status"], refused["code"]) == (False, 3, "not_a_pdf")
    assert (lost["ok"], lost["status"]) == (False, 2)
    assert done["skipped"] == ["fr"]
    assert (done["ok"], done["language"], sorted(done["translations"])) == (True, "fr", ["en", "es"])
    assert sorted(path.name for path in out.iterdir()) == sorted(
        f"{NOTE.stem}.{language}.{kind}" for language in ("en", "es") for kind in ("docx", "review.docx", "json")
    )


@needs_apertium
@pytest.mark.xdist_group("translated")
def test_a_refusal_is_one_line_with_its_code(translated: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """Standard error says in one line the code, what happened and what to do; the next file has its own."""
    refused, lost = translated[0].stderr.strip().splitlines()
    assert refused.startswith("tripont: not_a_pdf: photo.pdf: ")
    assert lost.startswith("tripont: lost.pdf: ")
    assert "Traceback" not in translated[0].stderr


@needs_apertium
@pytest.mark.xdist_group("translated")
def test_the_record_has_every_block_and_its_terms(translated: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """The JSON of a translation holds every block of the note, and terms of the glossary in place."""
    _, out = translated
    record = json.loads((out / f"{NOTE.stem}.en.json").read_text(encoding="utf-8"))
    document = json.loads(tripont("extract", NOTE).stdout)
    assert [block["id"] for block in record["blocks"]] == [block["id"] for block in document["blocks"]]
    assert record["engine"].startswith("apertium")
    assert record["rough_draft"] is True
    assert record["summary"]["terms_found"] >= record["summary"]["terms_in_place"] > 0


@needs_apertium
@pytest.mark.xdist_group("translated")
def test_the_word_files_are_whole(translated: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """Both Word files are sound archives with a document inside."""
    _, out = translated
    for path in out.glob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert "word/document.xml" in archive.namelist()


def test_two_files_of_one_name_are_not_written_over_each_other(tmp_path: Path) -> None:
    """Results are named after their notes, so two notes of one name are a wrong call."""
    twin = tmp_path / NOTE.name
    twin.write_bytes(NOTE.read_bytes())
    answer = tripont("translate", NOTE, twin, "--to", "en", cwd=tmp_path)
    assert answer.returncode == 2
    assert "both become" in answer.stderr


def test_a_mistyped_name_alone_leaves_nothing(tmp_path: Path) -> None:
    """A file that does not exist is a wrong call, and makes no folder."""
    answer = tripont("translate", tmp_path / "nowhere.pdf", "--to", "en", "--out", tmp_path / "out")
    assert answer.returncode == 2
    assert "nowhere.pdf" in answer.stderr
    assert not (tmp_path / "out").exists()


def test_a_name_with_a_line_break_is_told_in_one_line(tmp_path: Path) -> None:
    """Whatever a file is called, its refusal is one line."""
    odd = tmp_path / "two\nlines.pdf"
    odd.write_bytes(b"no PDF")
    answer = tripont("translate", odd, "--to", "en", "--out", tmp_path)
    assert answer.returncode == 3
    assert answer.stderr.splitlines() == [line for line in answer.stderr.splitlines() if "two?lines.pdf" in line]


def test_a_folder_that_takes_no_files_is_said_before_the_work(tmp_path: Path) -> None:
    """Results that could not be written are no reason to translate first."""
    occupied = tmp_path / "out"
    occupied.write_text("a file stands here")
    answer = tripont("translate", NOTE, "--to", "en", "--out", occupied)
    assert answer.returncode == 1
    assert answer.stderr.strip().splitlines()[-1].startswith("tripont: cannot_write: ")


def test_a_note_only_wanted_in_its_own_language_is_a_wrong_call(tmp_path: Path) -> None:
    """Nothing would be done, so it is said."""
    answer = tripont("translate", NOTE, "--to", "fr", "--out", tmp_path)
    assert answer.returncode == 2
    assert "already" in answer.stderr


def test_without_an_engine_the_code_is_4_and_the_remedy_is_named(tmp_path: Path) -> None:
    """On a machine without engines the user reads what to type, and no file is left."""
    answer = tripont(
        "translate",
        NOTE,
        "--to",
        "en",
        "--out",
        tmp_path / "out",
        "--engine",
        "argos",
        ARGOS_PACKAGES_DIR=str(tmp_path),
    )
    assert answer.returncode == 4
    assert answer.stderr.strip().splitlines()[-1].startswith("tripont: no_engine: ")
    assert "tripont engines install" in answer.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_a_broken_glossary_is_refused_by_line(tmp_path: Path) -> None:
    """A glossary that cannot be read is refused before any note is touched."""
    broken = tmp_path / "ours.toml"
    broken.write_text("[[concept]\nid = ", encoding="utf-8")
    answer = tripont("translate", NOTE, "--to", "en", "--glossary", broken, "--out", tmp_path / "out")
    assert answer.returncode == 3
    assert answer.stderr.strip().splitlines()[-1].startswith("tripont: bad_glossary: ")
