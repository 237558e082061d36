"""From a PDF to a note as a person reads its pages: the story of the extraction, one step a line.

Letters become lines; what runs around the text is put aside; tables, pictures and footnotes are taken out; the rest is
ordered, cut into blocks, and each block is given its kind, its text and its look.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pdfplumber
from pdfplumber.page import Page as PlumberPage

from document.note import (
    Alignment,
    Block,
    BlockKind,
    Box,
    Caveat,
    Cell,
    Furniture,
    FurnitureKind,
    Image,
    ImageRole,
    Look,
    Note,
    Page,
    Zone,
)
from document.progress import Progress, Report, silent
from worker.extract import tables
from worker.extract.blocks import Draft, Setting, blocks_of, setting_of
from worker.extract.columns import Margins, in_reading_order, margins_of
from worker.extract.continued import Whole, whole_tables
from worker.extract.drawings import Find, find_pictures
from worker.extract.footnotes import Footnote, part, with_references
from worker.extract.furniture import Cleared, Running, clear
from worker.extract.glyphs import Face
from worker.extract.graphics import graphics
from worker.extract.headings import Typed, face_of, letters, typed
from worker.extract.ink import Sheet, read_sheet
from worker.extract.joins import Words, flow, runs_of, words_of
from worker.extract.labels import with_lone_labels
from worker.extract.lines import Line, lines_of, mark_underlines, put_drawn_bullets
from worker.extract.looks import Decoration, decoration_of, letter_spacing, look_of
from worker.extract.pictures import images
from worker.extract.recurrence import running_rules
from worker.extract.ruling import with_rulings
from worker.extract.shapes import Shape, shapes
from worker.extract.tables import Grid, GridCell, find_tables
from worker.extract.tags import Tags, read_tags
from worker.extract.watermarks import watermarks, with_seen_color

PLAIN = Face("", 11.0, bold=False, italic=False, color="000000")
"""What running text is taken to be in a note that has none."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block without its id, and where it begins: what is sorted into reading order."""

    block: Block
    footnote: Footnote | None = None


@dataclass(slots=True)
class _Paint:
    """The shapes of the note by page, and those that have found their use; a band or bar may serve several blocks.

    ``running`` are rules that come again beyond the text of their pages, and belong to none of its blocks.
    """

    pages: dict[int, list[Shape]]
    running: frozenset[Shape] = frozenset()
    used: set[Shape] = field(default_factory=set)
    shared: set[Shape] = field(default_factory=set)

    def free(self, page: int) -> list[Shape]:
        """Give the shapes of a page that belong to nothing yet."""
        return [shape for shape in self.pages.get(page, ()) if shape not in self.used]


def read_note(pdf: Path, report: Report = silent) -> Note:
    """Read a PDF into a note whose languages are not yet told.

    A page that cannot be read is left out with a caveat ``page_unreadable``. Raises what pdfplumber raises on a file
    that it cannot open.
    """
    drawn = shapes(pdf)
    paint = _Paint(_by_page(drawn))
    with pdfplumber.open(pdf) as file:
        tags = read_tags(file.doc.catalog)
        sheets, caveats = _sheets(file.pages, tags, report)
        pages = [_lines(sheet, paint) for sheet in sheets]
        body = _body_face([line for lines in pages for line in lines])
        cleared = clear(pages, sheets, body.size)
        grids: list[Grid] = []
        for lines, sheet in zip(cleared.body, sheets, strict=True):
            if lines:  # without letters there is no table, and a page that cannot be read would raise again
                page, free = file.pages[sheet.number - 1], paint.free(sheet.number)
                grids += find_tables(page, lines, free, tags, grids[-1] if grids else None)
    paint.running = running_rules(drawn, cleared.body)
    paint.used.update(shape for shape in drawn if any(_inside(shape.box, grid.box) for grid in grids))
    finds = find_pictures(drawn, tuple(grid.box for grid in grids))
    pictures = images(pdf, finds, cleared.bands)
    words = words_of(line for lines in pages for line in lines)
    pieces, margins = _pieces(cleared, sheets, grids, finds, pictures, tags, body, words, paint)
    taken = paint.used | paint.shared
    rest = [shape for shape in drawn if shape not in taken]
    sizes = [(sheet.width, sheet.height) for sheet in sheets]
    return Note(
        language=None,
        pages=tuple(_page(sheet, margins, cleared) for sheet in sheets),
        blocks=with_rulings(_numbered(pieces), drawn),
        furniture=_all_furniture(cleared, sheets, words, margins, pdf),
        images=pictures,
        graphics=graphics(rest, finds, sizes, cleared.bands, tuple(grid.box for grid in grids)),
        warnings=tuple(caveats),
    )


