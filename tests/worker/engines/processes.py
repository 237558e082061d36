"""The process that holds the models, as the tests look after it."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from worker.engines.process.client import ArgosApart


def end(engine: ArgosApart) -> None:
    """Kill the engine's process, if there is one, and wait until it is gone."""
    status = engine.status()
    if status is not None:
        with suppress(ProcessLookupError):
            os.kill(status.pid, signal.SIGKILL)
        wait_for_end(status.pid)
        # Its threads may outlive its first one by a moment, and its socket with them.
        while engine.status() is not None:
            time.sleep(0.05)


def wait_for_end(pid: int, seconds: float = 30.0) -> None:
    """Wait until a process is gone, or only its exit status is left."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} does not end")
