"""Lays notes out with reportlab: flowables for the text, a canvas for the furniture, no tags, ligature characters."""

from collections.abc import Iterator
from html import escape
from itertools import count
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.fonts import addMapping
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Table,
)

from samples.make.looks import Design, Look, load_design
from samples.make.note_source import HEADINGS, Part, Source, Span
from samples.make.spaces import NO_BREAK, set_spaces
from samples.make.web_page import HYPHENATION

FONTS = Path("/usr/share/fonts/truetype")
FAMILIES = {
    "DejaVuSerif": ("dejavu", ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic")),
    "DejaVuSans": ("dejavu", ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")),
    "Lato": ("lato", ("Lato-Regular", "Lato-Bold", "Lato-Italic", "Lato-BoldItalic")),
    "LiberationSerif": (
        "liberation",
        ("LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic", "LiberationSerif-BoldItalic"),
    ),
    "OpenSans": ("open-sans", ("OpenSans-Regular", "OpenSans-Bold", "OpenSans-Italic", "OpenSans-BoldItalic")),
}
ALIGN = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER, "justify": TA_JUSTIFY}
HEADING_ROOM = 56
"""Points that must be left on a page for a heading to stand there with the first lines of its text."""

LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "fi": "ﬁ", "fl": "ﬂ"}


class RuledParagraph(Paragraph):
    """A paragraph with a rule under it, as wide as its column."""

    def draw(self) -> None:
        """Draw the text, then the rule."""
        super().draw()
        self.canv.setStrokeColor(HexColor(f"#{self.style.rule_below}"))
        self.canv.setLineWidth(1)
        self.canv.line(0, -2, self.width, -2)


def lay_out(source: Source, artwork: Path, pdf: Path) -> None:
    """Write the note as PDF; its design is its ``.toml`` file."""
    design = load_design(source.design(".toml"))
    for family in {look.font for look in design.looks.values()}:
        _register(family)
    top, right, bottom, left = (length * mm for length in design.margins)
    width, height = design.size
    frame = Frame(left, bottom, width - left - right, height - top - bottom, 0, 0, 0, 0)
    furniture = _Furniture(source, design, artwork)
    document = BaseDocTemplate(
        str(pdf),
        pagesize=design.size,
        title=source.title,
        lang=source.language,
        pageTemplates=[
            PageTemplate("first", [frame], onPage=furniture.first),
            PageTemplate("later", [frame], onPage=furniture.later),
        ],
    )
    document.build([NextPageTemplate("later"), *_Writer(source, design, artwork, frame.width).flowables()])


