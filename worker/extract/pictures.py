"""Pictures, rules and bands: all that a page shows beside its text.

A picture is either *placed* (an image object of the file) or *drawn* (a group of curves and shapes, as sponsors' logos
often are). Drawn pictures are rendered with the words inside them, so those words belong to the picture and not to the
text. Rules and bands that stand alone are graphics; table borders are neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from document.note import Box, Graphic, Image
from worker.extract.shapes import Shape


@dataclass(frozen=True, slots=True)
class FurnitureBand:
    """Where the running header ends and the running footer begins on one page, in points from its top.

    A page without running header has ``header_bottom`` 0; without footer, ``footer_top`` is the page's height.
    """

    page: int
    header_bottom: float
    footer_top: float


@dataclass(frozen=True, slots=True)
class Find:
    """A place where a page shows a picture. Words whose middle falls into a *drawn* one are part of the picture."""

    box: Box
    drawn: bool


def find_pictures(shapes: Sequence[Shape], tables: Sequence[Box] = ()) -> tuple[Find, ...]:
    """Find all pictures on all pages, in page order; nothing that lies inside ``tables`` counts as drawn."""
    raise NotImplementedError


def images(pdf: Path, finds: Sequence[Find], bands: Sequence[FurnitureBand] = ()) -> tuple[Image, ...]:
    """Turn finds into pictures with their bytes, role and zone.

    The same picture at the same place on several pages is one ``Image`` with all its ``pages``. Zones are taken from
    ``bands``; where a page has none, from the place on the page. Ids run ``i1``, ``i2``, … in page order.
    """
    raise NotImplementedError


def graphics(
    shapes: Sequence[Shape],
    finds: Sequence[Find],
    bands: Sequence[FurnitureBand] = (),
    tables: Sequence[Box] = (),
) -> tuple[Graphic, ...]:
    """Find the rules and filled bands that lie neither in ``tables`` nor in a drawn picture, in page order.

    A rule is at most 3 points thick, a band is thicker. Both also come when they stand behind or beside a paragraph:
    whoever gives them to a block's look takes them out. The same one at the same place on several pages is one
    ``Graphic`` with all its ``pages``.
    """
    raise NotImplementedError
