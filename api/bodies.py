"""How long a request's body may be: short everywhere, but for routes that stream theirs and bound it themselves.

The framework has a limit of its own, which answers in plain words instead of a problem.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import RULES

MOST = 64 * 1024
"""Bytes of a body that nobody streams."""


class Bodies:
    """Cuts bodies off that are too long; whoever reads one further gets a 413 that ends as any other error does."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            if not taken and _announced(scope) > MOST:
                _refuse_unless_streamed(scope)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST:
                _refuse_unless_streamed(scope)
            return message

        await self._app(scope, counted, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() and length.isascii() else 0


def _refuse_unless_streamed(scope: Scope) -> None:
    # The route is known by now, because nobody reads a body before it is found.
    rule = RULES.get(getattr(scope.get("route"), "name", None) or "")
    if rule is None or not rule.streams:
        raise HTTPException(413)
