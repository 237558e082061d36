"""Notes are sent once however often they are sent, listed without gaps, and removed with all that was made of them."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from document.states import JobState, NoteState
from store import jobs, notes, people, tables
from store.database import Database
from store.files import Files, FilesAway, LocalFiles, Stored
from store.jobs import LostClaim
from tests.store.acts import WORDS, at_once, send, take, work

PDF = Stored("a" * 64, 10)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Give an empty place for files."""
    return LocalFiles(tmp_path / "files")


def count(database: Database, table: type[tables.Table]) -> int:
    """Count the rows of a table."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def get_job(database: Database, note: str) -> str:
    """Give the id of a note's only job."""
    with database.read() as session:
        return session.scalars(select(tables.Job.id).where(tables.Job.note_id == note)).one()


def get(database: Database, note: str) -> notes.NoteRecord:
    """Read a note."""
    with database.read() as session:
        return notes.get(session, note)


def test_an_upload_that_is_repeated_is_one_note(database: Database, forum: str) -> None:
    """Of eight with the same key at the same time one is kept, and all are told that one's ids."""
    upload = notes.Upload(forum=forum, name="ponts.pdf", targets=("en",), key="k1")

    def add(_: int) -> tuple[str, str]:
        with database.write() as session:
            return notes.add(session, upload, PDF)

    results = at_once(8, add)
    assert len(set(results)) == 1
    assert count(database, tables.Note) == count(database, tables.Job) == count(database, tables.Event) == 1
    with database.read() as session:
        found = notes.sent_before(session, forum, "k1")
    assert found is not None
    assert set(results) == {(found.id, get_job(database, found.id))}


def test_a_key_belongs_to_its_forum(database: Database, forum: str) -> None:
    """Another forum's note with the same key is another note; without a key every upload is a note."""
    with database.write() as session:
        other = people.create_forum(session, name="Other", targets=["en"], by=None).id
    sent = [send(database, place, PDF, key=key) for place in (forum, other) for key in ("k", None, None)]
    assert len(set(sent)) == 6


def test_the_same_file_may_come_many_times_at_once(database: Database, forum: str) -> None:
    """The file is one, the notes are many."""
    results = at_once(8, lambda _: send(database, forum, PDF))
    assert len(set(results)) == 8
    assert count(database, tables.File) == 1


def test_a_list_goes_on_where_it_stopped(database: Database, forum: str) -> None:
    """However fast notes come in, pages of a list neither skip one nor give one twice."""
    with database.write() as session:
        upload = notes.Upload(forum=forum, name="ponts.pdf", targets=("en",))
        sent = [notes.add(session, upload, PDF)[0] for _ in range(25)]
    listed, before = [], None
    with database.read() as session:
        while page := notes.of_forum(session, forum, limit=4, before=before):
            listed += [note.id for note in page]
            before = page[-1].created_at
    assert listed == sent[::-1]


def test_a_note_goes_its_way(database: Database, forum: str, files: Files) -> None:
    """Read, brought into both languages, done; its words and findings are counted."""
    note = send(database, forum, files.put(b"%PDF"))
    for _ in range(3):
        work(database, files)
    record = get(database, note)
    assert record.state is NoteState.DONE
    assert [one.language for one in record.translations] == ["en", "es"]
    with database.read() as session:
        rows = session.scalars(select(tables.Translation)).all()
        assert [(row.words, row.blocking, row.warning, row.info) for row in rows] == [(len(WORDS.split()), 0, 1, 0)] * 2


