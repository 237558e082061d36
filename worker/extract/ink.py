"""The letters on the pages: where each glyph stands, how it is set, and what the file says about it.

This is where pdfplumber and pdfminer end: their objects become records here. Coordinates are those of the page as a
person sees it (rotation undone, crop box at the origin), in points, from the top left.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page as PlumberPage

from worker.extract.glyphs import Face, Glyph, Turned
from worker.extract.links import Link, linked
from worker.extract.tags import Tags

INVISIBLE, FILL_AND_STROKE = 3, 2
"""Text rendering modes of PDF: nothing is painted; or the outline too, which is how a missing bold is faked."""

SPACES = "\u0020\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r"
NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u0000"
LETTERS = str.maketrans(
    {
        **dict.fromkeys(SPACES, " "),
        **dict.fromkeys(NOTHING),
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u2010": "-",
        "\u2011": "-",
    }
)
"""What a reader does not see: ligatures, kinds of space and of hyphen, marks without width."""

BOLD = re.compile(r"bold|black|heavy|demi|(?<![a-z])bd(?![a-z])|cmbx", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique|slanted|cmti|(?<=[-,])it(?![a-z])", re.IGNORECASE)
SUBSET = re.compile(r"^[A-Z]{6}\+")
STYLE_WORDS = (
    r"(?:PS|MT|Std|Pro|Extra|Semi|Demi|Ultra|Regular|Roman|Book|Normal|Medium|Light|Thin|Hairline|Bold|Black|Heavy"
    r"|Italic|Oblique|It|Ital|BoldMT|Bd)"
)
STYLE = re.compile(rf"(?:[-,_ ]{STYLE_WORDS}+|(?<=[a-z]){STYLE_WORDS}*(?:PSMT|MT|Bold|Italic|Oblique|Regular))$")
WORDS_IN_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])")

STANDARD_FAMILIES = {
    "TimesNewRoman": "Times New Roman",
    "Times": "Times New Roman",
    "CourierNew": "Courier New",
    "DejaVuSans": "DejaVu Sans",
    "DejaVuSerif": "DejaVu Serif",
    "DejaVuSansMono": "DejaVu Sans Mono",
    "OpenSymbol": "OpenSymbol",
    "ZapfDingbats": "ZapfDingbats",
    "LibertinusSerif": "Libertinus Serif",
}
"""Families whose written name cannot be told from the name in the file by looking at its capitals."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's size and letters, in the order in which the file paints them."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    turned: tuple[Turned, ...] = ()


class MarkingAggregator(PDFPageAggregator):
    """Collects a page's objects and remembers with each letter what pdfminer forgets.

    pdfplumber's own aggregator loses the marked-content id after a nested mark ends, and neither tells the rendering
    mode, the rise and the font's descriptor.
    """

    def __init__(self, manager: PDFResourceManager, number: int) -> None:
        """Begin a page."""
        super().__init__(manager, pageno=number, laparams=None)
        self.marks: list[tuple[str, int | None]] = []
        self.render_mode = 0

    def begin_tag(self, tag: Any, props: Any = None) -> None:  # noqa: ANN401 (pdfminer's stack items)
        """Open a marked-content sequence."""
        properties = resolve1(props)
        mcid = properties.get("MCID") if isinstance(properties, dict) else None
        self.marks.append((str(getattr(tag, "name", "")), mcid if isinstance(mcid, int) else None))

    def end_tag(self) -> None:
        """Close the innermost marked-content sequence; a stray end is let pass."""
        if self.marks:
            self.marks.pop()

    def render_string(self, textstate: Any, *rest: Any) -> None:  # noqa: ANN401
        """Note the rendering mode before the letters are made."""
        self.render_mode = textstate.render
        super().render_string(textstate, *rest)

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, *rest: Any) -> float:  # noqa: ANN401
        """Make a letter and hang on it what is known about it here."""
        advance = float(super().render_char(matrix, font, fontsize, scaling, rise, *rest))
        letter: Any = self.cur_item._objs[-1]  # noqa: SLF001 (the only way to the object just made)
        letter.tripont = (self.render_mode, rise, font, tuple(self.marks), fontsize, advance)
        return advance


def read_sheet(page: PlumberPage, tags: Tags) -> Sheet:
    """Read one page's letters. Raises whatever pdfminer raises on broken content streams."""
    device = MarkingAggregator(page.pdf.rsrcmgr, page.page_number)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    frame = _Frame.of(page)
    letters = list(_letters(device.get_result()))
    hidden_matters = _mostly_painted(letters)
    upright: list[Glyph] = []
    turned: list[Turned] = []
    for letter in letters:
        if hidden_matters and letter.tripont[0] == INVISIBLE:
            continue
        if not _is_upright(letter):
            turned += _turned(letter, frame)
        elif glyph := _glyph(letter, frame, tags, page):
            upright.append(glyph)
    letters_once = list(_undoubled(_without_takebacks(upright)))
    glyphs = linked(letters_once, tuple(_links(page, frame)))
    return Sheet(page.page_number, frame.width, frame.height, tuple(glyphs), tuple(turned))


