"""The engine with the fixture models: what it writes, in which order, and where marked words went."""

import json
import multiprocessing
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from document.errors import EngineFailed, NoEngine
from document.languages import DIRECTIONS, Direction, Language
from document.progress import Progress
from worker.engines.argos import engine, model
from worker.engines.argos.engine import Argos
from worker.engines.argos.packages import Store
from worker.engines.engine import Engine, Mark, Readiness, Sentence

FR, ES, EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH
FR_EN, EN_ES, FR_ES = Direction(FR, EN), Direction(EN, ES), Direction(FR, ES)

ENGLISH = {
    "Les acteurs locaux renforcent le tissu productif dans les territoires ruraux.": (
        "Local players strengthen the productive fabric in rural areas."
    ),
    "Depuis vingt ans, la finance solidaire soutient les circuits courts.": (
        "For twenty years, solidarity finance supports short circuits."
    ),
    "Les coopératives créent l'emploi local.": "Cooperatives create local employment.",
    "Le plaidoyer et les politiques publiques": "The plea and public policies",
    "Cette note prépare le forum.": "This note prepares the forum.",
    "Les jeunes ne remplacent pas les associations, mais le réseau protège les tiers-lieux.": (
        "Young people do not replace associations, but the network protects third places."
    ),
}


def marked(text: str, *stretches: str) -> Sentence:
    """Give a sentence with these stretches marked, the first with the key 1."""
    marks = [Mark(text.index(part), text.index(part) + len(part), key) for key, part in enumerate(stretches, 1)]
    return Sentence(text, tuple(marks))


def texts(argos: Argos, sentences: list[str], direction: Direction = FR_EN) -> list[str]:
    """Translate without marks."""
    return [rendering.text for rendering in argos.translate([Sentence(text) for text in sentences], direction)]


def found(argos: Argos, sentence: Sentence, direction: Direction = FR_EN) -> list[tuple[int, str]]:
    """Give key and text of the marks of a rendering."""
    (rendering,) = argos.translate([sentence], direction)
    return sorted((mark.key, rendering.text[mark.start : mark.end]) for mark in rendering.marks)


def test_sentences_come_out_exactly_and_in_order(argos: Argos) -> None:
    """Batches go by length; what comes back stands in the order of the source."""
    sentences = list(ENGLISH)
    sentences.sort(key=lambda text: text[::-1])
    assert texts(argos, sentences) == [ENGLISH[sentence] for sentence in sentences]


def test_the_engine_keeps_the_protocol(argos: Argos) -> None:
    """What every engine offers, this one offers."""
    kept: Engine = argos
    assert (kept.name, kept.rough) == ("argos", False)


def test_readiness_tells_what_is_there_and_what_to_type(argos: Argos) -> None:
    """A direction is ready directly, through English, or not, and then one command helps."""
    ready = {str(direction): argos.readiness(direction) for direction in DIRECTIONS}
    assert ready["fr-en"] == ready["en-es"] == Readiness(ready=True)
    assert ready["fr-es"] == Readiness(ready=True, via="en")
    assert ready["es-fr"] == Readiness(ready=False, remedy="tripont engines install es-fr")


def test_labels_name_program_and_models(argos: Argos) -> None:
    """A reader can tell later what wrote a text."""
    assert argos.label(FR_EN) == "argos 1.11 fr_en 0.1"
    assert argos.label(FR_ES) == "argos 1.11 fr_en 0.1 + en_es 0.1"


def test_a_direction_without_packages_is_refused(argos: Argos) -> None:
    """The message says what to type."""
    with pytest.raises(NoEngine, match="tripont engines install es-fr"):
        argos.translate([Sentence("El foro")], Direction(ES, FR))


def test_french_goes_through_english_into_spanish(argos: Argos) -> None:
    """Two models one after the other, with the marks carried along."""
    sentence = marked(
        "Les coopératives renforcent la souveraineté alimentaire au niveau local.", "souveraineté alimentaire"
    )
    (rendering,) = argos.translate([sentence], FR_ES)
    assert rendering.text == "Las cooperativas refuerzan la soberanía alimentaria a nivel local."
    assert [rendering.text[mark.start : mark.end] for mark in rendering.marks] == ["soberanía alimentaria"]


