"""The translated note as a Word file that looks like the source's pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from document.languages import LANGUAGES, Language
from document.note import Alignment, Block, BlockKind, Box, Cell, Graphic, Image, Note, Page, Zone
from document.segment import Translation
from worker.rebuild.arrangement import arrange
from worker.rebuild.bands import ABOVE, BELOW, DEFAULT_SIZE
from worker.rebuild.columns import Stretch, pages_of, stretches
from worker.rebuild.footnotes import Footnotes, referred, without_mark
from worker.rebuild.furniture import Running, Stage, furniture_styles, gather, write
from worker.rebuild.graphics import loose_graphics
from worker.rebuild.inline import Ground, inline
from worker.rebuild.looks import Setting, color, locale, setting_properties
from worker.rebuild.numbering import Lists, numbering_part, plan_lists
from worker.rebuild.ooxml import Element, element, properties, twips, value
from worker.rebuild.package import Package
from worker.rebuild.pictures import Spot, picture, placed_picture, placed_rectangle
from worker.rebuild.properties import describe
from worker.rebuild.rules import with_rules
from worker.rebuild.spacing import Tops
from worker.rebuild.styles import Stylesheet, styles_part, stylesheet
from worker.rebuild.tables import table
from worker.rebuild.target import Piece, TargetText, pieces_by_place, plain_text

_A4 = Page(number=1, width=595.3, height=841.9)
_MOST_POINTS = 1584.0
"""22 inches, the largest page that Word lays out."""
_TALL = 0.4
_USUAL_MARGIN, _ABOVE_FOOTER = 72.0, 10.0
_NEAR_BY, _OVER = 90.0, 6.0
_ROUNDING = 2.0
"""Points at the foot of a page for what rounding adds up to, so that its last line stays on it."""


def rebuild_note(note: Note, translation: Translation, *, written: datetime | None = None) -> bytes:
    """Make the Word file of a translated note; equal input gives equal bytes.

    ``written`` is the moment to be shown as that of its making; without one the file tells none.
    """
    return _Builder(note, translation).build(written)


class _Builder:
    """Writes one note. It holds what all blocks share; each method writes one sort of thing."""

    def __init__(self, note: Note, translation: Translation) -> None:
        self.page = paper(note)
        ruled, distances = with_rules(note, self.page)
        arrangement = arrange(ruled)
        self.note = arrangement.note
        self.rows = arrangement.rows
        self.translation = translation
        self.package = Package()
        self.parts = stretches(self.note, self.page)
        self.lanes = pages_of(self.parts, self.page)
        self.running: Running = gather(self.note)
        self.tops = tops(self.note, self.page, self.running)
        self.sheet: Stylesheet = stylesheet(self.note, self.page, self.tops, self.lanes, distances)
        self.lists: Lists = plan_lists(note.blocks)
        self.text = TargetText(pieces_by_place(translation), translation.source_language)
        self.images = {image.id: image for image in note.images}
        self.indents = self._list_indents()
        self.hung = self._hang()
        self.footnotes = Footnotes(self.package, note.blocks, referred(self._all_pieces()))

    def build(self, written: datetime | None) -> bytes:
        language = locale(self.translation.target_language) or "en-GB"
        frames = furniture_styles(self.note)
        sheet = replace(self.sheet, styles={**self.sheet.styles, **frames})
        self.package.styles.extend(styles_part(sheet, language, self._style_numbering))
        self.package.numbering.extend(numbering_part(self.lists, self.indents))
        stage = Stage(
            package=self.package,
            note=self.note,
            page=self.page,
            styles=frames,
            tops=self.tops,
            text=self.text,
            source=self._source(),
            target=self.translation.target_language,
        )
        references = write(self.running, stage)
        body = self._body(references)
        self._write_footnotes()
        self.package.body.extend(body)
        self.package.set_settings(
            hyphenate=self._is_hyphenated(),
            even_and_odd=self.running.even_differs,
            footnotes=self.footnotes.part is not None,
            language=language,
        )
        describe(self.package, self.translation, self._title(), written)
        return self.package.pack()

    def _body(self, references: list[Element]) -> list[Element]:
        """Write all blocks, in sections where the number of columns changes; headers are those of the first."""
        made: list[Element] = []
        followers = {upper.id: lower for upper, lower in pairwise(self.note.blocks)}
        for number, part in enumerate(self.parts):
            for block in part.blocks:
                if block.id not in self.footnotes.blocks:
                    made += self._block(block, followers.get(block.id))
            section = self._section(part, references if number == 0 else None)
            if part is self.parts[-1]:
                if not made or made[-1].tag.endswith("}tbl"):
                    # Word wants a paragraph after a table at the end.
                    made.append(element("w:p"))
                made.append(section)
            else:
                made.append(_thin(section=section))
        return made

    def _block(self, block: Block, follower: Block | None) -> list[Element]:
        if block.rows:
            return self._table(block, follower)
        if block.kind is BlockKind.FIGURE:
            return self._figure(block, follower)
        told = self._paragraph_properties(block, follower)
        inner = inline(
            self.text.of_block(block), self._ground(block), self.package, self.package.main, self.footnotes.reference
        )
        return [element("w:p", None, properties("w:pPr", told), *self._hanging(block), *inner)]

    def _paragraph_properties(self, block: Block, follower: Block | None) -> list[Element]:
        style = self.sheet.style(block)
        base, told = style.setting, [value("w:pStyle", style.id)]
        place = self.lists.places.get(block.id)
        if place:
            level, number = value("w:ilvl", place.level), value("w:numId", place.list)
            told.append(element("w:numPr", None, level, number))
            # The level's indents come before the style's when a paragraph names its list itself.
            left, first = self.indents[place.list, place.level]
            base = replace(base, left=left, first=first)
        told += setting_properties(self.sheet.settings[block.id], base)
        if block.id in self.sheet.page_breaks:
            told.append(element("w:pageBreakBefore"))
        if _stays_with(block, follower):
            told.append(element("w:keepNext"))
        return told

    def _ground(self, block: Block) -> Ground:
        return Ground(
            style=self.sheet.style(block).face,
            look=block.look,
            link=self.sheet.link,
            link_underline=self.sheet.link_underline,
        )

    def _figure(self, block: Block, follower: Block | None) -> list[Element]:
        """Write a figure, or the row of figures that it begins, with tab stops where the next ones stand."""
        whole = block.boxes[0] if block.boxes else None
        page = self.lanes.get(block.id, self.page)
        room = self._room(block) if block.id in self.lanes or not whole else page.width
        scale = min(1.0, room / (whole.x1 - whole.x0)) if whole and whole.x1 > whole.x0 else 1.0
        start = page.margin_left + self.sheet.settings[block.id].left
        inner: list[Element] = []
        stops: list[Element] = []
        for figure in self.rows[block.id]:
            shown = self._shown(figure, scale, self._alternative(figure, follower))
            if shown is None:
                continue
            if inner:
                place = twips(figure.boxes[0].x0 - (whole.x0 if whole else start))
                stops.append(element("w:tab", {"w:val": "left", "w:pos": max(1, place)}))
                inner.append(element("w:r", None, element("w:tab")))
            inner.append(shown)
        if not inner:
            return []
        told = self._paragraph_properties(block, follower)
        if stops:
            told.append(element("w:tabs", None, *stops))
        return [element("w:p", None, properties("w:pPr", told), *self._hanging(block), *inner)]

    def _shown(self, figure: Block, scale: float, text: str) -> Element | None:
        image = self.images.get(figure.image or "")
        if image is None:
            return None
        box = image.box
        size = ((box.x1 - box.x0) * scale, (box.bottom - box.top) * scale)
        return picture(self.package, self.package.main, image, size, text)

    def _alternative(self, block: Block, follower: Block | None) -> str:
        """Describe a picture by what the note says of it."""
        own = plain_text(self.text.of_block(block))
        if own or follower is None or follower.kind is not BlockKind.CAPTION:
            return own
        return plain_text(self.text.of_block(follower))

    def _table(self, block: Block, follower: Block | None) -> list[Element]:
        style = self.sheet.style(block)

        def content(row: int, index: int, cell: Cell) -> list[Element]:
            pieces = self.text.of_cell(block, row, index, cell)
            # A cell's weight is told by its runs; only its type and colour are the table's.
            look = replace(block.look, bold=False, italic=False)
            ground = replace(self._ground(block), look=look)
            inner = inline(pieces, ground, self.package, self.package.main, self.footnotes.reference)
            setting = Setting(alignment=cell.alignment, line=style.setting.line)
            told = [value("w:pStyle", style.id), *setting_properties(setting, style.setting)]
            if row < len(block.rows) - 1 and cell.header:
                told.append(element("w:keepNext"))
            return [element("w:p", None, properties("w:pPr", told), *inner)]

        def words(row: int, index: int, cell: Cell) -> str:
            return plain_text(self.text.of_cell(block, row, index, cell))

        room, page = self._room(block), self.lanes.get(block.id, self.page)
        left = block.boxes[0].x0 - page.margin_left if block.boxes else 0.0
        indent = left if -self.page.margin_left / 2 < left < room / 2 else 0.0
        made = table(block, room, indent, content, words)
        # Two tables would grow together, and a table cannot begin a page itself: a paragraph without height helps.
        broken = block.id in self.sheet.page_breaks
        above = [_thin(page_break=True)] if broken else []
        below = [_thin()] if follower is not None and follower.rows else []
        return [*above, made, *below]

    def _room(self, block: Block) -> float:
        """Give the width between the margins, or between the edges of a block's column."""
        page = self.lanes.get(block.id, self.page)
        return page.width - page.margin_left - page.margin_right

    def _hang(self) -> dict[str, list[Image | Graphic]]:
        """Find for each drawing of the body that no block stands for the block that it is to hang on."""
        shown = {block.image for row in self.rows.values() for block in row}
        loose: list[Image | Graphic] = [
            image for image in self.note.images if image.zone is Zone.BODY and image.id not in shown
        ]
        painted = [graphic for graphic in loose_graphics(self.note) if graphic.zone is Zone.BODY]
        found: dict[str, list[Image | Graphic]] = {}
        for drawing in [*painted, *loose]:
            nail = _nail(self.note.blocks, drawing.box)
            if nail is not None:
                found.setdefault(nail.id, []).append(drawing)
        return found

    def _hanging(self, block: Block) -> list[Element]:
        made = []
        for drawing in self.hung.get(block.id, []):
            spot = self._spot(block, drawing.box)
            if isinstance(drawing, Graphic):
                tint = color(drawing.color)
                run = placed_rectangle(self.package, drawing.box, tint, spot) if tint else None
            else:
                size = (drawing.box.x1 - drawing.box.x0, drawing.box.bottom - drawing.box.top)
                spot = replace(spot, behind=self._is_under_text(drawing.box))
                run = placed_picture(self.package, self.package.main, drawing, size, drawing.role.value, spot)
            if run is not None:
                made.append(run)
        return made

    def _is_under_text(self, box: Box) -> bool:
        """Tell whether text is printed upon a place, which text must then not run around."""
        boxes = [
            one for block in self.note.blocks if block.image is None for one in block.boxes if one.page == box.page
        ]
        return any(
            min(box.x1, one.x1) - max(box.x0, one.x0) > _OVER
            and min(box.bottom, one.bottom) - max(box.top, one.top) > _OVER
            for one in boxes
        )

    def _spot(self, block: Block, box: Box) -> Spot:
        """Place a drawing with its block if that stands beside it, so that it moves with the text; else on the page."""
        start = block.boxes[0]
        tall = box.bottom - box.top > _TALL * self.page.height
        if tall or start.page != box.page or abs(start.top - box.bottom) > _NEAR_BY:
            return Spot(x=box.x0, y=box.top)
        line = self.sheet.settings[block.id].line or 0.0
        top = start.top - ABOVE * (line - (block.look.size or DEFAULT_SIZE)) if line else start.top
        return Spot(x=box.x0, y=box.top - top, vertical="paragraph")

    def _write_footnotes(self) -> None:
        for block in self.footnotes.blocks.values():
            part = self.footnotes.part
            if part is None:
                continue
            pieces, mark = without_mark(self.text.of_block(block))
            number = self.footnotes.number(block.id)
            inner = inline(pieces, self._ground(block), self.package, part)
            told = properties("w:pPr", [value("w:pStyle", "FootnoteText")])
            self.footnotes.add(block.id, told, inner, None if mark in ("", str(number)) else mark)

    def _all_pieces(self) -> Iterator[Piece]:
        for block in self.note.blocks:
            yield from self.text.of_block(block)
            for row, cells in enumerate(block.rows):
                for column, cell in enumerate(cells):
                    yield from self.text.of_cell(block, row, column, cell)

    def _list_indents(self) -> dict[tuple[int, int], tuple[float, float]]:
        """Give each list's levels the indents that most of their items have."""
        found: dict[tuple[int, int], Counter[tuple[float, float]]] = {}
        for block in self.note.blocks:
            place = self.lists.places.get(block.id)
            if place:
                setting = self.sheet.settings[block.id]
                found.setdefault((place.list, place.level), Counter())[setting.left, setting.first] += 1
        return {place: counts.most_common(1)[0][0] for place, counts in found.items()}

    def _style_numbering(self, style: str) -> tuple[int, int] | None:
        """Give a list style the list that its first item is in."""
        for block in self.note.blocks:
            place = self.lists.places.get(block.id)
            if place and self.sheet.of_block[block.id] == style:
                return place.list, place.level
        return None

    def _section(self, part: Stretch, references: list[Element] | None) -> Element:
        """Write a section; the first one, which has ``references``, also says how pages are numbered."""
        page = self.page
        told = [
            *(references or []),
            value("w:type", "nextPage" if references is not None else "continuous"),
            element("w:pgSz", _paper_size(page)),
            element(
                "w:pgMar",
                {
                    "w:top": twips(page.margin_top),
                    "w:right": twips(page.margin_right),
                    "w:bottom": twips(page.margin_bottom),
                    "w:left": twips(page.margin_left),
                    "w:header": twips(self.running.distance(page, Zone.HEADER)),
                    "w:footer": twips(self.running.distance(page, Zone.FOOTER)),
                    "w:gutter": 0,
                },
            ),
            element("w:cols", {"w:num": part.count, "w:space": twips(part.gutter) or 720}),
        ]
        if references is not None and self.running.first_number:
            told.append(element("w:pgNumType", {"w:start": self.running.first_number}))
        if references is not None and self.running.first_differs:
            told.append(element("w:titlePg"))
        return properties("w:sectPr", told)

    def _is_hyphenated(self) -> bool:
        joined = any(join.reason == "hyphen" for block in self.note.blocks for join in block.joins)
        return joined and any(block.look.alignment is Alignment.JUSTIFY for block in self.note.blocks)

    def _title(self) -> str:
        titles = [block for block in self.note.blocks if block.kind is BlockKind.TITLE]
        return " ".join(plain_text(self.text.of_block(block)) for block in titles)

    def _source(self) -> Language | None:
        language = self.note.language
        return Language(language) if language in LANGUAGES else None


