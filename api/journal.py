"""The log's line for each answer: its route's name and ids, never an address, which may hold an invitation's key."""

import structlog
from starlette.types import Scope

from store import traces
from store.tables import is_id

QUIET = frozenset({"health", "metrics", "static"})
"""Routes that are asked all the time; they are told only at the level debug."""

IDS = ("note", "forum")
"""Parts of an address that are told, when they are what they should be."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


def tell(scope: Scope, status: int, seconds: float) -> None:
    """Tell that a request was answered, and how long it took until the answer began."""
    route = getattr(scope.get("route"), "name", None) or "none"
    path = scope.get("path_params") or {}
    ids = {name: path[name] for name in IDS if is_id(str(path.get(name, "")))}
    say = log.debug if route in QUIET else log.info
    traces.passed(route, seconds, **ids, **{"http.response.status_code": status})
    say(
        "request_answered",
        method=scope["method"] if scope["method"] in METHODS else "other",
        route=route,
        status=status,
        milliseconds=round(seconds * 1000),
        **ids,
    )
