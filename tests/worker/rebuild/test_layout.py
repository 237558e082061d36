"""Where things go: lists, page numbers, running lines, columns, pictures beside text, fonts."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from document.languages import Language
from document.note import (
    Block,
    BlockKind,
    Box,
    Cell,
    Furniture,
    FurnitureKind,
    Graphic,
    Image,
    ImageRole,
    Look,
    Note,
    Page,
    Run,
    Zone,
)
from worker.rebuild import rebuild_note
from worker.rebuild.columns import stretches
from worker.rebuild.fonts import font_table
from worker.rebuild.furniture import Variant, gather
from worker.rebuild.graphics import loose_graphics
from worker.rebuild.looks import family
from worker.rebuild.numbering import parse_label
from worker.rebuild.page_numbers import counted
from worker.rebuild.tables import grid, with_room

V = "{urn:schemas-microsoft-com:vml}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAGES = tuple(Page(number=number, width=595, height=842) for number in (1, 2, 3, 4, 5))


def place(page: int, x0: float, top: float, x1: float, bottom: float) -> Box:
    """Give a box by its edges."""
    return Box(page=page, x0=x0, top=top, x1=x1, bottom=bottom)


def text(number: int, box: Box, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    """Give a block of words at a place."""
    return Block(id=f"b{number}", kind=kind, runs=(Run(text=f"Words {number}"),), boxes=(box,), look=Look(size=11.0))


@pytest.mark.parametrize(
    ("label", "level", "previous", "expected"),
    [
        ("1.", 0, None, ("decimal", 1, "%1.")),
        ("(b)", 1, 1, ("lowerLetter", 2, "(%2)")),
        ("iv)", 0, 3, ("lowerRoman", 4, "%1)")),
        ("i.", 0, None, ("lowerRoman", 1, "%1.")),
        ("i)", 0, 8, ("lowerLetter", 9, "%1)")),
        ("C", 0, 2, ("upperLetter", 3, "%1")),
        ("2.1.", 1, None, ("decimal", 1, "%1.%2.")),
    ],
)
def test_labels_become_word_s_patterns(label, level, previous, expected):
    """Digits, letters and roman numbers are told apart, also where a letter could be both."""
    found = parse_label(label, level, ordered=True, previous=previous)
    assert (found.format, found.number, found.text) == expected


@pytest.mark.parametrize(("label", "shown"), [("–", "–"), ("\uf0b7", "•"), ("✓", "✓"), ("", "•")])
def test_bullets_stay_what_they_are(label, shown):
    """A bullet is the source's; private characters of symbol fonts become real ones."""
    assert parse_label(label, 0, ordered=False).text == shown


@pytest.mark.parametrize(
    ("printed", "target", "expected"),
    [
        ("3", Language.ENGLISH, [("3", "PAGE")]),
        ("– 3 –", Language.ENGLISH, [("– ", None), ("3", "PAGE"), (" –", None)]),
        ("Page 3 sur 5", Language.SPANISH, [("Página ", None), ("3", "PAGE"), (" de ", None), ("5", "NUMPAGES")]),
        ("Page 3 sur 5", Language.ENGLISH, [("Page ", None), ("3", "PAGE"), (" of ", None), ("5", "NUMPAGES")]),
        ("3/5", Language.ENGLISH, [("3", "PAGE"), ("/", None), ("5", "NUMPAGES")]),
        ("iii", Language.ENGLISH, [("iii", r"PAGE \* roman")]),
    ],
)
def test_page_numbers_become_fields(printed, target, expected):
    """Numbers become fields, the words around them are said in the target language."""
    number = Furniture(kind=FurnitureKind.PAGE_NUMBER, text=printed, pages=(3,))
    found = counted(number, 5, Language.FRENCH, target)
    assert [(piece.run.text, piece.instruction) for piece in found if piece.run.text] == expected


