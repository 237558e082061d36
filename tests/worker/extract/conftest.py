"""PDFs that a test paints for itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that makes a PDF of A4 pages, one for each function that paints on its canvas."""

    def make(*painters: Callable[[Canvas], None]) -> Path:
        path = tmp_path / "note.pdf"
        canvas = Canvas(str(path), pagesize=A4)
        for painter in painters:
            painter(canvas)
            canvas.showPage()
        canvas.save()
        return path

    return make
