"""Files appear in their place when they are complete, together, or not at all."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from document.errors import CannotWrite


def make_ready(folder: Path) -> None:
    """Make the folder where results are to lie, and prove that files can be made in it.

    Raises CannotWrite: better now than after the work.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tripont-", dir=folder):
            pass
    except OSError as problem:
        raise _refused(folder, problem) from problem


def deliver(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by name: all of them beside their places first, then each renamed into its place.

    Gives their paths in the order of ``contents``. Raises CannotWrite, and leaves nothing half-written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".tripont-", dir=folder) as beside:
            for name, content in contents.items():
                (Path(beside) / name).write_bytes(content)
            return tuple((Path(beside) / name).replace(folder / name) for name in contents)
    except OSError as problem:
        raise _refused(folder, problem) from problem


def _refused(folder: Path, problem: OSError) -> CannotWrite:
    reason = problem.strerror or type(problem).__name__
    return CannotWrite(f"Results cannot be written into {folder} ({reason}). Make room there, or name another folder.")
