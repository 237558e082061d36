"""A sample note as a web page, for the producers that print those."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

import pyphen

from samples.make.note_source import FRONT, HEADINGS, Part, Source, Span
from samples.make.spaces import set_spaces

TAGS = {"p": "p", "lead": "p", "fact": "p", "quote": "blockquote", "caption": "p", "masthead": "p", "title": "h1"}
HYPHENATION = {"fr": "fr_FR", "es": "es_ES", "en": "en_GB", "de": "de_DE"}


def web_page(source: Source, css: str, *, soft_hyphens: bool = False, nested_furniture: str = "") -> str:
    """Return the note as HTML with its design.

    ``soft_hyphens`` puts possible breaks into the words, for browsers without hyphenation patterns.
    ``nested_furniture`` is markup that goes before the text, as headers and footers are placed by the design.
    """
    writer = _Writer(source, soft_hyphens=soft_hyphens)
    body = "\n".join(writer.parts(source.parts))
    head = f'<meta charset="utf-8"><title>{escape(source.title)}</title><style>{css}</style>'
    return (
        f'<!doctype html><html lang="{source.language}"><head>{head}</head><body>{nested_furniture}{body}</body></html>'
    )


def furniture(source: Source) -> str:
    """Return the running header and the footer with its logos as two elements that a design places."""
    logos = "".join(f'<img src="{name}" alt="">' for name in source.logos)
    header = (
        f'<div class="running">{escape(set_spaces(source.running, source.language))}</div>' if source.running else ""
    )
    line = f"<p>{escape(source.sponsors)}</p>" if source.sponsors else ""
    return header + f'<div class="sponsors"><div class="logos">{logos}</div>{line}</div>'


class _Writer:
    """Writes parts as HTML; knows the note for its footnotes and whether words get soft hyphens."""

    def __init__(self, source: Source, *, soft_hyphens: bool) -> None:
        self.source = source
        self.soft_hyphens = soft_hyphens

    def parts(self, parts: Sequence[Part]) -> Iterator[str]:
        for kind, group in groupby((part for part in parts if part.kind != "footnote"), key=_group):
            together = list(group)
            if kind == "item":
                yield self._lists(together)
            elif kind in ("front", "fact"):
                yield f'<div class="{kind}">' + "".join(map(self._part, together)) + "</div>"
            else:
                yield from map(self._part, together)

    def _part(self, part: Part) -> str:
        lang = f' lang="{part.language}"' if part.language != self.source.language else ""
        if part.kind == "table":
            return self._table(part)
        if part.kind == "figure":
            return f'<p class="figure"><img src="{part.picture}" alt=""></p>'
        if part.kind in HEADINGS:
            tag = f"h{int(part.kind[1]) + 1}"
            return f"<{tag}{lang}>{self._spans(part)}</{tag}>"
        tag = TAGS.get(part.kind, "p")
        return f'<{tag} class="{part.kind}"{lang}>{self._spans(part)}</{tag}>'

    def _table(self, part: Part) -> str:
        rows = [[escape(set_spaces(cell, part.language)) for cell in row] for row in part.rows]
        head = "".join(f"<th>{cell}</th>" for cell in rows[0])
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
        return f"<table class='data'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _lists(self, items: Sequence[Part]) -> str:
        out: list[str] = []
        open_tags: list[str] = []
        for item in items:
            tag = "ol" if item.ordered else "ul"
            while len(open_tags) > item.depth or (len(open_tags) == item.depth and open_tags[-1] != tag):
                out.append(f"</li></{open_tags.pop()}>")
            if len(open_tags) == item.depth:
                out.append("</li>")
            while len(open_tags) < item.depth:
                out.append(f"<{tag}>")
                open_tags.append(tag)
            out.append(f"<li>{self._spans(item)}")
        out.extend(f"</li></{tag}>" for tag in reversed(open_tags))
        return "".join(out)

    def _spans(self, part: Part) -> str:
        return "".join(self._span(span, part.language) for span in part.spans)

    def _span(self, span: Span, language: str) -> str:
        if span.footnote:
            note = self.source.footnote(span.footnote)
            return f'<span class="footnote">{self._spans(note)}</span>'
        text = escape(self._words(set_spaces(span.text, language), language)).replace("\n", "<br>")
        if span.superscript:
            text = f"<sup>{text}</sup>"
        if span.bold:
            text = f"<strong>{text}</strong>"
        if span.italic:
            text = f"<em>{text}</em>"
        return f'<a href="{escape(span.link)}">{text}</a>' if span.link else text

    def _words(self, text: str, language: str) -> str:
        if not self.soft_hyphens:
            return text
        patterns = pyphen.Pyphen(lang=HYPHENATION[language], left=3, right=3)
        return re.sub(r"\w{6,}", lambda match: patterns.inserted(match[0], "\u00ad"), text)


def _group(part: Part) -> str:
    return "front" if part.kind in FRONT else part.kind
