"""Notes go through real worker processes, whatever is unplugged meanwhile: none is lost, none ends twice."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from document.states import JobKind, JobState, NoteState
from store import jobs
from tests.servers import Postgres, Redis
from tests.service import Service, apertium_that, pdf, until

pytestmark = pytest.mark.xdist_group("workers")

SHORT, LONG = pdf(4), pdf(250)
"""Notes of one batch, and of three."""


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    """Run a Redis for all tests here; each begins with an empty one."""
    with Redis.running() as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL for the tests in which it matters."""
    with Postgres.running() as server:
        yield server


@pytest.fixture
def service(tmp_path: Path, redis: Redis) -> Iterator[Service]:
    """Give a service on SQLite and Redis."""
    redis.flush()
    with Service.open(tmp_path, broker=redis.url) as made:
        yield made


@pytest.fixture
def networked(tmp_path: Path, redis: Redis, postgres: Postgres) -> Iterator[Service]:
    """Give a service on PostgreSQL and Redis."""
    redis.flush()
    with Service.open(tmp_path, broker=redis.url, database=postgres.fresh()) as made:
        yield made


def test_a_note_goes_from_upload_to_files_however_often_it_is_rung_for(networked: Service) -> None:
    """Each bell five times: every job ends once, and what twins make of the same note is the same to the byte."""
    first, twin = (networked.upload(SHORT, ("en", "fr"), bells=5) for _ in range(2))
    networked.start(2)
    ended = [networked.ended(note) for note in (first, twin)]
    assert [note.state for note in ended] == [NoteState.DONE, NoteState.DONE]
    assert (ended[0].language, ended[0].pages) == ("es", 1)
    for note in (first, twin):
        assert networked.events(note).count("job_done") == 3
    one, other = ({t.language: (t.docx, t.review) for t in note.translations} for note in ended)
    assert one == other
    assert set(one) == {"en", "fr"}
    assert networked.files.read(one["en"][0]).startswith(b"PK")


def test_messages_may_be_files(tmp_path: Path) -> None:
    """Without any server, messages are files in a folder, and notes are done."""
    with Service.open(tmp_path) as service:
        note = service.upload(SHORT)
        service.start()
        assert service.ended(note).state is NoteState.DONE


def test_a_broker_that_forgets_and_dies_loses_nothing(service: Service, redis: Redis) -> None:
    """All bells are gone, then the server itself for a while, and still every note is done."""
    service.start()
    uploads = [service.upload(SHORT) for _ in range(3)]
    until(lambda: any(service.runs(note)() for note in uploads))
    redis.flush()
    redis.kill()
    uploads.append(service.upload(SHORT))
    time.sleep(1)
    redis.start()
    for note in uploads:
        assert service.ended(note).state is NoteState.DONE
        assert service.events(note).count("job_done") == 2


def test_a_worker_that_slept_past_its_lease_changes_nothing(networked: Service, tmp_path: Path) -> None:
    """Another one takes the job over and ends it; the sleeper, awake again, is refused."""
    slow = apertium_that(tmp_path / "slow", "sleep 2")
    sleeper = networked.start(**slow)
    note = networked.upload(SHORT)
    until(lambda: [job.stage for job in networked.jobs(note)][-1] == "translate")
    sleeper.freeze()
    networked.start()
    ended = networked.ended(note)
    sleeper.thaw()
    until(lambda: "claim_lost" in sleeper.log.read_text())
    assert networked.note(note) == ended
    assert networked.events(note).count("job_done") == 2
    assert "worker_lost" in networked.events(note)


def test_a_worker_that_is_asked_to_end_gives_its_job_back_with_what_is_done(service: Service, tmp_path: Path) -> None:
    """It ends within fifteen seconds; the next goes on behind the batches that were kept."""
    asked = tmp_path / "asked"
    asked.mkdir()
    watched = apertium_that(tmp_path / "watched", f'sleep 1; cp "$input" {asked}/$number')
    note = service.upload(LONG)
    first = service.start(**watched)
    until(lambda: len(service.pieces(note)) == 1)
    kept = service.pieces(note)
    assert first.stop() < 15
    assert [job.state for job in service.jobs(note)] == [JobState.DONE, JobState.WAITING]
    before = len(list(asked.iterdir()))
    service.start(**watched)
    until(lambda: len(service.pieces(note)) > len(kept))
    assert kept.items() <= service.pieces(note).items()
    assert service.ended(note).state is NoteState.DONE
    calls = {int(file.name): file.read_bytes() for file in asked.iterdir()}
    first_batch = calls[1]
    assert first_batch not in [text for number, text in calls.items() if number > before]


