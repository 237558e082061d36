"""A sample note as its author writes it: a readable text file, read into parts.

A ``.note`` file has a head of ``key: value`` lines, a line ``===``, and blocks between blank lines. A block begins
with its kind (``title>``, ``h2>``, ``quote>``, with a foreign language ``h1[en]>``); without one it is a paragraph.
Lists have one item a line: ``-`` and ``--`` for bullets, ``+`` and ``++`` for numbers, by depth. Inside the text stand
``**bold**``, ``*italic*``, ``^superscript^``, ``[text](address)`` and ``[^1]`` for the mark of a footnote; `` / ``
breaks a title's line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

FRONT = ("masthead", "title", "subtitle", "date", "author")
HEADINGS = ("h1", "h2", "h3")
MARKER = re.compile(r"(?P<kind>[a-z]+\d?)(?:\[(?P<language>[a-z]{2})\])?>\s*")
ITEM = re.compile(r"(?P<mark>--?|\+\+?)\s+")
INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|\^(?P<superscript>.+?)\^"
    r"|\[\^(?P<footnote>\d)\]|\[(?P<text>.+?)\]\((?P<link>.+?)\)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text with one formatting; ``footnote`` is the number that its mark shows."""

    text: str
    bold: bool = False
    italic: bool = False
    superscript: bool = False
    link: str | None = None
    footnote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block of the note as written: ``depth`` is that of a list item, ``picture`` the file of a figure."""

    kind: str
    spans: tuple[Span, ...] = ()
    language: str
    ordered: bool = False
    depth: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str | None = None

    @property
    def text(self) -> str:
        """The part's text, with its line breaks, without its formatting."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A whole note as written.

    ``running``, ``sponsors`` and ``page_number`` are its furniture or empty; ``bold`` and ``italic`` name
    the kinds that its design sets so as a whole; ``names`` are organisations' names with terms inside them.
    """

    name: str
    folder: Path
    language: str
    producer: str
    parts: tuple[Part, ...]
    running: str = ""
    sponsors: str = ""
    page_number: str = ""
    logos: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()
    italic: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The note's title in one line."""
        return next(part.text for part in self.parts if part.kind == "title").replace("\n", " ")

    def footnote(self, number: str) -> Part:
        """Return the footnote with this number, counted from 1 in the order of the file."""
        return [part for part in self.parts if part.kind == "footnote"][int(number) - 1]

    def design(self, suffix: str) -> Path:
        """Return the file beside the note that holds its design."""
        return self.folder / f"{self.name}{suffix}"


def load(path: Path) -> Source:
    """Read a ``.note`` file; raises ValueError or KeyError when it is not one."""
    head, body = path.read_text(encoding="utf-8").split("\n===\n", 1)
    keys = dict(line.split(": ", 1) for line in head.splitlines() if line)
    language = keys["language"]
    return Source(
        name=path.stem,
        folder=path.parent,
        language=language,
        producer=keys["producer"],
        parts=tuple(_parts(body, language)),
        running=keys.get("running", ""),
        sponsors=keys.get("sponsors", ""),
        page_number=keys.get("page-number", ""),
        logos=tuple(keys.get("logos", "").split()),
        names=tuple(keys["names"].split("; ")) if "names" in keys else (),
        bold=tuple(keys.get("bold", "").split()),
        italic=tuple(keys.get("italic", "").split()),
    )


def spans(text: str) -> tuple[Span, ...]:
    """Read the formatting inside a text; bold and italic may hold superscripts and each other."""
    found: list[Span] = []
    place = 0
    for match in INLINE.finditer(text):
        if match.start() > place:
            found.append(Span(text=text[place : match.start()]))
        found.extend(_formatted(match))
        place = match.end()
    if place < len(text):
        found.append(Span(text=text[place:]))
    return tuple(found)


def _formatted(match: re.Match[str]) -> Iterator[Span]:
    if match["bold"]:
        yield from (replace(span, bold=True) for span in spans(match["bold"]))
    elif match["italic"]:
        yield from (replace(span, italic=True) for span in spans(match["italic"]))
    elif match["superscript"]:
        yield Span(text=match["superscript"], superscript=True)
    elif match["footnote"]:
        yield Span(text=match["footnote"], superscript=True, footnote=match["footnote"])
    else:
        yield Span(text=match["text"], link=match["link"])


def _parts(body: str, language: str) -> Iterator[Part]:
    for block in re.split(r"\n\s*\n", body.strip()):
        marker = MARKER.match(block)
        kind = marker["kind"] if marker else "p"
        own = (marker["language"] if marker else None) or language
        text = block[marker.end() :] if marker else block
        if kind == "table":
            rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.splitlines())
            yield Part(kind="table", language=own, rows=rows)
        elif kind == "figure":
            yield Part(kind="figure", language=own, picture=text.strip())
        elif ITEM.match(text):
            yield from (_item(line, own) for line in text.splitlines())
        else:
            text = " ".join(text.split("\n"))
            breaks = kind in (*FRONT, *HEADINGS)
            yield Part(kind=kind, language=own, spans=spans(text.replace(" / ", "\n") if breaks else text))


def _item(line: str, language: str) -> Part:
    match = ITEM.match(line)
    if not match:
        raise ValueError(f"a list with a line that is no item: {line}")
    mark = match["mark"]
    return Part(kind="item", language=language, ordered="+" in mark, depth=len(mark), spans=spans(line[match.end() :]))
