"""What nobody needs goes, what somebody needs stays, and what is lost is told; also in the middle of an upload."""

import os
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select, update

from document.states import Role
from store import housekeeping, jobs, notes, people, presence, tables
from store.database import Database, now
from store.files import FilesAway, LocalFiles
from store.housekeeping import DAY, Housekeeper, Missing, let_go, missing_files, sweep
from tests.store.acts import send, take, work


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    """Give an empty place for files."""
    return LocalFiles(tmp_path / "files")


def age(database: Database, files: LocalFiles) -> None:
    """Let all that is there be two days older."""
    past = time.time() - 2 * DAY
    for path in files._folder.rglob("*"):
        os.utime(path, (past, past))
    with database.write() as session:
        session.execute(update(tables.File).values(created_at=tables.File.created_at - 2 * DAY))


def there(files: LocalFiles) -> set[str]:
    """Give the names of all files."""
    return set(files.names(-60))


def done_note(database: Database, forum: str, files: LocalFiles, content: bytes = b"%PDF") -> str:
    """Send a note and do all that is to do; gives its id."""
    note = send(database, forum, files.put(content))
    for _ in range(3):
        work(database, files)
    return note


def test_a_young_file_without_a_row_stays(database: Database, forum: str, files: LocalFiles) -> None:
    """It may be an upload that is just coming in; when it is old, it was one that broke off."""
    files.put(b"just coming in")
    note = done_note(database, forum, files)
    kept = there(files)
    assert sweep(database, files).strays == 0
    assert there(files) == kept
    age(database, files)
    swept = sweep(database, files)
    assert (swept.strays, swept.unnamed) == (1, 0)
    assert len(there(files)) == len(kept) - 1
    with database.read() as session:
        assert there(files) >= {notes.get(session, note).original}


def test_files_of_a_removed_note_go(database: Database, forum: str, files: LocalFiles) -> None:
    """At once, when they are let go, but not what another note names as well."""
    first, second = done_note(database, forum, files), send(database, forum, files.put(b"%PDF"))
    with database.write() as session:
        named = notes.remove(session, first)
    assert let_go(database, files, named) == len(named) - 1
    with database.read() as session:
        assert there(files) == {notes.get(session, second).original}
        assert session.scalars(select(tables.File.sha256)).all() == [notes.get(session, second).original]


def test_files_that_were_not_let_go_are_swept(database: Database, forum: str, files: LocalFiles) -> None:
    """A program that ends between the removal and its files leaves them to the next sweep."""
    note = done_note(database, forum, files)
    with database.write() as session:
        named = notes.remove(session, note)
    assert sweep(database, files).unnamed == 0
    age(database, files)
    assert sweep(database, files).unnamed == len(named)
    assert there(files) == set()
    assert missing_files(database, files) == []


def test_pieces_and_older_translations_go(database: Database, forum: str, files: LocalFiles) -> None:
    """What was kept to go on from, and what a newer translation took the place of."""
    note = send(database, forum, files.put(b"%PDF"))
    work(database, files)
    held = take(database)
    piece = files.put(b"batch 1")
    with database.write() as session:
        notes.remember(session, piece)
        jobs.keep_piece(session, held, "1", piece.sha256)
    age(database, files)
    assert sweep(database, files).unnamed == 0
    with database.write() as session:
        jobs.release(session, held)
    work(database, files)
    work(database, files)
    with database.write() as session:
        # As a changed glossary does: the same translation is made again.
        session.execute(
            update(tables.Translation).where(tables.Translation.language == "en").values(docx=_stray(session, files))
        )
    before = there(files)
    age(database, files)
    assert sweep(database, files).unnamed == 2
    assert piece.sha256 in before - there(files)
    with database.read() as session:
        record = notes.get(session, note)
    for made in record.translations:
        assert {made.record, made.docx, made.review, made.public} <= there(files)


def _stray(session: object, files: LocalFiles) -> str:
    newer = files.put(b"newer")
    notes.remember(session, newer)  # type: ignore[arg-type]
    return newer.sha256


