"""The web application, put together: the store's rooms, the wall around, the rules, the API and the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from api import access, journal, openapi, pages, problems, v1
from api.bodies import Bodies
from api.health import Health
from api.limits import Pace
from api.metrics import Metrics
from api.rooms import Rooms
from api.wall import Observer, Wall
from api.watching import Watching
from store.housekeeping import Housekeeper
from store.settings import Settings


def create(settings: Settings, rooms: Rooms | None = None) -> FastAPI:
    """Make the application; opens nothing. ``rooms`` are made from the settings unless they are given.

    Raises MissingRule when a route has no rule.
    """
    app = FastAPI(
        title="Tripont",
        version=version("tripont"),
        summary="Concept notes of the social and solidarity economy, from PDF to Word files in three languages",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(access.guard)],
        lifespan=_lifespan,
    )
    app.state.rooms = rooms or Rooms.of(settings)
    app.state.health = Health(app.state.rooms)
    app.state.metrics = Metrics(app.state.rooms)
    app.state.watching = Watching()
    app.state.pace = Pace(settings.uploads_per_minute)
    app.include_router(v1.router, prefix="/api/v1")
    app.include_router(pages.router)
    # Monitors look for health and metrics at the root of a server.
    app.include_router(v1.operation.router, include_in_schema=False)
    app.mount("/static", pages.KeptFiles(), name="static")
    problems.install(app, pages.problem_page)
    access.check_rules(app)
    openapi.install(app, settings)
    app.add_middleware(Bodies)
    app.add_middleware(Wall, settings=settings, observe=_observing(app.state.metrics), page=pages.problem_page)
    return app


def _observing(metrics: Metrics) -> Observer:
    """Count each answer, and write it into the log."""

    def observe(scope: Scope, status: int, seconds: float) -> None:
        metrics.observe(scope, status, seconds)
        journal.tell(scope, status, seconds)

    return observe


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    rooms: Rooms = app.state.rooms
    app.state.health.start()
    housekeeper = Housekeeper(rooms.database, rooms.files)
    housekeeper.start()
    yield
    app.state.watching.closing.set()
    for end in (app.state.health.stop, housekeeper.stop, rooms.database.close):
        await run_in_threadpool(end)
