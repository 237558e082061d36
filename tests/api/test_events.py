"""Progress is streamed: first how things are, then each change, for as long as it may be seen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from document.progress import Progress
from document.states import NoteState, Role
from store import jobs, people
from tests.api.place import Place, served


class Stream:
    """The events of an answer, one by one."""

    def __init__(self, answer: httpx.Response) -> None:
        """Read this answer."""
        self.answer = answer
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, str]:
        """Give the next event's name and data, over heartbeats and settings; raises StopIteration at the end."""
        name, data = "", []
        for line in self._lines:
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif not line and name:
                return name, "\n".join(data)
        raise StopIteration

    def note(self) -> dict[str, Any]:
        """Give the note of the next event."""
        name, data = self.next()
        assert name == "note"
        told: dict[str, Any] = json.loads(data)
        return told


@contextmanager
def watched(address: str, place: Place, path: str, who: str = "reviewer", **headers: str) -> Iterator[Stream]:
    """Open a stream of somebody."""
    with (
        place.dressed(httpx.Client(base_url=address, timeout=20), who) as client,
        client.stream("GET", path, headers=headers) as answer,
    ):
        yield Stream(answer)


@pytest.fixture
def address(place: Place) -> Iterator[str]:
    """Serve the place."""
    with served(place.app()) as found:
        yield found


def test_a_note_is_followed_from_its_arrival_to_its_end(place: Place, address: str) -> None:
    """Stage, percentage and state come as they change; the stream ends with the work."""
    note = place.note()
    with watched(address, place, f"/api/v1/notes/{note}/events") as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        first = stream.note()
        assert (first["id"], first["state"], first["percent"]) == (note, "waiting", 0)
        held = place.claim()
        with place.rooms.database.write() as session:
            jobs.progress(session, held, Progress("extract", 1, 2))
        told = stream.note()
        while told["stage"] != "extract":
            told = stream.note()
        assert (told["state"], told["reading"]["percent"]) == ("working", 50)
        with place.rooms.database.write() as session:
            jobs.refuse(session, held, "no_text", "The pages are pictures.")
        told = stream.note()
        assert (told["state"], told["reading"]["code"]) == ("refused", "no_text")
        assert stream.next() == ("end", "done")
        with pytest.raises(StopIteration):
            stream.next()


def test_percentages_rise_to_a_hundred(place: Place, address: str) -> None:
    """Each language adds its part, and only a finished note has a hundred."""
    note = place.note()
    with watched(address, place, f"/api/v1/notes/{note}/events") as stream:
        seen = [stream.note()["percent"]]
        place.read_note()
        place.translate_note()
        place.translate_note()
        name, data = stream.next()
        while name == "note":
            seen.append(json.loads(data)["percent"])
            name, data = stream.next()
    assert seen == sorted(seen)
    assert seen[-1] == 100


def test_a_page_that_is_loaded_again_begins_with_how_things_are(place: Place, address: str) -> None:
    """Whatever was missed, the first event is the present; an id from before does no harm."""
    note = place.note()
    path = f"/api/v1/notes/{note}/events"
    with watched(address, place, path) as stream:
        assert stream.note()["state"] == "waiting"
    place.read_note()
    with watched(address, place, path, **{"Last-Event-ID": "0123456789abcdef"}) as stream:
        told = stream.note()
        assert (told["language"], [one["language"] for one in told["languages"]]) == ("fr", ["en", "es"])


def test_a_forum_shows_what_comes_and_goes(place: Place, address: str) -> None:
    """All notes of the forum and no others; new ones appear, removed ones are named."""
    note, _ = place.note(), place.note(place.other)
    with watched(address, place, f"/api/v1/forums/{place.forum}/events") as stream:
        assert stream.note()["id"] == note
        other = place.note(name="second.pdf")
        assert stream.note()["id"] == other
        with place.dressed(httpx.Client(base_url=address), "organiser") as client:
            assert client.delete(f"/api/v1/notes/{note}").status_code == 204
        assert stream.next() == ("gone", note)


@pytest.mark.parametrize("loss", ["role", "sign-in", "account"])
def test_a_stream_ends_when_its_watcher_may_see_no_more(place: Place, address: str, loss: str) -> None:
    """A role that is taken away, a sign-out and a disabled account end what is open."""
    note = place.note()
    reviewer = place.people["reviewer"]
    for path in (f"/api/v1/notes/{note}/events", f"/api/v1/forums/{place.forum}/events"):
        with place.rooms.database.write() as session:
            people.set_role(session, forum=place.forum, account=reviewer.id, role=Role.REVIEWER, by=None)
        with watched(address, place, path) as stream:
            assert stream.note()["id"] == note
            with place.rooms.database.write() as session:
                if loss == "role":
                    people.remove_member(session, forum=place.forum, account=reviewer.id, by=None)
                elif loss == "account":
                    people.disable(session, reviewer.id)
                else:
                    people.sign_out(session, reviewer.key)
            name, code = stream.next()
            assert name == "end"
            assert code in {"not_found", "sign_in_required"}
        if loss != "role":
            return


def test_a_removed_note_ends_its_stream(place: Place, address: str) -> None:
    """There is nothing more to tell of it."""
    note = place.note()
    with watched(address, place, f"/api/v1/notes/{note}/events") as stream:
        stream.note()
        with place.dressed(httpx.Client(base_url=address), "organiser") as client:
            client.delete(f"/api/v1/notes/{note}")
        assert stream.next() == ("end", "not_found")


def test_streams_end_when_the_server_stops(place: Place) -> None:
    """Nobody who watches holds a stop up."""
    note = place.note()
    app = place.app()
    with served(app) as address, watched(address, place, f"/api/v1/notes/{note}/events") as stream:
        stream.note()
        app.state.watching.closing.set()
        with pytest.raises(StopIteration):
            stream.next()


def test_a_finished_note_tells_so_and_ends(place: Place, address: str) -> None:
    """Who comes late learns the end at once, with where to fetch the results."""
    note = place.finished()
    with watched(address, place, f"/api/v1/notes/{note}/events") as stream:
        told = stream.note()
        assert told["state"] == NoteState.DONE
        assert told["languages"][0]["links"]["docx"] == f"/api/v1/notes/{note}/translations/en.docx"
        assert stream.next() == ("end", "done")
