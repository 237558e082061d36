"""Formatting and footnote marks stand on the right words of the target."""

import pytest

from document.languages import Direction, Language
from document.note import Run
from worker.translate import translate

FR_ES = Direction(Language.FRENCH, Language.SPANISH)
FR_EN = Direction(Language.FRENCH, Language.ENGLISH)


def runs(segment, engine, direction=FR_ES, terms=()):
    """Translate one segment and give its runs without the kinds of space."""
    [draft] = translate([segment], {segment.id: terms}, engine, direction)
    return [
        (run.text.replace("\u00a0", " "), run.bold, run.italic, run.superscript, run.link, run.footnote)
        for run in draft.runs
    ], draft


def styled(segment, engine, style, direction=FR_ES, terms=()):
    """The target words that bear a style."""
    got, _ = runs(segment, engine, direction, terms)
    return [run[0] for run in got if run[{"bold": 1, "italic": 2, "superscript": 3, "link": 4, "footnote": 5}[style]]]


def test_a_whole_segment_keeps_its_formatting(apertium, segment):
    """A bold sentence is one bold sentence."""
    got, _ = runs(segment(Run(text="Les pianos du château.", bold=True)), apertium)
    assert [(text, bold) for text, bold, *_ in got] == [("Los pianos del castillo.", True)]


def test_a_lead_in_is_formatted_up_to_its_colon(apertium, segment):
    """What is bold up to the colon stays bold up to the colon, and the colon with it."""
    source = segment(Run(text="Objectif :", bold=True), " parler des pianos du château.")
    assert styled(source, apertium, "bold") == ["Objetivo:"]


@pytest.mark.parametrize("direction", [FR_ES, FR_EN], ids=str)
def test_a_lead_in_leaves_a_link_after_it_alone(apertium, segment, direction):
    """What follows the colon keeps its own formatting."""
    form = Run(text="formulaire", link="https://forum.example/a4")
    source = segment(Run(text="Inscription :", bold=True), Run(text=" "), form, ", avant le 1er octobre")
    assert styled(source, apertium, "link", direction) == [{"es": "formulario", "en": "form"}[direction.target]]


@pytest.mark.parametrize("direction", [FR_ES, FR_EN], ids=str)
def test_a_word_in_the_middle_is_followed(apertium, segment, direction):
    """The formatting of a word goes where the word goes, and its article stays plain."""
    source = segment("Les musiciens jouent de la ", Run(text="guitare", italic=True), " dans le jardin.")
    assert styled(source, apertium, "italic", direction) == [{"es": "guitarra", "en": "guitar"}[direction.target]]


def test_a_term_bears_the_formatting_of_its_source(apertium, segment, term):
    """A bold term is bold in the target from its first letter to its last."""
    source = segment("Le rôle de l’", Run(text="économie sociale", bold=True), " est connu.")
    terms = [term(source, "économie sociale", "economía social", source_gender="f", target_gender="f")]
    assert styled(source, apertium, "bold", terms=terms) == ["economía social"]


def test_an_ordinal_keeps_its_raised_letters_in_english_and_has_none_in_spanish(apertium, segment):
    """``1ère`` is ``1st`` with raised letters, and ``1.ª`` with the sign that is raised by itself."""
    source = segment("La 1", Run(text="ère", superscript=True), " réunion des musiciens.")
    assert styled(source, apertium, "superscript", FR_EN) == ["st"]
    got, draft = runs(source, apertium)
    assert "1.ª" in draft.text
    assert not any(run[3] for run in got)


def test_links_stay_on_their_address(apertium, segment):
    """An address is not translated, and the link stays on it."""
    source = segment("Écrire à ", Run(text="infos@maison.example", link="mailto:infos@maison.example"), " avant mardi.")
    assert styled(source, apertium, "link") == ["infos@maison.example"]


def test_a_footnote_mark_follows_the_same_word(apertium, segment):
    """The mark is not part of the sentence, and stands behind the word that it stood behind."""
    mark = Run(text="3", superscript=True, footnote="b9")
    got, draft = runs(segment("Les pianos", mark, " du château sont dans le jardin."), apertium)
    assert draft.text.startswith("Los pianos3 del castillo")
    assert [run[0] for run in got if run[5]] == ["3"]


@pytest.mark.parametrize(("before", "after"), [("Le château.", ""), ("Le château", ".")])
def test_a_footnote_mark_at_the_end_keeps_its_side_of_the_full_stop(apertium, segment, before, after):
    """Before or behind the final point is the author's choice."""
    _, draft = runs(segment(before, Run(text="3", superscript=True, footnote="b9"), after), apertium)
    assert draft.text == ("El castillo.3" if before.endswith(".") else "El castillo3.")


def test_a_guess_is_said_to_be_one(word_by_word, segment):
    """Where nothing tells the place, whole words are formatted and the stretch is reported."""

    class DeafEngine(word_by_word):
        def render(self, sentence):
            return type(super().render(sentence))("uno dos tres cuatro" if " " in sentence.text else "cinco")

    source = segment("un deux ", Run(text="trois", bold=True), " quatre")
    got, draft = runs(source, DeafEngine({}))
    assert draft.unsure == ("trois",)
    assert [run[0].strip() for run in got if run[1]] == ["tres"]


def test_no_character_is_lost_in_the_runs(apertium, segment):
    """The runs joined are the text, whatever was formatted."""
    source = segment("a ", Run(text="Les pianos, ", bold=True), Run(text="les guitares", italic=True), " et (1 250 €).")
    _, draft = runs(source, apertium)
    assert "".join(run.text for run in draft.runs) == draft.text
    assert "1.250" in draft.text


def test_a_link_covers_the_whole_address_and_nothing_else(apertium, segment):
    """Also where the address is the longest run of its sentence."""
    address = Run(text="atelier-a4@forum-villes-solidaires.example", link="mailto:a4@forum.example")
    note = segment("Pour toute question, écrire à ", address, ".")
    [draft] = translate([note], {}, apertium, Direction(Language.FRENCH, Language.ENGLISH))
    assert [run for run in draft.runs if run.link] == [address]
