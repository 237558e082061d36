"""The translated note, read back as Word would."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from lxml import etree

from document.languages import Language
from document.note import Alignment, Block, BlockKind, Box, ListShape, Look, Note, Page, Run
from document.segment import CheckedSegment, Draft, KeepReason, Origin, Segment
from worker.rebuild import rebuild_note

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def word(note, translated):
    """Give the hand-made note as a Word file read back."""
    return read(rebuild_note(note, translated(note)))


def read(data: bytes):
    """Read a Word file from its bytes."""
    return docx.Document(io.BytesIO(data))


def part(word, name: str) -> etree._Element:
    """Give the root of a part by its name."""
    found = next(one for one in word.part.package.iter_parts() if one.partname == name)
    return etree.fromstring(found.blob)


def paragraph(word, start: str):
    """Give the first paragraph whose text begins so."""
    return next(one for one in word.paragraphs if one.text.startswith(start))


def test_equal_input_gives_equal_bytes(note, translated):
    """Nothing of the moment of writing is in the file."""
    assert rebuild_note(note, translated(note)) == rebuild_note(note, translated(note))


def test_styles_carry_the_look(word):
    """A heading's font, size, colour, weight and rule are its style's, so that its runs need none."""
    heading = paragraph(word, "Contexte")
    font = heading.style.font
    assert heading.style.name == "Heading 1"
    assert (font.name, font.size, font.color.rgb, font.bold) == ("Carlito", Pt(15), RGBColor(0x1F, 0x4E, 0x79), True)
    assert heading.style.element.find(f"{W}pPr/{W}pBdr/{W}bottom").get(f"{W}color") == "E0A030"
    assert {child.tag for run in heading.runs for child in run._r.rPr} == {f"{W}lang"}


def test_each_kind_has_its_style(word):
    """Kinds of block become the styles that Word's users know."""
    names = [one.style.name for one in word.paragraphs]
    assert names == [
        "Title",
        "Date",
        "Heading 1",
        "Body Text",
        "List Bullet",
        "List Bullet 2",
        "List Number",
        "List Number 2",
        "List Number",
        "Figure",
        "Caption",
        "Quote",
    ]


def test_every_run_names_its_language(word):
    """Word's spelling check follows the target language in all text."""
    runs = [run for run in word.element.body.iter(f"{W}r") if run.find(f"{W}t") is not None]
    assert runs
    assert {run.find(f"{W}rPr/{W}lang").get(f"{W}val") for run in runs} == {"en-GB"}


def test_text_kept_in_another_language_says_so(note, translated):
    """A sentence that stays German is not checked as English."""
    translation = translated(note)
    checked = translation.segments[3]
    segment = replace(checked.draft.segment, language="de", keep=KeepReason.OTHER_LANGUAGE)
    kept = replace(checked, draft=replace(checked.draft, segment=segment, origin=Origin.KEPT))
    segments = (*translation.segments[:3], kept, *translation.segments[4:])
    word = read(rebuild_note(note, replace(translation, segments=segments)))
    assert [tag.get(f"{W}val") for tag in word.element.body.iter(f"{W}lang")].count("de-DE") > 0


def test_formatting_within_a_paragraph(word):
    """Bold, raised letters and the footnote's mark stand where they stood."""
    runs = paragraph(word, "La 2").runs
    assert [run.text for run in runs if run.bold] == ["économie sociale"]
    assert [run.text for run in runs if run.font.superscript] == ["ème"]
    assert paragraph(word, "La 2").text.count("Une deuxième phrase suit.") == 1


def test_links_lead_where_they_led(word):
    """A link is a real one, ampersands and all."""
    links = [link for one in word.paragraphs for link in one.hyperlinks]
    assert [(link.text, link.url) for link in links] == [("en ligne", "https://example.org/a?b=1&c=2")]
    assert links[0].runs[0].style.name == "Hyperlink"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "  ", "//nowhere", "http://[", "https:///x"]
)
def test_links_that_do_no_good_stay_text(link, translated):
    """What is no address of the web or of a mailbox is not made clickable."""
    block = Block(id="b1", kind=BlockKind.PARAGRAPH, runs=(Run(text="here", link=link),))
    note = Note(language="fr", pages=(), blocks=(block,))
    word = read(rebuild_note(note, translated(note)))
    assert word.paragraphs[0].text == "here"
    assert not word.paragraphs[0].hyperlinks


