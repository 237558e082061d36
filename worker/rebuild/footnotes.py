"""Footnotes: the marks in the text and the notes at the foot of the page, as Word numbers them itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import XmlPart

from document.note import Block, BlockKind, Run
from worker.rebuild.inline import plain_run
from worker.rebuild.ooxml import Element, element, properties, text_elements, value
from worker.rebuild.package import Package
from worker.rebuild.target import Piece

_MARK = re.compile(r"^\W*(\d{1,3}|[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+|[a-z])[\s.):\]]*", re.IGNORECASE)
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")


class Footnotes:
    """The footnotes of a file while it is written; those that some run refers to go to the foot of its page."""

    def __init__(self, package: Package, blocks: Sequence[Block], referred: Iterable[str]) -> None:
        """Open the footnotes' part when there is something for it: ``referred`` are the blocks that runs refer to."""
        wanted = set(referred)
        self._blocks = {block.id: block for block in blocks if block.kind is BlockKind.FOOTNOTE and block.id in wanted}
        self._numbers: dict[str, int] = {}
        self.part: XmlPart | None = None
        if self._blocks:
            root = element("w:footnotes", None, *_separators())
            self.part = package.add_part("/word/footnotes.xml", CT.WML_FOOTNOTES, RT.FOOTNOTES, root)

    @property
    def blocks(self) -> Mapping[str, Block]:
        """The footnote blocks that leave the flow of the text."""
        return self._blocks

    def reference(self, block_id: str, mark: str) -> Element | None:
        """Write the mark that leads to a footnote: Word's own number, or the printed mark where that is another."""
        if block_id not in self._blocks:
            return None
        again = block_id in self._numbers
        number = self._numbers.setdefault(block_id, len(self._numbers) + 1)
        style = properties("w:rPr", [value("w:rStyle", "FootnoteReference")])
        if again:
            # A note has one place in Word; a second mark to it is text.
            return element("w:r", None, style, *text_elements(mark))
        printed = mark.strip().translate(_RAISED)
        if printed in ("", str(number)):
            return element("w:r", None, style, element("w:footnoteReference", {"w:id": number}))
        own = element("w:footnoteReference", {"w:customMarkFollows": 1, "w:id": number})
        return element("w:r", None, style, own, *text_elements(mark.strip()))

    def add(self, block_id: str, told: Element, inner: list[Element], mark: str | None) -> None:
        """Put a footnote's paragraph into its part; ``mark`` is the printed mark where Word's number is another."""
        number = self._numbers.get(block_id)
        if number is None or self.part is None:
            return
        style = properties("w:rPr", [value("w:rStyle", "FootnoteReference")])
        shown = text_elements(mark) if mark else [element("w:footnoteRef")]
        head = element("w:r", None, style, *shown)
        paragraph = element("w:p", None, told, head, plain_run(" ", None), *inner)
        self.part.element.append(element("w:footnote", {"w:id": number}, paragraph))

    def number(self, block_id: str) -> int | None:
        """Give the number that Word counts for a footnote; None when no mark was written for it."""
        return self._numbers.get(block_id)


def referred(pieces: Iterable[Piece]) -> set[str]:
    """Name the footnotes that some run of the target text refers to."""
    return {run.footnote for piece in pieces for run in piece.runs if run.footnote}


def without_mark(pieces: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], str]:
    """Take the printed mark from the beginning of a footnote's text, and give both."""
    if not pieces:
        return pieces, ""
    text = "".join(run.text for run in pieces[0].runs)
    mark = _MARK.match(text)
    if mark is None or (mark[1].isalpha() and not pieces[0].runs[0].superscript):
        return pieces, ""
    rest = _dropped(pieces[0].runs, mark.end())
    return (replace(pieces[0], runs=rest), *pieces[1:]), mark[1].translate(_RAISED)


def _dropped(runs: tuple[Run, ...], count: int) -> tuple[Run, ...]:
    kept = []
    for run in runs:
        cut = min(count, len(run.text))
        count -= cut
        if run.text[cut:]:
            kept.append(replace(run, text=run.text[cut:]))
    return tuple(kept)


def _separators() -> list[Element]:
    def note(number: int, kind: str, mark: str) -> Element:
        line = element("w:spacing", {"w:before": 0, "w:after": 0, "w:line": 240, "w:lineRule": "auto"})
        paragraph = element("w:p", None, properties("w:pPr", [line]), element("w:r", None, element(mark)))
        return element("w:footnote", {"w:type": kind, "w:id": number}, paragraph)

    return [
        note(-1, "separator", "w:separator"),
        note(0, "continuationSeparator", "w:continuationSeparator"),
    ]