def test_other_numbers_of_a_running_line_stay():
    """The number of a session is no page number; one at the end, that changes with the page, is."""
    session = Furniture(kind=FurnitureKind.HEADER, text="Sesión paralela 3.2", pages=(2, 3))
    mixed = Furniture(kind=FurnitureKind.FOOTER, text="Forum 2027 | 2", pages=(2, 3))
    assert [piece.instruction for piece in counted(session, 5, Language.SPANISH, Language.ENGLISH)] == [None]
    fields = [piece.run.text for piece in counted(mixed, 5, Language.SPANISH, Language.ENGLISH) if piece.instruction]
    assert fields == ["2"]


@pytest.mark.parametrize(("text", "fields"), [("Grupo · página 2 de 5", ["PAGE", "NUMPAGES"]), ("Foro · 2", [])])
def test_a_line_of_one_page_is_believed_when_it_tells_the_number_of_pages(text, fields):
    """Only then is its number surely that of the page; the note may get more pages in another language."""
    line = Furniture(kind=FurnitureKind.FOOTER, text=text, pages=(2,))
    found = counted(line, 5, Language.SPANISH, Language.ENGLISH)
    assert [piece.instruction for piece in found if piece.instruction] == fields


def running(text: str, *pages: int, top: float = 30.0) -> Furniture:
    """Give a running line of these pages."""
    box = place(pages[0], 72, top, 300, top + 8)
    return Furniture(kind=FurnitureKind.HEADER, text=text, pages=pages, box=box)


def shown(note: Note) -> dict[Variant, list[str]]:
    """Give the header's texts by variant."""
    scenes = gather(note).scenes
    return {
        variant: [text.text for text in scene.texts] for (variant, zone), scene in scenes.items() if zone == "header"
    }


def test_the_first_page_may_differ():
    """A header that begins on the second page leaves the first one free."""
    note = Note(language="fr", pages=PAGES, blocks=(), furniture=(running("A", 2, 3, 4, 5),))
    assert shown(note) == {Variant.DEFAULT: ["A"], Variant.FIRST: []}


def test_left_and_right_pages_may_differ():
    """Headers that take turns are those of even and odd pages."""
    note = Note(language="fr", pages=PAGES, blocks=(), furniture=(running("A", 2, 4), running("B", 1, 3, 5)))
    assert shown(note) == {Variant.DEFAULT: ["B"], Variant.EVEN: ["A"]}


def test_page_numbers_of_single_pages_are_one():
    """A number that comes page by page is one field on all of them."""
    numbers = tuple(
        Furniture(kind=FurnitureKind.PAGE_NUMBER, text=str(page), pages=(page,), box=place(page, 290, 800, 300, 808))
        for page in (1, 2, 3, 4, 5)
    )
    found = gather(Note(language="fr", pages=PAGES, blocks=(), furniture=numbers))
    assert not found.first_differs
    assert [text.text for text in found.scenes[Variant.DEFAULT, Zone.FOOTER].texts] == ["1"]


