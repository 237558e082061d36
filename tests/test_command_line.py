"""The command line as a whole: its help, and what it makes of calls that nobody can mean."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import NOTE, tripont


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
