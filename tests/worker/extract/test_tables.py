"""How far a table reaches that was told from its words."""

from document.note import Box
from worker.extract.shapes import Shape, ShapeKind
from worker.extract.tables import _to_its_frame

WORDS = Box(page=1, x0=75, top=390, x1=500, bottom=510)


def rule(x0: float, top: float, x1: float, bottom: float, page: int = 1) -> Shape:
    """A thin filled path."""
    return Shape(kind=ShapeKind.PATH, box=Box(page=page, x0=x0, top=top, x1=x1, bottom=bottom), fill="000000")


def test_the_padding_inside_the_borders_belongs_to_the_table() -> None:
    """Borders drawn cell by cell stretch the box to where they end."""
    flat = [rule(a, 384, b, 384.8) for a, b in ((72, 106), (106, 320), (320, 540))]
    upright = [rule(x, top, x + 0.8, bottom) for x in (72, 539) for top, bottom in ((384, 450), (450, 517))]
    assert _to_its_frame(WORDS, flat + upright) == Box(page=1, x0=72, top=384, x1=539.8, bottom=517)


def test_a_rule_under_a_heading_is_no_border() -> None:
    """Without upright rules the white above a table is nobody's."""
    assert _to_its_frame(WORDS, [rule(72, 380, 540, 381)]) == WORDS


def test_a_long_bar_beside_the_text_and_rules_of_other_pages_do_not_count() -> None:
    """What reaches far beyond the table is no part of it."""
    assert _to_its_frame(WORDS, [rule(76, 100, 77, 700), rule(76, 384, 77, 517, page=2)]) == WORDS
