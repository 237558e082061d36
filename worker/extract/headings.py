"""What a block is: title and front matter, headings and their levels, list items and their depth, captions.

Judged by how a block is set compared with the running text, by numbering, by its neighbours, and by the file's tags.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from document.note import BlockKind, ListShape
from worker.extract.blocks import Draft, Setting, is_centred
from worker.extract.glyphs import Face, Glyph
from worker.extract.labels import Label, label_of

MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
DATE = re.compile(
    rf"\b\d{{1,2}}(?:er|re|[.]?[ºª°]|st|nd|rd|th)?\s+(?:de\s+|of\s+)?(?:{MONTHS})\b"
    rf"|\b(?:{MONTHS})\s+(?:de\s+|\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
AUTHOR = re.compile(
    r"^(?:par|por|by|auteure?s?(?:·\w+)?|autora?e?s?|authors?"
    r"|rédigée? par|elaborado por|written by|prepared by)\b\s*:?",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"^(?:figures?|figuras?|fig|tableaux?|tables?|tablas?|cuadros?|gráficos?|graphiques?|charts?|graph|illustrations?"
    r"|ilustración"
    r"|cartes?|mapas?|maps?|photos?|fotos?|schémas?|esquemas?|encadrés?|recuadros?|boxe?s?|images?|imagen)"
    r"\.?\s*(?:n[°º.o]\s*)?(?:\d{1,3}(?:\.\d{1,2})?|[ivx]{1,4}|[a-z])?\s*[.:–—-]\s",
    re.IGNORECASE,
)
RUN_IN = re.compile(r"^[^.:]{2,60}\s?:\s+\S")
QUOTED = re.compile(r"^[«“\"].*[»”\"][.!?]?$", re.DOTALL)
ADDRESS = re.compile(r"^\S*(?:://|www\.|@)\S*$")
PROSE = 25
"""A block of more words than this is text, however it is set."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A block with its kind; ``label`` is set only while it is a list label, else the number stays in the text."""

    draft: Draft
    kind: BlockKind
    level: int | None = None
    shape: ListShape | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """What headings of one level have in common."""

    size: float
    bold: bool
    italic: bool
    caps: bool
    color: str
    numbering: int


def letters(draft: Draft) -> list[Glyph]:
    """Give a block's printed glyphs without its list label."""
    skip = draft.label.glyphs if draft.label else 0
    return [g for i, line in enumerate(draft.lines) for g in line.glyphs[skip if i == 0 else 0 :] if not g.blank]


def face_of(glyphs: Iterable[Glyph]) -> Face | None:
    """Give the face that most glyphs have, raised ones and links left out unless there are no others."""
    found = list(glyphs)
    plain = [glyph for glyph in found if not glyph.shift] or found
    plain = [glyph for glyph in plain if not glyph.link] or plain
    return Counter(glyph.face for glyph in plain).most_common(1)[0][0] if plain else None


def typed(drafts: Sequence[Draft], setting: Setting, body: Face, near_figure: Sequence[bool]) -> list[Typed]:
    """Give each block its kind, level and list shape. ``near_figure`` tells which stand beside a table or picture."""
    headed = [_is_heading(draft, setting, body) for draft in drafts]
    for index in _numbered_alone(drafts):
        headed[index] = True
    for index in _bold_sentences(drafts, headed, body):
        headed[index] = True
    if headed and headed[-1] and len(drafts) > 3 and not _large(drafts[-1], body):
        headed[-1] = False  # nothing stands below it
    front = _front(drafts, headed, setting, body)
    result = []
    for index, draft in enumerate(drafts):
        if index in front:
            result.append(Typed(_unlabelled(draft), front[index]))
        elif _is_caption(draft, body, near=near_figure[index], headed=headed[index]):
            result.append(Typed(_unlabelled(draft), BlockKind.CAPTION))
        elif headed[index]:
            result.append(Typed(_unlabelled(draft), BlockKind.HEADING))
        elif draft.label is not None:
            result.append(Typed(draft, BlockKind.LIST_ITEM))
        else:
            result.append(Typed(draft, BlockKind.PARAGRAPH))
    return _with_depths(_with_levels(_without_dialogue(result), setting))


def _unlabelled(draft: Draft) -> Draft:
    return replace(draft, label=None)


# --- headings -----------------------------------------------------------------------------------------------------


