"""Temporary files of worker processes, each in a folder of its own, so that those of a killed one do not stay for ever.

They hold copies of what people sent, and nobody but this user may look at them.
"""

import os
import shutil
import tempfile
from pathlib import Path

from worker.identity import is_dead, name_of


def root() -> Path:
    """Name the folder that the folders of this user's worker processes are in."""
    return Path(tempfile.gettempdir()) / f"tripont-work-{os.getuid()}"


def settle(place: Path) -> None:
    """Let this process keep its temporary files in its own folder below ``place``, where such a folder can be made."""
    folder = place / name_of(os.getpid()).partition(":")[2]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.chmod(0o700)
    except OSError:
        # Somebody else's folder, or no room: the usual place will do, or say why not.
        return
    tempfile.tempdir = str(folder)


def sweep(place: Path) -> None:
    """Remove what processes of this machine have left that are surely dead."""
    for folder in place.glob("*:*:*"):
        if is_dead(f":{folder.name}"):
            shutil.rmtree(folder, ignore_errors=True)
