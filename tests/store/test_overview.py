"""Who looks after the server sees in numbers what there is."""

from pathlib import Path

from sqlalchemy import update

from document.progress import Progress
from document.states import JobKind, JobState
from store import jobs, presence
from store.database import Database, now
from store.files import LocalFiles
from store.overview import overview
from store.tables import Job, Worker
from tests.store.acts import WORDS, send, take, work


def test_an_empty_server_is_all_zeros(database: Database) -> None:
    """Nothing is divided by nothing."""
    with database.read() as session:
        seen = overview(session)
    assert (seen.jobs, seen.finished, seen.ended_badly, seen.stages, seen.workers) == ({}, {}, {}, {}, [])
    assert (seen.words, seen.words_lately, seen.seconds_lately, seen.longest_wait) == (0, 0, 0.0, 0.0)
    assert seen.findings == {"blocking": 0, "warning": 0, "info": 0}


def test_work_is_counted(database: Database, forum: str, tmp_path: Path) -> None:
    """Jobs by state, words, findings, refusals by code, and how long it took."""
    files = LocalFiles(tmp_path)
    for number in range(2):
        send(database, forum, files.put(b"%%PDF %d" % number))
    refused = take(database)
    with database.write() as session:
        session.execute(update(Job).where(Job.id == refused.job).values(claimed_at=now() - 5))
        jobs.refuse(session, refused, "encrypted", "It needs a password.")
    for _ in range(2):
        work(database, files)
    with database.write() as session:
        session.execute(update(Job).where(Job.state == JobState.WAITING).values(queued_at=now() - 100))
    with database.read() as session:
        seen = overview(session)
    assert seen.jobs == {
        (JobKind.EXTRACT, JobState.REFUSED): 1,
        (JobKind.EXTRACT, JobState.DONE): 1,
        (JobKind.TRANSLATE, JobState.DONE): 1,
        (JobKind.TRANSLATE, JobState.WAITING): 1,
    }
    assert seen.ended_badly == {(JobState.REFUSED, "encrypted"): 1}
    assert {kind: count for kind, (count, _) in seen.finished.items()} == {JobKind.EXTRACT: 1, JobKind.TRANSLATE: 1}
    assert seen.words == seen.words_lately == len(WORDS.split())
    assert seen.seconds_lately == seen.translating_seconds > 0
    assert seen.findings == {"blocking": 0, "warning": 1, "info": 0}
    assert 100 <= seen.longest_wait < 200


def test_what_is_long_ago_is_not_lately(database: Database, forum: str, tmp_path: Path) -> None:
    """The pace is that of the last hour."""
    files = LocalFiles(tmp_path)
    send(database, forum, files.put(b"%PDF"))
    for _ in range(3):
        work(database, files)
    with database.write() as session:
        session.execute(update(Job).values(ended_at=now() - 7200))
    with database.read() as session:
        seen = overview(session)
    assert (seen.words_lately, seen.seconds_lately) == (0, 0.0)
    assert seen.words == 2 * len(WORDS.split())


def test_stages_are_timed(database: Database, forum: str, tmp_path: Path) -> None:
    """From one stage to the next and back, whoever works on it; the end of the job ends its last stage."""
    send(database, forum, LocalFiles(tmp_path).put(b"%PDF"))
    held = take(database)

    def tell(stage: str, seconds: float) -> None:
        with database.write() as session:
            jobs.progress(session, held, Progress(stage, 0, 2))
            jobs.progress(session, held, Progress(stage, 1, 2))
            session.execute(update(Job).values(stage_since=now() - seconds))

    tell("translate", 10)
    tell("check", 3)
    tell("translate", 20)
    with database.write() as session:
        jobs.release(session, held)
    held = take(database)
    tell("translate", 30)
    with database.write() as session:
        jobs.fail(session, held, "fault", "x")
    with database.read() as session:
        seen = overview(session)
    assert {stage: (count, round(seconds)) for stage, (count, seconds) in seen.stages.items()} == {
        "translate": (1, 60),
        "check": (1, 3),
    }


def test_workers_say_that_they_are_there(database: Database) -> None:
    """The last heard first, with what each can do; who says good-bye is not missed."""
    with database.write() as session:
        for name in ("one", "two", "three"):
            presence.say(session, name=name, version="0", engines=())
        presence.say(session, name="one", version="1", engines=("fr-en", "en-fr"))
        session.execute(update(Worker).where(Worker.name == "two").values(seen_at=now() - 300))
        presence.leave(session, "three")
    with database.read() as session:
        seen = presence.workers(session)
    assert [(one.name, one.version, one.engines) for one in seen] == [
        ("one", "1", ("en-fr", "fr-en")),
        ("two", "0", ()),
    ]
    assert seen[0].silent_for < 60 < seen[1].silent_for
