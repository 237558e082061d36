"""What there is in numbers, for whoever looks after the server: queue, workers, results, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from document.states import JobKind, JobState
from store.database import now
from store.presence import WorkerRecord, workers
from store.tables import Job, StageTime, Translation

__all__ = ["Overview", "WorkerRecord", "overview", "workers"]

LATELY = 3_600.0
"""Seconds: what is called lately is of the last hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All numbers at one moment. Seconds of jobs are those in which a worker was at them.

    ``finished`` and ``stages`` give a count and a sum of seconds, the latter for jobs that left the stage lately;
    ``ended_badly`` counts by state and code; ``words`` are source words of the translations that are kept.
    """

    jobs: Mapping[tuple[JobKind, JobState], int]
    longest_wait: float
    finished: Mapping[JobKind, tuple[int, float]]
    ended_badly: Mapping[tuple[JobState, str], int]
    words: int
    translating_seconds: float
    words_lately: int
    seconds_lately: float
    stages: Mapping[str, tuple[int, float]]
    findings: Mapping[str, int]
    workers: Sequence[WorkerRecord]


def overview(session: Session) -> Overview:
    """Count everything."""
    finished = _finished(session)
    words_lately, seconds_lately = _pace(session)
    return Overview(
        jobs=_jobs(session),
        longest_wait=_longest_wait(session),
        finished=finished,
        ended_badly=_ended_badly(session),
        words=_words(session),
        translating_seconds=finished.get(JobKind.TRANSLATE, (0, 0.0))[1],
        words_lately=words_lately,
        seconds_lately=seconds_lately,
        stages=_stages(session),
        findings=_findings(session),
        workers=workers(session),
    )


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


def _words(session: Session) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(Translation.words), 0))) or 0)


def _pace(session: Session) -> tuple[int, float]:
    """Sum up the words of the translations that ended lately, and the seconds that their jobs took."""
    words, seconds = session.execute(
        select(func.coalesce(func.sum(Translation.words), 0), func.coalesce(func.sum(Job.seconds), 0.0))
        .select_from(Job)
        .join(Translation, and_(Translation.note_id == Job.note_id, Translation.language == Job.language))
        .where(Job.state == JobState.DONE, Job.ended_at > now() - LATELY)
    ).one()
    return int(words), float(seconds)


def _stages(session: Session) -> Mapping[str, tuple[int, float]]:
    rows = session.execute(
        select(StageTime.stage, func.count(), func.sum(StageTime.seconds))
        .where(StageTime.at > now() - LATELY)
        .group_by(StageTime.stage)
    )
    return {stage: (count, float(seconds)) for stage, count, seconds in rows}


def _findings(session: Session) -> Mapping[str, int]:
    """Count the findings of all translations by severity."""
    columns = {"blocking": Translation.blocking, "warning": Translation.warning, "info": Translation.info}
    row = session.execute(select(*(func.coalesce(func.sum(column), 0) for column in columns.values()))).one()
    return {severity: int(count) for severity, count in zip(columns, row, strict=True)}