def test_what_is_missing_is_told(database: Database, forum: str, files: LocalFiles) -> None:
    """With the notes that need it."""
    note, other = done_note(database, forum, files), done_note(database, forum, files, b"%PDF 2")
    assert missing_files(database, files) == []
    with database.read() as session:
        original, document = notes.get(session, note).original, notes.get(session, other).document or ""
    files.delete(original)
    files.delete(document)
    told = missing_files(database, files)
    assert sorted(told, key=lambda one: one.sha256) == sorted(
        [Missing(sha256=original, notes=(note,)), Missing(sha256=document, notes=(other,))], key=lambda one: one.sha256
    )


def test_rows_that_ran_out_go(database: Database, forum: str, files: LocalFiles) -> None:
    """Sign-ins, failed tries, invitations, workers that were never heard again; what counts stays."""
    with database.write() as session:
        person = people.create_account(session, email="a@example.org", name="Ana", password="trois ponts")  # noqa: S106
        for _ in range(2):
            people.invite(session, forum=forum, role=Role.REVIEWER, by=person.id)
        presence.say(session, name="w1", version="1", engines=())
        presence.say(session, name="w2", version="1", engines=())
        session.add_all(tables.Knock(who=who) for who in ("old", "young"))
    for _ in range(2):
        people.sign_in(database, email="a@example.org", password="trois ponts", address="::1")  # noqa: S106
    assert _swept(database, files) == (0, 0, 0, 0)
    with database.write() as session:
        first = session.scalars(select(tables.SignIn.key_hash)).first()
        session.execute(update(tables.SignIn).where(tables.SignIn.key_hash == first).values(expires_at=now() - 1))
        session.execute(update(tables.Knock).where(tables.Knock.who == "old").values(at=now() - DAY))
        invitation = session.scalars(select(tables.Invitation.id)).first()
        session.execute(
            update(tables.Invitation).where(tables.Invitation.id == invitation).values(expires_at=now() - 31 * DAY)
        )
        session.execute(update(tables.Worker).where(tables.Worker.name == "w1").values(seen_at=now() - 8 * DAY))
    assert _swept(database, files) == (1, 1, 1, 1)
    assert _swept(database, files) == (0, 0, 0, 0)


def _swept(database: Database, files: LocalFiles) -> tuple[int, int, int, int]:
    swept = sweep(database, files)
    return swept.sign_ins, swept.knocks, swept.invitations, swept.workers


def test_an_upload_and_a_sweep_at_the_same_moment(database: Database, forum: str, files: LocalFiles) -> None:
    """Without any grace, a hundred times: an upload is kept with its file, or its sender is asked to send it again."""
    ended = threading.Event()
    kept: list[str] = []
    asked = 0

    def tidy() -> None:
        while not ended.is_set():
            sweep(database, files, grace=-60)

    sweeper = threading.Thread(target=tidy)
    sweeper.start()
    try:
        for number in range(100):
            content = b"%%PDF %d" % (number % 10)
            try:
                kept.append(send(database, forum, files.put(content)))
            except FilesAway:
                asked += 1
            if number % 3 == 0 and kept:
                with database.write() as session:
                    named = notes.remove(session, kept.pop(0))
                let_go(database, files, named)
    finally:
        ended.set()
        sweeper.join()
    assert kept
    assert asked < 100
    assert missing_files(database, files) == []


def test_a_store_that_is_away_loses_no_row(
    database: Database, files: LocalFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file cannot be deleted its row stays, and both go the next time."""
    with database.write() as session:
        notes.remember(session, files.put(b"x"))
    age(database, files)

    def refuse(_: object, __: str) -> None:
        raise FilesAway("away")

    with monkeypatch.context() as patched:
        patched.setattr(LocalFiles, "delete", refuse)
        with pytest.raises(FilesAway):
            sweep(database, files)
    assert sweep(database, files).unnamed == 1


def test_the_housekeeper_sweeps_by_itself(
    database: Database, files: LocalFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on when a sweep went wrong."""
    swept = threading.Event()
    calls = []

    def sweep_at_last(*_: object) -> housekeeping.Swept:
        calls.append(1)
        if len(calls) < 3:
            raise FilesAway("away") if len(calls) == 1 else LookupError
        swept.set()
        return sweep(database, files)

    monkeypatch.setattr(housekeeping, "sweep", sweep_at_last)
    keeper = Housekeeper(database, files, seconds=0.01)
    keeper.start()
    assert swept.wait(30)
    keeper.stop()
    keeper.join(30)
    assert not keeper.is_alive()