def test_each_segment_has_its_bookmark(word, note, translated):
    """Every segment can be found again in a file that comes back from Word."""
    names = [one.get(f"{W}name") for one in word.element.body.iter(f"{W}bookmarkStart")]
    expected = [f"seg_{checked.draft.segment.id.replace('.', '_')}" for checked in translated(note).segments]
    assert sorted([*names, "seg_b14_1"]) == sorted(expected)
    footnotes = part(word, "/word/footnotes.xml")
    assert [one.get(f"{W}name") for one in footnotes.iter(f"{W}bookmarkStart")] == ["seg_b14_1"]


def test_lists_are_word_lists(word):
    """Bullets and numbers are counted by Word, with their depth and sort, and a new list begins anew."""
    numbering = word.part.numbering_part.element
    levels = {
        one.get(f"{W}abstractNumId"): [
            (level.find(f"{W}numFmt").get(f"{W}val"), level.find(f"{W}lvlText").get(f"{W}val"))
            for level in one.iter(f"{W}lvl")
        ][:2]
        for one in numbering.iter(f"{W}abstractNum")
    }
    assert levels == {
        "1": [("bullet", "•"), ("bullet", "–")],
        "2": [("decimal", "%1."), ("lowerLetter", "%2)")],
    }
    places = [
        (one._p.pPr.numPr.numId.val, one._p.pPr.numPr.ilvl.val)
        for one in word.paragraphs
        if one._p.pPr.numPr is not None
    ]
    assert places == [(1, 0), (1, 1), (2, 0), (2, 1), (2, 0)]


def test_the_page_is_the_source_s(word):
    """Size and margins are the source's, to the room that lines need."""
    section = word.sections[0]
    assert (section.page_width.pt, section.page_height.pt) == (595, 842)
    assert section.left_margin.pt == 72
    assert 66 <= section.top_margin.pt <= 72


def test_white_between_blocks_is_the_source_s(word):
    """The heading keeps its distance, told once by its style."""
    heading = paragraph(word, "Contexte").style.paragraph_format
    # 170 - 141 points of white, less the spare height of a line of 18 for type of 15 and of 14 for type of 11
    assert heading.space_before.pt == pytest.approx(29 - 0.8 * 3 - 0.2 * 3, abs=0.6)
    assert paragraph(word, "Contexte").paragraph_format.space_before is None


def test_running_lines_are_in_footer_and_header(word):
    """The sponsor's line and logo are in the footer of every page, the header only where the source has it."""
    section = word.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    assert section.header.paragraphs[0].text == "Note conceptuelle"
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text.startswith("Avec le soutien de la Fondation\tPage ")
        assert [one for one in footer.part.rels.values() if one.reltype.endswith("/image")]
        xml = etree.tostring(footer._element).decode()
        assert 'relativeFrom="page"' in xml
        assert "1B8A8F" in xml


def with_running_target(translation, text: str):
    """Add the target of the hand-made note's footer and header to its translation."""
    segments = [
        Segment(id=f"{name}.1", block=name, runs=(Run(text=source),), language="fr")
        for name, source in (("f1", "Avec le soutien de la Fondation"), ("f3", "Note conceptuelle"))
    ]
    drafts = [Draft(segment=one, runs=(Run(text=f"{text} {one.block}"),), origin=Origin.ENGINE) for one in segments]
    return replace(translation, segments=(*translation.segments, *(CheckedSegment(draft=draft) for draft in drafts)))


def test_running_lines_are_translated(note, translated):
    """Header and footer speak the target language, each segment with one bookmark in the whole file."""
    word = read(rebuild_note(note, with_running_target(translated(note), "In English")))
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "In English f3"
    footers = (section.footer, section.first_page_footer)
    assert all(footer.paragraphs[0].text == "In English f1\tPage 1 of 2" for footer in footers)
    assert {one.get(f"{W}val") for one in section.header._element.iter(f"{W}lang")} == {"en-GB"}
    stories = [word.element.body, section.header._element, *(footer._element for footer in footers)]
    marks = [mark for story in stories for mark in story.iter(f"{W}bookmarkStart")]
    assert len({mark.get(f"{W}id") for mark in marks}) == len(marks)
    assert [mark.get(f"{W}name") for mark in marks].count("seg_f1_1") == 1


