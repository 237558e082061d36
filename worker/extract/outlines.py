"""The outlines of a path: which of its parts are straight rules and frames, and which a pen has drawn freely."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

Bounds = tuple[float, float, float, float]
"""Left, bottom, right and top in points, with the origin at the bottom left."""

SLANT = 0.5
"""Points by which a line may be off the horizontal or vertical and still be a rule."""

THICKEST_FRAME = 8.0
"""Points between the two outlines of a frame that is filled and not stroked, as browsers paint borders."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One closed or open line of a path: its bounds, and whether all its sides are horizontal or vertical."""

    bounds: Bounds
    straight: bool


def outlines_of(item: Any, matrix: pypdfium2.PdfMatrix) -> list[Outline]:  # noqa: ANN401 - pypdfium2 has no types
    """Give the outlines of a path object; ``matrix`` leads from its form to the page."""
    return [
        Outline(around([point for point, _ in line]), all(straight for _, straight in line))
        for line in _lines(item, item.get_matrix().multiply(matrix))
        if len(line) > 1
    ]


def frame_width(outlines: list[Outline]) -> float | None:
    """Give the thickness of the frame that lies between two outlines; None when they make no frame."""
    if len(outlines) != 2:
        return None
    inner, outer = sorted((outline.bounds for outline in outlines), key=_area)
    gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    return sum(gaps) / 4 if all(0 < gap <= THICKEST_FRAME for gap in gaps) else None


def stroke_width(item: Any, matrix: pypdfium2.PdfMatrix) -> float:  # noqa: ANN401
    """Give the width of a path's stroke as it is on the page, in points."""
    width = ctypes.c_float()
    if not pdfium.FPDFPageObj_GetStrokeWidth(item, width):
        return 0.0
    a, b, c, d, _, _ = item.get_matrix().multiply(matrix).get()
    return float(width.value) * math.sqrt(abs(a * d - b * c))


def path_point(segment: Any, matrix: pypdfium2.PdfMatrix) -> tuple[float, float]:  # noqa: ANN401
    """Give the end of a path's segment on the page."""
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    a, b = matrix.on_point(x.value, y.value)
    return float(a), float(b)


def around(points: list[tuple[float, float]]) -> Bounds:
    """Give the bounds of some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _lines(item: Any, matrix: pypdfium2.PdfMatrix) -> Iterator[list[tuple[tuple[float, float], bool]]]:  # noqa: ANN401
    """Go through the subpaths: their points, each with whether the way to it is straight along an axis."""
    line: list[tuple[tuple[float, float], bool]] = []
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind, point = pdfium.FPDFPathSegment_GetType(segment), path_point(segment, matrix)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            yield line
            line = [(point, True)]
        else:
            level = not line or _is_level(line[-1][0], point)
            line.append((point, level and kind == pdfium.FPDF_SEGMENT_LINETO))
    yield line


def _is_level(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) <= SLANT or abs(a[1] - b[1]) <= SLANT


def _area(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
