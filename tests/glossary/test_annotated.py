"""The matcher against sentences whose terms were marked by hand."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from document.languages import Direction, Language
from tests.glossary.matchers import find

SENTENCES = Path(__file__).with_name("annotated.txt")
MARKED = re.compile(r"\[(?P<surface>[^]=]+) = (?P<rendering>[^]]+)\]")


def annotated() -> Iterator[tuple[Direction, str]]:
    """Each sentence with its direction."""
    direction = Direction(Language.FRENCH, Language.ENGLISH)
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            direction = Direction(*(Language(code) for code in line[1:].strip().split("-")))
        elif line and not line.startswith("#"):
            yield direction, line


@pytest.mark.parametrize(("direction", "sentence"), list(annotated()))
def test_marked_terms_and_no_others_are_found(direction: Direction, sentence: str) -> None:
    """Every marked stretch is found with the rendering that the annotator wrote, and nothing else is."""
    text = MARKED.sub(lambda mark: mark["surface"], sentence)
    wanted = [(mark["surface"], mark["rendering"]) for mark in MARKED.finditer(sentence)]
    assert [(occurrence.source, occurrence.rendering) for occurrence in find(text, direction)] == wanted
