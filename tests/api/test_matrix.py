"""Every route asks everybody for what its rule says: nothing leaks from one forum into another, or to strangers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx import Response

from api.access import RULES, SAFE_METHODS, MissingRule, Rule, Who, rules_without_routes
from api.app import create
from document.states import Role
from store.settings import Settings
from tests.api.place import PDF, Place, made

ROUTES = sorted(
    (route.name or "", method, route.path_format or "")
    for route in iter_route_contexts(create(Settings(home=Path("nowhere"))).routes)
    if isinstance(route.original_route, APIRoute)
    for method in route.methods or ()
)
PEOPLE = (None, "stranger", "neighbour", "reviewer", "organiser", "administrator", "keeper")
MEMBERS = {"reviewer": Role.REVIEWER, "organiser": Role.ORGANISER, "administrator": Role.ADMINISTRATOR}
SECRET = "Sesame of the three bridges"  # noqa: S105 - stands in all that a stranger must not see


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give a place that all cases look at; none of them changes anything that another needs."""
    place = made(tmp_path_factory.mktemp("place"))
    yield place
    place.rooms.database.close()


@pytest.fixture(scope="module")
def note(theirs: Place) -> str:
    """Give a finished note of the first forum."""
    return theirs.finished(name=f"{SECRET}.pdf")


def expected(rule: Rule, who: str | None) -> int | None:
    """Give the status that answers somebody who must not come in, or None for who may."""
    if rule.who in {Who.ALL, Who.GUESTS}:
        return None
    if who is None:
        return 401
    if rule.who is Who.SIGNED_IN or who == "keeper":
        return None
    if rule.who is not Who.MEMBERS:
        return 403
    if who not in MEMBERS:
        return 404
    return None if MEMBERS[who].includes(rule.role) else 403


def ask(client: TestClient, method: str, path: str) -> tuple[int, str]:
    """Send a request, with a body that is of no use, and give what came back."""
    if path.endswith("/events") and method == "GET":
        with client.stream(method, path) as answer:
            return answer.status_code, "".join(answer.iter_text())
    answer = client.request(method, path, headers={"X-Forwarded-For": "192.0.2.1"})
    return status_of(answer), answer.text


def status_of(answer: Response) -> int:
    """Give an answer's status; the way from a page to where one signs in is a 401."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"):
        return 401
    return answer.status_code


def filled(path: str, place: Place, note: str) -> str:
    """Put what exists into a path."""
    known = {"note": note, "forum": place.forum, "language": "en"}
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: known.get(found[1], "0" * 32), path)


@pytest.mark.parametrize("who", PEOPLE, ids=str)
@pytest.mark.parametrize(("name", "method", "path"), ROUTES, ids=str)
def test_each_route_lets_in_whom_its_rule_names(  # noqa: PLR0917 - one parameter an axis of the matrix
    theirs: Place, note: str, name: str, method: str, path: str, who: str | None
) -> None:
    """Who may not come in gets 401, 403 or 404 and nothing of the forum's; who may gets past the door."""
    app = theirs.app()
    app.state.watching.seconds = 0.0
    client = theirs.client(who, app, headers={"X-Forwarded-For": "192.0.2.1"}, client=("192.0.2.1", 4000))
    refusal = expected(RULES[name], who)
    if refusal is None and method != "GET":
        pytest.skip("would change the place; tested where it is meant to")
    status, text = ask(client, method, filled(path, theirs, note))
    if refusal is None:
        # The front door shows a guest the way to the page for signing in.
        assert status not in {401, 403} or (who is None and RULES[name].who is Who.GUESTS)
    else:
        assert status == refusal
        assert SECRET not in text
        assert "Three bridges" not in text