def test_a_removed_note_leaves_nothing_but_its_history(database: Database, forum: str, files: Files) -> None:
    """Its rows go, its files are named to be let go, its neighbour stays; the history tells who removed it."""
    note, other = (send(database, forum, files.put(content)) for content in (b"%PDF 1", b"%PDF 2"))
    for _ in range(6):
        work(database, files)
    with database.write() as session:
        person = people.create_account(session, email="a@example.org", name="Ana", password="trois ponts").id  # noqa: S106
        named = notes.remove(session, note, person)
    assert len(named) == len(set(named)) == 2 + 2 * 4
    for table in (tables.Note, tables.Translation, tables.Segment, tables.Finding, tables.Job, tables.StageTime):
        with database.read() as session:
            column = table.__table__.c.get("note_id") if table is not tables.Note else tables.Note.id
            if column is not None:
                assert session.scalar(select(func.count()).select_from(table).where(column == note)) == 0
    with pytest.raises(notes.NoSuchNote):
        get(database, note)
    assert get(database, other).state is NoteState.DONE
    with database.read() as session:
        last = session.scalars(select(tables.Event).order_by(tables.Event.id.desc())).first()
    assert last is not None
    assert (last.kind, last.note_id, last.account_id) == ("note_removed", note, person)


@pytest.mark.parametrize("unknown", ["0" * 32, "", "a\0b"])
def test_what_is_not_there_cannot_be_removed(database: Database, unknown: str) -> None:
    """And cannot be looked at."""
    with pytest.raises(notes.NoSuchNote), database.write() as session:
        notes.remove(session, unknown)
    with pytest.raises(notes.NoSuchNote), database.read() as session:
        notes.get(session, unknown)


def test_work_on_a_removed_note_stops(database: Database, forum: str, files: Files) -> None:
    """The worker that reads it writes nothing any more."""
    note = send(database, forum, files.put(b"%PDF"))
    held = take(database)
    with database.write() as session:
        notes.remove(session, note)
    document = files.put(b"document")
    with pytest.raises(LostClaim), database.write() as session:
        notes.keep_document(session, held, document, language="fr", pages=1)
    with pytest.raises(LostClaim), database.write() as session:
        jobs.beat(session, held, 30)


@pytest.mark.parametrize("end", [jobs.cancel, notes.remove])
def test_cancelling_and_removing_meet_the_end_of_a_reading(
    database: Database, forum: str, files: Files, end: Callable[..., object]
) -> None:
    """At the same moment: either the reading ends and its languages are stopped as well, or it never ended."""
    for number in range(6):
        note = send(database, forum, files.put(b"%%PDF %d" % number))
        held = take(database)
        assert held.note == note
        document = files.put(b"document %d" % number)
        gate = threading.Barrier(2)

        def finish(held: jobs.Claim = held, document: Stored = document, gate: threading.Barrier = gate) -> None:
            gate.wait()
            try:
                with database.write() as session:
                    notes.keep_document(session, held, document, language="fr", pages=1)
            except LostClaim:
                pass

        reader = threading.Thread(target=finish)
        reader.start()
        gate.wait()
        with database.write() as session:
            end(session, note)
        reader.join()
        with database.read() as session:
            states = set(session.scalars(select(tables.Job.state).where(tables.Job.note_id == note)))
        assert not states & {JobState.WAITING, JobState.RUNNING}


def test_uploads_are_counted_exactly(database: Database, forum: str) -> None:
    """Ten who send at the same time within a limit of four: four get through."""
    with database.write() as session:
        account = people.create_account(session, email="a@example.org", name="Ana", password="trois ponts").id  # noqa: S106

    def send_within(_: int) -> bool:
        with database.write() as session:
            if notes.uploads_lately(session, account) >= 4:
                return False
            upload = notes.Upload(forum=forum, name="ponts.pdf", targets=("en",), account=account)
            notes.add(session, upload, PDF)
            return True

    assert sum(map(bool, at_once(10, send_within))) == 4
    with database.write() as session:
        assert notes.uploads_lately(session, account) == 4
        assert notes.uploads_lately(session, account, seconds=0.0) == 0


def test_a_file_that_went_away_is_not_written_down(database: Database, forum: str, files: Files) -> None:
    """Between its arrival and its row somebody tidied it away: the sender is asked to send it again."""
    stored = files.put(b"%PDF")
    files.delete(stored.sha256)
    with pytest.raises(FilesAway):
        send(database, forum, stored)
    assert count(database, tables.Note) == count(database, tables.File) == 0
    assert send(database, forum, files.put(b"%PDF"))
