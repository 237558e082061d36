"""Running headers and footers: which pages show what, and where on the page it stands.

Text becomes paragraphs of the header or footer, with tab stops where a line has several texts. Pictures, rules and
bands hang at their places of the page, so that they stand to a point where the source has them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from docx.opc.part import XmlPart

from document.languages import Language
from document.note import Alignment, Box, Furniture, FurnitureKind, Graphic, Image, Note, Page, Run, Zone
from worker.rebuild.bands import ABOVE, BELOW, DEFAULT_SIZE
from worker.rebuild.graphics import loose_graphics
from worker.rebuild.inline import Ground, bookmarked, field, plain_run, run_properties
from worker.rebuild.looks import Setting, Typeface, color, setting_properties, typeface_of
from worker.rebuild.ooxml import Element, element, properties, twips, value
from worker.rebuild.package import Package
from worker.rebuild.page_numbers import Counted, counted, first_number
from worker.rebuild.pictures import Spot, placed_picture, placed_rectangle
from worker.rebuild.spacing import Tops, White
from worker.rebuild.styles import DEFAULT_FONT, Style
from worker.rebuild.target import TargetText, plain_text
from worker.rebuild.watermarks import watermark

_NEAR = 14.0
_LEADING = 1.2
_SAME_ROW = 4.0
_SAME_PLACE = 40.0
_FAR = 36.0
_WIDER = 0.9

_FOOTING = frozenset([FurnitureKind.FOOTER, FurnitureKind.PAGE_NUMBER])

Item = Furniture | Image | Graphic


class Variant(StrEnum):
    """On which pages a header or footer is shown, by Word's names."""

    DEFAULT = "default"
    FIRST = "first"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Scenery:
    """What one header or footer shows; the watermarks of a page hang on its header."""

    texts: tuple[Furniture, ...] = ()
    marks: tuple[Furniture, ...] = ()
    images: tuple[Image, ...] = ()
    graphics: tuple[Graphic, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.marks or self.images or self.graphics)


@dataclass(frozen=True, slots=True)
class Running:
    """All headers and footers of a note, by variant and zone, and what had no place in them."""

    scenes: dict[tuple[Variant, Zone], Scenery]
    first_differs: bool
    even_differs: bool
    first_number: int | None

    @property
    def later_header(self) -> bool:
        """Whether later pages have a header text that the first has not."""
        return self.first_differs and bool(self.scenes[Variant.DEFAULT, Zone.HEADER].texts)

    def distance(self, page: Page, zone: Zone) -> float:
        """Give the distance of a zone's text from its edge of the page, in points."""
        scenes = [scene for (_, where), scene in self.scenes.items() if where is zone and scene.texts]
        boxes = [(text, text.box) for scene in scenes for text in scene.texts if text.box]
        if not boxes:
            return _FAR
        if zone is Zone.HEADER:
            return max(0.0, min(box.top - ABOVE * _spare(text) for text, box in boxes))
        return max(0.0, page.height - max(box.bottom + BELOW * _spare(text) for text, box in boxes))


def gather(note: Note) -> Running:
    """Sort furniture by the pages that show it."""
    items = _running_items(note)
    pages = [page.number for page in note.pages] or [1]
    if len(pages) == 1:
        variants: dict[Variant, list[Item]] = {Variant.DEFAULT: items}
    else:
        variants = _by_variant(items, pages)
    scenes = {
        (variant, zone): _scenery(shown, zone, note)
        for variant, shown in variants.items()
        for zone in (Zone.HEADER, Zone.FOOTER)
    }
    numbers = [first_number(item) for item in items if isinstance(item, Furniture)]
    start = next((number for number in numbers if number), None)
    return Running(scenes, Variant.FIRST in variants, Variant.EVEN in variants, start)


def _running_items(note: Note) -> list[Item]:
    texts = [piece for piece in note.furniture if piece.box]
    pictures = [image for image in note.images if image.zone is not Zone.BODY]
    drawn = [graphic for graphic in loose_graphics(note) if graphic.zone is not Zone.BODY]
    return [*_merged(texts), *pictures, *drawn]


def _merged(texts: Sequence[Furniture]) -> list[Furniture]:
    """Make one of the page numbers that stand at one place of several pages."""
    merged: list[Furniture] = []
    for text in texts:
        twin = next((place for place, other in enumerate(merged) if _same_number(text, other)), None)
        if twin is None:
            merged.append(text)
        else:
            merged[twin] = replace(merged[twin], pages=tuple(sorted({*merged[twin].pages, *text.pages})))
    return merged


