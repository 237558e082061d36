"""Lays notes out with LibreOffice: a Word file with true styles, hyphenated by LibreOffice and exported as PDF."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from samples.make.looks import Design, Look, load_design
from samples.make.note_source import Part, Source
from samples.make.spaces import NO_BREAK, set_spaces

LOCALES = {"fr": "fr-FR", "es": "es-ES", "en": "en-GB", "de": "de-DE"}
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
STYLES = {"p": "Normal", "title": "Title", "subtitle": "Subtitle", "quote": "Quote", "caption": "Caption"}
STYLES |= {f"h{level}": f"Heading {level}" for level in (1, 2, 3)}
NEW_STYLES = ("masthead", "date", "author", "fact", "lead", "running", "sponsors")
LISTS = {
    (False, 1): "List Bullet",
    (False, 2): "List Bullet 2",
    (True, 1): "List Number",
    (True, 2): "List Number 2",
}


def lay_out(source: Source, artwork: Path, pdf: Path) -> None:
    """Write the note as PDF; its design is its ``.toml`` file, ``tagged`` there says whether the PDF gets tags."""
    design = load_design(source.design(".toml"))
    word = artwork / f"{source.name}.docx"
    _word_file(source, design, artwork).save(str(word))
    options = {"UseTaggedPDF": {"type": "boolean", "value": str(design.options["tagged"]).lower()}}
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{artwork}/profile",
            "--headless",
            "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(options)}",
            "--outdir",
            str(pdf.parent),
            str(word),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _word_file(source: Source, design: Design, artwork: Path) -> Document:
    document = docx.Document()
    document.core_properties.title = source.title
    document.settings.element.append(_element("w:autoHyphenation", val="true"))
    _styles(document, source, design)
    _page(document.sections[0], design)
    for part in source.parts:
        _part(document, source, design, part, artwork)
    _furniture(document.sections[0], source, design, artwork)
    return document


def _styles(document: Document, source: Source, design: Design) -> None:
    for kind in NEW_STYLES:
        document.styles.add_style(kind, WD_STYLE_TYPE.PARAGRAPH)
    for kind, name in STYLES.items() | {(kind, kind) for kind in NEW_STYLES}:
        _style(document.styles[name], design.look(kind), source.language)
    for name in LISTS.values():
        _style(document.styles[name], design.look("item"), source.language, keep_indent=True)


def _style(style: ParagraphStyle, look: Look, language: str, *, keep_indent: bool = False) -> None:
    style.font.name, style.font.size = look.font, Pt(look.size)
    style.font.bold, style.font.italic = look.bold, look.italic
    style.font.color.rgb = RGBColor.from_string(look.color)
    run = style.element.get_or_add_rPr()
    fonts = run.find(qn("w:rFonts"))
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for old in run.findall(qn("w:spacing")) + run.findall(qn("w:lang")):
        run.remove(old)
    run.append(_element("w:lang", val=LOCALES[language]))
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(look.before), Pt(look.after), look.leading
    shape.alignment, shape.widow_control = ALIGN[look.align], False
    shape.keep_with_next = style.name.startswith("Heading")
    if not keep_indent:
        shape.left_indent = shape.right_indent = Pt(look.indent)
    _decorate(style.element.get_or_add_pPr(), look)


def _decorate(paragraph: BaseOxmlElement, look: Look) -> None:
    """Put a look's rules and band into paragraph properties, in the place of those that the template has."""
    for old in paragraph.findall(qn("w:pBdr")) + paragraph.findall(qn("w:shd")):
        paragraph.remove(old)
    sides = {"top": look.rule_above, "left": look.rule_left, "bottom": look.rule_below}
    borders = OxmlElement("w:pBdr")
    for side, color in sides.items():
        if color:
            borders.append(_element(f"w:{side}", val="single", sz="8", space="4", color=color))
    if len(borders):
        paragraph.insert_element_before(borders, *AFTER_BORDERS)
    if look.band:
        paragraph.insert_element_before(
            _element("w:shd", val="clear", color="auto", fill=look.band), *AFTER_BORDERS[1:]
        )


AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _page(section: Section, design: Design) -> None:
    section.page_width, section.page_height = (Pt(length) for length in design.size)
    top, right, bottom, left = (Mm(length) for length in design.margins)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    section.header_distance, section.footer_distance = Mm(11), Mm(9)


def _part(document: Document, source: Source, design: Design, part: Part, artwork: Path) -> None:
    if part.kind == "table":
        _table(document, design, part)
    elif part.kind == "figure":
        paragraph = document.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
        paragraph.add_run().add_picture(
            str(artwork / str(part.picture)), width=Mm(design.options.get("picture_width", 105))
        )
    else:
        name = LISTS[part.ordered, part.depth] if part.kind == "item" else STYLES.get(part.kind, part.kind)
        _write(document.add_paragraph(style=name), part, source.language)


def _write(paragraph: Paragraph, part: Part, language: str) -> None:
    for span in part.spans:
        run = paragraph.add_run(set_spaces(span.text, part.language, NO_BREAK))
        run.bold, run.italic = span.bold or None, span.italic or None
        run.font.superscript = span.superscript or None
        if part.language != language:
            run.element.get_or_add_rPr().append(_element("w:lang", val=LOCALES[part.language]))


def _table(document: Document, design: Design, part: Part) -> None:
    look = design.look("table")
    table = document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, part.rows, strict=True):
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001  python-docx has no setting for it
        for cell, text in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment, paragraph.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.LEFT, Pt(2)
            run = paragraph.add_run(set_spaces(text, part.language, NO_BREAK))
            run.font.name, run.font.size = look.font, Pt(look.size)
            if cells is part.rows[0]:
                run.bold, run.font.color.rgb = True, RGBColor(255, 255, 255)
                shade = _element("w:shd", val="clear", color="auto", fill=look.band or "444444")
                cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  nor for this


def _furniture(section: Section, source: Source, design: Design, artwork: Path) -> None:
    """Fill the footers of all pages, and the header of all but the first."""
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.style, header.alignment = "running", ALIGN[design.look("running").align]
    header.add_run(source.running)
    for footer in (section.footer, section.first_page_footer):
        logos = footer.paragraphs[0]
        logos.style = "sponsors"
        _decorate(logos.paragraph_format.element.get_or_add_pPr(), Look(rule_above="BBBBBB"))
        for number, name in enumerate(source.logos):
            logos.add_run("      " if number else "")
            logos.add_run().add_picture(str(artwork / name), height=Pt(design.options["logo_height"]))
        for text in filter(None, (source.sponsors, source.page_number)):
            _with_fields(footer.add_paragraph(style="sponsors"), text)


def _with_fields(paragraph: Paragraph, text: str) -> None:
    before, _, rest = text.partition("{n}")
    between, _, after = rest.partition("{N}")
    paragraph.add_run(before)
    if rest or text.endswith("{n}"):
        paragraph._p.extend(_field("PAGE"))  # noqa: SLF001  python-docx writes no fields
        paragraph.add_run(between)
        if "{N}" in text:
            paragraph._p.extend(_field("NUMPAGES"))  # noqa: SLF001
        paragraph.add_run(after)


def _field(name: str) -> Iterable[BaseOxmlElement]:
    field = _element("w:fldSimple", instr=name)
    field.append(OxmlElement("w:r"))
    field[0].append(OxmlElement("w:t"))
    field[0][0].text = "1"
    return [field]


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
