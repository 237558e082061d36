"""The command line as its users meet it: what it prints, writes and answers."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from document.languages import DIRECTIONS

SAMPLES = Path(__file__).parent.parent / "samples"
NOTE = SAMPLES / "fr-monnaies-locales.pdf"

needs_apertium = pytest.mark.skipif(shutil.which("apertium") is None, reason="Apertium is not installed: make setup")


def tripont(*words: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tripont", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=cwd,
        env=os.environ | environment,
    )


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


def test_help_answers_without_the_heavy_rooms() -> None:
    """``--help`` imports no parser, engine, matcher or Word library."""
    script = (
        "import sys, tripont\n"
        "try: tripont.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('spacy', 'pdfplumber', 'ctranslate2', 'docx', 'lxml', 'rich') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.rstrip().endswith("[]")
    assert "translate" in answer.stdout


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


@pytest.mark.parametrize(
    "words",
    [
        ("translate", NOTE, "--to", "de"),
        ("translate", NOTE, "--to", ","),
        ("translate", NOTE),
        ("translate", "--to", "en"),
        ("translate", NOTE, "--to", "en", "--engine", "babelfish"),
        ("extract", NOTE, "--format", "html"),
        ("engines", "remove", "fr-de"),
        ("dance",),
    ],
)
def test_a_wrong_command_line_ends_in_2(words: tuple[str | Path, ...], tmp_path: Path) -> None:
    """What cannot be meant is said on standard error, before anything is done."""
    answer = tripont(*words, cwd=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr
    assert list(tmp_path.iterdir()) == []


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


def test_extract_prints_markdown_and_a_word_file(tmp_path: Path) -> None:
    """The three forms of a note's structure."""
    markdown = tripont("extract", NOTE, "--format", "md").stdout
    assert markdown.startswith("# ") or "\n# " in markdown
    target = tmp_path / "note.docx"
    with target.open("wb") as stream:
        subprocess.run(
            [sys.executable, "-m", "tripont", "extract", NOTE, "--format", "docx"], stdout=stream, check=True
        )
    assert zipfile.ZipFile(target).testzip() is None


def test_the_language_of_a_note_can_be_said() -> None:
    """``--from`` takes the codes of the languages, and nothing else."""
    said = tripont("extract", NOTE, "--from", "fr")
    assert json.loads(said.stdout)["language"] == "fr"
    assert tripont("extract", NOTE, "--from", "FRENCH").returncode == 2


def test_engines_names_all_six_directions_of_each() -> None:
    """Each engine and direction is ready, or says what to type."""
    engines = [json.loads(line) for line in tripont("engines", "--json").stdout.splitlines()]
    assert {engine["engine"] for engine in engines} >= {"apertium", "argos"}
    for engine in engines:
        assert sorted(engine["directions"]) == sorted(map(str, DIRECTIONS))
        assert all(state["ready"] or state["remedy"] for state in engine["directions"].values())


def test_doctor_names_what_is_there() -> None:
    """The doctor knows libraries, engines and the glossary."""
    parts = {part["part"]: part for part in map(json.loads, tripont("doctor", "--json").stdout.splitlines())}
    assert {"python", "pdfplumber", "engine apertium", "engine argos", "directions", "glossary"} <= parts.keys()
    assert all(part["remedy"] for part in parts.values() if part["state"] == "missing")


def test_the_glossary_can_be_searched_and_proved() -> None:
    """A term is found in any language and without its accents; the built-in glossary has no problem."""
    assert "social and solidarity economy" in tripont("glossary", "find", "economie sociale et solidaire").stdout
    assert tripont("glossary", "check").returncode == 0


def test_a_broken_glossary_is_refused_by_line(tmp_path: Path) -> None:
    """A glossary that cannot be read is refused before any note is touched."""
    broken = tmp_path / "ours.toml"
    broken.write_text("[[concept]\nid = ", encoding="utf-8")
    answer = tripont("translate", NOTE, "--to", "en", "--glossary", broken, "--out", tmp_path / "out")
    assert answer.returncode == 3
    assert answer.stderr.strip().splitlines()[-1].startswith("tripont: bad_glossary: ")
