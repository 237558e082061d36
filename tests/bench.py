"""How long the main jobs take and how much memory they need: ``make bench``.

Each command runs in a process of its own, as a user starts it; after a warm-up the median of the runs is told. Memory
is the largest single process of the command, children included. Machines differ: compare figures of one run only.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOTE = ROOT / "samples" / "fr-monnaies-locales.pdf"
RUNS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Wall seconds and peak memory (MiB) of one run."""

    seconds: float
    memory: float


def measure(words: list[str]) -> Figure:
    """Run the command once, its output thrown away; raises RuntimeError when it fails."""
    started = time.perf_counter()
    quiet = os.open(os.devnull, os.O_WRONLY)
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "tripont", *words],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1)],
    )
    os.close(quiet)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 5}:
        raise RuntimeError(f"tripont {' '.join(words)} failed")
    return Figure(time.perf_counter() - started, usage.ru_maxrss / 1024)


def main() -> None:
    """Print a line for each job."""
    with tempfile.TemporaryDirectory() as out:
        jobs = {
            "tripont --help": ["--help"],
            "extract": ["extract", str(NOTE)],
            "into one language": ["translate", str(NOTE), "--to", "en", "--engine", "apertium", "--out", out],
            "into two languages": ["translate", str(NOTE), "--to", "en,es", "--engine", "apertium", "--out", out],
        }
        print(f"{NOTE.name}, median of {RUNS} runs after a warm-up")
        for name, words in jobs.items():
            measure(words)
            figures = [measure(words) for _ in range(RUNS)]
            seconds = statistics.median(figure.seconds for figure in figures)
            memory = max(figure.memory for figure in figures)
            print(f"  {name:<20} {seconds:7.2f} s  {memory:6.0f} MiB")


if __name__ == "__main__":
    main()