def _same_number(one: Furniture, other: Furniture) -> bool:
    if not (one.kind is other.kind is FurnitureKind.PAGE_NUMBER and one.box and other.box):
        return False
    return abs(one.box.top - other.box.top) < _SAME_ROW and abs(one.box.x0 - other.box.x0) < _SAME_PLACE


def _by_variant(items: Sequence[Item], pages: Sequence[int]) -> dict[Variant, list[Item]]:
    first, *rest = pages
    on_first = [item for item in items if first in _pages(item)]
    even, odd = [page for page in rest if page % 2 == 0], [page for page in rest if page % 2]
    sides = [_shown(items, even), _shown(items, odd)]
    # One page of a side proves nothing: what stands there may be an exception.
    two_sided = len(even) > 1 and sides[0] != sides[1] and bool(odd)
    usual = sides[1] if two_sided else _shown(items, rest)
    found = {Variant.DEFAULT: usual}
    if on_first != usual:
        found[Variant.FIRST] = on_first
    if two_sided:
        found[Variant.EVEN] = sides[0]
    return found


def _shown(items: Sequence[Item], pages: Sequence[int]) -> list[Item]:
    """Give what these pages show; where two things compete for a place, what more pages show."""
    candidates = [item for item in items if set(_pages(item)) & set(pages)]
    ranked = sorted(candidates, key=lambda item: -len(set(_pages(item)) & set(pages)))
    kept: list[Item] = []
    for item in ranked:
        rivals = [other for other in kept if type(other) is type(item) and _overlap(item.box, other.box)]
        if all(set(_pages(item)) & set(_pages(other)) for other in rivals):
            kept.append(item)
    return [item for item in candidates if item in kept]


def _pages(item: Item) -> tuple[int, ...]:
    return item.pages or ((item.box.page,) if item.box else ())


def _overlap(one: Box | None, other: Box | None) -> bool:
    if one is None or other is None:
        return False
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > 0 and min(one.bottom, other.bottom) - max(one.top, other.top) > 0


def _scenery(items: Iterable[Item], zone: Zone, note: Note) -> Scenery:
    here = [item for item in items if _zone(item, note) is zone]
    return Scenery(
        tuple(item for item in here if isinstance(item, Furniture) and item.kind is not FurnitureKind.WATERMARK),
        tuple(item for item in here if isinstance(item, Furniture) and item.kind is FurnitureKind.WATERMARK),
        tuple(item for item in here if isinstance(item, Image)),
        tuple(item for item in here if isinstance(item, Graphic)),
    )


def _zone(item: Item, note: Note) -> Zone:
    if not isinstance(item, Furniture):
        return item.zone
    if item.kind is FurnitureKind.PAGE_NUMBER and item.box:
        height = next((page.height for page in note.pages if page.number == item.box.page), 842.0)
        return Zone.HEADER if item.box.top < height / 2 else Zone.FOOTER
    return Zone.FOOTER if item.kind is FurnitureKind.FOOTER else Zone.HEADER


def furniture_styles(note: Note) -> dict[str, Style]:
    """Draw the styles of headers and footers."""
    return {
        "Header": _style("Header", "header", [piece for piece in note.furniture if piece.kind is FurnitureKind.HEADER]),
        "Footer": _style("Footer", "footer", [piece for piece in note.furniture if piece.kind in _FOOTING]),
    }


def _style(style: str, name: str, texts: Sequence[Furniture]) -> Style:
    weights: Counter[Typeface] = Counter()
    for text in texts:
        weights[typeface_of(text.look)] += len(text.text)
    face = weights.most_common(1)[0][0] if weights else Typeface(size=9.0)
    size = face.size or 9.0
    face = replace(face, font=face.font or DEFAULT_FONT, size=size)
    return Style(id=style, name=name, face=face, setting=Setting(line=round(size * _LEADING, 1)))


@dataclass(frozen=True, slots=True)
class Stage:
    """What writing headers and footers needs to know."""

    package: Package
    note: Note
    page: Page
    styles: dict[str, Style]
    tops: Tops
    text: TargetText
    source: Language | None
    target: Language


def write(running: Running, stage: Stage) -> list[Element]:
    """Write the parts of all headers and footers, and give the references for the section that shows them."""
    references = []
    for (variant, zone), scene in running.scenes.items():
        part, key = stage.package.running_part(zone)
        reach = stage.tops.later if zone is Zone.HEADER and variant is not Variant.FIRST else 0.0
        part.element.extend(_paragraphs(scene, zone, reach, stage, part))
        tag = "w:headerReference" if zone is Zone.HEADER else "w:footerReference"
        references.append(element(tag, {"w:type": variant, "r:id": key}))
    return sorted(references, key=lambda reference: reference.tag.endswith("footerReference"))


