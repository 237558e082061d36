"""A person's own page: language, password, keys for programs."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.cookies import is_secure, read_cookie
from api.pages.given import By, In
from api.pages.rendering import page, seen, words
from api.pages.signing import YEAR
from api.pages.words import COOKIE
from api.rooms import Rooms
from document.errors import TripontError
from document.languages import Language
from store import people
from store.people import SCOPES, SHORTEST_PASSWORD, NoSuchToken, TooManyKnocks, WeakPassword, WrongPassword

router = APIRouter()

ORDER = ("notes:read", "notes:write", "review", "administer")
"""What a key can be for, the harmless first."""


@router.get("/account")
def page_account(request: Request, by: By, rooms: In, said: Literal["", "saved", "password"] = "") -> Response:
    """Show a person what is theirs."""
    t = words(request)
    told = {"": "", "saved": t("account.saved"), "password": t("account.password_done")}
    return _account(request, by, rooms, said=told[said])


@router.post("/account/language")
def page_choose_language(
    by: By, rooms: In, request: Request, language: Annotated[Language | Literal[""], Form()] = ""
) -> Response:
    """Remember in which language a person reads the pages; without one, the browser's wish counts."""
    with rooms.database.write() as session:
        people.choose_language(session, by.account.id, language or None)
    answer = seen("/account?said=saved")
    secure = is_secure(rooms.settings)
    if language:
        answer.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
    elif COOKIE in request.cookies:
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)
    return answer


@router.post("/account/password")
def page_change_password(
    request: Request,
    by: By,
    rooms: In,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
) -> Response:
    """Change the password, and end all other sign-ins."""
    t = words(request)
    try:
        _prove(request, by, rooms, old)
        with rooms.database.write() as session:
            people.change_password(session, by.account.id, new, keep=read_cookie(request, rooms.settings))
    except WrongPassword:
        return _account(request, by, rooms, status=422, problem=t("account.password_wrong"))
    except WeakPassword:
        told = t("invitation.weak_password", count=SHORTEST_PASSWORD)
        return _account(request, by, rooms, status=422, problem=told)
    except TooManyKnocks as wait:
        told = t("sign_in.wait", minutes=max(1, round(wait.retry_after / 60)))
        return _account(request, by, rooms, status=429, problem=told)
    return seen("/account?said=password")


def _prove(request: Request, by: By, rooms: Rooms, password: str) -> None:
    """Make sure that whoever sits at the browser knows the password; raises WrongPassword, TooManyKnocks."""
    # Signing in once more is the one road on which passwords are checked and guesses counted.
    address = request.client.host if request.client else ""
    key, _ = people.sign_in(rooms.database, email=by.account.email, password=password, address=address)
    with rooms.database.write() as session:
        people.sign_out(session, key)


@router.post("/account/tokens")
def page_create_token(  # noqa: PLR0913 - what a person fills in
    request: Request,
    *,
    by: By,
    rooms: In,
    name: Annotated[str, Form()] = "",
    forum: Annotated[str, Form()] = "",
    scopes: Annotated[Sequence[str], Form()] = (),
    days: Annotated[int, Form(ge=1, le=3660)] = 90,
) -> Response:
    """Make a key for programs, and show it this once."""
    try:
        with rooms.database.write() as session:
            _, key = people.create_token(
                session,
                account=by.account.id,
                name=name,
                forum=forum or None,
                scopes=SCOPES.intersection(scopes),
                days=days,
            )
    except TripontError as problem:
        if problem.retryable:
            raise
        return _account(request, by, rooms, status=422, token_problem=words(request)("account.token_wrong"))
    return _account(request, by, rooms, key=key)


@router.post("/account/tokens/{token}/revoke")
def page_revoke_token(token: str, by: By, rooms: In) -> Response:
    """End a key; one that is gone already is no mistake."""
    with suppress(NoSuchToken), rooms.database.write() as session:
        people.revoke(session, token, by.account.id)
    return seen("/account?said=saved")


def _account(request: Request, by: By, rooms: Rooms, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    with rooms.database.read() as session:
        forums = people.forums_of(session, by.account.id)
        tokens = people.tokens(session, by.account.id)
    filled = {"said": "", "problem": "", "token_problem": "", "key": ""} | values
    return page(
        request,
        "account.html",
        status=status,
        forums=forums,
        names={forum.id: forum.name for forum, _ in forums},
        tokens=tokens,
        scopes=ORDER,
        shortest=SHORTEST_PASSWORD,
        **filled,
    )