@pytest.mark.parametrize(
    ("text", "stretches", "english"),
    [
        (
            "Les acteurs locaux renforcent la souveraineté alimentaire dans les territoires ruraux.",
            ("acteurs locaux", "souveraineté alimentaire", "territoires ruraux"),
            ("Local players", "food sovereignty", "rural areas"),
        ),
        (
            "Le réseau relie les acteurs locaux avec les partenaires européens.",
            ("acteurs locaux", "partenaires européens"),
            ("local players", "European partners"),
        ),
        ("LE TISSU PRODUCTIF ET LE BIEN-ÊTRE", ("TISSU PRODUCTIF",), ("PRODUCTIVE FABRIC",)),
    ],
)
def test_marks_land_on_the_right_words(
    argos: Argos, text: str, stretches: tuple[str, ...], english: tuple[str, ...]
) -> None:
    """Also where the order of words is another one, and in capitals."""
    assert found(argos, marked(text, *stretches)) == list(enumerate(english, 1))


def test_progress_ends_at_the_whole(argos: Argos) -> None:
    """Each sentence counts once a hop, the empty and the repeated ones too."""
    told: list[Progress] = []
    argos.translate([Sentence(text) for text in ["Le forum", "", "12 %", "Le forum", *ENGLISH]], FR_ES, told.append)
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert (told[-1].done, told[-1].total) == (20, 20)


@pytest.mark.parametrize("text", ["", "   ", "2024", "12,5 %", "—", " … "])
def test_what_has_no_words_stays_as_it_is(argos: Argos, text: str) -> None:
    """A model would make words up."""
    (rendering,) = argos.translate([Sentence(text, (Mark(0, len(text), 1),))], FR_EN)
    assert (rendering.text, rendering.marks) == (text, (Mark(0, len(text), 1),))


def test_white_space_around_a_sentence_stays(argos: Argos) -> None:
    """Marks are counted from the very start."""
    sentence = marked(" \tLes coopératives créent l'emploi local. ", "emploi local")
    (rendering,) = argos.translate([sentence], FR_EN)
    assert rendering.text == " \tCooperatives create local employment. "
    assert found(argos, sentence) == [(1, "local employment")]


def test_a_heading_in_capitals_is_translated_as_a_sentence(argos: Argos) -> None:
    """The model has never seen capitals; its reader sees them again."""
    assert texts(argos, ["LE PLAIDOYER ET LES POLITIQUES PUBLIQUES"]) == ["THE PLEA AND PUBLIC POLICIES"]


