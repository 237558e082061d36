"""WordprocessingML as a tree: elements, their order in the schema, units, and text that XML can carry.

The schema (ECMA-376 part 1, annex A) fixes the order of the children of most property elements, and Word calls a file
damaged that breaks it. Everything that writes properties goes through :func:`properties`, which sorts them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import cast

from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

Element = BaseOxmlElement

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

_ORDER = {
    "w:pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
        suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
        snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "w:rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
        vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em
        lang eastAsianLayout specVanish oMath""",
    "w:tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing
        tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription""",
    "w:tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign
        hideMark""",
    "w:sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
        pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid""",
}
_RANKS = {parent: {name: rank for rank, name in enumerate(names.split())} for parent, names in _ORDER.items()}

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clark(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if local else name


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Element) -> Element:
    """Make an element from prefixed names; an attribute whose value is None is left out."""
    named = [tag, *(attributes or ())]
    prefixes = {name.partition(":")[0] for name in named if ":" in name} - {"xml"}
    if "Requires" in (attributes or ()):
        # What this attribute names is a prefix, which has to be known where it stands.
        prefixes.add(str((attributes or {})["Requires"]))
    known = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    made = cast("Element", oxml_parser.makeelement(_clark(tag), nsmap=known))
    for name, value in (attributes or {}).items():
        if value is not None:
            made.set(_clark(name), clean(str(value)))
    made.extend(children)
    return made


def value(tag: str, val: object) -> Element:
    """Make one of the many elements that hold a single ``w:val``."""
    return element(tag, {"w:val": val})


def switch(tag: str, *, on: bool = True) -> Element:
    """Make a toggle; off is written out, since leaving it away would mean what the style says."""
    return element(tag) if on else element(tag, {"w:val": "0"})


def properties(tag: str, children: Iterable[Element]) -> Element:
    """Make a property element with its children in the schema's order."""
    ranks = _RANKS[tag]
    return element(tag, None, *sorted(children, key=lambda child: ranks[child.tag.partition("}")[2]]))


def clean(text: str) -> str:
    """Take out the characters that no XML document may hold."""
    return _ILLEGAL.sub("", text)


def twips(points: float) -> int:
    """Twentieths of a point, Word's unit for distances."""
    return round(points * 20)


def half_points(points: float) -> int:
    """Half points, Word's unit for type sizes; at least one."""
    return max(1, round(points * 2))


def emu(points: float) -> int:
    """English metric units, DrawingML's unit for distances."""
    return round(points * 12700)


_SPECIAL = re.compile("([\t\n\u00ad\u2011])")
_SPECIAL_TAGS = {"\t": "w:tab", "\n": "w:br", "\u00ad": "w:softHyphen", "\u2011": "w:noBreakHyphen"}


def text_elements(text: str) -> list[Element]:
    """Give what goes into a ``w:r`` for a text: its characters, and an element each for tabs, breaks and such."""
    made = []
    for piece in _SPECIAL.split(clean(text).replace("\r\n", "\n").replace("\r", "\n")):
        if piece in _SPECIAL_TAGS:
            made.append(element(_SPECIAL_TAGS[piece]))
        elif piece:
            leaf = element("w:t", {"xml:space": "preserve"})
            leaf.text = piece
            made.append(leaf)
    return made
