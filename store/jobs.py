"""The job table: who works on what, for how long, and what happens when they fall silent.

The table is the truth, messages are only a bell. A claim is one conditional UPDATE that raises the job's fence; every
later write of that worker is conditional on its fence, so that a twin that was stalled and comes back can change
nothing. Waiting jobs are taken in turns: first those of the forum with the least under way, then by how long they
wait; a long job goes to the end of the queue after each slice of time.

Whoever locks more than one row locks the note first and then its jobs; whoever looks after the jobs of many notes steps
over rows that are locked. So no two ever wait for each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Update, case, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from document.progress import Progress
from document.states import OPEN, JobKind, JobState
from store.database import insert_into, now
from store.history import write_down
from store.tables import Forum, Job, Note, Piece, StageTime

PAUSE_SECONDS = 3.0
"""How long a job rests after an attempt that failed, times the attempts so far; none after a first lost worker."""

TURNS = 10
"""So many forums are tried until one has a job that nobody else takes at the same moment."""

BELLS_AT_ONCE = 4
RING_AGAIN_SECONDS = 8.0


class LostClaim(Exception):
    """The job is no longer this worker's: its lease ran out, or a person cancelled it. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job in the hands of a worker, with the fence that proves it. ``language`` is empty for a reading."""

    job: str
    fence: int
    note: str
    forum: str
    kind: JobKind
    language: str
    attempts: int


def enqueue(session: Session, *, note: str, forum: str, kind: JobKind, language: str = "") -> str:
    """Add a job, in the transaction that makes it necessary; gives its id, to be rung after the commit."""
    job = Job(note_id=note, forum_id=forum, kind=kind, language=language)
    session.add(job)
    session.flush()
    return job.id


def claim(session: Session, worker: str, lease: float) -> Claim | None:
    """Take the job whose turn it is, for ``lease`` seconds; None when nothing waits, or others take all that does."""
    for forum in _by_turns(session):
        taken = _take(session, forum, worker, lease)
        if taken is not None:
            return taken
    return None


def _by_turns(session: Session) -> Sequence[str]:
    """Give the forums for which a job is ready, in the order in which they are to be served."""
    other = aliased(Job)
    under_way = (
        select(func.count()).where(other.forum_id == Forum.id, other.state == JobState.RUNNING).scalar_subquery()
    )
    served = select(func.max(other.claimed_at)).where(other.forum_id == Forum.id).scalar_subquery()
    waiting_since = (
        select(other.queued_at)
        .where(other.forum_id == Forum.id, other.state == JobState.WAITING, other.not_before <= now())
        .order_by(other.queued_at)
        .limit(1)
        .scalar_subquery()
    )
    return session.scalars(
        select(Forum.id)
        .where(waiting_since.is_not(None))
        .order_by(under_way, func.coalesce(served, 0.0), waiting_since, Forum.id)
        .limit(TURNS)
    ).all()


