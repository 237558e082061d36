"""The review copy: source and target side by side, terms marked, findings as comments, a bookmark for each segment."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from document.languages import NAMES, Language
from document.note import Alignment, Block, BlockKind, Look, Note, Run, Zone
from document.segment import CheckedSegment, Finding, Origin, Severity, TermStatus, Translation
from worker.rebuild import labels
from worker.rebuild.inline import Ground, address, bookmarked, field, plain_run, run_properties
from worker.rebuild.looks import Setting, Typeface, border, locale
from worker.rebuild.marking import Stretch, finding_spans, source_terms, stretches, target_terms, term_properties
from worker.rebuild.ooxml import Element, element, properties, twips, value
from worker.rebuild.package import Package
from worker.rebuild.properties import describe, rough_label
from worker.rebuild.styles import Style, defaults, fixed_styles, style_element
from worker.rebuild.target import bookmark_name, language_of

AUTHOR, INITIALS = "Tripont", "T"
_WIDTH, _HEIGHT, _MARGIN = 841.9, 595.3, 42.5
_COLUMNS = (74.0, 290.0, 290.0, 102.0)
_FONT, _SIZE, _LINE = "Calibri", 10.0, 13.0
_INK, _GREY, _ALARM = "222222", "8A8A8A", "B3261E"
_BAND, _HEAD = "EAF1F7", "1F4E79"
_FILLS = {Severity.BLOCKING: "F9CFC4", Severity.WARNING: "FFF0C2", Severity.INFO: None}
_LINE_COLOR = "BFBFBF"
_BESIDE = frozenset(["names"])
"""Findings that are reasons and no doubts: they stand in the column of remarks, and no comment draws the eye."""

_STRONG = frozenset([BlockKind.TITLE, BlockKind.SUBTITLE, BlockKind.HEADING])


def rebuild_review(note: Note, translation: Translation, *, written: datetime | None = None) -> bytes:
    """Make the Word file in which a linguist corrects a translation; equal input gives equal bytes.

    ``written`` is the moment of the comments and of the file; without one they tell none.
    """
    return _Review(note, translation, written).build()


@dataclass(frozen=True, slots=True)
class _Comment:
    number: int
    finding: Finding


class _Review:
    """Writes one review copy; labels and comments are in the target language, which is its reader's."""

    def __init__(self, note: Note, translation: Translation, written: datetime | None) -> None:
        self.blocks = {block.id: block for block in note.blocks}
        self.furniture = {piece.id: piece for piece in note.furniture}
        self.note = note
        self.translation = translation
        self.reader: Language = translation.target_language
        self.written = written
        self.package = Package()
        self.comments: list[_Comment] = []

    def build(self) -> bytes:
        language = locale(self.reader) or "en-GB"
        self.package.styles.append(defaults(Typeface(font=_FONT, size=_SIZE), language))
        self.package.styles.extend(style_element(style) for style in _STYLES)
        self.package.styles.extend(fixed_styles(Typeface(color="0563C1"), underline=True))
        self.package.body.extend([*self._head(), self._table(), element("w:p"), self._section()])
        if self.comments:
            held = element("w:comments", None, *(self._comment(comment) for comment in self.comments))
            self.package.add_part("/word/comments.xml", CT.WML_COMMENTS, RT.COMMENTS, held)
        self.package.set_settings(hyphenate=False, even_and_odd=False, footnotes=False, language=language)
        title = f"{labels.REVIEW_COPY[self.reader]}: {self._title()}"
        describe(self.package, self.translation, title, self.written)
        return self.package.pack()

    def _head(self) -> Iterator[Element]:
        translation, reader = self.translation, self.reader
        yield self._line("Title", f"{labels.REVIEW_COPY[reader]} · {self._title()}")
        names = NAMES[reader]
        facts = [f"{names[translation.source_language]} → {names[translation.target_language]}"]
        if translation.engine:
            facts.append(f"{labels.ENGINE[reader]}: {translation.engine}")
        if translation.glossaries:
            facts.append(f"{labels.GLOSSARIES[reader]}: {', '.join(translation.glossaries)}")
        yield self._line("Subtitle", " · ".join(facts))
        if translation.rough:
            yield self._line("RoughDraft", rough_label())
        yield self._line("Subtitle", self._summary())
        yield self._legend()

    def _line(self, style: str, text: str) -> Element:
        return element("w:p", None, properties("w:pPr", [value("w:pStyle", style)]), plain_run(text, self.reader))

    def _summary(self) -> str:
        segments = self.translation.segments
        uses = [use for checked in segments for use in checked.draft.terms]
        return labels.SUMMARY[self.reader].format(
            segments=len(segments),
            words=sum(len(checked.draft.segment.text.split()) for checked in segments),
            terms=len(uses),
            in_place=sum(use.status is not TermStatus.MISSING for use in uses),
            findings=self._counted([finding for checked in segments for finding in _doubts(checked)]) or "0",
        )

    def _counted(self, findings: Sequence[Finding]) -> str:
        counts = Counter(finding.severity for finding in findings)
        told = [f"{counts[one]} {labels.SEVERITIES[one][self.reader]}" for one in Severity if counts[one]]
        return ", ".join(told)

    def _legend(self) -> Element:
        inner: list[Element] = []
        for status in TermStatus:
            inner.append(plain_run(labels.STATUSES[status][self.reader], self.reader, *term_properties(status)))
            inner.append(plain_run("   ", self.reader))
        return element("w:p", None, properties("w:pPr", [value("w:pStyle", "Subtitle")]), *inner)

    def _title(self) -> str:
        titles = {block.id for block in self.note.blocks if block.kind is BlockKind.TITLE}
        return " ".join(
            checked.draft.text for checked in self.translation.segments if checked.draft.segment.block in titles
        )

    def _table(self) -> Element:
        lines = ("top", "left", "bottom", "right", "insideH", "insideV")
        margins = {"top": 40, "left": 90, "bottom": 40, "right": 90}
        told = [
            element("w:tblW", {"w:w": twips(sum(_COLUMNS)), "w:type": "dxa"}),
            element("w:tblLayout", {"w:type": "fixed"}),
            element("w:tblBorders", None, *(border(f"w:{side}", _LINE_COLOR, eighths=4) for side in lines)),
            element(
                "w:tblCellMar",
                None,
                *(element(f"w:{side}", {"w:w": size, "w:type": "dxa"}) for side, size in margins.items()),
            ),
            element("w:tblLook", {"w:val": "0420", "w:firstRow": 1, "w:noVBand": 1}),
        ]
        columns = [element("w:gridCol", {"w:w": twips(width)}) for width in _COLUMNS]
        return element(
            "w:tbl",
            None,
            properties("w:tblPr", told),
            element("w:tblGrid", None, *columns),
            self._head_row(),
            *self._rows(),
        )

    def _rows(self) -> Iterator[Element]:
        """Write a row for each segment: first those of the text, then what runs around it, under a title."""
        running = [one for one in self.translation.segments if one.draft.segment.block in self.furniture]
        for checked in self.translation.segments:
            if checked.draft.segment.block not in self.furniture:
                yield self._row(checked)
        if running:
            yield self._title_row(labels.RUNNING[self.reader])
        for checked in running:
            yield self._row(checked)

    def _title_row(self, text: str) -> Element:
        told = [
            element("w:tcW", {"w:w": twips(sum(_COLUMNS)), "w:type": "dxa"}),
            value("w:gridSpan", len(_COLUMNS)),
            element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _BAND}),
        ]
        held = properties("w:pPr", [value("w:pStyle", "ReviewText"), element("w:keepNext")])
        paragraph = element("w:p", None, held, plain_run(text, self.reader, element("w:b")))
        cell = element("w:tc", None, properties("w:tcPr", told), paragraph)
        return element("w:tr", None, element("w:trPr", None, element("w:cantSplit")), cell)

    def _head_row(self) -> Element:
        names = NAMES[self.reader]
        direction = self.translation
        texts = (
            labels.SEGMENT[self.reader],
            names[direction.source_language],
            names[direction.target_language],
            labels.FINDINGS[self.reader],
        )
        cells = [
            self._cell(column, [plain_run(text, self.reader)], fill=_HEAD, style="ReviewHead")
            for column, text in enumerate(texts)
        ]
        return element("w:tr", None, element("w:trPr", None, element("w:cantSplit"), element("w:tblHeader")), *cells)

    def _row(self, checked: CheckedSegment) -> Element:
        segment = checked.draft.segment
        block = self.blocks.get(segment.block)
        band = _BAND if block is not None and block.kind in _STRONG else None
        worst = next((one for one in Severity if any(found.severity is one for found in _doubts(checked))), None)
        cells = [
            self._cell(0, self._place(checked, block), fill=band, style="ReviewPlace"),
            self._cell(1, self._source(checked, block), fill=band),
            self._cell(2, self._target(checked, block), fill=band),
            self._cell(3, self._remarks(checked), fill=_FILLS[worst] if worst else band, style="ReviewPlace"),
        ]
        return element("w:tr", None, element("w:trPr", None, element("w:cantSplit")), *cells)

    def _cell(self, column: int, inner: list[Element], *, fill: str | None, style: str = "ReviewText") -> Element:
        told = [element("w:tcW", {"w:w": twips(_COLUMNS[column]), "w:type": "dxa"})]
        if fill:
            told.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill}))
        paragraph = element("w:p", None, properties("w:pPr", [value("w:pStyle", style)]), *inner)
        return element("w:tc", None, properties("w:tcPr", told), paragraph)

    def _place(self, checked: CheckedSegment, block: Block | None) -> list[Element]:
        segment = checked.draft.segment
        origin = block or self.furniture.get(segment.block)
        where = labels.place(origin, segment.cell, self.reader) if origin is not None else ""
        return [plain_run(f"{segment.id}\n{where}" if where else segment.id, self.reader)]

    def _source(self, checked: CheckedSegment, block: Block | None) -> list[Element]:
        segment = checked.draft.segment
        language = segment.language or self.translation.source_language
        cut = stretches(segment.runs, source_terms(checked.draft))
        return [self._run(stretch, language, checked, block) for stretch in cut]

    def _target(self, checked: CheckedSegment, block: Block | None) -> list[Element]:
        """Write the target with its marks; comments may begin and end anywhere in it, also within one another."""
        draft = checked.draft
        language = language_of(checked, self.translation)
        doubts = _doubts(checked)
        spans = finding_spans(doubts, len(draft.text))
        comments = [_Comment(len(self.comments) + place, finding) for place, finding in enumerate(doubts)]
        self.comments += comments
        cuts = [edge for span in spans for edge in (span.start, span.end)]
        anchored = list(zip(comments, spans, strict=True))
        inner: list[Element] = []
        for comment, span in anchored:
            if span.end == 0:
                inner += [_range("w:commentRangeStart", comment), _range("w:commentRangeEnd", comment), _mark(comment)]
        for stretch in stretches(draft.runs, target_terms(draft), cuts):
            inner += [
                _range("w:commentRangeStart", comment)
                for comment, span in anchored
                if span.start == stretch.start and span.end
            ]
            inner.append(self._run(stretch, language, checked, block))
            for comment, span in anchored:
                if span.end == stretch.end:
                    inner += [_range("w:commentRangeEnd", comment), _mark(comment)]
        return bookmarked(inner, bookmark_name(draft.segment.id), self.package)

    def _run(self, stretch: Stretch, language: str, checked: CheckedSegment, block: Block | None) -> Element:
        kept = checked.draft.origin is Origin.KEPT
        strong = block is not None and block.kind in _STRONG
        ground = Ground(style=_TEXT.face, look=Look(color=_GREY if kept else None))
        # What the page shows by size and colour would only distract here; weight, slope and position are content.
        plain = Run(
            text=stretch.run.text,
            bold=stretch.run.bold or strong,
            italic=stretch.run.italic,
            underline=stretch.run.underline and stretch.status is None and address(stretch.run.link) is None,
            superscript=stretch.run.superscript,
            subscript=stretch.run.subscript,
            smallcaps=stretch.run.smallcaps,
        )
        told = [*run_properties(plain, None, ground), *term_properties(stretch.status)]
        run = plain_run(plain.text, language, *told)
        link = address(stretch.run.link)
        if link:
            key = self.package.main.relate_to(link, RT.HYPERLINK, is_external=True)
            return element("w:hyperlink", {"r:id": key, "w:history": 1}, run)
        return run

    def _remarks(self, checked: CheckedSegment) -> list[Element]:
        told = []
        if _doubts(checked):
            told.append(self._counted(_doubts(checked)))
        if checked.draft.origin is Origin.KEPT:
            reason = checked.draft.segment.keep
            told.append(labels.REASONS[reason][self.reader] if reason else labels.KEPT[self.reader])
        missing = [use.occurrence for use in checked.draft.terms if use.status is TermStatus.MISSING]
        told += [f"{term.source} → {term.rendering}" for term in missing]
        told += [_message(finding, self.reader) for finding in checked.findings if finding.check in _BESIDE]
        return [plain_run("\n".join(told), self.reader)] if told else []

    def _comment(self, comment: _Comment) -> Element:
        finding = comment.finding
        severity = labels.SEVERITIES[finding.severity][self.reader]
        message = _message(finding, self.reader)
        moment = self.written.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.written else None
        reference = element(
            "w:r",
            None,
            properties("w:rPr", [value("w:rStyle", "CommentReference")]),
            element("w:annotationRef"),
        )
        paragraph = element(
            "w:p",
            None,
            properties("w:pPr", [value("w:pStyle", "CommentText")]),
            reference,
            plain_run(f"{severity[:1].upper()}{severity[1:]}. ", self.reader, element("w:b")),
            plain_run(message, self.reader),
        )
        identity = {"w:id": comment.number, "w:author": AUTHOR, "w:date": moment, "w:initials": INITIALS}
        return element("w:comment", identity, paragraph)

    def _section(self) -> Element:
        part, key = self.package.running_part(Zone.FOOTER)
        inner = [
            plain_run(f"{labels.PAGE[self.reader]} ", self.reader),
            *field("PAGE", "1", self.reader),
            plain_run(" / ", self.reader),
            *field("NUMPAGES", "1", self.reader),
        ]
        part.element.append(element("w:p", None, properties("w:pPr", [value("w:pStyle", "Footer")]), *inner))
        margin = twips(_MARGIN)
        sides = dict.fromkeys(("w:top", "w:right", "w:bottom", "w:left"), margin)
        return properties(
            "w:sectPr",
            [
                element("w:footerReference", {"w:type": "default", "r:id": key}),
                element("w:pgSz", {"w:w": twips(_WIDTH), "w:h": twips(_HEIGHT), "w:orient": "landscape"}),
                element("w:pgMar", {**sides, "w:header": 400, "w:footer": 400, "w:gutter": 0}),
            ],
        )