def _inside(inner: Box, outer: Box) -> bool:
    """Whether a shape lies in a table or is its border."""
    middle_x, middle_y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    within = outer.x0 - 3 <= middle_x <= outer.x1 + 3 and outer.top - 3 <= middle_y <= outer.bottom + 3
    return within and inner.page == outer.page and inner.bottom - inner.top <= outer.bottom - outer.top + 12


def _by_page(drawn: Iterable[Shape]) -> dict[int, list[Shape]]:
    pages: dict[int, list[Shape]] = defaultdict(list)
    for shape in drawn:
        pages[shape.box.page].append(shape)
    return pages


def _sheets(pages: Sequence[PlumberPage], tags: Tags, report: Report) -> tuple[list[Sheet], list[Caveat]]:
    """Read all pages' letters; a page that breaks the parser stays empty and is told of."""
    sheets, caveats = [], []
    for count, page in enumerate(pages, start=1):
        try:
            sheet = read_sheet(page, tags)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - broken files raise anything, and one broken page should not cost the others
            sheet = Sheet(page.page_number, float(page.width), float(page.height), ())
            message = f"Page {page.page_number} is damaged and cannot be read; its text is missing."
            caveats.append(Caveat(code="page_unreadable", message=message, page=page.page_number))
        sheets.append(sheet)
        report(Progress("extract", count, len(pages)))
    return sheets, caveats


def _lines(sheet: Sheet, paint: _Paint) -> list[Line]:
    """Put one page's letters into lines, with underlines and drawn bullets."""
    lines, underlines = mark_underlines(lines_of(sheet.number, sheet.glyphs), paint.free(sheet.number))
    lines, bullets = put_drawn_bullets(lines, paint.free(sheet.number))
    paint.used |= underlines | bullets
    return with_lone_labels(lines)


def _body_face(lines: Sequence[Line]) -> Face:
    """Find how the running text is set: the face of most letters."""
    return face_of(glyph for line in lines for glyph in line.printed) or PLAIN


def _page(sheet: Sheet, margins: Margins, cleared: Cleared) -> Page:
    lines = cleared.body[sheet.number - 1]
    band = cleared.bands[sheet.number - 1]
    tops = [line.top for body in cleared.body for line in body[:1]]
    bottoms = [line.bottom for body in cleared.body for line in sorted(body, key=lambda one: one.bottom)[-1:]]
    top = min(tops, default=72.0) if lines else 72.0
    bottom = sheet.height - max(bottoms, default=sheet.height - 72.0) if lines else 72.0
    return Page(
        number=sheet.number,
        width=round(sheet.width, 2),
        height=round(sheet.height, 2),
        margin_left=round(max(0.0, margins.left), 1),
        margin_right=round(max(0.0, sheet.width - margins.right), 1),
        margin_top=round(max(0.0, top, band.header_bottom), 1),
        margin_bottom=round(max(0.0, bottom, sheet.height - band.footer_top), 1),
    )


def _pieces(  # noqa: PLR0913, PLR0917 (what the pages hold comes together here)
    cleared: Cleared,
    sheets: Sequence[Sheet],
    grids: Sequence[Grid],
    finds: Sequence[Find],
    pictures: Sequence[Image],
    tags: Tags,
    body: Face,
    words: Words,
    paint: _Paint,
) -> tuple[list[_Piece], Margins]:
    """Make all blocks of the note, in reading order."""
    shown = [image for image in pictures if image.zone is Zone.BODY and image.role is not ImageRole.DECORATION]
    boxes = [grid.box for grid in grids]
    pages = [_text_lines(lines, boxes, finds) for lines in cleared.body]
    body = _body_face([line for lines in pages for line in lines])  # tables may be the larger part of a short note
    parted = [part(lines, body.size) for lines in pages]
    everything = [line for lines, _ in parted for line in lines if abs(line.size - body.size) < 0.6]
    margins = margins_of(everything, sheets[0].width if sheets else 595.0)
    lines = [line for lines, _ in parted for line in in_reading_order(lines, margins)]
    obstacles: dict[int, tuple[Box, ...]] = {}
    for box in [*boxes, *(image.box for image in shown)]:
        obstacles[box.page] = (*obstacles.get(box.page, ()), box)
    setting = setting_of(lines, body.size, obstacles, tags)
    drafts = blocks_of(lines, setting)
    kinds = typed(drafts, setting, body, [_is_near(draft, obstacles) for draft in drafts])
    heights = {sheet.number: sheet.height for sheet in sheets}
    pieces = [
        _Piece(_text_block(kinds, i, words, setting, _decoration(one.draft, paint, heights)))
        for i, one in enumerate(kinds)
    ]
    around = [line for lines, _ in parted for line in lines]
    wholes = whole_tables(grids, around, [image.box for image in shown])
    placed = [(whole.boxes[0], _table_block(whole, words)) for whole in wholes]
    placed += [(image.box, _figure_block(image)) for image in shown]
    for box, block in sorted(placed, key=lambda pair: (pair[0].page, pair[0].top)):
        pieces.insert(_place(box, pieces), _Piece(block))
    for _, notes in parted:
        for note in notes:
            _insert_note(note, pieces, words, setting, margins)
    return pieces, margins


