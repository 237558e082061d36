"""The tables come into being, forward and back, on both databases, whoever asks for it and however many do."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from store.database import Database
from store.migrate import DatabaseNewer, draft, is_current, migrate, step_back
from store.tables import Forum, Table

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database without tables; that of SQLite is a file in a folder which is not there yet."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'home' / 'tripont.sqlite'}"
    else:
        url = request.getfixturevalue("postgres").fresh()
    made = Database(url)
    yield made
    made.close()


def differences(database: Database) -> list[object]:
    """Compare the tables that there are with those that the program speaks of."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, Table.metadata)
    return found


def test_the_revisions_lead_to_the_tables_of_the_program(empty: Database) -> None:
    """From nothing to the head, and nothing is missing, too much or of another type."""
    migrate(empty)
    assert differences(empty) == []
    assert is_current(empty)


def test_migrating_again_changes_nothing(empty: Database) -> None:
    """What is kept stays as it is."""
    migrate(empty)
    with empty.write() as session:
        session.add(Forum(name="Three bridges", targets=["en"]))
    migrate(empty)
    with empty.read() as session:
        assert [forum.name for forum in session.query(Forum)] == ["Three bridges"]


def test_several_programs_may_migrate_at_the_same_time(empty: Database) -> None:
    """One does it, the others wait for it; none fails."""
    script = "import sys; from store.database import Database; from store.migrate import migrate; "
    script += "migrate(Database(sys.argv[1]))"
    url = empty.url.render_as_string(hide_password=False)
    running = [
        subprocess.Popen([sys.executable, "-c", script, url], cwd=REPOSITORY, stderr=subprocess.PIPE) for _ in range(4)
    ]
    told = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, told
    assert differences(empty) == []


def test_there_is_a_way_back(empty: Database) -> None:
    """Back to nothing, and forward again."""
    migrate(empty)
    step_back(empty, "base")
    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert not is_current(empty)
    migrate(empty)
    assert differences(empty) == []


def test_an_empty_database_is_not_current(empty: Database) -> None:
    """So that the doctor can say it."""
    migrate(empty)
    step_back(empty, "base")
    assert not is_current(empty)


def test_a_newer_program_s_tables_are_left_alone(empty: Database) -> None:
    """An old program says what it met, and changes nothing."""
    migrate(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer):
        migrate(empty)
    assert differences(empty) == []


def test_a_draft_of_no_change_is_empty(tmp_path: Path) -> None:
    """The next revision says what the tables lack: nothing, as long as nobody changed them."""
    draft("nothing", tmp_path)
    (written,) = tmp_path.glob("r*_nothing.py")
    assert "op." not in written.read_text()