@dataclass(frozen=True, slots=True)
class _Frame:
    """How pdfminer's coordinates (media box at the origin, upwards) become the seen page's (crop box, downwards)."""

    dx: float
    seen_top: float
    width: float
    height: float

    @classmethod
    def of(cls, page: PlumberPage) -> "_Frame":
        media, crop = page.mediabox, page.cropbox
        x0, x1 = max(crop[0], media[0]), min(crop[2], media[2])
        top, bottom = max(crop[1], media[1]), min(crop[3], media[3])
        if x1 - x0 < 1 or bottom - top < 1:  # a crop box beside the page crops nothing
            x0, top, x1, bottom = media
        height_of_media = float(media[3] - media[1])
        return cls(float(media[0] - x0), height_of_media - float(top - media[1]), float(x1 - x0), float(bottom - top))


def _letters(page: LTPage) -> Iterator[Any]:
    stack: list[Any] = list(reversed(page._objs))  # noqa: SLF001
    while stack:
        item = stack.pop()
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            stack.extend(reversed(item._objs))  # noqa: SLF001


def _mostly_painted(letters: list[Any]) -> bool:
    """Tell hidden extras from a scan whose whole text layer is invisible by design."""
    painted = sum(letter.tripont[0] != INVISIBLE for letter in letters)
    return bool(painted * 5 >= len(letters))


def _is_upright(letter: Any) -> bool:  # noqa: ANN401
    """Whether a letter stands on a level line; it may lean, as a missing italic is faked."""
    a, b, c, d, _e, _f = letter.matrix
    return bool(a > 0 and d > 0 and abs(b) < 0.1 * a and abs(c) < 0.6 * d)


def _glyph(letter: Any, frame: _Frame, tags: Tags, page: PlumberPage) -> Glyph | None:  # noqa: ANN401
    text = _readable(letter.get_text())
    if not text:
        return None
    _, rise, _, marks, _, _ = letter.tripont
    x0, x1 = letter.x0 + frame.dx, letter.x1 + frame.dx
    top, bottom = frame.seen_top - letter.y1, frame.seen_top - letter.y0
    if x1 < 0 or x0 > frame.width or bottom < 0 or top > frame.height:
        return None
    scale_up = letter.matrix[3]
    baseline = frame.seen_top - letter.matrix[5] - rise * scale_up
    mcid = next((number for _, number in reversed(marks) if number is not None), None)
    return Glyph(
        text=text,
        x0=x0,
        x1=x1,
        # the font's descriptor is often wrong about its height: what counts for geometry is the size around the line
        top=baseline - 0.8 * letter.size,
        bottom=baseline + 0.2 * letter.size,
        baseline=baseline,
        face=_face(letter, letter.size, slanted=_is_slanted(letter.matrix)),
        element=tags.element(_page_id(page), mcid),
        artifact=any(name == "Artifact" for name, _ in marks),
    )


def _face(letter: Any, size: float, *, slanted: bool = False) -> Face:  # noqa: ANN401
    mode, _, font, *_ = letter.tripont
    return Face(
        font=family(letter.fontname),
        size=round(size, 1),
        bold=_is_bold(font, letter.fontname) or mode == FILL_AND_STROKE,
        italic=_is_italic(font, letter.fontname) or slanted,
        color=hexadecimal(letter.graphicstate.ncolor),
    )


def _turned(letter: Any, frame: _Frame) -> Iterator[Turned]:  # noqa: ANN401
    text = _readable(letter.get_text())
    along_x, along_y, up_x, up_y, x, y = letter.matrix
    *_, fontsize, advance = letter.tripont
    if text:
        yield Turned(
            text=text,
            x=x + frame.dx,
            y=frame.seen_top - y,
            angle=math.degrees(math.atan2(along_y, along_x)),
            advance=abs(advance) * math.hypot(along_x, along_y),
            face=_face(letter, fontsize * math.hypot(up_x, up_y)),
        )


def _page_id(page: PlumberPage) -> int | None:
    """Give the number of the page's object in the file, by which its structure refers to it."""
    number = page.page_obj.pageid
    return number if isinstance(number, int) else None


def _readable(text: str) -> str:
    """Fold what a reader does not see; a glyph without a character becomes U+FFFD, perhaps a bullet later."""
    if text.startswith("(cid:"):
        return "\ufffd"
    return text.translate(LETTERS)


def _is_bold(font: Any, name: Any) -> bool:  # noqa: ANN401
    weight = resolve1(font.descriptor.get("FontWeight"))
    forced = bool(font.flags & (1 << 18))
    heavy = isinstance(weight, int | float) and weight >= 600
    return forced or heavy or BOLD.search(str(name)) is not None


def _is_italic(font: Any, name: Any) -> bool:  # noqa: ANN401
    return bool(font.italic_angle) or bool(font.flags & (1 << 6)) or ITALIC.search(str(name)) is not None


