"""Numbers for Prometheus: what the database knows at the moment of the question, and what this process has answered."""

import time
from collections.abc import Callable, Iterator
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import Scope

from api.health import WORKER_SECONDS
from api.rooms import Rooms
from store.overview import Overview, overview

FRESH_SECONDS = 5.0
"""For so long the numbers of the database are given again without asking it."""

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The numbers of one process."""

    def __init__(self, rooms: Rooms) -> None:
        """Count for these rooms; asks nothing yet."""
        self._registry = CollectorRegistry()
        self._registry.register(_FromDatabase(rooms))
        self._durations = Histogram(
            "tripont_http_request_seconds",
            "Seconds until an answer began",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._uploads = Counter(
            "tripont_uploads",
            "Files that were sent, by what became of them",
            ("code",),
            registry=self._registry,
        )

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer, under its route's name."""
        route = getattr(scope.get("route"), "name", None) or "none"
        self._durations.labels(scope["method"], route, f"{status // 100}xx").observe(seconds)

    def count_files(self, code: str, count: int = 1) -> None:
        """Count files of an upload: ``accepted``, or refused with a code."""
        self._uploads.labels(code).inc(count)

    def text(self) -> bytes:
        """Write all numbers down; raises DatabaseAway."""
        return generate_latest(self._registry)


class _FromDatabase(Collector):
    def __init__(self, rooms: Rooms, clock: Callable[[], float] = time.monotonic) -> None:
        self._rooms, self._clock = rooms, clock
        self._kept: tuple[float, Overview] | None = None
        self._lock = Lock()

    def describe(self) -> list[Metric]:
        """Say nothing in advance, so that registering asks no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        numbers = self._numbers()
        yield from _jobs(numbers)
        yield from _results(numbers)
        alive = sum(worker.silent_for < WORKER_SECONDS for worker in numbers.workers)
        yield GaugeMetricFamily("tripont_workers", "Workers heard within a minute", value=alive)

    def _numbers(self) -> Overview:
        with self._lock:
            moment = self._clock()
            if self._kept is None or moment - self._kept[0] > FRESH_SECONDS:
                with self._rooms.database.read() as session:
                    self._kept = (moment, overview(session))
            return self._kept[1]


def _jobs(numbers: Overview) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("tripont_jobs", "Jobs by kind and state", labels=("kind", "state"))
    for (kind, state), count in sorted(numbers.jobs.items()):
        jobs.add_metric((kind, state), count)
    yield jobs
    yield GaugeMetricFamily(
        "tripont_longest_wait_seconds", "How long the job waits that waits longest", value=numbers.longest_wait
    )
    finished = CounterMetricFamily("tripont_jobs_finished", "Jobs that ended well", labels=("kind",))
    seconds = CounterMetricFamily("tripont_job_seconds", "Seconds of work on them", labels=("kind",))
    for kind, (count, spent) in sorted(numbers.finished.items()):
        finished.add_metric((kind,), count)
        seconds.add_metric((kind,), spent)
    yield from (finished, seconds)
    badly = GaugeMetricFamily("tripont_jobs_ended_badly", "Jobs by bad end and its code", labels=("state", "code"))
    for (state, code), count in sorted(numbers.ended_badly.items()):
        badly.add_metric((state, code), count)
    yield badly


def _results(numbers: Overview) -> Iterator[Metric]:
    yield GaugeMetricFamily("tripont_words", "Source words of the translations that are kept", value=numbers.words)
    pace = numbers.words_lately / numbers.seconds_lately if numbers.seconds_lately else 0.0
    yield GaugeMetricFamily("tripont_words_per_second", "Words by seconds of work, of the last hour", value=pace)
    stages = GaugeMetricFamily(
        "tripont_stage_seconds", "Mean seconds of a job in a stage, of the last hour", labels=("stage",)
    )
    for stage, (count, seconds) in sorted(numbers.stages.items()):
        stages.add_metric((stage,), seconds / count)
    yield stages
    findings = GaugeMetricFamily("tripont_findings", "Findings in them by severity", labels=("severity",))
    for severity, count in sorted(numbers.findings.items()):
        findings.add_metric((severity,), count)
    yield findings
