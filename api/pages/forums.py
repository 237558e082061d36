"""The list of forums, and the page of one: its notes as they go through, and where new ones are added."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.pages.given import At, By, In, Place
from api.pages.rendering import page, render, seen, words
from api.pages.rows import Row, row
from api.pages.stream import Followed, stream
from api.rooms import Rooms
from api.watching import ENDED, watching_of
from document.languages import LANGUAGES
from store import notes, people
from store.notes import NoteRecord
from store.people import InvalidName

router = APIRouter()

ROWS = 100
"""How many notes one page lists."""

NAMED_NEWS = 3
"""Of how many notes the end is told by name; of more at a time only the number."""


@router.get("/forums")
def page_forums(request: Request, by: By, rooms: In) -> Response:
    """List the forums of who asks."""
    return _forums(request, by, rooms)


@router.post("/forums")
def page_create_forum(
    request: Request,
    by: By,
    rooms: In,
    name: Annotated[str, Form()] = "",
    targets: Annotated[Sequence[str], Form()] = (),
) -> Response:
    """Make a forum."""
    t = words(request)
    chosen = [language.value for language in LANGUAGES if language.value in targets]
    if not chosen:
        return _forums(request, by, rooms, status=422, name=name, targets=chosen, problem=t("forums.no_target"))
    try:
        with rooms.database.write() as session:
            made = people.create_forum(session, name=name, targets=chosen, by=by.account.id)
    except InvalidName:
        return _forums(request, by, rooms, status=422, name=name, targets=chosen, problem=t("forums.no_name"))
    return seen(f"/forums/{made.id}")


def _forums(request: Request, by: By, rooms: Rooms, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    with rooms.database.read() as session:
        mine = by.forums(session)
    filled = {"name": "", "targets": [language.value for language in LANGUAGES], "problem": ""} | values
    return page(request, "forums.html", status=status, forums=mine, **filled)


@router.get("/forums/{forum}")  # noqa: FAST003 - the guard looks it up
def page_forum(request: Request, at: At, rooms: In, before: float | None = None, sent: int = 0) -> Response:
    """Show a forum with its notes."""
    said = words(request).count("forum.accepted", sent) if sent > 0 else ""
    return forum_page(request, at, rooms, before=before, said=said)


def forum_page(  # noqa: PLR0913 - what the page shows beside its notes
    request: Request,
    at: Place,
    rooms: Rooms,
    *,
    before: float | None = None,
    said: str = "",
    refusals: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    """Give the page of a forum; ``refusals`` are names of files, each with the reason why it was not taken."""
    listed = _listed(rooms, at.forum.id, before)
    return page(
        request,
        "forum.html",
        status=status,
        forum=at.forum,
        writes=at.writes,
        administers=at.administers,
        rows=[row(note) for note in listed[:ROWS]],
        before=before,
        older=listed[ROWS - 1].created_at if len(listed) > ROWS else None,
        said=said,
        refusals=refusals,
        key=token_urlsafe(16),
        most_files=rooms.settings.upload_files,
        limit=words(request).size(rooms.settings.upload_bytes),
    )


@router.get("/forums/{forum}/stream")  # noqa: FAST003 - the guard looks it up
async def page_forum_stream(request: Request, at: At, rooms: In, before: float | None = None) -> Response:
    """Follow the notes that the page lists."""
    return stream(
        request,
        Followed(
            look=lambda: tuple(_watched(request, rooms, at.forum.id, before)[:ROWS]),
            parts=lambda old, new: _changes(request, at, rooms, old, new),
            busy=lambda listed: any(note.state not in ENDED for note in listed),
        ),
    )


def _listed(rooms: Rooms, forum: str, before: float | None) -> Sequence[NoteRecord]:
    with rooms.database.read() as session:
        return notes.of_forum(session, forum, limit=ROWS + 1, before=before)


def _watched(request: Request, rooms: Rooms, forum: str, before: float | None) -> Sequence[NoteRecord]:
    # The youngest notes, which nearly everybody looks at, are read once for all streams.
    return watching_of(request).forum(rooms, forum) if before is None else _listed(rooms, forum, before)


def _changes(
    request: Request,
    at: Place,
    rooms: Rooms,
    old: Sequence[NoteRecord] | None,
    new: Sequence[NoteRecord],
) -> str:
    known = {note.id: note for note in old or ()}
    whole = old is None or [note.id for note in old] != [note.id for note in new]
    changed = [note for note in new if note != known.get(note.id)]
    return render(
        request,
        "changes.html",
        whole=whole,
        rows=[row(note) for note in (new if whole else changed)],
        news=_news(request, [note for note in changed if note.id in known and _has_ended(known[note.id], note)]),
        writes=at.writes,
        limit=words(request).size(rooms.settings.upload_bytes),
    )


def row_part(request: Request, shown: Row, rooms: Rooms) -> Response:
    """Give one row of the list, in answer to a button in it."""
    return page(request, "row.html", row=shown, writes=True, limit=words(request).size(rooms.settings.upload_bytes))


def _has_ended(old: NoteRecord, new: NoteRecord) -> bool:
    return old.state not in ENDED and new.state in ENDED


def _news(request: Request, ended: Sequence[NoteRecord]) -> str:
    """Say which notes have ended, for those who listen instead of looking."""
    t = words(request)
    if len(ended) > NAMED_NEWS:
        return t.count("news.many", len(ended))
    return " ".join(t(f"news.{note.state.value}", name=note.name) for note in ended)
