"""Who a worker process is: a name by which others on the same machine can tell that it is dead.

Numbers of processes are given away again, and containers count for themselves. So a name has the machine's boot, the
space in which numbers are unique, the number, and the moment at which that process began.
"""

import socket
from pathlib import Path

PROC = Path("/proc")


def name_of(pid: int) -> str:
    """Name a living process of this machine."""
    return f"{socket.gethostname()}:{_space()}:{pid}:{_began(pid)}"


def is_dead(name: str) -> bool:
    """Tell whether the process of a name has surely ended; of another machine's this cannot be told."""
    _, space, pid, began = name.rsplit(":", 3)
    return bool(space) and space == _space() and _began(int(pid)) != began


def _space() -> str:
    """Name this boot and its processes' number space; nothing where the system does not tell."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        numbers = (PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return f"{boot[:13]}-{numbers}"


def _began(pid: int) -> str:
    """Give the clock tick at which a process began; nothing when there is none, or only its exit status is left."""
    try:
        fields = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in {"Z", "X"} else fields[19]
