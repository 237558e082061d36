"""Lays notes out with Chromium's printing: fixed furniture on every page, soft hyphens, tagged output."""

import subprocess
from pathlib import Path

from samples.make.note_source import Source
from samples.make.web_page import furniture, web_page

ROOM = "<table class='sheet'><thead><tr><td></td></tr></thead><tfoot><tr><td></td></tr></tfoot><tbody><tr><td>"
"""A table around the text whose empty head and foot repeat, and so keep the room of the fixed furniture free."""


def lay_out(source: Source, artwork: Path, pdf: Path) -> None:
    """Write the note as PDF; ``artwork`` is the folder with its drawn pictures, the design is its ``.css`` file."""
    page = artwork / "note.html"
    css = source.design(".css").read_text(encoding="utf-8")
    html = web_page(source, css, soft_hyphens=True, nested_furniture=furniture(source) + ROOM)
    page.write_text(html.replace("</body>", "</td></tr></tbody></table></body>"), encoding="utf-8")
    subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--user-data-dir={artwork}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
