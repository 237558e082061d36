"""What routes are given: who asks, the rooms, and the note of the path, all found by the guard before."""

from typing import Annotated

from fastapi import Depends, Path, Request

from api.access import Visitor, visitor
from api.rooms import Rooms, rooms_of
from store.notes import NoteRecord

# These are coroutines, so that the framework does not take a thread for each.


async def _by(request: Request) -> Visitor:
    return visitor(request)


async def _rooms(request: Request) -> Rooms:
    return rooms_of(request)


async def _note(request: Request, note: Annotated[str, Path(pattern="^[0-9a-f]{32}$")]) -> NoteRecord:  # noqa: ARG001
    found = visitor(request).note
    if found is None:
        raise AssertionError("the rule of this route looks the note up")
    return found


By = Annotated[Visitor, Depends(_by)]
In = Annotated[Rooms, Depends(_rooms)]
TheNote = Annotated[NoteRecord, Depends(_note)]
"""The note of the path, as it was when the request came."""
