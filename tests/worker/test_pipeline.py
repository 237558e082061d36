"""The whole way, with an engine that says what it was asked."""

from collections.abc import Sequence

import pytest

from document.errors import NoEngine
from document.languages import Direction, Language
from document.note import Block, BlockKind, Note, Page, Run
from document.progress import Progress, Report, silent
from document.segment import KeepReason, Origin
from worker import pipeline
from worker.engines.engine import Enforcement, Readiness, Rendering, Sentence


class LabellingEngine:
    """Writes the direction in front of each sentence, for the directions that it knows."""

    name = "labelling"
    rough = False
    enforcement = Enforcement.REPLACE

    def __init__(self, *pairs: str) -> None:
        """``pairs`` are what it can do: ``fr-es``."""
        self.pairs = pairs

    def readiness(self, direction: Direction) -> Readiness:
        """Only the given pairs are ready."""
        return Readiness(ready=str(direction) in self.pairs)

    def label(self, direction: Direction) -> str:
        """Name and direction."""
        return f"labelling {direction}"

    def translate(
        self, sentences: Sequence[Sentence], direction: Direction, report: Report = silent
    ) -> list[Rendering]:
        """Keep the words and tell the direction."""
        report(Progress("translate", len(sentences), len(sentences)))
        return [Rendering(f"{direction}: {sentence.text}") for sentence in sentences]


def block(name: str, text: str, language: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    """A block with one run."""
    level = 1 if kind is BlockKind.HEADING else None
    return Block(id=name, kind=kind, level=level, runs=(Run(text=text),), language=language)


NOTE = Note(
    language="fr",
    pages=(Page(number=1, width=595, height=842),),
    blocks=(
        block("b1", "Les communes préparent la rencontre avec les habitants.", "fr"),
        block("b2", "Guiding questions", "en", BlockKind.HEADING),
        block("b3", "Mit freundlicher Unterstützung der Bürgerstiftung", "de"),
        block("b4", "Les habitants répondent ensuite aux communes.", "fr"),
    ),
)


@pytest.fixture
def with_engine(monkeypatch: pytest.MonkeyPatch):
    """Give the pipeline an engine of the given pairs."""

    def put(*pairs: str) -> None:
        engine = LabellingEngine(*pairs)

        def choose(_: str, direction: Direction) -> LabellingEngine:
            if not engine.readiness(direction).ready:
                raise NoEngine(f"nothing for {direction}")
            return engine

        monkeypatch.setattr(pipeline, "choose", choose)

    return put


def targets(parcel: pipeline.Parcel) -> dict[str, tuple[str, Origin, KeepReason | None]]:
    """Each segment's target, who wrote it, and why it was kept."""
    return {
        checked.draft.segment.id: (checked.draft.text, checked.draft.origin, checked.draft.segment.keep)
        for checked in parcel.translation.segments
    }


def test_each_segment_takes_the_road_of_its_own_language(with_engine) -> None:
    """An English heading in a French note goes from English into Spanish, and German stays."""
    with_engine("fr-es", "en-es")
    found = targets(pipeline.render(NOTE, Language.SPANISH, glossaries=()))
    assert found["b1.1"][0].casefold().startswith("fr-es:")
    assert found["b2.1"][0].casefold().startswith("en-es:")
    assert found["b3.1"] == (NOTE.blocks[2].text, Origin.KEPT, KeepReason.OTHER_LANGUAGE)


def test_what_is_in_the_target_language_already_stays(with_engine) -> None:
    """The English heading is kept on the way into English, and its finding says why."""
    with_engine("fr-en")
    parcel = pipeline.render(NOTE, Language.ENGLISH, glossaries=())
    assert targets(parcel)["b2.1"] == ("Guiding questions", Origin.KEPT, KeepReason.SAME_LANGUAGE)
    heading = next(checked for checked in parcel.translation.segments if checked.draft.segment.id == "b2.1")
    assert [finding.severity for finding in heading.findings] == ["info"]


def test_without_a_road_for_a_foreign_heading_the_note_goes_on(with_engine) -> None:
    """Only the note's own direction is needed; a foreign heading without an engine is kept."""
    with_engine("fr-es")
    assert targets(pipeline.render(NOTE, Language.SPANISH, glossaries=()))["b2.1"][1] is Origin.KEPT


def test_without_a_road_for_the_note_there_is_no_parcel(with_engine) -> None:
    """The note's own direction cannot be done without."""
    with_engine("en-es")
    with pytest.raises(NoEngine):
        pipeline.render(NOTE, Language.SPANISH, glossaries=())


def test_segments_stay_in_the_order_of_the_note(with_engine) -> None:
    """Grouping by language does not change the order in which a reader meets the segments."""
    with_engine("fr-es", "en-es")
    parcel = pipeline.render(NOTE, Language.SPANISH, glossaries=())
    assert [checked.draft.segment.block for checked in parcel.translation.segments] == ["b1", "b2", "b3", "b4"]


def test_an_untranslated_note_is_rebuilt_with_its_own_words() -> None:
    """The identity translation holds the note's text unchanged."""
    translation = pipeline.untranslated(NOTE)
    assert [checked.draft.text for checked in translation.segments] == [one.text for one in NOTE.blocks]


def test_the_same_note_gives_the_same_bytes(with_engine) -> None:
    """A rerun changes nothing but the seconds that it took."""
    with_engine("fr-es", "en-es")
    first, second = (pipeline.render(NOTE, Language.SPANISH, glossaries=()) for _ in range(2))
    assert first.note_docx == second.note_docx
    assert first.review_docx == second.review_docx
