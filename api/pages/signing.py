"""Signing in and out, and the language of the pages."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.access import known_visitor
from api.cookies import clear_cookie, is_secure, read_cookie, set_cookie
from api.pages.given import In, own_address
from api.pages.rendering import page, seen, words
from api.pages.words import COOKIE
from document.languages import Language
from store import people
from store.people import SIGN_IN_DAYS, TooManyKnocks, WrongPassword

router = APIRouter()

YEAR = 365 * 86_400


@router.get("/")
def page_home(request: Request) -> RedirectResponse:
    """Lead to where a visitor begins."""
    return seen("/forums" if known_visitor(request) else "/sign-in")


@router.get("/sign-in")
def page_sign_in(request: Request, back: str = "", out: bool = False) -> Response:
    """Ask for e-mail and password."""
    if known_visitor(request):
        return seen(own_address(back))
    t = words(request)
    said = t("sign_in.done") if out else t("sign_in.first") if own_address(back) != "/" else ""
    return page(request, "sign_in.html", back=back, email="", said=said, problem="")


@router.post("/sign-in")
def page_signed_in(
    request: Request,
    rooms: In,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Sign in, and go where the visitor wanted to."""
    t = words(request)
    try:
        return admitted(request, rooms, email, password, own_address(back))
    except WrongPassword:
        problem, status = t("sign_in.wrong"), 401
    except TooManyKnocks as wait:
        problem, status = t("sign_in.wait", minutes=max(1, round(wait.retry_after / 60))), 429
    return page(request, "sign_in.html", status=status, back=back, email=email, said="", problem=problem)


def admitted(request: Request, rooms: In, email: str, password: str, back: str) -> Response:
    """Sign somebody in and send them on with their cookie; raises WrongPassword, TooManyKnocks."""
    address = request.client.host if request.client else ""
    key, _ = people.sign_in(rooms.database, email=email, password=password, address=address)
    answer = seen(back)
    set_cookie(answer, key, rooms.settings, seconds=SIGN_IN_DAYS * 86_400)
    return answer


@router.post("/sign-out")
def page_sign_out(request: Request, rooms: In, back: Annotated[str, Form()] = "") -> Response:
    """Sign out, and forget the cookie."""
    key = read_cookie(request, rooms.settings)
    if key:
        with rooms.database.write() as session:
            people.sign_out(session, key)
    answer = seen(own_address(back) if back else "/sign-in?out=1")
    clear_cookie(answer, rooms.settings)
    return answer


@router.post("/language")
def page_language(
    request: Request, rooms: In, language: Annotated[Language, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Switch the language of the pages, for this browser and for the account."""
    visitor = known_visitor(request)
    if visitor is not None:
        with rooms.database.write() as session:
            people.choose_language(session, visitor.account.id, language.value)
    answer = seen(own_address(back))
    answer.set_cookie(
        COOKIE, language.value, max_age=YEAR, httponly=True, samesite="lax", secure=is_secure(rooms.settings)
    )
    return answer
