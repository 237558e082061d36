"""A note as Markdown."""

from document.markdown import note_to_markdown
from document.note import Block, BlockKind, Cell, ListShape, Note, Run


def note(*blocks: Block) -> Note:
    """A note of these blocks, without pages."""
    return Note(language="fr", pages=(), blocks=blocks)


def item(text: str, depth: int, *, ordered: bool = False) -> Block:
    """A list item."""
    return Block(
        id=text, kind=BlockKind.LIST_ITEM, runs=(Run(text=text),), list=ListShape(ordered=ordered, depth=depth)
    )


def test_headings_stand_one_level_below_the_title() -> None:
    """The title is the first level, so a heading of level 1 is the second."""
    blocks = (
        Block(id="a", kind=BlockKind.TITLE, runs=(Run(text="Note"),)),
        Block(id="b", kind=BlockKind.HEADING, level=1, runs=(Run(text="Contexte"),)),
    )
    assert note_to_markdown(note(*blocks)) == "# Note\n\n## Contexte\n"


def test_items_of_one_list_stand_together_with_their_depth() -> None:
    """A list has no blank lines inside, and deeper items are indented."""
    text = note_to_markdown(note(item("un", 1), item("deux", 2), item("trois", 1, ordered=True)))
    assert text == "- un\n   - deux\n1. trois\n"


def test_formatting_marks_stand_against_the_words() -> None:
    """White space at the edge of a bold run goes outside the marks, which Markdown would not read otherwise."""
    block = Block(
        id="a",
        kind=BlockKind.PARAGRAPH,
        runs=(
            Run(text="la "),
            Run(text="1", bold=True),
            Run(text="ère", superscript=True),
            Run(text=" fois*", italic=True),
        ),
    )
    assert note_to_markdown(note(block)) == "la **1**<sup>ère</sup> *fois\\**\n"


def test_a_link_keeps_its_address() -> None:
    """A link's address stands behind its text."""
    block = Block(id="a", kind=BlockKind.PARAGRAPH, runs=(Run(text="le site", link="https://example.org/a_(b)"),))
    assert note_to_markdown(note(block)) == "[le site](<https://example.org/a_(b)>)\n"


def test_a_wide_cell_leaves_its_other_columns_empty() -> None:
    """A table's rows all have the same number of columns."""
    rows = (
        (Cell(runs=(Run(text="Jour"),), colspan=2),),
        (Cell(runs=(Run(text="9 h"),)), Cell(runs=(Run(text="Accueil"),))),
    )
    text = note_to_markdown(note(Block(id="t", kind=BlockKind.TABLE, rows=rows)))
    assert text == "| Jour |  |\n| --- | --- |\n| 9 h | Accueil |\n"


def test_a_note_without_text_is_an_empty_page() -> None:
    """Nothing gives nothing, not a blank line."""
    assert note_to_markdown(note(Block(id="f", kind=BlockKind.FIGURE))) == ""
