"""Painting a chosen few of a page's objects, through pdfium."""

from collections.abc import Iterable
from typing import Any

import PIL.Image
import pypdfium2
import pypdfium2.raw as pdfium

from document.note import Box


def show(items: Iterable[Any], *, seen: bool) -> None:
    """Make page objects take part in painting, or not."""
    for item in items:
        pdfium.FPDFPageObj_SetIsActive(item, seen)


def paint(page: pypdfium2.PdfPage, box: Box, scale: float) -> PIL.Image.Image:
    """Paint the objects that take part onto transparent ground of exactly the box's size, ``scale`` pixels a point."""
    width = max(1, round((box.x1 - box.x0) * scale))
    height = max(1, round((box.bottom - box.top) * scale))
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRA, rev_byteorder=True)
    bitmap.fill_rect((0, 0, 0, 0), 0, 0, width, height)
    across, down = width / (box.x1 - box.x0), height / (box.bottom - box.top)
    matrix = pdfium.FS_MATRIX(across, 0, 0, down, -box.x0 * across, -box.top * down)
    frame = pdfium.FS_RECTF(0, 0, width, height)
    pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, frame, pdfium.FPDF_REVERSE_BYTE_ORDER)
    picture: PIL.Image.Image = bitmap.to_pil().copy()
    bitmap.close()
    return picture
