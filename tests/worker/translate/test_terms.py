"""Every term ends as applied, repaired or missing, and the report is true."""

import pytest

from document.languages import Direction, Language
from document.segment import KeepReason, Origin, TermStatus
from worker.engines.engine import Enforcement
from worker.translate import translate

FR_ES = Direction(Language.FRENCH, Language.SPANISH)
FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
EN_FR = Direction(Language.ENGLISH, Language.FRENCH)
ES_FR = Direction(Language.SPANISH, Language.FRENCH)
SSE = {"source_gender": "f", "target_gender": "f"}


def one(segment, terms, engine, direction):
    """Translate one segment."""
    [draft] = translate([segment], {segment.id: terms}, engine, direction)
    for use in draft.terms:
        assert (use.place is None) == (use.status is TermStatus.MISSING)
        if use.place:
            assert draft.text[use.place.start : use.place.end] == use.target
    assert len(draft.terms) == len(terms)
    return draft


def test_kept_segments_come_out_as_they_are(word_by_word, segment):
    """What is not to be translated never reaches the engine."""
    engine = word_by_word({})
    kept = segment("RIPESS Europe", keep=KeepReason.NAME)
    [draft] = translate([kept], {}, engine, FR_ES)
    assert (draft.runs, draft.origin, engine.seen) == (kept.runs, Origin.KEPT, [])


def test_elision_is_undone_and_restored(apertium, segment, term):
    """The article has its full form before a stand-in, and the form that the term asks for afterwards."""
    source = segment("Le rôle de l’économie sociale est connu.")
    draft = one(source, [term(source, "économie sociale", "economía social", **SSE)], apertium, FR_ES)
    assert draft.text == "El papel de la economía social es conocido."
    back = segment("El papel de la economía social.")
    draft = one(back, [term(back, "economía social", "économie sociale", **SSE)], apertium, ES_FR)
    assert draft.text == "Le rôle de l’économie sociale."


def test_the_words_around_agree_with_the_target_gender(apertium, segment, term):
    """A masculine term that is feminine in the target gets a feminine article and adjective."""
    source = segment("C’est un levier important pour les villes.")
    draft = one(source, [term(source, "levier", "palanca", source_gender="m", target_gender="f")], apertium, FR_ES)
    assert "una palanca importante" in draft.text


def test_an_acronym_gets_the_article_of_its_gender(apertium, segment, term):
    """Short names are masked like the terms that they stand for."""
    source = segment("Les acteurs de l’ESS.")
    terms = [term(source, "ESS", "SSE", acronym=True, **SSE)]
    assert one(source, terms, apertium, FR_EN).text.endswith("of the SSE.")


def test_the_english_article_follows_the_term(apertium, segment, term):
    """``a`` before a stand-in becomes ``an`` before a vowel sound."""
    source = segment("Une entreprise sociale.")
    draft = one(source, [term(source, "entreprise sociale", "ESS enterprise", **SSE)], apertium, FR_EN)
    assert draft.text == "An ESS enterprise."


def test_several_terms_of_a_sentence_keep_their_places(apertium, segment, term):
    """Each term has a stand-in of its own, so that they cannot change places unseen."""
    source = segment("Les coopératives et les mutuelles soutiennent la finance solidaire et le commerce équitable.")
    terms = [
        term(source, "coopératives", "cooperativas", plural=True, target_plural=True, **SSE),
        term(source, "mutuelles", "mutualidades", plural=True, target_plural=True, **SSE),
        term(source, "finance solidaire", "finanzas solidarias", target_plural=True, **SSE),
        term(source, "commerce équitable", "comercio justo", source_gender="m", target_gender="m"),
    ]
    draft = one(source, terms, apertium, FR_ES)
    assert draft.text.startswith("Las cooperativas y las mutualidades ")
    assert draft.text.endswith("las finanzas solidarias y el comercio justo.")
    assert {use.status for use in draft.terms} == {TermStatus.APPLIED}


def test_a_stand_in_that_the_text_itself_contains_is_not_used(word_by_word, segment, term):
    """A note about violins does not get its violins replaced."""
    source = segment("Le violon du quartier")
    engine = word_by_word({"chapeau": "sombrero", "fromage": "queso", "violon": "violín"})
    draft = one(source, [term(source, "quartier", "barrio", source_gender="m", target_gender="m")], engine, FR_ES)
    assert "violín" in draft.text
    assert draft.terms[0].target == "barrio"


