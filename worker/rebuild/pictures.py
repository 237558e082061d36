"""Pictures and painted rectangles: in the line of text, or at a place of the page behind it."""

import io
import warnings
from dataclasses import dataclass

from docx.opc.part import Part
from PIL import Image as Raster

from document.note import Box, Image
from worker.rebuild.ooxml import NAMESPACES, Element, element, emu
from worker.rebuild.package import Package

_SHAPE = NAMESPACES["wps"]
_PICTURE = NAMESPACES["pic"]
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
_MOST_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True)
class Readable:
    """A picture's bytes in a format that Word shows."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a drawing hangs: points from the page's left edge, and from the page's top or from its paragraph's.

    One that is not ``behind`` the text makes the text run around it.
    """

    x: float
    y: float
    vertical: str = "page"
    behind: bool = True


def readable(image: Image) -> Readable | None:
    """Look whether a picture can be shown, and turn it into PNG if only its format is in the way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Raster.DecompressionBombWarning)
            with Raster.open(io.BytesIO(image.data)) as raster:
                if raster.width * raster.height > _MOST_PIXELS:
                    return None
                raster.load()
                media_type = _FORMATS.get(raster.format or "")
                if media_type:
                    return Readable(image.data, media_type)
                turned = io.BytesIO()
                raster.convert("RGBA").save(turned, "PNG")
                return Readable(turned.getvalue(), "image/png")
    except (OSError, ValueError, SyntaxError, MemoryError, Raster.DecompressionBombError, Warning):
        # Pillow has no one class for what a broken picture does to it.
        return None


def picture(package: Package, part: Part, image: Image, size: tuple[float, float], text: str) -> Element | None:
    """Write a picture in the line of text, ``size`` points wide and high; None when its bytes are no picture."""
    graphic = _picture_graphic(package, part, image, size, text)
    if graphic is None:
        return None
    return _run(
        element(
            "wp:inline",
            {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
            element("wp:extent", _extent(*size)),
            element("wp:docPr", _name(package, "Picture", text)),
            element("wp:cNvGraphicFramePr", None, _locked()),
            graphic,
        )
    )


def placed_picture(  # noqa: PLR0913, PLR0917 - where, how large, what, and what to say of it
    package: Package, part: Part, image: Image, size: tuple[float, float], text: str, spot: Spot
) -> Element | None:
    """Write a picture at a spot, under or over the text without moving it; None when its bytes are no picture."""
    graphic = _picture_graphic(package, part, image, size, text)
    if graphic is None:
        return None
    frame = element("wp:cNvGraphicFramePr", None, _locked())
    return _run(_anchor(package, size, spot, "Picture", text, [frame, graphic]))


def placed_rectangle(package: Package, box: Box, tint: str, spot: Spot) -> Element:
    """Paint a rectangle, such as a band or a rule, at a spot behind the text."""
    size = (max(0.25, box.x1 - box.x0), max(0.25, box.bottom - box.top))
    shape = element(
        "wps:wsp",
        None,
        element("wps:cNvSpPr"),
        element(
            "wps:spPr",
            None,
            _transform(size),
            _rectangle(),
            element("a:solidFill", None, element("a:srgbClr", {"val": tint})),
            element("a:ln", None, element("a:noFill")),
        ),
        element("wps:bodyPr"),
    )
    graphic = element("a:graphic", None, element("a:graphicData", {"uri": _SHAPE}, shape))
    anchor = _anchor(package, size, spot, "Band", "", [element("wp:cNvGraphicFramePr"), graphic])
    choice = element("mc:Choice", {"Requires": "wps"}, element("w:drawing", None, anchor))
    return element("w:r", None, _unproofed(), element("mc:AlternateContent", None, choice))


def _run(drawing: Element) -> Element:
    return element("w:r", None, _unproofed(), element("w:drawing", None, drawing))


def _unproofed() -> Element:
    return element("w:rPr", None, element("w:noProof"))


def _picture_graphic(
    package: Package, part: Part, image: Image, size: tuple[float, float], text: str
) -> Element | None:
    shown = readable(image)
    if shown is None:
        return None
    key = package.picture(part, image.id, shown.data, shown.media_type)
    held = element(
        "pic:pic",
        None,
        element(
            "pic:nvPicPr",
            None,
            element("pic:cNvPr", {"id": 0, "name": image.id, "descr": text or None}),
            element("pic:cNvPicPr"),
        ),
        element(
            "pic:blipFill",
            None,
            element("a:blip", {"r:embed": key}),
            element("a:stretch", None, element("a:fillRect")),
        ),
        element("pic:spPr", None, _transform(size), _rectangle()),
    )
    return element("a:graphic", None, element("a:graphicData", {"uri": _PICTURE}, held))


def _anchor(  # noqa: PLR0913, PLR0917 - the schema asks for all of it
    package: Package, size: tuple[float, float], spot: Spot, kind: str, text: str, inner: list[Element]
) -> Element:
    name = _name(package, kind, text)
    identity = {
        "distT": 0,
        "distB": 0,
        "distL": 0,
        "distR": 0,
        "simplePos": 0,
        # Later drawings lie above earlier ones, as they were painted.
        "relativeHeight": 1024 * int(str(name["id"])),
        "behindDoc": int(spot.behind),
        "locked": 0,
        "layoutInCell": 1,
        "allowOverlap": 1,
    }
    return element(
        "wp:anchor",
        identity,
        element("wp:simplePos", {"x": 0, "y": 0}),
        element("wp:positionH", {"relativeFrom": "page"}, _offset(spot.x)),
        element("wp:positionV", {"relativeFrom": spot.vertical}, _offset(spot.y)),
        element("wp:extent", _extent(*size)),
        element("wp:effectExtent", {"l": 0, "t": 0, "r": 0, "b": 0}),
        element("wp:wrapNone") if spot.behind else element("wp:wrapSquare", {"wrapText": "bothSides"}),
        element("wp:docPr", name),
        *inner,
    )


def _offset(points: float) -> Element:
    made = element("wp:posOffset")
    made.text = str(emu(points))
    return made


def _name(package: Package, kind: str, text: str) -> dict[str, object]:
    number = package.next_drawing()
    return {"id": number, "name": f"{kind} {number}", "descr": text}


def _extent(width: float, height: float) -> dict[str, object]:
    return {"cx": max(1, emu(width)), "cy": max(1, emu(height))}


def _locked() -> Element:
    return element("a:graphicFrameLocks", {"noChangeAspect": 1})


def _transform(size: tuple[float, float]) -> Element:
    return element("a:xfrm", None, element("a:off", {"x": 0, "y": 0}), element("a:ext", _extent(*size)))


def _rectangle() -> Element:
    return element("a:prstGeom", {"prst": "rect"}, element("a:avLst"))
