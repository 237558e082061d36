"""Lays notes out with WeasyPrint: hyphenation by patterns, footnotes, running elements, vector logos."""

from pathlib import Path

import weasyprint

from samples.make.note_source import Source
from samples.make.web_page import furniture, web_page


def lay_out(source: Source, artwork: Path, pdf: Path) -> None:
    """Write the note as PDF; ``artwork`` is the folder with its drawn pictures, the design is its ``.css`` file."""
    html = web_page(source, source.design(".css").read_text(encoding="utf-8"), nested_furniture=furniture(source))
    weasyprint.HTML(string=html, base_url=str(artwork)).write_pdf(pdf)
