"""Glossaries are read from text and from tables, and what cannot be read is named by file and line."""

from pathlib import Path

import pytest

from document.errors import BadGlossary
from document.languages import Language
from glossary.concepts import Gender, Number, PartOfSpeech, TermStatus
from glossary.loading import load
from tests.glossary.matchers import glossary_of, written

FULL = """
name: forum
version: 3
domain: finance
authority: usage of the forum

# a remark
[own-1]
fr: monnaie locale (f); monnaie du lieu (f, target only)
fr acronym: ML (f)
es: moneda local (f, region: Spain)
en: local currency (plural: local currencies)
en forbidden: local money; local coin
definition: A currency that circulates in one place.

[own-2]
domain: law
fr: pouvoirs publics (m pl)
es: Naciones Unidas (f pl, proper)
en: public authorities (pl)
"""


def test_a_text_file_becomes_concepts(tmp_path: Path) -> None:
    """Names, remarks, short forms, forbidden terms and what holds for the whole file are read."""
    glossary = glossary_of(tmp_path, FULL)
    assert str(glossary) == "forum 3"
    money, powers = glossary.concepts
    assert (money.domain, money.authority) == ("finance", "usage of the forum")
    assert powers.domain == "law"
    preferred, other, short = money.terms_in(Language.FRENCH)
    assert (preferred.text, preferred.gender, preferred.sought) == ("monnaie locale", Gender.FEMININE, True)
    assert (other.status, other.sought) == (TermStatus.ADMITTED, False)
    assert short.status is TermStatus.ACRONYM
    assert [term.text for term in money.terms_in(Language.ENGLISH, TermStatus.FORBIDDEN)] == [
        "local money",
        "local coin",
    ]
    spanish = powers.preferred(Language.SPANISH)
    assert spanish is not None
    assert (spanish.number, spanish.pos) == (Number.PLURAL, PartOfSpeech.PROPER)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Commas, semicolons or tabs, with or without a byte order mark; short forms are told by their letters."""
    rows = [["fr", "es", "en"], ["tissu productif", "tejido productivo", "productive fabric"], ["ESS", "ESS", "SSE"]]
    path = tmp_path / "own.csv"
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding=encoding)
    fabric, economy = load(path).concepts
    assert [term.text for term in fabric.terms] == ["tissu productif", "tejido productivo", "productive fabric"]
    assert {term.status for term in economy.terms} == {TermStatus.ACRONYM}


def test_a_table_may_have_more_columns(tmp_path: Path) -> None:
    """Ids, domains and statuses have the same names as in a text file; empty rows and cells are skipped."""
    text = 'id,fr,es,en,en forbidden\nx-1,"fonds (m); ""caisse"" (f)",fondo (m),fund,\n,,,,\n'
    glossary = glossary_of(tmp_path, text, "own.csv")
    (concept,) = glossary.concepts
    assert concept.id == "x-1"
    assert [term.text for term in concept.terms_in(Language.FRENCH)] == ["fonds", '"caisse"']


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.txt", "[x-1]\nfr: a (z)\n", "a.txt:2"),
        ("a.txt", "[x-1]\n\nfr a b\n", "a.txt:3"),
        ("a.txt", "[x-1]\nde: Netz\n", "a.txt:2"),
        ("a.txt", "[x-1]\nfr: a (f) b\n", "a.txt:2"),
        ("a.txt", "fr: a\n[x-1]\n", "a.txt:1"),
        ("a.csv", "un,deux\na,b\n", "a.csv:1"),
        ("a.csv", "fr,es,en\na,b,c (q)\n", "a.csv:2"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, place: str) -> None:
    """The message says file and line, and what to do."""
    with pytest.raises(BadGlossary, match=place) as error:
        glossary_of(tmp_path, text, name)
    assert "tripont glossary check" in str(error.value)


def test_files_that_hold_no_glossary_are_refused(tmp_path: Path) -> None:
    """A missing file, an empty one, and one in an old encoding each say what is wrong."""
    with pytest.raises(BadGlossary, match="cannot be opened"):
        load(tmp_path / "none.txt")
    with pytest.raises(BadGlossary, match="no concept"):
        load(written(tmp_path, "# nothing\n"))
    old = tmp_path / "old.txt"
    old.write_bytes("[x-1]\nfr: réseau\n".encode("cp1252"))
    with pytest.raises(BadGlossary, match=r"old\.txt:2.*UTF-8"):
        load(old)


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    """A file without a version of its own gets another one when a term is corrected."""
    first = glossary_of(tmp_path, "[x-1]\nfr: a\n")
    second = glossary_of(tmp_path, "[x-1]\nfr: b\n")
    assert first.name == second.name == "own"
    assert first.version != second.version
