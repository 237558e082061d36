"""The engines that Tripont knows, and which of them takes a direction."""

from collections.abc import Sequence
from pathlib import Path

from document.errors import NoEngine
from document.languages import NAMES, Direction, Language
from worker.engines.apertium import Apertium
from worker.engines.argos.engine import Argos
from worker.engines.engine import Engine
from worker.engines.process.client import ArgosApart

AUTO = "auto"
"""The name that leaves the choice to Tripont: the first engine that is ready."""


def engines() -> tuple[Engine, ...]:
    """All engines, in the order in which ``auto`` prefers them."""
    return (Argos(), Apertium())


def engines_apart(folder: Path) -> tuple[Engine, ...]:
    """All engines for one of many processes: their models are in a process of their own, met in ``folder``."""
    return (ArgosApart(folder), Apertium())


def choose(name: str, direction: Direction, known: Sequence[Engine] | None = None) -> Engine:
    """Give the engine of this name, or with ``auto`` the first that is ready for the direction.

    ``known`` are the engines to choose from, all that there are unless told else. Raises NoEngine when it is not
    ready, or when no engine has this name; the message says what to type.
    """
    known = engines() if known is None else known
    asked = [engine for engine in known if name in {AUTO, engine.name}]
    if not asked:
        names = ", ".join([AUTO, *(engine.name for engine in known)])
        raise NoEngine(f"There is no engine called “{name}”. Nothing was translated. Choose one of: {names}.")
    for engine in asked:
        if engine.readiness(direction).ready:
            return engine
    remedies = " or ".join(f"“{engine.readiness(direction).remedy}”" for engine in asked)
    raise NoEngine(
        f"{' and '.join(engine.name for engine in asked)} cannot translate from {_name(direction.source)} into "
        f"{_name(direction.target)} on this machine. What the direction needs is not installed. Type {remedies}."
    )


def _name(language: Language) -> str:
    return NAMES[Language.ENGLISH][language]
