"""Files that are no notes are refused with the code and the advice that fit; files that can be mended are read."""

import zlib

import pikepdf
import pytest
from PIL import Image as Pillow
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from document.errors import (
    Damaged,
    Empty,
    Encrypted,
    NotAPdf,
    NoText,
    TooCostly,
    TooLarge,
    TooManyPages,
    UnsupportedLanguage,
)
from document.languages import Language
from document.note import Note
from document.progress import Progress
from worker.extract import extract

TEXT = (
    "L'économie sociale et solidaire rassemble des entreprises, des associations et des coopératives.",
    "Elles sont présentes dans tous les territoires et créent des emplois durables pour les habitants.",
    "Cette session du forum veut montrer comment les collectivités locales peuvent les soutenir.",
)


def write(canvas: Canvas) -> None:
    """Fill a page with French sentences."""
    canvas.setFont("Helvetica", 11)
    for count, line in enumerate(TEXT * 4):
        canvas.drawString(72, 760 - 16 * count, line)


def blank(_: Canvas) -> None:
    """Leave a page as it is."""


def scan(canvas: Canvas) -> None:
    """Cover a page with a picture."""
    canvas.drawImage(ImageReader(Pillow.effect_noise((200, 280), 60).convert("RGB")), 0, 0, *A4)


def words(note: Note) -> str:
    """Give all that a note says."""
    return " ".join(block.text for block in note.blocks)


def test_a_sound_note_is_read(draw):
    """The file that all others here are spoilt from comes in."""
    note = extract(draw(write))
    assert note.language == "fr"
    assert "coopératives" in words(note)
    assert note.warnings == ()


def test_zero_bytes_are_empty(tmp_path):
    """A transfer that failed leaves a file without a byte."""
    path = tmp_path / "note.pdf"
    path.touch()
    with pytest.raises(Empty, match="0 bytes"):
        extract(path)


def test_a_blank_page_is_empty(draw):
    """There is nothing to translate on white paper."""
    with pytest.raises(Empty, match="blank"):
        extract(draw(blank, blank))


def test_a_file_without_pages_is_empty(tmp_path):
    """A PDF may be sound and have no page."""
    path = tmp_path / "note.pdf"
    pikepdf.new().save(path)
    with pytest.raises(Empty, match="no pages"):
        extract(path)


@pytest.mark.parametrize(
    ("start", "name"), [(b"\xff\xd8\xff\xe0", "JPEG"), (b"PK\x03\x04", "Word"), (b"Bonjour", "%PDF-")]
)
def test_another_kind_of_file_is_not_a_pdf(tmp_path, start, name):
    """The name says .pdf, the bytes say something else, and the message says what."""
    path = tmp_path / "note.pdf"
    path.write_bytes(start + b" " * 2000)
    with pytest.raises(NotAPdf, match=name):
        extract(path)


def test_a_pdf_may_begin_after_some_mail_headers(draw):
    """Readers accept rubbish before the PDF's first line, as some mail programs leave it."""
    path = draw(write)
    path.write_bytes(b"Content-Type: application/pdf\r\n\r\n" + path.read_bytes())
    assert "coopératives" in words(extract(path))


def test_a_password_is_needed(draw):
    """Without the user password there is nothing to read."""
    path = draw(write)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="sésame", owner="maître"))
    with pytest.raises(Encrypted, match="password"):
        extract(path)


def test_an_owner_password_does_not_hinder(draw):
    """A file that everybody may open, but not print, is read."""
    path = draw(write)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        locks = pikepdf.Permissions(extract=False, print_highres=False)
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="maître", allow=locks))
    assert "coopératives" in words(extract(path))


def test_a_cut_off_file_is_mended_and_said_so(draw):
    """A download that ended early lost its table of contents; what is there is read, with a warning."""
    path = draw(write)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"xref")])
    note = extract(path)
    assert "coopératives" in words(note)
    assert [warning.code for warning in note.warnings] == ["mended"]


def test_a_file_cut_off_too_early_is_damaged(draw):
    """When no page is left, nothing can be mended."""
    path = draw(write)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(Damaged, match="damaged"):
        extract(path)


def test_pages_that_are_pictures_need_ocr(draw):
    """A scan is refused with the command that makes it readable."""
    with pytest.raises(NoText, match=r"ocrmypdf --language fra\+spa\+eng in\.pdf out\.pdf"):
        extract(draw(scan, scan))


