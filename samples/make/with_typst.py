"""Lays notes out with Typst: its own justification and hyphenation, footnotes, tagged output, vector logos."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import typst

from samples.make.note_source import HEADINGS, Part, Source, Span
from samples.make.spaces import set_spaces

FONTS = "/usr/share/fonts/truetype"
REGIONS = {"en": "gb"}
SPECIAL = re.compile(r"([\\#$%&_@*`<>\[\]~/=+\-^'\"])")


def lay_out(source: Source, artwork: Path, pdf: Path) -> None:
    """Write the note as PDF; its design is its ``.typ`` file, which defines a function for each kind of block."""
    main = artwork / "main.typ"
    main.write_text("\n".join(_lines(source)), encoding="utf-8")
    typst.compile(str(main), output=str(pdf), root=str(artwork), font_paths=[FONTS])


def _lines(source: Source) -> Iterator[str]:
    yield f"#let running-text = [{_escape(source.running)}]"
    yield f"#let sponsor-text = [{_escape(source.sponsors)}]"
    logos = "".join(f'"{name}", ' for name in source.logos)
    yield f"#let logo-files = ({logos})"
    yield f'#set document(title: "{source.title}")'
    region = REGIONS.get(source.language, source.language)
    yield f'#set text(lang: "{source.language}", region: "{region}")'
    yield source.design(".typ").read_text(encoding="utf-8")
    for kind, parts in groupby((part for part in source.parts if part.kind != "footnote"), key=lambda part: part.kind):
        if kind == "item":
            yield _list(source, list(parts))
        else:
            yield from (_part(source, part) + "\n" for part in parts)


def _part(source: Source, part: Part) -> str:
    if part.kind == "table":
        head, *rows = [[f"[{_escape(set_spaces(cell, part.language))}]" for cell in row] for row in part.rows]
        bold = [f"[*{cell[1:-1]}*]" for cell in head]
        return f"#data({len(head)}, {', '.join(bold)}, {', '.join(cell for row in rows for cell in row)})"
    if part.kind == "figure":
        return f'#picture("{part.picture}")'
    text = _spans(source, part)
    if part.language != source.language:
        text = f'#text(lang: "{part.language}")[{text}]'
    if part.kind in HEADINGS:
        return f"{'=' * int(part.kind[1])} {text}"
    if part.kind == "p":
        return text
    name = {"quote": "quote-block"}.get(part.kind, part.kind)
    return f"#{name}[{text}]"


def _list(source: Source, items: Sequence[Part]) -> str:
    lines = [f"{'  ' * (item.depth - 1)}{'+' if item.ordered else '-'} {_spans(source, item)}" for item in items]
    return "\n".join(lines) + "\n"


def _spans(source: Source, part: Part) -> str:
    return "".join(_span(source, span, part.language) for span in part.spans)


def _span(source: Source, span: Span, language: str) -> str:
    if span.footnote:
        return f"#footnote[{_spans(source, source.footnote(span.footnote))}]"
    text = _escape(set_spaces(span.text, language)).replace("\n", " \\ ")
    if span.superscript:
        text = f"#super[{text}]"
    if span.bold:
        text = f"#strong[{text}]"
    if span.italic:
        text = f"#emph[{text}]"
    return f'#link("{span.link}")[{text}]' if span.link else text


def _escape(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
