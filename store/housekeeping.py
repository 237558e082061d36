"""Keeping order: what nobody needs any more goes, and what somebody misses is told.

An upload writes its file first and its row after, so a file without a row may be one that is just coming in. Three
things keep it safe: only files of a certain age are looked at; who takes a file away and who writes one down hold the
same lock (``notes.remember``); and who writes one down looks whether it is still there.
"""

import random
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import structlog
from sqlalchemy import ColumnElement, CompoundSelect, Delete, delete, or_, select, union_all
from sqlalchemy.orm import Session

from document.errors import TripontError
from store.database import Database, now, one_at_a_time
from store.files import Files
from store.notes import lock_of
from store.people import KNOCK_SECONDS
from store.tables import File, Invitation, Job, Knock, Note, Piece, SignIn, Translation, Worker

DAY = 86_400.0

GRACE = DAY
"""Seconds for which a file that nobody names is left alone."""

FORGET_WORKER = 7 * DAY
FORGET_INVITATION = 30 * DAY
"""For so long an invitation that was used or ran out can still be looked up."""

HOUR = 3_600.0
_LAST_SWEEP_SECONDS = 3.0
_SOON = 180.0
_AT_ONCE = 500
_ALL = -DAY
"""An age that every file has, also one that was written by a clock that goes ahead of ours."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep took away.

    ``strays`` are files that no row knew, ``unnamed`` those that a row knew and no note, ``broken_off`` uploads that
    never ended; the rest are rows.
    """

    strays: int
    unnamed: int
    broken_off: int
    sign_ins: int
    knocks: int
    invitations: int
    workers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A file that notes need and the store does not have."""

    sha256: str
    notes: tuple[str, ...]


def sweep(database: Database, files: Files, *, grace: float = GRACE) -> Swept:
    """Take away all that nobody needs; several at the same time do no harm. Raises DatabaseAway, FilesAway."""
    rows = _sweep_rows(database)
    return Swept(
        unnamed=let_go(database, files, _unnamed(database, grace), grace=grace),
        strays=_sweep_strays(database, files, grace),
        broken_off=files.tidy(grace),
        **rows,
    )


def let_go(database: Database, files: Files, names: Iterable[str], *, grace: float = 0.0) -> int:
    """Remove those of the files that nothing names and that were not put for ``grace`` seconds; gives how many.

    After ``notes.remove`` it is called with what that gave.
    """
    gone = 0
    for name in names:
        with database.write() as session:
            one_at_a_time(session, lock_of(name))
            old = File.created_at <= now() - grace
            taken = _changed(session, delete(File).where(File.sha256 == name, old, ~_is_named()))
            if taken:
                files.delete(name)
            gone += taken
    return gone


def missing_files(database: Database, files: Files) -> Sequence[Missing]:
    """Find what notes need and the store does not have, to be restored from a backup."""
    there = set(files.names(_ALL))
    with database.read() as session:
        named = session.execute(_names()).all()
    lost: dict[str, set[str]] = {}
    for sha256, note in named:
        if sha256 and sha256 not in there:
            lost.setdefault(sha256, set()).add(note)
    return [Missing(sha256=name, notes=tuple(sorted(notes))) for name, notes in lost.items() if not files.has(name)]


class Housekeeper(threading.Thread):
    """Sweeps some minutes after its start and then about every hour, as long as the program runs."""

    def __init__(self, database: Database, files: Files, *, seconds: float = HOUR) -> None:
        """Keep order here; does nothing before it is started."""
        super().__init__(name="housekeeper", daemon=True)
        self._database, self._files, self._seconds = database, files, seconds
        self._end = threading.Event()

    def run(self) -> None:
        """Rest, sweep, and rest again until told to stop."""
        pause = min(self._seconds, _SOON)
        # Those who start together drift apart.
        while not self._end.wait(pause * random.uniform(0.5, 1.5)):  # noqa: S311 - no secret
            self._sweep()
            pause = self._seconds

    def stop(self) -> None:
        """Ask the thread to end, and wait a moment: it should not write when the program ends."""
        self._end.set()
        if self.is_alive():
            self.join(_LAST_SWEEP_SECONDS)

    def _sweep(self) -> None:
        try:
            swept = sweep(self._database, self._files)
        except TripontError as problem:
            log.warning("not_swept", code=problem.code)
        except Exception as problem:  # noqa: BLE001 - the housekeeper outlives every surprise
            log.error("not_swept", error=type(problem).__name__)  # noqa: TRY400 - texts may hold addresses
        else:
            log.info("swept", files=swept.strays + swept.unnamed + swept.broken_off)


def _sweep_rows(database: Database) -> dict[str, int]:
    over = or_(Invitation.used_at.is_not(None), Invitation.expires_at < now())
    old = {
        "sign_ins": delete(SignIn).where(SignIn.expires_at < now()),
        "knocks": delete(Knock).where(Knock.at < now() - KNOCK_SECONDS),
        "invitations": delete(Invitation).where(over, Invitation.expires_at < now() - FORGET_INVITATION),
        "workers": delete(Worker).where(Worker.seen_at < now() - FORGET_WORKER),
    }
    swept = {}
    for what, statement in old.items():
        with database.write() as session:
            swept[what] = _changed(session, statement)
    return swept


def _unnamed(database: Database, grace: float) -> Sequence[str]:
    with database.read() as session:
        return session.scalars(select(File.sha256).where(File.created_at <= now() - grace, ~_is_named())).all()


def _sweep_strays(database: Database, files: Files, grace: float) -> int:
    gone = 0
    for names in _batches(files.names(grace)):
        with database.read() as session:
            known = set(session.scalars(select(File.sha256).where(File.sha256.in_(names))))
        for name in set(names) - known:
            with database.write() as session:
                one_at_a_time(session, lock_of(name))
                if session.get(File, name) is None:
                    files.delete(name)
                    gone += 1
    return gone


def _is_named() -> ColumnElement[bool]:
    """Tell of a row of files whether something refers to it."""
    columns = (
        Note.original,
        Note.document,
        Translation.record,
        Translation.docx,
        Translation.review,
        Translation.public,
        Piece.content,
    )
    return or_(*(select(column).where(column == File.sha256).exists() for column in columns))


def _names() -> CompoundSelect[str | None, str]:
    made = (Translation.record, Translation.docx, Translation.review, Translation.public)
    return union_all(
        select(Note.original, Note.id),
        select(Note.document, Note.id).where(Note.document.is_not(None)),
        *(select(column, Translation.note_id) for column in made),
        select(Piece.content, Job.note_id).join(Job, Job.id == Piece.job_id),
    )


def _changed(session: Session, statement: Delete) -> int:
    return session.connection().execute(statement).rowcount


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _AT_ONCE)):
        yield batch
