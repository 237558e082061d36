"""A place with people for each test, and real servers where they matter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.place import Place, made
from tests.servers import Postgres


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Give a place on SQLite."""
    found = made(tmp_path)
    yield found
    found.rooms.database.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL server of our own as long as the tests last."""
    with Postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def any_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give a place on each of the databases."""
    url = request.getfixturevalue("postgres").fresh() if request.param == "postgresql" else None
    found = made(tmp_path, url)
    yield found
    found.rooms.database.close()
