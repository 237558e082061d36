"""The styles of a rebuilt note: each gets the look that most blocks of its kind have on the source page.

A block's paragraph then says only what it has otherwise. Where several blocks of one kind share another typeface, they
get a style of their own that rests on the kind's style, so that a person can still change them all at one place.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from document.note import Alignment, Block, BlockKind, Box, Look, Note, Page
from worker.rebuild.bands import DEFAULT_SIZE, Frame, frames
from worker.rebuild.looks import Setting, Typeface, family, fonts, setting_properties, typeface_of, typeface_properties
from worker.rebuild.ooxml import Element, element, half_points, properties, switch, twips, value
from worker.rebuild.rules import Distance
from worker.rebuild.spacing import Measures, Tops, Whites, first_box, line_height, measure

DEFAULT_FONT = "Arial"
_DEEPEST_LIST, _DEEPEST_HEADING = 5, 6
_NEAR = 1.5
_INDENTED = 12.0
_CENTRED = 12.0
_TITLES = frozenset([BlockKind.TITLE, BlockKind.SUBTITLE])
_SLACK = 1.04
_HANGING = 18.0

_NAMES = {
    "Title": "Title",
    "Subtitle": "Subtitle",
    "Date": "Date",
    "Author": "Author",
    "BodyText": "Body Text",
    "Quote": "Quote",
    "Callout": "Callout",
    "Caption": "caption",
    "FootnoteText": "footnote text",
    "TableText": "Table Text",
    "Figure": "Figure",
    **{f"Heading{level}": f"heading {level}" for level in range(1, _DEEPEST_HEADING + 1)},
    **{
        f"List{sort}{depth if depth > 1 else ''}": f"List {sort}{f' {depth}' if depth > 1 else ''}"
        for sort in ("Bullet", "Number")
        for depth in range(1, _DEEPEST_LIST + 1)
    },
}
_OWN = frozenset(["Author", "Callout", "TableText", "Figure"])
"""Styles that Word does not know by itself."""

_PLAIN_KINDS = {
    BlockKind.TITLE: "Title",
    BlockKind.SUBTITLE: "Subtitle",
    BlockKind.DATE: "Date",
    BlockKind.AUTHOR: "Author",
    BlockKind.CAPTION: "Caption",
    BlockKind.FOOTNOTE: "FootnoteText",
    BlockKind.TABLE: "TableText",
    BlockKind.FIGURE: "Figure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style: ``base`` is the style that it rests on, ``outline`` a heading's level from 0."""

    id: str
    name: str
    face: Typeface
    setting: Setting
    base: str | None = "Normal"
    follower: str | None = None
    outline: int | None = None
    numbering: tuple[int, int] | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """All paragraph styles by id, each block's style, and each block's own setting."""

    styles: Mapping[str, Style]
    of_block: Mapping[str, str]
    settings: Mapping[str, Setting]
    page_breaks: frozenset[str]
    body: Typeface
    link: Typeface
    link_underline: bool

    def style(self, block: Block) -> Style:
        """Give the style of a block."""
        return self.styles[self.of_block[block.id]]


def stylesheet(
    note: Note, margins: Page, tops: Tops, lanes: Mapping[str, Page], distances: Mapping[str, Distance]
) -> Stylesheet:
    """Draw the styles from a note.

    ``margins`` is the page on which it will be rebuilt, ``tops`` where text begins there; ``lanes`` is the page as the
    column of a block sees it, by id; ``distances`` tells how far from a block its rules stand.
    """
    body = _body_typeface(note.blocks)
    of_block, faces = _with_variants({block.id: standing(block, body) for block in note.blocks}, note.blocks)
    usual = _usual_lines(note.blocks, of_block)
    lines = {block.id: _line(block, usual.get(of_block[block.id]), faces[of_block[block.id]]) for block in note.blocks}
    around = frames(note.blocks, lines, lambda block: lanes.get(block.id, margins), distances)
    whites = measure(note, Measures(of_block, lines, around), tops)
    shifts = {page.number: page.margin_left - margins.margin_left for page in note.pages}
    settings = {
        block.id: _setting(
            block,
            lines[block.id],
            whites,
            of_block[block.id],
            shifts if block.id not in lanes else {},
            around.get(block.id),
            lanes.get(block.id, margins),
        )
        for block in note.blocks
    }
    styles = {
        style: _style(style, faces[style], _usual_setting(style, note.blocks, of_block, settings, whites))
        for style in sorted(faces)
    }
    near = {block.id: _drawn_to(styles[of_block[block.id]].setting, settings[block.id]) for block in note.blocks}
    styles["Normal"] = _normal(body)
    link, underline = _link_look(note.blocks)
    return Stylesheet(styles, of_block, near, whites.page_breaks, body, link, underline)


