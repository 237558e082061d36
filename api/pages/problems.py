"""Problems as pages, in the reader's language and without details: those are in the log, under the request's id."""

from contextlib import suppress
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.access import GUESTS, known_visitor, look
from api.pages.rendering import page, seen, words
from api.pages.words import Words
from api.problems import Problem
from api.rooms import rooms_of
from document.errors import TripontError

TITLES = (400, 401, 403, 404, 409, 413, 429, 500, 503)
"""The statuses that have words of their own."""

_LIKE = {405: 400, 415: 400, 421: 400, 422: 400, 507: 503}


def problem_page(request: Request, problem: Problem) -> Response:
    """Show a person what went wrong; who is not signed in is led to where they can, and back."""
    if problem.status < 500:
        _greet(request)
    if problem.status == 401 and request.method == "GET" and not _from_script(request):
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return seen(f"/sign-in?back={quote(target, safe='/')}")
    t = words(request)
    if _from_script(request):
        return PlainTextResponse(sentence(request, problem.code, problem.status), problem.status)
    key = _key(problem.status)
    made = page(request, "problem.html", status=problem.status, title=t(key), text=t(f"{key}_help"))
    made.headers.update(problem.headers)
    return made


def _greet(request: Request) -> None:
    """Find out who is at the browser also where the guard did not let them in, for the head of the page."""
    if known_visitor(request) is None:
        with suppress(TripontError):
            request.state.visitor = look(request, GUESTS)


def sentence(request: Request, code: str, status: int = 500) -> str:
    """Say in the reader's language what a code means and what to do; one without words is said by its status."""
    t = words(request)
    if has_words(request, code):
        return refusal(t, code, rooms_of(request).settings.upload_bytes)
    key = _key(status)
    return f"{t(key)}. {t(f'{key}_help')}"


def has_words(request: Request, code: str) -> bool:
    """Tell whether a code is explained to people by a sentence of its own."""
    return f"refusal.{code}.what" in words(request).sentences


def refusal(t: Words, code: str, limit: int) -> str:
    """Say what a refusal or failure means, and what to do; ``limit`` is the largest file in bytes."""
    what, todo = (t.either(f"refusal.{code}.{part}", f"refusal.other.{part}") for part in ("what", "todo"))
    return f"{what.format(size=t.size(limit))} {todo}"


def _key(status: int) -> str:
    near = _LIKE.get(status, status)
    return f"problem.t{near if near in TITLES else 500 if near >= 500 else 400}"


def _from_script(request: Request) -> bool:
    """Tell whether a sentence is wanted and not a page."""
    accepted = request.headers.get("accept", "")
    return accepted.startswith("text/plain") or "text/event-stream" in accepted
