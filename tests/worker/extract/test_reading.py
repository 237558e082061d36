"""Whether there is text to work on is judged after reading, and one broken page does not cost the others."""

from pathlib import Path

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from document.errors import Damaged, Empty, NoText
from document.note import Block, BlockKind, Box, Caveat, Image, ImageRole, Note, Page, Run
from worker.extract import extract
from worker.extract.reading import pages_without_text, require_text

PAGE = Box(page=1, x0=0, top=0, x1=595, bottom=842)
SCAN = Image(id="i1", box=PAGE, role=ImageRole.DECORATION, pages=(1,), data=b"PNG")
UNREADABLE = Caveat(code="page_unreadable", message="…", page=1)


def note_of(text: str = "", images: tuple[Image, ...] = (), warnings: tuple[Caveat, ...] = ()) -> Note:
    """Make a note of one page with one block."""
    block = Block(id="b1", kind=BlockKind.PARAGRAPH, runs=(Run(text=text),), boxes=(PAGE,))
    page = Page(number=1, width=595, height=842)
    return Note(language=None, pages=(page,), blocks=(block,), images=images, warnings=warnings)


@pytest.mark.parametrize(
    ("note", "refusal"),
    [
        (note_of(" \n"), Empty),
        (note_of(images=(SCAN,)), NoText),
        (note_of(warnings=(UNREADABLE,)), Damaged),
        (note_of(images=(SCAN,), warnings=(UNREADABLE,)), Damaged),
        (note_of("(cid:12)(cid:7)(cid:31) (cid:4)"), NoText),
        (note_of("\ue012\ue013\ue044 \ue021"), NoText),
    ],
)
def test_without_letters_there_is_no_note(note, refusal):
    """Blank, scanned, broken and nameless glyphs are four situations with three remedies."""
    with pytest.raises(refusal):
        require_text(note)


def test_some_odd_letters_are_no_reason_to_refuse():
    """Bullets from symbol fonts come as private-use characters in sound notes."""
    bullets = "\uf0b7 Les monnaies locales \uf0b7 Les circuits courts"
    assert [is_refused(note_of(text)) for text in (bullets, "\uf0b7" * len(bullets))] == [False, True]


def is_refused(note: Note) -> bool:
    """Whether a note is refused for want of letters."""
    try:
        require_text(note)
    except NoText:
        return True
    return False


def test_a_picture_beside_text_is_no_scan():
    """Only pages without any text are told of."""
    assert pages_without_text(note_of("Un texte", images=(SCAN,))) == ()
    assert [warning.page for warning in pages_without_text(note_of(images=(SCAN,)))] == [1]


def write_three_pages(path: Path) -> Path:
    """Make a PDF whose second page breaks the parser: its colour space is not what it has to be."""
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(1, 4):
        for count in range(6):
            canvas.drawString(72, 700 - 20 * count, f"This is page {number} of a note on local currencies and markets.")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[1]
        broken = pikepdf.Array([pikepdf.Name.ICCBased, pdf.make_stream(b"no profile")])
        page.Resources.ColorSpace = pikepdf.Dictionary(CS0=broken)
        page.contents_add(pdf.make_stream(b"/CS0 cs\n"), prepend=True)
        pdf.save(path)
    return path


def test_a_broken_page_does_not_cost_the_others(tmp_path):
    """It becomes a warning with its number; the rest is a note."""
    note = extract(write_three_pages(tmp_path / "note.pdf"))
    text = " ".join(block.text for block in note.blocks)
    assert [(warning.code, warning.page) for warning in note.warnings] == [("page_unreadable", 2)]
    assert "page 1" in text
    assert "page 3" in text
    assert "page 2" not in text
