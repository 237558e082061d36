"""The public JSON keeps its promises."""

from dataclasses import replace

from document.exchange import note_to_json, summary, translation_to_json
from document.languages import Language
from document.note import (
    Block,
    BlockKind,
    Box,
    Cell,
    Furniture,
    FurnitureKind,
    Image,
    ImageRole,
    ListShape,
    Note,
    Page,
    Run,
)
from document.segment import (
    CheckedSegment,
    Draft,
    Finding,
    Occurrence,
    Origin,
    Segment,
    Severity,
    Span,
    TermStatus,
    TermUse,
    Translation,
)

NOTE = Note(
    language="fr",
    pages=(Page(number=1, width=595.3, height=841.9),),
    blocks=(
        Block(
            id="b1",
            kind=BlockKind.LIST_ITEM,
            runs=(Run(text="La 1"), Run(text="ère", superscript=True), Run(text=" série. Et après.")),
            language="fr",
            boxes=(Box(page=1, x0=72.04, top=600.0, x1=523.17, bottom=640.0),),
            list=ListShape(ordered=False, depth=2, label="–"),
        ),
        Block(
            id="b2",
            kind=BlockKind.TABLE,
            rows=(
                (Cell(runs=(Run(text="Heure"),), header=True), Cell()),
                (Cell(runs=(Run(text="9 h"),)), Cell(runs=(Run(text="Accueil"),))),
            ),
        ),
    ),
    furniture=(Furniture(kind=FurnitureKind.FOOTER, text="Avec le soutien de", pages=(1,), id="f1", language="fr"),),
    images=(Image(id="i1", box=Box(page=1, x0=0, top=0, x1=10, bottom=10), role=ImageRole.LOGO, data=b"png"),),
)


def checked(name: str, source: str, target: str, **more: object) -> CheckedSegment:
    """A checked segment with one run; ``more`` goes to the segment, the draft or the checked segment by name."""
    segment = Segment(
        id=name,
        block=name.split(".", maxsplit=1)[0],
        runs=(Run(text=source),),
        language="fr",
        after=str(more.get("after", "")),
        cell=more.get("cell"),  # type: ignore[arg-type]
    )
    draft = Draft(segment=segment, runs=(Run(text=target),), origin=Origin.ENGINE, terms=more.get("terms", ()))  # type: ignore[arg-type]
    return CheckedSegment(draft=draft, findings=more.get("findings", ()))  # type: ignore[arg-type]


USE = TermUse(
    occurrence=Occurrence(start=0, end=5, source="série", concept="sse-0001", rendering="series"),
    status=TermStatus.APPLIED,
    target="series",
    place=Span(start=8, end=14),
)
DOUBT = Finding(
    check="numbers",
    severity=Severity.WARNING,
    messages={Language.FRENCH: "fr", Language.SPANISH: "es", Language.ENGLISH: "en"},
)
TRANSLATION = Translation(
    source_language=Language.FRENCH,
    target_language=Language.ENGLISH,
    engine="apertium 3.8.3 fr-es-en",
    rough=True,
    glossaries=("sse 2026-11",),
    segments=(
        checked("b1.1", "La 1ère série.", "The 1st series.", after=" ", terms=(USE,), findings=(DOUBT,)),
        checked("b1.2", "Et après.", "And then."),
        checked("b2.1", "Heure", "Time", cell=(0, 0)),
        checked("b2.2", "9 h", "9 am", cell=(1, 0)),
        checked("b2.3", "Accueil", "Welcome", cell=(1, 1)),
    ),
    seconds=1.23,
)


def test_runs_joined_give_the_text_and_false_flags_are_left_out() -> None:
    """A block's runs join to its text, and say only what is true of them."""
    block = note_to_json(NOTE)["blocks"][0]
    assert "".join(run["text"] for run in block["runs"]) == block["text"] == "La 1ère série. Et après."
    assert block["runs"][:2] == [{"text": "La 1"}, {"text": "ère", "superscript": True}]
    assert block["list"] == {"ordered": False, "depth": 2, "label": "–"}
    assert block["boxes"] == [{"page": 1, "x0": 72.0, "top": 600.0, "x1": 523.2, "bottom": 640.0}]


def test_a_note_tells_its_furniture_and_pictures_without_bytes() -> None:
    """Furniture and pictures stand beside the blocks; a picture's bytes are only counted."""
    out = note_to_json(NOTE)
    assert out["schema"] == "tripont.document/1"
    assert out["pages"] == 1
    assert out["furniture"] == [
        {"id": "f1", "kind": "footer", "language": "fr", "text": "Avec le soutien de", "pages": [1]}
    ]
    assert out["images"][0] | {"bytes": 3, "role": "logo"} == out["images"][0]


def test_a_table_is_one_block_with_cells_and_rows_joined() -> None:
    """Source and target of a table hold its cells joined by bars and its rows by line breaks, empty cells included."""
    table = translation_to_json(NOTE, TRANSLATION)["blocks"][1]
    assert table["source"] == "Heure | \n9 h | Accueil"
    assert table["target"] == "Time | \n9 am | Welcome"
    assert [segment["id"] for segment in table["segments"]] == ["b2.1", "b2.2", "b2.3"]


def test_sentences_of_a_block_are_joined_by_what_stood_between_them() -> None:
    """The white space between two segments comes back in the block's target."""
    assert translation_to_json(NOTE, TRANSLATION)["blocks"][0]["target"] == "The 1st series. And then."


def test_a_block_without_segments_appears_all_the_same() -> None:
    """Every source block is in the translation, also one that has nothing to translate."""
    bare = Translation(
        source_language=Language.FRENCH,
        target_language=Language.SPANISH,
        engine="",
        rough=False,
        glossaries=(),
        segments=(),
    )
    assert [block["id"] for block in translation_to_json(NOTE, bare)["blocks"]] == ["b1", "b2"]


def test_running_lines_stand_beside_the_blocks() -> None:
    """Translated furniture has a list of its own, so ``blocks`` stay the note’s; without segments it is left out."""
    line = Segment(id="f1.1", block="f1", runs=(Run(text="Avec le soutien de"),), language="fr")
    draft = Draft(segment=line, runs=(Run(text="With the support of"),), origin=Origin.ENGINE)
    whole = replace(TRANSLATION, segments=(*TRANSLATION.segments, CheckedSegment(draft=draft)))
    out = translation_to_json(NOTE, whole)
    assert [block["id"] for block in out["blocks"]] == ["b1", "b2"]
    (piece,) = out["furniture"]
    assert (piece["id"], piece["kind"], piece["target"]) == ("f1", "footer", "With the support of")
    assert [segment["id"] for segment in piece["segments"]] == ["f1.1"]
    assert out["summary"]["segments"] == len(TRANSLATION.segments) + 1
    assert translation_to_json(NOTE, TRANSLATION)["furniture"] == []


def test_findings_speak_the_target_language_and_keep_the_others() -> None:
    """``message`` is in the target language; ``messages`` has all three."""
    finding = translation_to_json(NOTE, TRANSLATION)["blocks"][0]["segments"][0]["findings"][0]
    assert finding["message"] == "en"
    assert finding["messages"] == {"fr": "fr", "es": "es", "en": "en"}


def test_the_summary_counts_words_terms_and_findings() -> None:
    """The summary has what a reader wants to know first."""
    assert summary(TRANSLATION) == {
        "segments": 5,
        "words": 9,
        "terms_found": 1,
        "terms_in_place": 1,
        "findings": {"blocking": 0, "warning": 1, "info": 0},
        "seconds": 1.2,
    }
