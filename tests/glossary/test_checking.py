"""What a linguist should mend is found, each problem in its place."""

from pathlib import Path

import pytest

from glossary.checking import check, check_file
from tests.glossary.matchers import glossary_of, sse, written

SOUND = "[x-1]\nfr: monnaie locale (f)\nes: moneda local (f)\nen: local currency\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x-1]\nfr: monnaie (f)\nen: currency\n", "no preferred term in Spanish"),
        (f"{SOUND}en: community currency\n", "a second preferred term in English"),
        (f"{SOUND}en admitted: community currency;\n", "an empty term"),
        (f"{SOUND}en forbidden: Local currency\n", "is forbidden and right at the same time"),
        (f"{SOUND}en admitted: community money (f)\n", "English has no gender"),
        (SOUND + SOUND, "the id stands at"),
        (SOUND + SOUND.replace("x-1", "x-2"), "belongs to x-1 already"),
        (f"{SOUND}fr admitted: Monnaie locale (f)\n", "stands twice"),
        (f"{SOUND}fr admitted: sou (k)\n", "unknown remark 'k'"),
    ],
)
def test_a_problem_is_found_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """Gaps, contradictions and unknown remarks are told with file and line."""
    problems = check_file(written(tmp_path, text))
    assert any(message in problem.message for problem in problems)
    assert all(str(problem).startswith(f"{tmp_path}/own.txt:") for problem in problems)


def test_a_sound_glossary_has_no_problem(tmp_path: Path) -> None:
    """Nothing is said where nothing is wrong, and ``target only`` lets two concepts share a rendering."""
    text = f"{SOUND}[x-2]\nfr: monnaie (f)\nes: moneda (f)\nen: local currency (target only)\n"
    assert check(glossary_of(tmp_path, text)) == ()


def test_the_built_in_glossary_is_sound() -> None:
    """The glossary that comes with Tripont passes its own check."""
    assert [str(problem) for problem in check(sse())] == []
