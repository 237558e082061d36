"""What stands around every answer: a request id, security headers, the host's name, and a calm end for what broke.

Written as plain ASGI, so that streams pass through untouched.
"""

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.cookies import is_secure
from api.problems import FAULT, PageOfProblem, Problem, WrongHost, as_json, problem_of
from store.settings import Settings

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer carries, whatever made it."""

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""How this machine calls itself; always right, because no other site's name leads here with them."""

_PORT = re.compile(r":\d*\Z")

Observer = Callable[[Scope, int, float], None]
"""Takes a request's scope, its answer's status, and the seconds until the answer began."""

log = structlog.get_logger()


class Wall:
    """Stands around the application."""

    def __init__(self, app: ASGIApp, settings: Settings, observe: Observer, page: PageOfProblem) -> None:
        """Let requests for the public address and for this machine's own names pass to ``app``.

        ``page`` tells a problem to a person; programs get it as JSON.
        """
        self._app, self._observe, self._page = app, observe, page
        self._names = OWN_NAMES | {_without_port(urlsplit(settings.public_url).netloc.rpartition("@")[2])}
        self._headers = dict(HEADERS)
        if is_secure(settings):
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request
        structlog.contextvars.bind_contextvars(request=request)  # each request runs in a context of its own
        answer = _Answer(send, self._headers | {"X-Request-Id": request})
        began = time.perf_counter()
        try:
            await self._within(scope, receive, answer)
        except Exception as problem:  # noqa: BLE001 - the last door: nothing foreign reaches a client
            # The message may hold text of a note; the kind and the place tell enough.
            log.error("request_broke", request=request, error=type(problem).__name__, at=_place(problem))  # noqa: TRY400
            if answer.status is None:
                await self._told(scope, FAULT)(scope, receive, answer)
        finally:
            self._observe(scope, answer.status or 499, answer.seconds(began))

    async def _within(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        host = _without_port(Headers(scope=scope).get("host", "")).lower()
        if host in self._names:
            await self._app(scope, receive, answer)
            return
        refusal = WrongHost(
            "This server is not known under the host of this request. Use its public address, or set it in "
            "TRIPONT_PUBLIC_URL."
        )
        await as_json(problem_of(refusal), scope["state"]["request_id"])(scope, receive, answer)

    def _told(self, scope: Scope, problem: Problem) -> Response:
        if not scope["path"].startswith("/api/"):
            try:
                return self._page(Request(scope), problem)
            except Exception as second:  # noqa: BLE001 - what broke may be the pages themselves
                log.error("page_broke", error=type(second).__name__, at=_place(second))  # noqa: TRY400
        return as_json(problem, scope["state"]["request_id"])


class _Answer:
    """Sends on what the application answers, with our headers on it."""

    def __init__(self, send: Send, headers: dict[str, str]) -> None:
        self._send, self._headers = send, headers
        self._began: float | None = None
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self._began = message["status"], time.perf_counter()
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)

    def seconds(self, began: float) -> float:
        return (self._began or time.perf_counter()) - began


def _without_port(host: str) -> str:
    return _PORT.sub("", host)


def _place(problem: Exception) -> str:
    """Name the line of code where something broke."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
