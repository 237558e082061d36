"""A text on the workbench: every character knows whose formatting it bears and which term or number it belongs to."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from document.note import Run
from document.segment import Span

FOLLOWED = 4_000
"""Owners from here on are only followed through the changes around them; their words are free to be taken."""


class Tape:
    """Text with two tracks beside it.

    ``runs`` holds for each character the index of the source run whose formatting it bears, None while that is open;
    ``owners`` the key of the mask or term that it belongs to, None for ordinary text.
    """

    def __init__(self, text: str) -> None:
        """Start with a text that bears no formatting and belongs to nobody."""
        self.text = text
        self.runs: list[int | None] = [None] * len(text)
        self.owners: list[int | None] = [None] * len(text)

    def splice(
        self, start: int, end: int, new: str, runs: Sequence[int | None] | None = None, owner: int | None = None
    ) -> None:
        """Put ``new`` in place of a stretch; without ``runs`` it bears the formatting of what it replaces."""
        if runs is None:
            around = self.runs[start:end] or self.runs[max(0, start - 1) : start] or [None]
            runs = [max(around, key=around.count)] * len(new)
        self.text = self.text[:start] + new + self.text[end:]
        self.runs[start:end] = runs
        self.owners[start:end] = [owner] * len(new)

    def rewrite_left(self, at: int, left: str) -> int:
        """Let the text before ``at`` become ``left``, changing only where they differ; give the new ``at``."""
        same = 0
        while same < min(at, len(left)) and self.text[same] == left[same]:
            same += 1
        self.splice(same, at, left[same:])
        return len(left)

    def place(self, owner: int) -> Span | None:
        """Where the characters of an owner stand."""
        own = [n for n, o in enumerate(self.owners) if o == owner]
        return Span(start=own[0], end=own[-1] + 1) if own else None

    def is_free(self, start: int, end: int) -> bool:
        """Tell whether a stretch belongs to nobody yet."""
        return all(owner is None or owner >= FOLLOWED for owner in self.owners[start:end])

    def own(self, start: int, end: int, owner: int) -> None:
        """Give a stretch to an owner."""
        self.owners[start:end] = [owner] * (end - start)

    def colour(self, start: int, end: int, run: int | None) -> None:
        """Let a stretch bear the formatting of a source run."""
        self.runs[start:end] = [run] * (end - start)

    def formatted(self, source: Sequence[Run], default: int) -> tuple[Run, ...]:
        """Give the text as runs that look like their source runs; open characters look like run ``default``."""
        looks = {number: replace(run, text="") for number, run in enumerate(source)}
        pieces, at = [], 0
        for look, group in groupby(looks[default if run is None else run] for run in self.runs):
            length = len(list(group))
            pieces.append(replace(look, text=self.text[at : at + length]))
            at += length
        return tuple(pieces)
