"""The page of a note: its languages, what was found in them, its history; and what can be done with it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.forums import row_part
from api.pages.given import At, In, TheNote
from api.pages.problems import refusal
from api.pages.rendering import for_htmx, page, render, seen, words
from api.pages.rows import row
from api.pages.stream import Followed, stream
from api.pages.words import Words
from api.rooms import Rooms
from api.watching import ENDED
from store import jobs, notes, people
from store.database import DatabaseAway, Session
from store.files import FilesAway
from store.history import Event, history
from store.housekeeping import let_go
from store.notes import NoteRecord
from store.people import NoSuchAccount

router = APIRouter()

EVENTS = frozenset(
    {
        "note_uploaded",
        "job_done",
        "job_refused",
        "job_failed",
        "job_cancelled",
        "job_retried",
        "worker_lost",
        "attempt_failed",
    }
)
"""What can happen to a note and is told; the rest is for programs."""

ONE_MOMENT = 2.0


@dataclass(frozen=True, slots=True)
class Told:
    """A note with what happened to it, and the names of who did it by their accounts."""

    note: NoteRecord
    events: tuple[Event, ...]
    names: dict[str, str]


@router.get("/notes/{note}")
def page_note(request: Request, note: TheNote, at: At, rooms: In) -> Response:
    """Show a note."""
    told = _told(rooms, note.id)
    sender = told.names.get(note.created_by or "")
    return page(request, "note.html", forum=at.forum, sender=sender, **_shown(request, rooms, told, writes=at.writes))


@router.get("/notes/{note}/stream")
async def page_note_stream(request: Request, note: TheNote, at: At, rooms: In) -> Response:
    """Follow a note."""

    def parts(old: Told | None, new: Told) -> str:
        ended = old is not None and old.note.state not in ENDED and new.note.state in ENDED
        news = words(request)(f"news.{new.note.state.value}", name=new.note.name) if ended else ""
        return render(request, "note_changes.html", news=news, **_shown(request, rooms, new, writes=at.writes))

    return stream(
        request,
        Followed(look=lambda: _told(rooms, note.id), parts=parts, busy=lambda told: told.note.state not in ENDED),
    )


@router.post("/notes/{note}/retry")
def page_retry_note(request: Request, note: TheNote, rooms: In) -> Response:
    """Put what failed or was cancelled back to work."""
    with rooms.database.write() as session:
        again = jobs.retry(session, note.id, request.state.visitor.account.id)
    rooms.bell.ring(again)
    return _afterwards(request, note, rooms)


@router.post("/notes/{note}/cancel")
def page_cancel_note(request: Request, note: TheNote, rooms: In) -> Response:
    """Stop the work on a note."""
    with rooms.database.write() as session:
        jobs.cancel(session, note.id, request.state.visitor.account.id)
    return _afterwards(request, note, rooms)


@router.get("/notes/{note}/remove")
def page_ask_remove_note(request: Request, note: TheNote) -> Response:
    """Ask whether a note is really to be removed."""
    t = words(request)
    return page(
        request,
        "confirm.html",
        question=t("confirm.note", name=note.name),
        consequence=t("confirm.note_help"),
        button=t("confirm.note_button"),
        action=f"/notes/{note.id}/remove",
        back=f"/notes/{note.id}",
    )


@router.post("/notes/{note}/remove")
def page_remove_note(request: Request, note: TheNote, rooms: In) -> Response:
    """Remove a note with all that was made of it."""
    with rooms.database.write() as session:
        files = notes.remove(session, note.id, request.state.visitor.account.id)
    with suppress(FilesAway, DatabaseAway):  # what stays goes with the next sweep
        let_go(rooms.database, rooms.files, files)
    return seen(f"/forums/{note.forum}")


def _afterwards(request: Request, note: NoteRecord, rooms: Rooms) -> Response:
    if not for_htmx(request):
        return seen(f"/notes/{note.id}")
    with rooms.database.read() as session:
        return row_part(request, row(notes.get(session, note.id)), rooms)


def _told(rooms: Rooms, note: str) -> Told:
    with rooms.database.read() as session:
        events = tuple(history(session, note))
        record = notes.get(session, note)
        people_named = {event.account_id for event in events if event.account_id}
        return Told(record, events, _names(session, sorted(people_named)))


def _names(session: Session, accounts: Sequence[str]) -> dict[str, str]:
    names = {}
    for account in accounts:
        try:
            names[account] = people.account(session, account).name
        except NoSuchAccount:
            continue
    return names


def _shown(request: Request, rooms: Rooms, told: Told, *, writes: bool) -> dict[str, Any]:
    t = words(request)
    limit = rooms.settings.upload_bytes
    return {
        "row": row(told.note),
        "writes": writes,
        "limit": t.size(limit),
        "events": list(_history(t, told, limit)),
    }


def _history(t: Words, told: Told, limit: int) -> Iterator[tuple[float, str]]:
    """Tell what happened, each with its time; what happened to several jobs at once is told once."""
    at, said = 0.0, ""
    for event in told.events:
        if event.kind in EVENTS:
            sentence = _sentence(t, event, told.names, limit)
            if sentence != said or event.at - at > ONE_MOMENT:
                yield event.at, sentence
            at, said = event.at, sentence


def _sentence(t: Words, event: Event, names: dict[str, str], limit: int) -> str:
    """Tell an event in words."""
    language = event.data.get("language") or ""
    code = event.data.get("code")
    why = refusal(t, str(code), limit) if code else ""
    person = names.get(event.account_id or "")
    match event.kind:
        case "job_done":
            return t("event.translated", language=t.tongue(language)) if language else t("event.extracted")
        case "job_failed" if language:
            return t("event.job_failed_in", language=t.tongue(language), why=why)
        case "job_refused" | "job_failed" | "attempt_failed":
            return t(f"event.{event.kind}", why=why)
        case "note_uploaded" | "job_cancelled" | "job_retried":
            return t(f"event.{event.kind}_by", person=person) if person else t(f"event.{event.kind}")
        case _:
            return t(f"event.{event.kind}")
