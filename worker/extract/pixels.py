"""Pictures as a person sees them: a place of a page, painted without what stands around or behind it.

Painting through pdfium settles at one stroke what extraction of raw image streams has to do by hand: soft masks, colour
spaces, palettes, rotation, clipping, and logos that are drawings. Places are those of the mended copy.
"""

import io
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import PIL.Image
import PIL.ImageChops
import pypdfium2
import pypdfium2.raw as pdfium

from document.note import Box
from worker.extract.outlines import Bounds
from worker.extract.painting import paint, show
from worker.extract.shapes import Placed, may_be_shaded, placed_objects

DRAWING = 300.0 / 72
COARSEST, FINEST = 72.0 / 72, 220.0 / 72
"""Pixels a point: of a drawing, and the range for pictures that have pixels of their own."""

MOST_PIXELS = 6_000_000
MOST_PIXELS_OF_NOTE = 40_000_000
"""A full page at 220 dpi has 4.7 million. A file with hundreds of scanned pages gets them coarser instead of never."""

SLACK = 1.0
"""Points by which an object may stand out of the place it belongs to."""

LOSSY = {"DCTDecode", "JPXDecode"}
HEAVY = 400_000
"""Bytes. An opaque picture that is heavier than that as PNG is a photograph and becomes a JPEG."""

OPAQUE = 250
"""Alpha from which on an edge is taken for covered; painting leaves it a little below 255."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture is; a *drawn* one takes in words and curves, a placed one only image objects."""

    box: Box
    drawn: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes as PNG or JPEG."""

    data: bytes
    media_type: str


def photograph(pdf: Path, places: Sequence[Place]) -> Iterator[tuple[Place, Picture]]:
    """Paint each place alone on transparent ground, page by page; a place that shows nothing is left out."""
    by_page: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_page[place.box.page].append(place)
    finest = math.sqrt(MOST_PIXELS_OF_NOTE / max(1.0, sum(_area(place.box) for place in places)))
    with pypdfium2.PdfDocument(pdf) as document:
        for number, on_page in sorted(by_page.items()):
            page = document[number - 1]
            yield from _photograph_page(page, on_page, finest)
            page.close()


def _photograph_page(
    page: pypdfium2.PdfPage, places: Sequence[Place], finest: float
) -> Iterator[tuple[Place, Picture]]:
    objects = list(placed_objects(page))
    show([placed.item for placed in objects], seen=False)
    for place in places:
        parts = _parts_of(place, objects, float(page.get_height()))
        show([part.item for part in parts], seen=True)
        picture = _encode(paint(page, place.box, min(finest, _scale(place, parts))), lossy=_is_lossy(parts))
        show([part.item for part in parts], seen=False)
        if picture:
            yield place, picture


def _parts_of(place: Place, objects: Sequence[Placed], height: float) -> list[Placed]:
    box = place.box
    frame = (box.x0 - SLACK, height - box.bottom - SLACK, box.x1 + SLACK, height - box.top + SLACK)
    return [placed for placed in objects if _lies_in(placed.bounds, frame) and (place.drawn or _is_picture(placed))]


def _is_picture(placed: Placed) -> bool:
    return placed.item.type == pdfium.FPDF_PAGEOBJ_IMAGE or may_be_shaded(placed.item)


def _lies_in(inner: Bounds, outer: Bounds) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _scale(place: Place, parts: Sequence[Placed]) -> float:
    """Choose the pixels a point: those of the finest image in the place, within reason."""
    own = [_resolution(part) for part in parts if part.item.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    wanted = DRAWING if place.drawn or not own else min(max(COARSEST, *own), FINEST)
    return min(wanted, math.sqrt(MOST_PIXELS / max(1.0, _area(place.box))))


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _resolution(part: Placed) -> float:
    try:
        across, down = part.item.get_px_size()
    except pypdfium2.PdfiumError:
        return COARSEST
    left, bottom, right, top = part.bounds
    return float(max(across, down)) / max(right - left, top - bottom, 1.0)


def _is_lossy(parts: Sequence[Placed]) -> bool:
    images = [part.item for part in parts if part.item.type == pdfium.FPDF_PAGEOBJ_IMAGE]
    return any(LOSSY.intersection(image.get_filters()) for image in images)


def _encode(picture: PIL.Image.Image, *, lossy: bool) -> Picture | None:
    """Write a picture in the format that suits it; None when nothing is on it."""
    lowest, highest = _alpha_range(picture)
    if highest == 0:
        return None
    if lowest < OPAQUE:
        return Picture(_bytes(picture, "PNG"), "image/png")
    opaque = _without_needless_colour(picture.convert("RGB"))
    png = b"" if lossy else _bytes(opaque, "PNG")
    if lossy or len(png) > HEAVY:
        return Picture(_bytes(opaque, "JPEG", quality=90, subsampling=0), "image/jpeg")
    return Picture(png, "image/png")


def _without_needless_colour(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Give a grey picture one channel, so that scans stay small."""
    red, green, blue = picture.split()
    grey = all(PIL.ImageChops.difference(red, other).getbbox() is None for other in (green, blue))
    return red if grey else picture


def _alpha_range(picture: PIL.Image.Image) -> tuple[int, int]:
    lowest, highest = picture.getchannel("A").getextrema()
    return int(lowest), int(highest)  # type: ignore[arg-type]


def _bytes(picture: PIL.Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    sink = io.BytesIO()
    picture.save(sink, kind, **options)
    return sink.getvalue()
