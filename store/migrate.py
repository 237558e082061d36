"""Bringing a database's tables to the state that this program expects, alone and all at once.

Every program may ask for it when it starts: whoever comes second waits, and finds nothing left to do. A migration that
breaks off half-way has changed nothing.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from document.errors import TripontError
from store.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x7219_0F07
"""The number under which those who want to migrate a PostgreSQL database wait for one another."""


class DatabaseNewer(TripontError):
    """A newer program has changed the tables."""

    code = "database_newer"


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables forward to a revision; makes what is not there yet, and does nothing when all is done.

    Raises DatabaseAway, DatabaseNewer.
    """
    with _alone(database) as connection:
        _check_known(connection)
        command.upgrade(_config(connection), revision)


def step_back(database: Database, revision: str) -> None:
    """Bring the tables back to a revision, or to nothing with ``base``: what later ones hold is lost."""
    with _alone(database) as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Tell whether the tables are as this program expects; raises DatabaseAway."""
    with database.read() as session:
        found = MigrationContext.configure(session.connection()).get_current_heads()
    return set(found) == set(ScriptDirectory(str(_SCRIPTS)).get_heads())


def draft(message: str, folder: Path) -> None:
    """Write a revision that brings the tables from the last revision to what ``store/tables.py`` says, to be read."""
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite:///{scratch}/draft.sqlite")
        migrate(database)
        with _alone(database) as connection:
            config = _config(connection)
            following = f"{len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1:04}"
            if folder != _SCRIPTS / "versions":
                config.set_main_option("version_locations", f"{_SCRIPTS / 'versions'} {folder}")
            command.revision(config, message, autogenerate=True, rev_id=following, version_path=str(folder))
        database.close()


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """Open a transaction that nobody else can have at the same time."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    with database.told(), database.engine.connect().execution_options(writes=True) as connection:
        if database.is_sqlite:
            # Where a table is changed by a copy, dropping the old one must not delete the rows that refer to it. This
            # cannot be switched within a transaction, so the connection is ours alone and ends with it.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            connection.detach()
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection
            if database.is_sqlite:
                _check_references(connection)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"the migration would leave rows that refer to nothing: {broken[:5]}")


def _check_known(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
    if set(MigrationContext.configure(connection).get_current_heads()) - known:
        raise DatabaseNewer(
            "A newer Tripont has changed this database, and this one does not know how it is now. Nothing was changed. "
            "Start the newer one, or restore the backup from before the upgrade."
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "space")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    draft(sys.argv[1], _SCRIPTS / "versions")
