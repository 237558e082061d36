"""The public JSON of a note (``tripont.document/1``) and of a translation (``tripont.translation/1``).

Other programs hold on to these: fields may be added, none renamed or dropped. Lengths are points, rounded to tenths.
"""

from collections import Counter
from dataclasses import asdict, fields
from itertools import groupby
from typing import Any

from document.languages import Language
from document.note import Block, Box, Cell, Furniture, Graphic, Image, ListShape, Look, Note, Run
from document.segment import CheckedSegment, Finding, Severity, TermStatus, TermUse, Translation

Json = dict[str, Any]

NOTE_SCHEMA = "tripont.document/1"
TRANSLATION_SCHEMA = "tripont.translation/1"


def note_to_json(note: Note) -> Json:
    """Give the note as ``tripont extract --format json`` prints it; pictures' bytes stay out."""
    return {
        "schema": NOTE_SCHEMA,
        "language": note.language,
        "pages": len(note.pages),
        "ocr": note.ocr,
        "blocks": [_block(block) for block in note.blocks],
        "furniture": [_furniture(piece) for piece in note.furniture],
        "images": [_image(image) for image in note.images],
        "graphics": [_graphic(graphic) for graphic in note.graphics],
        "page_sizes": [_rounded(asdict(page)) for page in note.pages],
        "warnings": [{"code": caveat.code, "message": caveat.message, "page": caveat.page} for caveat in note.warnings],
    }


def translation_to_json(note: Note, translation: Translation) -> Json:
    """Give a translation as other programs read it; every block of the note appears, in its order.

    ``furniture`` has what runs around the text in the same shape: whatever has segments, so no page numbers.
    """
    by_block = {
        block: list(segments)
        for block, segments in groupby(translation.segments, key=lambda checked: checked.draft.segment.block)
    }
    return {
        "schema": TRANSLATION_SCHEMA,
        "source_language": translation.source_language,
        "target_language": translation.target_language,
        "engine": translation.engine,
        "rough_draft": translation.rough,
        "glossaries": list(translation.glossaries),
        "blocks": [
            _translated_block(block, by_block.get(block.id, []), translation.target_language) for block in note.blocks
        ],
        "furniture": [
            _translated_block(piece, by_block[piece.id], translation.target_language)
            for piece in note.furniture
            if piece.id in by_block
        ],
        "summary": summary(translation),
    }


def summary(translation: Translation) -> Json:
    """Count what a reader of the translation wants to know first, over blocks and furniture.

    ``words`` are source words, white space between.
    """
    uses = [use for checked in translation.segments for use in checked.draft.terms]
    severities = Counter(finding.severity for checked in translation.segments for finding in checked.findings)
    return {
        "segments": len(translation.segments),
        "words": sum(len(checked.draft.segment.text.split()) for checked in translation.segments),
        "terms_found": len(uses),
        "terms_in_place": sum(use.status is not TermStatus.MISSING for use in uses),
        "findings": {severity.value: severities[severity] for severity in Severity},
        "seconds": round(translation.seconds, 1),
    }


def _block(block: Block) -> Json:
    out: Json = {
        "id": block.id,
        "kind": block.kind,
        "level": block.level,
        "language": block.language,
        # A table has no runs: its text is in its cells, and runs joined give the text here as well.
        "text": "" if block.rows else block.text,
        "runs": [_run(run) for run in block.runs],
        "boxes": [_box(box) for box in block.boxes],
        "look": _look(block.look),
    }
    if block.list is not None:
        out["list"] = _list_shape(block.list)
    if block.rows:
        out["rows"] = [[_cell(cell) for cell in row] for row in block.rows]
    if block.image is not None:
        out["image"] = block.image
    if block.joins:
        out["joins"] = [asdict(join) for join in block.joins]
    return out


def _run(run: Run) -> Json:
    return {"text": run.text} | {
        spec.name: getattr(run, spec.name) for spec in fields(run) if spec.name != "text" and getattr(run, spec.name)
    }


def _list_shape(shape: ListShape) -> Json:
    return {"ordered": shape.ordered, "depth": shape.depth, "label": shape.label}


def _cell(cell: Cell) -> Json:
    return {
        "text": cell.text,
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "header": cell.header,
        "runs": [_run(run) for run in cell.runs],
    }


def _look(look: Look) -> Json:
    out = {spec.name: getattr(look, spec.name) for spec in fields(look) if getattr(look, spec.name)}
    return _rounded(out | ({"band": _box(look.band)} if look.band else {}))


def _furniture(piece: Furniture) -> Json:
    out: Json = {
        "id": piece.id,
        "kind": piece.kind,
        "language": piece.language,
        "text": piece.text,
        "pages": list(piece.pages),
    }
    if piece.box is not None:
        out["box"] = _box(piece.box)
    if piece.angle:
        out["angle"] = piece.angle
    return out


def _image(image: Image) -> Json:
    return {
        "id": image.id,
        "page": image.box.page,
        "box": _box(image.box),
        "role": image.role,
        "zone": image.zone,
        "pages": list(image.pages),
        "media_type": image.media_type,
        "bytes": len(image.data),
    }


def _graphic(graphic: Graphic) -> Json:
    return {"box": _box(graphic.box), "color": graphic.color, "zone": graphic.zone, "pages": list(graphic.pages)}


def _box(box: Box) -> Json:
    return _rounded(asdict(box))


def _rounded(record: Json) -> Json:
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in record.items()}


def _translated_block(block: Block | Furniture, segments: list[CheckedSegment], target: Language) -> Json:
    return {
        "id": block.id,
        "kind": block.kind,
        "source": block.text,
        "target": target_text(block, segments),
        "segments": [_segment(checked, target) for checked in segments],
    }


def target_text(block: Block | Furniture, segments: list[CheckedSegment]) -> str:
    """Join a block's target segments as its source is joined: a table's cells by `` | ``, its rows by line breaks."""
    if isinstance(block, Furniture) or not block.rows:
        return "".join(checked.draft.text + checked.draft.segment.after for checked in segments)
    cells: dict[tuple[int, int] | None, str] = {}
    for checked in segments:
        place = checked.draft.segment.cell
        cells[place] = cells.get(place, "") + checked.draft.text + checked.draft.segment.after
    return "\n".join(
        " | ".join(cells.get((row, column), "") for column in range(len(cells_of_row)))
        for row, cells_of_row in enumerate(block.rows)
    )


def _segment(checked: CheckedSegment, target: Language) -> Json:
    draft = checked.draft
    return {
        "id": draft.segment.id,
        "source": draft.segment.text,
        "target": draft.text,
        "runs": [_run(run) for run in draft.runs],
        "origin": draft.origin,
        "via": draft.via,
        "terms": [_term_use(use) for use in draft.terms],
        "findings": [_finding(finding, target) for finding in checked.findings],
    }


def _term_use(use: TermUse) -> Json:
    out: Json = {
        "source": use.occurrence.source,
        "target": use.target or use.occurrence.rendering,
        "concept": use.occurrence.concept,
        "status": use.status,
        "source_place": [use.occurrence.start, use.occurrence.end],
    }
    if use.place is not None:
        out["target_place"] = [use.place.start, use.place.end]
    return out


def _finding(finding: Finding, target: Language) -> Json:
    out: Json = {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.messages[target],
        "messages": {language.value: text for language, text in finding.messages.items()},
    }
    if finding.place is not None:
        out["place"] = [finding.place.start, finding.place.end]
    return out
