"""Figures from the conventions of one language into those of another."""

import pytest

from document.languages import Direction, Language
from worker.translate.numbers import figures, ordinal

FR, ES, EN = Language


def written(text, source, target, word=""):
    """Write a text's figures as they stand in the target, the rest as it is."""
    for figure in reversed(figures(text, Direction(source, target))):
        gap = " " if figure.token.endswith(" ") else ""
        text = text[: figure.start] + figure.finish(word or figure.token) + gap + text[figure.end :]
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "source", "target", "result"),
    [
        ("1 250", FR, EN, "1,250"),
        ("1 250", FR, ES, "1.250"),
        ("1.250", ES, FR, "1 250"),
        ("1,250", EN, ES, "1.250"),
        ("16 400 habitantes", ES, EN, "16,400 habitantes"),
        ("7,8 %", FR, EN, "7.8%"),
        ("7.8%", EN, FR, "7,8 %"),
        ("38 %", ES, EN, "38%"),
        ("1 250 000 €", FR, EN, "€1,250,000"),
        ("$1,250", EN, FR, "1 250 $"),
        ("2,5 milliards d’euros", FR, EN, "2.5 billion euros"),
        ("2,5 milliards d’euros", FR, ES, "2,5 mil millones de euros"),
        ("3 millions de personnes", FR, ES, "3 millones de personnes"),
        ("2 billion people", EN, FR, "2 milliards de people"),
        ("en 2025, 412 entreprises", FR, EN, "en 2025, 412 entreprises"),
        ("ODD 8, 11 et 12", FR, ES, "ODD 8, 11 et 12"),
        ("3.2.1", ES, EN, "3.2.1"),
        ("Workshop 2.4", EN, FR, "Workshop 2.4"),
        ("Workshops 2.4 and 2.5: 2.5 hours", EN, ES, "Workshops 2.4 and 2.5: 2,5 hours"),
        ("Séances 1.1 à 1.3", FR, EN, "Séances 1.1 à 1.3"),
        ("el taller 3.2, con 3.200 personas", ES, EN, "el taller 3.2, con 3,200 personas"),
    ],
)
def test_numbers_take_the_separators_of_the_target(text, source, target, result):
    """Digits stay, separators and signs change, years and whole numbers are left alone."""
    assert written(text, source, target) == result


@pytest.mark.parametrize(
    ("text", "source", "target", "result"),
    [
        ("14 octobre 2027", FR, ES, "14 de octubre de 2027"),
        ("14 octobre 2027", FR, EN, "14 October 2027"),
        ("du 27 au 29 octobre 2025", FR, EN, "from 27 to 29 October 2025"),
        ("du 27 au 29 octobre 2025", FR, ES, "del 27 al 29 de octubre de 2025"),
        ("23 de abril de 2027", ES, FR, "23 avril 2027"),
        ("October 14, 2027", EN, ES, "14 de octubre de 2027"),
        ("24-26 March 2025", EN, FR, "24-26 mars 2025"),
        ("1er mars", FR, ES, "1 de marzo"),
        ("1 March", EN, FR, "1er mars"),
        ("mars 2026", FR, ES, "marzo de 2026"),
        ("en mars", FR, ES, "en mars"),
        ("9 h 30", FR, EN, "9:30 a.m."),
        ("14h", FR, ES, "14:00 h"),
        ("2.00–3.30 p.m.", EN, FR, "14 h 00 – 15 h 30"),
        ("11:00–12:30", EN, FR, "11 h 00 – 12 h 30"),
        ("11:00–12:30", EN, ES, "11:00-12:30"),
        ("9 h 30-12 h", FR, EN, "9:30 a.m.–12:00 p.m."),
        ("14h–16h30", FR, ES, "14:00-16:30 h"),
        ("de 9 h à 11 h", FR, EN, "from 9:00 to 11:00 a.m."),
        ("de 9 à 11 h", FR, ES, "de 9:00 a 11:00 h"),
        ("de 9.00 a 11.30 h", ES, FR, "de 9 h 00 à 11 h 30"),
        ("from 2 to 4 p.m.", EN, FR, "de 14 h à 16 h"),
        ("from 10 to 2 p.m.", EN, FR, "de 10 h à 14 h"),
        ("between 2 and 4 p.m.", EN, ES, "entre 14:00 y 16:00 h"),
        ("à 14 h", FR, EN, "at 2:00 p.m."),
        ("a las 16.30 h", ES, FR, "à 16 h 30"),
        ("12 a.m.", EN, FR, "0 h"),
        ("12 h de formation", FR, EN, "12 h de formation"),
    ],
)
def test_dates_and_hours_are_written_as_the_target_does(text, source, target, result):
    """Order, articles and names of months follow the target's usage."""
    assert written(text, source, target) == result


@pytest.mark.parametrize(
    ("number", "word", "target", "result"),
    [
        (1, "primera", ES, "1.ª"),
        (1, "primer", ES, "1.er"),
        (2, "tercero", ES, "2.º"),
        (1, "première", FR, "1re"),
        (2, "troisième", FR, "2e"),
        (1, "first", EN, "1st"),
        (2, "third", EN, "2nd"),
        (11, "third", EN, "11th"),
        (112, "third", EN, "112th"),
    ],
)
def test_ordinals_agree_with_the_word_that_stood_there(number, word, target, result):
    """Gender and form come from what the engine made of the ordinal word."""
    assert ordinal(number, word, target) == result
