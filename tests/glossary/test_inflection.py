"""Plurals of terms of several words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document.languages import Language
from glossary.concepts import Number, PartOfSpeech, Term
from glossary.inflection import forms, inflected, pluralised

FR, ES, EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH


@pytest.mark.parametrize(
    ("language", "singular", "plural"),
    [
        (FR, "économie sociale et solidaire", "économies sociales et solidaires"),
        (FR, "acteur local", "acteurs locaux"),
        (FR, "appel à projets", "appels à projets"),
        (FR, "organisation non gouvernementale", "organisations non gouvernementales"),
        (FR, "réseau", "réseaux"),
        (FR, "procès", "procès"),
        (FR, "bonne pratique", "bonnes pratiques"),
        (FR, "micro-crédit", "micro-crédits"),
        (FR, "société coopérative d'intérêt collectif", "sociétés coopératives d'intérêt collectif"),
        (ES, "red", "redes"),
        (ES, "organización no gubernamental", "organizaciones no gubernamentales"),
        (ES, "país en desarrollo", "países en desarrollo"),
        (ES, "crisis climática", "crisis climáticas"),
        (ES, "actor clave", "actores clave"),
        (ES, "alianza público-privada", "alianzas público-privadas"),
        (ES, "joven emprendedor", "jóvenes emprendedores"),
        (ES, "tercer lugar", "terceros lugares"),
        (EN, "call for projects", "calls for projects"),
        (EN, "not-for-profit organization", "not-for-profit organizations"),
        (EN, "person with disabilities", "people with disabilities"),
        (EN, "public policy", "public policies"),
        (EN, "SDG", "SDGs"),
        (EN, "case study", "case studies"),
        (EN, "crisis", "crises"),
    ],
)
def test_the_right_words_take_the_plural(language: Language, singular: str, plural: str) -> None:
    """The head and what agrees with it change; what follows a preposition does not."""
    assert pluralised(singular, language) == plural


@pytest.mark.parametrize("number", list(Number))
def test_a_term_of_one_number_keeps_it(number: Number) -> None:
    """``pouvoirs publics`` has no second plural, ``gouvernance`` none at all."""
    term = Term(text="pouvoirs publics", language=FR, number=number)
    assert forms(term) == ("pouvoirs publics", "pouvoirs publics")


def test_a_name_has_no_plural() -> None:
    """There is one International Labour Organization."""
    term = Term(text="International Labour Organization", language=EN, pos=PartOfSpeech.PROPER)
    assert inflected(term, plural=True) == "International Labour Organization"


def test_a_plural_given_by_hand_is_believed() -> None:
    """A linguist knows better than the rules."""
    term = Term(text="público objetivo", language=ES, plural="públicos objetivo")
    assert inflected(term, plural=True) == "públicos objetivo"


@given(st.text(max_size=40), st.sampled_from(list(Language)))
def test_any_text_has_a_plural(text: str, language: Language) -> None:
    """Whatever a user writes into a glossary, asking for its plural does no harm."""
    assert isinstance(pluralised(text, language), str)


@given(st.sampled_from(["acteur local", "réseau", "tissu productif", "appel à projets", "bonne pratique"]))
def test_a_french_plural_has_no_further_plural(text: str) -> None:
    """A plural is not made plural a second time."""
    plural = pluralised(text, FR)
    assert pluralised(plural, FR) == plural
