"""What is done to texts before and after the model."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.engines.argos import wording


def cut(text: str, limit: int) -> list[str]:
    """Cut a text by its number of characters."""
    return [text[start:end] for start, end in wording.portions(text, len, limit)]


def test_a_short_text_stays_whole() -> None:
    """Nothing is cut without need."""
    assert cut("Une phrase, courte.", 40) == ["Une phrase, courte."]


def test_a_long_text_is_cut_between_clauses() -> None:
    """A semicolon near the middle goes before a comma nearer to it."""
    text = "les réseaux forment, accompagnent et relient ; les communes financent, et proposent"
    assert cut(text, 50) == ["les réseaux forment, accompagnent et relient ;", "les communes financent, et proposent"]


def test_without_clauses_a_comma_does() -> None:
    """Commas are the next best place."""
    assert cut("former les jeunes, financer les projets", 30) == ["former les jeunes,", "financer les projets"]


def test_without_any_sign_a_space_does() -> None:
    """Words are never cut."""
    assert cut("un deux trois quatre", 12) == ["un deux", "trois quatre"]


@given(st.text(alphabet="ab ,;.é(", max_size=200), st.integers(1, 30))
def test_portions_lose_nothing_but_white_space(text: str, limit: int) -> None:
    """Put together again, the portions are the text, and no portion without a space inside is cut for nothing."""
    portions = wording.portions(text, len, limit)
    between = [text[a:b] for (_, a), (b, _) in pairwise(portions)]
    assert portions[0][0] == 0
    assert portions[-1][1] == len(text)
    assert all(not gap.strip() and gap for gap in between)
    assert all(end - start <= limit or " " not in text[start:end].strip() for start, end in portions)


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("CONTEXTE ET JUSTIFICATION", True),
        ("1. LES RÉSEAUX DE L’ÉCONOMIE SOCIALE", True),
        ("ESS", False),
        ("RIPESS 2024", False),
        ("L’ESS en Europe", False),
        ("12 %", False),
    ],
)
def test_headings_in_capitals_are_told_from_acronyms(text: str, shouted: bool) -> None:
    """A single word in capitals is left alone."""
    assert wording.is_shouted(text) is shouted


def test_a_shouted_text_is_spoken_letter_for_letter() -> None:
    """Positions stay what they are."""
    assert wording.spoken("« LE TISSU PRODUCTIF »") == "« Le tissu productif »"


def test_typography_is_put_aside_letter_for_letter() -> None:
    """Models are trained on plain apostrophes, hyphens and spaces; positions stay what they are."""
    text = "L’accès\u202f: le bien‑être\u00a0!"
    assert wording.plain(text) == "L'accès : le bien-être !"
    assert len(wording.plain(text)) == len(text)


@pytest.mark.parametrize(
    ("source", "target", "finished"),
    [
        ("Le forum", "The forum.", "The forum"),
        ("Le forum :", "The forum", "The forum:"),
        ("Le forum :", "The forum.", "The forum:"),
        ("Pourquoi ?", "Why.", "Why?"),
        ("Le forum.", "the forum.", "The forum."),
        ("Le forum dure.", "The forum lasts", "The forum lasts."),
        ("Le forum dure…", "The forum lasts ...", "The forum lasts…"),
        ("(Le forum.)", "(The forum.)", "(The forum.)"),
        ("le forum ;", "The forum", "The forum;"),
        ("Le forum", "The forum!", "The forum!"),
        ("Le forum", "", ""),
    ],
)
def test_a_rendering_ends_as_its_source_does(source: str, target: str, finished: str) -> None:
    """Headings stay without a full stop, and what introduces a list keeps its colon."""
    assert wording.finished(source, target) == finished


@pytest.mark.parametrize(
    "target",
    [
        "",
        "...",
        "the forum the forum the forum",
        "very, very, very",
        "A sentence that goes on about this and that, " * 2 + "although what it renders is as short as can be",
    ],
)
def test_broken_renderings_are_seen(target: str) -> None:
    """Nothing, stutter, and what is far too long."""
    assert wording.looks_broken("Le forum des associations", target)


def test_a_rendering_far_too_short_is_seen() -> None:
    """A long sentence does not become two words."""
    source = "Les acteurs locaux renforcent le tissu productif dans les territoires ruraux."
    assert wording.looks_broken(source, "Local players.")
    assert not wording.looks_broken(source, "Local players strengthen the productive fabric in rural areas.")


def test_a_stutter_of_the_source_is_no_fault() -> None:
    """Who repeats in French may repeat in English."""
    assert not wording.looks_broken("non, non, non", "no, no, no")
