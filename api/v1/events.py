"""Progress for programs: a note's, or that of all notes of a forum."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.access import Visitor
from api.rooms import rooms_of
from api.v1.answers import SIGNED_IN, Responses, problems
from api.v1.given import TheNote
from api.v1.shapes import NoteShape
from api.watching import ENDED, Watch, stream, watching_of
from store.notes import NoteRecord

router = APIRouter(tags=["progress"])

STREAM: dict[str, Any] = {
    "description": "Server-sent events. `note`: a note as `GET /notes/{note}` gives it, at first and then at each "
    "change. `gone`: the id of a note that was removed. `end`: nothing more will come; the data is `done` or the code "
    "of a problem.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}
RESPONSES: Responses = {**problems(SIGNED_IN), 200: STREAM}


@router.get("/notes/{note}/events", response_class=Response, responses=RESPONSES)
async def note_events(note: TheNote, request: Request) -> Response:
    """Watch a note until nothing more is going to happen to it."""

    def look(found: Visitor) -> Mapping[str, str]:
        return {note.id: _told(found.note)} if found.note else {}

    def is_over(seen: Mapping[str, str]) -> bool:
        return json.loads(seen[note.id])["state"] in ENDED

    return stream(request, Watch(look=look, event="note", is_over=is_over))


@router.get("/forums/{forum}/events", response_class=Response, responses=RESPONSES)
async def forum_events(forum: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], request: Request) -> Response:
    """Watch the 500 youngest notes of a forum."""
    rooms, shared = rooms_of(request), watching_of(request)

    def look(_: Visitor) -> Mapping[str, str]:
        return {note.id: _told(note) for note in shared.forum(rooms, forum)}

    return stream(request, Watch(look=look, event="note", gone="gone"))


def _told(note: NoteRecord) -> str:
    return NoteShape.of(note).model_dump_json()
