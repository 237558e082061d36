"""The font table: what to draw a font with where it is not installed."""

import re
from collections.abc import Iterable, Iterator

from worker.rebuild.ooxml import Element, element, value

# Fonts of the same widths, or failing that of the same character, that most desks have.
_ALTERNATIVES = {
    "Liberation Sans": "Arial",
    "Liberation Sans Narrow": "Arial Narrow",
    "Liberation Serif": "Times New Roman",
    "Liberation Mono": "Courier New",
    "Nimbus Sans": "Arial",
    "Nimbus Roman": "Times New Roman",
    "Carlito": "Calibri",
    "Caladea": "Cambria",
    "Gelasio": "Georgia",
    "DejaVu Sans": "Verdana",
    "DejaVu Serif": "Georgia",
    "DejaVu Sans Mono": "Consolas",
    "Open Sans": "Segoe UI",
    "Noto Sans": "Segoe UI",
    "Lato": "Calibri",
    "Roboto": "Arial",
    "Source Sans Pro": "Calibri",
    "Helvetica Neue": "Arial",
}
_SERIF = re.compile(
    r"serif|roman|times|garamond|georgia|cambria|minion|palatino|palladio|bookman|century|schola|libertin|charter"
    r"|baskerville|caslon|didot|bodoni|merriweather|lora|playfair|caladea|gelasio|computer modern|^cmr",
    re.IGNORECASE,
)
_SANS = re.compile(r"sans|grotesk|gothic", re.IGNORECASE)
_MONO = re.compile(r"mono|courier|consol|typewriter|code", re.IGNORECASE)


def font_table(names: Iterable[str]) -> Iterator[Element]:
    """Write the children of ``w:fonts``: each font with its alternative, its family and its pitch."""
    for name in sorted(set(names)):
        mono = bool(_MONO.search(name))
        told = [value("w:altName", _ALTERNATIVES[name])] if name in _ALTERNATIVES else []
        told += [value("w:family", _family(name)), value("w:pitch", "fixed" if mono else "variable")]
        yield element("w:font", {"w:name": name}, *told)


def _family(name: str) -> str:
    if _MONO.search(name):
        return "modern"
    return "roman" if _SERIF.search(name) and not _SANS.search(name) else "swiss"