def test_page_numbers_are_fields(word):
    """The page's number and the number of pages are counted by Word, the words between them are translated."""
    footer = word.sections[0].footer
    codes = [one.text.strip() for one in footer._element.iter(f"{W}instrText")]
    assert codes == ["PAGE", "NUMPAGES"]
    assert footer.paragraphs[0].text.endswith("Page 1 of 2")


def test_tables_keep_their_grid(word):
    """Merged cells, bands, repeated heads and the widths' proportions are kept."""
    table = word.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Lieu", "Chiffres", "Chiffres"],
        ["Port", "412", "5 €"],
        ["Port", "67", "7 €"],
    ]
    assert [column.width.pt for column in table.columns] == [200, 100, 151]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    assert table.cell(0, 0)._tc.tcPr.find(f"{W}shd").get(f"{W}fill") == "1B8A8F"
    assert table.cell(2, 2).paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    borders = table._tbl.tblPr.find(f"{W}tblBorders")
    assert {one.tag.removeprefix(W) for one in borders} == {"insideH"}


def test_footnotes_are_word_footnotes(word):
    """A footnote stands at the foot of its page, without its printed number, which Word writes."""
    notes = [one for one in part(word, "/word/footnotes.xml") if one.get(f"{W}type") is None]
    assert ["".join(one.itertext()) for one in notes] == [" Observatoire, 2026."]
    assert not any(one.text.startswith("1.") for one in word.paragraphs)


def test_a_footnote_without_mark_stays_in_the_text(note, translated):
    """Nothing is lost when a translation dropped the mark of a footnote."""
    blocks = tuple(
        replace(one, runs=tuple(replace(run, footnote=None) for run in one.runs)) if one.id == "b4" else one
        for one in note.blocks
    )
    unmarked = replace(note, blocks=blocks)
    word = read(rebuild_note(unmarked, translated(unmarked)))
    assert paragraph(word, "1. Observatoire").style.name == "footnote text"


def test_pictures_stand_in_the_text_with_their_description(word):
    """A figure has its size and is described by its caption."""
    shape = word.inline_shapes[0]
    assert (shape.width.pt, shape.height.pt) == (160, 80)
    assert shape._inline.docPr.get("descr") == "Figure 1. La boucle"


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n broken"])
def test_pictures_that_cannot_be_shown_are_left_out(note, translated, data):
    """Broken bytes neither stop the rebuilding nor reach the file."""
    broken = replace(note, images=tuple(replace(image, data=data) for image in note.images))
    word = read(rebuild_note(broken, translated(broken)))
    assert not word.inline_shapes
    assert not [one for one in word.part.package.iter_parts() if str(one.partname).startswith("/word/media")]


def test_properties_say_who_wrote_it(note, translated):
    """The title is the translated one; engine and rough draft are named, in three languages."""
    moment = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    word = read(rebuild_note(note, translated(note, Language.SPANISH), written=moment))
    core = word.core_properties
    assert core.title == "Monnaies locales et tissu productif"
    assert core.language == "es-ES"
    assert "apertium 3.8.3" in core.comments
    assert all(label in core.comments for label in ("Premier jet", "Borrador", "Rough draft"))
    assert core.created.replace(tzinfo=UTC) == moment
    custom = part(word, "/docProps/custom.xml")
    assert "sse 2026-11" in "".join(custom.itertext())


def test_a_finished_text_is_not_called_a_draft(note, translated):
    """Only rough engines' work is labelled."""
    word = read(rebuild_note(note, replace(translated(note), rough=False)))
    assert "Rough draft" not in word.core_properties.comments


def lines(*looks: Look) -> Note:
    """Give a note of one-line paragraphs, 30 points apart."""
    blocks = tuple(
        Block(
            id=f"b{number}",
            kind=BlockKind.PARAGRAPH,
            runs=(Run(text=f"Text {number}", bold=look.bold),),
            look=look,
            boxes=(Box(page=1, x0=72, top=72 + 30 * number, x1=300, bottom=83 + 30 * number),),
        )
        for number, look in enumerate(looks)
    )
    return Note(language="fr", pages=(Page(number=1, width=595, height=842),), blocks=blocks)


