"""The OpenAPI document: what the framework writes of the routes, and what it cannot know: who may use them."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from api.access import CSRF_HEADER, RULES, Rule, Who
from api.cookies import cookie_name
from api.problems import ProblemShape
from store.settings import Settings

Json = dict[str, Any]

ABOUT = """
Send notes as PDF, watch them, and fetch them as Word files in the other languages.

Programs send a **token** (made on the page of your account) as `Authorization: Bearer …`. Browsers send their
**cookie**, and with everything that changes something the word from `GET /me` in `X-CSRF-Token`.

Errors are `application/problem+json`; `code` is stable and the same as on the command line.
""".strip()


def install(app: FastAPI, settings: Settings) -> None:
    """Let the application describe itself; the document is made at the first question."""

    def described() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, settings)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # the framework's own way


def _document(app: FastAPI, settings: Settings) -> Json:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=ABOUT, routes=app.routes
    )
    document["components"]["schemas"]["Problem"] = ProblemShape.model_json_schema()
    document["components"]["securitySchemes"] = _schemes(settings)
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None and route.name is not None:
                operation["operationId"] = route.name
                _say_who(operation, RULES[route.name], changes=method not in {"GET", "HEAD"})
    return document


def _schemes(settings: Settings) -> Json:
    return {
        "token": {"type": "http", "scheme": "bearer", "description": "a token for programs"},
        "browser": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie_name(settings),
            "description": f"a browser's sign-in; what changes something carries {CSRF_HEADER} as well",
        },
    }


def _say_who(operation: Json, rule: Rule, *, changes: bool) -> None:
    """Add to an operation who may use it, and drop what the framework says of errors that we tell otherwise."""
    if rule.who in {Who.ALL, Who.GUESTS}:
        operation["security"] = []
        return
    ways: list[Json] = [{"browser": []}]
    if rule.scope is not None:
        ways.insert(0, {"token": []})
    if rule.who is Who.OBSERVERS:
        ways.append({})
    operation["security"] = ways
    told = [_WHO[rule.who].format(role=rule.role.value)]
    if rule.scope is not None:
        told.append(f"A token needs the scope `{rule.scope}`.")
    operation["description"] = "\n\n".join((operation.get("description", ""), " ".join(told))).strip()
    if changes:
        operation.setdefault("parameters", []).append(
            {
                "name": CSRF_HEADER,
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
                "description": "a browser's word; tokens need none",
            }
        )


_WHO = {
    Who.SIGNED_IN: "For everybody who is signed in.",
    Who.MEMBERS: "For members of the forum, from the role {role} upwards.",
    Who.SERVER_ADMINISTRATORS: "For the server's administrators.",
    Who.OBSERVERS: "For the server's administrators, and for programs on the same machine.",
}
