"""A figure of a source text on its way through the engine."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a source text, from ``start`` to ``end``, and how it travels.

    ``token`` stands in its place while the engine translates; ``expected`` finds the token in the engine's text, and
    ``finish`` gives what is to stand there, from what was found. ``suffix`` is where an ordinal's suffix begins in the
    source.
    """

    start: int
    end: int
    token: str
    expected: re.Pattern[str]
    finish: Callable[[str], str]
    suffix: int | None = None
