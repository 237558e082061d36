"""Jobs are taken once, in turns, and come back from whoever falls silent."""

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import update

from document.progress import Progress
from document.states import JobKind, JobState, NoteState
from store import jobs, notes
from store.database import Database, now
from store.files import Stored
from store.jobs import Claim, LostClaim
from store.tables import Event, Forum, Job

SILENT = Stored("0" * 64, 10)


def upload(database: Database, forum: str, count: int = 1) -> list[str]:
    """Add notes; gives their ids."""
    with database.write() as session:
        return [
            notes.add(session, notes.Upload(forum=forum, name=f"note {n}.pdf", targets=("en", "es")), SILENT)[0]
            for n in range(count)
        ]


def take(database: Database, worker: str = "w1", lease: float = 30.0) -> Claim | None:
    """Claim the next job."""
    with database.write() as session:
        return jobs.claim(session, worker, lease)


def surely(claim: Claim | None) -> Claim:
    """Assert that there is a claim."""
    assert claim is not None
    return claim


def state(database: Database, job: str) -> JobState:
    """Read a job's state."""
    with database.read() as session:
        return JobState(session.get_one(Job, job).state)


def expire(database: Database) -> None:
    """Let all leases run out."""
    with database.write() as session:
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=now() - 1))


def reconcile(database: Database, most: int = 3) -> Sequence[str]:
    """Look for lost jobs."""
    with database.write() as session:
        return jobs.reconcile(session, most)


def hurry(database: Database) -> None:
    """Let all pauses be over."""
    with database.write() as session:
        session.execute(update(Job).values(not_before=0.0, rung_at=0.0))


def test_a_job_is_taken_once(database: Database, forum: str) -> None:
    """Of many workers that ask at the same time each gets another job, and then none."""
    upload(database, forum, 5)
    taken: list[Claim | None] = []

    def work(name: str) -> None:
        taken.extend(take(database, name) for _ in range(3))

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got = [claim.job for claim in taken if claim is not None]
    # Who was a moment too late for a job goes away without one, and comes back with the next bell.
    while (more := take(database)) is not None:
        got.append(more.job)
    assert len(got) == len(set(got)) == 5


def test_forums_take_turns(database: Database, forum: str) -> None:
    """A forum with one note does not wait for the hundred of another."""
    upload(database, forum, 20)
    with database.write() as session:
        small = Forum(name="A small one", targets=["en"])
        session.add(small)
        session.flush()
        other = small.id
    upload(database, other, 1)
    first, second = surely(take(database)), surely(take(database))
    assert {first.forum, second.forum} == {forum, other}


def test_a_long_job_lets_others_go_first(database: Database, forum: str) -> None:
    """A job that was given back goes on after those that waited."""
    upload(database, forum, 2)
    long = surely(take(database))
    with database.write() as session:
        jobs.keep_piece(session, long, "batch 1", SILENT.sha256)
        jobs.release(session, long)
    assert surely(take(database)).job != long.job
    again = surely(take(database))
    assert again.job == long.job
    with database.read() as session:
        assert jobs.pieces(session, again.job) == {"batch 1": SILENT.sha256}


def test_a_stalled_worker_writes_nothing(database: Database, forum: str) -> None:
    """Whoever comes back after another took its job over is refused, whatever it wants to write."""
    upload(database, forum)
    stalled = surely(take(database, "stalled"))
    expire(database)
    assert reconcile(database) == [stalled.job]
    heir = surely(take(database, "heir"))
    assert heir.job == stalled.job
    assert heir.fence == stalled.fence + 1
    for attempt in (
        lambda s: jobs.beat(s, stalled, 30),
        lambda s: jobs.progress(s, stalled, Progress("extract", 1, 2)),
        lambda s: jobs.keep_piece(s, stalled, "batch 1", SILENT.sha256),
        lambda s: jobs.finish(s, stalled),
        lambda s: jobs.fail(s, stalled, "fault", "x"),
        lambda s: jobs.release(s, stalled),
        lambda s: jobs.postpone(s, stalled, 3, "fault", "x"),
        lambda s: notes.keep_document(s, stalled, SILENT, language="fr", pages=3),
    ):
        with pytest.raises(LostClaim), database.write() as session:
            attempt(session)
    with database.write() as session:
        jobs.finish(session, heir)
    assert state(database, heir.job) is JobState.DONE


