"""Pictures with their bytes, and what they are for: logos, figures, decoration. ``drawings`` tells where they are."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from document.note import Box, Image, ImageRole, Zone
from worker.extract.boxes import area, same_place, sides
from worker.extract.drawings import Find
from worker.extract.pixels import Picture, Place, photograph
from worker.extract.shapes import page_sizes

HEAD, FOOT = 0.13, 0.87
WIDE_HEAD, WIDE_FOOT = 0.25, 0.75
"""Shares of the page's height where head ends and foot begins when no running text tells: for a picture that stands
once, and for one that stands on several pages."""

BACKGROUND = 0.6
"""Share of the page from which on a picture lies behind the text."""

LOGO_HEIGHT, LOGO_AREA = 110.0, 0.08
"""The tallest logo in points, and its largest share of the page."""

ICON, STRIP = 20.0, 15.0
"""Points below which a lone picture in the text is an icon; how often a strip's height goes into its width."""

ROW = 15.0
"""Points by which the middles of logos in one row may differ."""


@dataclass(frozen=True, slots=True)
class FurnitureBand:
    """Where the running header ends and the running footer begins on one page, in points from its top.

    A page without running header has ``header_bottom`` 0; without footer, ``footer_top`` is the page's height.
    """

    page: int
    header_bottom: float
    footer_top: float


def images(pdf: Path, finds: Sequence[Find], bands: Sequence[FurnitureBand] = ()) -> tuple[Image, ...]:
    """Turn finds into pictures with their bytes, role and zone.

    The same picture at the same place on several pages is one ``Image`` with all its ``pages``. Zones are taken from
    ``bands``; where a page has none, from the place on the page. Ids run ``i1``, ``i2``, … in page order.
    """
    sizes = page_sizes(pdf)
    of_page = {band.page: band for band in bands}
    seen = _gather(photograph(pdf, [Place(find.box, find.drawn) for find in finds]))
    zones = [zone_of(box, pages, sizes, of_page) for box, pages, _ in seen]
    boxes = [box for box, _, _ in seen]
    return tuple(
        Image(
            id=f"i{count}",
            box=box,
            role=_role(box, pages, zone, boxes, sizes[box.page - 1]),
            zone=zone,
            pages=pages,
            media_type=picture.media_type,
            data=picture.data,
        )
        for count, ((box, pages, picture), zone) in enumerate(zip(seen, zones, strict=True), start=1)
    )


def zone_of(
    box: Box, pages: Sequence[int], sizes: Sequence[tuple[float, float]], bands: Mapping[int, FurnitureBand]
) -> Zone:
    """Tell where something stands that is on ``pages``; ``sizes`` are all pages' widths and heights."""
    height = sizes[box.page - 1][1]
    middle = (box.top + box.bottom) / 2
    band = bands.get(box.page)
    if band and band.header_bottom > 0 and middle <= band.header_bottom:
        return Zone.HEADER
    if band and band.footer_top < height and middle >= band.footer_top:
        return Zone.FOOTER
    head, foot = (WIDE_HEAD, WIDE_FOOT) if len(pages) > 1 else (HEAD, FOOT)
    if box.bottom <= head * height:
        return Zone.HEADER
    return Zone.FOOTER if box.top >= foot * height else Zone.BODY


def _gather(taken: Iterable[tuple[Place, Picture]]) -> list[tuple[Box, tuple[int, ...], Picture]]:
    """Put together what is the same picture at the same place on several pages."""
    known: dict[bytes, list[tuple[Box, list[int], Picture]]] = defaultdict(list)
    gathered: list[tuple[Box, list[int], Picture]] = []
    for place, picture in taken:
        alike = known[hashlib.sha256(picture.data).digest()]
        for box, pages, _ in alike:
            if same_place(box, place.box):
                pages.append(place.box.page)
                break
        else:
            entry = (place.box, [place.box.page], picture)
            alike.append(entry)
            gathered.append(entry)
    return [(box, tuple(dict.fromkeys(pages)), picture) for box, pages, picture in gathered]


def _role(box: Box, pages: Sequence[int], zone: Zone, others: Sequence[Box], size: tuple[float, float]) -> ImageRole:
    """Judge what a picture is for by its size, its place, its repetition and its neighbours."""
    width, height = sides(box)
    if area(box) > BACKGROUND * size[0] * size[1] or max(width, height) > STRIP * max(1.0, min(width, height)):
        return ImageRole.DECORATION
    if height <= LOGO_HEIGHT and area(box) <= LOGO_AREA * size[0] * size[1]:
        if zone is not Zone.BODY or len(pages) > 1 or _is_in_row(box, others, size[1]):
            return ImageRole.LOGO
        if max(width, height) < ICON:
            return ImageRole.DECORATION
        if box.page == 1 and box.bottom < WIDE_HEAD * size[1]:
            return ImageRole.LOGO
    return ImageRole.DECORATION if len(pages) > 1 and zone is not Zone.BODY else ImageRole.FIGURE


def _is_in_row(box: Box, others: Sequence[Box], height: float) -> bool:
    """Tell whether a picture stands with others in a row near the page's head or foot, as sponsors' logos do."""
    middle = (box.top + box.bottom) / 2
    if WIDE_HEAD * height < middle < WIDE_FOOT * height:
        return False
    row = [
        other
        for other in others
        if other.page == box.page
        and abs((other.top + other.bottom) / 2 - middle) <= ROW
        and other.bottom - other.top <= LOGO_HEIGHT
    ]
    return len(row) > 1
