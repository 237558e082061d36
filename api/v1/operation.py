"""How the server is, for monitors."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.health import Health, Level
from api.metrics import Metrics
from api.v1.answers import EVERYWHERE, problems
from api.v1.shapes import Shape

router = APIRouter(tags=["operation"])


class PartShape(Shape):
    """How well a part is, and why."""

    name: str
    level: Level
    reason: str


class HealthShape(Shape):
    """How well the server is: as well as its worst part."""

    level: Level
    parts: list[PartShape]


@router.get(
    "/health",
    response_model=HealthShape,
    responses={
        **problems(("bad_request", "wrong_host", "fault")),
        503: {"model": HealthShape, "description": "down: nothing can be taken in or shown"},
    },
)
async def health(request: Request) -> Response:
    """Say whether the server can do its work, with reasons: 200 when it is ok or degraded, 503 when it is down."""
    kept: Health = request.app.state.health
    report = kept.latest
    if report is None:
        report = await run_in_threadpool(kept.ask)
    shown = HealthShape(
        level=report.level,
        parts=[PartShape(name=part.name, level=part.level, reason=part.reason) for part in report.parts],
    )
    return JSONResponse(shown.model_dump(mode="json"), status_code=503 if report.level is Level.DOWN else 200)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={
        **problems((*EVERYWHERE, "sign_in_required", "forbidden")),
        200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}, "description": "Prometheus' text"},
    },
)
def metrics(request: Request) -> Response:
    """Give numbers for Prometheus: to programs on the same machine, and to tokens of a server's administrator."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), media_type=CONTENT_TYPE_LATEST)
