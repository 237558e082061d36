"""``tripont store``: backup and restore, and what is looked after."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from store import notes, people
from store.database import Database
from store.files import files_at
from store.migrate import migrate
from store.tables import Note
from tests.command_line import tripont
from tests.servers import Postgres

ORIGINALS = (b"%PDF-1.7 the first", b"%PDF-1.7 the second")


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a server that keeps two notes."""
    found = {"TRIPONT_HOME": str(tmp_path / "home")}
    url = f"sqlite:///{tmp_path / 'home' / 'tripont.sqlite'}"
    if request.param == "postgresql":
        url = found["TRIPONT_DATABASE_URL"] = request.getfixturevalue("postgres").fresh()
    database, files = Database(url), files_at(str(tmp_path / "home" / "files"))
    migrate(database)
    with database.write() as session:
        forum = people.create_forum(session, name="Forum", targets=("en",), by=None).id
    for number, content in enumerate(ORIGINALS):
        stored = files.put(content)
        with database.write() as session:
            notes.add(session, notes.Upload(forum=forum, name=f"{number}.pdf", targets=("en",)), stored)
    database.close()
    return found


@pytest.fixture
def empty(request: pytest.FixtureRequest, server: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Give the settings of another server of the same kind, with nothing in it."""
    found = {"TRIPONT_HOME": str(tmp_path / "other")}
    if "TRIPONT_DATABASE_URL" in server:
        found["TRIPONT_DATABASE_URL"] = request.getfixturevalue("postgres").fresh()
    return found


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL for all tests here."""
    with Postgres.running() as running:
        yield running


def kept(server: dict[str, str]) -> dict[str, bytes]:
    """Give the notes of a server by name, with their originals."""
    home = Path(server["TRIPONT_HOME"])
    database = Database(server.get("TRIPONT_DATABASE_URL", f"sqlite:///{home / 'tripont.sqlite'}"))
    files = files_at(str(home / "files"))
    with database.read() as session:
        found = session.execute(select(Note.name, Note.original)).all()
    database.close()
    return {name: files.read(original) for name, original in found}


def test_a_backup_brings_everything_back(server: dict[str, str], empty: dict[str, str], tmp_path: Path) -> None:
    """Database and files go into a folder and come back into an empty server; twice into the same folder is no harm."""
    folder = tmp_path / "backup"
    for _ in range(2):
        done = tripont("store", "backup", folder, **server)
        assert (done.returncode, done.stderr) == (0, "")
    assert "2 files" in done.stdout
    restored = tripont("store", "restore", folder, **empty)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert kept(empty) == kept(server) == {"0.pdf": ORIGINALS[0], "1.pdf": ORIGINALS[1]}
    assert "is there" in tripont("store", "check", **empty).stdout


def test_nothing_is_written_over(server: dict[str, str], tmp_path: Path) -> None:
    """A backup is not restored where something is."""
    tripont("store", "backup", tmp_path / "backup", **server)
    done = tripont("store", "restore", tmp_path / "backup", **server)
    assert done.returncode == 1
    assert done.stderr.startswith("tripont: not_empty: ")
    assert len(kept(server)) == 2


def test_a_folder_without_a_whole_backup_is_refused(empty: dict[str, str], tmp_path: Path) -> None:
    """What broke off half-way is no backup."""
    (tmp_path / "backup" / "files").mkdir(parents=True)
    done = tripont("store", "restore", tmp_path / "backup", **empty)
    assert done.stderr.startswith("tripont: bad_backup: ")


def test_a_damaged_file_in_a_backup_is_found(server: dict[str, str], empty: dict[str, str], tmp_path: Path) -> None:
    """A file whose content is not what its name says does not come back as if it were."""
    tripont("store", "backup", tmp_path / "backup", **server)
    broken = next(path for path in (tmp_path / "backup" / "files").glob("??/??/*"))
    broken.write_bytes(b"something else")
    done = tripont("store", "restore", tmp_path / "backup", **empty)
    assert done.stderr.startswith("tripont: bad_backup: ")
    assert done.stderr.count("\n") == 1


def test_a_lost_file_is_named_with_its_note(server: dict[str, str], tmp_path: Path) -> None:
    """Check tells what is missing; a backup of what is left says that it is not whole."""
    lost = next((Path(server["TRIPONT_HOME"]) / "files").glob("??/??/*"))
    lost.unlink()
    done = tripont("store", "check", **server)
    assert done.returncode == 1
    assert f"missing {lost.name}" in done.stdout
    assert done.stderr.startswith("tripont: file_missing: ")
    assert tripont("store", "backup", tmp_path / "backup", **server).returncode == 1


def test_migrate_and_sweep_may_be_called_at_any_time(server: dict[str, str]) -> None:
    """Where all is in order they change nothing."""
    assert tripont("store", "migrate", **server).returncode == 0
    assert "0 files" in tripont("store", "sweep", **server).stdout
    assert len(kept(server)) == 2


def test_a_damaged_database_in_a_backup_is_found(tmp_path: Path) -> None:
    """A copy that is no database any more is refused, and the home stays empty."""
    home = {"TRIPONT_HOME": str(tmp_path / "home")}
    tripont("store", "migrate", **home)
    tripont("store", "backup", tmp_path / "backup", **home)
    (tmp_path / "backup" / "tripont.sqlite").write_bytes(b"no database" * 1000)
    other = tmp_path / "other"
    done = tripont("store", "restore", tmp_path / "backup", TRIPONT_HOME=str(other))
    assert done.stderr.startswith("tripont: bad_backup: ")
    assert not list(other.iterdir())


def test_a_backup_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """What this program does not know it does not restore."""
    home = {"TRIPONT_HOME": str(tmp_path / "home")}
    tripont("store", "migrate", **home)
    tripont("store", "backup", tmp_path / "backup", **home)
    with sqlite3.connect(tmp_path / "backup" / "tripont.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    other = tmp_path / "other"
    done = tripont("store", "restore", tmp_path / "backup", TRIPONT_HOME=str(other))
    assert done.stderr.startswith("tripont: database_newer: ")
    assert not list(other.iterdir())
