"""What the reader's child process takes from itself before it opens a stranger's file: memory, time, disk, network."""

import ctypes
import resource
import signal

NEW_USER_NAMESPACE = 0x10000000
NEW_NETWORK_NAMESPACE = 0x40000000
"""Flags of unshare(2), from linux/sched.h; Python has them from 3.12 on."""

DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def confine(*, memory: int, cpu: int, file_size: int) -> None:
    """Limit this process for good: address space and written files in bytes, processor time in seconds.

    The network is cut off where the system allows it to an ordinary user; containers often do not, and then the other
    limits must do.
    """
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, cpu, grace=1)
    _limit(resource.RLIMIT_FSIZE, file_size)
    _limit(resource.RLIMIT_CORE, 0)
    _die_with_parent()
    leave_network()


def leave_network() -> bool:
    """Move this process into a network of its own that has no way out; tell whether that was allowed.

    Must run before the process has a second thread.
    """
    try:
        libc = ctypes.CDLL(None)
        return int(libc.unshare(NEW_USER_NAMESPACE | NEW_NETWORK_NAMESPACE)) == 0
    except (OSError, AttributeError):  # not Linux
        return False


def _die_with_parent() -> None:
    """Ask for an end when the process that waits for us ends; where this cannot be had, the time limit must do."""
    try:
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    except (OSError, AttributeError):  # not Linux
        return


def _limit(what: int, most: int, grace: int = 0) -> None:
    """Lower a limit; one that stands lower already stays.

    ``grace`` sets the hard limit above the soft one: at its processor time's soft end a process dies of a signal that
    says so, at the hard end of one that says nothing.
    """
    _, hard = resource.getrlimit(what)
    end = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
    resource.setrlimit(what, (min(most, end), end))
