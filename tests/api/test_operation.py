"""Health tells how things are without being held up by them; metrics count; limits fill up again."""

import threading
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.health import Health, Level
from api.limits import Pace
from api.ringing import RingingAside
from document.errors import TripontError
from store import presence
from tests.api.place import PDF, Place, served
from tests.api.test_uploads import in_rooms

ABROAD = {"client": ("192.0.2.1", 4000)}


def parts(place: Place) -> dict[str, str]:
    """Ask for the health's parts."""
    return {part["name"]: part["level"] for part in place.client().get("/api/v1/health").json()["parts"]}


def test_without_workers_notes_wait(place: Place) -> None:
    """Degraded, with the reason, and 200: notes are taken in."""
    answer = place.client().get("/api/v1/health")
    assert (answer.status_code, answer.json()["level"]) == (200, "degraded")
    assert parts(place) == {
        "database": "ok",
        "files": "ok",
        "broker": "ok",
        "workers": "degraded",
        "engine": "degraded",
    }


def test_with_a_worker_all_is_well(place: Place) -> None:
    """A worker that was heard, with an engine."""
    with place.rooms.database.write() as session:
        presence.say(session, name="w", version="1", engines=["apertium"])
    answer = place.client().get("/api/v1/health")
    assert answer.json()["level"] == "ok"


class AwayFiles:
    """Files that do not answer."""

    def check(self) -> int:
        """Fail."""
        raise TripontError("away")


def test_a_part_that_is_away_is_named(place: Place) -> None:
    """503 when nothing can be taken in."""
    answer = in_rooms(place, files=AwayFiles()).client().get("/api/v1/health")
    assert answer.status_code == 503
    assert {part["name"] for part in answer.json()["parts"] if part["level"] == "down"} == {"files"}


class HangingFiles:
    """Files that take a very long time to answer."""

    def __init__(self) -> None:
        """Hang until they are told not to."""
        self.go = threading.Event()

    def check(self) -> None:
        """Wait."""
        self.go.wait(30)


def test_a_part_that_hangs_does_not_hold_the_answer_up(place: Place) -> None:
    """What was known stays known; what was never known is asked once, in a thread."""
    files = HangingFiles()
    files.go.set()
    app = in_rooms(place, files=files).app()
    with served(app) as address:
        assert httpx.get(f"{address}/api/v1/health").status_code == 200
        files.go.clear()
        assert httpx.get(f"{address}/api/v1/health", timeout=5).status_code == 200
        files.go.set()


def test_a_round_that_never_ends_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while nothing is known any more, and that is said."""
    monkeypatch.setattr("api.health.STALE_SECONDS", 0.0)
    health = Health(place.rooms)
    health.start()
    health.ask()
    report = health.latest
    health.stop()
    assert report is not None
    assert report.level is Level.DOWN


def numbers(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Read metrics as a monitor does."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_what_there_is(place: Place) -> None:
    """The queue, the results, the refusals and the answers."""
    app = place.app()
    place.finished()
    client = place.client("organiser", app)
    client.post("/api/v1/notes", files={"file": ("a.pdf", PDF)}, data={"forum": place.forum})
    client.post("/api/v1/notes", files={"file": ("a.pdf", b"no note")}, data={"forum": place.forum})
    seen = numbers(place.client("keeper", app, **ABROAD).get("/api/v1/metrics").text)
    assert seen["tripont_jobs", (("kind", "extract"), ("state", "waiting"))] == 1
    assert seen["tripont_jobs", (("kind", "translate"), ("state", "done"))] == 2
    assert seen["tripont_uploads_total", (("code", "accepted"),)] == 1
    assert seen["tripont_uploads_total", (("code", "not_a_pdf"),)] == 1
    route = (("method", "POST"), ("route", "upload"), ("status", "2xx"))
    assert seen["tripont_http_request_seconds_count", route] == 1


def test_metrics_are_for_who_looks_after_the_server(place: Place) -> None:
    """A program on the same machine, a keeper, a keeper's token; nobody through a proxy."""
    assert place.client(client=("127.0.0.1", 4000)).get("/api/v1/metrics").status_code == 200
    proxied = place.client(client=("127.0.0.1", 4000)).get("/api/v1/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert proxied.status_code == 401
    assert place.client(**ABROAD).get("/api/v1/metrics").status_code == 401
    assert place.client("administrator", **ABROAD).get("/api/v1/metrics").status_code == 403
    token = place.token("keeper", "administer")
    assert place.client(**ABROAD).get("/api/v1/metrics", headers=token).status_code == 200


def test_a_pace_fills_up_again() -> None:
    """A minute's worth at once, then as fast as it fills; a larger pack passes a full bucket, and leaves a debt."""
    moment = [0.0]
    pace = Pace(60, clock=lambda: moment[0])
    assert pace.take("a", 60) == 0
    assert pace.take("a", 10) == pytest.approx(10.0)
    assert pace.take("b", 60) == 0
    moment[0] = 10.0
    assert pace.take("a", 10) == 0
    moment[0] = 100.0
    assert pace.take("a", 90) == 0
    assert pace.take("a", 1) == pytest.approx(31.0)


class SlowBell:
    """A bell whose broker does not answer."""

    def __init__(self) -> None:
        """Wait until told to go on."""
        self.go, self.rung = threading.Event(), []  # type: ignore[var-annotated]

    def ring(self, jobs: Any) -> bool:
        """Take long, and remember."""
        self.go.wait(30)
        self.rung += list(jobs)
        return True


def test_nobody_waits_for_a_bell() -> None:
    """Rings are made aside, in order."""
    bell = SlowBell()
    aside = RingingAside(bell)
    assert aside.ring(["a", "b"])
    assert aside.ring(["c"])
    assert bell.rung == []
    bell.go.set()
    for _ in range(200):
        if len(bell.rung) == 3:
            break
        threading.Event().wait(0.02)
    assert bell.rung == ["a", "b", "c"]


def test_monitors_find_health_at_the_root(place: Place) -> None:
    """What every monitor asks for without being told is answered like the API's own address."""
    client = place.client()
    assert client.get("/health").json() == client.get("/api/v1/health").json()