def standing(block: Block, body: Typeface) -> str:
    """Name the built-in style that a block's kind calls for."""
    if block.kind is BlockKind.HEADING:
        return f"Heading{min(max(block.level or 1, 1), _DEEPEST_HEADING)}"
    if block.kind is BlockKind.LIST_ITEM:
        ordered, depth = (block.list.ordered, block.list.depth) if block.list else (False, 1)
        depth = min(max(depth, 1), _DEEPEST_LIST)
        return f"List{'Number' if ordered else 'Bullet'}{depth if depth > 1 else ''}"
    if block.kind is BlockKind.PARAGRAPH:
        return _paragraph_style(block.look, body)
    return _PLAIN_KINDS[block.kind]


def _paragraph_style(look: Look, body: Typeface) -> str:
    if look.background:
        return "Callout"
    set_in = look.alignment is not Alignment.CENTER and look.indent_left >= _INDENTED
    set_apart = (look.italic and not body.italic) or look.indent_right >= _INDENTED
    return "Quote" if look.rule_left or (set_in and set_apart) else "BodyText"


def _body_typeface(blocks: Sequence[Block]) -> Typeface:
    weights: Counter[Typeface] = Counter()
    for block in blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            weights[typeface_of(block.look)] += len(block.text)
    most = weights.most_common(1)[0][0] if weights else Typeface()
    return replace(most, font=most.font or DEFAULT_FONT, size=most.size or DEFAULT_SIZE, bold=False)


