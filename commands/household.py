"""The processes of one server: started together, started again when they die, and ended together.

Each is told by the system when this process dies, however that happens, so that none is ever left behind.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import structlog

STOP_SECONDS = 12.5
"""How long processes may take to end by themselves; a worker gives its jobs back within this time."""

LAST_SECONDS = 0.5
"""How long those may take that only serve the others."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a process is started again; doubled each time that it dies young."""

STEADY_SECONDS = 60.0
"""After so long a process is no longer young."""

LOOK_SECONDS = 0.3

PR_SET_PDEATHSIG = 1
"""See prctl(2)."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A process to be kept running.

    ``environment`` is added to ours, ``handed`` are open files that it inherits, ``death`` is the signal that it gets
    when we die, ``last`` says that it ends after the others.
    """

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    handed: tuple[int, ...] = ()
    death: signal.Signals = signal.SIGTERM
    last: bool = False


class Household:
    """Runs its members as long as the ``with`` block lasts. Only for a process with a single thread."""

    def __init__(self, members: Sequence[Member]) -> None:
        """Start nothing yet."""
        self._kept = [_Kept(member) for member in members]

    def __enter__(self) -> Self:
        """Start everybody."""
        try:
            for kept in self._kept:
                kept.start()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everybody."""
        self.end()

    def look(self) -> None:
        """Start again who has died, when its pause is over."""
        for kept in self._kept:
            kept.look()

    def keep(self) -> None:
        """Look after everybody for ever; an exception ends it, as KeyboardInterrupt."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def deaths(self, name: str) -> int:
        """Tell how often the member of this name has died."""
        return sum(kept.deaths for kept in self._kept if kept.member.name == name)

    def end(self) -> None:
        """End everybody: asked first, then by force; those last on whom the others depend. Cannot be interrupted."""
        before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
        _end([kept for kept in self._kept if not kept.member.last], STOP_SECONDS)
        _end([kept for kept in self._kept if kept.member.last], LAST_SECONDS)
        for number, handler in before.items():
            signal.signal(number, handler)


class _Kept:
    def __init__(self, member: Member) -> None:
        self.member = member
        self.deaths = 0
        self._pause = FIRST_PAUSE
        self._process: subprocess.Popen[bytes] | None = None
        self._since = self._again_at = 0.0

    def start(self) -> None:
        parent = os.getpid()
        self._since = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            self.member.words,
            stdin=subprocess.DEVNULL,
            env=os.environ | self.member.environment,
            pass_fds=self.member.handed,
            process_group=0,  # a Ctrl-C on the terminal comes to us alone
            preexec_fn=lambda: _die_with(parent, self.member.death),  # noqa: PLW1509 - we have no other threads
        )

    def look(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self._mourn(self._process)
        if self._process is None and time.monotonic() >= self._again_at:
            self.start()

    def ask(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def is_gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def force(self) -> None:
        """End what is left of the process and of all that it started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _mourn(self, process: subprocess.Popen[bytes]) -> None:
        lived = time.monotonic() - self._since
        self.force()
        self.deaths += 1
        self._pause = FIRST_PAUSE if lived > STEADY_SECONDS else self._pause
        self._again_at = time.monotonic() + self._pause
        log.warning("process_died", name=self.member.name, status=process.returncode, again_in=self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)


def _end(some: Sequence[_Kept], seconds: float) -> None:
    for kept in some:
        kept.ask()
    until = time.monotonic() + seconds
    while time.monotonic() < until and not all(kept.is_gone() for kept in some):
        time.sleep(0.05)
    for kept in some:
        kept.force()


def _die_with(parent: int, death: signal.Signals) -> None:
    """Let the system send this process a signal when its parent dies. Runs in the child, before its program."""
    with contextlib.suppress(AttributeError, OSError):  # Linux only; elsewhere a member must be ended by hand
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death)
    if os.getppid() != parent:
        os._exit(1)
