"""One road for both databases: what is away is told as away, mistakes of ours as mistakes."""

import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from store.database import Database, DatabaseAway, now, one_at_a_time
from store.tables import Forum, Table
from tests.servers import Postgres, free_port


def add_forum(database: Database, name: str = "Three bridges") -> None:
    """Write something."""
    with database.write() as session:
        session.add(Forum(name=name, targets=["en"]))


def names(database: Database) -> list[str]:
    """Read what was written."""
    with database.read() as session:
        return list(session.scalars(select(Forum.name).order_by(Forum.name)))


def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    """What breaks off in the middle has changed nothing."""

    def break_off() -> None:
        with database.write() as session:
            session.add(Forum(name="half", targets=[]))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        break_off()
    assert names(database) == []


def test_a_mistake_of_ours_is_not_taken_for_a_lost_server(database: Database) -> None:
    """A wrong statement, a wrong name, a row that refers to nothing: none is worth a second try."""
    for statement in ("SELEKT 1", "SELECT * FROM nowhere", "INSERT INTO job (id) VALUES ('x')"):
        with pytest.raises(DBAPIError), database.write() as session:
            session.execute(text(statement))


def test_a_reader_sees_one_state(database: Database) -> None:
    """What others commit meanwhile does not mix with what was read before."""
    add_forum(database, "first")
    with database.read() as session:
        before = session.scalars(select(Forum.name)).all()
        add_forum(database, "second")
        after = session.scalars(select(Forum.name)).all()
    assert before == after == ["first"]
    assert names(database) == ["first", "second"]


def test_the_clock_is_the_database_s(database: Database) -> None:
    """Seconds since 1970, with fractions, and never backwards within a transaction."""
    with database.read() as session:
        first, second = (session.scalar(select(now())) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first <= second
    assert abs(first - time.time()) < 60


def test_one_at_a_time_lets_nobody_in_between(database: Database) -> None:
    """Reading, thinking and writing is safe while the subject is held."""

    def count_up() -> None:
        for _ in range(5):
            with database.write() as session:
                one_at_a_time(session, "counting", "something else")
                seen = len(session.scalars(select(Forum.id)).all())
                session.add(Forum(name=f"{seen:03}", targets=[]))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(database) == [f"{number:03}" for number in range(20)]


# --- SQLite ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """Give an SQLite database with tables."""
    database = Database(f"sqlite:///{tmp_path / 'tripont.sqlite'}")
    Table.metadata.create_all(database.engine)
    yield database
    database.close()


def test_a_file_that_cannot_be_opened_is_away(tmp_path: Path) -> None:
    """A folder that is not there, for example a disk that is not mounted."""
    with pytest.raises(DatabaseAway):
        add_forum(Database(f"sqlite:///{tmp_path / 'nowhere' / 'tripont.sqlite'}"))


def test_a_busy_file_is_away(file: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody holds the file for longer than we wait, a backup program perhaps."""
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0.1)
    other = Database(file.url.render_as_string())
    with file.write() as session:
        session.add(Forum(name="first", targets=[]))
        session.flush()
        with pytest.raises(DatabaseAway, match="busy"):
            add_forum(other, "second")
    assert names(other) == ["first"]
    other.close()


def test_a_full_disk_is_away_and_loses_nothing(file: Database) -> None:
    """What was committed stays, what does not fit is not there in part, and it goes on when there is room."""
    add_forum(file, "before")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        with pytest.raises(DatabaseAway), file.write() as session:
            session.add_all(Forum(name=f"{number} {'x' * 180}", targets=[]) for number in range(20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert names(file) == ["before"]
    add_forum(file, "later")
    assert names(file) == ["before", "later"]


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """Run a server that may be stopped."""
    with Postgres.running() as server:
        yield server


def test_a_server_that_comes_back_is_used_again(own_server: Postgres) -> None:
    """The same object tells that the server is gone, while it is, and works again when it is back."""
    database = Database(own_server.fresh())
    Table.metadata.create_all(database.engine)
    add_forum(database, "before")
    with database.write() as held:
        held.add(Forum(name="in the middle", targets=[]))
        held.flush()
        own_server.stop()
        with pytest.raises(DatabaseAway):
            names(database)
        with pytest.raises(DatabaseAway):
            add_forum(database, "meanwhile")
        own_server.start()
        with pytest.raises(DBAPIError):
            held.scalars(select(Forum.name)).all()
        held.rollback()
    add_forum(database, "after")
    assert names(database) == ["after", "before"]
    database.close()


def test_a_connection_that_is_cut_is_away(own_server: Postgres) -> None:
    """The server ends our connection in the middle of a transaction: nothing of it is kept, the next goes well."""
    database = Database(own_server.fresh())
    Table.metadata.create_all(database.engine)

    def be_cut() -> None:
        with database.write() as session:
            session.add(Forum(name="half", targets=[]))
            session.flush()
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseAway):
        be_cut()
    add_forum(database, "whole")
    assert names(database) == ["whole"]
    database.close()


def test_two_who_wait_for_each_other_are_told(own_server: Postgres) -> None:
    """The one that the server sends away learns that trying again may help."""
    database = Database(own_server.fresh())
    Table.metadata.create_all(database.engine)
    gate = threading.Barrier(2)
    told: list[DatabaseAway] = []

    def cross(first: str, second: str) -> None:
        try:
            with database.write() as session:
                one_at_a_time(session, first)
                gate.wait()
                one_at_a_time(session, second)
        except DatabaseAway as problem:
            told.append(problem)

    threads = [threading.Thread(target=cross, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert told[0].retryable
    database.close()


def test_nobody_at_the_address_is_away() -> None:
    """A server that was never there, or a machine without network."""
    with pytest.raises(DatabaseAway):
        names(Database(f"postgresql://tripont@127.0.0.1:{free_port()}/tripont"))