@pytest.mark.parametrize("kind", ["placeholder_eating", "doubling"])
def test_a_lost_or_doubled_stand_in_never_ends_in_the_target(kind, segment, term, request):
    """Where the engine loses or doubles a stand-in the sentence is tried otherwise, and what became of it is said."""
    engine = request.getfixturevalue(kind)({})
    source = segment("Un plaidoyer commun")
    draft = one(source, [term(source, "plaidoyer", "incidencia", source_gender="m")], engine, FR_ES)
    assert not any(word in draft.text for word in ("violon", "chapeau", "fromage", "violín"))
    assert draft.terms[0].status in TermStatus


def test_a_rendering_that_is_already_right_is_applied(word_by_word, segment, term):
    """An engine that finds the term by itself is left alone."""
    engine = word_by_word({"plaidoyer": "incidencia"}, Enforcement.REPLACE)
    source = segment("Un plaidoyer")
    draft = one(source, [term(source, "plaidoyer", "incidencia")], engine, FR_ES)
    assert (draft.text, draft.terms[0].status) == ("Un incidencia", TermStatus.APPLIED)


def test_a_known_rival_is_replaced(word_by_word, segment, term):
    """A rendering that the glossary forbids gives way to the right one."""
    engine = word_by_word({"levier": "crowbar", "un": "a"}, Enforcement.REPLACE)
    source = segment("un levier")
    draft = one(source, [term(source, "levier", "lever", forbidden=("crowbar",))], engine, FR_EN)
    assert (draft.text, draft.terms[0].status) == ("a lever", TermStatus.REPAIRED)


def test_aligned_words_are_replaced_and_doubled_words_collapse(word_by_word, segment, term):
    """Without a known rival the words that the engine aligns are replaced, and no word stays twice."""
    engine = word_by_word({"tissu": "woven", "productif": "fabric"}, Enforcement.REPLACE)
    source = segment("le tissu productif")
    draft = one(source, [term(source, "tissu", "productive fabric")], engine, FR_EN)
    assert (draft.text, draft.terms[0].status) == ("le productive fabric", TermStatus.REPAIRED)


def test_what_cannot_be_brought_in_is_missing(word_by_word, segment, term):
    """A term that is neither there nor aligned is reported, and nothing is broken for it."""
    engine = word_by_word({"co": "x"}, Enforcement.REPLACE)
    engine.render = lambda s: type(word_by_word({}).render(s))("Nothing of that.")
    source = segment("le plaidoyer")
    draft = one(source, [term(source, "plaidoyer", "advocacy")], engine, FR_EN)
    assert (draft.text, draft.terms[0].status) == ("nothing of that.", TermStatus.MISSING)


def test_terms_within_terms_are_all_reported(apertium, segment, term):
    """An occurrence inside another gets its own report, without a second rendering in the text."""
    source = segment("La finance solidaire avance.")
    terms = [
        term(source, "finance solidaire", "finanzas solidarias", target_plural=True, **SSE),
        term(source, "solidaire", "solidaria", pos="adjective"),
    ]
    draft = one(source, terms, apertium, FR_ES)
    assert draft.text.count("solidari") == 1


def test_capitals_stay_where_the_source_has_them(apertium, segment, term):
    """A term at the start begins with a capital, in capitals it stays in capitals, in a list item it stays small."""
    title = segment("ÉCONOMIE SOCIALE ET TERRITOIRES")
    assert one(title, [term(title, "ÉCONOMIE SOCIALE", "economía social", **SSE)], apertium, FR_ES).text.startswith(
        "ECONOMÍA SOCIAL"
    )
    start = segment("Économie sociale et territoires")
    assert one(start, [term(start, "Économie sociale", "economía social", **SSE)], apertium, FR_ES).text.startswith(
        "Economía social"
    )
    item = segment("économie sociale et territoires")
    assert one(item, [term(item, "économie sociale", "economía social", **SSE)], apertium, FR_ES).text.startswith(
        "economía social"
    )
