"""Notes: their uploads, what was read of them and their translations, each change with its line in the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, select
from sqlalchemy.orm import Session

from document.errors import TripontError
from document.exchange import summary
from document.segment import Translation
from document.states import OPEN, JobKind, JobState, NoteState, note_state
from store import tables
from store.database import insert_into, now, one_at_a_time
from store.files import FilesAway, Stored
from store.history import write_down
from store.jobs import Claim, enqueue, finish, hold


class NoSuchNote(TripontError):
    """There is no note with this id."""

    code = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How far one job of a note is: ``done`` of ``total`` steps of ``stage``.

    ``code`` and ``reason`` say why it ended badly.
    """

    kind: JobKind
    language: str
    state: JobState
    stage: str | None
    done: int
    total: int
    code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRecord:
    """A finished translation: the SHA-256 of its files, and what is counted of it."""

    language: str
    version: int
    engine: str
    rough: bool
    record: str
    docx: str
    review: str
    public: str
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """An uploaded note with all that is known of it. Times are seconds since 1970; ``document`` is a file's SHA-256."""

    id: str
    forum: str
    name: str
    original: str
    size: int
    declared: str | None
    targets: tuple[str, ...]
    created_at: float
    created_by: str | None
    language: str | None
    pages: int | None
    document: str | None
    stands: tuple[Stand, ...]
    translations: tuple[TranslationRecord, ...]

    @property
    def reading(self) -> Stand:
        """The stand of the note's reading."""
        return next(stand for stand in self.stands if stand.kind is JobKind.EXTRACT)

    @property
    def state(self) -> NoteState:
        """What became of the note as a whole."""
        return note_state(self.reading.state, [stand.state for stand in self.stands if stand.kind is JobKind.TRANSLATE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What a sender gives with a file. ``key`` makes sending the same thing again harmless."""

    forum: str
    name: str
    targets: tuple[str, ...]
    declared: str | None = None
    account: str | None = None
    key: str | None = None


def remember(session: Session, *files: Stored) -> None:
    """Write down files that are durable in the store, in the transaction in which something refers to them.

    Whoever tidies up holds the same locks: a file that was taken away between its arrival and this moment is noticed
    here. Raises FilesAway then; putting it once more helps.
    """
    one_at_a_time(session, *(lock_of(file.sha256) for file in files))
    for file in sorted(set(files), key=lambda one: one.sha256):
        session.execute(
            insert_into(session, tables.File)
            .values(sha256=file.sha256, size=file.size)
            .on_conflict_do_update(index_elements=["sha256"], set_={"created_at": now()})
        )
        if file.there is not None and not file.there():
            raise FilesAway("A file was tidied away at the very moment when it came in again. Send it once more.")


def lock_of(sha256: str) -> str:
    """Name the lock of a file, for ``one_at_a_time``."""
    return f"file {sha256}"


def add(session: Session, upload: Upload, file: Stored) -> tuple[str, str]:
    """Add a note with the job that reads it; gives the ids of both, the job to be rung for after the commit.

    When a note was sent to the forum with the same key before, or at the same moment, that one's ids are given.
    Raises FilesAway.
    """
    remember(session, file)
    note = session.scalar(
        insert_into(session, tables.Note)
        .values(
            id=tables.new_id(),
            forum_id=upload.forum,
            name=upload.name,
            original=file.sha256,
            declared=upload.declared,
            targets=list(upload.targets),
            idempotency_key=upload.key,
            created_by=upload.account,
            created_at=_after_all_of(upload.forum),
        )
        .on_conflict_do_nothing(index_elements=["forum_id", "idempotency_key"])
        .returning(tables.Note.id)
    )
    if note is None:
        return _earlier(session, upload)
    write_down(session, "note_uploaded", forum=upload.forum, note=note, account=upload.account, size=file.size)
    return note, enqueue(session, note=note, forum=upload.forum, kind=JobKind.EXTRACT)


def _after_all_of(forum: str) -> ColumnElement[float]:
    """Give the time, or a bit more, so that no two notes of a forum have the same and lists can go on behind one."""
    latest = select(func.max(tables.Note.created_at)).where(tables.Note.forum_id == forum).scalar_subquery()
    return case((latest >= now(), latest + 1e-6), else_=now())


def _earlier(session: Session, upload: Upload) -> tuple[str, str]:
    found = session.execute(
        select(tables.Note.id, tables.Job.id)
        .join(tables.Job, tables.Job.note_id == tables.Note.id)
        .where(
            tables.Note.forum_id == upload.forum,
            tables.Note.idempotency_key == upload.key,
            tables.Job.kind == JobKind.EXTRACT,
        )
    ).one()
    return found[0], found[1]


def remove(session: Session, note: str, account: str | None = None) -> Sequence[str]:
    """Remove a note with all that was made of it; work on it stops at its next word. Raises NoSuchNote.

    Gives the files that it named, for ``housekeeping.let_go`` after the commit; else they go with the next sweep.
    """
    row = (
        session.scalar(select(tables.Note).where(tables.Note.id == note).with_for_update())
        if tables.is_id(note)
        else None
    )
    if row is None:
        raise _no_such_note()
    named = _files_of(session, row)
    write_down(session, "note_removed", forum=row.forum_id, note=note, account=account)
    session.execute(delete(tables.Note).where(tables.Note.id == note))
    session.expunge(row)
    return sorted(named)


def _files_of(session: Session, note: tables.Note) -> set[str]:
    translations = session.scalars(select(tables.Translation).where(tables.Translation.note_id == note.id)).all()
    pieces = session.scalars(
        select(tables.Piece.content)
        .join(tables.Job, tables.Job.id == tables.Piece.job_id)
        .where(tables.Job.note_id == note.id)
    )
    made = {file for row in translations for file in (row.record, row.docx, row.review, row.public)}
    return made | set(pieces) | {note.original} | ({note.document} if note.document else set())


def uploads_lately(session: Session, account: str, seconds: float = 60.0) -> int:
    """Count the notes that an account sent within the last seconds; nobody else adds one until the transaction ends."""
    one_at_a_time(session, f"uploads {account}")
    counted = session.scalar(
        select(func.count()).where(tables.Note.created_by == account, tables.Note.created_at > now() - seconds)
    )
    return counted or 0


def sent_before(session: Session, forum: str, key: str) -> NoteRecord | None:
    """Find the note that was sent to a forum with an idempotency key."""
    row = session.scalar(select(tables.Note).where(tables.Note.forum_id == forum, tables.Note.idempotency_key == key))
    return _records(session, [row])[0] if row else None


def get(session: Session, note: str) -> NoteRecord:
    """Give a note; raises NoSuchNote."""
    row = session.get(tables.Note, note) if tables.is_id(note) else None
    if row is None:
        raise _no_such_note()
    return _records(session, [row])[0]


def of_forum(session: Session, forum: str, *, limit: int = 200, before: float | None = None) -> Sequence[NoteRecord]:
    """Give a forum's notes, the youngest first; ``before`` goes on behind an earlier call's last one."""
    query = select(tables.Note).where(tables.Note.forum_id == forum)
    if before is not None:
        query = query.where(tables.Note.created_at < before)
    rows = session.scalars(query.order_by(tables.Note.created_at.desc(), tables.Note.id).limit(limit)).all()
    return _records(session, rows)


def keep_document(session: Session, held: Claim, document: Stored, *, language: str, pages: int) -> Sequence[str]:
    """Keep what was read of a note, end its reading, and add the jobs of its languages; gives their ids.

    Raises LostClaim.
    """
    hold(session, held)
    remember(session, document)
    note = session.get_one(tables.Note, held.note)
    note.document, note.language, note.pages = document.sha256, language, pages
    finish(session, held)
    return [
        enqueue(session, note=held.note, forum=held.forum, kind=JobKind.TRANSLATE, language=target)
        for target in note.targets
        if target != language
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The files of a translation: the inside record, the two Word files and the public JSON."""

    record: Stored
    docx: Stored
    review: Stored
    public: Stored


def keep_translation(session: Session, held: Claim, translation: Translation, made: Made) -> None:
    """Keep a translation with its segments and findings in place of an older one, and end its job; raises LostClaim."""
    hold(session, held)
    remember(session, made.record, made.docx, made.review, made.public)
    language, counted = translation.target_language.value, summary(translation)
    old = session.get(tables.Translation, (held.note, language))
    for table in (tables.Segment, tables.Finding):
        session.execute(delete(table).where(table.note_id == held.note, table.language == language))
    session.merge(
        tables.Translation(
            note_id=held.note,
            language=language,
            version=old.version + 1 if old else 1,
            engine=translation.engine,
            glossaries=list(translation.glossaries),
            rough=translation.rough,
            record=made.record.sha256,
            docx=made.docx.sha256,
            review=made.review.sha256,
            public=made.public.sha256,
            summary=counted,
            words=counted["words"],
            **counted["findings"],
        )
    )
    _keep_segments(session, held.note, language, translation)
    finish(session, held)


def _keep_segments(session: Session, note: str, language: str, translation: Translation) -> None:
    place: dict[str, Any] = {"note_id": note, "language": language}
    segments: list[dict[str, Any]] = [
        place
        | {
            "id": checked.draft.segment.id,
            "position": position,
            "block": checked.draft.segment.block,
            "source": checked.draft.segment.text,
            "target": checked.draft.text,
            "origin": checked.draft.origin.value,
        }
        for position, checked in enumerate(translation.segments)
    ]
    findings: list[dict[str, Any]] = [
        place
        | {
            "segment_id": checked.draft.segment.id,
            "check": finding.check,
            "severity": finding.severity.value,
            "messages": {told.value: message for told, message in finding.messages.items()},
        }
        for checked in translation.segments
        for finding in checked.findings
    ]
    if segments:
        session.execute(insert(tables.Segment), segments)
    if findings:
        session.execute(insert(tables.Finding), findings)


def waiting(session: Session, forum: str) -> int:
    """Count a forum's notes on which something still has to happen."""
    counted = session.scalar(
        select(func.count(func.distinct(tables.Job.note_id))).where(
            tables.Job.forum_id == forum, tables.Job.state.in_(OPEN)
        )
    )
    return counted or 0


def stored_bytes(session: Session, forum: str) -> int:
    """Sum up the originals of a forum, in bytes."""
    total = session.scalar(
        select(func.sum(tables.File.size))
        .join(tables.Note, tables.Note.original == tables.File.sha256)
        .where(tables.Note.forum_id == forum)
    )
    return int(total or 0)


def _no_such_note() -> NoSuchNote:
    return NoSuchNote("There is no such note. It may have been removed.")


def _records(session: Session, rows: Sequence[tables.Note]) -> list[NoteRecord]:
    ids = [row.id for row in rows]
    sizes = dict(
        session.execute(
            select(tables.File.sha256, tables.File.size).where(tables.File.sha256.in_([row.original for row in rows]))
        ).all()
    )
    stands: dict[str, list[Stand]] = {}
    for job in session.scalars(
        select(tables.Job).where(tables.Job.note_id.in_(ids)).order_by(tables.Job.kind, tables.Job.language)
    ):
        stands.setdefault(job.note_id, []).append(_stand(job))
    done: dict[str, list[TranslationRecord]] = {}
    for row in session.scalars(
        select(tables.Translation).where(tables.Translation.note_id.in_(ids)).order_by(tables.Translation.language)
    ):
        done.setdefault(row.note_id, []).append(_translation(row))
    return [
        NoteRecord(
            id=row.id,
            forum=row.forum_id,
            name=row.name,
            original=row.original,
            size=sizes[row.original],
            declared=row.declared,
            targets=tuple(row.targets),
            created_at=row.created_at,
            created_by=row.created_by,
            language=row.language,
            pages=row.pages,
            document=row.document,
            stands=tuple(stands.get(row.id, ())),
            translations=tuple(done.get(row.id, ())),
        )
        for row in rows
    ]


def _stand(job: tables.Job) -> Stand:
    return Stand(
        kind=JobKind(job.kind),
        language=job.language,
        state=JobState(job.state),
        stage=job.stage,
        done=job.steps_done,
        total=job.steps,
        code=job.code,
        reason=job.reason,
    )


def _translation(row: tables.Translation) -> TranslationRecord:
    return TranslationRecord(
        language=row.language,
        version=row.version,
        engine=row.engine,
        rough=row.rough,
        record=row.record,
        docx=row.docx,
        review=row.review,
        public=row.public,
        summary=row.summary,
    )
