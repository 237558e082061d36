"""The database: one road for SQLite and PostgreSQL, and one clock for all who write to it.

Times are seconds since 1970 in UTC, taken from the database and not from the machine that asks: workers' clocks may
differ, leases must not.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Double, Engine, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, sessionmaker
from sqlalchemy.orm import Session as Session  # noqa: PLC0414 - other rooms name it, and know no more of the database
from sqlalchemy.sql.functions import FunctionElement

from document.errors import TripontError

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
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        writing = self.engine.execution_options(writes=True)
        self._writing = sessionmaker(writing, expire_on_commit=False)

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
        with _told(), self._writing.begin() as session:
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
        if problem.connection_invalidated or _is_away(problem):
            raise DatabaseAway(
                "The database does not answer just now. Nothing was changed; try again in a moment."
            ) from problem
        raise


def _is_away(problem: DBAPIError) -> bool:
    """Tell a lost or missing connection, a busy file and a full disk from a mistake of ours."""
    kind = type(problem.orig).__name__
    return kind in {
        "OperationalError",
        "InterfaceError",
        "AdminShutdown",
        "CannotConnectNow",
        "DiskFull",
        "ConnectionTimeout",
    }


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(
            parsed, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args={"connect_timeout": 5}
        )
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
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
