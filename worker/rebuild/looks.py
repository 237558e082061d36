"""How characters and paragraphs look, and how Word is told so.

A :class:`Typeface` becomes run properties, a :class:`Setting` becomes paragraph properties; both can also be written
as their difference from another, so that a paragraph says only what its style does not.
"""

import re
from dataclasses import dataclass, fields
from typing import Any

from document.note import Alignment, Look
from worker.rebuild.ooxml import Element, element, half_points, switch, twips, value

_JUSTIFICATION = {
    Alignment.LEFT: "left",
    Alignment.CENTER: "center",
    Alignment.RIGHT: "right",
    Alignment.JUSTIFY: "both",
}
_LOCALES = {"fr": "fr-FR", "es": "es-ES", "en": "en-GB", "de": "de-DE", "it": "it-IT", "pt": "pt-PT", "nl": "nl-NL"}
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")

# The standard fonts of PDF have no file behind them; these have the same widths and are on every desk.
_STANDARD = {
    "helvetica": "Arial",
    "times": "Times New Roman",
    "times-roman": "Times New Roman",
    "times roman": "Times New Roman",
    "times new": "Times New Roman",
    "timesnewroman": "Times New Roman",
    "courier": "Courier New",
}
_SUBSET = re.compile(r"^[A-Z]{6}\+")

