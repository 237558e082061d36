"""How a call can end: the exit codes, and the one line on standard error that goes with a bad end."""

import os
import traceback
from pathlib import Path

import click

from commands.wording import shown
from document.errors import NoEngine, RefusedInput, TripontError

DONE, FAULT, USAGE, REFUSED, NO_ENGINE, BLOCKING = range(6)
INTERRUPTED = 130


def status_of(problem: Exception) -> int:
    """The exit code that tells this problem."""
    match problem:
        case click.UsageError():
            return USAGE
        case RefusedInput():
            return REFUSED
        case NoEngine():
            return NO_ENGINE
        case _:
            return FAULT


def worse(one: int, other: int) -> int:
    """Of two exit codes, the one that the user must know of first."""
    rank = (DONE, BLOCKING, NO_ENGINE, REFUSED, USAGE, FAULT)
    return max(one, other, key=rank.index)


def complain(problem: Exception, file: Path | None = None) -> int:
    """Say on standard error what went wrong, in one line; give the exit code that goes with it."""
    where = f"{shown(file.name)}: " if file else ""
    if isinstance(problem, click.UsageError):
        click.echo(f"tripont: {where}{problem.message}", err=True)
        return USAGE
    if os.environ.get("TRIPONT_DEBUG"):
        traceback.print_exception(problem)
    if isinstance(problem, TripontError):
        click.echo(f"tripont: {problem.code}: {where}{shown(str(problem))}", err=True)
        return status_of(problem)
    summary = " ".join(str(problem).split())[:200] or "no more is known"
    click.echo(
        f"tripont: fault: {where}{type(problem).__name__} ({summary}). This is a fault of Tripont, not of your file; "
        "set TRIPONT_DEBUG=1 to see where it happened, and report it.",
        err=True,
    )
    return FAULT