def _register(family: str) -> None:
    folder, faces = FAMILIES[family]
    for number, face in enumerate(faces):
        pdfmetrics.registerFont(TTFont(face, FONTS / folder / f"{face}.ttf"))
        addMapping(family, number % 2, number // 2, face)
    pdfmetrics.registerFontFamily(family, *faces)


class _Writer:
    """Turns a note's parts into flowables, counting its numbered items."""

    def __init__(self, source: Source, design: Design, artwork: Path, width: float) -> None:
        self.source, self.design, self.artwork, self.width = source, design, artwork, width
        self.numbers = {1: count(1), 2: count(1)}

    def flowables(self) -> Iterator[Flowable]:
        for part in self.source.parts:
            self._restart(part)
            if part.kind in HEADINGS:
                yield CondPageBreak(HEADING_ROOM)
            if part.kind == "table":
                yield self._table(part)
            elif part.kind == "figure":
                picture = Image(self.artwork / str(part.picture))
                picture._restrictSize(self.design.options.get("picture_share", 0.72) * self.width, self.width)  # noqa: SLF001  reportlab's own way to scale
                yield picture
            else:
                yield self._paragraph(part)

    def _restart(self, part: Part) -> None:
        if part.kind != "item":
            self.numbers = {1: count(1), 2: count(1)}
        elif part.depth == 1:
            self.numbers[2] = count(1)

    def _paragraph(self, part: Part) -> Paragraph:
        look = self.design.look(part.kind)
        style = _style(part.kind, look, part.language)
        if part.kind != "item":
            kind = RuledParagraph if look.rule_below else Paragraph
            return kind(self._markup(part), style)
        style.leftIndent, style.bulletIndent = 14 * part.depth, 14 * part.depth - 10
        style.bulletFontName, style.bulletFontSize = _face(look), look.size
        return Paragraph(self._markup(part), style, bulletText=self._label(part))

    def _label(self, part: Part) -> str:
        if not part.ordered:
            return str(self.design.options["bullets"][part.depth - 1])
        number = next(self.numbers[part.depth])
        return f"{number}." if part.depth == 1 else f"{'abcdefgh'[number - 1]})"

    def _table(self, part: Part) -> Table:
        look = self.design.look("table")
        head = ParagraphStyle("head", fontName=_face(look), fontSize=look.size, textColor=HexColor(f"#{look.color}"))
        cell = ParagraphStyle("cell", fontName=_face(look), fontSize=look.size)
        rows = [
            [
                Paragraph(f"<b>{self._text(text, part)}</b>" if row is part.rows[0] else self._text(text, part), style)
                for text in row
            ]
            for row in part.rows
            for style in [head if row is part.rows[0] else cell]
        ]
        band = HexColor(f"#{look.band}")
        lines = [("BACKGROUND", (0, 0), (-1, 0), band), ("LINEBELOW", (0, 0), (-1, -1), 0.5, band)]
        return Table(rows, style=[*lines, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")], spaceBefore=6)

    def _markup(self, part: Part) -> str:
        return "".join(self._span(span, part) for span in part.spans)

    def _span(self, span: Span, part: Part) -> str:
        text = self._text(span.text, part).replace("\n", "<br/>")
        if span.superscript:
            size = self.design.look(part.kind).size
            text = f'<super rise="{0.33 * size:.1f}" size="{0.65 * size:.1f}">{text}</super>'
        if span.bold:
            text = f"<b>{text}</b>"
        if span.italic:
            text = f"<i>{text}</i>"
        return f'<a href="{escape(span.link)}" color="#1A6FA3">{text}</a>' if span.link else text

    def _text(self, text: str, part: Part) -> str:
        text = set_spaces(text, part.language, NO_BREAK)
        if self.design.options.get("ligatures"):
            for letters, ligature in LIGATURES.items():
                text = text.replace(letters, ligature)
        return escape(text)


def _style(kind: str, look: Look, language: str) -> ParagraphStyle:
    style = ParagraphStyle(
        kind,
        fontName=_face(look),
        fontSize=look.size,
        leading=look.size * look.leading,
        textColor=HexColor(f"#{look.color}"),
        alignment=ALIGN[look.align],
        spaceBefore=look.before,
        spaceAfter=look.after,
        leftIndent=look.indent,
        rightIndent=look.indent,
        allowWidows=1,
        allowOrphans=1,
    )
    style.rule_below = look.rule_below
    if look.align == "justify":
        style.hyphenationLang, style.embeddedHyphenation, style.uriWasteReduce = HYPHENATION[language], 1, 0.3
    if look.band:
        style.backColor, style.borderPadding = HexColor(f"#{look.band}"), (3, 4, 4, 4)
    return style


def _face(look: Look) -> str:
    return FAMILIES[look.font][1][look.bold + 2 * look.italic]


class _Furniture:
    """Draws what stands around the text of each page."""

    def __init__(self, source: Source, design: Design, artwork: Path) -> None:
        self.source, self.design, self.artwork = source, design, artwork

    def first(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        self._footer(canvas, document.page)

    def later(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        self._footer(canvas, document.page)
        look = self.design.look("running")
        height = self.design.size[1] - 14 * mm
        self._line(canvas, look, self.source.running, height)
        if color := self.design.options.get("header_rule"):
            left, right = self._sides()
            canvas.setStrokeColor(HexColor(f"#{color}"))
            canvas.line(left, height - 4, right, height - 4)

    def _footer(self, canvas: Canvas, page: int) -> None:
        look = self.design.look("sponsors")
        self._logos(canvas, 17 * mm)
        self._line(canvas, look, self.source.sponsors, 12.5 * mm)
        self._line(canvas, look, self.source.page_number.replace("{n}", str(page)), 8 * mm)

    def _logos(self, canvas: Canvas, bottom: float) -> None:
        height, gap = self.design.options["logo_height"], 22
        logos = [ImageReader(str(self.artwork / name)) for name in self.source.logos]
        widths = [height * logo.getSize()[0] / logo.getSize()[1] for logo in logos]
        x = (self.design.size[0] - sum(widths) - gap * len(logos)) / 2
        for logo, width in zip(logos, widths, strict=True):
            canvas.drawImage(logo, x, bottom, width, height, mask="auto")
            x += width + gap
        _lighthouse(canvas, x, bottom, height)

    def _line(self, canvas: Canvas, look: Look, text: str, height: float) -> None:
        left, right = self._sides()
        canvas.setFont(_face(look), look.size)
        canvas.setFillColor(HexColor(f"#{look.color}"))
        if look.align == "center":
            canvas.drawCentredString((left + right) / 2, height, text)
        elif look.align == "right":
            canvas.drawRightString(right, height, text)
        else:
            canvas.drawString(left, height, text)

    def _sides(self) -> tuple[float, float]:
        _, right, _, left = (length * mm for length in self.design.margins)
        return left, self.design.size[0] - right


def _lighthouse(canvas: Canvas, x: float, y: float, height: float) -> None:
    """Draw the sign of a port's authority as vectors."""
    tower = canvas.beginPath()
    for step, (dx, dy) in enumerate(((0.1, 0), (0.2, 0.7), (0.4, 0.7), (0.5, 0))):
        (tower.lineTo if step else tower.moveTo)(x + dx * height, y + dy * height)
    tower.close()
    canvas.setFillColor(HexColor("#7A1F4B"))
    canvas.drawPath(tower, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#E8A13A"))
    canvas.rect(x + 0.16 * height, y + 0.72 * height, 0.28 * height, 0.2 * height, stroke=0, fill=1)