def test_a_sentence_too_long_for_the_model_is_cut_and_put_together(
    argos: Argos, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts are cut between clauses, and marks in the second part are counted from the start of the whole."""
    monkeypatch.setattr(engine, "_LIMIT", 25)
    text = (
        "La région finance les coopératives au niveau local. Les femmes financent les projets collectifs en 2024. "
        "Le réseau relie les acteurs locaux avec les partenaires européens."
    )
    sentence = marked(text, "coopératives", "projets collectifs", "partenaires européens")
    (rendering,) = argos.translate([sentence], FR_EN)
    assert rendering.text == (
        "The region funds cooperatives at the local level. Women fund collective projects in 2024. "
        "The network connects local players with European partners."
    )
    assert rendering.alternatives == ()
    assert found(argos, sentence) == [(1, "cooperatives"), (2, "collective projects"), (3, "European partners")]


def test_typography_of_the_source_does_not_trouble_the_model(argos: Argos) -> None:
    """A curly apostrophe is an apostrophe, and marks lie where they lay."""
    sentence = marked("Les jeunes défendent l’accès aux droits.", "accès aux droits")
    (rendering,) = argos.translate([sentence], FR_EN)
    assert rendering.text == "Young people defend access to rights."
    assert found(argos, sentence) == [(1, "access to rights")]


def test_alternatives_are_other_texts(argos: Argos) -> None:
    """The rendering itself is not among them, and none comes twice."""
    (rendering,) = argos.translate([Sentence("Les coopératives créent l'emploi local.")], FR_EN)
    assert rendering.alternatives
    assert len({rendering.text, *rendering.alternatives}) == 1 + len(rendering.alternatives)


def test_the_same_text_comes_out_each_time(argos: Argos) -> None:
    """Also from a second engine on the same packages."""
    sentences = [Sentence(text) for text in ENGLISH]
    first = argos.translate(sentences, FR_ES)
    assert argos.translate(sentences, FR_ES) == first
    assert Argos(argos._store).translate(sentences, FR_ES) == first


def test_two_threads_translate_beside_each_other(argos: Argos) -> None:
    """A server's threads share one model."""
    with ThreadPoolExecutor(2) as threads:
        results = [threads.submit(texts, argos, list(ENGLISH)) for _ in range(6)]
        assert all(result.result() == list(ENGLISH.values()) for result in results)


def test_a_model_is_loaded_when_it_is_needed_and_once(
    store: Store, fr_en: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking what is ready loads nothing; two engines in one process load one model."""
    opened: list[Path] = []
    real = model._translator
    monkeypatch.setattr(model, "_translator", lambda folder: opened.append(folder) or real(folder))
    store.install_file(fr_en)
    engines = Argos(store), Argos(store)
    assert engines[0].readiness(FR_EN).ready
    assert engines[0].label(FR_EN)
    assert opened == []
    for one in engines:
        assert texts(one, ["Le forum et la région"]) == ["The forum and the region"]
    assert len(opened) == 1


def _child(store: Store, answer: multiprocessing.SimpleQueue) -> None:
    answer.put(texts(Argos(store), ["Cette note prépare le forum."]))


def test_a_forked_child_loads_its_own_model(argos: Argos) -> None:
    """A model that came over the fork would hang."""
    assert texts(argos, ["Cette note prépare le forum."])
    context = multiprocessing.get_context("fork")
    answer = context.SimpleQueue()
    child = context.Process(target=_child, args=(argos._store, answer))
    child.start()
    child.join(60)
    alive = child.is_alive()
    child.kill()
    assert not alive
    assert answer.get() == ["This note prepares the forum."]


def test_a_package_that_cannot_be_loaded_is_said_so(store: Store, fr_en: Path) -> None:
    """The message says what to type."""
    package = store.install_file(fr_en)
    (package.folder / "model" / "model.bin").write_bytes(b"nothing")
    with pytest.raises(EngineFailed, match="tripont engines remove fr-en"):
        texts(Argos(store), ["Le forum"])


def test_a_package_with_a_target_prefix_is_led_by_it(store: Store, fr_en: Path) -> None:
    """The prefix begins what the model writes, and is not part of the text."""
    package = store.install_file(fr_en)
    file = package.folder / "metadata.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "target_prefix": "▁Local"}))
    pieces = json.loads((package.folder / "model" / "shared_vocabulary.json").read_text())
    pieces[pieces.index("▁L")] = "▁Local"
    (package.folder / "model" / "shared_vocabulary.json").write_text(json.dumps(pieces))
    (rendering,) = Argos(store).translate([marked("Les coopératives créent l'emploi local.", "coopératives")], FR_EN)
    assert "Local" not in rendering.text.split()[0]


def test_a_package_of_the_older_kind_works(store: Store, fr_en: Path) -> None:
    """Packages with a BPE tokenizer are read by their own rules. This one has no merges, so it spells."""
    package = store.install_file(fr_en)
    (package.folder / "sentencepiece.model").unlink()
    (package.folder / "bpe.model").write_text("#version: 0.2\n")
    sentence = marked("Les coopératives créent l'emploi local.", "coopératives")
    (rendering,) = Argos(store).translate([sentence], FR_EN)
    assert rendering.text.strip()


def test_a_stutter_is_mended(argos: Argos, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken best guess gives way to the next that is sound, and a second, careful try is asked for where none is."""
    model_ = model.loaded(argos._store.route(FR_EN)[0])
    sound = dict(model_.guesses(["Cette note prépare le forum."]))[0]
    stutter = model.Guess(["▁the"] * 4, "the the the the", sound[0].attention[:4])
    asked: list[bool] = []

    def guesses(_: object, texts: list[str], *, careful: bool = False):
        asked.append(careful)
        return enumerate([sound if careful else (stutter,)] * len(texts))

    monkeypatch.setattr(model.Model, "guesses", guesses)
    assert texts(argos, ["Cette note prépare le forum."]) == ["This note prepares the forum."]
    assert asked == [False, True]


def test_nothing_is_left_when_a_package_is_removed(store: Store, fr_en: Path) -> None:
    """Install, ready, translate, remove, not ready."""
    store.install_file(fr_en)
    argos = Argos(store)
    assert texts(argos, ["Cette note prépare le forum."]) == ["This note prepares the forum."]
    store.remove(FR_EN)
    assert not argos.readiness(FR_EN).ready
    shutil.rmtree(store.folder)
    assert not argos.readiness(FR_EN).ready
