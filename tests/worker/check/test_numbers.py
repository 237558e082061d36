"""Numbers are compared by what they say, not by how they are written."""

import pytest

from document.languages import Direction, Language
from document.segment import Severity, Span
from tests.worker.check.drafts import ES_EN, FR_EN, FR_ES, brief, draft, findings


@pytest.mark.parametrize(
    ("direction", "source", "target"),
    [
        (FR_EN, "1 250 villes et 7,8 % du PIB", "1,250 cities and 7.8% of GDP"),
        (FR_ES, "1 250 villes et 7,8 % du PIB", "1.250 ciudades y el 7,8 % del PIB"),
        (FR_EN, "2 milliards d’euros", "2 billion euros"),
        (FR_ES, "2 milliards d’euros", "2 mil millones de euros"),
        (ES_EN, "3 mil millones de euros y 35 mil personas", "3 billion euros and 35,000 people"),
        (FR_EN, "1,5 million de membres", "1,500,000 members"),
        (FR_EN, "vingt ans", "20 years"),
        (FR_EN, "35 maires", "thirty-five mayors"),
        (FR_ES, "quatre-vingt-dix villes", "90 ciudades"),
        (FR_EN, "le XXIe siècle", "the 21st century"),
        (FR_EN, "la 1ère édition", "the first edition"),
        (FR_EN, "de 9 h 30 à 14 h 00", "from 9:30 a.m. to 2 p.m."),
        (Direction(Language.ENGLISH, Language.FRENCH), "2.00–3.30 p.m.", "14 h - 15 h 30"),
        (Direction(Language.ENGLISH, Language.FRENCH), "from 2 to 4 p.m.", "de 14 h à 16 h"),
        (Direction(Language.ENGLISH, Language.FRENCH), "11:00–12:30", "11 h 00 – 12 h 30"),
        (FR_EN, "de 14 à 16 h", "from 2:00 to 4:00 p.m."),
        (FR_ES, "de 9 h 30 à 12 h 00", "de 9:30 a 12:00"),
        (FR_EN, "le 14.10.2027", "on 14/10/2027"),
        (FR_EN, "le 1er octobre 2027", "1 October 2027"),
        (FR_EN, "12 h de formation", "12 hours of training"),
        (FR_EN, "50 euros", "€50"),
        (FR_EN, "point 3.1.2", "item 3.1.2"),
    ],
)
def test_the_same_values_written_otherwise_are_no_finding(direction, source, target):
    """Separators, number words, multiples, hours and currencies follow the language."""
    assert brief(source, target, direction) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("12 villes", "13 cities"),
        ("1 250 villes", "1.25 cities"),
        ("7,8 % du total", "78% of the total"),
        ("2 milliards d’euros", "2 million euros"),
        ("de 9 h 30 à midi", "from 9:20 to noon"),
        ("En 2027", "In 2072"),
    ],
)
def test_a_changed_number_blocks(source, target):
    """A number with another value must not go out."""
    assert ("numbers", "blocking") in brief(source, target)


def test_a_lost_number_blocks_and_an_added_one_warns():
    """A number that is nowhere in the target is worse than one too many."""
    assert brief("12 villes partenaires", "partner cities") == [("numbers", "blocking")]
    assert brief("Les villes partenaires", "The 12 partner cities") == [("numbers", "warning")]


def test_a_finding_names_the_numbers_and_their_place():
    """The reviewer reads both numbers, in each language, and sees where."""
    (finding,) = findings(draft("Il y a 12 villes", "There are 13 cities"))
    assert finding.place == Span(start=10, end=12)
    assert finding.messages[Language.ENGLISH] == "The source says 12, the translation says 13."
    assert all("12" in text and "13" in text for text in finding.messages.values())


def test_a_lost_unit_is_a_warning():
    """A percentage without its sign says something else."""
    assert brief("7 % du total", "7 of the total") == [("numbers", "warning")]


def test_months_are_compared():
    """A date in another month blocks."""
    assert brief("le 14 octobre 2027", "on 14 October 2027") == []
    assert brief("le 14 octobre 2027", "on 14 November 2027") == [("dates", "blocking")]
    assert brief("le 14 octobre 2027", "on 14 octobre 2027") == [("dates", "warning")]


def test_a_number_that_can_be_read_in_two_ways_is_pointed_out():
    """``2,035 milliards`` in French may carry an English comma: the reviewer decides."""
    (finding,) = findings(draft("2,035 milliards d’euros", "2.035 billion euros"))
    assert (finding.check, finding.severity) == ("source_numbers", Severity.WARNING)
    assert brief("2.035 billion euros", "2,035 milliards d’euros", Direction(Language.ENGLISH, Language.FRENCH)) != []
    assert brief("0,125 point", "0.125 point") == []
