"""Notes: what became of them, and what can be done about it."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import admit
from api.v1.answers import CHANGES, SIGNED_IN, problems
from api.v1.given import By, In, TheNote
from api.v1.shapes import EventShape, HistoryShape, NoteShape, NotesShape
from document.states import Role
from store import history, jobs, notes
from store.database import DatabaseAway
from store.files import FilesAway
from store.housekeeping import let_go

router = APIRouter(tags=["notes"])

PAGE = 200


@router.get("/notes", responses=problems(SIGNED_IN))
def list_notes(
    by: By,
    rooms: In,
    forum: Annotated[str, Query(description="the forum's id")],
    before: Annotated[
        float | None, Query(ge=0, le=1e11, allow_inf_nan=False, description="``next`` of the page before")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> NotesShape:
    """Give a forum's notes, the youngest first."""
    with rooms.database.read() as session:
        admit(session, by, forum, Role.REVIEWER)
        found = notes.of_forum(session, forum, limit=limit, before=before)
    following = found[-1].created_at if len(found) == limit else None
    return NotesShape(notes=[NoteShape.of(note) for note in found], next=following)


@router.get("/notes/{note}", responses=problems(SIGNED_IN))
def get_note(note: TheNote) -> NoteShape:
    """Give a note with the state of its reading and of its languages."""
    return NoteShape.of(note)


@router.delete("/notes/{note}", status_code=204, responses=problems(CHANGES))
def delete_note(note: TheNote, by: By, rooms: In) -> None:
    """Remove a note with everything that was made of it. Work on it stops."""
    with rooms.database.write() as session:
        files = notes.remove(session, note.id, by.account.id)
    with suppress(FilesAway, DatabaseAway):  # what stays goes with the next sweep
        let_go(rooms.database, rooms.files, files)


@router.post("/notes/{note}/cancel", responses=problems(CHANGES))
def cancel_note(note: TheNote, by: By, rooms: In) -> NoteShape:
    """Stop all that still goes on for a note; what is done stays."""
    with rooms.database.write() as session:
        jobs.cancel(session, note.id, by.account.id)
        return NoteShape.of(notes.get(session, note.id))


@router.post("/notes/{note}/retry", responses=problems(CHANGES))
def retry_note(note: TheNote, by: By, rooms: In) -> NoteShape:
    """Try again what failed or was cancelled; nothing happens to a note with neither."""
    with rooms.database.write() as session:
        again = jobs.retry(session, note.id, by.account.id)
        shown = NoteShape.of(notes.get(session, note.id))
    rooms.bell.ring(again)
    return shown


@router.get("/notes/{note}/history", responses=problems(SIGNED_IN))
def note_history(
    note: TheNote,
    rooms: In,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="the id of the last event that is known")] = 0,
) -> HistoryShape:
    """Give what happened to a note, oldest first, 500 events at a time."""
    with rooms.database.read() as session:
        return HistoryShape(events=[EventShape.of(event) for event in history.history(session, note.id, after=after)])
