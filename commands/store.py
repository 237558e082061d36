"""``tripont store``: what is kept on a server is brought up to date, looked through, tidied, backed up and restored."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.exits import DONE, FAULT
from commands.installation import make_home, open_database, settings
from commands.options import SOME_PATH
from commands.wording import count

if TYPE_CHECKING:
    from store.database import Database
    from store.files import Files


@click.group()
def store() -> None:
    """Look after what a server keeps: database and files."""


@store.command("migrate")
def store_migrate() -> int:
    """Bring the tables to what this version expects; every server does so by itself when it starts."""
    with _opened():
        click.echo("The tables are as this version expects them.")
    return DONE


@store.command("check")
def store_check() -> int:
    """Look for files that notes need and that are not there."""
    from store.files import FileMissing
    from store.housekeeping import missing_files

    with _opened() as (database, files):
        lost = missing_files(database, files)
    for one in lost:
        click.echo(f"missing {one.sha256}, needed by the notes {', '.join(one.notes)}")
    if lost:
        raise FileMissing(f"{count(len(lost), 'file')} that notes need cannot be found. Copy them from a backup.")
    click.echo("Every file that a note needs is there.")
    return DONE


@store.command("sweep")
def store_sweep() -> int:
    """Take away what nobody needs: uploads that broke off, files that no note names, old sign-ins."""
    from store.housekeeping import sweep

    with _opened() as (database, files):
        swept = sweep(database, files)
    gone = swept.strays + swept.unnamed + swept.broken_off
    rows = swept.sign_ins + swept.knocks + swept.invitations + swept.workers
    click.echo(f"Taken away: {count(gone, 'file')} and {count(rows, 'row')}.")
    return DONE


@store.command("backup")
@click.argument("folder", type=SOME_PATH)
def store_backup(folder: Path) -> int:
    """Keep database and files in FOLDER, while the server runs; again into the same FOLDER copies what is new."""
    from store.backup import backup

    with _opened() as (database, files):
        kept = backup(database, files, folder)
    click.echo(f"{folder} holds the database and {count(kept.files, 'file')}.")
    if kept.missing:
        click.echo(
            f"{count(len(kept.missing), 'file')} could not be found; tripont store check names the notes.", err=True
        )
        return FAULT
    return DONE


@store.command("restore")
@click.argument("folder", type=SOME_PATH)
def store_restore(folder: Path) -> int:
    """Bring the backup in FOLDER back into an empty home, or an empty database and files."""
    from store.backup import restore
    from store.database import Database
    from store.files import files_at

    found = settings()
    make_home(found)
    database = Database(found.database)
    try:
        kept = restore(database, files_at(found.files), folder)
    finally:
        database.close()
    click.echo(f"Restored: the database and {count(kept.files, 'file')}. Start the server.")
    return DONE


@contextmanager
def _opened() -> "Iterator[tuple[Database, Files]]":
    """Open what the settings name, with its tables as they should be."""
    from store.files import files_at

    found = settings()
    make_home(found)
    database = open_database(found)
    try:
        yield database, files_at(found.files)
    finally:
        database.close()
