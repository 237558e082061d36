"""Every check is described, and speaks the reviewer's language."""

import re
import tomllib
from pathlib import Path

import pytest

from document.languages import Language
from worker.check import CHECKS, KEPT

ROOT = Path(__file__).parents[3]
ROOM = ROOT / "worker" / "check"
EVERY = (*CHECKS, KEPT)


def test_docs_list_every_check_as_it_is():
    """docs/checks.md has one row for each check: its name, its severities and what it looks for."""
    rows = [
        line
        for line in (ROOT / "docs" / "checks.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    wanted = [f"| `{each.name}` | {', '.join(each.severities)} | {each.text} |" for each in EVERY]
    assert rows == wanted


def test_names_are_unique():
    """A finding's check can be looked up."""
    assert len({each.name for each in EVERY}) == len(EVERY)


def test_every_message_is_used_and_every_used_message_is_there():
    """No sentence is left over, and none is missing."""
    code = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    for name in tomllib.loads((ROOM / "messages.toml").read_text(encoding="utf-8")):
        assert f'"{name}"' in code, name


@pytest.mark.parametrize(("name", "texts"), tomllib.loads((ROOM / "messages.toml").read_text(encoding="utf-8")).items())
def test_a_message_says_the_same_facts_in_each_language(name, texts):
    """The three sentences name the same words and numbers."""
    assert set(texts) == {str(language) for language in Language}, name
    assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}) == 1
    assert all(text.endswith((".", "».", "”.")) for text in texts.values())
