"""What stands around every answer: headers, hosts, other sites, and the end of what breaks."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.responses import Response
from structlog.testing import capture_logs

from api.cookies import cookie_name, set_cookie
from api.wall import CONTENT_POLICY
from store.settings import Settings
from tests.api.place import PDF, Place, made

BODY = {"name": "New", "targets": ["en"]}


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/nothing", "/", "/nothing", "/api/v1/health"])
def test_every_answer_carries_the_security_headers(place: Place, path: str) -> None:
    """Right or wrong, page or data: nothing may be framed, sniffed, or loaded from elsewhere."""
    headers = place.client("reviewer").get(path).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert len(headers["x-request-id"]) == 16
    assert "unsafe" not in CONTENT_POLICY


def test_https_is_kept_once_the_public_address_has_it(tmp_path: Path) -> None:
    """Cookies get the prefix that binds them to the host, and browsers stay with HTTPS."""
    settings = Settings(home=tmp_path, public_url="https://notes.example.org")
    answer = Response()
    set_cookie(answer, "key", settings, seconds=60)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-tripont=key;")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"))
    assert "Domain" not in cookie
    place = made(tmp_path, public_url="https://notes.example.org")
    client = TestClient(place.app(), base_url="https://notes.example.org")
    client.cookies.set(cookie_name(place.settings), place.people["reviewer"].key)
    answered = client.get("/api/v1/me")
    assert answered.status_code == 200
    assert answered.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("127.0.0.1:8000", 200), ("LOCALHOST:1", 200), ("[::1]:8000", 200)]
    + [(name, 421) for name in ("evil.example", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example", "evil:80:80")],
)
def test_only_our_own_names_are_answered(place: Place, host: str, status: int) -> None:
    """A name of somebody else's that leads here opens nothing."""
    answer = place.client("reviewer").get("/api/v1/me", headers={"Host": host})
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["code"] == "wrong_host"
        assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
    ],
    ids=str,
)
def test_another_site_can_change_nothing(place: Place, headers: dict[str, str]) -> None:
    """Even with the right word: a second wall."""
    client = place.client("keeper")
    answer = client.post("/api/v1/forums", json=BODY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "other_site")
    assert client.post("/api/v1/notes", files={"file": ("a.pdf", PDF)}, headers=headers).status_code == 403
    assert client.get("/api/v1/me", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1"}, {}], ids=str)
def test_our_own_pages_can_change_things(place: Place, headers: dict[str, str]) -> None:
    """What a browser says of a request from our own page lets it pass."""
    assert place.client("keeper").post("/api/v1/forums", json=BODY, headers=headers).status_code == 201


def test_a_token_needs_no_word_and_no_origin(place: Place) -> None:
    """A program is no browser; a cookie that comes along with a token counts for nothing."""
    token = place.token("keeper", "administer")
    client = place.client("stranger")
    client.headers.pop("X-CSRF-Token")
    assert client.post("/api/v1/forums", json=BODY, headers=token | {"Origin": "https://x.example"}).status_code == 201


def test_the_word_may_stand_in_a_form(place: Place) -> None:
    """A form without a script sends it as a field, before or after the files."""
    client, person = place.client("organiser"), place.people["organiser"]
    client.headers.pop("X-CSRF-Token")
    good = client.post(
        "/api/v1/notes", files={"file": ("a.pdf", PDF)}, data={"csrf": person.csrf, "forum": place.forum}
    )
    assert good.status_code == 202
    for word in ("", "x", place.people["reviewer"].csrf):
        bad = client.post("/api/v1/notes", files={"file": ("a.pdf", PDF)}, data={"csrf": word, "forum": place.forum})
        assert (bad.status_code, bad.json()["code"]) == (403, "csrf")


class BrokenFiles:
    """Files that raise something that nobody foresaw."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("the secret text of a note")


def test_what_breaks_ends_in_a_problem_without_a_trace(place: Place) -> None:
    """500 with the request's number, which stands in the log; nothing of the text does, in neither."""
    note = place.note()
    object.__setattr__(place.rooms, "files", BrokenFiles())
    with capture_logs() as logs:
        answer = place.client("reviewer").get(f"/api/v1/notes/{note}/original")
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert answer.headers["content-type"] == "application/problem+json"
    broke = next(one for one in logs if one["event"] == "request_broke")
    assert broke["request"] == answer.json()["request"] == answer.headers["x-request-id"]
    assert broke["error"] == "RuntimeError"
    assert "secret" not in answer.text + str(logs)


@pytest.mark.parametrize("path", ["/api/v1/forums", "/api/v1/me/tokens"])
def test_a_body_longer_than_it_can_be_is_cut_off(place: Place, path: str) -> None:
    """Every route has a limit, said or not."""
    client = place.client("keeper")
    for content in (b"x" * 100_000, iter([b"x" * 50_000] * 3)):
        answer = client.post(path, content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 5000, b'{"name": "x", "targets": ["en"], "x": 1e999}'])
def test_a_body_that_is_no_json_is_refused(place: Place, content: bytes) -> None:
    """What cannot be read is told with a problem, never with a trace."""
    answer = place.client("keeper").post(
        "/api/v1/forums", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {201, 400, 422}
    if answer.status_code != 201:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_field_is_named_and_not_repeated(place: Place) -> None:
    """What somebody typed may be a secret in the wrong place."""
    answer = place.client("keeper").post("/api/v1/forums", json={"name": "x", "targets": ["hunter2"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"] == "body.targets.0"
    assert "hunter2" not in answer.text


def test_methods_that_an_address_does_not_know(place: Place) -> None:
    """405 names those that it does know."""
    answer = place.client("keeper").put("/api/v1/notes")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) <= {"GET", "POST"}