def _text_lines(lines: Sequence[Line], boxes: Sequence[Box], finds: Sequence[Find]) -> list[Line]:
    """Leave out what stands in tables and in drawn pictures."""
    taken = [*boxes, *(find.box for find in finds if find.drawn)]
    return [line for line in lines if not any(tables.holds(box, line) for box in taken)]


def _is_near(draft: Draft, obstacles: dict[int, tuple[Box, ...]]) -> bool:
    """Whether a block stands right above or below a table or picture."""
    first, last = draft.first, draft.last
    return any(
        abs(first.top - box.bottom) < 30 or abs(box.top - last.bottom) < 30 for box in obstacles.get(first.page, ())
    )


def _decoration(draft: Draft, paint: _Paint, heights: dict[int, float]) -> Decoration:
    """Find what is painted around a block, on every page that it touches; its look is that of the first."""
    found = []
    for page in dict.fromkeys(line.page for line in draft.lines):
        here = [line for line in draft.lines if line.page == page]
        shapes = [shape for shape in paint.free(page) if shape not in paint.running]
        decoration = decoration_of(here, shapes, heights[page])
        paint.shared.update(decoration.shared)
        paint.used.update(decoration.own)
        found.append(decoration)
    return found[0]


def _text_block(kinds: Sequence[Typed], index: int, words: Words, setting: Setting, decoration: Decoration) -> Block:
    one = kinds[index]
    draft = one.draft
    face = face_of(letters(draft)) or draft.first.face
    stream = flow(draft.lines, words, draft.cuts, draft.label.glyphs if draft.label else 0)
    before = kinds[index - 1].draft if index else None
    after = kinds[index + 1].draft if index + 1 < len(kinds) else None
    return Block(
        id="",
        kind=one.kind,
        runs=runs_of(stream.glyphs, face),
        level=one.level,
        boxes=tuple(_boxes(draft)),
        list=one.shape,
        joins=stream.joins,
        look=look_of(draft, face, before, after, setting, decoration),
    )


def _boxes(draft: Draft) -> Iterable[Box]:
    """Give a box for each stretch of lines between two page or column ends."""
    bounds = [0, *sorted(draft.cuts), len(draft.lines)]
    for start, end in itertools.pairwise(bounds):
        yield _box(draft.lines[start:end])


def _box(lines: Sequence[Line]) -> Box:
    return Box(
        page=lines[0].page,
        x0=round(min(line.x0 for line in lines), 2),
        top=round(min(line.top for line in lines), 2),
        x1=round(max(line.x1 for line in lines), 2),
        bottom=round(max(line.bottom for line in lines), 2),
    )


def _table_block(whole: Whole, words: Words) -> Block:
    grid = whole.grid
    glyphs = [glyph for row in grid.rows for cell in row for line in cell.lines for glyph in line.printed]
    face = face_of(glyphs) or PLAIN
    rows = tuple(tuple(_cell(cell, words, face) for cell in row) for row in grid.rows)
    if rows and _is_head(grid):
        rows = (tuple(replace(cell, header=True) for cell in rows[0]), *rows[1:])
    return Block(
        id="",
        kind=BlockKind.TABLE,
        boxes=whole.boxes,
        rows=rows,
        columns=tuple(round(width, 1) for width in grid.widths),
        look=Look(font=face.font, size=face.size, color=face.color),
    )


def _cell(cell: GridCell, words: Words, face: Face) -> Cell:
    stream = flow(cell.lines, words) if cell.lines else None
    return Cell(
        runs=runs_of(stream.glyphs, face) if stream else (),
        colspan=cell.colspan,
        rowspan=cell.rowspan,
        background=cell.background,
        alignment=cell.alignment,
    )


