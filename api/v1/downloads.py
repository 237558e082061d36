"""Files to fetch: the original, the document, and the translations. Always as attachments, never shown in place."""

import json
from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Header, Path
from starlette.responses import Response, StreamingResponse

from api.filenames import attachment, stem
from api.problems import NotReady
from api.rooms import Rooms
from api.v1.answers import BINARY, SIGNED_IN, file
from api.v1.given import In, TheNote
from document import wire
from document.exchange import NOTE_SCHEMA, TRANSLATION_SCHEMA, note_to_json
from document.languages import Language
from document.note import Note
from store.notes import NoteRecord, TranslationRecord

router = APIRouter(tags=["files"])

PDF = "application/pdf"
JSON = "application/json"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

CHUNK = 256 * 1024

DOCUMENT = {"type": "object", "required": ["schema", "blocks"], "properties": {"schema": {"const": NOTE_SCHEMA}}}
TRANSLATION = {
    "type": "object",
    "required": ["schema", "blocks", "summary"],
    "properties": {"schema": {"const": TRANSLATION_SCHEMA}},
}

CODES = (*SIGNED_IN, "file_missing", "files_away")
MADE = (*CODES, "not_ready")

Into = Annotated[Language, Path(description="the language of the translation")]
Known = Annotated[
    str | None, Header(alias="If-None-Match", description="the ETag of what the client has; 304 when it is the same")
]


@router.get("/notes/{note}/original", response_class=Response, responses=file(PDF, BINARY, CODES))
def get_original(note: TheNote, rooms: In, known: Known = None) -> Response:
    """Fetch a note as it was sent."""
    if _has(known, note.original):
        return _unchanged(note.original)
    headers = _headers(note.original, note.name) | {"Content-Length": str(note.size)}
    return StreamingResponse(_pieces(rooms.files.open(note.original)), media_type=PDF, headers=headers)


@router.get("/notes/{note}/document", response_class=Response, responses=file(JSON, DOCUMENT, MADE))
def get_document(note: TheNote, rooms: In, known: Known = None) -> Response:
    """Fetch what was read of a note: its blocks in reading order, with their places and looks."""
    if note.document is None:
        raise NotReady("The note has not been read yet, or could not be. Look at its state.")
    if _has(known, note.document):
        return _unchanged(note.document)
    read = wire.load(rooms.files.read(note.document), Note)
    content = json.dumps(note_to_json(read), ensure_ascii=False).encode()
    return Response(content, media_type=JSON, headers=_headers(note.document, f"{stem(note.name)}.json"))


# The longer endings stand first, because {language} alone would match them too.


@router.get(
    "/notes/{note}/translations/{language}.review.docx", response_class=Response, responses=file(WORD, BINARY, MADE)
)
def get_review_copy(note: TheNote, language: Into, rooms: In, known: Known = None) -> Response:
    """Fetch the copy for the reviewer as a Word file: source and target side by side, every doubt marked."""
    return _made(rooms, _translation(note, language).review, WORD, _name(note, language, "review.docx"), known)


@router.get("/notes/{note}/translations/{language}.docx", response_class=Response, responses=file(WORD, BINARY, MADE))
def get_translated_note(note: TheNote, language: Into, rooms: In, known: Known = None) -> Response:
    """Fetch the translated note as a Word file."""
    return _made(rooms, _translation(note, language).docx, WORD, _name(note, language, "docx"), known)


@router.get("/notes/{note}/translations/{language}", response_class=Response, responses=file(JSON, TRANSLATION, MADE))
def get_translation(note: TheNote, language: Into, rooms: In, known: Known = None) -> Response:
    """Fetch a translation as JSON: every block with its segments, terms and findings."""
    return _made(rooms, _translation(note, language).public, JSON, _name(note, language, "json"), known)


def _translation(note: NoteRecord, language: Language) -> TranslationRecord:
    """Give a note's translation; raises NotReady."""
    for made in note.translations:
        if made.language == language:
            return made
    raise NotReady("There is no translation of the note into this language, or not yet. Look at its state.")


def _name(note: NoteRecord, language: Language, ending: str) -> str:
    return f"{stem(note.name)}.{language}.{ending}"


def _made(rooms: Rooms, sha256: str, media_type: str, name: str, known: str | None) -> Response:
    if _has(known, sha256):
        return _unchanged(sha256)
    return Response(rooms.files.read(sha256), media_type=media_type, headers=_headers(sha256, name))


def _headers(sha256: str, name: str) -> dict[str, str]:
    # A client may keep the file for itself, if it asks each time whether it is still the same and still allowed.
    return {
        "ETag": f'"{sha256}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": attachment(name),
    }


def _has(known: str | None, sha256: str) -> bool:
    """Tell whether the client has this file (If-None-Match, RFC 9110 section 13.1.2)."""
    if known is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
    return "*" in tags or f'"{sha256}"' in tags


def _unchanged(sha256: str) -> Response:
    return Response(status_code=304, headers={"ETag": f'"{sha256}"', "Cache-Control": "private, no-cache"})


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(CHUNK):
            yield chunk
