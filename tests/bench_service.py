"""How a whole server bears a forum's load: ``make bench-service``, or ``python -m tests.bench_service NOTES SECONDS``.

A server as ``tripont serve`` starts it, with a process for each core, gets NOTES notes of four pages to be brought into
two languages; while it is at work, uploads of 1 MiB come in at 20 a second for SECONDS seconds, and health is asked for
all the time. Told are the answers' 95th percentiles, the pace of the work, and how the workers' memory grew. Machines
differ: compare figures of one machine only, and of a quiet one.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from store.database import Database
from tests.bench import memory
from tests.client import Client
from tests.commands.test_serve import Served

NOTE = Path(__file__).parent.parent / "samples" / "fr-finance-solidaire.pdf"
PER_SECOND = 20
MIB = 1024 * 1024
FIRST = 20
"""Notes after which the workers' memory is taken for the first time."""


def main(notes: int, seconds: float) -> None:
    """Print the figures."""
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    busy = "; other work is running, so the times say too much" if load > cores / 4 else ""
    print(f"{notes} notes of 4 pages into 2 languages, {cores} processes; load before {load:.1f}{busy}", flush=True)
    settings = {"TRIPONT_UPLOADS_PER_MINUTE": "1000000", "TRIPONT_LOG_LEVEL": "warning"}
    folder = Path(tempfile.mkdtemp(prefix="tripont-bench-"))
    with Served.running(folder, "--workers", str(cores), **settings) as served:
        database = Database(f"sqlite:///{served.home / 'tripont.sqlite'}")
        client = Client.of(f"http://127.0.0.1:{served.port}", database)
        began = time.monotonic()
        sent = [client.send(NOTE.read_bytes(), f"note-{number}.pdf") for number in range(notes)]
        _until_working(client, sent)
        _load(client, seconds)
        _work_off(served, client, sent, began)
        database.close()


def _until_working(client: Client, sent: Sequence[str]) -> None:
    while client.note(sent[0])["state"] == "waiting":
        time.sleep(0.5)


def _load(client: Client, seconds: float) -> None:
    """Upload and ask for health while the workers are busy."""
    health: list[float] = []
    over = threading.Event()
    watcher = threading.Thread(target=_ask_health, args=(client, health, over))
    watcher.start()
    count = int(PER_SECOND * seconds)
    with ThreadPoolExecutor(64) as pool:
        began = time.monotonic()
        waiting = []
        for number in range(count):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            waiting.append(pool.submit(_upload, client, number))
        answers = [one.result() for one in waiting]
    over.set()
    watcher.join()
    good = [spent for spent, status in answers if status == httpx.codes.ACCEPTED]
    print(f"  {len(good)} of {count} uploads of 1 MiB at {PER_SECOND}/s taken: p95 {_p95(good):.2f} s", flush=True)
    print(f"  health, {len(health)} times meanwhile: p95 {1000 * _p95(health):.0f} ms", flush=True)


def _ask_health(client: Client, spent: list[float], over: threading.Event) -> None:
    while not over.wait(0.1):
        began = time.monotonic()
        client.http.get("/api/v1/health")
        spent.append(time.monotonic() - began)


def _upload(client: Client, number: int) -> tuple[float, int]:
    """Send a file that is no note but looks like one; it is refused when it is read, long after it was taken."""
    content = b"%PDF-1.7\n" + number.to_bytes(8) + bytes(MIB - 17)
    began = time.monotonic()
    answer = client.http.post(
        "/api/v1/notes",
        data={"forum": client.forum, "to": "en"},
        files={"file": (f"{number}.pdf", content, "application/pdf")},
    )
    return time.monotonic() - began, answer.status_code


def _work_off(served: Served, client: Client, sent: Sequence[str], began: float) -> None:
    """Wait until all notes are done, and look at the workers' memory on the way."""
    workers = served.children()["work"]
    done = client.ended(sent[: min(FIRST, len(sent))], 7200)
    first = memory(workers)
    done |= client.ended(sent, 7200)
    seconds = time.monotonic() - began
    states = {
        state: sum(note["state"] == state for note in done.values()) for state in {n["state"] for n in done.values()}
    }
    words = sum(_words(client, note) for note in sent)
    print(f"  {states} in {seconds:.0f} s: {words / seconds:.0f} source words a second", flush=True)
    print(
        f"  workers' memory after {min(FIRST, len(sent))} notes {first:.0f} MiB, at the end {memory(workers):.0f} MiB"
    )


def _words(client: Client, note: str) -> int:
    told = (client.http.get(f"/api/v1/notes/{note}/translations/{language}").json() for language in ("en", "es"))
    return sum(one["summary"]["words"] for one in told if "summary" in one)


def _p95(figures: Sequence[float]) -> float:
    return statistics.quantiles(figures, n=20)[-1] if len(figures) > 1 else float("nan")


if __name__ == "__main__":
    numbers = [*sys.argv[1:], *("100", "30")[len(sys.argv) - 1 :]]
    main(int(numbers[0]), float(numbers[1]))
