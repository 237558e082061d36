"""The logos and pictures of the sample notes, drawn here so that nobody else's mark is needed."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/lato/Lato-Bold.ttf"
SCALE = 4
CLEAR = (255, 255, 255, 0)

Draw = ImageDraw.ImageDraw


def draw(name: str, folder: Path) -> Path:
    """Draw the picture of this name (``estuaires.png``) into a folder; raises KeyError when there is none."""
    path = folder / name
    if name.endswith(".svg"):
        path.write_text(VECTORS[name], encoding="utf-8")
        return path
    size, background, paint = PICTURES[name]
    big = Image.new("RGBA", (size[0] * SCALE, size[1] * SCALE), background)
    paint(ImageDraw.Draw(big))
    small = big.resize(size, Image.Resampling.LANCZOS)
    if name.endswith(".jpg"):
        small.convert("RGB").save(path, quality=88)
    else:
        small.save(path, optimize=True)
    return path


def _s(*values: float) -> Any:  # noqa: ANN401  a point has two numbers, a box four, and Pillow tells them apart
    """Bring lengths of the finished picture to the scale at which it is drawn."""
    return tuple(value * SCALE for value in values)


def _words(pen: Draw, at: tuple[float, float], text: str, size: float, fill: str) -> None:
    pen.text(_s(*at), text, fill=fill, font=ImageFont.truetype(FONT, size * SCALE), spacing=2 * SCALE)


def _estuaires(pen: Draw) -> None:
    for row, color in enumerate(("#0B5563", "#1A8A8F", "#7CC6B8")):
        points = [_s(8 + x, 26 + row * 16 + 6 * math.sin(x / 9 + row)) for x in range(70)]
        pen.line(points, fill=color, width=6 * SCALE, joint="curve")
    _words(pen, (92, 16), "Deux Estuaires", 26, "#0B5563")
    _words(pen, (92, 48), "FONDATION", 13, "#1A8A8F")


def _oderbruch(pen: Draw) -> None:
    pen.rectangle(_s(6, 6, 66, 66), fill="#2F4F2F")
    pen.polygon([_s(16, 56), _s(36, 16), _s(56, 56)], fill="#D9C77A")
    pen.line([_s(10, 60), _s(62, 60)], fill="#FFFFFF", width=4 * SCALE)
    _words(pen, (78, 10), "Stiftung für Gemeinwohl\nOderbruch", 19, "#2F4F2F")


def _ring(pen: Draw, center: tuple[float, float], radius: float, colors: tuple[str, ...]) -> None:
    x, y = center
    step = 360 / len(colors)
    for number, color in enumerate(colors):
        start = number * step
        box = _s(x - radius, y - radius, x + radius, y + radius)
        pen.arc(box, start + 4, start + step - 4, fill=color, width=9 * SCALE)


def _ruche(pen: Draw) -> None:
    for column, row in ((0, 0), (1, 0), (0.5, 0.87), (1.5, 0.87)):
        x, y = 24 + column * 30, 22 + row * 30
        corners = [
            _s(x + 16 * math.cos(a * math.pi / 3 + 0.52), y + 16 * math.sin(a * math.pi / 3 + 0.52)) for a in range(6)
        ]
        pen.polygon(corners, fill="#C7761B")
    _words(pen, (100, 22), "La Ruche\ncoopérative", 19, "#6B3E0A")


def _brezal(pen: Draw) -> None:
    _ring(pen, (36, 36), 28, ("#7A1F4B", "#C2457E", "#E8A13A"))
    _words(pen, (78, 14), "Red El Brezal", 24, "#7A1F4B")
    _words(pen, (78, 44), "economía solidaria", 14, "#C2457E")


def _sierra(pen: Draw) -> None:
    pen.polygon([_s(4, 62), _s(28, 18), _s(44, 44), _s(56, 28), _s(78, 62)], fill="#234E70")
    pen.ellipse(_s(50, 6, 66, 22), fill="#F2A541")
    _words(pen, (88, 20), "Caja Sierra Clara", 22, "#234E70")


def _harbour(pen: Draw) -> None:
    pen.ellipse(_s(6, 6, 66, 66), outline="#B23A48", width=6 * SCALE)
    pen.line([_s(36, 16), _s(36, 54)], fill="#B23A48", width=6 * SCALE)
    pen.arc(_s(18, 24, 54, 58), 20, 160, fill="#B23A48", width=6 * SCALE)
    _words(pen, (76, 12), "Harbour Mutual", 23, "#B23A48")
    _words(pen, (76, 42), "owned by its members", 14, "#5A5A5A")


def _genossen(pen: Draw) -> None:
    pen.rectangle(_s(4, 18, 34, 54), fill="#333F8C")
    pen.rectangle(_s(38, 18, 68, 54), fill="#8C9BE0")
    _words(pen, (80, 12), "Genossenschaftsbank\nLindenau eG", 19, "#333F8C")


def _commonwealth(pen: Draw) -> None:
    for number, color in enumerate(("#3D7A3A", "#6FA84F", "#A9CC7E")):
        pen.pieslice(_s(6 + number * 8, 8, 60 + number * 8, 62), 90, 270, fill=color)
    _words(pen, (92, 20), "Meadow & Mill Trust", 21, "#2C5A2A")


def _boucle(pen: Draw) -> None:
    names = ("Habitants", "Commerces", "Artisans", "Commune")
    center, radius = (250.0, 120.0), 84.0
    box = _s(center[0] - radius, center[1] - radius, center[0] + radius, center[1] + radius)
    pen.ellipse(box, outline="#1A8A8F", width=5 * SCALE)
    for number, name in enumerate(names):
        angle = number * math.pi / 2 - math.pi / 2
        x, y = center[0] + 1.5 * radius * math.cos(angle), center[1] + radius * math.sin(angle)
        pen.rounded_rectangle(_s(x - 58, y - 20, x + 58, y + 20), radius=18 * SCALE, fill="#0B5563")
        pen.text(_s(x, y), name, fill="white", anchor="mm", font=ImageFont.truetype(FONT, 17 * SCALE))


def _huerta(pen: Draw) -> None:
    pen.rectangle(_s(0, 0, 520, 110), fill="#CFE3EE")
    pen.ellipse(_s(400, 20, 460, 80), fill="#F2C14E")
    for row in range(5):
        top, green = 100 + row * 24, 70 + row * 22
        pen.polygon(
            [_s(0, top + 20), _s(260, top - 14), _s(520, top + 20), _s(520, top + 50), _s(0, top + 50)],
            fill=(60, green, 50),
        )
    for plant in range(13):
        x = 20 + plant * 40
        pen.ellipse(_s(x - 13, 150, x + 13, 176), fill="#8FB339")


def _house(pen: Draw) -> None:
    pen.rectangle(_s(0, 0, 520, 220), fill="#F4EBDD")
    for number, color in enumerate(("#C8553D", "#588B8B", "#F28F3B", "#2D3047")):
        x = 40 + number * 115
        pen.rectangle(_s(x, 90, x + 95, 200), fill=color)
        pen.polygon([_s(x - 8, 92), _s(x + 47, 44), _s(x + 103, 92)], fill="#7D5A44")
        pen.rectangle(_s(x + 36, 150, x + 60, 200), fill="#FFFFFF")
        pen.rectangle(_s(x + 14, 108, x + 36, 128), fill="#FFE9A8")
    pen.line([_s(0, 201), _s(520, 201)], fill="#5B7B4B", width=8 * SCALE)


PICTURES: dict[str, tuple[tuple[int, int], tuple[int, int, int, int] | str, Callable[[Draw], None]]] = {
    "estuaires.png": ((290, 76), CLEAR, _estuaires),
    "oderbruch.jpg": ((310, 72), "white", _oderbruch),
    "ruche.png": ((220, 84), CLEAR, _ruche),
    "brezal.png": ((250, 72), CLEAR, _brezal),
    "sierra.jpg": ((290, 70), "white", _sierra),
    "harbour.png": ((270, 72), CLEAR, _harbour),
    "genossen.jpg": ((290, 72), "white", _genossen),
    "meadow.png": ((310, 70), CLEAR, _commonwealth),
    "boucle.png": ((500, 240), "white", _boucle),
    "huerta.jpg": ((520, 230), "white", _huerta),
    "maisons.jpg": ((520, 220), "white", _house),
}

VECTORS = {
    "tramail.svg": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<path d="M4 12 H60 M4 32 H60 M4 52 H60 M12 4 V60 M32 4 V60 M52 4 V60" stroke="#0B5563" stroke-width="4" fill="none"/>
<circle cx="32" cy="32" r="12" fill="#E4572E"/></svg>
""",
    "faro.svg": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<path d="M24 60 L28 20 H36 L40 60 Z" fill="#7A1F4B"/><rect x="26" y="10" width="12" height="9" fill="#E8A13A"/>
<path d="M38 12 L60 4 V24 L38 17 Z" fill="#E8A13A" fill-opacity="0.5"/></svg>
""",
    "weave.svg": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<circle cx="24" cy="32" r="18" fill="none" stroke="#3D7A3A" stroke-width="6"/>
<circle cx="40" cy="32" r="18" fill="none" stroke="#A9CC7E" stroke-width="6"/></svg>
""",
}
