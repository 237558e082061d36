"""Both databases, each with empty tables: every test of the store runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Database
from store.tables import Forum, Table
from tests.servers import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with empty tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'tripont.sqlite'}"
    else:
        url = request.getfixturevalue("postgres").fresh()
    made = Database(url)
    Table.metadata.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL server of our own as long as the tests last."""
    with Postgres.running() as server:
        yield server


@pytest.fixture
def forum(database: Database) -> str:
    """Give the id of a forum."""
    with database.write() as session:
        made = Forum(name="Forum of the three bridges", targets=["en", "es"])
        session.add(made)
        session.flush()
        return made.id
