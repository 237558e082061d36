"""Who may do what: one table with a rule for every route, and one place where it is applied.

``guard`` runs before every route. It finds out who asks (a browser by its cookie, a program by its token), which forum
the path speaks of, and whether the rule is kept. A forum that somebody is no member of does not exist for them, nor do
its notes: they get ``not_found``. What a member may see but not do is ``forbidden``.
"""

import hmac
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request

from api.cookies import read_cookie
from api.problems import CsrfMissing, Forbidden, NotFound, OtherSite, SignInRequired
from api.rooms import Rooms, rooms_of
from document.errors import TripontError
from document.states import Role
from store import notes, people
from store.database import Session
from store.notes import NoteRecord
from store.people import Account, ForumRecord, TokenRecord

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"

_ID = re.compile(r"[0-9a-f]{32}")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

READ, WRITE, REVIEW, ADMINISTER = "notes:read", "notes:write", "review", "administer"
"""What a token can be for."""


class Who(Enum):
    """Who may come in."""

    ALL = auto()
    """Everybody, and nothing is looked up."""
    GUESTS = auto()
    """Everybody; who is known is welcomed by name."""
    SIGNED_IN = auto()
    MEMBERS = auto()
    """Who has a role in the forum of the path, or of the path's note."""
    SERVER_ADMINISTRATORS = auto()
    OBSERVERS = auto()
    """Who looks after the server: its administrators, and programs on the same machine."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route takes. ``role`` is the least one for members; ``scope`` what a token must be for.

    No token will do where ``scope`` is None. A route that ``streams`` reads its own body: it learns the forum there and
    calls ``admit`` and ``check_csrf`` itself before it keeps anything.
    """

    who: Who
    role: Role = Role.REVIEWER
    scope: str | None = None
    streams: bool = False


def _member(role: Role, scope: str | None) -> Rule:
    return Rule(Who.MEMBERS, role, scope)


ALL = Rule(Who.ALL)
GUESTS = Rule(Who.GUESTS)
SIGNED_IN = Rule(Who.SIGNED_IN)

RULES: dict[str, Rule] = {
    # What runs without a name
    "openapi": ALL,
    "static": ALL,
    "health": ALL,
    "metrics": Rule(Who.OBSERVERS, scope=ADMINISTER),
    # Notes
    "upload": Rule(Who.SIGNED_IN, Role.ORGANISER, WRITE, streams=True),
    "list_notes": Rule(Who.SIGNED_IN, scope=READ),
    "get_note": _member(Role.REVIEWER, READ),
    "delete_note": _member(Role.ORGANISER, WRITE),
    "cancel_note": _member(Role.ORGANISER, WRITE),
    "retry_note": _member(Role.ORGANISER, WRITE),
    "note_events": _member(Role.REVIEWER, READ),
    "note_history": _member(Role.REVIEWER, READ),
    "get_original": _member(Role.REVIEWER, READ),
    "get_document": _member(Role.REVIEWER, READ),
    "get_translation": _member(Role.REVIEWER, READ),
    "get_translated_note": _member(Role.REVIEWER, READ),
    "get_review_copy": _member(Role.REVIEWER, READ),
    # Forums and people
    "list_forums": Rule(Who.SIGNED_IN, scope=READ),
    "create_forum": Rule(Who.SERVER_ADMINISTRATORS, scope=ADMINISTER),
    "get_forum": _member(Role.REVIEWER, READ),
    "forum_events": _member(Role.REVIEWER, READ),
    "list_members": _member(Role.ADMINISTRATOR, ADMINISTER),
    "set_member": _member(Role.ADMINISTRATOR, ADMINISTER),
    "remove_member": _member(Role.ADMINISTRATOR, ADMINISTER),
    "invite": _member(Role.ADMINISTRATOR, ADMINISTER),
    "get_me": Rule(Who.SIGNED_IN, scope=READ),
    "list_tokens": SIGNED_IN,
    "create_token": SIGNED_IN,
    "revoke_token": SIGNED_IN,
    # Pages
    "page_home": GUESTS,
    "page_sign_in": GUESTS,
    "page_signed_in": GUESTS,
    "page_sign_out": SIGNED_IN,
    "page_language": GUESTS,
    "page_forums": SIGNED_IN,
    "page_create_forum": Rule(Who.SERVER_ADMINISTRATORS),
    "page_forum": _member(Role.REVIEWER, None),
    "page_forum_stream": _member(Role.REVIEWER, None),
    "page_upload": Rule(Who.MEMBERS, Role.ORGANISER, streams=True),
    "page_members": _member(Role.ADMINISTRATOR, None),
    "page_invite": _member(Role.ADMINISTRATOR, None),
    "page_set_member": _member(Role.ADMINISTRATOR, None),
    "page_ask_remove_member": _member(Role.ADMINISTRATOR, None),
    "page_remove_member": _member(Role.ADMINISTRATOR, None),
    "page_note": _member(Role.REVIEWER, None),
    "page_note_stream": _member(Role.REVIEWER, None),
    "page_retry_note": _member(Role.ORGANISER, None),
    "page_cancel_note": _member(Role.ORGANISER, None),
    "page_ask_remove_note": _member(Role.ORGANISER, None),
    "page_remove_note": _member(Role.ORGANISER, None),
    "page_invitation": GUESTS,
    "page_new_account": GUESTS,
    "page_accept": SIGNED_IN,
    "page_account": SIGNED_IN,
    "page_choose_language": SIGNED_IN,
    "page_change_password": SIGNED_IN,
    "page_create_token": SIGNED_IN,
    "page_revoke_token": SIGNED_IN,
}
"""The rule of every route, by the route's name. Paths call a forum ``{forum}`` and a note ``{note}``."""