def _is_heading(draft: Draft, setting: Setting, body: Face) -> bool:
    text = draft.text.strip()
    role = setting.tags.role(draft.first.element) or ""
    if not any(c.isalpha() for c in text) or len(text) > 220:
        return False
    if re.fullmatch(r"H[1-6]?|Title", role):
        return True
    if draft.label is not None and not draft.label.ordered:
        return False
    if len(draft.lines) > 4 or len(text.split()) > PROSE:
        return False
    return _stands_out(draft, text, body)


def _stands_out(draft: Draft, text: str, body: Face) -> bool:  # noqa: PLR0911 (one kind of evidence a line)
    glyphs = [g for line in draft.lines for g in line.printed]
    words = [g for g in glyphs if g.text.isalnum()]
    face = face_of(glyphs)
    if face is None or not words or all(g.link for g in words):
        return False
    unfinished = not text.endswith((".", ";", ",")) or text.endswith("…")
    numbered = draft.label is not None
    bold = all(g.face.bold for g in words) and not body.bold
    italic = all(g.face.italic for g in words) and not body.italic
    if ADDRESS.match(text):
        return False
    if face.size >= max(1.1 * body.size, body.size + 0.9):
        if QUOTED.match(text) or (italic and len(draft.lines) > 1):
            return bold and not QUOTED.match(text)
        return bold or unfinished or face.color != body.color
    caps = text.isupper() and sum(c.isalpha() for c in text) >= 4
    coloured = face.color != body.color and all(g.face.color == face.color for g in words)
    if face.size < (0.78 if caps and (bold or coloured) else 0.9) * body.size:
        return False
    if bold:
        return (unfinished or numbered) and len(draft.lines) <= 3
    if len(draft.lines) > 2 or not unfinished or italic:
        return False
    return caps or coloured or (all(g.underline for g in words) and not text.endswith(":"))


def _large(draft: Draft, body: Face) -> bool:
    face = face_of(letters(draft))
    return face is not None and face.size >= 1.1 * body.size


def _numbered_alone(drafts: Sequence[Draft]) -> list[int]:
    """Find short numbered lines in ordinary type that each have text below them: headings in all but looks."""
    alone = []
    for index, draft in enumerate(drafts[:-1]):
        label = draft.label
        before, after = drafts[index - 1] if index else None, drafts[index + 1]
        if (
            label is None
            or not label.ordered
            or after.label is not None
            or (before is not None and before.label is not None)
        ):
            continue
        if len(draft.lines) == 1 and len(draft.text) < 90 and not draft.text.rstrip().endswith((".", ";", ",", ":")):
            alone.append((index, label))
    return [index for index, label in alone if any(_next_or_before(label, other) for _, other in alone)]


def _bold_sentences(drafts: Sequence[Draft], headed: Sequence[bool], body: Face) -> list[int]:
    """Find bold blocks that end with a full stop and yet are headings: several in a note, each above plain text."""
    found = []
    for index, (draft, after) in enumerate(pairwise(drafts)):
        plain_below = after.label is None and not headed[index + 1] and not after.first.bold
        wordless = not any(c.isalpha() for c in draft.text)
        if headed[index] or draft.label is not None or body.bold or not plain_below or wordless:
            continue
        if len(draft.lines) <= 2 and len(draft.text.split()) <= 20 and all(line.bold for line in draft.lines):
            found.append(index)
    return found if len(found) >= 2 else []


def _next_or_before(label: Label, other: Label) -> bool:
    return label.sort == other.sort and abs(label.value - other.value) == 1


def _look(draft: Draft) -> _Look:
    glyphs = letters(draft)
    face = face_of(glyphs) or glyphs[0].face
    words = [g for g in glyphs if g.text.isalnum()] or glyphs
    text = draft.text
    label = label_of(draft.first)
    return _Look(
        size=round(2 * face.size) / 2,
        bold=all(g.face.bold for g in words),
        italic=all(g.face.italic for g in words),
        caps=text.isupper(),
        color=face.color,
        numbering=label.depth if label and label.ordered and label.sort == "1.1" else 0,
    )


def _with_levels(blocks: Sequence[Typed], setting: Setting) -> list[Typed]:
    """Rank the headings' looks: tags first where they agree with the looks, then size, weight, order of appearance."""
    heads = [block for block in blocks if block.kind is BlockKind.HEADING]
    looks = [_look(block.draft) for block in heads]
    levels = _by_tags(heads, looks, setting) or _by_looks(looks, setting.body)
    fresh = iter(levels)
    return [replace(block, level=next(fresh)) if block.kind is BlockKind.HEADING else block for block in blocks]


