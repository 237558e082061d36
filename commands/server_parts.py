"""What a server would stand on here: settings, database, files and broker, looked at without making anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from commands import broker
from commands.installation import BadSettings, settings
from document.errors import TripontError

if TYPE_CHECKING:
    from store.database import Database
    from store.settings import Settings
    from worker.diagnosis import Part


def examine() -> "Iterator[Part]":
    """Look at each part; none of them hinders translating on the command line."""
    try:
        found = settings()
    except BadSettings as problem:
        yield _part("settings", str(problem), "Correct the setting.")
        return
    yield _part("settings", f"home {found.home}, pages at {found.public_url}")
    yield _database(found)
    yield _files(found)
    yield _broker(found)


def _part(name: str, found: str, remedy: str = "") -> "Part":
    from worker.diagnosis import Part, State

    return Part(name=name, state=State.OPTIONAL if remedy else State.OK, found=found, remedy=remedy)


def _database(settings: "Settings") -> "Part":
    from store.database import Database
    from store.migrate import is_current

    database = Database(settings.database)
    try:
        where = _where(database)
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            return _part("database", f"{where}, made by the first tripont serve")
        if is_current(database):
            return _part("database", f"{where}, tables as this program expects them")
        return _part("database", f"{where}, tables of another version", "Type: tripont store migrate")
    except TripontError as problem:
        return _part("database", f"{where}: {problem.code}", str(problem))
    finally:
        database.close()


def _where(database: "Database") -> str:
    """Say where a database is, without what may be secret."""
    url = database.url
    return (
        f"SQLite at {url.database}" if database.is_sqlite else f"{url.get_backend_name()} on {url.host or 'a socket'}"
    )


def _files(settings: "Settings") -> "Part":
    from store.files import files_at

    if "://" not in settings.files and not Path(settings.files).is_dir():
        return _part("files", f"{settings.files}, made by the first upload")
    try:
        free = files_at(settings.files).check()
    except TripontError as problem:
        return _part("files", f"{settings.files}: {problem.code}", str(problem))
    return _part("files", settings.files + (f", {free // 1024**2:,} MiB free" if free is not None else ""))


def _broker(settings: "Settings") -> "Part":
    from store.broker import who_is

    if settings.broker_url is None:
        server = broker.find()
        if server is None:
            return _part("broker", "messages are files in the home", "Quicker: apt-get install redis-server")
        return _part("broker", f"{server.name} at {server.program}, started by tripont serve")
    try:
        return _part("broker", who_is(settings.broker))
    except TripontError as problem:
        return _part("broker", problem.code, str(problem))
