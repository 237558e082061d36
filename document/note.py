"""A note as a person reads its pages: blocks in reading order, and the furniture around them.

All lengths are PDF points, with the origin at the top left of the unrotated page as a person sees it.
Pages count from 1. Colours are six hexadecimal digits, ``"1F4E79"``.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a person would call a block."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    DATE = "date"
    AUTHOR = "author"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    FIGURE = "figure"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


class FurnitureKind(StrEnum):
    """What repeats around the text without being part of it."""

    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    WATERMARK = "watermark"


class ImageRole(StrEnum):
    """What a picture is for."""

    LOGO = "logo"
    FIGURE = "figure"
    DECORATION = "decoration"


class Zone(StrEnum):
    """Where on the page something stands."""

    HEADER = "header"
    BODY = "body"
    FOOTER = "footer"


class Alignment(StrEnum):
    """How lines stand between the margins."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on one page, in points."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text with one formatting.

    ``font``, ``size`` (points) and ``color`` are set only where they differ from the block's look.
    ``footnote`` names the footnote block that this mark belongs to.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    superscript: bool = False
    subscript: bool = False
    smallcaps: bool = False
    link: str | None = None
    footnote: str | None = None
    font: str | None = None
    size: float | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a block looks: what most of its characters and lines share.

    ``indent_left`` and ``indent_right`` count from the page's text margins, ``first_line`` from ``indent_left``
    (negative: hanging). ``space_before`` and ``space_after`` are the white between this block's lines and its
    neighbours' beyond the ordinary line distance; ``line_height`` is baseline to baseline. ``letter_spacing`` is
    the white that is added between letters. ``background`` is the band behind the block and ``band`` the place of
    that band where it begins; ``rule_above``, ``rule_below`` and ``rule_left`` are the colours of rules that belong
    to it.
    """

    font: str | None = None
    size: float | None = None
    color: str | None = None
    bold: bool = False
    italic: bool = False
    alignment: Alignment = Alignment.LEFT
    indent_left: float = 0.0
    indent_right: float = 0.0
    first_line: float = 0.0
    space_before: float | None = None
    space_after: float | None = None
    line_height: float | None = None
    letter_spacing: float = 0.0
    background: str | None = None
    band: Box | None = None
    rule_above: str | None = None
    rule_below: str | None = None
    rule_left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """Where a list item stands in its list: ``depth`` counts from 1, ``label`` is the bullet or number as printed."""

    ordered: bool
    depth: int = 1
    label: str = "•"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table."""

    runs: tuple[Run, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    background: str | None = None
    alignment: Alignment = Alignment.LEFT

    @property
    def text(self) -> str:
        """The cell's text without its formatting."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The colours of the lines that a table draws; None where it draws none.

    ``head`` is the line below its first row where that is another than the one between all ``rows``.
    """

    top: str | None = None
    bottom: str | None = None
    sides: str | None = None
    head: str | None = None
    rows: str | None = None
    columns: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A place where extraction put together what the page had apart.

    ``offset`` is the character position in the block's text; ``reason`` is one of ``hyphen`` (a line-end hyphen was
    removed), ``page`` and ``column`` (a paragraph went on there); ``confidence`` runs from 0 to 1.
    """

    offset: int
    reason: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the note: what a person would name a heading, a paragraph, a list item, a table.

    Joined, ``runs`` give the clean text. A table has ``rows`` and no runs; a figure has ``image``, the id of its
    image. ``columns`` holds a table's column widths in points, ``ruling`` its lines where they are known. ``language``
    is an ISO 639-1 code, also one that Tripont does not translate.
    """

    id: str
    kind: BlockKind
    runs: tuple[Run, ...] = ()
    level: int | None = None
    language: str | None = None
    boxes: tuple[Box, ...] = ()
    list: ListShape | None = None
    rows: tuple[tuple[Cell, ...], ...] = ()
    columns: tuple[float, ...] = ()
    ruling: Ruling | None = None
    image: str | None = None
    joins: tuple[Join, ...] = ()
    look: Look = field(default_factory=Look)

    @property
    def text(self) -> str:
        """The block's text without its formatting; a table's cells joined by `` | ``, its rows by line breaks."""
        if self.rows:
            return "\n".join(" | ".join(cell.text for cell in row) for row in self.rows)
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """Text that repeats around the body: running header or footer, page number, watermark.

    ``box`` is its place on the first of ``pages``. A page number's ``text`` is as printed on that page. ``id`` is
    another than that of any block; ``language`` is told like a block's. ``angle`` is how far a watermark is turned, in
    degrees against the clock; ``box`` holds it as it stands.
    """

    kind: FurnitureKind
    text: str
    pages: tuple[int, ...]
    id: str = ""
    language: str | None = None
    runs: tuple[Run, ...] = ()
    box: Box | None = None
    angle: float = 0.0
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture: its place on the first of ``pages``, what it is for, and its bytes as PNG or JPEG."""

    id: str
    box: Box
    role: ImageRole
    zone: Zone = Zone.BODY
    pages: tuple[int, ...] = ()
    media_type: str = "image/png"
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphic:
    """A drawn rule or filled band that is not part of a block: ``box`` is its place on the first of ``pages``."""

    box: Box
    color: str
    zone: Zone = Zone.BODY
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's size and the margins of its body text, in points."""

    number: int
    width: float
    height: float
    margin_left: float = 72.0
    margin_right: float = 72.0
    margin_top: float = 72.0
    margin_bottom: float = 72.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """Something about the file that its reader should know; ``code`` is stable, ``message`` is English."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A whole note as extracted: ``language`` is the language of most of its text."""

    language: str | None
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...] = ()
    images: tuple[Image, ...] = ()
    graphics: tuple[Graphic, ...] = ()
    warnings: tuple[Caveat, ...] = ()
    ocr: bool = False
