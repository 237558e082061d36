"""Which lines a table draws."""

from document.note import Block, BlockKind, Box, Cell, Ruling
from worker.extract.ruling import with_rulings
from worker.extract.shapes import Shape, ShapeKind


def path(x0, top, x1, bottom, *, fill=None, stroke=None):
    """Give a straight path."""
    return Shape(ShapeKind.PATH, Box(page=1, x0=x0, top=top, x1=x1, bottom=bottom), fill=fill, stroke=stroke, width=0.5)


def ruled(*paths, x0=100.0, x1=300.0):
    """Give a table of three rows and two columns with its lines told."""
    table = Block(
        id="b1",
        kind=BlockKind.TABLE,
        boxes=(Box(page=1, x0=x0, top=100, x1=x1, bottom=160),),
        rows=((Cell(), Cell()),) * 3,
        columns=(100.0, 100.0),
    )
    (told,) = with_rulings([table], paths)
    return told


def test_a_table_without_lines_draws_none():
    """A table that stands on white space alone gets no lines."""
    assert ruled().ruling == Ruling()


def test_a_full_grid_draws_all_lines():
    """Cells drawn as stroked rectangles make frame, rows and columns."""
    cells = [path(x, y, x + 100, y + 20, stroke="000000") for x in (100.0, 200.0) for y in (100.0, 120.0, 140.0)]
    assert ruled(*cells).ruling == Ruling(
        top="000000", bottom="000000", sides="000000", rows="000000", columns="000000"
    )


def test_a_line_under_the_head_alone_is_the_head_s():
    """One line below the first of several rows is not repeated below the others."""
    assert ruled(path(100, 119.7, 300, 120.3, fill="336699")).ruling == Ruling(head="336699")


def test_lines_drawn_cell_by_cell_are_one():
    """Producers draw a row's line in pieces; together they reach over the table."""
    pieces = [path(x, y, x + 100, y + 0.5, fill="99CCCC") for x in (100.0, 200.0) for y in (120.0, 140.0, 159.7)]
    assert ruled(*pieces).ruling == Ruling(bottom="99CCCC", rows="99CCCC")


def test_a_table_is_as_wide_as_its_lines():
    """A table told by its words alone takes width and columns from its bands."""
    heads = [path(90, 100, 180, 120, fill="336699"), path(180, 100, 350, 120, fill="336699")]
    lines = [path(90, y, 350, y + 0.5, fill="99CCCC") for y in (120.0, 140.0)]
    told = ruled(*heads, *lines, x0=95.0, x1=280.0)
    assert (told.boxes[0].x0, told.boxes[0].x1) == (90, 350)
    assert told.columns == (90.0, 170.0)


def test_paths_of_other_things_are_not_the_table_s():
    """A rule above the table and a picture beside it tell nothing."""
    told = ruled(path(100, 80, 300, 81, fill="000000"), path(400, 110, 500, 111, fill="000000"))
    assert told.ruling == Ruling()
    assert told.boxes[0].x1 == 300