def _by_tags(heads: Sequence[Typed], looks: Sequence[_Look], setting: Setting) -> list[int] | None:
    """Take the tags' levels if every heading has one and equal looks have equal tags; the highest counts as 1."""
    roles = [setting.tags.role(head.draft.first.element) or "" for head in heads]
    if not roles or not all(re.fullmatch(r"H[1-6]", role) for role in roles):
        return None
    by_look: dict[_Look, set[str]] = {}
    for look, role in zip(looks, roles, strict=True):
        by_look.setdefault(replace(look, numbering=0, color=""), set()).add(role)
    if any(len(found) > 1 for found in by_look.values()):
        return None
    order = sorted(set(roles))
    return [order.index(role) + 1 for role in roles]


def _by_looks(looks: Sequence[_Look], body: float) -> list[int]:
    """Rank by size; of headings no larger than the text, whose size says nothing, the first to appear ranks first."""
    first = {look: index for index, look in reversed(list(enumerate(looks)))}
    order = sorted(set(looks), key=lambda look: (-max(look.size, 1.08 * body), first[look]))
    ranks: dict[_Look, int] = {}
    for look in order:
        same = next((other for other in ranks if _one_level(look, other)), None)
        ranks[look] = ranks[same] if same else len(set(ranks.values())) + 1
    return [min(6, ranks[look]) for look in looks]


def _one_level(look: _Look, other: _Look) -> bool:
    """Whether two looks differ only by a hair, or by numbering that one of them simply lacks."""
    numbering = look.numbering == other.numbering or (
        0 in {look.numbering, other.numbering} and max(look.numbering, other.numbering) <= 1
    )
    return (
        abs(look.size - other.size) <= 0.5
        and replace(look, size=0, numbering=0) == replace(other, size=0, numbering=0)
        and numbering
    )


# --- front matter -------------------------------------------------------------------------------------------------


def _front(drafts: Sequence[Draft], headed: Sequence[bool], setting: Setting, body: Face) -> dict[int, BlockKind]:
    """Find title, subtitle, date and authors at the head of the first page, by index."""
    opening = _opening(drafts, headed)
    title = _title(drafts, opening, setting, body)
    if title is None:
        return {}
    kinds = dict.fromkeys(range(title), BlockKind.PARAGRAPH)
    for index in range(title):
        if DATE.search(drafts[index].text) and len(drafts[index].text.split()) <= 14:
            kinds[index] = BlockKind.DATE
    kinds[title] = BlockKind.TITLE
    text = next((i for i, d in enumerate(drafts) if i > title and len(d.text.split()) > PROSE and not headed[i]), title)
    later = {_style(draft) for draft, is_head in zip(drafts[text:], headed[text:], strict=True) if is_head}
    for index in range(title + 1, len(drafts)):
        kind = _front_kind(index, drafts, headed, later, body, setting)
        if kind is None:
            break
        kinds[index] = kind
    return kinds


def _opening(drafts: Sequence[Draft], headed: Sequence[bool]) -> int:
    """Count the blocks before the first stretch of text."""
    if not drafts:
        return 0
    page = drafts[0].first.page
    for index, draft in enumerate(drafts):
        prose = len(draft.text.split()) > PROSE and not headed[index] and not is_centred(draft.first)
        if draft.first.page != page or (prose and index > 0 and any(headed[: index + 1])) or index >= 14:
            return index
    return len(drafts)


def _title(drafts: Sequence[Draft], opening: int, setting: Setting, body: Face) -> int | None:
    """Choose the block of the largest type; in a note of one size, a bold or centred first line."""
    for index in range(opening):
        if setting.tags.role(drafts[index].first.element) == "Title":
            return index
    sizes = [max((g.face.size for g in letters(draft)), default=0.0) for draft in drafts[:opening]]
    if sizes and max(sizes) >= 1.15 * body.size:
        index = max(range(opening), key=lambda i: (round(sizes[i], 1), -i))
        alike = [draft for draft in drafts if _style(draft) == _style(drafts[index])]
        return index if len(alike) <= 2 or index == 0 else None
    for index in range(min(opening, 3)):
        if is_centred(drafts[index].first) and all(line.bold for line in drafts[index].lines):
            return index
    return None


def _style(draft: Draft) -> tuple[float, bool, bool, str]:
    look = _look(draft)
    return (look.size, look.bold, look.italic, look.color)