class MissingRule(Exception):
    """A route has no rule, so nobody knows whom it is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and for what. ``csrf`` is the browser's word, ``token`` the program's.

    ``forum``, ``role`` (the visitor's in it) and ``note`` are those of the path, as far as it names them.
    """

    account: Account
    csrf: str | None = None
    token: TokenRecord | None = None
    forum: ForumRecord | None = None
    role: Role | None = None
    note: NoteRecord | None = None

    def forums(self, session: Session) -> list[tuple[ForumRecord, Role]]:
        """Give the forums that the visitor may see, by name."""
        bound = self.token.forum if self.token else None
        mine = people.forums_of(session, self.account.id)
        return [(forum, role) for forum, role in mine if bound is None or forum.id == bound]


def visitor(request: Request) -> Visitor:
    """Give who asks; raises SignInRequired."""
    found = known_visitor(request)
    if found is None:
        raise SignInRequired("You are not signed in, or no longer. Sign in, or send a token that is valid.")
    return found


def known_visitor(request: Request) -> Visitor | None:
    """Give who asks, or None for a guest."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


# --- Applying the rules ----------------------------------------------------------------------------------------------


def rule_of(request: HTTPConnection) -> Rule:
    """Give the rule of the route that a request came to."""
    return RULES[request.scope["route"].name]


async def guard(request: Request) -> None:
    """Keep the route's rule; raises SignInRequired, Forbidden, NotFound, CsrfMissing or OtherSite."""
    rule = rule_of(request)
    if rule.who is Who.ALL:
        return
    changes = request.method not in SAFE_METHODS
    if changes and not _has_token(request):
        refuse_other_sites(request)
    found = await run_in_threadpool(look, request, rule)
    request.state.visitor = found
    if changes and found is not None and found.csrf is not None and not rule.streams:
        check_csrf(found, await _csrf_word(request))


def look(request: HTTPConnection, rule: Rule) -> Visitor | None:
    """Find out who asks and whether the rule is kept, as things are now; None is a guest whom the rule lets in.

    Raises SignInRequired, Forbidden, NotFound.
    """
    rooms = rooms_of(request)
    with rooms.database.read() as session:
        found = _identify(session, request, rooms)
        if rule.who is Who.GUESTS or (rule.who is Who.OBSERVERS and _is_neighbour(request)):
            return found
        if found is None:
            raise SignInRequired("Nobody is signed in. Sign in, or send a token as Authorization: Bearer.")
        if rule.who is Who.MEMBERS:
            found = _at_the_place(session, found, request.path_params, rule)
        _check_scope(found, rule.scope)
        if rule.who in {Who.SERVER_ADMINISTRATORS, Who.OBSERVERS}:
            _check_administrator(found)
    _note_use(rooms, found.token)
    return found


def admit(session: Session, found: Visitor, forum: str, role: Role) -> ForumRecord:
    """Give a forum in which the visitor has at least this role; raises NotFound, Forbidden."""
    has = people.role_in(session, found.account.id, forum) if _ID.fullmatch(forum) else None
    bound = found.token.forum if found.token else None
    if has is None or bound not in {None, forum}:
        raise NotFound("There is no such forum. It may have been removed, or you are not a member of it.")
    if not has.includes(role):
        raise Forbidden(f"This takes the role {role.value} in the forum; yours is {has.value}. Ask its administrator.")
    return people.forum(session, forum)


