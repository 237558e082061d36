"""Terms in the text of a neural engine, with the small models that the tests bring."""

from dataclasses import replace
from pathlib import Path

import pytest

from document.languages import Direction, Language
from document.note import Run
from document.segment import Name, TermStatus
from worker.engines.argos.engine import Argos
from worker.engines.argos.packages import Store
from worker.translate import translate

MODELS = Path(__file__).parents[2] / "fixtures" / "argos"
FR_EN = Direction(Language.FRENCH, Language.ENGLISH)


@pytest.fixture(scope="module")
def argos(tmp_path_factory):
    """Argos with the fixture models."""
    folder = tmp_path_factory.mktemp("argos")
    store = Store(folder / "packages", folder / "downloads")
    for model in sorted(MODELS.glob("*.argosmodel")):
        store.install_file(model)
    return Argos(store)


def test_a_rendering_that_the_glossary_forbids_is_repaired(argos, segment, term):
    """``local players`` becomes what the glossary says, once, in its place."""
    source = segment("Les acteurs locaux renforcent l’économie sociale et solidaire.")
    terms = [
        term(source, "acteurs locaux", "local actors", forbidden=("local players",), plural=True, target_plural=True),
        term(source, "économie sociale et solidaire", "social and solidarity economy"),
    ]
    [draft] = translate([source], {source.id: terms}, argos, FR_EN)
    assert draft.text == "Local actors strengthen the social and solidarity economy."
    assert [use.status for use in draft.terms] == [TermStatus.REPAIRED, TermStatus.APPLIED]


def test_aligned_words_give_way_to_the_term_and_keep_its_formatting(argos, segment, term):
    """Without a known rival the words that the model attends to are replaced; italics stay on the term."""
    source = segment("Les ", Run(text="collectivités territoriales", italic=True), " soutiennent les réseaux.")
    terms = [term(source, "collectivités territoriales", "local authorities", plural=True, target_plural=True)]
    [draft] = translate([source], {source.id: terms}, argos, FR_EN)
    assert draft.text.startswith("Local authorities support ")
    assert [run.text.strip() for run in draft.runs if run.italic] == ["Local authorities"]
    assert draft.terms[0].status is TermStatus.REPAIRED


def test_a_name_that_the_model_translates_is_put_back(argos, segment):
    """What the model attends to for a name gives way to the name; it is no term of the glossary's."""
    plain = segment("Les réseaux Kolibri soutiennent les collectivités territoriales.")
    start = plain.text.index("Kolibri")
    source = replace(plain, names=(Name(start=start, end=start + len("Kolibri"), certain=True),))
    [draft] = translate([source], {}, argos, FR_EN)
    assert "Kolibri" in draft.text
    assert draft.terms == ()
