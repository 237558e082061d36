"""Who belongs to a forum, as what; inviting and removing people."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.pages.given import At, By, In, Place
from api.pages.rendering import page, seen, words
from api.problems import NotFound
from api.rooms import Rooms
from document.states import Role
from store import people
from store.database import Session
from store.people import Member

router = APIRouter()


@router.get("/forums/{forum}/members")  # noqa: FAST003 - the guard looks it up
def page_members(request: Request, at: At, rooms: In) -> Response:
    """List the people of a forum."""
    return _members(request, at, rooms)


@router.post("/forums/{forum}/invitations")  # noqa: FAST003 - the guard looks it up
def page_invite(request: Request, at: At, by: By, rooms: In, role: Annotated[Role, Form()]) -> Response:
    """Make the link of an invitation, and show it this once."""
    with rooms.database.write() as session:
        key = people.invite(session, forum=at.forum.id, role=role, by=by.account.id)
    link = f"{rooms.settings.public_url.rstrip('/')}/invitations/{key}"
    return _members(request, at, rooms, link=link)


@router.post("/forums/{forum}/members/{account}")  # noqa: FAST003 - the guard looks it up
def page_set_member(  # noqa: PLR0913 - the path, the form, and what every page is given
    request: Request, *, account: str, at: At, by: By, rooms: In, role: Annotated[Role, Form()]
) -> Response:
    """Change what a person is in a forum."""
    with rooms.database.write() as session:
        member = _member(session, at, account)
        lonely = role is not Role.ADMINISTRATOR and _is_last(session, at, member)
        if not lonely:
            people.set_role(session, forum=at.forum.id, account=account, role=role, by=by.account.id)
    if lonely:
        return _members(request, at, rooms, status=409, problem=words(request)("members.last"))
    return seen(f"/forums/{at.forum.id}/members")


@router.get("/forums/{forum}/members/{account}/remove")  # noqa: FAST003 - the guard looks it up
def page_ask_remove_member(request: Request, account: str, at: At, by: By, rooms: In) -> Response:
    """Ask whether a person is really to be removed."""
    with rooms.database.read() as session:
        member = _member(session, at, account)
    t = words(request)
    oneself = member.account.id == by.account.id
    return page(
        request,
        "confirm.html",
        question=t("confirm.member_self") if oneself else t("confirm.member", name=member.account.name),
        consequence=t("confirm.member_self_help") if oneself else t("confirm.member_help"),
        button=t("confirm.member_self_button") if oneself else t("confirm.member_button"),
        action=f"/forums/{at.forum.id}/members/{account}/remove",
        back=f"/forums/{at.forum.id}/members",
    )


@router.post("/forums/{forum}/members/{account}/remove")  # noqa: FAST003 - the guard looks it up
def page_remove_member(request: Request, account: str, at: At, by: By, rooms: In) -> Response:
    """Remove a person from a forum."""
    with rooms.database.write() as session:
        lonely = _is_last(session, at, _member(session, at, account))
        if not lonely:
            people.remove_member(session, forum=at.forum.id, account=account, by=by.account.id)
    if lonely:
        return _members(request, at, rooms, status=409, problem=words(request)("members.last"))
    return seen("/forums" if account == by.account.id else f"/forums/{at.forum.id}/members")


def _members(request: Request, at: Place, rooms: Rooms, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    with rooms.database.read() as session:
        listed = people.members(session, at.forum.id)
    filled = {"link": "", "problem": ""} | values
    return page(request, "members.html", status=status, forum=at.forum, members=listed, **filled)


def _member(session: Session, at: Place, account: str) -> Member:
    """Find a member of the forum; raises NotFound."""
    for member in people.members(session, at.forum.id):
        if member.account.id == account:
            return member
    raise NotFound("There is no such member of this forum. They may have left it.")


def _is_last(session: Session, at: Place, member: Member) -> bool:
    """Tell whether nobody would be left who can invite people."""
    able = [one for one in people.members(session, at.forum.id) if one.role is Role.ADMINISTRATOR]
    return able == [member]
