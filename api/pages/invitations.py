"""Where the link of an invitation leads: make an account or sign in, then join the forum."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.pages.given import By, In
from api.pages.rendering import page, seen, words
from api.pages.signing import admitted
from api.rooms import Rooms
from document.errors import TripontError
from store import people
from store.database import Session
from store.people import SHORTEST_PASSWORD, NoSuchInvitation

router = APIRouter()


@router.get("/invitations/{key}")
def page_invitation(request: Request, key: str, rooms: In) -> Response:
    """Show what an invitation is for."""
    return _invitation(request, key, rooms)


@router.post("/invitations/{key}")
def page_new_account(  # noqa: PLR0913 - what a person fills in
    request: Request,
    *,
    key: str,
    rooms: In,
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Make an account with which somebody joins the forum, both or neither; and sign them in."""
    try:
        with rooms.database.write() as session:
            joined = _joined(session, key, name=name, email=email, password=password)
    except NoSuchInvitation:
        return _gone(request)
    except TripontError as problem:
        if problem.retryable:
            raise
        told = words(request).either(f"invitation.{problem.code}", "invitation.other").format(count=SHORTEST_PASSWORD)
        return _invitation(request, key, rooms, status=422, name=name, email=email, problem=told)
    return admitted(request, rooms, email, password, f"/forums/{joined}")


@router.post("/invitations/{key}/accept")
def page_accept(request: Request, key: str, by: By, rooms: In) -> Response:
    """Join the forum with the account that is signed in."""
    try:
        with rooms.database.write() as session:
            joined = people.accept(session, key, by.account.id)
    except NoSuchInvitation:
        return _gone(request)
    return seen(f"/forums/{joined.id}")


def _invitation(request: Request, key: str, rooms: Rooms, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    try:
        with rooms.database.read() as session:
            found = people.invitation(session, key)
    except NoSuchInvitation:
        return _gone(request)
    filled = {"name": "", "email": "", "problem": ""} | values
    return page(
        request, "invitation.html", status=status, invitation=found, key=key, shortest=SHORTEST_PASSWORD, **filled
    )


def _joined(session: Session, key: str, *, name: str, email: str, password: str) -> str:
    """Make an account and let it join; gives the forum's id. Raises NoSuchInvitation, and what a field lacks."""
    people.invitation(session, key)  # before the costly hash of a password
    made = people.create_account(session, email=email, name=name, password=password)
    return people.accept(session, key, made.id).id


def _gone(request: Request) -> Response:
    t = words(request)
    return page(request, "problem.html", status=404, title=t("invitation.gone"), text=t("invitation.gone_help"))
