"""``POST /notes``: files come in, and 202 goes out once their originals and jobs are durable, not before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.access import CSRF_FIELD, CSRF_HEADER, Visitor, admit, check_csrf, rule_of, visitor
from api.problems import (
    DiskFull,
    ForumFull,
    InvalidRequest,
    KeyReused,
    TooManyUploads,
    TooManyWaiting,
    as_json,
    problem_of,
    request_id,
)
from api.rooms import Rooms, rooms_of
from api.v1.answers import CHANGES, problems
from api.v1.receiving import Bounds, Received, ReceivedFile, receive
from api.v1.shapes import NoteShape, RefusedShape, UploadShape
from document import admission
from document.errors import RefusedInput
from document.languages import LANGUAGES, Language
from document.states import Role
from store import history, notes
from store.database import Session, one_at_a_time
from store.files import Stored
from store.notes import NoteRecord, Upload
from store.people import ForumRecord

router = APIRouter()

FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "minItems": 1,
                        "description": "one or many PDF files",
                    },
                    "forum": {
                        "type": "string",
                        "description": "the forum's id; may be left out by a token that is for one forum, and by who "
                        "may send notes to one only",
                    },
                    "to": {
                        "type": "string",
                        "pattern": "^(fr|es|en)(,(fr|es|en))*$",
                        "description": "into which languages; left out: those of the forum",
                        "examples": ["en,es"],
                    },
                    "from": {
                        "type": "string",
                        "enum": ["auto", *LANGUAGES],
                        "description": "the notes' language; auto or left out: as it is found",
                    },
                    "csrf": {"type": "string", "description": "a browser's word, unless it stands in the header"},
                },
            },
            "encoding": {"file": {"contentType": "application/pdf"}},
        }
    },
}

CODES = (
    *CHANGES,
    "not_a_pdf",
    "empty",
    "too_slow",
    "too_many_files",
    "forum_full",
    "idempotency_conflict",
    "too_many_requests",
    "too_many_waiting",
    "files_away",
    "disk_full",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for with an upload's files."""

    forum: ForumRecord
    targets: tuple[str, ...]
    declared: str | None
    key: str | None


@router.post(
    "/notes",
    name="upload",
    tags=["notes"],
    status_code=202,
    response_model=UploadShape,
    responses={
        **problems(CODES),
        202: {"headers": {"Location": {"description": "the first note", "schema": {"type": "string"}}}},
    },
    openapi_extra={"requestBody": FORM},
)
async def upload(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            pattern=r"^[!-~]{1,128}$",
            description="any word of your choice: the same upload sent again with it gives the same notes, another one "
            "a conflict",
        ),
    ] = None,
) -> Response:
    """Send notes to a forum.

    The answer comes when every accepted file and the job that works on it are durable. Files that cannot be notes are
    listed under ``refused``; when none is left, the answer is the first one's problem.
    """
    rooms, by = rooms_of(request), visitor(request)
    await run_in_threadpool(_check_disk, rooms)
    bounds = Bounds(
        file_bytes=min(rooms.settings.upload_bytes, admission.MOST_BYTES), files=rooms.settings.upload_files
    )
    received = await receive(request, rooms.files, bounds)
    return await run_in_threadpool(_take, request, rooms, by, received, idempotency_key)


def _take(request: Request, rooms: Rooms, by: Visitor, received: Received, key: str | None) -> Response:
    """Do everything that needs the store, and give the answer."""
    try:
        check_csrf(by, request.headers.get(CSRF_HEADER) or received.one(CSRF_FIELD))
        with rooms.database.read() as session:
            order = _order(session, request, by, received, key)
        if not received.files:
            raise InvalidRequest("No file came. Send one or many PDF files in fields named file.")
        accepted = [file for file in received.files if file.refusal is None]
        refused = [_refused(file) for file in received.files if file.refusal is not None]
        for one in refused:
            request.app.state.metrics.count_files(one.code)
        if not accepted:
            return _nothing_taken(request, received.files[0].refusal, refused)
        _check_pace(request, by, len(accepted))
        _check_room(rooms, order, accepted)
        kept = [(file.name, file.keep()) for file in accepted]
    finally:
        received.close()
    with rooms.database.write() as session:
        known, jobs = _write(session, rooms, by, order, kept, refused)
    rooms.bell.ring(jobs)
    request.app.state.metrics.count_files("accepted", len(jobs))
    shown = UploadShape(id=known[0].id, notes=[NoteShape.of(note) for note in known], refused=refused)
    return JSONResponse(
        shown.model_dump(mode="json"), status_code=202, headers={"Location": f"/api/v1/notes/{known[0].id}"}
    )


# --- What is asked for -----------------------------------------------------------------------------------------------


def _order(session: Session, request: Request, by: Visitor, received: Received, key: str | None) -> Order:
    """Read the fields; raises InvalidRequest, NotFound, Forbidden."""
    role = rule_of(request).role
    forum = admit(session, by, received.one("forum") or _only_forum(session, by, role), role)
    declared = received.one("from") or "auto"
    if declared != "auto" and declared not in LANGUAGES:
        raise InvalidRequest("The field from is none of auto, fr, es and en. Leave it out, and the language is found.")
    source = None if declared == "auto" else declared
    return Order(forum=forum, targets=_targets(received, forum, source), declared=source, key=key)


def _only_forum(session: Session, by: Visitor, role: Role) -> str:
    own = [forum.id for forum, has in by.forums(session) if has.includes(role)]
    if len(own) != 1:
        raise InvalidRequest("The field forum is missing. Name the forum that the notes belong to.")
    return own[0]