def headers_of(data: bytes) -> list[etree._Element]:
    """Read the headers of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return [etree.fromstring(file.read(name)) for name in file.namelist() if name.startswith("word/header")]


def test_a_watermark_is_drawn_behind_every_page_that_has_it(translated):
    """It is the turned text that Word knows as a watermark, in the colour and type of the source, on each header."""
    mark = Furniture(
        kind=FurnitureKind.WATERMARK,
        text="BROUILLON",
        pages=(1, 2, 3, 4, 5),
        id="f9",
        box=place(1, 128, 215, 472, 559),
        angle=45.0,
        look=Look(font="Liberation Sans", size=70.0, color="E5E5E5", bold=True),
    )
    note = Note(language="fr", pages=PAGES, blocks=(), furniture=(running("A", 2, 3, 4, 5), mark))
    headers = headers_of(rebuild_note(note, translated(note)))
    shapes = [shape for header in headers for shape in header.iter(f"{V}shape")]
    assert len(headers) == len(shapes) == 2
    assert {shape.get("fillcolor") for shape in shapes} == {"#E5E5E5"}
    assert all("rotation:315" in shape.get("style") for shape in shapes)
    assert {shape.find(f"{V}textpath").get("string") for shape in shapes} == {"BROUILLON"}


def test_a_text_beside_one_of_several_lines_keeps_its_place(translated):
    """No tab stop could put it there, so it gets a frame at its place of the page."""
    sponsors = replace(running("Mit Unterstützung", 1, 2, 3, 4, 5), box=place(1, 120, 30, 470, 56), id="f1")
    number = replace(running("Axe 3", 1, 2, 3, 4, 5), box=place(1, 515, 39, 535, 47), id="f2")
    note = Note(language="fr", pages=PAGES, blocks=(), furniture=(sponsors, number))
    (header,) = headers_of(rebuild_note(note, translated(note)))
    framed = ["".join(frame.getparent().getparent().itertext()) for frame in header.iter(f"{W}framePr")]
    assert framed == ["Axe 3"]


def test_text_in_two_columns_is_a_section(translated):
    """A title over both columns stays above them; Word lays out the rest in two."""
    blocks = (
        text(1, place(1, 200, 80, 400, 100), BlockKind.TITLE),
        text(2, place(1, 72, 150, 285, 400)),
        text(3, place(1, 72, 410, 285, 700)),
        text(4, place(1, 310, 150, 523, 500)),
        text(5, place(1, 72, 720, 523, 760)),
    )
    note = Note(language="fr", pages=PAGES[:1], blocks=blocks)
    assert [(len(part.blocks), part.count) for part in stretches(note, PAGES[0])] == [(1, 1), (3, 2), (1, 1)]
    word = docx.Document(io.BytesIO(rebuild_note(note, translated(note))))
    columns = [section._sectPr.find(f"{W}cols").get(f"{W}num") for section in word.sections]
    assert columns == ["1", "2", "1"]


def test_a_label_beside_its_value_is_no_column():
    """Two short lines side by side do not make two columns."""
    blocks = (text(1, place(1, 72, 150, 150, 161)), text(2, place(1, 310, 140, 400, 151)))
    note = Note(language="fr", pages=PAGES[:1], blocks=blocks)
    assert [part.count for part in stretches(note, PAGES[0])] == [1]


def figures(*boxes: Box, data: bytes) -> tuple[tuple[Block, ...], tuple[Image, ...]]:
    """Give figures at these places with their pictures."""
    images = tuple(
        Image(id=f"i{number}", box=box, role=ImageRole.FIGURE, pages=(1,), data=data)
        for number, box in enumerate(boxes, start=1)
    )
    blocks = tuple(Block(id=f"f{one.id}", kind=BlockKind.FIGURE, boxes=(one.box,), image=one.id) for one in images)
    return blocks, images


def test_pictures_beside_each_other_are_one_row(note, translated):
    """Three logos in a row stay in a row, with tab stops between them."""
    data = note.images[0].data
    blocks, images = figures(*(place(1, x, 100, x + 60, 140) for x in (72, 200, 330)), data=data)
    row = Note(language="fr", pages=PAGES[:1], blocks=blocks, images=images)
    word = docx.Document(io.BytesIO(rebuild_note(row, translated(row))))
    assert len(word.paragraphs) == 1
    assert len(word.inline_shapes) == 3
    assert [round(stop.position.pt) for stop in word.paragraphs[0].paragraph_format.tab_stops] == [128, 258]


def test_a_picture_beside_text_does_not_tear_it_apart(note, translated):
    """A picture at the height of a paragraph hangs on the page, and the text runs around it."""
    data = note.images[0].data
    blocks, images = figures(place(1, 400, 110, 500, 190), data=data)
    words = (text(1, place(1, 72, 100, 380, 200)), text(2, place(1, 72, 220, 380, 260)))
    beside = Note(language="fr", pages=PAGES[:1], blocks=(words[0], *blocks, words[1]), images=images)
    word = docx.Document(io.BytesIO(rebuild_note(beside, translated(beside))))
    assert [one.text for one in word.paragraphs] == ["Words 1", "Words 2"]
    assert not word.inline_shapes
    assert "wrapSquare" in word.element.xml


def test_rules_that_a_block_has_are_not_painted_twice():
    """A rule below a heading is the heading's; one in the white between others is painted."""
    look = Look(size=11.0, rule_below="336699")
    heading = replace(text(1, place(1, 72, 100, 300, 111), BlockKind.HEADING), look=look)
    own = Graphic(box=place(1, 72, 113, 523, 114), color="336699", pages=(1,))
    loose = Graphic(box=place(1, 72, 400, 523, 401), color="336699", pages=(1,))
    note = Note(language="fr", pages=PAGES[:1], blocks=(heading,), graphics=(own, loose))
    assert loose_graphics(note) == [loose]


