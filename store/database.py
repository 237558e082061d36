"""The database: one road for SQLite and PostgreSQL, and one clock for all who write to it.

Times are seconds since 1970 in UTC, taken from the database and not from the machine that asks: workers' clocks may
differ, leases must not.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import RLock
from typing import Any

from sqlalchemy import Double, Engine, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, sessionmaker
from sqlalchemy.orm import Session as Session  # noqa: PLC0414 - other rooms name it, and know no more of the database
from sqlalchemy.sql.functions import FunctionElement

from document.errors import TripontError

_POOL: Mapping[str, Any] = {"pool_size": 10, "max_overflow": 30, "pool_timeout": 10}
"""As many connections as a server's threads, kept open for those that are used all the time."""

BUSY_SECONDS = 30
"""How long a writer waits for another before SQLite gives up."""


class DatabaseAway(TripontError):
    """The database cannot be reached just now."""

    code = "database_away"
    retryable = True


class now(FunctionElement[float]):  # noqa: N801 - reads as the SQL function that it is
    """The database's own time of this statement, in seconds since 1970."""

    type = Double()
    inherit_cache = True
    name = "now"


@compiles(now, "sqlite")
def _sqlite_now(*_: object, **__: object) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(now, "postgresql")
def _postgresql_now(*_: object, **__: object) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


class Database:
    """A place with tables. Making one opens nothing; the first transaction does."""

    def __init__(self, url: str) -> None:
        """Take a URL as SQLAlchemy reads it."""
        self.url = make_url(url)
        self.engine = _engine(url)
        reading = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._reading = sessionmaker(reading, expire_on_commit=False)
        writing = self.engine.execution_options(writes=True)
        self._writing = sessionmaker(writing, expire_on_commit=False)
        # SQLite lets writers ask again and again and takes whoever comes at the right moment; among the threads of one
        # process a lock is fair, and they keep no connection while they wait.
        self._turn: AbstractContextManager[object] = RLock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Tell whether everything is in one file on this machine."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look at one consistent state; raises DatabaseAway."""
        with _told(), self._reading() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Change something: all of it is durable when the block ends, or none of it; raises DatabaseAway."""
        with _told(), self._turn, self._writing.begin() as session:
            yield session

    @staticmethod
    def told() -> AbstractContextManager[None]:
        """Tell a lost database as DatabaseAway, for those who use the engine itself."""
        return _told()

    def close(self) -> None:
        """Let go of every connection, before a fork and at the end."""
        self.engine.dispose()


def insert_into(session: Session, table: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """Begin an INSERT that can say ON CONFLICT, which both databases know and each spells for itself."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def one_at_a_time(session: Session, *subjects: str) -> None:
    """Wait until no other transaction does something on these subjects, and keep others waiting until this one ends.

    A writer of SQLite is alone anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for subject in sorted(subjects):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as problem:
        reason = _why_away(problem)
        if reason is None:
            raise
        raise DatabaseAway(f"{reason} Nothing was changed; try again in a moment.") from problem
    except PoolExhausted as problem:
        raise DatabaseAway(
            "Too many want something of the database at once. Nothing was changed; try again in a moment."
        ) from problem


_GONE = "The database does not answer just now."
_BUSY = "The database is busy with others' changes."
_FULL = "The database has no room: its disk or memory is full."

_POSTGRESQL = {"08": _GONE, "57": _GONE, "58": _GONE, "40": _BUSY, "55": _BUSY, "53": _FULL}
"""Classes of SQLSTATE in which the server, and not our statement, is why a statement failed."""

_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_NOMEM: _FULL,
    sqlite3.SQLITE_IOERR: _GONE,
    sqlite3.SQLITE_CANTOPEN: _GONE,
    sqlite3.SQLITE_READONLY: _GONE,
}
"""The same for SQLite's result codes, without what further bits say."""


def _why_away(problem: DBAPIError) -> str | None:
    """Tell a lost connection, a busy file and a full disk, which are over some time, from a mistake of ours: None."""
    cause = problem.orig
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state: str | None = getattr(cause, "sqlstate", None)
    if state is not None:
        return _POSTGRESQL.get(state[:2])
    # Without a state no server has spoken: it was not reached, or went away in the middle of a word.
    return _GONE if problem.connection_invalidated or isinstance(problem, OperationalError) else None


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(
            parsed, pool_pre_ping=True, connect_args={"connect_timeout": 5, "keepalives_idle": 20}, **_POOL
        )
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's
    # We begin transactions ourselves: a writer takes its lock at once, so that it never fails half-way for another's.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