def _is_slanted(matrix: tuple[float, ...]) -> bool:
    """Whether an upright font is leant over, as producers do that have no italic of it."""
    return matrix[3] > 0 and 0.15 < matrix[2] / matrix[3] < 0.5


@lru_cache(maxsize=256)
def family(name: str | bytes) -> str:
    """Clean a font's name: no subset prefix, no weight or slope; ``ABCDEF+LiberationSans-Bold`` is Liberation Sans."""
    text = name.decode("latin-1") if isinstance(name, bytes) else str(name)
    text = SUBSET.sub("", text)
    while (shorter := STYLE.sub("", text)) != text and shorter:
        text = shorter
    known = STANDARD_FAMILIES.get(re.sub(r"[-_ ]", "", text))
    return known or WORDS_IN_NAME.sub(" ", re.sub(r"[-_]", " ", text)).strip(" ,")


def hexadecimal(color: Any) -> str:  # noqa: ANN401 (pdfminer gives numbers, tuples, names, None)
    """Turn a grey, RGB or CMYK colour of a PDF into ``"1F4E79"``; patterns and unknown spaces count as black."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not parts or not all(isinstance(p, int | float) for p in parts):
        return "000000"
    match len(parts):
        case 1:
            channels = parts * 3 if isinstance(parts, tuple) else tuple(parts) * 3
        case 3:
            channels = tuple(parts)
        case 4:
            c, m, y, k = parts
            channels = tuple((1 - ink) * (1 - k) for ink in (c, m, y))
        case _:
            return "000000"
    return "".join(f"{round(255 * min(1.0, max(0.0, float(x)))):02X}" for x in channels)


def _links(page: PlumberPage, frame: _Frame) -> Iterator[Link]:
    """Read the page's link annotations that lead out of the file; whatever is malformed is passed over."""
    if page.rotation:
        return  # annotation rectangles do not turn with the page in pdfminer
    for reference in resolve1(page.page_obj.annots) or ():
        annotation = resolve1(reference)
        if not isinstance(annotation, dict):
            continue
        action = resolve1(annotation.get("A"))
        uri = resolve1(action.get("URI")) if isinstance(action, dict) else None
        rect = [resolve1(x) for x in resolve1(annotation.get("Rect")) or ()]
        if not isinstance(uri, bytes) or len(rect) != 4 or not all(isinstance(x, int | float) for x in rect):
            continue
        x0, x1 = sorted((float(rect[0]), float(rect[2])))
        y0, y1 = sorted((float(rect[1]), float(rect[3])))
        # annotations keep the file's own origin, which the media box moves
        dx = frame.dx - float(page.mediabox[0])
        up = frame.seen_top - float(page.mediabox[1])
        yield Link(x0 + dx, up - y1, x1 + dx, up - y0, uri.decode("utf-8", "replace"))


def _without_takebacks(glyphs: list[Glyph]) -> list[Glyph]:
    """Drop blanks whose room the next letter takes back: browsers leave one where a word might have been hyphenated."""
    return [
        glyph
        for glyph, after in zip_longest(glyphs, glyphs[1:])
        if after is None or not (glyph.blank and _takes_back(after, glyph))
    ]


def _takes_back(letter: Glyph, blank: Glyph) -> bool:
    level = abs(letter.baseline - blank.baseline) < 0.1 * blank.face.size
    over = letter.x0 - blank.x0
    return level and not letter.blank and -0.3 * blank.face.size < over < 0.4 * (blank.x1 - blank.x0)


def _undoubled(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Drop letters painted a second time a hair beside the first; the first becomes bold, which was the purpose."""
    places: dict[tuple[str, int, int], list[int]] = {}
    doubled: Counter[int] = Counter()
    dropped: set[int] = set()
    for index, glyph in enumerate(glyphs):
        if glyph.blank:
            continue
        column, row = int(glyph.x0), int(glyph.baseline)
        near = (
            earlier
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for earlier in places.get((glyph.text, x, y), ())
        )
        twin = next((i for i in near if _is_twin(glyphs[i], glyph)), None)
        if twin is None:
            places.setdefault((glyph.text, column, row), []).append(index)
        else:
            doubled[twin] += 1
            dropped.add(index)
    for index, glyph in enumerate(glyphs):
        if index not in dropped:
            yield _emboldened(glyph) if doubled[index] else glyph


def _is_twin(first: Glyph, second: Glyph) -> bool:
    reach = 0.12 * first.face.size
    return (
        first.face.size == second.face.size
        and abs(first.x0 - second.x0) <= reach
        and abs(first.baseline - second.baseline) <= reach
    )


def _emboldened(glyph: Glyph) -> Glyph:
    face = Face(glyph.face.font, glyph.face.size, True, glyph.face.italic, glyph.face.color)
    return Glyph(
        glyph.text,
        glyph.x0,
        glyph.x1,
        glyph.top,
        glyph.bottom,
        glyph.baseline,
        face,
        glyph.element,
        glyph.artifact,
        glyph.link,
    )
