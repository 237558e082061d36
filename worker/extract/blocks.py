"""From lines to blocks: which line goes on with the paragraph before it, and which begins something new.

Each rule looks at one kind of evidence and says *goes on*, *begins*, or nothing; the first that speaks decides. No rule
trusts the order in which the file paints its text.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from document.note import Box
from worker.extract.labels import Label, follows, label_of
from worker.extract.lines import Line
from worker.extract.tags import Tags

TERMINAL = tuple('.!?…:;»”"')
CLOSING = '»”"’)] '


@dataclass(slots=True)
class Draft:
    """A block in the making: its lines in reading order, and its label when it is a list item.

    ``cuts`` are the indexes of lines that come after a page's or column's end; each has the reason.
    """

    lines: list[Line]
    label: Label | None = None
    cuts: dict[int, str] = field(default_factory=dict)

    @property
    def first(self) -> Line:
        """The block's first line, label included."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """The block's last line so far."""
        return self.lines[-1]

    @property
    def text_x0(self) -> float:
        """Where the text of the first line begins, behind the label."""
        start = self.label.glyphs if self.label else 0
        return next((glyph.x0 for glyph in self.first.glyphs[start:] if not glyph.blank), self.first.x0)

    @property
    def text(self) -> str:
        """The raw text, for looking at."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all decisions need to know about the note.

    ``leading`` is the usual line distance by type size in half points, ``body`` the size of the running text,
    ``justified`` whether full lines end exactly at the margin, ``obstacles`` what interrupts text on a page.
    """

    leading: dict[float, float]
    body: float
    justified: bool
    obstacles: dict[int, tuple[Box, ...]]
    tags: Tags

    def distance(self, size: float) -> float:
        """Give the line distance to expect within a paragraph of this type size."""
        return self.leading.get(round(2 * size) / 2, 1.35 * size)


Rule = Callable[[Draft, Line, Setting], bool | None]


def setting_of(lines: Sequence[Line], body: float, obstacles: dict[int, tuple[Box, ...]], tags: Tags) -> Setting:
    """Measure a note's lines, given in reading order."""
    full = sum(abs(line.right - line.x1) < 1.2 for line in lines)
    return Setting(
        leading=_leading(lines),
        body=body,
        justified=full > 0.35 * len(lines),
        obstacles=obstacles,
        tags=believed(tags, lines),
    )


def believed(tags: Tags, lines: Sequence[Line]) -> Tags:
    """Give the tags if they cut the text finely enough to be about blocks, else none."""
    counts = Counter(line.element for line in lines if line.element is not None)
    if not counts or len(lines) < 20:
        return tags
    biggest = counts.most_common(1)[0][1]
    return tags if biggest <= 0.4 * len(lines) else Tags(trusted=False)


def _leading(lines: Sequence[Line]) -> dict[float, float]:
    """Find for each type size the smallest line distance that is common."""
    distances: dict[float, list[float]] = defaultdict(list)
    for above, below in itertools.pairwise(lines):
        distance = below.baseline - above.baseline
        if above.page == below.page and abs(above.size - below.size) < 0.3 and 0.8 < distance / below.size < 2.3:
            distances[round(2 * below.size) / 2].append(distance)
    return {size: usual for size, found in distances.items() if (usual := _smallest_common(sorted(found), size))}


def _smallest_common(found: list[float], size: float) -> float | None:
    needed = max(2, round(0.15 * len(found)))
    for i, distance in enumerate(found):
        group = [other for other in found[i:] if other <= distance + 0.06 * size]
        if len(group) >= needed:
            return sum(group) / len(group)
    return found[0] if found[0] <= 1.6 * size else None


def blocks_of(lines: Sequence[Line], setting: Setting) -> list[Draft]:
    """Cut a note's body lines, given in reading order, into blocks."""
    drafts: list[Draft] = []
    labels: list[Label] = []
    for line in lines:
        label = _label(line, drafts, labels, setting)
        if label is not None:
            labels.append(label)
            drafts.append(Draft([line], label))
        elif (host := _host(drafts, line, setting)) is not None:
            if host is not drafts[-1]:
                host.cuts[len(host.lines)] = "column" if host.last.page == line.page else "page"
                host.lines.append(line)
                continue
            if line.page != drafts[-1].last.page:
                drafts[-1].cuts[len(drafts[-1].lines)] = "page"
            elif _in_other_column(drafts[-1].last, line):
                drafts[-1].cuts[len(drafts[-1].lines)] = "column"
            drafts[-1].lines.append(line)
        else:
            drafts.append(Draft([line]))
    return drafts


