"""The job table under everything that may happen to it, in any order; and under many jobs."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, event, insert, select, text, update

from document.progress import Progress
from document.states import OPEN, JobKind, JobState
from store import jobs, notes
from store.database import Database, Session, now
from store.files import Stored
from store.jobs import Claim, LostClaim
from store.tables import Event, File, Forum, Job, Note, Piece, new_id

PDF, DOCUMENT, BATCH = (Stored(sign * 64, 10) for sign in "abc")
MOST = 3


def keep_batch(session: Session, held: Claim) -> None:
    """Keep a part of the work."""
    notes.remember(session, BATCH)
    jobs.keep_piece(session, held, "1", BATCH.sha256)


def end_well(session: Session, held: Claim) -> None:
    """Write the result: of a reading, the jobs of the languages come with it."""
    if held.kind is JobKind.EXTRACT:
        notes.keep_document(session, held, DOCUMENT, language="fr", pages=1)
    else:
        jobs.hold(session, held)
        jobs.finish(session, held)


STAYS: Sequence[Callable[[Session, Claim], object]] = (
    lambda s, held: jobs.beat(s, held, 30),
    lambda s, held: jobs.progress(s, held, Progress("extract", 1, 2)),
    lambda s, held: jobs.progress(s, held, Progress("check", 2, 2)),
    keep_batch,
)
ENDS: Sequence[Callable[[Session, Claim], object]] = (
    end_well,
    lambda s, held: jobs.refuse(s, held, "encrypted", "x"),
    lambda s, held: jobs.fail(s, held, "fault", "x"),
    jobs.release,
    lambda s, held: jobs.postpone(s, held, MOST, "fault", "x"),
)


class JobTable(RuleBasedStateMachine):
    """Workers, people and the watchman do what they do; the model knows who holds what, and nothing else."""

    def __init__(self, database: Database) -> None:
        """Begin with two forums and no notes."""
        super().__init__()
        self.database = database
        self.holders: dict[str, int] = {}
        self.fences: Counter[str] = Counter()
        self.claims: list[Claim] = []
        self.jobs: set[str] = set()
        self.notes: list[str] = []
        self.forums = [new_id(), new_id()]
        with database.write() as session:
            session.add_all(Forum(id=forum, name=forum, targets=[]) for forum in self.forums)

    def teardown(self) -> None:
        """Whatever happened: every job that waits can be taken, once. Then clear the table."""
        self.let_time_pass()
        waiting = {job for job, row in self.rows().items() if row.state == JobState.WAITING}
        taken = []
        while (held := self.take()) is not None:
            taken.append(held.job)
        assert sorted(taken) == sorted(waiting)
        with self.database.write() as session:
            for table in (Forum, Event, File):
                session.execute(delete(table))

    @rule(forum=st.integers(0, 1))
    def send(self, forum: int) -> None:
        """A note comes in."""
        with self.database.write() as session:
            upload = notes.Upload(forum=self.forums[forum], name="ponts.pdf", targets=("en", "es"))
            note, job = notes.add(session, upload, PDF)
        self.notes.append(note)
        self.jobs.add(job)

    @rule(worker=st.sampled_from(["w1", "w2"]))
    def claim(self, worker: str) -> None:
        """A worker asks for work."""
        held = self.take(worker)
        if held is None:
            return
        assert held.job not in self.holders
        assert held.fence > self.fences[held.job]
        self.holders[held.job] = self.fences[held.job] = held.fence
        self.claims.append(held)

    @precondition(lambda self: self.claims)
    @rule(act=st.sampled_from(STAYS), which=st.integers(0))
    def go_on(self, act: Callable[[Session, Claim], object], which: int) -> None:
        """Someone who holds or once held a job says something of it."""
        self.do(act, self.claims[which % len(self.claims)])

    @precondition(lambda self: self.claims)
    @rule(act=st.sampled_from(ENDS), which=st.integers(0))
    def put_down(self, act: Callable[[Session, Claim], object], which: int) -> None:
        """Someone who holds or once held a job ends it or gives it back."""
        held = self.claims[which % len(self.claims)]
        if self.do(act, held):
            del self.holders[held.job]

    @precondition(lambda self: self.holders)
    @rule(which=st.integers(0))
    def fall_silent(self, which: int) -> None:
        """A worker's lease runs out, and the watchman looks."""
        silent = sorted(self.holders)[which % len(self.holders)]
        with self.database.write() as session:
            session.execute(update(Job).where(Job.id == silent).values(lease_until=now() - 1))
            jobs.reconcile(session, MOST)
        del self.holders[silent]

    @rule()
    def look(self) -> None:
        """The watchman looks, and nobody is silent."""
        with self.database.write() as session:
            rung = jobs.reconcile(session, MOST)
        assert len(rung) <= jobs.BELLS_AT_ONCE
        assert all(self.rows()[job].state == JobState.WAITING for job in rung)

    @rule()
    def let_time_pass(self) -> None:
        """All rests are over."""
        with self.database.write() as session:
            session.execute(update(Job).values(not_before=0.0, rung_at=0.0))

    @precondition(lambda self: self.notes)
    @rule(which=st.integers(0), act=st.sampled_from([jobs.cancel, jobs.retry, notes.remove]))
    def change_mind(self, which: int, act: Callable[[Session, str], object]) -> None:
        """A person cancels a note, tries it again, or removes it."""
        note = self.notes[which % len(self.notes)]
        with self.database.write() as session:
            of_note = set(session.scalars(select(Job.id).where(Job.note_id == note)))
            act(session, note)
        if act is not jobs.retry:
            self.holders = {job: fence for job, fence in self.holders.items() if job not in of_note}
        if act is notes.remove:
            self.notes.remove(note)
            self.jobs -= of_note

    @invariant()
    def every_job_waits_or_runs_or_has_ended(self) -> None:
        """None is lost, each that runs has the one holder that the model knows, and each end was told once."""
        rows = self.rows()
        assert set(rows) == self.jobs
        assert {job: row.fence for job, row in rows.items() if row.state == JobState.RUNNING} == self.holders
        with self.database.read() as session:
            told = session.scalars(select(Event)).all()
            pieces = set(session.scalars(select(Piece.job_id)))
        ends, again = Counter[str](), Counter[str]()
        for one in told:
            if one.kind in {"job_done", "job_refused", "job_failed", "job_cancelled"}:
                ends[one.data["job"]] += 1
            if one.kind == "job_retried":
                again[one.data["job"]] += 1
        for job, row in rows.items():
            running, ended = row.state == JobState.RUNNING, JobState(row.state) not in OPEN
            assert (row.worker is not None) == (row.lease_until is not None) == running
            assert (row.ended_at is not None) == ended
            assert ends[job] == again[job] + ended
            assert not (job in pieces and row.state in {JobState.DONE, JobState.REFUSED})

    def do(self, act: Callable[[Session, Claim], object], held: Claim) -> bool:
        """Act under a claim: it works exactly if it is the claim of who holds the job."""
        holds = self.holders.get(held.job) == held.fence
        before = self.rows()
        if not holds:
            with pytest.raises(LostClaim), self.database.write() as session:
                act(session, held)
            after = self.rows()
            assert {job: row.changes for job, row in after.items()} == {job: row.changes for job, row in before.items()}
            return False
        with self.database.write() as session:
            act(session, held)
        self.jobs |= {job for job, row in self.rows().items() if row.note_id == held.note}
        return True

    def take(self, worker: str = "last") -> Claim | None:
        """Claim the job whose turn it is."""
        with self.database.write() as session:
            return jobs.claim(session, worker, 30)

    def rows(self) -> dict[str, "Row"]:
        """Give the job table."""
        with self.database.read() as session:
            return {row.id: Row(row) for row in session.scalars(select(Job))}