def _doubts(checked: CheckedSegment) -> tuple[Finding, ...]:
    """The findings that a comment tells and the summary counts."""
    return tuple(finding for finding in checked.findings if finding.check not in _BESIDE)


def _message(finding: Finding, reader: Language) -> str:
    return finding.messages.get(reader) or next(iter(finding.messages.values()), finding.check)


def _range(tag: str, comment: _Comment) -> Element:
    return element(tag, {"w:id": comment.number})


def _mark(comment: _Comment) -> Element:
    style = properties("w:rPr", [value("w:rStyle", "CommentReference")])
    return element("w:r", None, style, element("w:commentReference", {"w:id": comment.number}))


def _style(style: str, name: str, size: float, setting: Setting, **face: Any) -> Style:  # noqa: ANN401 - Typeface's own
    known = style in ("Normal", "Title", "Subtitle", "Footer", "CommentText")
    return Style(
        id=style,
        name=name,
        face=Typeface(font=_FONT, size=size, **{"color": _INK, **face}),
        setting=setting,
        base=None if style == "Normal" else "Normal",
        own=not known,
    )


_TEXT = _style("ReviewText", "Review Text", _SIZE, Setting(line=_LINE))
_STYLES = (
    _style("Normal", "Normal", _SIZE, Setting()),
    _style("Title", "Title", 16.0, Setting(after=4), color=_HEAD, bold=True),
    _style("Subtitle", "Subtitle", _SIZE, Setting(after=4), color="555555"),
    _style("RoughDraft", "Rough Draft", _SIZE, Setting(after=4), color=_ALARM, bold=True),
    _TEXT,
    _style("ReviewHead", "Review Head", _SIZE, Setting(), color="FFFFFF", bold=True),
    _style("ReviewPlace", "Review Place", 8.0, Setting(), color="666666"),
    _style("CommentText", "annotation text", _SIZE, Setting()),
    _style("Footer", "footer", 8.0, Setting(alignment=Alignment.RIGHT), color="666666"),
)
