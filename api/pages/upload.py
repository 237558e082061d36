"""Notes that come from a page: taken by the same code as a program's, and answered in words."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from api.pages.forums import forum_page
from api.pages.given import At, In
from api.pages.problems import sentence
from api.pages.rendering import seen, words
from api.v1.upload import BODY_IS_BOUNDED_HERE, upload

router = APIRouter()


@router.post("/forums/{forum}/notes", max_body_size=BODY_IS_BOUNDED_HERE)  # noqa: FAST003 - the guard looks it up
async def page_upload(
    request: Request,
    at: At,
    rooms: In,
    idempotency_key: Annotated[str | None, Header(pattern=r"^[!-~]{1,128}$")] = None,
) -> Response:
    """Take notes in. A script sends one at a time and gets a sentence; a form sends many and gets a page."""
    answer = await upload(request, idempotency_key)
    told: dict[str, Any] = json.loads(bytes(answer.body))
    refusals = [(one["name"], sentence(request, one["code"])) for one in told.get("refused", ())]
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(refusals[0][1] if refusals else words(request)("forum.received"), answer.status_code)
    taken = len(told.get("notes", ()))
    if not refusals:
        return seen(f"/forums/{at.forum.id}?sent={taken}")
    said = words(request).count("forum.accepted", taken) if taken else ""
    return await run_in_threadpool(forum_page, request, at, rooms, said=said, refusals=refusals, status=422)
