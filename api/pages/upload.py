"""Notes that come from a page: taken by the same code as a program's, and answered in words."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from api.pages.forums import forum_page
from api.pages.given import At, In
from api.pages.problems import has_words, sentence
from api.pages.rendering import seen, words
from api.problems import problem_of
from api.v1.upload import upload
from document.errors import TripontError

router = APIRouter()


@router.post("/forums/{forum}/notes")  # noqa: FAST003 - the guard looks it up
async def page_upload(
    request: Request,
    at: At,
    rooms: In,
    idempotency_key: Annotated[str | None, Header(pattern=r"^[!-~]{1,128}$")] = None,
) -> Response:
    """Take notes in. A script sends one at a time and gets a sentence; a form sends many and gets a page."""
    try:
        answer = await upload(request, idempotency_key)
    except TripontError as problem:
        if not has_words(request, problem.code):
            raise
        status, taken = problem_of(problem).status, 0
        refusals = [("", sentence(request, problem.code))]
    else:
        # What programs are told is all that a page needs, so the two doors cannot come apart.
        told: dict[str, Any] = json.loads(bytes(answer.body))
        status, taken = answer.status_code, len(told.get("notes", ()))
        refusals = [(one["name"], sentence(request, one["code"])) for one in told.get("refused", ())]
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(refusals[0][1] if refusals else words(request)("forum.received"), status)
    if not refusals:
        return seen(f"/forums/{at.forum.id}?sent={taken}")
    said = words(request).count("forum.accepted", taken) if taken else ""
    return await run_in_threadpool(
        forum_page, request, at, rooms, said=said, refusals=refusals, status=max(status, 422)
    )
