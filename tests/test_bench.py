"""The measure of memory measures what it says."""

import subprocess
import sys

from tests.bench import memory

HOLD = "import sys; held = b'x' * (64 << 20); print('held', flush=True); sys.stdin.read()"
ABOVE = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"


def test_memory_of_processes_below_counts() -> None:
    """What a child holds belongs to its parent's sum; a process that has ended holds nothing."""
    with subprocess.Popen([sys.executable, "-c", ABOVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"held\n"
        assert 64 < memory(parent.pid) < 192
        parent.communicate()
    assert memory(parent.pid) == 0