def paper(note: Note) -> Page:
    """Give the page on which the note is rebuilt: the usual size, and margins within which all its text lay."""
    pages = note.pages or (_A4,)
    leading = _leading(note.blocks)
    (width, height), _ = Counter((page.width, page.height) for page in pages).most_common(1)[0]
    same = [page for page in pages if (page.width, page.height) == (width, height)]
    return Page(
        number=1,
        width=min(width, _MOST_POINTS),
        height=min(height, _MOST_POINTS),
        margin_left=min(page.margin_left for page in same),
        margin_right=min(page.margin_right for page in same),
        # Margins are measured to the type; Word's lines reach beyond it.
        margin_top=max(0.0, min(page.margin_top for page in same) - ABOVE * leading),
        margin_bottom=max(0.0, _foot(note, same, height) - BELOW * leading - _ROUNDING),
    )


def tops(note: Note, page: Page, running: Running) -> Tops:
    """Tell where text begins: below a header that the first page has not, it keeps the distance of the source's pages.

    ``page`` is the page on which the note is rebuilt, whose margin serves the first.
    """
    if not running.later_header:
        return Tops(page.margin_top, page.margin_top)
    boxes = [box for block in note.blocks if block.kind is not BlockKind.FOOTNOTE for box in block.boxes]
    later = min((box.top for box in boxes if box.page > 1), default=0.0) - ABOVE * _leading(note.blocks)
    return Tops(page.margin_top, max(page.margin_top, later))


