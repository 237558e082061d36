"""Apertium's modes as Debian lays them down, with our choices of words (``apertium_choices``) put into their pipes."""

import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path

from worker.engines.apertium_choices import Choice, parsed

_DICTIONARY = ".autobil.bin"


def choices_file(mode: str) -> Path:
    """Where the choices of a mode are kept; not every mode has some."""
    return Path(str(resources.files("worker.engines"))) / "choices" / f"{mode}.txt"


@lru_cache(maxsize=16)
def spellings(mode: str) -> frozenset[str]:
    """Give the words that a mode's choices bring in, in small letters: Apertium itself may not know them."""
    file = choices_file(mode)
    choices: dict[str, list[Choice]] = parsed(file.read_text("utf-8").splitlines()) if file.is_file() else {}
    parts = [part for same in choices.values() for choice in same for part in choice.target]
    return frozenset(word for part in parts for word in part.lemma.casefold().split())


def extended(pipe: str, choices: Path) -> str:
    """Put our choices into a mode's pipe, behind the stage that asks the dictionary."""
    stages = pipe.split(" | ")
    asks = next((n for n, stage in enumerate(stages) if _DICTIONARY in stage), None)
    if asks is None:
        return pipe
    program = choices.parent.parent / "apertium_choices.py"
    ours = shlex.join([sys.executable, "-I", str(program), str(choices)])
    return " | ".join([*stages[: asks + 1], ours, *stages[asks + 1 :]])


@contextmanager
def with_choices(data: Path, mode: str) -> Iterator[Path]:
    """Lay a mode out in a folder of its own, as the wrapper looks for it, with our choices when it has any."""
    choices = choices_file(mode)
    if not choices.is_file():
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="tripont-") as folder:
        modes = Path(folder) / "modes"
        modes.mkdir()
        pipe = (data / "modes" / f"{mode}.mode").read_text("utf-8").strip()
        (modes / f"{mode}.mode").write_text(extended(pipe, choices), "utf-8")
        yield Path(folder)