def _paragraphs(scene: Scenery, zone: Zone, reach: float, stage: Stage, part: XmlPart) -> list[Element]:
    """Write the paragraphs of a header or footer; a header keeps the text off down to ``reach``."""
    hung = list(chain(_hung_marks(scene, stage), _hung_graphics(scene, stage), _hung_pictures(scene, stage, part)))
    style = stage.styles["Header" if zone is Zone.HEADER else "Footer"]
    paragraphs: list[Element] = []
    bottom: float | None = None
    beside = [text for text in scene.texts if _stands_beside(text, scene.texts)]
    rows = _rows([text for text in scene.texts if text not in beside])
    for row in rows:
        top = min(text.box.top for text in row if text.box)
        spare = _spare(row[0])
        before = max(0.0, top - ABOVE * spare - bottom) if bottom is not None else 0.0
        bottom = max(text.box.bottom for text in row if text.box) + BELOW * spare
        after = max(0.0, reach - bottom) if row is rows[-1] else 0.0
        paragraphs.append(_row(row, style, White(before, after), stage))
    if not paragraphs:
        # Drawings need a paragraph to hang on; this one takes no room.
        line = element("w:spacing", {"w:before": 0, "w:after": 0, "w:line": 20, "w:lineRule": "exact"})
        paragraphs.append(element("w:p", None, properties("w:pPr", [value("w:pStyle", style.id), line])))
    for drawing in reversed(hung):
        paragraphs[0].insert(1, drawing)
    return [*(_framed(text, style, stage) for text in beside), *paragraphs]


def _stands_beside(text: Furniture, texts: Sequence[Furniture]) -> bool:
    """Tell whether a text shares its height with one of several lines, beside which no tab stop could put it."""
    return any(
        _lines(other) > 1.5 and (_lines(text), other.id) < (_lines(other), text.id) and _share_height(text, other)
        for other in texts
        if other is not text
    )


def _lines(text: Furniture) -> float:
    height = text.box.bottom - text.box.top if text.box else 0.0
    return height / (_LEADING * (text.look.size or DEFAULT_SIZE))


def _share_height(one: Furniture, other: Furniture) -> bool:
    return bool(one.box and other.box and one.box.top < other.box.bottom and other.box.top < one.box.bottom)


def _framed(text: Furniture, style: Style, stage: Stage) -> Element:
    """Write a text in a frame at its place of the page."""
    face = typeface_of(text.look)
    setting = replace(style.setting, line=round((face.size or DEFAULT_SIZE) * _LEADING, 1), alignment=Alignment.LEFT)
    told = [value("w:pStyle", style.id), *setting_properties(setting, style.setting)]
    if text.box:
        top = text.box.top - ABOVE * _spare(text)
        place = {"w:hAnchor": "page", "w:vAnchor": "page", "w:x": twips(text.box.x0), "w:y": twips(top)}
        told.append(element("w:framePr", {"w:wrap": "around", **place}))
    return element("w:p", None, properties("w:pPr", told), *_text(text, style, stage))


def _hung_marks(scene: Scenery, stage: Stage) -> Iterable[Element]:
    for mark in scene.marks:
        text = plain_text(stage.text.of_furniture(mark))
        made = watermark(stage.package, mark, text, (stage.page.width, stage.page.height))
        if made is not None:
            yield made


def _hung_graphics(scene: Scenery, stage: Stage) -> Iterable[Element]:
    for graphic in scene.graphics:
        tint = color(graphic.color)
        if tint:
            spot = Spot(x=graphic.box.x0, y=graphic.box.top)
            yield placed_rectangle(stage.package, graphic.box, tint, spot)


def _hung_pictures(scene: Scenery, stage: Stage, part: XmlPart) -> Iterable[Element]:
    for image in scene.images:
        box = image.box
        size = (box.x1 - box.x0, box.bottom - box.top)
        made = placed_picture(stage.package, part, image, size, image.role.value, Spot(x=box.x0, y=box.top))
        if made is not None:
            yield made


def _rows(texts: Sequence[Furniture]) -> list[list[Furniture]]:
    rows: list[list[Furniture]] = []
    placed = [(text.box.top, text.box.x0, place, text) for place, text in enumerate(texts) if text.box]
    for top, _, _, text in sorted(placed):
        before = rows[-1][0].box if rows else None
        if before and top - before.top < _SAME_ROW:
            rows[-1].append(text)
        else:
            rows.append([text])
    return [sorted(row, key=lambda text: text.box.x0 if text.box else 0.0) for row in rows]


