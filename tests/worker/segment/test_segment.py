"""A note becomes segments from which its text can be put together again."""

from hypothesis import given
from hypothesis import strategies as st

from document.languages import Language
from document.note import Block, BlockKind, Cell, Furniture, FurnitureKind, Note, Run
from document.segment import KeepReason, Segment
from worker.segment import keep_for, segment


def note(*blocks: Block) -> Note:
    """Make a French note of blocks."""
    return Note(language="fr", pages=(), blocks=blocks)


def joined(segments: tuple[Segment, ...]) -> str:
    """Put segments together again."""
    return "".join(piece.text + piece.after for piece in segments)


def test_segments_are_numbered_within_their_block():
    """Each sentence is a segment with its block's id and a number."""
    block = Block(
        id="b14", kind=BlockKind.PARAGRAPH, runs=(Run(text="La ville agit.  Les gens aussi."),), language="fr"
    )
    first, second = segment(note(block), Language.FRENCH)
    assert (first.id, first.text, first.after) == ("b14.1", "La ville agit.", "  ")
    assert (second.id, second.text, second.after, second.block) == ("b14.2", "Les gens aussi.", "", "b14")


def test_runs_are_cut_at_the_boundary():
    """A run that spans two sentences is in both, with its formatting."""
    runs = (Run(text="La ville "), Run(text="agit. Les gens", bold=True), Run(text=" aussi."))
    first, second = segment(note(Block(id="b1", kind=BlockKind.PARAGRAPH, runs=runs)), Language.FRENCH)
    assert first.runs == (Run(text="La ville "), Run(text="agit.", bold=True))
    assert second.runs == (Run(text="Les gens", bold=True), Run(text=" aussi."))


def test_a_link_stays_in_one_segment():
    """A link is not cut, however many sentences its text has and formats it goes through."""
    runs = (
        Run(text="La ville. Le", link="u"),
        Run(text=" guide. Ici.", link="u", bold=True),
        Run(text=" Fin du texte."),
    )
    pieces = segment(note(Block(id="b1", kind=BlockKind.PARAGRAPH, runs=runs)), Language.FRENCH)
    assert [piece.text for piece in pieces] == ["La ville. Le guide. Ici.", "Fin du texte."]


def test_cells_are_segments_with_their_place():
    """Each cell that has text is a segment of its table."""
    rows = (
        (Cell(runs=(Run(text="Ville"),)), Cell()),
        (Cell(runs=(Run(text="Lyon"),)), Cell(runs=(Run(text="12"),))),
    )
    pieces = segment(note(Block(id="b2", kind=BlockKind.TABLE, rows=rows, language="fr")), Language.FRENCH)
    assert [(piece.id, piece.cell, piece.text) for piece in pieces] == [
        ("b2.1", (0, 0), "Ville"),
        ("b2.2", (1, 0), "Lyon"),
        ("b2.3", (1, 1), "12"),
    ]
    assert pieces[2].keep is KeepReason.NO_WORDS


def test_figures_and_empty_blocks_have_no_segments():
    """Where there is no text there is nothing to translate."""
    blocks = (Block(id="b1", kind=BlockKind.FIGURE, image="i1"), Block(id="b2", kind=BlockKind.PARAGRAPH))
    assert segment(note(*blocks), Language.FRENCH) == ()


def test_a_block_without_language_is_in_the_source_language():
    """The source language speaks for blocks that do not know theirs."""
    block = Block(id="b1", kind=BlockKind.HEADING, runs=(Run(text="Contexte"),))
    assert segment(note(block), Language.FRENCH)[0].language == "fr"


def test_what_is_in_the_target_language_is_kept_for_that_target_only():
    """An English heading is kept on the way to English and translated on the way to Spanish."""
    block = Block(id="b1", kind=BlockKind.HEADING, runs=(Run(text="The way forward"),), language="en")
    pieces = segment(note(block), Language.FRENCH)
    assert [piece.keep for piece in keep_for(pieces, Language.ENGLISH)] == [KeepReason.SAME_LANGUAGE]
    assert [piece.keep for piece in keep_for(pieces, Language.SPANISH)] == [None]


RUNS = st.lists(
    st.builds(
        Run,
        text=st.text(alphabet=st.sampled_from("aÉ .!?«»1M\u00a0("), max_size=15),
        bold=st.booleans(),
        link=st.sampled_from([None, None, "u", "v"]),
    ),
    max_size=6,
)


