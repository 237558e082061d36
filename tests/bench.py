"""How long the main jobs take and how much memory they need: ``make bench``.

Each command runs in a process of its own, as a user starts it; after a warm-up the median of the runs is told. Memory
is the highest sum over the command and all processes below it, each with what it has for itself and its share of what
it has with others (PSS). It is read ten times a second, so a peak of an instant may be missed. Machines differ: compare
figures of one machine only, and of a quiet one.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples"
SHORT = SAMPLES / "fr-monnaies-locales.pdf"
LONG = SAMPLES / "fr-finance-solidaire.pdf"
PROCESSES = Path("/proc")
RUNS = 3
EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Wall seconds and peak memory (MiB, whole process tree) of one run."""

    seconds: float
    memory: float


def measure(words: list[str]) -> Figure:
    """Run the command once, its output thrown away; raises RuntimeError when it fails."""
    started = time.perf_counter()
    peak = 0.0
    with subprocess.Popen([sys.executable, "-m", "tripont", *words], stdout=subprocess.DEVNULL) as command:
        while command.poll() is None:
            peak = max(peak, memory(command.pid))
            time.sleep(EVERY)
    if command.returncode not in {0, 5}:
        raise RuntimeError(f"tripont {' '.join(words)} failed")
    return Figure(time.perf_counter() - started, peak)


def memory(process: int) -> float:
    """MiB that a process and all below it hold together at this moment; Linux only."""
    return sum(map(_share, _tree(process))) / 1024


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        threads = list((PROCESSES / str(process) / "task").iterdir())
        children = " ".join((thread / "children").read_text() for thread in threads)
    except OSError:  # it has ended since
        return
    for child in children.split():
        yield from _tree(int(child))


def _share(process: int) -> int:
    """A process's proportional set size in KiB; 0 when it has ended since."""
    try:
        lines = (PROCESSES / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    """Print a line for each job."""
    with tempfile.TemporaryDirectory() as out:
        translate = ["--engine", "apertium", "--out", out]
        jobs = {
            "tripont --help": ["--help"],
            "3 pages: extract": ["extract", str(SHORT)],
            "3 pages into one language": ["translate", str(SHORT), "--to", "en", *translate],
            "4 pages into two languages": ["translate", str(LONG), "--to", "en,es", *translate],
        }
        cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
        busy = "; other work is running, so the times say too much" if load > cores / 4 else ""
        print(f"Median time and highest memory of {RUNS} runs after a warm-up; {cores} cores, load {load:.1f}{busy}")
        for name, words in jobs.items():
            measure(words)
            figures = [measure(words) for _ in range(RUNS)]
            seconds = statistics.median(figure.seconds for figure in figures)
            print(f"  {name:<28} {seconds:7.2f} s  {max(figure.memory for figure in figures):6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
