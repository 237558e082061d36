"""What is drawn on the pages: every image, path and piece of text as pdfium sees it, in the page's seen coordinates.

pdfium parses in native code and is not safe with threads: call this in the reader's child process only. It takes the
mended copy of a file, whose pages are upright with their seen corner at the origin.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import PIL.Image
import PIL.ImageStat
import pypdfium2
import pypdfium2.raw as pdfium

from document.note import Box
from worker.extract.outlines import Bounds, around, frame_width, outlines_of, path_point, stroke_width
from worker.extract.painting import paint, show

DEEPEST = 8
"""Forms nested deeper than this draw nothing of interest in a note."""

MOST_OBJECTS = 50_000
"""Page objects of one page that are looked at; a map or a plot has more, a note never."""

GREY = "BFBFBF"
"""``PATTERN`` as we write colours."""

SAMPLE = 32
"""Pixels of the longer side from which a gradient's mean colour is taken."""

HAIR = 0.1
"""Points. An area that is thinner shows no fill."""

PATTERN = (0xBF, 0xBF, 0xBF)
"""What pdfium names as the colour of a pattern; a grey that is meant is the same, so its painting must be looked at."""


class ShapeKind(StrEnum):
    """What a page object is."""

    IMAGE = "image"
    PATH = "path"
    SHADING = "shading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """One page object: where it is seen (its clip taken off), and how it is painted.

    ``fill`` and ``stroke`` are colours (``"1F4E79"``), None when not painted; ``width`` is the stroke's, in points.
    ``curved`` says that a path has Bézier curves or slanted lines, so that it is no rule, frame or band; a path of
    several rules or frames comes as several shapes, and a frame that is filled between two outlines as a stroke.
    """

    kind: ShapeKind
    box: Box
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    curved: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A page object together with the matrix and the visible part of the form that it stands in."""

    item: Any
    matrix: pypdfium2.PdfMatrix
    bounds: Bounds


KINDS = {
    pdfium.FPDF_PAGEOBJ_IMAGE: ShapeKind.IMAGE,
    pdfium.FPDF_PAGEOBJ_PATH: ShapeKind.PATH,
    pdfium.FPDF_PAGEOBJ_SHADING: ShapeKind.SHADING,
    pdfium.FPDF_PAGEOBJ_TEXT: ShapeKind.TEXT,
}


def shapes(pdf: Path) -> tuple[Shape, ...]:
    """List all visible page objects of all pages in drawing order; a page that pdfium cannot open has none."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(shape for number in range(1, len(document) + 1) for shape in _shapes_of(document, number))


def page_sizes(pdf: Path) -> tuple[tuple[float, float], ...]:
    """Give all pages' widths and heights in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(document.get_page_size(index) for index in range(len(document)))


def placed_objects(page: pypdfium2.PdfPage) -> Iterator[Placed]:
    """Go through the visible objects of a page, into its forms, each with its bounds on the page."""
    width, height = page.get_size()
    seen = (0.0, 0.0, float(width), float(height))
    matrices = [pypdfium2.PdfMatrix()]
    windows = [seen]
    for count, item in enumerate(page.get_objects(max_depth=DEEPEST)):
        if count >= MOST_OBJECTS:
            return
        del matrices[item.level + 1 :], windows[item.level + 1 :]
        matrix, window = matrices[item.level], windows[item.level]
        bounds = _intersect(_bounds(item, matrix), _clip(item, matrix, window))
        if item.type == pdfium.FPDF_PAGEOBJ_FORM:
            matrices.append(item.get_matrix().multiply(matrix))
            windows.append(_clip(item, matrix, window))
        elif _is_visible(bounds):
            yield Placed(item, matrix, bounds)


def may_be_shaded(item: Any) -> bool:  # noqa: ANN401 - pypdfium2 has no types
    """Tell whether an object is a gradient, or a path that is filled with one or with the grey that stands for one."""
    if item.type != pdfium.FPDF_PAGEOBJ_PATH:
        return bool(item.type == pdfium.FPDF_PAGEOBJ_SHADING)
    paint = _rgba(item, pdfium.FPDFPageObj_GetFillColor)
    return _paint(item)[0] and (paint is None or paint[:3] == PATTERN)


def box_of(bounds: Bounds, page: int, height: float) -> Box:
    """Turn bounds into a box with its origin at the page's top left."""
    left, bottom, right, top = bounds
    return Box(page=page, x0=left, top=height - top, x1=right, bottom=height - bottom)


def _shapes_of(document: pypdfium2.PdfDocument, number: int) -> Iterator[Shape]:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return
    height = float(page.get_height())
    objects = list(placed_objects(page))
    gradients = _mean_colors(page, [placed for placed in objects if may_be_shaded(placed.item)], objects)
    for placed in objects:
        box = box_of(placed.bounds, number, height)
        if placed.item.type != pdfium.FPDF_PAGEOBJ_PATH:
            yield Shape(KINDS[placed.item.type], box, fill=gradients.get(placed.bounds))
        elif gradients.get(placed.bounds, GREY) != GREY and may_be_shaded(placed.item):
            yield Shape(ShapeKind.SHADING, box, fill=gradients[placed.bounds])
        else:
            yield from (replace(part, box=box_of(bounds, number, height)) for bounds, part in _parts(placed, box))
    page.close()


