"""Whatever a sender calls a file, what is kept and sent out is harmless."""

import unicodedata
from email.message import Message

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.filenames import attachment, cleaned, stem


@given(st.text(max_size=400))
@example("../../etc/passwd")
@example("C:\\notes\\note.pdf")
@example("a\u202efdp.exe")
@example("x\x00\r\nSet-Cookie: a=b.pdf")
@example("\udcff\ud800.pdf")
@example("é" * 300 + ".pdf")
@example(".pdf")
@example("..")
@example("con.pdf")
@example("")
def test_a_clean_name_is_harmless_and_stays_as_it_is(name: str) -> None:
    """One printable line, no folder, no hidden file, short enough for every file system; cleaning twice is once."""
    clean = cleaned(name)
    assert clean
    assert clean == cleaned(clean)
    assert len(clean.encode()) <= 200
    assert clean.isprintable()
    assert not set(clean) & set('/\\<>:"|?*')
    assert not clean.startswith((".", " "))
    assert not clean.endswith((".", " "))
    assert all(unicodedata.bidirectional(sign) not in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI"} for sign in clean)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("note.pdf", "note.pdf"),
        ("Économie sociale — n° 5.pdf", "Économie sociale — n° 5.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\note.pdf", "note.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("two\nlines\t.pdf", "two lines .pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("", "note.pdf"),
        ("///", "note.pdf"),
        ("<script>alert(1)</script>.pdf", "script_.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
    ],
)
def test_names_stay_recognisable(name: str, clean: str) -> None:
    """A person finds their file again."""
    assert cleaned(name) == clean


def test_a_long_name_keeps_its_ending() -> None:
    """It is cut before the ending, never within a character."""
    clean = cleaned("é" * 300 + ".pdf")
    assert clean.endswith("é.pdf")
    assert 190 < len(clean.encode()) <= 200


@given(st.text(min_size=1, max_size=100))
def test_the_name_of_a_download_cannot_break_out_of_its_header(name: str) -> None:
    """The header is one line of ASCII from which programs read the whole name back."""
    clean = cleaned(name)
    header = attachment(clean)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    assert message.get_filename() is not None
    assert header.count('"') == 2


@pytest.mark.parametrize(("name", "expected"), [("a.pdf", "a"), ("a.PDF", "a"), ("a.b", "a.b"), (".pdf", ".pdf")])
def test_results_are_named_after_their_note(name: str, expected: str) -> None:
    """``note.pdf`` gives ``note.en.docx``."""
    assert stem(name) == expected