def _take(session: Session, forum: str, worker: str, lease: float) -> Claim | None:
    first = (
        select(Job.id)
        .where(Job.forum_id == forum, Job.state == JobState.WAITING, Job.not_before <= now())
        .order_by(Job.queued_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(
        update(Job)
        .where(Job.id == first.scalar_subquery(), Job.state == JobState.WAITING)
        .values(
            state=JobState.RUNNING,
            fence=Job.fence + 1,
            attempts=Job.attempts + 1,
            worker=worker,
            claimed_at=now(),
            lease_until=now() + lease,
            stage_since=None,
        )
        .returning(Job.id, Job.fence, Job.note_id, Job.kind, Job.language, Job.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if taken is None:
        return None
    job, fence, note, kind, language, attempts = taken
    return Claim(job=job, fence=fence, note=note, forum=forum, kind=JobKind(kind), language=language, attempts=attempts)


def beat(session: Session, held: Claim, lease: float) -> None:
    """Renew the lease; raises LostClaim."""
    _as_holder(session, held, _held(held).values(lease_until=now() + lease))


def hold(session: Session, held: Claim) -> None:
    """Lock the note and the claim at the beginning of a transaction that writes results; raises LostClaim."""
    _lock_note(session, held.note)
    _as_holder(session, held, _held(held).values(fence=held.fence))


def progress(session: Session, held: Claim, told: Progress) -> None:
    """Say how far the job is; raises LostClaim. The time between is counted for the stage that it was in."""
    _count_stage(session, held, told.stage)
    since = case(((Job.stage == told.stage) & Job.stage_since.is_not(None), Job.stage_since), else_=now())
    _as_holder(
        session,
        held,
        _held(held).values(stage=told.stage, stage_since=since, steps_done=told.done, steps=told.total),
    )


def keep_piece(session: Session, held: Claim, key: str, content: str) -> None:
    """Keep a finished part (the file with the SHA-256 ``content``), and count attempts anew: raises LostClaim."""
    _as_holder(session, held, _held(held).values(attempts=1))
    session.merge(Piece(job_id=held.job, key=key, content=content))


def pieces(session: Session, job: str) -> dict[str, str]:
    """Give the finished parts of a job: SHA-256 by key."""
    rows = session.execute(select(Piece.key, Piece.content).where(Piece.job_id == job)).all()
    return {key: content for key, content in rows}  # noqa: C416 - rows are no plain pairs to the type checker


def finish(session: Session, held: Claim) -> None:
    """End a job well, in the transaction that writes its last result; raises LostClaim."""
    _end(session, held, JobState.DONE)


def refuse(session: Session, held: Claim, code: str, reason: str) -> None:
    """End a job because its file cannot be worked on; raises LostClaim."""
    _end(session, held, JobState.REFUSED, code, reason)


def fail(session: Session, held: Claim, code: str, reason: str) -> None:
    """End a job because something of ours broke for good; raises LostClaim."""
    _end(session, held, JobState.FAILED, code, reason)


def release(session: Session, held: Claim) -> None:
    """Give a job back that has made progress, to go on after those that wait; raises LostClaim."""
    _count_stage(session, held)
    _as_holder(session, held, _held(held).values(**_back(), attempts=0, queued_at=now()))


def postpone(session: Session, held: Claim, most: int, code: str, reason: str) -> bool:
    """Put a job back after an attempt that failed, to be tried again after a rest; after ``most`` attempts it fails.

    Attempts count from the last progress. Tells whether it will be tried again; raises LostClaim.
    """
    attempts = session.scalar(
        select(Job.attempts)
        .where(Job.id == held.job, Job.fence == held.fence, Job.state == JobState.RUNNING)
        .with_for_update()
    )
    if attempts is None:
        raise LostClaim(held.job)
    if attempts >= most:
        fail(session, held, code, reason)
        return False
    _count_stage(session, held)
    rest = now() + PAUSE_SECONDS * attempts
    _as_holder(session, held, _held(held).values(**_back(), not_before=rest, code=code, reason=reason))
    write_down(session, "attempt_failed", forum=held.forum, note=held.note, job=held.job, code=code)
    return True


def _back() -> dict[str, Any]:
    """What changes in the row of a job that goes back into the queue."""
    return {"state": JobState.WAITING, "rung_at": 0.0, "worker": None, "lease_until": None, "seconds": _spent()}


def others_wait(session: Session) -> bool:
    """Tell whether a job waits for its turn."""
    return (
        session.scalar(select(Job.id).where(Job.state == JobState.WAITING, Job.not_before <= now()).limit(1))
        is not None
    )


def cancel(session: Session, note: str, account: str | None = None) -> int:
    """Stop all that still goes on for a note, and tell how many jobs that were; who works on one learns it in time."""
    _lock_note(session, note)
    spent = case((Job.state == JobState.RUNNING, _spent()), else_=Job.seconds)
    stopped = session.execute(
        update(Job)
        .where(Job.note_id == note, Job.state.in_(OPEN))
        .values(state=JobState.CANCELLED, ended_at=now(), worker=None, lease_until=None, seconds=spent)
        .returning(Job.id, Job.forum_id)
        .execution_options(synchronize_session=False)
    ).all()
    for job, forum in stopped:
        write_down(session, "job_cancelled", forum=forum, note=note, account=account, job=job)
    return len(stopped)


def retry(session: Session, note: str, account: str | None = None) -> Sequence[str]:
    """Put a note's failed and cancelled jobs back into the queue; gives their ids, to be rung after the commit."""
    _lock_note(session, note)
    again = session.execute(
        update(Job)
        .where(Job.note_id == note, Job.state.in_([JobState.FAILED, JobState.CANCELLED]))
        .values(
            state=JobState.WAITING,
            attempts=0,
            queued_at=now(),
            not_before=0.0,
            rung_at=0.0,
            ended_at=None,
            code=None,
            reason=None,
        )
        .returning(Job.id, Job.forum_id)
        .execution_options(synchronize_session=False)
    ).all()
    for job, forum in again:
        write_down(session, "job_retried", forum=forum, note=note, account=account, job=job)
    return [job for job, _ in again]


def at_work(session: Session) -> Sequence[str]:
    """Name the worker processes that have claims."""
    named = select(Job.worker).where(Job.state == JobState.RUNNING, Job.worker.is_not(None)).distinct()
    return [name for name in session.scalars(named.order_by(Job.worker)) if name is not None]


def bereave(session: Session, worker: str) -> None:
    """End the leases of a worker that is known to be dead, so that its jobs are taken back with the next look."""
    held = (
        select(Job.id)
        .where(Job.state == JobState.RUNNING, Job.worker == worker)
        .order_by(Job.id)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        update(Job)
        .where(Job.id.in_(session.scalars(held).all()), Job.worker == worker)
        .values(lease_until=now() - 1)
        .execution_options(synchronize_session=False)
    )


def reconcile(session: Session, most: int) -> Sequence[str]:
    """Take jobs back whose worker fell silent, and choose which waiting ones to ring for; gives their ids.

    A job that loses its worker ``most`` times without any progress in between ends as failed. Only a few are rung for
    at a time, since each worker rings for the next itself: however long the queue, the bells do not pile up.
    """
    silent = (
        select(Job.id)
        .where(Job.state == JobState.RUNNING, Job.lease_until < now())
        .order_by(Job.id)
        .with_for_update(skip_locked=True)
    )
    lost = session.execute(
        update(Job)
        .where(Job.id.in_(session.scalars(silent).all()))
        .values(**_back(), not_before=now() + PAUSE_SECONDS * (Job.attempts - 1))
        .returning(Job.id, Job.note_id, Job.forum_id, Job.attempts)
        .execution_options(synchronize_session=False)
    ).all()
    for job, note, forum, attempts in lost:
        write_down(session, "worker_lost", forum=forum, note=note, job=job, attempts=attempts)
    _give_up(session, [job for job, _, _, attempts in lost if attempts >= most])
    return _to_ring(session)


def _give_up(session: Session, jobs: Iterable[str]) -> None:
    ids = list(jobs)
    if not ids:
        return
    rows = session.execute(
        update(Job)
        .where(Job.id.in_(ids), Job.state == JobState.WAITING)
        .values(
            state=JobState.FAILED,
            ended_at=now(),
            code="worker_lost",
            reason=(
                "The program that worked on this note ended several times without a result, perhaps because the note "
                "needs more memory than there is. Try again, or send the note as a smaller file."
            ),
        )
        .returning(Job.id, Job.note_id, Job.forum_id)
        .execution_options(synchronize_session=False)
    ).all()
    for job, note, forum in rows:
        write_down(session, "job_failed", forum=forum, note=note, job=job, code="worker_lost")


def _to_ring(session: Session) -> Sequence[str]:
    ready = (
        select(Job.id)
        .where(Job.state == JobState.WAITING, Job.not_before <= now(), Job.rung_at < now() - RING_AGAIN_SECONDS)
        .order_by(Job.queued_at)
        .limit(BELLS_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    chosen = session.scalars(ready).all()
    if chosen:
        session.execute(
            update(Job).where(Job.id.in_(chosen)).values(rung_at=now()).execution_options(synchronize_session=False)
        )
    return chosen


def _held(held: Claim) -> Update:
    return update(Job).where(Job.id == held.job, Job.fence == held.fence, Job.state == JobState.RUNNING)


def _as_holder(session: Session, held: Claim, statement: Update) -> None:
    changed = session.execute(statement.returning(Job.id).execution_options(synchronize_session=False)).all()
    if not changed:
        raise LostClaim(held.job)


def _lock_note(session: Session, note: str) -> None:
    """Let nobody else begin to change what becomes of a note; new rows may still refer to it."""
    session.execute(select(Note.id).where(Note.id == note).with_for_update(key_share=True))


def _count_stage(session: Session, held: Claim, following: str | None = None) -> None:
    """Add the time since the job entered its stage, when another follows or the job is put down."""
    row = session.execute(
        select(Job.stage, Job.stage_since, now() - Job.stage_since).where(Job.id == held.job, Job.fence == held.fence)
    ).one_or_none()
    if row is None:
        return
    stage, since, seconds = row
    if since is None or stage is None or stage == following:
        return
    counted = insert_into(session, StageTime).values(job_id=held.job, stage=stage, seconds=seconds, at=now())
    session.execute(
        counted.on_conflict_do_update(
            index_elements=["job_id", "stage"],
            set_={"seconds": StageTime.seconds + counted.excluded.seconds, "at": counted.excluded.at},
        )
    )


def _spent() -> ColumnElement[float]:
    return Job.seconds + (now() - func.coalesce(Job.claimed_at, now()))


def _end(session: Session, held: Claim, state: JobState, code: str | None = None, reason: str | None = None) -> None:
    _count_stage(session, held)
    ended = {"state": state, "ended_at": now(), "worker": None, "lease_until": None, "code": code, "reason": reason}
    _as_holder(session, held, _held(held).values(**ended, seconds=_spent()))
    session.execute(delete(Piece).where(Piece.job_id == held.job))
    write_down(
        session, f"job_{state.value}", forum=held.forum, note=held.note, job=held.job, language=held.language, code=code
    )
