"""Text within a paragraph: runs, links, footnote marks, languages, and the bookmarks that name the segments."""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote, urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part

from document.note import Look, Run
from worker.rebuild.looks import Typeface, color, family, locale, typeface_of, typeface_properties
from worker.rebuild.ooxml import Element, clean, element, half_points, properties, text_elements, value
from worker.rebuild.package import Package
from worker.rebuild.target import Piece

# What a document may lead to with one click; anything else (files, scripts) stays plain text.
_ADDRESS = re.compile(r"(https?|mailto|ftp|tel):\S+", re.IGNORECASE)

NoteMark = Callable[[str, str], Element | None]
"""Gives the reference for (footnote block's id, mark as printed), or None when there is no such footnote."""


def no_notes(_block: str, _mark: str) -> None:
    """Know no footnotes."""


# Characters that an address may hold as they are; Word calls a file damaged whose addresses hold others.
_PLAIN = "%:/?#[]@!$&'()*+,;=-._~"

_NO_LINK = Typeface()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What runs are written upon: the style's typeface, the block's own look, and the links' usual look."""

    style: Typeface
    look: Look
    link: Typeface = _NO_LINK
    link_underline: bool = False


def inline(
    pieces: Iterable[Piece], ground: Ground, package: Package, part: Part, note_mark: NoteMark = no_notes
) -> list[Element]:
    """Write pieces as the children of a paragraph of ``part``."""

    def _written(runs: tuple[Run, ...]) -> list[Element]:
        return list(_linked([run for run in runs if run.text], piece.language, ground, part, note_mark))

    made: list[Element] = []
    for piece in following_the_look(tuple(pieces), ground.look):
        inner = _written(piece.runs)
        made += bookmarked(inner, piece.bookmark, package) if piece.bookmark else inner
        made += _written((_white(piece),))
    return made


def following_the_look(pieces: tuple[Piece, ...], look: Look) -> tuple[Piece, ...]:
    """Make runs bold or italic whose block is, when none of them says so itself."""
    runs = [run for piece in pieces for run in piece.runs]
    bold = look.bold and not any(run.bold for run in runs)
    italic = look.italic and not any(run.italic for run in runs)
    if not (bold or italic):
        return pieces
    return tuple(
        replace(
            piece,
            runs=tuple(replace(run, bold=run.bold or bold, italic=run.italic or italic) for run in piece.runs),
        )
        for piece in pieces
    )


def bookmarked(inner: list[Element], name: str, package: Package) -> list[Element]:
    """Put a bookmark around elements, unless what it names stands elsewhere in the file already."""
    number = package.new_bookmark(name)
    if number is None:
        return inner
    start = element("w:bookmarkStart", {"w:id": number, "w:name": name})
    return [start, *inner, element("w:bookmarkEnd", {"w:id": number})]


def plain_run(text: str, language: str | None, *told: Element) -> Element:
    """Write a run of text in a language, with whatever run properties it is to have."""
    tag = locale(language)
    said = [*told, value("w:lang", tag)] if tag else list(told)
    children = [properties("w:rPr", said)] if said else []
    return element("w:r", None, *children, *text_elements(text))


def field(instruction: str, shown: str, language: str | None, *told: Element) -> list[Element]:
    """Write a field such as PAGE with the text to show until it is brought up to date."""

    def mark(kind: str) -> Element:
        run = plain_run("", language, *(_copies(told)))
        run.append(element("w:fldChar", {"w:fldCharType": kind}))
        return run

    code = plain_run("", language, *(_copies(told)))
    leaf = element("w:instrText", {"xml:space": "preserve"})
    leaf.text = f" {instruction} "
    code.append(leaf)
    return [mark("begin"), code, mark("separate"), plain_run(shown, language, *(_copies(told))), mark("end")]


def address(link: str | None) -> str | None:
    """Give a link as Word can hold it, or None when it leads nowhere that a reader may go to."""
    bare = clean(link or "").strip()
    if not _ADDRESS.fullmatch(bare):
        return None
    try:
        host = urlsplit(bare).hostname
    except ValueError:
        return None
    if bare.lower().startswith(("http", "ftp")) and not host:
        return None
    return quote(bare, safe=_PLAIN)


def run_properties(run: Run, language: str | None, ground: Ground) -> list[Element]:
    """Write how a run differs from its paragraph's style."""
    linked = address(run.link) is not None
    own = typeface_of(ground.look)
    raised = run.superscript or run.subscript
    face = Typeface(
        font=family(run.font) or own.font or ground.style.font,
        # Word makes raised characters small by itself.
        size=half_points(run.size) / 2 if run.size and not raised else own.size or ground.style.size,
        color=color(run.color) or (ground.link.color if linked else None) or own.color or ground.style.color,
        bold=run.bold,
        italic=run.italic,
        spacing=own.spacing,
    )
    known = ground.style
    told: list[Element] = []
    if linked:
        told.append(value("w:rStyle", "Hyperlink"))
        known = Typeface(
            font=known.font,
            size=known.size,
            color=ground.link.color or known.color,
            bold=known.bold,
            italic=known.italic,
            spacing=known.spacing,
        )
    told += typeface_properties(face, known)
    if run.underline != (linked and ground.link_underline):
        told.append(value("w:u", "single" if run.underline else "none"))
    if raised:
        told.append(value("w:vertAlign", "superscript" if run.superscript else "subscript"))
    if run.smallcaps:
        told.append(element("w:smallCaps"))
    tag = locale(language)
    if tag:
        told.append(value("w:lang", tag))
    return told


def _linked(
    runs: Iterable[Run], language: str | None, ground: Ground, part: Part, note_mark: NoteMark
) -> Iterator[Element]:
    for link, group in groupby(runs, key=lambda run: address(run.link)):
        made = [_run(run, language, ground, note_mark) for run in group]
        if link:
            key = part.relate_to(link, RT.HYPERLINK, is_external=True)
            yield element("w:hyperlink", {"r:id": key, "w:history": 1}, *made)
        else:
            yield from made


def _run(run: Run, language: str | None, ground: Ground, note_mark: NoteMark) -> Element:
    if run.footnote:
        mark = note_mark(run.footnote, run.text)
        if mark is not None:
            return mark
    told = run_properties(run, language, ground)
    children = [properties("w:rPr", told)] if told else []
    return element("w:r", None, *children, *text_elements(run.text))


def _white(piece: Piece) -> Run:
    """Give the white space after a piece, in the weight of the piece's end so that it shows no seam."""
    last = piece.runs[-1] if piece.runs else Run(text="")
    return Run(text=piece.after, bold=last.bold, italic=last.italic)


def _copies(elements: Iterable[Element]) -> list[Element]:
    return [deepcopy(one) for one in elements]
