"""A note and each of its blocks are seen in the language that a person reads them in."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from document.errors import UnsupportedLanguage
from document.languages import Language
from document.note import Block, BlockKind, Cell, Furniture, FurnitureKind, Note, Run
from worker.extract.language import phrase_language, with_languages

PHRASES = Path(__file__).with_name("phrases.tsv")

FRENCH = (
    "La finance solidaire rassemble des épargnants, des collectivités et des coopératives autour de projets utiles.",
    "Cet atelier présente trois expériences menées dans des villes de taille moyenne.",
)


def note(*texts: str) -> Note:
    """Make a note of paragraphs."""
    blocks = tuple(
        Block(id=f"b{number}", kind=BlockKind.PARAGRAPH, runs=(Run(text=text),))
        for number, text in enumerate(texts, start=1)
    )
    return Note(language=None, pages=(), blocks=blocks)


def languages(seen: Note) -> list[str | None]:
    """List the blocks' languages."""
    return [block.language for block in seen.blocks]


def test_short_phrases_are_told_apart():
    """Of more than two hundred headings, items, names and capitals hardly any is told wrong."""
    with PHRASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wrong = [row for row in rows if phrase_language(row["text"], row["document"]) != row["language"]]
    assert len(rows) >= 150
    assert len(wrong) / len(rows) <= 0.02, wrong


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (FRENCH, Language.FRENCH),
        (("La economía solidaria crea empleo en los barrios y cuida de las personas.",), Language.SPANISH),
        (("Community currencies keep wealth where it is made and strengthen local trade.",), Language.ENGLISH),
    ],
)
def test_a_note_is_in_the_language_of_most_of_its_text(texts, language):
    """The note's language is seen from its text."""
    assert with_languages(note(*texts), None).language == language


def test_an_english_heading_in_a_french_note_is_english():
    """A block in another language than the note's is seen in its own."""
    seen = with_languages(note(FRENCH[0], "Building bridges between local economies", FRENCH[1]), None)
    assert seen.language == Language.FRENCH
    assert languages(seen) == ["fr", "en", "fr"]


@pytest.mark.parametrize("heading", ["Introduction", "CONCLUSION", "Budget", "RIPESS", "2027", "•", ""])
def test_what_says_too_little_goes_with_the_note(heading):
    """A heading of one word, an acronym or a number is in the language that surrounds it."""
    assert languages(with_languages(note(FRENCH[0], heading, FRENCH[1]), None)) == ["fr", "fr", "fr"]


def test_a_sponsor_in_german_is_german():
    """Languages that are not translated are told too, so that their names stay as they are."""
    sponsor = "Bundesministerium für wirtschaftliche Zusammenarbeit und Entwicklung"
    assert languages(with_languages(note(*FRENCH, sponsor), None))[-1] == "de"


def test_running_lines_have_their_own_language():
    """A footer is told apart from the note around it as a block is."""
    lines = ("Note conceptuelle de l’atelier", "Mit freundlicher Unterstützung der Stiftung")
    furniture = tuple(Furniture(kind=FurnitureKind.FOOTER, text=line, pages=(1,)) for line in lines)
    seen = with_languages(replace(note(*FRENCH), furniture=furniture), None)
    assert [piece.language for piece in seen.furniture] == ["fr", "de"]


def test_a_table_is_seen_by_its_cells():
    """A table's language is that of its cells together."""
    rows = tuple(
        (Cell(runs=(Run(text=a),)), Cell(runs=(Run(text=b),))) for a, b in [("City", "Members"), ("Total", "12")]
    )
    table = Block(id="b9", kind=BlockKind.TABLE, rows=rows)
    mixed = Note(language=None, pages=(), blocks=(*note(*FRENCH).blocks, table))
    assert languages(with_languages(mixed, None)) == ["fr", "fr", "en"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dies ist eine Konzeptnotiz über die Sozialwirtschaft in unseren Städten und ihre Bedeutung.", "German"),
        ("Esta é uma nota conceitual sobre a economia solidária e as cidades do nosso país.", "Portuguese"),
        ("Это записка о солидарной экономике в наших городах.", "Russian"),
    ],
)
def test_a_note_in_another_language_is_refused_by_name(text, name):
    """The refusal says which language was seen, and how to overrule it."""
    with pytest.raises(UnsupportedLanguage, match=f"{name}.*--from"):
        with_languages(note(text), None)


def test_a_declared_language_is_not_doubted():
    """Whoever names the note's language decides it, also for a note that would be refused."""
    text = "Esta é uma nota conceitual sobre a economia solidária e as cidades do nosso país."
    assert with_languages(note(text), Language.SPANISH).language == Language.SPANISH


def test_the_same_text_is_always_seen_alike():
    """Detection has no chance in it."""
    blocks = note(*FRENCH, "Total", "Format", "Agenda", "Concept note")
    assert len({tuple(languages(with_languages(blocks, None))) for _ in range(3)}) == 1