def _parts(placed: Placed, box: Box) -> Iterator[tuple[Bounds, Shape]]:
    """Split a path of rules and frames into these, each with its bounds; give one that is drawn freely as a whole."""
    fills, strokes = _paint(placed.item)
    fill = _color(placed.item, pdfium.FPDFPageObj_GetFillColor) if fills else None
    stroke = _color(placed.item, pdfium.FPDFPageObj_GetStrokeColor) if strokes else None
    width = stroke_width(placed.item, placed.matrix) if stroke else 0.0
    outlines = outlines_of(placed.item, placed.matrix)
    frame = None if stroke else frame_width(outlines)
    straight = all(outline.straight for outline in outlines)
    whole = Shape(ShapeKind.PATH, box, fill=fill, stroke=stroke, width=width, curved=not straight)
    if not fill and not stroke:
        return
    if frame:
        yield placed.bounds, replace(whole, fill=None, stroke=fill, width=frame)
    elif not straight:
        yield placed.bounds, whole
    else:
        for outline in outlines:
            seen = _intersect(_swollen(outline.bounds, width / 2), placed.bounds)
            if _is_visible(seen):
                yield seen, replace(whole, fill=None if stroke and _is_line(outline.bounds) else fill)


def _swollen(bounds: Bounds, by: float) -> Bounds:
    return bounds[0] - by, bounds[1] - by, bounds[2] + by, bounds[3] + by


def _is_line(bounds: Bounds) -> bool:
    return min(bounds[2] - bounds[0], bounds[3] - bounds[1]) < HAIR


def _mean_colors(page: pypdfium2.PdfPage, shaded: Sequence[Placed], objects: Sequence[Placed]) -> dict[Bounds, str]:
    """Paint each gradient alone on white paper and take the mean of its pixels."""
    if not shaded:
        return {}
    show((placed.item for placed in objects), seen=False)
    return {placed.bounds: _mean_color(page, placed) for placed in shaded if _has_area(placed.bounds)}


def _mean_color(page: pypdfium2.PdfPage, placed: Placed) -> str:
    box = box_of(placed.bounds, 1, float(page.get_height()))
    show([placed.item], seen=True)
    picture = paint(page, box, SAMPLE / max(box.x1 - box.x0, box.bottom - box.top))
    show([placed.item], seen=False)
    paper = PIL.Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return "".join(f"{round(mean):02X}" for mean in PIL.ImageStat.Stat(paper.convert("RGB")).mean)


def _has_area(bounds: Bounds) -> bool:
    return bounds[2] - bounds[0] > 1 and bounds[3] - bounds[1] > 1


def _bounds(item: Any, matrix: pypdfium2.PdfMatrix) -> Bounds:  # noqa: ANN401
    try:
        left, bottom, right, top = matrix.on_rect(*item.get_bounds())
    except pypdfium2.PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return float(left), float(bottom), float(right), float(top)


def _clip(item: Any, matrix: pypdfium2.PdfMatrix, window: Bounds) -> Bounds:  # noqa: ANN401
    """Give the part of ``window`` that the object's clip leaves visible, taken as a rectangle."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points = [
            path_point(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), matrix)
            for index in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path)))
        ]
        window = _intersect(window, around(points)) if points else window
    return window


def _intersect(a: Bounds, b: Bounds) -> Bounds:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def _is_visible(bounds: Bounds) -> bool:
    """Tell whether something is left; a rule may be infinitely thin."""
    return bounds[2] >= bounds[0] and bounds[3] >= bounds[1] and bounds[2] - bounds[0] + bounds[3] - bounds[1] > 0


def _paint(item: Any) -> tuple[bool, bool]:  # noqa: ANN401
    """Tell whether a path is filled, and whether it is stroked, with a paint that is not wholly transparent."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, mode, stroke):
        return False, False
    fills = mode.value != pdfium.FPDF_FILLMODE_NONE and _alpha(item, pdfium.FPDFPageObj_GetFillColor)
    return fills, bool(stroke.value) and _alpha(item, pdfium.FPDFPageObj_GetStrokeColor)


def _alpha(item: Any, getter: Any) -> bool:  # noqa: ANN401
    paint = _rgba(item, getter)
    return paint is None or paint[3] > 0


def _color(item: Any, getter: Any) -> str | None:  # noqa: ANN401
    """Read a paint as it looks on white paper; None for a pattern."""
    paint = _rgba(item, getter)
    if paint is None:
        return None
    alpha = paint[3] / 255
    return "".join(f"{round(part * alpha + 255 * (1 - alpha)):02X}" for part in paint[:3])


def _rgba(item: Any, getter: Any) -> tuple[int, int, int, int] | None:  # noqa: ANN401
    parts = [ctypes.c_uint() for _ in range(4)]
    if not getter(item, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha
