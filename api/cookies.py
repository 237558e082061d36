"""The cookie by which a browser is known: set, read and cleared in one place."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from store.settings import Settings


def is_secure(settings: Settings) -> bool:
    """Tell whether people reach the server over HTTPS."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """Name the cookie; over HTTPS with the prefix that keeps neighbours under the same domain from setting it."""
    return "__Host-tripont" if is_secure(settings) else "tripont"


def set_cookie(response: Response, key: str, settings: Settings, *, seconds: float) -> None:
    """Let a browser remember the key of its sign-in for that long."""
    response.set_cookie(
        cookie_name(settings),
        key,
        max_age=int(seconds),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Let a browser forget its key."""
    response.delete_cookie(cookie_name(settings), path="/", secure=is_secure(settings), httponly=True, samesite="lax")


def read_cookie(request: HTTPConnection, settings: Settings) -> str | None:
    """Give the key that a browser brought."""
    return request.cookies.get(cookie_name(settings)) or None