def test_a_lease_that_is_renewed_is_not_lost(database: Database, forum: str) -> None:
    """As long as the worker's heart beats its job is left to it."""
    upload(database, forum)
    held = surely(take(database, lease=0.0))
    with database.write() as session:
        jobs.beat(session, held, 30)
    assert reconcile(database) == []
    assert state(database, held.job) is JobState.RUNNING


def test_a_job_that_kills_its_workers_ends_as_failed(database: Database, forum: str) -> None:
    """After as many lost workers as allowed a job fails with a reason, and can be tried again."""
    (note,) = upload(database, forum)
    for _ in range(3):
        held = surely(take(database))
        expire(database)
        reconcile(database, most=3)
        hurry(database)
    assert take(database) is None
    with database.read() as session:
        record = notes.get(session, note)
    assert record.state is NoteState.FAILED
    assert record.reading.code == "worker_lost"
    with database.write() as session:
        assert jobs.retry(session, note) == [held.job]
    assert surely(take(database)).attempts == 1


def test_progress_counts_attempts_anew(database: Database, forum: str) -> None:
    """A job that gets further each time is not given up."""
    upload(database, forum)
    for number in range(6):
        held = surely(take(database))
        with database.write() as session:
            jobs.keep_piece(session, held, f"batch {number}", SILENT.sha256)
        expire(database)
        reconcile(database, most=3)
        hurry(database)
    assert state(database, held.job) is JobState.WAITING


def test_an_attempt_that_failed_rests_before_the_next(database: Database, forum: str) -> None:
    """A fault puts the job back for later, and after the last attempt it has failed with its reason."""
    upload(database, forum)
    for more in (True, True, False):
        held = surely(take(database))
        with database.write() as session:
            assert jobs.postpone(session, held, 3, "engine_failed", "The engine gave no answer.") is more
        assert take(database) is None
        hurry(database)
    assert state(database, held.job) is JobState.FAILED


def test_cancelling_reaches_the_worker(database: Database, forum: str) -> None:
    """Who works on a cancelled note is told at its next word."""
    (note,) = upload(database, forum)
    held = surely(take(database))
    with database.write() as session:
        assert jobs.cancel(session, note) == 1
    with pytest.raises(LostClaim), database.write() as session:
        jobs.beat(session, held, 30)


def test_bells_do_not_pile_up(database: Database, forum: str) -> None:
    """However many wait, only a few are rung for, and not again at once."""
    upload(database, forum, 30)
    assert len(reconcile(database)) == jobs.BELLS_AT_ONCE
    rung = {job for _ in range(20) for job in reconcile(database)}
    assert len(rung) == 30 - jobs.BELLS_AT_ONCE
    assert reconcile(database) == []


def test_the_end_is_told_once(database: Database, forum: str) -> None:
    """A job's end stands in the history once, whatever its twins do."""
    upload(database, forum)
    held = surely(take(database))
    with database.write() as session:
        jobs.finish(session, held)
    with pytest.raises(LostClaim), database.write() as session:
        jobs.finish(session, held)
    with database.read() as session:
        assert [event.kind for event in session.query(Event).order_by(Event.id)] == ["note_uploaded", "job_done"]


def test_a_note_goes_into_its_languages_when_it_has_been_read(database: Database, forum: str) -> None:
    """The end of a reading and the jobs of the languages are one change; the note's own language is left out."""
    (note,) = upload(database, forum)
    held = surely(take(database))
    with database.write() as session:
        assert len(notes.keep_document(session, held, SILENT, language="es", pages=3)) == 1
    with database.read() as session:
        record = notes.get(session, note)
    assert [(stand.kind, stand.language, stand.state) for stand in record.stands] == [
        (JobKind.EXTRACT, "", JobState.DONE),
        (JobKind.TRANSLATE, "en", JobState.WAITING),
    ]
    assert record.state is NoteState.WAITING
