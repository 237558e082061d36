"""What the routes of pages are given: who asks, the rooms, and the forum and note of the path."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.access import Visitor, visitor
from api.rooms import Rooms, rooms_of
from document.states import Role
from store.notes import NoteRecord
from store.people import ForumRecord

LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Place:
    """The forum of the path, and what the visitor is in it."""

    forum: ForumRecord
    role: Role

    @property
    def writes(self) -> bool:
        """Tell whether the visitor may add and remove notes."""
        return self.role.includes(Role.ORGANISER)

    @property
    def administers(self) -> bool:
        """Tell whether the visitor may invite and remove people."""
        return self.role.includes(Role.ADMINISTRATOR)


# These are coroutines, so that the framework does not take a thread for each.


async def _by(request: Request) -> Visitor:
    return visitor(request)


async def _rooms(request: Request) -> Rooms:
    return rooms_of(request)


async def _place(request: Request) -> Place:
    found = visitor(request)
    if found.forum is None or found.role is None:
        raise AssertionError("the rule of this route looks the forum up")
    return Place(found.forum, found.role)


async def _note(request: Request) -> NoteRecord:
    found = visitor(request).note
    if found is None:
        raise AssertionError("the rule of this route looks the note up")
    return found


By = Annotated[Visitor, Depends(_by)]
In = Annotated[Rooms, Depends(_rooms)]
At = Annotated[Place, Depends(_place)]
TheNote = Annotated[NoteRecord, Depends(_note)]


def own_address(path: str) -> str:
    """Give an address of this server to go back to; anything that may lead elsewhere becomes the first page."""
    leads_away = path.startswith("//") or "\\" in path or not path.isprintable() or len(path) > LONGEST_ADDRESS
    return path if path.startswith("/") and not leads_away else "/"
