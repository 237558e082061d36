"""A small note made by hand, with a little of everything, and translations of it."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image as Raster

from document.languages import Language
from document.note import (
    Alignment,
    Block,
    BlockKind,
    Box,
    Cell,
    Furniture,
    FurnitureKind,
    Graphic,
    Image,
    ImageRole,
    ListShape,
    Look,
    Note,
    Page,
    Ruling,
    Run,
    Zone,
)
from document.segment import (
    CheckedSegment,
    Draft,
    Finding,
    KeepReason,
    Occurrence,
    Origin,
    Segment,
    Severity,
    Span,
    TermStatus,
    TermUse,
    Translation,
)

LEFT, RIGHT, SIZE, LINE = 72.0, 523.0, 11.0, 14.0
BODY = Look(font="Carlito", size=SIZE, color="222222", alignment=Alignment.JUSTIFY, line_height=LINE)
HEADING = Look(font="Carlito", size=15.0, color="1F4E79", bold=True, rule_below="E0A030")
TITLE = Look(font="Carlito", size=24.0, color="0B5563", bold=True, alignment=Alignment.CENTER)


def png(color: str = "red", size: tuple[int, int] = (8, 4)) -> bytes:
    """Give the bytes of a small picture of one colour."""
    held = io.BytesIO()
    Raster.new("RGB", size, color).save(held, "PNG")
    return held.getvalue()


def box(page: int, top: float, height: float = SIZE, x0: float = LEFT, x1: float = RIGHT) -> Box:
    """Give a box by its top and height."""
    return Box(page=page, x0=x0, top=top, x1=x1, bottom=top + height)


def block(kind: BlockKind, number: int, text: str | Sequence[Run], look: Look, place: Box, **more: object) -> Block:
    """Give a block with one box; its text may be plain."""
    runs = (Run(text=text, bold=look.bold),) if isinstance(text, str) else tuple(text)
    made = Block(id=f"b{number}", kind=kind, runs=runs, language="fr", boxes=(place,), look=look)
    return replace(made, **more)  # type: ignore[arg-type]


def item(number: int, text: str, top: float, shape: ListShape) -> Block:
    """Give a list item on page 1."""
    look = replace(BODY, indent_left=18.0 * shape.depth, first_line=-14.0)
    return block(BlockKind.LIST_ITEM, number, text, look, box(1, top), list=shape)


def full_note() -> Note:
    """Give a note of two pages with a little of everything."""
    kinds = BlockKind
    blocks = (
        block(kinds.TITLE, 1, "Monnaies locales et tissu productif", TITLE, box(1, 90, 24)),
        block(kinds.DATE, 2, "14 octobre 2027", replace(BODY, alignment=Alignment.CENTER), box(1, 130)),
        block(kinds.HEADING, 3, "Contexte", HEADING, box(1, 170, 15), level=1),
        block(
            kinds.PARAGRAPH,
            4,
            (
                Run(text="La 2"),
                Run(text="ème", superscript=True, size=6.5),
                Run(text=" conférence de l’"),
                Run(text="économie sociale", bold=True),
                Run(text=" a lieu "),
                Run(text="en ligne", link="https://example.org/a?b=1&c=2", color="1B8A8F", underline=True),
                Run(text=" comme prévu"),
                Run(text="1", superscript=True, footnote="b14"),
                Run(text=". Une deuxième phrase suit."),
            ),
            BODY,
            box(1, 200, 25),
        ),
        item(5, "le change des recettes", 240, ListShape(ordered=False, depth=1, label="•")),
        item(6, "les centrales d’achat", 256, ListShape(ordered=False, depth=2, label="–")),
        item(7, "un premier objectif", 280, ListShape(ordered=True, depth=1, label="1.")),
        item(8, "adhésion des services", 296, ListShape(ordered=True, depth=2, label="a)")),
        item(9, "un deuxième objectif", 312, ListShape(ordered=True, depth=1, label="2.")),
        block(
            kinds.TABLE,
            10,
            (),
            replace(BODY, size=9.0),
            box(1, 340, 60),
            rows=(
                (
                    Cell(runs=(Run(text="Lieu", bold=True),), header=True, background="1B8A8F"),
                    Cell(runs=(Run(text="Chiffres", bold=True),), header=True, background="1B8A8F", colspan=2),
                ),
                (
                    Cell(runs=(Run(text="Port"),), rowspan=2),
                    Cell(runs=(Run(text="412"),)),
                    Cell(runs=(Run(text="5 €"),)),
                ),
                (Cell(runs=(Run(text="67"),)), Cell(runs=(Run(text="7 €"),), alignment=Alignment.RIGHT)),
            ),
            columns=(200.0, 100.0, 151.0),
            ruling=Ruling(rows="1B8A8F"),
        ),
        block(kinds.FIGURE, 11, (), BODY, box(2, 90, 80, 200, 360), image="i2"),
        block(
            kinds.CAPTION,
            12,
            "Figure 1. La boucle",
            replace(BODY, size=9.0, alignment=Alignment.CENTER),
            box(2, 180, 9),
        ),
        block(
            kinds.PARAGRAPH,
            13,
            "« Une monnaie vaut par ses liens. »",
            replace(BODY, italic=True, indent_left=30, indent_right=30, rule_left="E0A030"),
            box(2, 210),
        ),
        block(kinds.FOOTNOTE, 14, "1. Observatoire, 2026.", replace(BODY, size=8.0), box(1, 740, 8)),
    )
    foot = replace(BODY, size=8.0)
    return Note(
        language="fr",
        pages=(Page(number=1, width=595, height=842), Page(number=2, width=595, height=842)),
        blocks=blocks,
        furniture=(
            Furniture(
                kind=FurnitureKind.FOOTER,
                text="Avec le soutien de la Fondation",
                pages=(1, 2),
                id="f1",
                box=box(1, 800, 8, 200, 395),
                look=foot,
            ),
            Furniture(
                kind=FurnitureKind.PAGE_NUMBER,
                text="Page 1 sur 2",
                pages=(1, 2),
                id="f2",
                box=box(1, 800, 8, 470, 523),
                look=foot,
            ),
            Furniture(
                kind=FurnitureKind.HEADER,
                text="Note conceptuelle",
                pages=(2,),
                id="f3",
                box=box(2, 36, 8, 440, 523),
                look=foot,
            ),
        ),
        images=(
            Image(
                id="i1", box=box(1, 770, 20, 100, 140), role=ImageRole.LOGO, zone=Zone.FOOTER, pages=(1, 2), data=png()
            ),
            Image(id="i2", box=box(2, 90, 80, 200, 360), role=ImageRole.FIGURE, pages=(2,), data=png("blue")),
        ),
        graphics=(Graphic(box=box(1, 764, 1), color="1B8A8F", zone=Zone.FOOTER, pages=(1, 2)),),
    )


def segments_of(note: Note) -> list[Segment]:
    """Give one segment for each block and cell, and two for the block that has two sentences."""
    made: list[Segment] = []
    for one in note.blocks:
        for row, cells in enumerate(one.rows):
            for column, cell in enumerate(cells):
                name = f"{one.id}.{len([s for s in made if s.block == one.id]) + 1}"
                made.append(Segment(id=name, block=one.id, runs=cell.runs, language="fr", cell=(row, column)))
        if one.runs and one.id == "b4":
            end = Run(text=".")
            made.append(Segment(id="b4.1", block="b4", runs=(*one.runs[:-1], end), language="fr", after=" "))
            made.append(Segment(id="b4.2", block="b4", runs=(Run(text="Une deuxième phrase suit."),), language="fr"))
        elif one.runs:
            made.append(Segment(id=f"{one.id}.1", block=one.id, runs=one.runs, language=one.language))
    return made


def terms_of(segment: Segment) -> tuple[TermUse, ...]:
    """Find one term in the text of the paragraph, and miss another."""
    word = "économie sociale"
    start = segment.text.find(word)
    if segment.id != "b4.1" or start < 0:
        return ()
    there = Occurrence(start=start, end=start + len(word), source=word, concept="sse-1", rendering=word)
    gone = Occurrence(start=0, end=2, source="La", concept="sse-2", rendering="The")
    return (
        TermUse(
            occurrence=there, status=TermStatus.APPLIED, target=word, place=Span(start=start, end=start + len(word))
        ),
        TermUse(occurrence=gone, status=TermStatus.MISSING),
    )


def translated_note(
    note: Note, target: Language = Language.ENGLISH, findings: dict[str, tuple[Finding, ...]] | None = None
) -> Translation:
    """Give a translation whose target is the source, with findings by segment id; the date is kept as a name."""
    drafts = [
        Draft(segment=replace(segment, keep=KeepReason.NAME), runs=segment.runs, origin=Origin.KEPT)
        if segment.block == "b2"
        else Draft(segment=segment, runs=segment.runs, origin=Origin.ENGINE, terms=terms_of(segment))
        for segment in segments_of(note)
    ]
    return Translation(
        source_language=Language.FRENCH,
        target_language=target,
        engine="apertium 3.8.3 fra-eng",
        rough=True,
        glossaries=("sse 2026-11",),
        segments=tuple(
            CheckedSegment(draft=draft, findings=(findings or {}).get(draft.segment.id, ())) for draft in drafts
        ),
    )


@pytest.fixture
def note() -> Note:
    """Give the hand-made note."""
    return full_note()


@pytest.fixture
def translated() -> object:
    """Give the function that translates a note into itself."""
    return translated_note


@pytest.fixture
def findings() -> dict[str, tuple[Finding, ...]]:
    """Give findings for two segments: two that overlap, and one without a place."""
    messages = {Language.ENGLISH: "The number is missing.", Language.FRENCH: "Le nombre manque."}
    return {
        "b4.1": (
            Finding(check="numbers", severity=Severity.BLOCKING, messages=messages, place=Span(start=3, end=9)),
            Finding(check="length", severity=Severity.INFO, messages=messages, place=Span(start=5, end=20)),
        ),
        "b3.1": (Finding(check="untranslated", severity=Severity.WARNING, messages=messages),),
    }
