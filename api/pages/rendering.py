"""Templates to responses: whom the page is for, in which language, and what every page has.

Everything is escaped by Jinja. No template holds a script or a style: the content security policy forbids both.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from api.access import known_visitor
from api.pages.words import COOKIE, Words, iso, wished, words_in
from document.languages import LANGUAGES, Language
from document.states import Role

HERE = Path(__file__).parent
STATIC = HERE / "static"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """Give a whole page."""
    return HTMLResponse(render(request, template, **values), status_code=status)


def render(request: Request, template: str, **values: Any) -> str:  # noqa: ANN401 - templates take records of all kinds
    """Give a template's text with what all templates know: the words ``t``, the visitor, the CSRF word."""
    visitor = known_visitor(request)
    return (
        templates()
        .get_template(template)
        .render(
            t=words(request),
            account=visitor.account if visitor else None,
            csrf=(visitor.csrf if visitor else None) or "",
            here=_here(request),
            **values,
        )
    )


def seen(path: str) -> RedirectResponse:
    """Send the browser to a page after it changed something, so that a reload repeats nothing."""
    return RedirectResponse(path, status_code=303)


def words(request: Request) -> Words:
    """Choose the reader's language: what their account says, else what they switched to, else the browser's wish."""
    visitor = known_visitor(request)
    chosen = (visitor.account.language if visitor else None) or request.cookies.get(COOKIE)
    known = {language.value: language for language in LANGUAGES}
    language = known.get(chosen or "") or wished(request.headers.get("accept-language", ""))
    return words_in(language)


def for_htmx(request: Request) -> bool:
    """Tell whether a part of the page is asked for instead of a whole one."""
    return request.headers.get("HX-Request") == "true"


def address(name: str) -> str:
    """Give the address of a file in ``static/``, with a mark of its content so that it may be kept for long."""
    return f"/static/{name}?v={mark(name)}"


@cache
def mark(name: str) -> str:
    """Give a short mark that changes with the content of a file in ``static/``."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@cache
def templates() -> Environment:
    """Give the templates, compiled when they are first used."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(static=address, iso=iso, LANGUAGES=tuple(Language), ROLES=tuple(Role))
    return made


def _here(request: Request) -> str:
    """Give the page's own address, to come back to; after a form was sent, only where that address can be opened."""
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query if request.method == "GET" else "/"