@pytest.mark.parametrize(("name", "method", "path"), ROUTES, ids=str)
def test_each_route_refuses_a_token_that_is_for_something_else(
    theirs: Place, note: str, name: str, method: str, path: str
) -> None:
    """A token without the route's scope, one for another forum, and one that nobody made open nothing."""
    rule = RULES[name]
    if rule.who in {Who.ALL, Who.GUESTS}:
        pytest.skip("open to all")
    client = theirs.client(None, client=("192.0.2.1", 4000))
    where = filled(path, theirs, note)
    others = {"notes:read", "notes:write", "review", "administer"} - {rule.scope}
    for header, statuses in (
        (theirs.token("administrator", *others, forum=theirs.forum), {403}),
        ({"Authorization": "Bearer tripont_" + "x" * 43}, {401}),
        ({"Authorization": "Basic YTpi"}, {401}),
    ):
        answer = client.request(method, where, headers=header)
        assert status_of(answer) in statuses, answer.text
        assert SECRET not in answer.text
    if rule.who is Who.MEMBERS:
        elsewhere = theirs.token("neighbour", "notes:read", "notes:write", "administer", forum=theirs.other)
        assert client.request(method, where, headers=elsewhere).status_code == 404


@pytest.mark.parametrize(("name", "method", "path"), [one for one in ROUTES if one[1] not in SAFE_METHODS], ids=str)
def test_each_change_by_a_browser_needs_the_word_of_its_sign_in(
    theirs: Place, note: str, name: str, method: str, path: str
) -> None:
    """A cookie alone changes nothing: a page elsewhere can make a browser send it."""
    if RULES[name].who in {Who.ALL, Who.GUESTS}:
        pytest.skip("changes nothing of anybody's")
    client = theirs.client("keeper")
    for word in (None, "", "x" * 43, theirs.people["administrator"].csrf):
        client.headers.pop("X-CSRF-Token", None)
        if word is not None:
            client.headers["X-CSRF-Token"] = word
        files = {"file": ("note.pdf", PDF)} if RULES[name].streams else None
        json = None if files else {"role": "reviewer", "name": "x", "targets": ["en"], "scopes": ["review"]}
        answer = client.request(method, filled(path, theirs, note), json=json, files=files)
        assert answer.status_code == 403
        assert name.startswith("page") or answer.json()["code"] == "csrf"


def test_a_keepers_token_for_one_forum_opens_no_other(theirs: Place, note: str) -> None:
    """The keeper may see everything, a token of theirs only what it was made for."""
    bound = theirs.token("keeper", "notes:read", "administer", forum=theirs.other)
    client = theirs.client(None, client=("192.0.2.1", 4000))
    assert client.get(f"/api/v1/notes/{note}", headers=bound).status_code == 404
    assert client.get(f"/api/v1/notes?forum={theirs.forum}", headers=bound).status_code == 404
    assert [one["id"] for one in client.get("/api/v1/forums", headers=bound).json()["forums"]] == [theirs.other]
    assert client.get("/api/v1/metrics", headers=bound).status_code == 403
    assert client.post("/api/v1/forums", json={"name": "x", "targets": ["en"]}, headers=bound).status_code == 403


def test_what_is_not_there_and_what_is_not_theirs_look_the_same(theirs: Place, note: str) -> None:
    """A stranger cannot find out which notes and forums exist."""
    client = theirs.client("stranger")
    for pattern in ("/api/v1/notes/{}", "/api/v1/forums/{}"):
        answers = [
            client.get(pattern.format(one)).json() | {"request": ""}
            for one in (note if "notes" in pattern else theirs.forum, "0" * 32, "nonsense", "%00")
        ]
        assert answers[0] == answers[1] == answers[2] == answers[3]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    """The table is whole, and holds no leftovers."""
    assert not rules_without_routes(create(Settings(home=Path("nowhere"))))


def test_a_route_without_a_rule_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets the rule of a new route learns it at once."""
    monkeypatch.delitem(RULES, "get_note")
    with pytest.raises(MissingRule, match="get_note"):
        create(Settings(home=Path("nowhere")))
