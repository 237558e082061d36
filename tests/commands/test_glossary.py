"""``tripont glossary``: looking into glossaries and proving them."""

from tests.command_line import tripont


def test_the_glossary_can_be_searched_and_proved() -> None:
    """A term is found in any language and without its accents; the built-in glossary has no problem."""
    assert "social and solidarity economy" in tripont("glossary", "find", "economie sociale et solidaire").stdout
    assert tripont("glossary", "check").returncode == 0
