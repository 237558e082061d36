"""Forums, members, invitations and tokens by the API."""

from api.rooms import Rooms
from store import people
from tests.api.place import PDF, Place


def test_forums_are_made_and_listed(place: Place) -> None:
    """Who makes a forum is its administrator; each sees their own."""
    keeper = place.client("keeper")
    made = keeper.post("/api/v1/forums", json={"name": "Summer school", "targets": ["es", "fr"]})
    assert made.status_code == 201
    assert keeper.get(made.headers["location"]).json() == made.json()
    assert made.json()["role"] == "administrator"
    assert {one["name"] for one in keeper.get("/api/v1/forums").json()["forums"]} >= {"Summer school", "Elsewhere"}
    mine = place.client("reviewer").get("/api/v1/forums").json()["forums"]
    assert [(one["id"], one["role"]) for one in mine] == [(place.forum, "reviewer")]
    assert place.client("stranger").get("/api/v1/forums").json() == {"forums": []}


def test_members_come_by_invitation_and_go(place: Place) -> None:
    """A link is made, used once, and the role can be changed and taken."""
    client = place.client("administrator")
    where = f"/api/v1/forums/{place.forum}"
    link = client.post(f"{where}/invitations", json={"role": "reviewer"})
    assert link.status_code == 201
    key = link.json()["link"].removeprefix("http://127.0.0.1:8000/invitations/")
    stranger = place.people["stranger"].id
    with place.rooms.database.write() as session:
        people.accept(session, key, stranger)
    assert client.put(f"{where}/members/{stranger}", json={"role": "organiser"}).status_code == 204
    roles = {one["account"]["name"]: one["role"] for one in client.get(f"{where}/members").json()["members"]}
    assert roles["stranger"] == "organiser"
    assert place.client("stranger").get(where).json()["role"] == "organiser"
    assert client.delete(f"{where}/members/{stranger}").status_code == 204
    assert place.client("stranger").get(where).status_code == 404


def test_who_asks_learns_the_word_for_changes(place: Place) -> None:
    """A browser gets it, a token has none."""
    me = place.client("reviewer").get("/api/v1/me").json()
    assert (me["email"], me["csrf"]) == ("reviewer@example.org", place.people["reviewer"].csrf)
    assert place.client().get("/api/v1/me", headers=place.token("keeper", "notes:read")).json()["csrf"] is None


def test_tokens_are_made_used_and_revoked(place: Place) -> None:
    """The key is shown once, opens what it is for, and nothing after it was revoked."""
    client = place.client("organiser")
    made = client.post(
        "/api/v1/me/tokens", json={"name": "script", "forum": place.forum, "scopes": ["notes:write", "notes:read"]}
    )
    assert made.status_code == 201
    header = {"Authorization": f"Bearer {made.json()['key']}"}
    program = place.client()
    assert program.post("/api/v1/notes", files={"file": ("a.pdf", PDF)}, headers=header).status_code == 202
    listed = client.get("/api/v1/me/tokens")
    assert made.json()["key"] not in listed.text
    assert [one["name"] for one in listed.json()["tokens"]] == ["script"]
    assert listed.json()["tokens"][0]["used_at"] is not None
    assert client.delete(f"/api/v1/me/tokens/{made.json()['token']['id']}").status_code == 204
    gone = program.get("/api/v1/me", headers=header)
    assert (gone.status_code, gone.headers["www-authenticate"]) == (401, "Bearer")


def test_tokens_are_ones_own(place: Place) -> None:
    """Nobody makes one for a forum that is not theirs, or revokes another's."""
    theirs = place.client("organiser").post(
        "/api/v1/me/tokens", json={"name": "x", "forum": place.forum, "scopes": ["review"]}
    )
    stranger = place.client("stranger")
    for forum in (place.forum, None):
        body = {"name": "x", "forum": forum, "scopes": ["notes:read"]}
        assert stranger.post("/api/v1/me/tokens", json=body).status_code == 404
    assert stranger.delete(f"/api/v1/me/tokens/{theirs.json()['token']['id']}").status_code == 404
    unknown = place.client("organiser").post(
        "/api/v1/me/tokens", json={"name": "x", "forum": place.forum, "scopes": ["everything"]}
    )
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_scope")


def test_a_role_that_is_taken_takes_its_tokens_along(place: Place) -> None:
    """What a token could do ends with what its owner can."""
    header = place.token("organiser", "notes:read", forum=place.forum)
    assert place.client().get(f"/api/v1/forums/{place.forum}", headers=header).status_code == 200
    rooms: Rooms = place.rooms
    with rooms.database.write() as session:
        people.remove_member(session, forum=place.forum, account=place.people["organiser"].id, by=None)
    assert place.client().get(f"/api/v1/forums/{place.forum}", headers=header).status_code in {401, 404}
