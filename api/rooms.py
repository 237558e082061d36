"""What every request works with, made once for a process."""

from dataclasses import dataclass
from typing import Self

from starlette.requests import HTTPConnection

from api.ringing import RingingAside
from store.bell import Bell, CeleryBell, application
from store.database import Database
from store.files import Files, files_at
from store.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The store as the human half sees it."""

    settings: Settings
    database: Database
    files: Files
    bell: Bell

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Make what the settings name; nothing is opened until it is needed."""
        return cls(
            settings=settings,
            database=Database(settings.database),
            files=files_at(settings.files),
            bell=RingingAside(CeleryBell(application(settings.broker))),
        )


def rooms_of(request: HTTPConnection) -> Rooms:
    """Give the rooms of the application that a request came to."""
    rooms: Rooms = request.app.state.rooms
    return rooms
