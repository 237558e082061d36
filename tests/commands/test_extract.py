"""``tripont extract``: the structure of a note in its three forms."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.command_line import NOTE, tripont


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
