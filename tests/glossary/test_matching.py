"""Terms are found in running text whatever their form, and only where they are meant."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from document.languages import Direction, Language
from glossary.concepts import TermStatus
from glossary.inflection import forms
from glossary.matching import Matcher
from tests.glossary.matchers import EN_FR, ES_FR, FR_EN, FR_ES, find, glossary_of, matcher, sse


@pytest.mark.parametrize(
    ("direction", "text", "sources"),
    [
        (FR_EN, "Les économies sociales et solidaires", ["économies sociales et solidaires"]),
        (FR_EN, "L'ESS, d’ESS, (ESS) et « ESS »", ["ESS", "ESS", "ESS", "ESS"]),
        (FR_EN, "économie sociale et solidaire (ESS)", ["économie sociale et solidaire", "ESS"]),
        (FR_EN, "ECONOMIE SOCIALE ET SOLIDAIRE", ["ECONOMIE SOCIALE ET SOLIDAIRE"]),
        (FR_EN, "Économie Sociale et Solidaire", ["Économie Sociale et Solidaire"]),
        (FR_EN, "e\u0301conomie sociale", ["e\u0301conomie sociale"]),
        (FR_EN, "économie\nsociale  et\u00a0solidaire", ["économie\nsociale  et\u00a0solidaire"]),
        (FR_EN, "micro-crédit et micro\u00adcrédit", ["micro-crédit", "micro\u00adcrédit"]),
        (FR_EN, "des tiers lieux et des tiers-lieux", ["tiers lieux", "tiers-lieux"]),
        (FR_EN, "la coopération Sud–Sud", ["coopération Sud–Sud"]),
        (FR_EN, "les intervenant·e·s et les élu(e)s", ["intervenant·e·s", "élu(e)s"]),
        (FR_EN, "le renforcement de capacités", ["renforcement de capacités"]),
        (FR_EN, "le renforcement des capacités", ["renforcement des capacités"]),
        (FR_EN, "L’E.S.S. en chiffres", ["E.S.S."]),
        (EN_FR, "the SSE's place in the SDGs", ["SSE", "SDGs"]),
        (EN_FR, "worker cooperatives, worker co-operatives", ["worker cooperatives", "worker co-operatives"]),
        (EN_FR, "labor markets, labour markets", ["labor markets", "labour markets"]),
        (EN_FR, "small- and medium-sized enterprises", ["small- and medium-sized enterprises"]),
        (EN_FR, "community‑based organisations", ["community‑based organisations"]),
        (ES_FR, "las monedas sociales y el acceso al crédito", ["monedas sociales", "acceso al crédito"]),
        (ES_FR, "la OIT, e innovación social", ["OIT", "innovación social"]),
    ],
)
def test_a_term_is_found_in_every_form(direction: Direction, text: str, sources: list[str]) -> None:
    """Inflection, elision, capitals, hyphens, spaces and spellings do not hide a term."""
    assert [occurrence.source for occurrence in find(text, direction)] == sources


@pytest.mark.parametrize(
    ("direction", "text"),
    [
        (FR_EN, "un ess, des messes, la presse et le processus"),
        (FR_EN, "le marché est ouvert au public"),
        (FR_EN, "l'économique et le social solidaire"),
        (FR_EN, "ce que savent faire nos voisins"),
        (FR_EN, "des objectifs communs"),
        (FR_EN, "elle a été élue en participant au vote"),
        (FR_EN, "une dynamique coopérative et l'estime mutuelle"),
        (FR_EN, "l’économie, sociale et solidaire"),
        (EN_FR, "WHO WE ARE"),
        (EN_FR, "who wins, and when"),
        (EN_FR, "self-sufficiency"),
        (EN_FR, "the service is run by Lantern Home Care and its staff"),
        (FR_EN, "contact@economie-sociale.org"),
        (FR_EN, "https://forum.example/finance-solidaire/note-conceptuelle.pdf"),
        (ES_FR, "EL FUTURO DEL MAÑANA"),
        (EN_FR, "the sse protocol"),
        (EN_FR, "to volunteer in cooperative ways"),
        (ES_FR, "los objetivos comunes"),
        (FR_EN, ""),
        (FR_EN, " … — "),
    ],
)
def test_what_only_looks_like_a_term_is_left_alone(direction: Direction, text: str) -> None:
    """Parts of words, verbs, adjectives, ordinary words in capitals and broken phrases are no terms."""
    assert find(text, direction) == ()


def test_the_longest_term_wins() -> None:
    """A term inside a longer one is not found a second time."""
    assert [o.source for o in find("le développement économique local")] == ["développement économique local"]


@pytest.mark.parametrize(
    ("direction", "text", "renderings"),
    [
        (FR_EN, "l'acteur local, les acteurs locaux", ["local actor", "local actors"]),
        (FR_ES, "le réseau et les réseaux", ["red", "redes"]),
        (FR_EN, "les ODD, l'ODD 8 et aux ODD", ["SDGs", "SDG", "SDGs"]),
        (FR_EN, "objectifs de développement durable (ODD)", ["Sustainable Development Goals", "SDGs"]),
        (EN_FR, "public policies and a call for projects", ["politiques publiques", "appel à projets"]),
        (FR_EN, "les marchés publics", ["public procurement"]),
        (FR_ES, "l'ONG et les ONG", ["ONG", "ONG"]),
    ],
)
def test_the_rendering_has_the_number_of_the_source(direction: Direction, text: str, renderings: list[str]) -> None:
    """Singular becomes singular and plural becomes plural, where the target has both."""
    assert [occurrence.rendering for occurrence in find(text, direction)] == renderings


def test_numbers_that_differ_between_the_languages_are_told() -> None:
    """A plural that becomes a singular says so, for those who must make the sentence agree."""
    (occurrence,) = find("les marchés publics")
    assert (occurrence.plural, occurrence.target_plural) == (True, False)


def test_an_occurrence_tells_gender_and_what_is_right_and_wrong() -> None:
    """Genders, admitted renderings in both numbers and forbidden ones come with the term."""
    (occurrence,) = find("les clauses sociales", FR_ES)
    assert (occurrence.source_gender, occurrence.target_gender) == ("f", "f")
    assert set(occurrence.accepted) >= {"cláusulas sociales", "cláusula social"}
    (trade,) = find("le commerce équitable", FR_ES)
    assert "comercio equitativo" in trade.forbidden


def test_a_short_form_becomes_the_target_short_form_or_else_the_full_term() -> None:
    """``ESS`` is ``SSE``; ``MLCC`` has no English short form and is written out."""
    assert [o.rendering for o in find("l'ESS et la MLCC")] == ["SSE", "citizen-led complementary local currency"]


def test_a_users_glossary_goes_before_the_built_in_one(tmp_path: Path) -> None:
    """Where two glossaries know the same words, the first one decides."""
    own = glossary_of(tmp_path, "[own-1]\nfr: tissu productif (m)\nes: trama productiva (f)\nen: productive base\n")
    found = Matcher([own, sse()], *FR_EN).find("le tissu productif des territoires")
    assert [(o.concept[:3], o.rendering) for o in found] == [("own", "productive base"), ("sse", "territories")]


def test_a_term_given_in_the_plural_is_found_in_the_singular(tmp_path: Path) -> None:
    """A user's list often has plurals; lemmas find the rest."""
    own = glossary_of(tmp_path, "fr,es,en\njardins nourriciers locaux,huertos,food gardens\n", "own.csv")
    found = Matcher([own], *FR_EN).find("un jardin nourricier local et des jardins nourriciers locaux")
    assert [occurrence.source for occurrence in found] == ["jardin nourricier local", "jardins nourriciers locaux"]
    assert [occurrence.plural for occurrence in found] == [False, True]
    assert [occurrence.rendering for occurrence in found] == ["food gardens", "food gardens"]


