"""How errors are told over HTTP: ``application/problem+json`` (RFC 9457) with the same ``code`` as the command line.

``STATUS`` is the one place where a code gets its status. People on the pages get the same problem as a page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from document.errors import RefusedInput, TripontError

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger()


class SignInRequired(TripontError):
    """Nobody is signed in, or the token is unknown, revoked or too old."""

    code = "sign_in_required"


class Forbidden(TripontError):
    """Who asks may see this, but not do it."""

    code = "forbidden"


class NotFound(TripontError):
    """There is nothing here, or nothing that who asks may know of."""

    code = "not_found"


class NotReady(TripontError):
    """The note is there, what was asked for has not been made yet."""

    code = "not_ready"
    retryable = True


class InvalidRequest(TripontError):
    """The request itself is wrong: a field is missing or is not what it should be."""

    code = "invalid_request"


class BadForm(TripontError):
    """The body cannot be taken apart into fields and files."""

    code = "bad_request"


class TooSlow(TripontError):
    """A body stopped coming before it was whole."""

    code = "too_slow"
    retryable = True


class CsrfMissing(TripontError):
    """A browser's request to change something does not carry the word that only our own pages know."""

    code = "csrf"


class OtherSite(TripontError):
    """Another web site made the browser send this request."""

    code = "other_site"


class WrongHost(TripontError):
    """The request names a host under which this server is not known."""

    code = "wrong_host"


class KeyReused(TripontError):
    """An idempotency key came again with something else."""

    code = "idempotency_conflict"


class TooManyFiles(TripontError):
    """More files came in one upload than are taken at once."""

    code = "too_many_files"


class ForumFull(TripontError):
    """The forum's room for originals is used up."""

    code = "forum_full"


class TooManyWaiting(TripontError):
    """As many of the forum's notes wait already as may wait at a time."""

    code = "too_many_waiting"
    retryable = True


class TooManyUploads(TripontError):
    """More notes came from one account in a minute than are taken. ``retry_after`` is seconds."""

    code = "too_many_requests"
    retryable = True

    def __init__(self, message: str, retry_after: float) -> None:
        """Say how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class DiskFull(TripontError):
    """So little disk is free that nothing more is taken in."""

    code = "disk_full"
    retryable = True


STATUS: Mapping[str, int] = {
    "not_a_pdf": 415,
    "encrypted": 422,
    "damaged": 422,
    "empty": 422,
    "no_text": 422,
    "too_large": 413,
    "too_many_pages": 422,
    "too_costly": 422,
    "unsupported_language": 422,
    "unsafe_docx": 422,
    "bad_glossary": 422,
    "bad_request": 400,
    "sign_in_required": 401,
    "wrong_password": 401,
    "forbidden": 403,
    "csrf": 403,
    "other_site": 403,
    "not_found": 404,
    "not_ready": 404,
    "invitation_invalid": 404,
    "method_not_allowed": 405,
    "too_slow": 408,
    "email_taken": 409,
    "idempotency_conflict": 409,
    "too_many_files": 413,
    "forum_full": 413,
    "wrong_host": 421,
    "invalid_request": 422,
    "invalid_email": 422,
    "invalid_name": 422,
    "weak_password": 422,
    "unknown_scope": 422,
    "too_many_requests": 429,
    "too_many_waiting": 429,
    "fault": 500,
    "file_missing": 500,
    "database_away": 503,
    "files_away": 503,
    "no_engine": 503,
    "disk_full": 507,
}
"""The HTTP status of each code that can reach a client."""

RETRY_SECONDS: Mapping[str, int] = {
    "not_ready": 5,
    "too_many_waiting": 60,
    "database_away": 5,
    "files_away": 30,
    "disk_full": 60,
}
"""After how long it may be worth trying again, where the error itself does not know better."""

_PLAIN = {
    400: ("bad_request", "The request cannot be read. Look at its form and its encoding."),
    404: ("not_found", "There is nothing under this address. Look at how it is written."),
    405: ("method_not_allowed", "This address does not know this method. The Allow header names those that it knows."),
    413: ("too_large", "The request is longer than this address takes. Send less at once."),
    415: ("invalid_request", "This address does not take this kind of content. Look at the Content-Type."),
}
"""What the framework's own refusals are called here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error on its way to a client. ``more`` holds members beyond those that every problem has."""

    code: str
    detail: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def json(self, request_id: str) -> dict[str, Any]:
        """Give the problem as its media type wants it."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request": request_id,
            **self.more,
        }


class ProblemShape(BaseModel):
    """An error: what happened, why it matters, what can be done. ``code`` is stable, the words are not."""

    model_config = ConfigDict(
        title="Problem",
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unsupported Media Type",
                    "status": 415,
                    "detail": "The file is not a PDF, it looks like a JPEG picture. Open it in the program it was "
                    "made with and export it as PDF.",
                    "code": "not_a_pdf",
                    "request": "5f0c9a51d2b34c0f",
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="stable name of the situation, the same as on the command line; see docs/api.md")
    request: str = Field(description="the request's id, as it stands in the server's log")


def problem_of(error: TripontError) -> Problem:
    """Give the problem that tells an error of ours."""
    status = STATUS.get(error.code) or (422 if isinstance(error, RefusedInput) else 503 if error.retryable else 500)
    headers: dict[str, str] = {}
    wait = getattr(error, "retry_after", None) or RETRY_SECONDS.get(error.code)
    if wait is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    if isinstance(error, SignInRequired):
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(code=error.code, detail=str(error), status=status, headers=headers)


FAULT = Problem(
    code="fault",
    status=500,
    detail="Something broke here, and it is not your doing. Try again; if it stays, tell whoever runs this server the "
    "number of this request.",
)

PageOfProblem = Callable[[Request, Problem], Response]
"""How a problem is shown to a person on a page."""


def request_id(request: Request) -> str:
    """Give the id that this request has in the log."""
    return str(getattr(request.state, "request_id", "-"))


def as_json(problem: Problem, request: str) -> JSONResponse:
    """Answer a program."""
    return JSONResponse(
        problem.json(request), status_code=problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE
    )


def install(app: FastAPI, page: PageOfProblem) -> None:
    """Let every error end as a problem: as JSON under ``/api``, as a page elsewhere."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = _translated(error)
        if problem.status >= 500:
            log.error("request_failed", code=problem.code, request=request_id(request))
        if request.url.path.startswith("/api/"):
            return as_json(problem, request_id(request))
        # A page greets whoever is signed in, and has to look that up.
        return await run_in_threadpool(page, request, problem)

    for kind in (TripontError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)


def _translated(error: Exception) -> Problem:
    match error:
        case TripontError():
            return problem_of(error)
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            return _framework(error)
        case _:
            return FAULT


def _framework(error: HTTPException) -> Problem:
    code, detail = _PLAIN.get(error.status_code, ("bad_request", str(error.detail)))
    return Problem(code=code, detail=detail, status=error.status_code, headers=dict(error.headers or {}))


def _invalid(error: RequestValidationError) -> Problem:
    """Name the fields that are wrong, without repeating what stood in them."""
    found = error.errors()
    if any(one["loc"][:1] == ("path",) for one in found):
        return problem_of(NotFound(_PLAIN[404][1]))
    errors = [{"field": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])} for one in found]
    named = "; ".join(f"{one['field']}: {one['message']}" for one in errors[:3])
    return Problem(
        code=InvalidRequest.code,
        status=422,
        detail=f"The request is not as it should be ({named}). Compare it with the description of this address.",
        more={"errors": errors},
    )