def _host(drafts: Sequence[Draft], line: Line, setting: Setting) -> Draft | None:
    """Find the block that a line goes on with: the last one, or the one before a picture's caption."""
    if not drafts:
        return None
    if _goes_on(drafts[-1], line, setting):
        return drafts[-1]
    if len(drafts) > 1 and drafts[-1].first.size < 0.95 * line.size and len(drafts[-1].lines) <= 3:
        before = drafts[-2]
        open_ended = not ends_sentence(before.last.text) and starts_low(line.text) and is_full(before.last, line)
        if open_ended and _alike(before.last, line) and abs(_indent(line) - _wrap_indent(before)) < 6:
            return before
    return None


def _label(line: Line, drafts: Sequence[Draft], labels: Sequence[Label], setting: Setting) -> Label | None:
    """Read a line's label where a label may stand: not in the middle of a running sentence."""
    label = label_of(line)
    if label is None or label.sure or not drafts:
        return label
    before = drafts[-1]
    role = setting.tags.role(line.element)
    if role in {"LI", "Lbl", "LBody"} and line.element != before.last.element:
        return label
    if before.label is not None and before.label.sort == label.sort and abs(before.first.x0 - line.x0) < 3:
        return (
            label
            if follows(label, [before.label]) or not label.ordered
            else _unless_running(label, before, line, setting)
        )
    if not follows(label, labels[-12:]) and not _stands_apart(before, line, setting):
        return None
    return _unless_running(label, before, line, setting)


def _unless_running(label: Label, before: Draft, line: Line, setting: Setting) -> Label | None:
    """Refuse a dash or number that a full line without end has left at the beginning of the next."""
    running = (
        not ends_sentence(before.last.text)
        and is_full(before.last, line)
        and not _stands_apart(before, line, setting)
        and abs(_indent(line) - _wrap_indent(before)) < 2
    )
    return None if running else label


def _stands_apart(before: Draft, line: Line, setting: Setting) -> bool:
    if line.page != before.last.page or _in_other_column(before.last, line):
        return ends_sentence(before.last.text)
    return line.baseline - before.last.baseline > 1.2 * setting.distance(line.size)


def _goes_on(draft: Draft, line: Line, setting: Setting) -> bool:
    elsewhere = line.page != draft.last.page or _in_other_column(draft.last, line)
    for rule in ACROSS if elsewhere else BELOW:
        verdict = rule(draft, line, setting)
        if verdict is not None:
            return verdict
    return not elsewhere


def _in_other_column(above: Line, line: Line) -> bool:
    return line.baseline < above.baseline - 0.5 * above.size


def _by_tag(draft: Draft, line: Line, setting: Setting) -> bool | None:
    """One structure element is one block; two are two, but for the lines of a title."""
    above, here = draft.last.element, line.element
    if above is None or here is None or not setting.tags.trusted:
        return None
    if above == here:
        return True
    roles = {setting.tags.role(above), setting.tags.role(here)}
    if roles == {"Lbl", "LBody"} and len(draft.lines) == 1:
        return None
    large = line.size > 1.25 * setting.body and _alike(draft.last, line)
    return None if large or line.page != draft.last.page else False


def _by_size(draft: Draft, line: Line, _: Setting) -> bool | None:
    """A paragraph keeps its type size."""
    return False if abs(draft.last.size - line.size) > max(0.6, 0.055 * line.size) else None


def _by_distance(draft: Draft, line: Line, setting: Setting) -> bool | None:
    """White between lines parts blocks, unless a picture stands in it and the sentence goes on below."""
    distance = line.baseline - draft.last.baseline
    # browsers push a line down to make room for its raised letters
    slack = 1.6 if any(glyph.shift for glyph in (*draft.last.printed, *line.printed)) else 1.22
    if distance <= slack * setting.distance(line.size) + 0.3:
        return None
    if _interrupted(draft.last, line, setting) and not ends_sentence(draft.last.text) and starts_low(line.text):
        return _alike(draft.last, line)
    return False


def _interrupted(above: Line, line: Line, setting: Setting) -> bool:
    return any(
        above.baseline - 2 <= box.top and box.bottom <= line.bottom + 2 for box in setting.obstacles.get(line.page, ())
    )


def _by_face(draft: Draft, line: Line, _: Setting) -> bool | None:
    """A line wholly in another weight, slope, colour or family is another block, unless a sentence runs on into it."""
    above = draft.last
    if _alike(above, line) or above.printed[-1].face == line.printed[0].face:
        return None
    full = is_full(above, line)
    plain = not above.bold and not above.italic
    if full and not ends_sentence(above.text) and (plain or starts_low(line.text)):
        return None
    if full and any(not _alike(earlier, above) for earlier in draft.lines[:-1]):
        return None
    mixed = len({g.face.bold for g in above.printed}) > 1 or len({g.face.bold for g in line.printed}) > 1
    return None if mixed and full else False


def _alike(above: Line, line: Line) -> bool:
    a, b = above.face, line.face
    return (
        above.bold == line.bold
        and above.italic == line.italic
        and a.color == b.color
        and a.font == b.font
        and abs(a.size - b.size) < 0.6
    )