def _front_kind(  # noqa: PLR0911, PLR0913, PLR0917 (one reason a line)
    index: int,
    drafts: Sequence[Draft],
    headed: Sequence[bool],
    later: set[tuple[float, bool, bool, str]],
    body: Face,
    setting: Setting,
) -> BlockKind | None:
    """Tell what a block below the title is, None where the front matter ends; ``later`` are the headings' looks."""
    draft = drafts[index]
    text, words = draft.text.strip(), len(draft.text.split())
    if draft.first.page != drafts[0].first.page or draft.label is not None or words > 2 * PROSE:
        return None
    lead = draft.first.printed[0].face.bold and not all(line.bold for line in draft.lines) and RUN_IN.match(text)
    if lead:
        return None
    if DATE.search(text) and words <= 16 and not text.endswith("."):
        return BlockKind.DATE
    if AUTHOR.match(text) and words <= 30:
        return BlockKind.AUTHOR
    centred = is_centred(draft.first)
    if headed[index]:
        repeated = _style(draft) in later or re.fullmatch(r"H[2-6]", setting.tags.role(draft.first.element) or "")
        opens_text = index + 1 < len(drafts) and len(drafts[index + 1].text.split()) > PROSE and not centred
        numbered = label_of(draft.first) is not None
        return None if repeated or numbered or (opens_text and is_centred(drafts[0].first)) else BlockKind.SUBTITLE
    face = face_of(letters(draft)) or body
    if index and len(draft.lines) == 1 and words <= 14 and not text.endswith((".", ":", ";")):
        follows_title = drafts[index - 1].first.size > 1.15 * body.size and not headed[index]
        return BlockKind.SUBTITLE if follows_title or centred else BlockKind.PARAGRAPH
    distinct = centred or face.size > body.size + 0.5 or face.italic or face.color != body.color
    return BlockKind.SUBTITLE if distinct and words <= PROSE + 10 and not text.endswith(".") else None


# --- captions and lists -------------------------------------------------------------------------------------------


def _is_caption(draft: Draft, body: Face, *, near: bool, headed: bool) -> bool:
    face = face_of(letters(draft))
    if face is None or len(draft.text) > 350:
        return False
    if not CAPTION.match(draft.text.strip() + " "):
        return near and not headed and face.size <= 0.93 * body.size and draft.label is None and len(draft.lines) <= 3
    small = face.size <= 0.95 * body.size or face.italic or is_centred(draft.first)
    return near or (small and any(c.isdigit() for c in draft.text[:14]))


def _without_dialogue(blocks: Sequence[Typed]) -> list[Typed]:
    """Turn dashes that open speech back into text: questions with answers, none of which hangs.

    Below a heading, a colon or an item that hangs, dashes open the items of a list.
    """
    result = list(blocks)
    index = 0
    while index < len(result):
        end = index
        while end < len(result) and _may_speak(result[end]):
            end += 1
        spoken = [block.draft.text.rstrip() for block in result[index:end]]
        asked = [text.endswith(("?", "!")) for text in spoken]
        if any(asked) and not all(asked) and not (index and _announces(result[index - 1])):
            result[index:end] = [Typed(_unlabelled(b.draft), BlockKind.PARAGRAPH) for b in result[index:end]]
        index = max(end, index + 1)
    return result


def _announces(block: Typed) -> bool:
    """Whether a list may go on below a block: a heading, an item, or text that ends in a colon."""
    return block.kind in {BlockKind.HEADING, BlockKind.LIST_ITEM} or block.draft.text.rstrip().endswith(":")


def _may_speak(block: Typed) -> bool:
    draft = block.draft
    if draft.label is None or draft.label.sort not in {"—", "–"}:
        return False
    hangs = any(abs(line.x0 - draft.text_x0) < 3 for line in draft.lines[1:])
    return not hangs and draft.text.rstrip().endswith((".", "?", "!", "…", "»"))


def _with_depths(blocks: Sequence[Typed]) -> list[Typed]:
    """Give list items their depth from how far they are set in, within each run of items."""
    result: list[Typed] = []
    stack: list[tuple[float, float, str]] = []
    for block in blocks:
        label = block.draft.label
        if block.kind is not BlockKind.LIST_ITEM or label is None:
            if block.kind not in {BlockKind.CAPTION, BlockKind.FIGURE}:
                stack = []
            result.append(block)
            continue
        start = block.draft.first.x0 - block.draft.first.left
        text = block.draft.text_x0 - block.draft.first.left
        while stack and start < stack[-1][0] - 3 and text < stack[-1][1] - 3:
            stack.pop()
        if not stack or (start > stack[-1][0] + 3 and text > stack[-1][1] + 3):
            stack.append((start, text, label.sort))
        depth = max(len(stack), label.depth) if label.sort == "1.1" else len(stack)
        result.append(replace(block, shape=ListShape(ordered=label.ordered, depth=depth, label=label.text)))
    return result
