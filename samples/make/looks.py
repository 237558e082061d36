"""The design of a note for producers without a style language of their own: a look for each kind of block."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one kind of block looks: lengths in points, ``leading`` in font sizes, colours in six hexadecimal digits."""

    font: str = "Liberation Sans"
    size: float = 10
    bold: bool = False
    italic: bool = False
    color: str = "000000"
    align: str = "left"
    before: float = 0
    after: float = 0
    leading: float = 1.15
    indent: float = 0
    band: str | None = None
    rule_above: str | None = None
    rule_below: str | None = None
    rule_left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A note's page and looks: ``margins`` are millimetres from the top clockwise, ``size`` is the page's in points."""

    margins: tuple[float, float, float, float]
    size: tuple[float, float]
    looks: dict[str, Look]
    options: dict[str, Any]

    def look(self, kind: str) -> Look:
        """Return the look of a kind; what the design does not name looks like a paragraph."""
        return self.looks.get(kind, self.looks["p"])


def load_design(path: Path) -> Design:
    """Read a design's ``.toml`` file; raises TypeError for a key that no look has."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Look)}
    looks = {kind: Look(**look) for kind, look in data["kinds"].items() if look.keys() <= known}
    if unread := data["kinds"].keys() - looks.keys():
        raise TypeError(f"{path.name}: a key that no look has, in {sorted(unread)}")
    top, right, bottom, left = data["page"]["margins"]
    width, height = data["page"].get("size", (595.28, 841.89))
    options = {key: value for key, value in data.items() if key not in ("page", "kinds")}
    return Design(margins=(top, right, bottom, left), size=(width, height), looks=looks, options=options)