def test_a_scanned_page_among_others_is_a_warning(draw):
    """A scanned annex does not stop a note, but its reader is told."""
    note = extract(draw(write, scan))
    assert [(warning.code, warning.page) for warning in note.warnings] == [("page_without_text", 2)]


def test_a_file_of_more_than_40_mb_is_too_large(draw):
    """The limit is the house's; the message has both figures."""
    path = draw(write)
    with path.open("ab") as file:
        file.truncate(40_000_001)
    with pytest.raises(TooLarge, match="at most 40 MB"):
        extract(path)


def test_301_pages_are_too_many(draw):
    """A note has a few pages, a book has 301."""
    with pytest.raises(TooManyPages, match="301 pages"):
        extract(draw(*[blank] * 301))


def test_a_language_of_others_is_refused(draw):
    """What the text is in is found in the child process, and its refusal arrives."""

    def write_german(canvas: Canvas) -> None:
        for count in range(12):
            line = "Die solidarische Ökonomie stellt den Menschen und die Umwelt in den Mittelpunkt ihrer Arbeit."
            canvas.drawString(72, 760 - 16 * count, line)

    with pytest.raises(UnsupportedLanguage):
        extract(draw(write_german))


def test_what_the_sender_says_reaches_the_reader(draw):
    """A declared language is handed to the child process."""
    assert extract(draw(write), language=Language.FRENCH).language == "fr"


def test_a_page_tree_that_bites_its_tail_ends(draw):
    """A page tree with itself among its children is refused, never walked for ever."""
    path = draw(write)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        pdf.save(path)
    with pytest.raises(Damaged, match="Loop detected"):
        extract(path)


def test_a_bomb_of_nested_compression_is_too_costly(draw):
    """Ten kilobytes that unfold to gigabytes end at the memory limit of the child process."""
    path = draw(write)
    layers = 3
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        stream = pikepdf.Stream(pdf, b"")
        stream.write(bomb(layers), filter=pikepdf.Array([pikepdf.Name.FlateDecode] * layers))
        pdf.pages[0].Contents = stream
        pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert path.stat().st_size < 100_000
    with pytest.raises(TooCostly, match="memory"):
        extract(path)


def bomb(layers: int) -> bytes:
    """Deflate three gigabytes of spaces, and the result again, and again.

    After a full flush a deflated block stands for itself and may be repeated, which saves deflating it 192 times.
    """
    chunk, repeats = b" " * (1 << 24), 192
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(repeats):
        check = zlib.adler32(chunk, check)
    data = b"\x78\xda" + block * repeats + packer.flush() + check.to_bytes(4, "big")
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return data


def test_coordinates_are_those_that_a_person_sees(draw):
    """A crop box away from the origin and a turned page count from the top left corner of what is shown."""

    def write_sideways(canvas: Canvas) -> None:
        canvas.rotate(90)
        for count, line in enumerate(TEXT):
            canvas.drawString(160, -100 - 16 * count, line)

    path = draw(write_sideways)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.CropBox = pikepdf.Array([20, 100, 520, 820])
        pdf.pages[0].obj.Rotate = 90
        pdf.save(path)
    note = extract(path)
    page, box = note.pages[0], note.blocks[0].boxes[0]
    assert (page.width, page.height) == pytest.approx((720, 500))
    assert (box.x0, box.top) == pytest.approx((60, 71), abs=3)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_laid_in_wrongly_is_turned(draw, angle):
    """Sideways text without a rotation of its page is read as a person would who turns the sheet."""

    def write_turned(canvas: Canvas) -> None:
        canvas.translate(300, 420)
        canvas.rotate(angle)
        for count, line in enumerate(TEXT):
            canvas.drawString(-260, -16 * count, line)

    note = extract(draw(write, write_turned))
    turned = " ".join(block.text for block in note.blocks if any(box.page == 2 for box in block.boxes))
    assert "présentes dans tous les territoires" in turned
    assert (note.pages[1].width > note.pages[1].height) == (angle != 180)


def test_progress_arrives_page_by_page(draw):
    """What the child process reports is heard in ours."""
    heard: list[Progress] = []
    extract(draw(write, write), report=heard.append)
    assert heard[-1].done == heard[-1].total == 2