class Row:
    """A row of the job table, as it was."""

    def __init__(self, job: Job) -> None:
        """Keep what the checks look at, and in ``changes`` everything."""
        self.note_id, self.state, self.fence = job.note_id, job.state, job.fence
        self.worker, self.lease_until, self.ended_at = job.worker, job.lease_until, job.ended_at
        self.changes = {column.key: getattr(job, column.key) for column in Job.__table__.columns}


def test_nothing_that_happens_breaks_the_job_table(database: Database) -> None:
    """Claims, beats, losses, ends, returns, cancelling, trying again and removing, in any order."""
    run_state_machine_as_test(
        lambda: JobTable(database),  # type: ignore[arg-type]
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def fill(database: Database, forums: int, each: int) -> None:
    """Let many jobs wait in many forums."""
    with database.write() as session:
        notes.remember(session, PDF)
        ids = [new_id() for _ in range(forums)]
        session.add_all(Forum(id=forum, name=forum, targets=[]) for forum in ids)
        session.flush()
        rows: list[dict[str, Any]] = [{"id": new_id(), "forum_id": forum} for forum in ids for _ in range(each)]
        session.execute(
            insert(Note), [row | {"name": "ponts.pdf", "original": PDF.sha256, "targets": []} for row in rows]
        )
        session.execute(
            insert(Job),
            [{"note_id": row["id"], "forum_id": row["forum_id"], "kind": JobKind.EXTRACT.value} for row in rows],
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def test_a_claim_among_twenty_thousand_looks_at_few(database: Database) -> None:
    """Whose turn it is is found through indexes; no question goes through the whole table."""
    fill(database, 40, 500)
    asked: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.write() as session:
        held = jobs.claim(session, "w1", 30)
        assert held is not None
        jobs.beat(session, held, 30)
        jobs.release(session, held)
    event.remove(database.engine, "before_cursor_execute", listen)
    plans = []
    with database.engine.connect() as connection:
        for statement, parameters in asked:
            explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            plans += [" ".join(map(str, row)) for row in connection.exec_driver_sql(explain + statement, parameters)]
    assert len(plans) > 4
    assert [line for line in plans if "SCAN job" in line or "Seq Scan on job" in line] == []