def _by_lead(draft: Draft, line: Line, _: Setting) -> bool | None:
    """A bold lead begins a paragraph after a line that was not full, and after a paragraph with a lead like it."""
    leads = line.printed[0].face.bold and not line.bold and not draft.last.printed[-1].face.bold
    if not leads:
        return None
    alike = _lead(line).endswith(":") and _lead(draft.first).endswith(":")
    return False if alike or not is_full(draft.last, line) else None


def _lead(line: Line) -> str:
    """Give the bold words that a line begins with."""
    end = next((i for i, glyph in enumerate(line.glyphs) if not glyph.blank and not glyph.face.bold), len(line.glyphs))
    text = "".join(glyph.text for glyph in line.glyphs[: end + 2]).strip()
    return text[: text.index(":") + 1] if ":" in text else text


def _by_centre(draft: Draft, line: Line, setting: Setting) -> bool | None:
    """Centred lines of one look are one block; a centred one under one that is not begins another.

    In ordinary type, a centred line that had room for the next word was ended on purpose.
    """
    above, here = is_centred(draft.last), is_centred(line)
    if above and here:
        return line.size > 1.2 * setting.body or is_full(draft.last, line) or starts_low(line.text)
    if here and not above and line.x0 - draft.last.x0 > 20 and len(draft.lines) > 1:
        return False
    return None


def is_centred(line: Line) -> bool:
    """Whether a line stands in the middle of its column, with room on both sides."""
    left, right = line.x0 - line.left, line.right - line.x1
    return left > 12 and right > 12 and abs(left - right) < 5


def _by_large_type(draft: Draft, line: Line, setting: Setting) -> bool | None:
    """Titles break their lines where they please."""
    if line.size > 1.2 * setting.body and _alike(draft.last, line) and abs(line.x0 - draft.text_x0) < 3:
        return True
    return None


def _by_indent(draft: Draft, line: Line, _: Setting) -> bool | None:
    """Indents: a first line set in begins a paragraph; text that hangs under an item's text goes on with it."""
    full = is_full(draft.last, line)
    moved = abs(_indent(line) - _wrap_indent(draft)) > 3
    if draft.label is not None and moved and _indent(line) < _indent(draft.first) - 3:
        return False
    if not moved:
        return None
    return full if len(draft.lines) == 1 else False


def _indent(line: Line) -> float:
    return line.x0 - line.left


def _wrap_indent(draft: Draft) -> float:
    """How far lines after the first are set in: as the second is, or as the text of the first."""
    return draft.text_x0 - draft.first.left if len(draft.lines) == 1 else _indent(draft.lines[1])


def _by_room(draft: Draft, line: Line, _: Setting) -> bool | None:
    """A line that ends although the next word had room is the last of its paragraph."""
    above = draft.last
    if is_full(above, line) or above.text.endswith("-"):
        return True
    if starts_low(line.text) and not above.text.endswith((".", "!", "?")):
        return True
    if ends_sentence(above.text):
        return False
    return above.edge - above.x1 - line.first_word < 2 * line.size


def _by_room_elsewhere(draft: Draft, line: Line, setting: Setting) -> bool | None:
    """Over a page's or column's end, a sentence that is not finished goes on; else the line's end and indent tell."""
    above = draft.last
    if not _alike(above, line) and above.printed[-1].face != line.printed[0].face and not starts_low(line.text):
        return False
    # mirrored margins differ a little from page to page
    placed = abs(_indent(line) - _wrap_indent(draft)) < 6
    full = is_full(above, line)
    if above.text.endswith(("-", "\u00ad")) and above.text[-2:-1].isalpha():
        return True
    if not ends_sentence(above.text):
        return starts_low(line.text) or (full and placed)
    if starts_low(line.text) and not above.text.endswith((":", ";")):
        return full and placed
    return (
        full
        and placed
        and setting.justified
        and abs(above.edge - above.x1) < 1.2
        and above.text.rstrip(CLOSING).endswith((".", "?", "!"))
    )


def is_full(above: Line, line: Line) -> bool:
    """Whether the next line's first word had no room any more at the end of this one."""
    space = 0.2 * above.size
    return above.x1 + space + line.first_word > above.edge - 0.5


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence, clause before a list, or quotation does."""
    return text.rstrip(CLOSING).endswith(TERMINAL) or text.rstrip().endswith(("»", "”"))


def starts_low(text: str) -> bool:
    """Whether a line's first letter is a small one."""
    first = next((c for c in text if not c.isspace() and c not in "«“\"‘’'(["), "")
    return first.islower()


BELOW: tuple[Rule, ...] = (
    _by_tag,
    _by_size,
    _by_distance,
    _by_face,
    _by_lead,
    _by_centre,
    _by_large_type,
    _by_indent,
    _by_room,
)
"""What decides about the next line of the same column, in this order."""

ACROSS: tuple[Rule, ...] = (_by_tag, _by_size, _by_room_elsewhere)
"""What decides about the first line of the next column or page."""