def test_a_paragraph_says_only_what_its_style_does_not(translated):
    """One centred paragraph among others says that it is centred, and nothing else."""
    plain = Look(font="Lato", size=11.0)
    note = lines(plain, plain, replace(plain, alignment=Alignment.CENTER), plain)
    word = read(rebuild_note(note, translated(note)))
    told = [{child.tag.removeprefix(W) for child in one._p.pPr} for one in word.paragraphs]
    assert told[1:] == [{"pStyle"}, {"pStyle", "jc"}, {"pStyle"}]


def test_paragraphs_of_another_type_share_a_style(translated):
    """Small print that repeats is changed at one place; a single oddity is formatted itself."""
    plain = Look(font="Lato", size=11.0)
    small, odd = replace(plain, size=8.0), replace(plain, color="FF0000")
    note = lines(plain, plain, plain, small, small, odd)
    word = read(rebuild_note(note, translated(note)))
    assert [one.style.name for one in word.paragraphs] == [
        "Body Text",
        "Body Text",
        "Body Text",
        "Body Text Variant 1",
        "Body Text Variant 1",
        "Body Text",
    ]
    assert word.paragraphs[3].style.base_style.name == "Body Text"
    assert word.paragraphs[5].runs[0].font.color.rgb == RGBColor(0xFF, 0, 0)


def test_a_bold_style_needs_no_bold_runs(translated):
    """Runs that are as bold as their style say nothing; a plain run among them says so."""
    look = Look(font="Lato", size=15.0, bold=True)
    runs = (Run(text="Bold ", bold=True), Run(text="plain"))
    blocks = (
        Block(id="b1", kind=BlockKind.HEADING, level=1, runs=runs, look=look),
        Block(id="b2", kind=BlockKind.HEADING, level=1, runs=(Run(text="as its look says"),), look=look),
    )
    note = Note(language="fr", pages=(), blocks=blocks)
    word = read(rebuild_note(note, translated(note)))
    assert [run.bold for run in word.paragraphs[0].runs] == [None, False]
    assert [run.bold for run in word.paragraphs[1].runs] == [None]


def test_a_page_that_ends_early_ends_early_again(translated):
    """White that the source leaves at a page's foot on purpose is a page break."""
    note = lines(Look(size=11.0), Look(size=11.0))
    moved = replace(note.blocks[1], boxes=(Box(page=2, x0=72, top=72, x1=300, bottom=83),))
    pages = (*note.pages, Page(number=2, width=595, height=842))
    note = replace(note, blocks=(note.blocks[0], moved), pages=pages)
    word = read(rebuild_note(note, translated(note)))
    assert [one.paragraph_format.page_break_before for one in word.paragraphs] == [None, True]


def test_bands_on_one_ground_are_one_area(translated):
    """Paragraphs on one band have the same borders and indents, for only then does Word draw them as one."""
    band = Box(page=1, x0=62, top=62, x1=533, bottom=125)
    ground = Look(size=11.0, background="EEF5E8", band=band)
    note = lines(ground, replace(ground, alignment=Alignment.JUSTIFY))
    word = read(rebuild_note(note, translated(note)))
    style = paragraph(word, "Text 0").style
    assert style.name == "Callout"
    assert style.element.find(f"{W}pPr/{W}shd").get(f"{W}fill") == "EEF5E8"
    assert style.element.find(f"{W}pPr/{W}pBdr/{W}left").get(f"{W}space") == "10"
    assert all(one._p.pPr.find(f"{W}pBdr") is None and one._p.pPr.ind is None for one in word.paragraphs)


def test_a_list_that_is_interrupted_goes_on_counting(translated):
    """A paragraph between the second and the third item does not begin the list anew."""
    shapes = [ListShape(ordered=True, label=label) for label in ("1.", "2.", "3.", "1.")]
    items = [
        Block(id=f"b{number}", kind=BlockKind.LIST_ITEM, runs=(Run(text="x"),), list=shape)
        for number, shape in enumerate(shapes)
    ]
    between = Block(id="p", kind=BlockKind.PARAGRAPH, runs=(Run(text="y"),))
    note = Note(language="fr", pages=(), blocks=(*items[:2], between, *items[2:]))
    word = read(rebuild_note(note, translated(note)))
    lists = [one._p.pPr.numPr.numId.val for one in word.paragraphs if one._p.pPr.numPr is not None]
    assert lists == [1, 1, 1, 2]
