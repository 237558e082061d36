"""A clean copy of a stranger's PDF: repaired, decrypted, each page upright with its seen corner at the origin.

pikepdf (qpdf) rebuilds broken cross-reference tables and page trees that other parsers refuse or loop on. Runs in the
reader's child process only: a hostile file can exhaust a parser as soon as it is opened.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2

from document.errors import Damaged, Empty, Encrypted, TooManyPages
from document.note import Caveat
from worker.extract.uprightness import turns_of

A4 = (Decimal(0), Decimal(0), Decimal(595), Decimal(842))
SMALLEST_SIDE = 3
"""Points. A page thinner than that shows nothing; its box is an accident."""

RECONSTRUCTED = ("reconstruct", "damaged", "xref not found", "EOF while")
"""Words by which qpdf tells of damage that may have cost content, unlike its remarks on mere untidiness."""

STREAM = re.compile(r"^.*<.*>:? *")
"""How qpdf calls the file, which is our business and not the sender's."""

PARSER_ERRORS = (pikepdf.PdfError, pikepdf.DependencyError, pypdfium2.PdfiumError)

DAMAGED = "The file is damaged beyond repair ({reason}). Export or download it again."


def mend(file: BinaryIO, target: Path, most_pages: int) -> tuple[Caveat, ...]:
    """Write a clean copy of the PDF to ``target`` and tell what had to be repaired.

    In the copy every page has ``MediaBox [0 0 width height]``, no ``CropBox`` and no rotation, so that its coordinates
    are those that a person sees; pages whose text is sideways are turned. Raises Encrypted, Damaged, Empty or
    TooManyPages.
    """
    try:
        repairs = _copy(file, target, most_pages)
        if turns := turns_of(target):
            _turn(target, turns)
    except pikepdf.PasswordError as error:
        raise Encrypted(
            "The file is encrypted and opens only with a password. Save a copy without password and use that."
        ) from error
    except (*PARSER_ERRORS, ValueError, TypeError, KeyError, IndexError) as error:
        raise Damaged(DAMAGED.format(reason=_reason(error))) from error
    return repairs


def _copy(file: BinaryIO, target: Path, most_pages: int) -> tuple[Caveat, ...]:
    with pikepdf.open(file) as pdf:
        _check_count(len(pdf.pages), most_pages)
        for page in pdf.pages:
            _straighten(pdf, page)
        _save(pdf, target)
        return _repairs(pdf)


def _turn(target: Path, turns: Mapping[int, int]) -> None:
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        for index, degrees in turns.items():
            pdf.pages[index].rotate(degrees, relative=False)
            _straighten(pdf, pdf.pages[index])
        _save(pdf, target)


def _save(pdf: pikepdf.Pdf, target: Path) -> None:
    """Write without touching streams, which could be bombs."""
    pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none, encryption=False)


def _reason(error: Exception) -> str:
    """Say the parser's complaint in one line, without the name under which the parser knows the file."""
    complaint = STREAM.sub("", " ".join(str(error).split()))
    return complaint[:120].rstrip(" .:") or type(error).__name__


def _check_count(count: int, most: int) -> None:
    if count == 0:
        raise Empty("The file has no pages. Export it again from the program it was made with.")
    if count > most:
        raise TooManyPages(f"The file has {count} pages, Tripont reads at most {most}. Split it, or cut out the note.")


def _straighten(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Turn the page upright and move the corner of what it shows to the origin."""
    x0, y0, x1, y1 = _seen_box(page)
    for name in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
        if name in page.obj:
            del page.obj[name]
    page.mediabox = pikepdf.Array([x0, y0, x1, y1])
    if _turned(page):
        page.flatten_rotation()
        x0, y0, x1, y1 = _corners(page.mediabox) or A4
    if x0 or y0:
        _move(pdf, page, -x0, -y0)
        page.mediabox = pikepdf.Array([0, 0, x1 - x0, y1 - y0])


def _turned(page: pikepdf.Page) -> bool:
    rotation = page.obj.get("/Rotate", 0)
    if isinstance(rotation, int) and rotation % 90 == 0:
        return rotation % 360 != 0
    page.obj["/Rotate"] = 0
    return False


def _seen_box(page: pikepdf.Page) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Give the crop box within the media box; the media box, then A4, where those make no sense."""
    media = _corners(page.obj.get("/MediaBox")) or A4
    crop = _corners(page.obj.get("/CropBox")) or media
    seen = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return seen if _has_area(seen) else media


def _corners(box: object) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    """Read a rectangle given by any two opposite corners; None when it is none."""
    try:
        a, b, c, d = (Decimal(str(part)) for part in box)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ArithmeticError):
        return None
    corners = (min(a, c), min(b, d), max(a, c), max(b, d))
    return corners if all(part.is_finite() for part in corners) and _has_area(corners) else None


def _has_area(box: tuple[Decimal, Decimal, Decimal, Decimal]) -> bool:
    return box[2] - box[0] >= SMALLEST_SIDE and box[3] - box[1] >= SMALLEST_SIDE


def _move(pdf: pikepdf.Pdf, page: pikepdf.Page, dx: Decimal, dy: Decimal) -> None:
    """Shift all that the page shows, its links included."""
    page.contents_add(pdf.make_stream(f"q 1 0 0 1 {dx:f} {dy:f} cm\n".encode("ascii")), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))
    annotations = page.obj.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        corners = _corners(annotation.get("/Rect")) if isinstance(annotation, pikepdf.Dictionary) else None
        if corners:
            annotation["/Rect"] = pikepdf.Array([a + b for a, b in zip(corners, (dx, dy, dx, dy), strict=True)])


def _repairs(pdf: pikepdf.Pdf) -> tuple[Caveat, ...]:
    told = [str(warning) for warning in pdf.get_warnings()]
    if not any(word in line for line in told for word in RECONSTRUCTED):
        return ()
    return (
        Caveat(
            code="mended",
            message="The file was damaged and has been repaired, parts may be lost. Compare the result with the PDF.",
        ),
    )
