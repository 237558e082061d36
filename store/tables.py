"""The tables. Nobody outside this room sees them: what leaves it are the records of the other modules.

Text that people wrote is never a key; ids are random, so that a link tells nothing of its neighbours.
"""

import re
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from document.states import JobKind, JobState, Role
from store.database import now


def new_id() -> str:
    """Make the id of a row: 32 hexadecimal digits."""
    return uuid4().hex


_ID = re.compile(r"[0-9a-f]{32}")


def is_id(text: str) -> bool:
    """Tell whether this can be an id at all; what came from outside may hold signs that no database takes."""
    return _ID.fullmatch(text) is not None


class Table(DeclarativeBase):
    """What all tables have: constraints with names, so that migrations can speak of them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {float: Double(), dict[str, Any]: JSON(), list[str]: JSON()}


def _one_of(column: str, values: type[JobKind | JobState | Role]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=column)


def _key() -> Mapped[str]:
    return mapped_column(String(32), primary_key=True, default=new_id)


def _number() -> Mapped[int]:
    # SQLite counts up only a column that is called INTEGER, which has 64 bits there.
    return mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def _time() -> Mapped[float]:
    return mapped_column(default=now())


# --- Forums and their people -----------------------------------------------------------------------------------------


class Forum(Table):
    """An event whose notes belong together. ``targets`` are the languages that its notes go into, unless told else."""

    __tablename__ = "forum"
    id: Mapped[str] = _key()
    name: Mapped[str] = mapped_column(String(200))
    targets: Mapped[list[str]]
    created_at: Mapped[float] = _time()


class Account(Table):
    """A person. ``administrator`` says that the whole server is theirs; roles in forums are memberships."""

    __tablename__ = "account"
    id: Mapped[str] = _key()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    administrator: Mapped[bool] = mapped_column(Boolean, default=False)
    language: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[float] = _time()
    disabled_at: Mapped[float | None]


class Membership(Table):
    """What a person is in a forum."""

    __tablename__ = "membership"
    __table_args__ = (_one_of("role", Role),)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    forum_id: Mapped[str] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))


class SignIn(Table):
    """A browser in which somebody is signed in. The cookie holds the key, this table its SHA-256."""

    __tablename__ = "sign_in"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[float] = _time()
    expires_at: Mapped[float] = mapped_column(index=True)


class Token(Table):
    """A key for programs: for one forum (or, of an administrator, all), and for what its scopes say."""

    __tablename__ = "token"
    id: Mapped[str] = _key()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    forum_id: Mapped[str | None] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[float] = _time()
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]
    used_at: Mapped[float | None]


class Invitation(Table):
    """A link that makes whoever opens it a member of a forum, once."""

    __tablename__ = "invitation"
    id: Mapped[str] = _key()
    forum_id: Mapped[str] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[float] = _time()
    expires_at: Mapped[float]
    used_at: Mapped[float | None]
    used_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class Knock(Table):
    """A sign-in that failed, kept for a while to slow down whoever guesses. ``who`` is a hash of address or e-mail."""

    __tablename__ = "knock"
    __table_args__ = (Index(None, "who", "at"),)
    id: Mapped[int] = _number()
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = _time()


# --- Notes -----------------------------------------------------------------------------------------------------------


class File(Table):
    """A file in the store, named by its content. ``created_at`` is when it was last put there."""

    __tablename__ = "file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[float] = _time()


class Note(Table):
    """An upload: its original, and once it has been read its document (a file of the inside format)."""

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("forum_id", "idempotency_key"),
        Index(None, "forum_id", "created_at"),
        Index(None, "created_by", "created_at"),
    )
    id: Mapped[str] = _key()
    forum_id: Mapped[str] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    original: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)
    declared: Mapped[str | None] = mapped_column(String(2))
    targets: Mapped[list[str]]
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[float] = _time()
    document: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"), index=True)
    language: Mapped[str | None] = mapped_column(String(2))
    pages: Mapped[int | None]


class Translation(Table):
    """A note in one language, as the machine left it. ``record`` is the inside format, the others what people open.

    ``words`` of the source, and findings by severity, are counted once so that many notes can be summed up at a glance.
    """

    __tablename__ = "translation"
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    engine: Mapped[str] = mapped_column(Text)
    glossaries: Mapped[list[str]]
    rough: Mapped[bool]
    record: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)
    docx: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)
    review: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)
    public: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)
    summary: Mapped[dict[str, Any]]
    words: Mapped[int]
    blocking: Mapped[int]
    warning: Mapped[int]
    info: Mapped[int]
    created_at: Mapped[float] = _time()


class Segment(Table):
    """A segment of a translation: what a reviewer looks at, searches and corrects."""

    __tablename__ = "segment"
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    block: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(10))


class Finding(Table):
    """A doubt about a segment's target."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "note_id", "language", "segment_id"),)
    id: Mapped[int] = _number()
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    segment_id: Mapped[str] = mapped_column(String(40))
    check: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(10))
    messages: Mapped[dict[str, Any]]


class Decision(Table):
    """What a person decided about a segment; never changed, the latest counts."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "note_id", "language", "segment_id"),)
    id: Mapped[int] = _number()
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(2))
    segment_id: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[float] = _time()


class Event(Table):
    """The history: what happened to a note, to whom a role was given; only ever added to."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "note_id", "id"), Index(None, "forum_id", "id"))
    id: Mapped[int] = _number()
    at: Mapped[float] = _time()
    kind: Mapped[str] = mapped_column(String(40))
    forum_id: Mapped[str | None] = mapped_column(String(32))
    note_id: Mapped[str | None] = mapped_column(String(32))
    account_id: Mapped[str | None] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


# --- Work ------------------------------------------------------------------------------------------------------------


class Job(Table):
    """A piece of work on a note: one row for its reading, one for each language, however often it is tried.

    ``fence`` rises with each claim; whoever holds an older one may write nothing any more. ``attempts`` counts claims
    since the last progress. ``queued_at`` orders those that wait.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("note_id", "kind", "language"),
        Index(None, "state", "queued_at"),
        Index(None, "state", "ended_at"),
        Index(None, "forum_id", "state", "queued_at"),
        Index(None, "forum_id", "claimed_at"),
        _one_of("kind", JobKind),
        _one_of("state", JobState),
    )
    id: Mapped[str] = _key()
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    forum_id: Mapped[str] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2), default="")
    state: Mapped[str] = mapped_column(String(10), default=JobState.WAITING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[float | None]
    stage: Mapped[str | None] = mapped_column(String(20))
    stage_since: Mapped[float | None]
    steps_done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[float] = _time()
    queued_at: Mapped[float] = _time()
    not_before: Mapped[float] = mapped_column(default=0.0)
    rung_at: Mapped[float] = mapped_column(default=0.0)
    claimed_at: Mapped[float | None]
    ended_at: Mapped[float | None]
    seconds: Mapped[float] = mapped_column(default=0.0)


class Piece(Table):
    """A finished part of a job (a batch of segments), kept until the job ends so that it is never done twice."""

    __tablename__ = "piece"
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[str] = mapped_column(ForeignKey("file.sha256"), index=True)


class StageTime(Table):
    """How many seconds a job has spent in a stage, all attempts together; ``at`` is when it last left it."""

    __tablename__ = "stage_time"
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20), primary_key=True)
    seconds: Mapped[float]
    at: Mapped[float] = mapped_column(index=True)


class Worker(Table):
    """A worker process that is or was there, as it last said itself."""

    __tablename__ = "worker"
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    seen_at: Mapped[float] = _time()
    version: Mapped[str] = mapped_column(String(40))
    engines: Mapped[list[str]]
