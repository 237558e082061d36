"""Backup and restore: one consistent state of the database, and every file that it names, by its content.

A backup is a folder: ``tripont.sqlite`` or ``tripont.dump``, ``files`` as the store lays them, and ``backup.json``,
which is written last, so that a backup that broke off is none. A later backup into the same folder copies only new
files.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import URL, select
from sqlalchemy import inspect as look_at

from document.errors import CannotWrite, TripontError
from store.database import Database
from store.files import Files, LocalFiles
from store.migrate import migrate
from store.stored import FileMissing
from store.tables import File

SCHEMA = "tripont.backup/1"
_SQLITE, _DUMP, _RECORD = "tripont.sqlite", "tripont.dump", "backup.json"
_PIECE = 1024 * 1024


class BadBackup(TripontError):
    """The folder holds no backup that can be restored here."""

    code = "bad_backup"


class NotEmpty(TripontError):
    """There is something where a backup was to be restored."""

    code = "not_empty"


class ProgramMissing(TripontError):
    """A program of PostgreSQL is needed, and is not there or did not do its work."""

    code = "program_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds: how many files, and which of them the store did not have any more."""

    files: int
    missing: tuple[str, ...]


def backup(database: Database, files: Files, folder: Path) -> Kept:
    """Keep everything in a folder; notes may come and go meanwhile.

    Raises CannotWrite, ProgramMissing, DatabaseAway, FilesAway.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / _RECORD).unlink(missing_ok=True)
        # The database first: every file that it names is there, while files that come later are named by no row of it.
        names = _copy_sqlite(database, folder) if database.is_sqlite else _dump(database, folder)
        kept = _copy_files(files, LocalFiles(folder / "files"), names)
        record = {"schema": SCHEMA, "tripont": version("tripont"), "files": kept.files, "missing": kept.missing}
        (folder / _RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
    except OSError as problem:
        raise CannotWrite(
            f"The backup cannot be written into {folder} ({problem.strerror}). Name another folder, or make room."
        ) from problem
    return kept


def restore(database: Database, files: Files, folder: Path) -> Kept:
    """Bring a backup back, and the tables to what this program expects.

    Raises BadBackup, NotEmpty, DatabaseNewer, CannotWrite, ProgramMissing, FilesAway.
    """
    if not (folder / _RECORD).is_file():
        raise BadBackup(f"{folder} holds no whole backup. Name the folder that was given to: tripont store backup")
    _refuse_what_is_there(database, files)
    source = LocalFiles(folder / "files")
    kept = _copy_files(source, files, sorted(source.names(0.0)))
    try:
        if database.is_sqlite:
            _place_sqlite(database, folder / _SQLITE)
        else:
            _undump(database, folder / _DUMP)
            migrate(database)
    except OSError as problem:
        raise CannotWrite(
            f"The database cannot be written ({problem.strerror}). Make room, and try again."
        ) from problem
    return kept


def _copy_files(source: Files, target: Files, names: Sequence[str]) -> Kept:
    missing = [name for name in names if not target.has(name) and not _copied(source, target, name)]
    return Kept(files=len(names) - len(missing), missing=tuple(missing))


def _copied(source: Files, target: Files, name: str) -> bool:
    """Copy a file and look whether it is still what its name says; raises BadBackup when it is not."""
    try:
        stream = source.open(name)
    except FileMissing:
        return False
    with stream, target.receive() as incoming:
        while piece := stream.read(_PIECE):
            incoming.write(piece)
        stored = incoming.keep()
    if stored.sha256 != name:
        target.delete(stored.sha256)
        raise BadBackup(f"The file {name[:12]}… is damaged: its content has changed. Take it from another backup.")
    return True


def _refuse_what_is_there(database: Database, files: Files) -> None:
    there = Path(database.url.database or "").exists() if database.is_sqlite else _has_tables(database)
    if there or next(files.names(0.0), None) is not None:
        raise NotEmpty(
            "There is a database or there are files already, and a backup is only restored where nothing is. "
            "Name an empty home in TRIPONT_HOME, or an empty database and files."
        )


def _has_tables(database: Database) -> bool:
    with database.told(), database.engine.connect() as connection:
        return bool(look_at(connection).get_table_names())


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _copy_sqlite(database: Database, folder: Path) -> Sequence[str]:
    """Copy the database as it is at one moment; gives the names of its files."""
    target = folder / _SQLITE
    beside = target.with_suffix(".coming")
    beside.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{database.url.database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(beside)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it
        names = [name for (name,) in copy.execute("SELECT sha256 FROM file ORDER BY sha256")]
    beside.chmod(0o600)
    beside.replace(target)
    return names


def _place_sqlite(database: Database, source: Path) -> None:
    """Put a copy in its place when it is sound and its tables are as they should be."""
    target = Path(database.url.database or "")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.coming")
    shutil.copyfile(source, beside)
    try:
        with closing(sqlite3.connect(beside)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not sound:
            raise BadBackup(f"{source} is damaged. Take another backup.")
        migrated = Database(f"sqlite:///{beside}")
        migrate(migrated)
        migrated.close()
        with closing(sqlite3.connect(beside)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
        beside.chmod(0o600)
        beside.replace(target)
    except sqlite3.DatabaseError as problem:
        raise BadBackup(f"{source} is no database any more. Take another backup.") from problem
    finally:
        for left in target.parent.glob(f"{beside.name}*"):
            left.unlink()


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _dump(database: Database, folder: Path) -> Sequence[str]:
    target = folder / _DUMP
    beside = target.with_suffix(".coming")
    with database.read() as session:
        # Files that are named after this moment are in the dump and not in the list, so the list is taken twice.
        before = set(session.scalars(select(File.sha256)))
    _run("pg_dump", database.url, "--format=custom", "--no-owner", "--file", str(beside))
    beside.chmod(0o600)
    beside.replace(target)
    with database.read() as session:
        return sorted(before | set(session.scalars(select(File.sha256))))


def _undump(database: Database, source: Path) -> None:
    if not source.is_file():
        raise BadBackup("This backup is of a SQLite database, and cannot be restored into PostgreSQL.")
    _run("pg_restore", database.url, "--no-owner", "--single-transaction", "--exit-on-error", str(source))


def _run(program: str, url: URL, *words: str) -> None:
    """Run a program of PostgreSQL on a database; raises ProgramMissing. The password stays out of the command line."""
    path = shutil.which(program)
    if path is None:
        raise ProgramMissing(f"{program} is needed and is not there. Type: apt-get install postgresql-client")
    done = subprocess.run(  # noqa: S603 - our own words
        [path, "--dbname", url.database or "", *words],
        env=os.environ | _as_environment(url),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no more is known"])[-1]
        raise ProgramMissing(
            f"{program} did not do its work ({last[:200]}). Its version must not be below the server's."
        )


def _as_environment(url: URL) -> Mapping[str, str]:
    parts = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    return {name: str(value) for name, value in parts.items() if value is not None}
