"""``tripont doctor``: what is there, and what is missing."""

import json

from tests.command_line import tripont


def test_doctor_names_what_is_there() -> None:
    """The doctor knows libraries, engines and the glossary."""
    parts = {part["part"]: part for part in map(json.loads, tripont("doctor", "--json").stdout.splitlines())}
    assert {"python", "pdfplumber", "engine apertium", "engine argos", "directions", "glossary"} <= parts.keys()
    assert all(part["remedy"] for part in parts.values() if part["state"] == "missing")