def _row(row: Sequence[Furniture], style: Style, white: White, stage: Stage) -> Element:
    face = typeface_of(row[0].look)
    line = round((face.size or DEFAULT_SIZE) * _LEADING, 1)
    setting = replace(style.setting, before=_half(white.before), after=_half(white.after), line=line)
    tabs: list[Element] = []
    if len(row) == 1 and row[0].box:
        setting = _alone(setting, row[0], row[0].box, stage.page)
    else:
        setting, tabs = _with_tabs(setting, [text.box for text in row if text.box], stage.page)
    told = [value("w:pStyle", style.id), *setting_properties(setting, style.setting)]
    if tabs:
        told.append(element("w:tabs", None, *tabs))
    inner: list[Element] = []
    for place, text in enumerate(row):
        if place:
            inner.append(element("w:r", None, element("w:tab")))
        inner += _text(text, style, stage)
    return element("w:p", None, properties("w:pPr", told), *inner)


def _alone(setting: Setting, text: Furniture, box: Box, page: Page) -> Setting:
    """Set a text that has its line to itself: by its place between the edges, which its own words may not tell."""
    left, right = box.x0 - page.margin_left, page.width - page.margin_right - box.x1
    middle = (box.x0 + box.x1) / 2
    if _lines(text) > 1.5:
        return _wrapped(replace(setting, alignment=text.look.alignment), left, right)
    if abs(middle - page.width / 2) < _NEAR or abs(left - right) < _NEAR:
        return replace(setting, alignment=Alignment.CENTER)
    if abs(right) < abs(left):
        return replace(setting, alignment=Alignment.RIGHT, right=round(right, 1))
    return replace(setting, left=round(left, 1))


def _wrapped(setting: Setting, left: float, right: float) -> Setting:
    """Set a text of several lines about as wide as it was; none of them tells where exactly its lines ended."""
    right = min(right, right * _WIDER)
    if setting.alignment is Alignment.LEFT:
        return replace(setting, left=round(left, 1), right=round(right, 1))
    if setting.alignment is Alignment.RIGHT:
        return replace(setting, left=round(min(left, left * _WIDER), 1), right=round(right, 1))
    both = round(min(left, right, min(left, right) * _WIDER), 1)
    return replace(setting, left=both, right=both)


def _with_tabs(setting: Setting, boxes: Sequence[Box], page: Page) -> tuple[Setting, list[Element]]:
    """Set several texts of one line apart: left, middle and right each keep their edge when words change."""
    edge = page.width - page.margin_right
    reach = max(box.x1 for box in boxes)
    setting = replace(
        setting,
        left=round(boxes[0].x0 - page.margin_left, 1),
        right=round(min(0.0, edge - reach), 1),
    )
    tabs = []
    for box in boxes[1:]:
        if abs((box.x0 + box.x1) / 2 - page.width / 2) < _NEAR:
            kind, at = "center", (box.x0 + box.x1) / 2
        elif box is boxes[-1] and box.x1 > edge - 4 * _NEAR:
            kind, at = "right", box.x1
        else:
            kind, at = "left", box.x0
        tabs.append(element("w:tab", {"w:val": kind, "w:pos": twips(at - page.margin_left)}))
    return setting, tabs


def _text(text: Furniture, style: Style, stage: Stage) -> list[Element]:
    """Write a running line in the target language; the same line in a second header has no bookmark of its own."""
    ground = Ground(style=style.face, look=text.look)
    if text.kind is FurnitureKind.PAGE_NUMBER:
        return _counting(text, stage.target, ground, stage)
    made: list[Element] = []
    for piece in stage.text.of_furniture(text):
        inner = _counting(replace(text, text="", runs=piece.runs), piece.language, ground, stage)
        made += bookmarked(inner, piece.bookmark, stage.package) if piece.bookmark else inner
        made += _counted(Counted(Run(text=piece.after)), ground, piece.language)
    return made


def _counting(text: Furniture, language: str | None, ground: Ground, stage: Stage) -> list[Element]:
    parts = counted(text, len(stage.note.pages), stage.source, stage.target)
    return [made for part in parts for made in _counted(part, ground, language)]


def _counted(piece: Counted, ground: Ground, language: str | None) -> list[Element]:
    if not piece.run.text:
        return []
    run = replace(piece.run, link=None)
    if ground.look.bold and not run.bold:
        run = replace(run, bold=True)
    told = run_properties(run, None, ground)
    if piece.instruction:
        return field(piece.instruction, run.text, language, *told)
    return [plain_run(run.text, language, *told)]


def _half(points: float) -> float:
    return round(points * 2) / 2


def _spare(text: Furniture) -> float:
    return (_LEADING - 1) * (text.look.size or DEFAULT_SIZE)
