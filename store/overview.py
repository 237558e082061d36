"""What there is in numbers, for whoever looks after the server: queue, workers, results, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from document.states import JobKind, JobState
from store.database import now
from store.tables import Finding, Job, Translation, Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRecord:
    """A worker process: how many seconds ago it was heard, and which engines it has."""

    name: str
    silent_for: float
    version: str
    engines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All numbers at one moment. Seconds of jobs are those in which a worker was at them."""

    jobs: Mapping[tuple[JobKind, JobState], int]
    longest_wait: float
    finished: Mapping[JobKind, tuple[int, float]]
    ended_badly: Mapping[tuple[JobState, str], int]
    words: int
    translating_seconds: float
    findings: Mapping[str, int]
    workers: Sequence[WorkerRecord]


def overview(session: Session) -> Overview:
    """Count everything."""
    words, seconds = session.execute(
        select(
            func.coalesce(func.sum(Translation.summary["words"].as_float()), 0),
            func.coalesce(func.sum(Translation.summary["seconds"].as_float()), 0),
        )
    ).one()
    return Overview(
        jobs=_jobs(session),
        longest_wait=_longest_wait(session),
        finished=_finished(session),
        ended_badly=_ended_badly(session),
        words=int(words),
        translating_seconds=float(seconds),
        findings=_findings(session),
        workers=workers(session),
    )


def workers(session: Session) -> Sequence[WorkerRecord]:
    """Give all workers that were ever heard and not forgotten, the last heard first."""
    rows = session.execute(
        select(Worker.name, now() - Worker.seen_at, Worker.version, Worker.engines).order_by(Worker.seen_at.desc())
    )
    return [
        WorkerRecord(name=name, silent_for=max(0.0, silent), version=version, engines=tuple(engines))
        for name, silent, version, engines in rows
    ]


def _jobs(session: Session) -> Mapping[tuple[JobKind, JobState], int]:
    rows = session.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state))
    return {(JobKind(kind), JobState(state)): count for kind, state, count in rows}


def _longest_wait(session: Session) -> float:
    """Tell for how many seconds the job waits that waits longest."""
    waited = session.scalar(
        select(now() - func.min(Job.queued_at)).where(Job.state == JobState.WAITING, Job.not_before <= now())
    )
    return max(0.0, waited or 0.0)


def _finished(session: Session) -> Mapping[JobKind, tuple[int, float]]:
    rows = session.execute(
        select(Job.kind, func.count(), func.sum(Job.seconds)).where(Job.state == JobState.DONE).group_by(Job.kind)
    )
    return {JobKind(kind): (count, float(seconds)) for kind, count, seconds in rows}


def _ended_badly(session: Session) -> Mapping[tuple[JobState, str], int]:
    rows = session.execute(
        select(Job.state, Job.code, func.count())
        .where(Job.state.in_([JobState.REFUSED, JobState.FAILED]))
        .group_by(Job.state, Job.code)
    )
    return {(JobState(state), code or "fault"): count for state, code, count in rows}


def _findings(session: Session) -> Mapping[str, int]:
    rows = session.execute(select(Finding.severity, func.count()).group_by(Finding.severity))
    return {severity: count for severity, count in rows}  # noqa: C416 - rows are no plain pairs to the type checker