def _targets(received: Received, forum: ForumRecord, source: str | None) -> tuple[str, ...]:
    words = [word.strip() for value in received.fields.get("to", ()) for word in value.split(",")]
    named = [word for word in words if word]
    if any(word not in LANGUAGES for word in named):
        raise InvalidRequest("The field to has languages other than fr, es and en. Write it like en,es.")
    chosen = [Language(word).value for word in dict.fromkeys(named or forum.targets)]
    targets = tuple(one for one in chosen if one != source)
    if not targets:
        raise InvalidRequest("The notes are to go into their own language only. Name another one in the field to.")
    return targets


# --- Limits ----------------------------------------------------------------------------------------------------------


def _check_disk(rooms: Rooms) -> None:
    free = rooms.files.check()
    if free is not None and free < rooms.settings.free_bytes:
        raise DiskFull(
            "So little disk is free here that no new notes are taken. Those that are there are safe; tell whoever runs "
            "this server, and try again later."
        )


def _check_pace(request: Request, by: Visitor, count: int) -> None:
    wait = request.app.state.pace.take(by.account.id, count)
    if wait:
        raise TooManyUploads("Many notes came from you within a minute. Wait a little, and go on.", wait)


def _check_room(rooms: Rooms, order: Order, files: Sequence[ReceivedFile]) -> None:
    """Refuse what the forum has no room for before anything is kept, unless it may be a repetition."""
    if order.key is None:
        with rooms.database.read() as session:
            _check_forum(session, rooms, order, [file.size for file in files])


def _check_forum(session: Session, rooms: Rooms, order: Order, sizes: Sequence[int]) -> None:
    """Keep the forum within its room; raises ForumFull, TooManyWaiting."""
    settings, forum = rooms.settings, order.forum.id
    if notes.stored_bytes(session, forum) + sum(sizes) > settings.forum_bytes:
        raise ForumFull("The forum's room for notes is used up. Remove notes that are no longer needed.")
    if notes.waiting(session, forum) + len(sizes) > settings.forum_waiting:
        raise TooManyWaiting(
            "So many of the forum's notes wait already that no more are taken just now. Send these when some are done."
        )


# --- Keeping ---------------------------------------------------------------------------------------------------------


def _write(  # noqa: PLR0913, PLR0917 - what a transaction needs
    session: Session,
    rooms: Rooms,
    by: Visitor,
    order: Order,
    kept: Sequence[tuple[str, Stored]],
    refused: Sequence[RefusedShape],
) -> tuple[Sequence[NoteRecord], Sequence[str]]:
    """Add notes and jobs, all or none; gives the notes, and the jobs to ring for. A repetition adds nothing."""
    print_of_all = _fingerprint(order, kept, refused)
    one_at_a_time(
        session,
        *{notes.lock_of(stored.sha256) for _, stored in kept},
        *([f"upload {order.forum.id} {order.key}"] if order.key else ()),
    )
    if order.key is not None:
        before = notes.sent_before(session, order.forum.id, order.key)
        if before is not None:
            return _again(session, before, print_of_all), ()
    _check_forum(session, rooms, order, [stored.size for _, stored in kept])
    added = [
        notes.add(
            session,
            Upload(
                forum=order.forum.id,
                name=name,
                targets=order.targets,
                declared=order.declared,
                account=by.account.id,
                key=order.key if number == 0 else None,
            ),
            stored,
        )
        for number, (name, stored) in enumerate(kept)
    ]
    ids = [note for note, _ in added]
    if order.key is not None:
        # The first note carries the key; its history tells what came with it.
        history.write_down(
            session,
            SENT,
            forum=order.forum.id,
            note=ids[0],
            account=by.account.id,
            fingerprint=print_of_all,
            notes=" ".join(ids),
        )
    return [notes.get(session, note) for note in ids], [job for _, job in added]


SENT = "upload_sent"


def _again(session: Session, first: NoteRecord, fingerprint: str) -> Sequence[NoteRecord]:
    """Give the notes of an upload that was sent before; raises KeyReused when this is another one."""
    sent = next((event.data for event in history.history(session, first.id) if event.kind == SENT), {})
    if sent.get("fingerprint") != fingerprint:
        raise KeyReused(
            "This Idempotency-Key came before with other files or languages. Take a new key for a new upload."
        )
    return [note for one in str(sent["notes"]).split() if (note := _found(session, one)) is not None]


def _found(session: Session, note: str) -> NoteRecord | None:
    try:
        return notes.get(session, note)
    except notes.NoSuchNote:
        return None


def _fingerprint(order: Order, kept: Sequence[tuple[str, Stored]], refused: Sequence[RefusedShape]) -> str:
    """Tell uploads apart by all that matters of them."""
    whole = [
        order.targets,
        order.declared,
        [(name, stored.sha256) for name, stored in kept],
        [(one.name, one.code) for one in refused],
    ]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


# --- Answers ---------------------------------------------------------------------------------------------------------


def _refused(file: ReceivedFile) -> RefusedShape:
    problem = file.refusal
    return RefusedShape(name=file.name, code=problem.code if problem else "", detail=str(problem))


def _nothing_taken(request: Request, first: RefusedInput | None, refused: Sequence[RefusedShape]) -> Response:
    """Answer with the first file's problem, and list all."""
    if first is None:
        raise AssertionError("there is a refusal for each file that is not accepted")
    told = problem_of(first)
    more: Mapping[str, Any] = {"refused": [one.model_dump() for one in refused]}
    return as_json(type(told)(code=told.code, detail=told.detail, status=told.status, more=more), request_id(request))
