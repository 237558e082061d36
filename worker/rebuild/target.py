"""The target text of each block and cell, put together again from the translation's segments."""

from dataclasses import dataclass

from document.note import Block, Cell, Furniture, Run
from document.segment import CheckedSegment, KeepReason, Origin, Translation

Place = tuple[str, tuple[int, int] | None]

_FOREIGN = (KeepReason.OTHER_LANGUAGE, KeepReason.SAME_LANGUAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of target text in one language; ``after`` is the white space between it and the next.

    ``bookmark`` is the name under which the segment can be found again in a file that comes back from Word.
    """

    runs: tuple[Run, ...]
    language: str | None = None
    bookmark: str | None = None
    after: str = ""


def bookmark_name(segment_id: str) -> str:
    """Name a segment's bookmark: letters, digits and underscores only, 40 characters at most."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in segment_id)
    return f"seg_{plain}"[:40]


def language_of(checked: CheckedSegment, translation: Translation) -> str:
    """Tell the language of a segment's target text."""
    segment = checked.draft.segment
    if checked.draft.origin is Origin.KEPT and segment.keep in _FOREIGN and segment.language:
        return segment.language
    return translation.target_language


def pieces_by_place(translation: Translation) -> dict[Place, tuple[Piece, ...]]:
    """Group the target text by block and cell, in order."""
    found: dict[Place, list[Piece]] = {}
    for checked in translation.segments:
        segment = checked.draft.segment
        piece = Piece(
            runs=checked.draft.runs,
            language=language_of(checked, translation),
            bookmark=bookmark_name(segment.id),
            after=segment.after,
        )
        found.setdefault((segment.block, segment.cell), []).append(piece)
    return {place: tuple(pieces) for place, pieces in found.items()}


@dataclass(frozen=True, slots=True)
class TargetText:
    """Where a block or a cell finds its target text; what has no segment keeps its source."""

    places: dict[Place, tuple[Piece, ...]]
    source_language: str

    def of_block(self, block: Block) -> tuple[Piece, ...]:
        """Give the pieces of a block that is not a table."""
        kept = Piece(runs=block.runs, language=block.language or self.source_language)
        return self.places.get((block.id, None), (kept,))

    def of_furniture(self, furniture: Furniture) -> tuple[Piece, ...]:
        """Give the pieces of a running line or a watermark."""
        runs = furniture.runs or (Run(text=furniture.text),)
        kept = Piece(runs=runs, language=furniture.language or self.source_language)
        return self.places.get((furniture.id, None), (kept,))

    def of_cell(self, block: Block, row: int, column: int, cell: Cell) -> tuple[Piece, ...]:
        """Give the pieces of a table's cell."""
        kept = Piece(runs=cell.runs, language=block.language or self.source_language)
        return self.places.get((block.id, (row, column)), (kept,))


def plain_text(pieces: tuple[Piece, ...]) -> str:
    """Give the text of pieces without their formatting."""
    return "".join("".join(run.text for run in piece.runs) + piece.after for piece in pieces).strip()
