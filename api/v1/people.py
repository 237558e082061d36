"""Forums, their people, and the tokens of who asks."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.v1.answers import CHANGES, SIGNED_IN, problems
from api.v1.given import By, In
from api.v1.shapes import (
    ForumShape,
    ForumsShape,
    InvitationShape,
    MemberShape,
    MembersShape,
    MeShape,
    NewForum,
    NewInvitation,
    NewRole,
    NewToken,
    NewTokenShape,
    TokenShape,
    TokensShape,
)
from document.states import Role
from store import people

router = APIRouter()

ForumId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
OtherId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


# --- Forums ----------------------------------------------------------------------------------------------------------


@router.get("/forums", tags=["forums"], responses=problems(SIGNED_IN))
def list_forums(by: By, rooms: In) -> ForumsShape:
    """Give the forums that who asks may see, by name."""
    with rooms.database.read() as session:
        return ForumsShape(forums=[ForumShape.of(forum, role) for forum, role in by.forums(session)])


@router.post("/forums", status_code=201, tags=["forums"], responses=problems((*CHANGES, "invalid_name")))
def create_forum(new: NewForum, by: By, rooms: In, response: Response) -> ForumShape:
    """Make a forum; who makes it is its administrator."""
    with rooms.database.write() as session:
        made = people.create_forum(session, name=new.name, targets=new.targets, by=by.account.id)
    response.headers["Location"] = f"/api/v1/forums/{made.id}"
    return ForumShape.of(made, Role.ADMINISTRATOR)


@router.get("/forums/{forum}", tags=["forums"], responses=problems(SIGNED_IN))
def get_forum(forum: ForumId, by: By) -> ForumShape:  # noqa: ARG001 - the guard has found it
    """Give a forum."""
    if by.forum is None or by.role is None:
        raise AssertionError("the rule of this route looks the forum up")
    return ForumShape.of(by.forum, by.role)


@router.get("/forums/{forum}/members", tags=["forums"], responses=problems(SIGNED_IN))
def list_members(forum: ForumId, rooms: In) -> MembersShape:
    """Give the people of a forum with their roles."""
    with rooms.database.read() as session:
        return MembersShape(members=[MemberShape.of(member) for member in people.members(session, forum)])


@router.put("/forums/{forum}/members/{account}", status_code=204, tags=["forums"], responses=problems(CHANGES))
def set_member(forum: ForumId, account: OtherId, new: NewRole, by: By, rooms: In) -> None:
    """Give a person a role in a forum, in place of the one that they had."""
    with rooms.database.write() as session:
        people.set_role(session, forum=forum, account=account, role=new.role, by=by.account.id)


@router.delete("/forums/{forum}/members/{account}", status_code=204, tags=["forums"], responses=problems(CHANGES))
def remove_member(forum: ForumId, account: OtherId, by: By, rooms: In) -> None:
    """Take a person's role in a forum away, with their tokens for it; nothing happens to who has none."""
    with rooms.database.write() as session:
        people.remove_member(session, forum=forum, account=account, by=by.account.id)


@router.post("/forums/{forum}/invitations", status_code=201, tags=["forums"], responses=problems(CHANGES))
def invite(forum: ForumId, new: NewInvitation, by: By, rooms: In) -> InvitationShape:
    """Make a link that gives a role in a forum to whoever opens it first."""
    with rooms.database.write() as session:
        key = people.invite(session, forum=forum, role=new.role, by=by.account.id, days=new.days)
    return InvitationShape(link=f"{rooms.settings.public_url.rstrip('/')}/invitations/{key}", role=new.role)


# --- Who asks --------------------------------------------------------------------------------------------------------


@router.get("/me", tags=["me"], responses=problems(SIGNED_IN))
def get_me(by: By) -> MeShape:
    """Say who asks."""
    me = by.account
    return MeShape(id=me.id, name=me.name, email=me.email, administrator=me.administrator, csrf=by.csrf)


@router.get("/me/tokens", tags=["me"], responses=problems(SIGNED_IN))
def list_tokens(by: By, rooms: In) -> TokensShape:
    """Give the valid tokens of who asks. This takes a browser, not a token."""
    with rooms.database.read() as session:
        return TokensShape(tokens=[TokenShape.of(token) for token in people.tokens(session, by.account.id)])


@router.post(
    "/me/tokens", status_code=201, tags=["me"], responses=problems((*CHANGES, "invalid_name", "unknown_scope"))
)
def create_token(new: NewToken, by: By, rooms: In) -> NewTokenShape:
    """Make a token. Its key is shown this once. This takes a browser, not a token."""
    with rooms.database.write() as session:
        token, key = people.create_token(
            session, account=by.account.id, name=new.name, forum=new.forum, scopes=new.scopes, days=new.days
        )
    return NewTokenShape(token=TokenShape.of(token), key=key)


@router.delete("/me/tokens/{token}", status_code=204, tags=["me"], responses=problems(CHANGES))
def revoke_token(token: OtherId, by: By, rooms: In) -> None:
    """End a token. This takes a browser, not a token."""
    with rooms.database.write() as session:
        people.revoke(session, token, by.account.id)