def _foot(note: Note, pages: Sequence[Page], height: float) -> float:
    """Give the bottom margin: where text ends, unless it ends early because there is no more of it."""
    feet = [text.box.top for text in note.furniture if text.box and text.box.top > height / 2]
    feet += [image.box.top for image in note.images if image.zone is Zone.FOOTER]
    feet += [graphic.box.top for graphic in note.graphics if graphic.zone is Zone.FOOTER]
    usual = height - min(feet) + _ABOVE_FOOTER if feet else _USUAL_MARGIN
    return min([usual, *(page.margin_bottom for page in pages)])


def _leading(blocks: Sequence[Block]) -> float:
    """Give the height that most lines have beyond their type."""
    told = Counter(
        round(block.look.line_height - block.look.size, 1)
        for block in blocks
        if block.look.line_height and block.look.size and block.kind is BlockKind.PARAGRAPH
    )
    return max(0.0, told.most_common(1)[0][0]) if told else 0.0


def _paper_size(page: Page) -> dict[str, object]:
    turned = "landscape" if page.width > page.height else None
    return {"w:w": twips(page.width), "w:h": twips(page.height), "w:orient": turned}


def _stays_with(block: Block, follower: Block | None) -> bool:
    """Tell whether a block must not be parted from the next: a picture from its caption, a caption from its table."""
    if follower is None:
        return False
    if block.kind is BlockKind.FIGURE:
        return follower.kind is BlockKind.CAPTION
    return block.kind is BlockKind.CAPTION and follower.kind in (BlockKind.TABLE, BlockKind.FIGURE)


def _nail(blocks: Sequence[Block], box: Box) -> Block | None:
    """Choose the paragraph that a drawing hangs on: the next one below its top on the page, else the last above."""
    paragraphs = [block for block in blocks if block.boxes and not block.rows and block.kind is not BlockKind.FOOTNOTE]
    here = [block for block in paragraphs if block.boxes[0].page == box.page]
    below = [block for block in here if block.boxes[0].bottom >= box.top]
    if below:
        return min(below, key=lambda block: block.boxes[0].top)
    return here[-1] if here else next(iter(paragraphs), None)


def _thin(*, page_break: bool = False, section: Element | None = None) -> Element:
    """Write a paragraph that takes next to no room, for what only a paragraph can carry."""
    line = element("w:spacing", {"w:before": 0, "w:after": 0, "w:line": 20, "w:lineRule": "exact"})
    told = [line, element("w:pageBreakBefore")] if page_break else [line]
    if section is not None:
        told.append(section)
    return element("w:p", None, properties("w:pPr", told))
