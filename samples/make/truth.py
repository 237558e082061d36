"""The truth of a sample note: its blocks, links and furniture as a person reads them on the page."""

from dataclasses import replace
from typing import Any

from samples.make.note_source import FRONT, HEADINGS, Part, Source, Span

KINDS = {"item": "list_item", "table": "table", "caption": "caption", "footnote": "footnote", "figure": "figure"}
STYLES = ("bold", "italic", "superscript")


def truth(source: Source) -> dict[str, Any]:
    """Return the note's truth in the format that samples/README.md describes."""
    written = [part for part in source.parts if part.kind != "figure"]
    furniture = [text for text in (source.running, source.sponsors) if text]
    return {
        "language": source.language,
        "blocks": [_block(source, part, number) for number, part in enumerate(written, 1)],
        "links": [
            {"text": span.text, "href": span.link} for part in written for span in part.spans if span.link is not None
        ],
        "must_not_occur_in_body": furniture,
    }


def _block(source: Source, part: Part, number: int) -> dict[str, Any]:
    block: dict[str, Any] = {"id": f"b{number:02}", "kind": _kind(part), "lang": part.language}
    if part.kind in HEADINGS:
        block["level"] = int(part.kind[1])
    if part.kind == "item":
        block["list"] = {"ordered": part.ordered, "depth": part.depth}
    if part.rows:
        block["rows"] = [list(row) for row in part.rows]
        return block
    shown = [_as_set(source, part, span) for span in part.spans]
    block["text"] = "".join(span.text for span in shown)
    block["runs"] = [_run(span) for span in shown]
    return block


def _kind(part: Part) -> str:
    if part.kind in FRONT:
        return part.kind
    return "heading" if part.kind in HEADINGS else KINDS.get(part.kind, "paragraph")


def _as_set(source: Source, part: Part, span: Span) -> Span:
    """Add what the note's design sets as a whole, and join the lines of a title."""
    return replace(
        span,
        text=span.text.replace("\n", " "),
        bold=span.bold or part.kind in source.bold,
        italic=span.italic or part.kind in source.italic,
    )


def _run(span: Span) -> dict[str, Any]:
    run: dict[str, Any] = {"text": span.text}
    run |= {style: True for style in STYLES if getattr(span, style)}
    return run | ({"link": span.link} if span.link else {})
