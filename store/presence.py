"""Who works here: every worker says every few seconds that it is there, and what it can do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.database import insert_into, now
from store.tables import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRecord:
    """A worker: how many seconds ago it was heard, and which engines it has."""

    name: str
    silent_for: float
    version: str
    engines: tuple[str, ...]


def say(session: Session, *, name: str, version: str, engines: Iterable[str]) -> None:
    """Say that the worker with this name is there now."""
    told = {"seen_at": now(), "version": version, "engines": sorted(engines)}
    session.execute(
        insert_into(session, Worker).values(name=name, **told).on_conflict_do_update(index_elements=["name"], set_=told)
    )


def leave(session: Session, name: str) -> None:
    """Say good-bye, so that nobody takes a worker that was stopped for one that is lost."""
    session.execute(delete(Worker).where(Worker.name == name))


def workers(session: Session) -> Sequence[WorkerRecord]:
    """Give all workers that were heard and have not said good-bye, the last heard first."""
    rows = session.execute(
        select(Worker.name, now() - Worker.seen_at, Worker.version, Worker.engines).order_by(
            Worker.seen_at.desc(), Worker.name
        )
    )
    return [
        WorkerRecord(name=name, silent_for=max(0.0, silent), version=version, engines=tuple(engines))
        for name, silent, version, engines in rows
    ]