def test_spans_shift_the_cells_after_them():
    """A cell that comes down from above keeps its columns, whatever the row below says."""
    rows = (
        (Cell(rowspan=2), Cell(colspan=2)),
        (Cell(), Cell(colspan=3)),
    )
    laid = grid(rows)
    assert [(slot.column, slot.width, slot.continued) for slot in laid[1]] == [
        (0, 1, True),
        (1, 1, False),
        (2, 3, False),
    ]


def test_the_longest_word_of_a_column_stands():
    """A narrow column takes room from those that have it, as far as they have."""
    assert with_room([30.0, 170.0], [50.0, 90.0]) == [50.0, 150.0]
    assert with_room([30.0, 170.0], [20.0, 90.0]) == [30.0, 170.0]
    assert with_room([30.0, 70.0], [80.0, 60.0]) == [40.0, 60.0]


def test_spaced_letters_are_the_style_s(translated):
    """The white between a heading's letters stands in its style, in twentieths of a point, and not on each run."""
    heading = replace(text(1, place(1, 72, 80, 300, 92), BlockKind.HEADING), look=Look(size=12.0, letter_spacing=2.5))
    note = Note(language="en", pages=PAGES[:1], blocks=(heading, text(2, place(1, 72, 120, 500, 132))))
    word = docx.Document(io.BytesIO(rebuild_note(note, translated(note))))
    spaced = {style.style_id: style.element.findall(f".//{W}rPr/{W}spacing") for style in word.styles}
    assert [one.get(f"{W}val") for one in spaced["Heading1"]] == ["50"]
    assert not word.element.body.findall(f".//{W}rPr/{W}spacing")


def test_fonts_of_the_pdf_standard_are_real_ones():
    """What has no file behind it is drawn with what has the same widths."""
    assert [family(name) for name in ("Helvetica", "ABCDEF+Times-Roman", "Lato", "", None)] == [
        "Arial",
        "Times New Roman",
        "Lato",
        None,
        None,
    ]


def test_the_font_table_tells_what_to_draw_instead():
    """Serifs are replaced by serifs, and free fonts by those of their widths."""
    table = {
        one.get(f"{W}name"): [child.get(f"{W}val") for child in one]
        for one in font_table(["Liberation Sans", "EB Garamond", "Fira Mono"])
    }
    assert table == {
        "Liberation Sans": ["Arial", "swiss", "variable"],
        "EB Garamond": ["roman", "variable"],
        "Fira Mono": ["modern", "fixed"],
    }


def test_text_keeps_its_distance_from_a_header_that_only_later_pages_have(translated) -> None:
    """The first page begins above that header; on the others the header keeps the text down to where it began."""
    header = Furniture(
        id="f1",
        kind=FurnitureKind.HEADER,
        text="Forum",
        runs=(Run(text="Forum"),),
        pages=(2, 3),
        box=place(2, 72, 60, 120, 69),
        look=Look(size=9.0),
    )
    blocks = (text(1, place(1, 72, 50, 520, 61)), text(2, place(2, 72, 100, 520, 111)))
    pages = tuple(replace(page, margin_top=69.0 if page.number > 1 else 50.0) for page in PAGES[:3])
    note = Note(language="fr", pages=pages, blocks=blocks, furniture=(header,))
    file = docx.Document(io.BytesIO(rebuild_note(note, translated(note))))
    margin = file.sections[0].top_margin
    last = file.sections[0].header.paragraphs[-1].paragraph_format
    assert margin is not None
    assert margin.pt < 51
    assert last.space_after is not None
    assert abs(last.space_after.pt - (100 - 69)) < 3