def test_renderings_too_general_are_not_sought(tmp_path: Path) -> None:
    """A term marked ``target only`` counts as right in a translation, and is not looked for in a source."""
    own = glossary_of(tmp_path, "[own-1]\nfr: levier (m)\nen: lever; driver (target only)\nes: palanca (f)\n")
    assert Matcher([own], *EN_FR).find("a driver and a lever")[0].source == "lever"
    assert "driver" in Matcher([own], *FR_EN).find("un levier")[0].accepted


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_occurrences_never_overlap_and_their_places_are_true(data: st.DataObject) -> None:
    """Whatever the text, each place holds the surface it names, and no two share a character."""
    terms = [term.text for concept in sse().concepts for term in concept.terms_in(Language.FRENCH)]
    piece = st.sampled_from(terms) | st.text(max_size=8) | st.sampled_from(["l'", "d’", "-", "(", ", ", " ", "DES "])
    text = "".join(data.draw(st.lists(piece, max_size=8)))
    end = 0
    for occurrence in find(text):
        assert occurrence.start >= end
        assert text[occurrence.start : occurrence.end] == occurrence.source
        assert occurrence.rendering == occurrence.accepted[0]
        assert not set(occurrence.accepted) & set(occurrence.forbidden)
        end = occurrence.end


@pytest.mark.parametrize("language", list(Language))
def test_every_term_of_the_glossary_is_found_in_both_numbers(language: Language) -> None:
    """No term is hidden from the matcher by its own spelling, alone or as a heading in capitals."""
    direction = Direction(language, next(other for other in Language if other is not language))
    lost = []
    for concept in sse().concepts:
        for term in concept.terms_in(language, TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.ACRONYM):
            for form in forms(term) if term.sought else ():
                found = matcher(direction).find(form)
                if [occurrence.source for occurrence in found] != [form]:
                    lost.append((form, [occurrence.source for occurrence in found]))
    assert lost == []


def test_an_english_plural_before_another_noun_is_the_subject_of_a_verb() -> None:
    """Co-operatives that share something are no cooperative shares."""
    assert [term.rendering for term in find("Local authorities and co-operatives share the costs.", EN_FR)] == [
        "autorités locales",
        "coopératives",
    ]
    assert [term.rendering for term in find("A workers co-operative", EN_FR)] == ["coopérative de travail"]


def test_an_institution_with_an_article_is_no_firm_with_a_name() -> None:
    """Capitals in the name of an institution do not hide the terms in it."""
    found = find("It was adopted by the Ghent Social Economy Council last year.", EN_FR)
    assert "économie sociale" in [term.rendering for term in found]
