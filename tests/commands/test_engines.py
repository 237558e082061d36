"""``tripont engines``: what is ready, and what to type."""

import json

from document.languages import DIRECTIONS
from tests.command_line import tripont


def test_engines_names_all_six_directions_of_each() -> None:
    """Each engine and direction is ready, or says what to type."""
    engines = [json.loads(line) for line in tripont("engines", "--json").stdout.splitlines()]
    assert {engine["engine"] for engine in engines} >= {"apertium", "argos"}
    for engine in engines:
        assert sorted(engine["directions"]) == sorted(map(str, DIRECTIONS))
        assert all(state["ready"] or state["remedy"] for state in engine["directions"].values())