def test_cancelling_ends_the_work_at_once(service: Service, tmp_path: Path) -> None:
    """A note that is being read, and one that is being translated, stop; the next, which is no PDF, has its turn."""
    note = service.upload(pdf(1500))
    service.start(**apertium_that(tmp_path / "slow", "sleep 3"))
    until(service.runs(note))
    service.cancel(note)
    other = service.upload(SHORT)
    until(lambda: [job.stage for job in service.jobs(other)][-1] == "translate")
    service.cancel(other)
    third = service.ended(service.upload(b"Bonjour"))
    assert (third.state, third.reading.code) == (NoteState.REFUSED, "not_a_pdf")
    assert "is not a PDF" in (third.reading.reason or "")
    assert [service.note(one).state for one in (note, other)] == [NoteState.CANCELLED, NoteState.CANCELLED]
    assert "job_done" not in service.events(note)


def test_a_long_note_does_not_keep_short_ones_waiting(service: Service, tmp_path: Path) -> None:
    """After its slice of time it stands behind them, though they came later."""
    long = service.upload(pdf(600))
    service.start(**apertium_that(tmp_path / "slow", "sleep 1"))
    until(lambda: len(service.pieces(long)) == 1)
    short = service.upload(SHORT)
    assert service.ended(short).state is NoteState.DONE
    assert service.note(long).state in {NoteState.WAITING, NoteState.WORKING}
    assert service.ended(long).state is NoteState.DONE


def test_a_note_that_kills_every_worker_ends_as_failed(tmp_path: Path, redis: Redis) -> None:
    """After so many lost workers it is given up with a reason; others are done, and it can be tried again."""
    redis.flush()
    with Service.open(tmp_path, broker=redis.url, attempts=2) as service:
        deadly = apertium_that(tmp_path / "deadly", f'[ -e {tmp_path}/cured ] || kill -SEGV "$PPID"')
        note = service.upload(SHORT)
        refused = service.upload(b"Bonjour")
        service.start(**deadly)
        ended = service.ended(note)
        assert (ended.state, ended.stands[-1].code) == (NoteState.FAILED, "worker_lost")
        assert service.ended(refused).state is NoteState.REFUSED
        (tmp_path / "cured").touch()
        with service.database.write() as session:
            service.bell.ring(jobs.retry(session, note))
        assert service.ended(note).state is NoteState.DONE


def test_an_engine_that_fails_is_tried_again(service: Service, tmp_path: Path) -> None:
    """A broken pipe costs an attempt and a pause, not the note; what the organiser is told does not stay."""
    broken = apertium_that(tmp_path / "broken", '[ "$number" -gt 1 ] || exit 1')
    note = service.upload(SHORT)
    service.start(**broken)
    ended = service.ended(note)
    assert ended.state is NoteState.DONE
    assert service.events(note).count("attempt_failed") == 1
    assert [stand.reason for stand in ended.stands] == [None, None]


def test_a_database_that_goes_away_costs_nothing_but_time(
    networked: Service, postgres: Postgres, tmp_path: Path
) -> None:
    """What was computed meanwhile is written when it is back, under the same claim."""
    slow = apertium_that(tmp_path / "slow", "sleep 1")
    networked.start(**slow)
    note = networked.upload(SHORT)
    until(lambda: [job.stage for job in networked.jobs(note)][-1] == "translate")
    postgres.stop()
    time.sleep(2.5)
    postgres.start()
    assert networked.ended(note).state is NoteState.DONE
    assert networked.events(note).count("job_done") == 2


def test_without_an_engine_a_note_fails_with_what_to_install(tmp_path: Path) -> None:
    """Trying again would not help, so it is not tried."""
    with Service.open(tmp_path, engine="argos") as service:
        note = service.upload(SHORT)
        service.start(ARGOS_PACKAGES_DIR=str(tmp_path / "none"))
        ended = service.ended(note)
        assert (ended.state, ended.stands[-1].code) == (NoteState.FAILED, "no_engine")
        assert "tripont engines install" in (ended.stands[-1].reason or "")
        assert [job.attempts for job in service.jobs(note) if job.kind == JobKind.TRANSLATE] == [1]


def test_a_worker_killed_with_all_its_children_is_replaced(networked: Service, tmp_path: Path) -> None:
    """Its jobs are claimed again, and what it left of people's notes in its folder for temporary files is removed."""
    own = {"TMPDIR": str(tmp_path)}
    first = networked.start(2, **own, **apertium_that(tmp_path / "slow", "sleep 2"))
    note = networked.upload(SHORT, ("en", "fr"))
    until(lambda: [job.state for job in networked.jobs(note)].count("running") == 2)
    dead = first.children()
    first.kill()
    networked.start(**own)
    assert networked.ended(note).state is NoteState.DONE
    assert networked.events(note).count("job_done") == 3
    left = {folder.name.split(":")[1] for folder in (tmp_path / f"tripont-work-{os.getuid()}").iterdir()}
    assert left.isdisjoint({str(pid) for pid in dead})
