"""Pages that follow the work: what changed is sent as parts of the page, over server-sent events.

A stream begins with all that its page shows, so that a page that was reloaded, slept or lost the line is right again
at once; after that only what changed is sent. It ends when its reader may not see the forum any more.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Generic, TypeVar

import structlog
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.access import look, rule_of
from api.watching import watching_of
from document.errors import TripontError

BUSY_SECONDS = 1.0
"""How often a page is brought up to date while something goes on."""

IDLE_SECONDS = 3.0
"""How often it is looked whether something begins."""

CHECK_SECONDS = 5.0
"""How often it is looked whether the reader may still see it; then the line is kept alive, too."""

log = structlog.get_logger()

Seen = TypeVar("Seen")


class Followed(Generic[Seen]):
    """Something that a page shows. ``look`` reads it, ``parts`` says what is to be sent of it."""

    def __init__(
        self, look: Callable[[], Seen], parts: Callable[[Seen | None, Seen], str], busy: Callable[[Seen], bool]
    ) -> None:
        """Follow what ``look`` gives; ``parts`` gets what was seen before (None at first) and what is seen now."""
        self.look, self.parts, self.busy = look, parts, busy


def stream(request: Request, followed: Followed[Seen]) -> StreamingResponse:
    """Answer with what is followed, until the reader goes."""
    return StreamingResponse(_events(request, followed), media_type="text/event-stream", headers=_HEADERS)


_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def _events(request: Request, followed: Followed[Seen]) -> AsyncIterator[bytes]:
    before: Seen | None = None
    shared = watching_of(request)
    began = checked = monotonic()
    while not shared.closing.is_set() and monotonic() - began < shared.seconds:
        try:
            if monotonic() - checked > CHECK_SECONDS:
                checked = monotonic()
                await run_in_threadpool(look, request, rule_of(request))
                yield format_sse_event(comment="still there")
            now = await run_in_threadpool(followed.look)
        except TripontError as problem:
            if not problem.retryable:
                # The browser comes again after a rest, and is told at the door what is wrong.
                log.info("stream_ended", code=problem.code)
                return
            await asyncio.sleep(IDLE_SECONDS)
            continue
        if now != before:
            text = (await run_in_threadpool(followed.parts, before, now)).strip()
            if text:
                yield format_sse_event(data_str=text)
        before = now
        await asyncio.sleep(BUSY_SECONDS if followed.busy(now) else IDLE_SECONDS)