@given(runs=RUNS, kind=st.sampled_from([kind for kind in BlockKind if kind not in {BlockKind.FIGURE, BlockKind.TABLE}]))
def test_segments_joined_give_the_block(runs, kind):
    """Nothing of a block's text or formatting is lost in its segments, unless it is blank."""
    block = Block(id="b1", kind=kind, runs=tuple(runs), language="fr")
    pieces = segment(note(block), Language.FRENCH)
    if block.text.strip():
        assert joined(pieces) == block.text
    else:
        assert pieces == ()
    for flag in (True, False):
        before = "".join(run.text for run in runs if run.bold is flag).split()
        after = "".join(run.text for piece in pieces for run in piece.runs if run.bold is flag).split()
        assert "".join(after) == "".join(before)


def running(name: str, kind: FurnitureKind, text: str, language: str = "fr") -> Furniture:
    """Make a piece of furniture."""
    return Furniture(id=name, kind=kind, text=text, pages=(1, 2), runs=(Run(text=text),), language=language)


def test_running_lines_are_segments_after_those_of_the_blocks():
    """Headers, footers and watermarks are translated too; page numbers are left to Word."""
    body = Block(id="b1", kind=BlockKind.PARAGRAPH, runs=(Run(text="La ville agit."),), language="fr")
    furniture = (
        running("f1", FurnitureKind.HEADER, "Note conceptuelle · atelier A4"),
        running("f2", FurnitureKind.PAGE_NUMBER, "Page 1 sur 2"),
        running("f3", FurnitureKind.WATERMARK, "BROUILLON"),
    )
    pieces = segment(Note(language="fr", pages=(), blocks=(body,), furniture=furniture), Language.FRENCH)
    assert [(piece.id, piece.block, piece.text) for piece in pieces] == [
        ("b1.1", "b1", "La ville agit."),
        ("f1.1", "f1", "Note conceptuelle · atelier A4"),
        ("f3.1", "f3", "BROUILLON"),
    ]
    assert all(piece.keep is None for piece in pieces)


def test_running_lines_are_kept_for_the_reasons_of_blocks():
    """A sponsor's line in German stays as it is, and so does an address."""
    furniture = (
        running("f1", FurnitureKind.FOOTER, "Mit freundlicher Unterstützung der Stiftung", "de"),
        running("f2", FurnitureKind.FOOTER, "www.example.org"),
    )
    pieces = segment(Note(language="fr", pages=(), blocks=(), furniture=furniture), Language.FRENCH)
    assert [piece.keep for piece in pieces] == [KeepReason.OTHER_LANGUAGE, KeepReason.NO_WORDS]


def test_names_are_found_with_the_whole_note_in_sight():
    """The footer's sponsors are names in the text and in a table's cells too, where they stand alone they are kept."""
    cells = ((Cell(runs=(Run(text="Harbour Mutual"),)), Cell(runs=(Run(text="Loans"),))),)
    blocks = (
        Block(id="b1", kind=BlockKind.PARAGRAPH, runs=(Run(text="We met Harbour Mutual twice."),), language="en"),
        Block(id="b2", kind=BlockKind.TABLE, runs=(), rows=cells, language="en"),
    )
    footer = Furniture(
        kind=FurnitureKind.FOOTER, text="Sponsored by Harbour Mutual", pages=(1, 2), id="f1", language="en"
    )
    pieces = segment(Note(language="en", pages=(), blocks=blocks, furniture=(footer,)), Language.ENGLISH)
    assert [[piece.text[n.start : n.end] for n in piece.names] for piece in pieces] == [
        ["Harbour Mutual"],
        ["Harbour Mutual"],
        [],
        ["Harbour Mutual"],
    ]
    assert [piece.keep for piece in pieces] == [None, KeepReason.NAME, None, None]


def test_a_list_of_sponsors_is_kept():
    """Items below the words that thank are names; the list after the next heading is not."""
    texts = [
        (BlockKind.PARAGRAPH, "Avec le soutien de :"),
        (BlockKind.LIST_ITEM, "Banque Verte"),
        (BlockKind.LIST_ITEM, "Grain Commun"),
        (BlockKind.HEADING, "Programme"),
        (BlockKind.LIST_ITEM, "Accueil Commun"),
    ]
    blocks = [
        Block(id=f"b{number}", kind=kind, runs=(Run(text=text),), language="fr")
        for number, (kind, text) in enumerate(texts)
    ]
    pieces = segment(note(*blocks), Language.FRENCH)
    assert [piece.keep for piece in pieces] == [None, KeepReason.NAME, KeepReason.NAME, None, None]
