"""A stranger's PDF is read in a process of its own, which may be killed without regret.

The child gets the opened file, an empty directory, a clean environment and limits; it gives back JSON, never pickles.
Whatever a hostile file makes of it, here it ends as a note or as one of the refusals of ``document.errors``.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import worker
from document.errors import Damaged, RefusedInput, TooCostly
from document.note import Note
from document.progress import Progress, Report, silent
from document.wire import BadWire, load
from worker.extract.intake import Limits
from worker.extract.verdicts import DAMAGED, RESULT, TOO_COSTLY

CHILD = "worker.extract.child"
LONGEST_MESSAGE = 1 << 16
"""Bytes. The child says one short line at a time; more means that somebody else is speaking through it."""

TICK = 0.5
"""Seconds after which a child that says nothing counts as still being where it was: who is told may break off."""

GAVE_UP = {signal.SIGKILL, signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGXFSZ}
"""Ends of a process that got no memory: from the kernel, or by native code that cannot go on without."""

REFUSALS = {kind.code: kind for kind in RefusedInput.__subclasses__()}


class ReaderFailed(Exception):
    """Why the child ended without a note: what it wrote to standard error. Stands behind a refusal as its cause."""


class ReaderFault(Exception):
    """The reader met a situation that its own code should have foreseen: the file is not to blame."""


def read_apart(file: BinaryIO, limits: Limits, report: Report = silent, program: str = CHILD) -> Note:
    """Read an opened PDF in a fresh process and give the note.

    Raises what the reader refuses, TooCostly when it runs out of memory, processor or wall time, ReaderFault when it
    stumbles over itself, and Damaged when it fails in any other way. ``program`` is the module to run, another one only
    in tests. Leaves no process and no file.
    """
    with tempfile.TemporaryDirectory(prefix="tripont-") as folder:
        errors = Path(folder) / "stderr"
        with (
            errors.open("wb") as stderr,
            _child(program, file, Path(folder), stderr, _order(limits)) as child,
        ):
            last = _listen(child, limits.wall, report)
        if refusal := _refusal(last, child.returncode):
            raise refusal from ReaderFailed(_tail(errors))
        return _result(Path(folder) / RESULT, limits)


def _order(limits: Limits) -> str:
    return json.dumps({"memory": limits.memory, "cpu": limits.cpu, "result": limits.result, "pages": limits.pages})


@contextmanager
def _child(
    program: str, file: BinaryIO, folder: Path, stderr: BinaryIO, order: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the child as the head of a process group, and end the whole group in any case."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-X", "utf8", "-m", program, order],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=stderr,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        yield child
    finally:
        _kill_group(child)
        child.wait()
        if child.stdout:
            child.stdout.close()


def _environment(folder: Path) -> dict[str, str]:
    """Give the child what it needs to find our modules, and nothing of ours that it could tell."""
    rooms = Path(worker.__file__).parents[1]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {"PYTHONPATH": str(rooms), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", **threads}


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """Kill the child and all that it started. Its number is not given away again before ``wait``."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _listen(child: "subprocess.Popen[bytes]", wall: float, report: Report) -> dict[str, object]:
    """Pass on progress until the child has ended, and give its last message ({} without one).

    While it is silent its last progress is told again and again, so that ``report`` can end the work by raising.
    Raises TooCostly when the time is over.
    """
    last: dict[str, object] = {}
    told = Progress("extract", 0, 0)
    for line in _lines(child, time.monotonic() + wall):
        if line is None:
            report(told)
            continue
        last = _message(line)
        if progress := _progress(last):
            told = progress
            report(told)
    return last


def _lines(child: "subprocess.Popen[bytes]", deadline: float) -> Iterator[bytes | None]:
    """Give the child's lines as they come, until it closes its standard output; None while there are none.

    The time is looked at before each read, since from a child that never stops talking there is always some to read.
    """
    assert child.stdout is not None  # noqa: S101 - opened as a pipe above
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TooCostly(TOO_COSTLY.format(what="time"))
            if not selector.select(min(left, TICK)):
                yield None
                continue
            data = os.read(child.stdout.fileno(), LONGEST_MESSAGE)
            *lines, rest = (rest + data).split(b"\n")
            yield from lines
            if not data or len(rest) > LONGEST_MESSAGE:
                return


def _message(line: bytes) -> dict[str, object]:
    """Read one line; one that is no message, such as a library's stray print, says nothing."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _progress(message: dict[str, object]) -> Progress | None:
    match message:
        case {"progress": [str(stage), int(done), int(total)]}:
            return Progress(stage, done, total)
        case _:
            return None


def _refusal(last: dict[str, object], status: int) -> RefusedInput | ReaderFault | None:
    """Judge the child's end by its last message and its exit status; None when there should be a result."""
    match last:
        case {"refused": str(code), "message": str(message)} if code in REFUSALS:
            return REFUSALS[code](message)
        case {"fault": str(what)}:
            return ReaderFault(what)
        case {"done": True}:
            return None
    if -status == signal.SIGXCPU:
        return TooCostly(TOO_COSTLY.format(what="processor time"))
    if -status in GAVE_UP:
        return TooCostly(TOO_COSTLY.format(what="memory"))
    return Damaged(DAMAGED)


def _tail(errors: Path) -> str:
    return errors.read_text("utf-8", errors="replace")[-4000:]


def _result(path: Path, limits: Limits) -> Note:
    try:
        if path.stat().st_size > limits.result:
            raise TooCostly(TOO_COSTLY.format(what="disk space"))
        return load(path.read_bytes(), Note)
    except (OSError, BadWire) as error:
        raise Damaged(DAMAGED) from error