def _with_variants(of_block: Mapping[str, str], blocks: Sequence[Block]) -> tuple[dict[str, str], dict[str, Typeface]]:
    """Give each style the typeface of most of its text, and other typefaces that repeat a style of their own."""
    groups: dict[str, dict[Typeface, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        groups[of_block[block.id]][typeface_of(block.look)].append(block)
    chosen, faces = dict(of_block), {}
    for style, by_face in groups.items():
        ranked = sorted(by_face.items(), key=lambda item: -sum(len(block.text) for block in item[1]))
        faces[style] = ranked[0][0]
        for number, (face, members) in enumerate((pair for pair in ranked[1:] if len(pair[1]) > 1), start=1):
            variant = f"{style}Variant{number}"
            faces[variant] = face
            chosen |= {block.id: variant for block in members}
    return chosen, faces


def _usual_lines(blocks: Sequence[Block], of_block: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, Counter[float]] = defaultdict(Counter)
    for block in blocks:
        if block.look.line_height:
            found[of_block[block.id]][round(block.look.line_height * 2) / 2] += max(1, len(block.text))
    return {style: heights.most_common(1)[0][0] for style, heights in found.items()}


def _line(block: Block, usual: float | None, face: Typeface) -> float:
    """Give a block's line height; one that is nearly the usual one is the usual one."""
    same_size = not block.look.size or not face.size or abs(block.look.size - face.size) < 1
    own = line_height(block, usual if same_size else None)
    return usual if usual and abs(own - usual) <= 0.6 else own


def _setting(  # noqa: PLR0913, PLR0917 - all that a paragraph's setting depends on
    block: Block,
    line: float,
    whites: Whites,
    style: str,
    shifts: Mapping[int, float],
    frame: Frame | None,
    margins: Page,
) -> Setting:
    look = block.look
    white = whites.of_block.get(block.id, whites.of_style[style])
    start = first_box(block)
    left = look.indent_left + (shifts.get(start.page, 0.0) if start else 0.0)
    first = look.first_line
    if block.kind is BlockKind.LIST_ITEM and first >= 0:
        # A label needs room to hang in, also where the source's own could not be measured.
        first, left = -_HANGING, max(left, _HANGING * (block.list.depth if block.list else 1))
    centred, flush_right = look.alignment is Alignment.CENTER, look.alignment is Alignment.RIGHT
    setting = Setting(
        alignment=look.alignment,
        left=0.0 if centred or flush_right else _half(left),
        right=0.0 if centred else _half(look.indent_right),
        first=0.0 if centred or flush_right else _half(first),
        before=white.before,
        after=white.after,
        line=line if not block.image else None,
        background=look.background,
        rule_above=look.rule_above,
        rule_below=look.rule_below,
        rule_left=look.rule_left,
    )
    if block.image and start:
        setting = _figure_setting(setting, start, margins)
    if frame is not None:
        setting = _framed(setting, frame)
    return _with_room(_narrowed(setting, block, margins), margins)


def _with_room(setting: Setting, margins: Page) -> Setting:
    """Leave at least a third of the width to the words, whatever was measured: they may be longer than the source's."""
    room = margins.width - margins.margin_left - margins.margin_right
    if setting.left + setting.right <= room * 2 / 3:
        return setting
    return replace(setting, left=min(setting.left, _half(room / 2)), right=0.0)


def _framed(setting: Setting, frame: Frame) -> Setting:
    """Give a paragraph the edges of its band or rules."""
    return replace(
        setting,
        pad_above=float(round(frame.above)),
        pad_below=float(round(frame.below)),
        pad_left=float(round(frame.left)),
        pad_right=float(round(frame.right_pad)),
        right=_half(frame.right) if frame.right is not None else setting.right,
        rule_left=frame.rule_left,
    )


def _narrowed(setting: Setting, block: Block, margins: Page) -> Setting:
    """Keep a title, or other lines set one by one, as narrow as it was: so its lines break about where they did."""
    start = first_box(block)
    own_lines = block.kind in _TITLES or setting.alignment in (Alignment.CENTER, Alignment.RIGHT)
    if not own_lines or start is None or start.bottom - start.top < 1.5 * (setting.line or DEFAULT_SIZE):
        return setting
    room = margins.width - margins.margin_left - margins.margin_right
    rest = max(0.0, room - setting.left - (start.x1 - start.x0) * _SLACK)
    if setting.alignment is Alignment.CENTER:
        return replace(setting, left=_half(rest / 2), right=_half(rest / 2))
    if setting.alignment is Alignment.RIGHT:
        return replace(setting, left=_half(rest))
    return replace(setting, right=_half(rest))


def _figure_setting(setting: Setting, box: Box, page: Page) -> Setting:
    """Let a figure stand where it stood; one wider than the text reaches into the margin."""
    if box.x1 - box.x0 > page.width - page.margin_left - page.margin_right:
        left = min(0.0, _half(box.x0 - page.margin_left))
        return replace(setting, alignment=Alignment.LEFT, left=left, right=left, first=0.0)
    return replace(setting, alignment=_side(box, page), left=0.0, right=0.0, first=0.0)


def _side(box: Box, page: Page) -> Alignment:
    """Tell on which side of the text's width a picture stands."""
    left, right = box.x0 - page.margin_left, page.width - page.margin_right - box.x1
    if abs(left - right) < max(_CENTRED, 0.1 * page.width):
        return Alignment.CENTER
    return Alignment.LEFT if left < right else Alignment.RIGHT


def _usual_setting(
    style: str,
    blocks: Sequence[Block],
    of_block: Mapping[str, str],
    settings: Mapping[str, Setting],
    whites: Whites,
) -> Setting:
    """Take each attribute from most of the style's blocks; its white has been dealt out already."""
    members = [settings[block.id] for block in blocks if of_block[block.id] == style]
    usual: dict[str, Any] = {
        field.name: Counter(getattr(member, field.name) for member in members).most_common(1)[0][0]
        for field in fields(Setting)
    }
    white = whites.of_style[style]
    return Setting(**usual | {"before": white.before, "after": white.after})


def _drawn_to(usual: Setting, own: Setting) -> Setting:
    """Let a block whose measures are nearly its style's have them."""
    nearly = {
        field.name: getattr(usual, field.name)
        for field in fields(Setting)
        if isinstance(getattr(own, field.name), float)
        and isinstance(getattr(usual, field.name), float)
        and abs(getattr(own, field.name) - getattr(usual, field.name)) <= _NEAR
    }
    if usual.line and own.line and abs(usual.line - own.line) > 0.6:
        nearly.pop("line", None)
    return replace(own, **nearly)


def _style(style: str, face: Typeface, setting: Setting) -> Style:
    root, _, number = style.partition("Variant")
    name = _NAMES[root] + (f" Variant {number}" if number else "")
    heading = root.startswith("Heading")
    return Style(
        id=style,
        name=name,
        face=replace(face, font=face.font or DEFAULT_FONT, size=face.size or DEFAULT_SIZE),
        setting=setting,
        base=root if number else "Normal",
        follower="BodyText" if heading else None,
        outline=int(root.removeprefix("Heading")) - 1 if heading else None,
        own=bool(number) or root in _OWN,
    )


def _normal(body: Typeface) -> Style:
    return Style(id="Normal", name="Normal", face=body, setting=Setting(), base=None)


def _link_look(blocks: Sequence[Block]) -> tuple[Typeface, bool]:
    """Give the colour and the underline that most links have."""
    runs = [run for block in blocks for run in block.runs if run.link]
    runs += [run for block in blocks for row in block.rows for cell in row for run in cell.runs if run.link]
    if not runs:
        return Typeface(color="0563C1"), True
    tint, underline = Counter((run.color, run.underline) for run in runs).most_common(1)[0][0]
    return Typeface(color=tint), underline


def _half(points: float) -> float:
    return round(points * 2) / 2


def styles_part(sheet: Stylesheet, language: str, numbering: Callable[[str], tuple[int, int] | None]) -> list[Element]:
    """Write the children of ``w:styles``; ``numbering`` gives a list style's definition and level."""
    held = dict(sheet.styles)
    held.setdefault("BodyText", replace(held["Normal"], id="BodyText", name="Body Text", base="Normal"))
    ordered = [held.pop("Normal"), *held.values()]
    written = [style_element(style, numbering(style.id)) for style in ordered]
    return [defaults(sheet.body, language), *written, *fixed_styles(sheet.link, underline=sheet.link_underline)]


def defaults(body: Typeface, language: str) -> Element:
    """Write what holds for all text that no style says otherwise of."""
    spoken = element("w:lang", {"w:val": language, "w:eastAsia": language})
    face = [*typeface_properties(replace(body, color=None)), spoken]
    return element(
        "w:docDefaults",
        None,
        element("w:rPrDefault", None, properties("w:rPr", face)),
        element("w:pPrDefault", None, properties("w:pPr", [])),
    )


def style_element(style: Style, numbering: tuple[int, int] | None = None) -> Element:
    """Write a paragraph style; ``numbering`` is its list and level."""
    told = setting_properties(style.setting)
    if style.outline is not None:
        told += [element("w:keepNext"), element("w:keepLines"), value("w:outlineLvl", style.outline)]
    if style.base:
        # Only justified text needs hyphens to look well.
        told.append(switch("w:suppressAutoHyphens", on=style.setting.alignment is not Alignment.JUSTIFY))
    told.append(element("w:widowControl"))
    if numbering:
        number, level = numbering
        told.append(element("w:numPr", None, value("w:ilvl", level), value("w:numId", number)))
    identity = {
        "w:type": "paragraph",
        "w:default": 1 if style.base is None else None,
        "w:customStyle": 1 if style.own else None,
        "w:styleId": style.id,
    }
    head = [value("w:name", style.name)]
    if style.base:
        head.append(value("w:basedOn", style.base))
    if style.follower:
        head.append(value("w:next", style.follower))
    return element(
        "w:style",
        identity,
        *head,
        element("w:qFormat"),
        properties("w:pPr", told),
        properties("w:rPr", _whole_face(style.face)),
    )


def _whole_face(face: Typeface) -> list[Element]:
    """Write a style's typeface with nothing left to what it rests on."""
    told = [fonts(family(face.font) or DEFAULT_FONT)]
    size = half_points(face.size or DEFAULT_SIZE)
    told += [value("w:sz", size), value("w:szCs", size), value("w:color", face.color or "000000")]
    told += [switch("w:b", on=face.bold), switch("w:bCs", on=face.bold)]
    told += [switch("w:i", on=face.italic), switch("w:iCs", on=face.italic)]
    return [*told, value("w:spacing", twips(face.spacing))] if face.spacing else told


def fixed_styles(link_face: Typeface, *, underline: bool) -> list[Element]:
    """Write the styles that every file needs: those of links, footnote marks and comments, and Word's defaults."""
    link = [*typeface_properties(Typeface(color=link_face.color))]
    if underline:
        link.append(value("w:u", "single"))
    cell = element(
        "w:tblCellMar",
        None,
        *(element(f"w:{side}", {"w:w": 80, "w:type": "dxa"}) for side in ("left", "right")),
    )
    return [
        _character("DefaultParagraphFont", "Default Paragraph Font", [], default=True),
        _character("Hyperlink", "Hyperlink", link),
        _character("FootnoteReference", "footnote reference", [value("w:vertAlign", "superscript")]),
        _character("CommentReference", "annotation reference", [value("w:sz", 16), value("w:szCs", 16)]),
        element(
            "w:style",
            {"w:type": "table", "w:default": 1, "w:styleId": "TableNormal"},
            value("w:name", "Normal Table"),
            element("w:semiHidden"),
            properties("w:tblPr", [cell]),
        ),
        element(
            "w:style",
            {"w:type": "numbering", "w:default": 1, "w:styleId": "NoList"},
            value("w:name", "No List"),
            element("w:semiHidden"),
        ),
    ]


def _character(style: str, name: str, told: list[Element], *, default: bool = False) -> Element:
    identity = {"w:type": "character", "w:default": 1 if default else None, "w:styleId": style}
    base = [] if default else [value("w:basedOn", "DefaultParagraphFont")]
    return element("w:style", identity, value("w:name", name), *base, properties("w:rPr", told))
