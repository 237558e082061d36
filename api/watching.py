"""Progress as server-sent events: first how things are, then each change, until whoever watches leaves.

A stream that breaks off or a page that is loaded again begins with the present state, so nothing has to be remembered
for anybody. The database is asked, since it alone knows; who watches is looked at again each time, so that a stream
ends when a sign-in, a token or a role does.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.access import Visitor, look, rule_of
from api.problems import SignInRequired
from api.rooms import Rooms
from document.errors import TripontError
from document.states import NoteState
from store import notes
from store.notes import NoteRecord

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 2.0
"""Seconds between two looks: short while something changes, growing while nothing does."""

HEARTBEAT_SECONDS = 15.0
RECONNECT_MS = 2_000
WATCHED = 500
"""Notes of a forum that are watched, the youngest."""

ENDED = frozenset(NoteState) - {NoteState.WAITING, NoteState.WORKING}

Look = Callable[[Visitor], Mapping[str, str]]
"""Gives what is watched: a text by a key; a change of the text is an event."""


@dataclass(slots=True)
class Watching:
    """What all streams of a process share: how long one lasts at most, and the sign that the process is about to stop.

    Clients connect again by themselves when a stream ends.
    """

    seconds: float = 3_600.0
    closing: Event = field(default_factory=Event)
    _forums: dict[str, tuple[float, Sequence[NoteRecord]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def forum(self, rooms: Rooms, forum: str) -> Sequence[NoteRecord]:
        """Give a forum's youngest notes, read once for all who look at the same moment."""
        with self._lock:
            at, found = self._forums.get(forum, (0.0, ()))
            if time.monotonic() - at > SHORTEST_PAUSE / 2:
                with rooms.database.read() as session:
                    found = notes.of_forum(session, forum, limit=WATCHED)
                self._forums = {forum: (time.monotonic(), found)} | {
                    other: kept for other, kept in self._forums.items() if other != forum and len(self._forums) < 100
                }
            return found


def watching_of(request: Request) -> Watching:
    """Give what the streams of the application share."""
    shared: Watching = request.app.state.watching
    return shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What one stream shows.

    ``look`` is called in a thread with the visitor as they are at that moment; ``is_over`` tells whether nothing more
    is going to happen to what it gave, for a stream that ends with its subject.
    """

    look: Look
    event: str
    gone: str | None = None
    is_over: Callable[[Mapping[str, str]], bool] = lambda _: False


def stream(request: Request, watch: Watch) -> Response:
    """Answer with the stream of a watch."""
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(_events(request, watch), media_type="text/event-stream", headers=headers)


async def _events(request: Request, watch: Watch) -> AsyncIterator[bytes]:
    shared = watching_of(request)
    known: dict[str, str] = {}
    began = heard = time.monotonic()
    pause = SHORTEST_PAUSE
    yield format_sse_event(retry=RECONNECT_MS)
    while not shared.closing.is_set() and time.monotonic() - began < shared.seconds:
        try:
            seen = await run_in_threadpool(_look_again, request, watch)
        except TripontError as problem:
            if problem.retryable:  # the database is away for a moment
                seen = known
            else:
                yield format_sse_event(event="end", data_str=problem.code)
                return
        changes = _changes(known, seen, watch)
        for change in changes:
            yield change
        known = dict(seen)
        if seen and watch.is_over(seen):
            yield format_sse_event(event="end", data_str="done")
            return
        if changes:
            heard, pause = time.monotonic(), SHORTEST_PAUSE
        elif time.monotonic() - heard > HEARTBEAT_SECONDS:
            heard = time.monotonic()
            yield KEEPALIVE_COMMENT
        await asyncio.sleep(pause)
        pause = min(pause * 1.2, LONGEST_PAUSE)


def _look_again(request: Request, watch: Watch) -> Mapping[str, str]:
    """Look at what is watched, if it may still be seen; raises what the guard raises."""
    found = look(request, rule_of(request))
    if found is None:
        raise SignInRequired("You are not signed in any more. Sign in again.")
    return watch.look(found)


def _changes(known: Mapping[str, str], seen: Mapping[str, str], watch: Watch) -> list[bytes]:
    """Write the events that lead from what is known to what is seen."""
    fresh = [
        format_sse_event(event=watch.event, data_str=text, id=hashlib.sha256(text.encode()).hexdigest()[:16])
        for key, text in seen.items()
        if known.get(key) != text
    ]
    gone = [format_sse_event(event=watch.gone, data_str=key) for key in known.keys() - seen.keys() if watch.gone]
    return fresh + gone
