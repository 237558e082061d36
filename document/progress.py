"""How a stage tells how far it is, and which part of a note's way each stage takes."""

from collections.abc import Callable
from dataclasses import dataclass

SHARES = {"terminology": (0, 5), "translate": (5, 75), "check": (75, 80), "rebuild": (80, 100)}
"""Which part of a language's way each stage takes, in hundredths; a note is read once for all its languages."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` steps of a stage; a total of 0 means that it is not known yet."""

    stage: str
    done: int
    total: int


Report = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Report to nobody."""


def hundredths(progress: Progress) -> int:
    """Tell how far the reading of a note is, or its way into one language: 0 to 100.

    Each stage fills its share of the way; one that has none, such as the reading, is a way by itself.
    """
    low, high = SHARES.get(progress.stage, (0, 100))
    done = min(progress.done / progress.total, 1.0) if progress.total else 0.0
    return int(low + (high - low) * done)