_RULE_EIGHTHS, _SIDE_EIGHTHS = 6, 18
RULE_WIDTH = _RULE_EIGHTHS / 8
"""Points that a rule, or the edge of a band, adds to a paragraph."""
_FRAME = frozenset(
    ["rule_above", "rule_below", "rule_left", "background", "pad_above", "pad_below", "pad_left", "pad_right"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """Font family, size in points, colour, weight, slope and points between letters; None means: not said."""

    font: str | None = None
    size: float | None = None
    color: str | None = None
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a paragraph's lines are set, in points; ``line`` is the exact distance of baselines.

    The pads are the white between the text and the edge of its band or its rules.
    """

    alignment: Alignment = Alignment.LEFT
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float | None = None
    background: str | None = None
    rule_above: str | None = None
    rule_below: str | None = None
    rule_left: str | None = None
    pad_above: float = 1.0
    pad_below: float = 1.0
    pad_left: float = 6.0
    pad_right: float = 0.0


def family(font: str | None) -> str | None:
    """Name a font as Word knows it: no subset prefix, and a real font for PDF's standard ones."""
    if not font:
        return None
    name = _SUBSET.sub("", font).strip()
    return _STANDARD.get(name.lower(), name) or None


def color(code: str | None) -> str | None:
    """Give a colour as Word writes it, or None for anything that is not one."""
    return code.upper() if code and _COLOR.fullmatch(code) else None


def typeface_of(look: Look) -> Typeface:
    """Take from a look what concerns its characters; sizes come in half points, as Word has them."""
    size = half_points(look.size) / 2 if look.size else None
    return Typeface(
        font=family(look.font),
        size=size,
        color=color(look.color),
        bold=look.bold,
        italic=look.italic,
        spacing=look.letter_spacing,
    )


def locale(language: str | None) -> str | None:
    """Name a language as Word's spelling check does: ``fr-FR``; None when it is unknown."""
    if not language or not _LANGUAGE_TAG.fullmatch(language):
        return None
    return _LOCALES.get(language, language)


def fonts(name: str) -> Element:
    """Name a font for every script, so that no theme font comes between."""
    return element("w:rFonts", {f"w:{script}": name for script in ("ascii", "hAnsi", "eastAsia", "cs")})


def typeface_properties(face: Typeface, base: Typeface | None = None) -> list[Element]:
    """Write a typeface as children of ``w:rPr``; with ``base``, only where it differs from that."""
    told = []
    known = base or Typeface()
    if face.font and face.font != known.font:
        told.append(fonts(face.font))
    if face.size and face.size != known.size:
        told += [value("w:sz", half_points(face.size)), value("w:szCs", half_points(face.size))]
    if (face.color or "000000") != (known.color or "000000"):
        told.append(value("w:color", face.color or "000000"))
    if face.bold != known.bold:
        told += [switch("w:b", on=face.bold), switch("w:bCs", on=face.bold)]
    if face.italic != known.italic:
        told += [switch("w:i", on=face.italic), switch("w:iCs", on=face.italic)]
    if face.spacing != known.spacing:
        told.append(value("w:spacing", twips(face.spacing)))
    return told


def setting_properties(setting: Setting, base: Setting | None = None) -> list[Element]:
    """Write a setting as children of ``w:pPr``; with ``base``, only the groups that differ from that."""
    changed = _changed(setting, base)
    told = []
    if changed & _FRAME:
        told += _frame(setting, base)
    if changed & {"before", "after", "line"}:
        told.append(_spacing(setting, changed if base else {"before", "after", "line"}))
    if changed & {"left", "right", "first"}:
        told.append(_indents(setting))
    if "alignment" in changed:
        told.append(value("w:jc", _JUSTIFICATION[setting.alignment]))
    return told


def _changed(setting: Setting, base: Setting | None) -> set[str]:
    known: Any = base or Setting(before=-1, after=-1)
    return {f.name for f in fields(Setting) if getattr(setting, f.name) != getattr(known, f.name)}


def _spacing(setting: Setting, which: set[str]) -> Element:
    return element(
        "w:spacing",
        {
            "w:before": twips(setting.before) if "before" in which else None,
            "w:after": twips(setting.after) if "after" in which else None,
            "w:line": twips(setting.line) if "line" in which and setting.line else None,
            "w:lineRule": "exact" if "line" in which and setting.line else None,
        },
    )


def _indents(setting: Setting) -> Element:
    first = twips(setting.first)
    return element(
        "w:ind",
        {
            "w:left": twips(setting.left),
            "w:right": twips(setting.right),
            "w:firstLine": first if first >= 0 else None,
            "w:hanging": -first if first < 0 else None,
        },
    )


def _frame(setting: Setting, base: Setting | None) -> list[Element]:
    """Write rules and band; what the base has and this has not is taken away expressly."""
    sides, before = _sides(setting), _sides(base) if base else {}
    borders = [
        border(f"w:{side}", *sides[side]) if side in sides else value(f"w:{side}", "nil")
        for side in ("top", "left", "bottom", "right")
        if side in sides or side in before
    ]
    told = [element("w:pBdr", None, *borders)] if borders else []
    band = color(setting.background)
    if band or (base and base.background):
        told.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": band or "auto"}))
    return told


def _sides(setting: Setting) -> dict[str, tuple[str, float, int]]:
    """Give colour, distance and width of each border; those in the band's colour give it its size beyond the lines."""
    band = color(setting.background)
    right = _right_rule(setting)
    beside = _SIDE_EIGHTHS if setting.rule_left and not right else _RULE_EIGHTHS
    told = {
        "top": (color(setting.rule_above) or band, setting.pad_above, _RULE_EIGHTHS),
        "left": (color(setting.rule_left) or band, setting.pad_left, beside),
        "bottom": (color(setting.rule_below) or band, setting.pad_below, _RULE_EIGHTHS),
        "right": (right or band, setting.pad_right, _RULE_EIGHTHS),
    }
    return {side: (tint, space, width) for side, (tint, space, width) in told.items() if tint}


def _right_rule(setting: Setting) -> str | None:
    """Close a frame: where the rules on the left and above or below are of one colour, the right one is too."""
    closed = setting.rule_left and setting.rule_left in (setting.rule_above, setting.rule_below)
    return color(setting.rule_left) if closed else None


def border(tag: str, tint: str, space: float = 0.0, eighths: int = _RULE_EIGHTHS) -> Element:
    """Write one single line: its colour, its distance in points (Word allows 31) and its width in eighths."""
    return element(tag, {"w:val": "single", "w:sz": eighths, "w:space": min(31, max(0, round(space))), "w:color": tint})