def _is_head(grid: Grid) -> bool:
    """Whether a table's first row names its columns: bold where the others are not, or on a ground of its own."""
    first, others = grid.rows[0], [cell for row in grid.rows[1:] for cell in row]
    bold = all(line.bold for cell in first for line in cell.lines) and not all(
        line.bold for cell in others for line in cell.lines
    )
    ground = {cell.background for cell in first}
    return bold or (len(ground) == 1 and ground != {None} and not ground & {cell.background for cell in others})


def _figure_block(image: Image) -> Block:
    middle = (image.box.x0 + image.box.x1) / 2
    return Block(
        id="",
        kind=BlockKind.FIGURE,
        boxes=(image.box,),
        image=image.id,
        look=Look(alignment=Alignment.CENTER if image.box.x0 > 90 and middle > 200 else Alignment.LEFT),
    )


def _place(box: Box, pieces: Sequence[_Piece]) -> int:
    """Find where a table or picture comes in reading order: before the first block that begins below it."""
    for index, piece in enumerate(pieces):
        first = piece.block.boxes[0]
        if first.page > box.page:
            return index
        beside = first.x0 < box.x1 and first.x1 > box.x0
        if first.page == box.page and beside and first.top >= box.top - 1 and (first.top + first.bottom) / 2 > box.top:
            return index
    return len(pieces)


def _insert_note(note: Footnote, pieces: list[_Piece], words: Words, setting: Setting, margins: Margins) -> None:
    """Put a footnote behind the last block that begins on its page."""
    draft = Draft([_within(line, margins) for line in note.lines])
    face = face_of(glyph for line in note.lines for glyph in line.printed) or PLAIN
    stream = flow(note.lines, words, skip=note.skip)
    block = Block(
        id="",
        kind=BlockKind.FOOTNOTE,
        runs=runs_of(stream.glyphs, face),
        boxes=tuple(_boxes(draft)),
        joins=stream.joins,
        look=look_of(draft, face, None, None, setting, Decoration()),
    )
    page = note.lines[0].page
    behind = [index for index, piece in enumerate(pieces) if piece.block.boxes[0].page <= page]
    pieces.insert(behind[-1] + 1 if behind else 0, _Piece(block, note))


def _within(line: Line, margins: Margins) -> Line:
    return Line(line.page, line.glyphs, margins.left, margins.right)


def _numbered(pieces: Sequence[_Piece]) -> list[Block]:
    """Give the blocks their ids, and the marks in the text their notes."""
    blocks = [replace(piece.block, id=f"b{count}") for count, piece in enumerate(pieces, start=1)]
    notes = {
        (piece.footnote.lines[0].page, piece.footnote.mark): block.id
        for piece, block in zip(pieces, blocks, strict=True)
        if piece.footnote
    }
    return with_references(blocks, notes)


def _all_furniture(
    cleared: Cleared, sheets: Sequence[Sheet], words: Words, margins: Margins, pdf: Path
) -> tuple[Furniture, ...]:
    level = [_furniture(running, words, margins) for running in cleared.running]
    turned = watermarks({sheet.number: sheet.turned for sheet in sheets}, pdf)
    painted = [with_seen_color(piece, pdf) if piece.kind is FurnitureKind.WATERMARK else piece for piece in level]
    return tuple(replace(piece, id=f"f{number}") for number, piece in enumerate([*painted, *turned], start=1))


def _furniture(running: Running, words: Words, margins: Margins) -> Furniture:
    lines = [_within(line, margins) for line in running.lines]
    face = face_of(glyph for line in lines for glyph in line.printed) or PLAIN
    runs = runs_of(flow(lines, words).glyphs, face)
    middle = (lines[0].x0 + lines[0].x1) / 2
    if abs(middle - (margins.left + margins.right) / 2) < 8:
        alignment = Alignment.CENTER
    else:
        alignment = (
            Alignment.RIGHT if abs(margins.right - lines[0].x1) < abs(lines[0].x0 - margins.left) else Alignment.LEFT
        )
    return Furniture(
        kind=running.kind,
        text="".join(run.text for run in runs),
        pages=running.pages,
        runs=runs,
        box=_box(lines),
        look=Look(
            font=face.font,
            size=face.size,
            color=face.color,
            bold=face.bold,
            italic=face.italic,
            alignment=alignment,
            letter_spacing=letter_spacing(lines),
        ),
    )
