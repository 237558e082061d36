"""Target texts are printed the way their language prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document.languages import LANGUAGES, Language
from document.note import Run
from worker.typography import typeset

NBSP = "\u00a0"
NARROW = "\u202f"


def typeset_text(text: str, language: Language) -> str:
    """Typeset a text of one run."""
    return "".join(run.text for run in typeset((Run(text=text),), language))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pourquoi? Parce que!", f"Pourquoi{NARROW}? Parce que{NARROW}!"),
        ("Objectif : agir ; puis 7,8 %.", f"Objectif{NBSP}: agir{NARROW}; puis 7,8{NBSP}%."),
        ('Un "tiers-lieu"', f"Un «{NBSP}tiers-lieu{NBSP}»"),
        ("Un “tiers-lieu” vivant", f"Un «{NBSP}tiers-lieu{NBSP}» vivant"),
        ("« une “vraie” monnaie »", f"«{NBSP}une “vraie” monnaie{NBSP}»"),
        ("l'économie d'aujourd'hui...", "l’économie d’aujourd’hui…"),
        ("¿Por qué?", f"Por qué{NARROW}?"),
        ("Quoi?!", f"Quoi{NARROW}?!"),
    ],
)
def test_french_sets_its_spaces_and_guillemets(text, expected):
    """French has its spaces before double marks and inside guillemets, and no opening question marks."""
    assert typeset_text(text, Language.FRENCH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qué hacer? Actuar!", "¿Qué hacer? ¡Actuar!"),
        ("1. Quién decide?", "1. ¿Quién decide?"),
        ("Si es así, ¿por qué?", "Si es así, ¿por qué?"),
        ("La pregunta: quién paga?", "La pregunta: ¿quién paga?"),
        ('Qué es la "moneda social"?', "¿Qué es la «moneda social»?"),
        ('Dijo "basta ya!"', "Dijo «¡basta ya!»"),
        ("« la economía “social” » : un reto", "«la economía “social”»: un reto"),
        ("el 7,8% del total", f"el 7,8{NBSP}% del total"),
        ("el periodo 2021–2027", "el periodo 2021-2027"),
    ],
)
def test_spanish_opens_its_questions_and_quotations(text, expected):
    """Spanish opens questions and exclamations where they begin, and quotes with angular marks without spaces."""
    assert typeset_text(text, Language.SPANISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« A “green” economy » : why ?", "“A ‘green’ economy”: why?"),
        ("the workers' rights and the network's aims", "the workers’ rights and the network’s aims"),
        ("7.8 % of it", "7.8% of it"),
        ("from 2021-2027 , 10-12 people", "from 2021–2027, 10–12 people"),
        ("( see below )", "(see below)"),
        ("¡Hello!", "Hello!"),
    ],
)
def test_english_has_curly_quotes_and_no_space_before_marks(text, expected):
    """English has curly quotes, no space before a mark, and an en dash in ranges."""
    assert typeset_text(text, Language.ENGLISH) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a?b=1&c=2;d!e",
        "reseau@example.org",
        "10:30",
        "1:2",
        "annexe-1.pdf",
        "ISO 14001-2",
        "2026-05-03",
        "01-23-45-67",
        "COVID-19",
        'a 5" pipe',
    ],
)
def test_what_is_not_prose_stays_as_it_is(text, language):
    """Addresses, hours, ratios, file names, codes and measures are left alone."""
    assert typeset_text(text, language) == text


def test_formatting_stays_with_its_words():
    """A space or mark that typography adds belongs to the run that it stands in."""
    runs = (
        Run(text='Un "'),
        Run(text="bien", bold=True),
        Run(text='" commun'),
        Run(text=":", bold=True),
        Run(text=" ici"),
    )
    assert typeset(runs, Language.FRENCH) == (
        Run(text=f"Un «{NBSP}"),
        Run(text="bien", bold=True),
        Run(text=f"{NBSP}» commun"),
        Run(text=f"{NBSP}:", bold=True),
        Run(text=" ici"),
    )


PROSE = st.text(alphabet=st.sampled_from("aé1 9.,:;?!¿¡«»“”‘’\"'()[]-–—…%\u00a0\u202f/@sL"), max_size=40)


@given(text=PROSE, language=st.sampled_from(LANGUAGES))
def test_a_second_time_changes_nothing(text, language):
    """Typeset text is left as it is."""
    once = typeset_text(text, language)
    assert typeset_text(once, language) == once


@given(texts=st.lists(PROSE, max_size=4), language=st.sampled_from(LANGUAGES))
def test_letters_and_digits_are_never_touched(texts, language):
    """Typography changes marks and spaces only, and in the order of the runs."""
    runs = tuple(Run(text=text, bold=bool(number % 2)) for number, text in enumerate(texts))
    for flag in (True, False):
        before = "".join(c for run in runs if run.bold is flag for c in run.text if c.isalnum())
        after = "".join(c for run in typeset(runs, language) if run.bold is flag for c in run.text if c.isalnum())
        assert after == before
