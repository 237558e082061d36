"""The history of notes and people: what happened, when, through whom. It is only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. ``id`` rises; ``at`` is seconds since 1970; ``data`` holds no text of a note."""

    id: int
    at: float
    kind: str
    forum_id: str | None
    note_id: str | None
    account_id: str | None
    data: dict[str, Any]


def write_down(
    session: Session,
    kind: str,
    *,
    forum: str | None = None,
    note: str | None = None,
    account: str | None = None,
    **data: str | float | None,
) -> None:
    """Add to the history within a transaction that changes what it tells of."""
    session.add(tables.Event(kind=kind, forum_id=forum, note_id=note, account_id=account, data=data))


def history(session: Session, note: str, *, after: int = 0, limit: int = 500) -> Sequence[Event]:
    """Give what happened to a note, oldest first, beginning behind the event with the id ``after``."""
    rows = session.scalars(
        select(tables.Event)
        .where(tables.Event.note_id == note, tables.Event.id > after)
        .order_by(tables.Event.id)
        .limit(limit)
    )
    return [
        Event(
            id=row.id,
            at=row.at,
            kind=row.kind,
            forum_id=row.forum_id,
            note_id=row.note_id,
            account_id=row.account_id,
            data=row.data,
        )
        for row in rows
    ]
