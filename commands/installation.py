"""What a server stands on: settings that hold, a home that can be written, tables as the program expects them."""

import tempfile
from typing import TYPE_CHECKING

from document.errors import CannotWrite, TripontError

if TYPE_CHECKING:
    from store.database import Database
    from store.settings import Settings


class BadSettings(TripontError):
    """A setting has a value that it cannot have."""

    code = "bad_settings"


def settings() -> "Settings":
    """Read the settings; raises BadSettings. Values are not told, since they may be secrets."""
    from pydantic import ValidationError

    from store.settings import read_settings

    try:
        return read_settings()
    except ValidationError as problem:
        wrong = "; ".join(
            f"TRIPONT_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}"
            for error in problem.errors(include_input=False, include_url=False)
        )
        raise BadSettings(f"A setting cannot be read ({wrong}). Correct it in the environment or its file.") from None


def make_home(settings: "Settings") -> None:
    """Make the home, for its owner alone, and prove that it can be written; raises CannotWrite."""
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as problem:
        raise CannotWrite(
            f"{settings.home} cannot be written ({problem.strerror}). It holds all that is kept on this machine. "
            "Give its owner the right to write there, or name another folder in TRIPONT_HOME."
        ) from problem


def open_database(settings: "Settings") -> "Database":
    """Give the database with its tables as this program expects them; raises DatabaseAway, DatabaseNewer."""
    from store.database import Database
    from store.migrate import migrate

    database = Database(settings.database)
    migrate(database)
    return database