def check_csrf(found: Visitor, word: str | None) -> None:
    """Make sure that a browser's request comes from a page of ours; raises CsrfMissing. Tokens need no word."""
    if found.csrf is None:
        return
    if word is None or not hmac.compare_digest(found.csrf.encode(), word.encode("utf-8", "surrogatepass")):
        raise CsrfMissing(
            f"The request does not carry this sign-in's word in the field {CSRF_FIELD} or the header {CSRF_HEADER}. "
            "Load the page again, and repeat what you did."
        )


def refuse_other_sites(request: HTTPConnection) -> None:
    """Refuse what another web site made a browser send; raises OtherSite."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        ours = site in {"same-origin", "none"}
    else:
        settings = rooms_of(request).settings
        ours = origin is None or urlsplit(origin).netloc in {
            request.headers.get("host"),
            urlsplit(settings.public_url).netloc,
        }
    if not ours:
        raise OtherSite("This request comes from another web site. Open the page here, and repeat what you did.")


def check_rules(app: FastAPI) -> None:
    """Make sure that every route has a rule that is applied to it; raises MissingRule."""
    for route in iter_route_contexts(app.routes):
        rule = RULES.get(route.name or "")
        guarded = isinstance(route.original_route, APIRoute)
        if rule is None or not (guarded or rule.who is Who.ALL):
            raise MissingRule(f"{route.path} ({route.name})")


# --- Who asks --------------------------------------------------------------------------------------------------------


def _has_token(request: HTTPConnection) -> bool:
    return "authorization" in request.headers


def _identify(session: Session, request: HTTPConnection, rooms: Rooms) -> Visitor | None:
    if _has_token(request):
        return _program(session, request.headers["authorization"])
    key = read_cookie(request, rooms.settings)
    signed_in = people.signed_in(session, key) if key else None
    return Visitor(account=signed_in.account, csrf=signed_in.csrf) if signed_in else None


def _program(session: Session, header: str) -> Visitor:
    scheme, _, key = header.partition(" ")
    token = people.by_token(session, key.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise SignInRequired("This token is not known here, was revoked, or is too old. Make a new one on your page.")
    return Visitor(account=token.account, token=token)


def _note_use(rooms: Rooms, token: TokenRecord | None) -> None:
    """Remember about once an hour that a token is in use; that it cannot be written down just now hinders nobody."""
    if token is None or (token.used_at is not None and token.used_at > time.time() - 3_600):
        return
    try:
        with rooms.database.write() as session:
            people.token_used(session, token.id)
    except TripontError:
        return


def _is_neighbour(request: HTTPConnection) -> bool:
    """Tell whether a program on this machine asks by itself, and not a proxy for somebody."""
    headers = request.headers
    if request.client is None or any(name in headers for name in ("forwarded", "x-forwarded-for", "x-real-ip")):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


# --- What they ask for -----------------------------------------------------------------------------------------------


def _at_the_place(session: Session, found: Visitor, path: Mapping[str, Any], rule: Rule) -> Visitor:
    """Add the forum of the path, or of its note, with the visitor's role; raises NotFound, Forbidden."""
    if "note" not in path:
        return _in_forum(session, found, str(path["forum"]), rule)
    gone = NotFound("There is no such note. It may have been removed, or its forum is not yours.")
    if not _ID.fullmatch(path["note"]):
        raise gone
    try:
        note = notes.get(session, path["note"])
        return replace(_in_forum(session, found, note.forum, rule), note=note)
    except (notes.NoSuchNote, NotFound):
        # The same words for what is not there and what is not theirs.
        raise gone from None


def _in_forum(session: Session, found: Visitor, forum: str, rule: Rule) -> Visitor:
    record = admit(session, found, forum, rule.role)
    return replace(found, forum=record, role=people.role_in(session, found.account.id, forum))


def _check_scope(found: Visitor, scope: str | None) -> None:
    if found.token is None:
        return
    if scope is None:
        raise Forbidden("A token cannot do this. Sign in with a browser.")
    if scope not in found.token.scopes:
        raise Forbidden(f"This token is not for {scope}. Make one that is.")


def _check_administrator(found: Visitor) -> None:
    bound = found.token is not None and found.token.forum is not None
    if not found.account.administrator or bound:
        raise Forbidden("This is for the administrators of the server. Ask one of them.")


async def _csrf_word(request: Request) -> str | None:
    """Find the word in the header, or in the field of a form."""
    word = request.headers.get(CSRF_HEADER)
    if word is None and request.headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS:
        field = (await request.form()).get(CSRF_FIELD)
        return field if isinstance(field, str) else None
    return word


def rules_without_routes(app: FastAPI, names: Iterable[str] = RULES) -> set[str]:
    """Name the rules that no route has any more."""
    return set(names) - {route.name for route in iter_route_contexts(app.routes)}
