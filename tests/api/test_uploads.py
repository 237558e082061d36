"""Notes come in whole or not at all, within limits, and each is told what became of it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.ringing import RingingAside
from api.rooms import Rooms
from document import admission
from document.errors import RefusedInput
from document.states import JobState, NoteState, Role
from store import notes, people
from store.bell import Bell, CeleryBell, application
from store.database import Database
from store.files import FilesAway
from tests.api.place import PDF, Place, made, served
from tests.servers import free_port

URL = "/api/v1/notes"


def sent(client: Any, *files: tuple[str, bytes], headers: dict[str, str] | None = None, **fields: str) -> Any:
    """Send files as a form does."""
    parts = [("file", (name, content, "application/pdf")) for name, content in files]
    return client.post(URL, files=parts, data=fields, headers=headers or {})


def test_a_note_is_kept_with_its_job_before_the_answer(place: Place) -> None:
    """202 names the note, whose original can be fetched and whose reading waits."""
    client = place.client("organiser")
    answer = sent(client, ("note.pdf", PDF), forum=place.forum, to="en,es", **{"from": "fr"})
    assert answer.status_code == 202
    told = answer.json()
    assert answer.headers["location"] == f"{URL}/{told['id']}"
    record = place.record(told["id"])
    assert (record.name, record.targets, record.declared) == ("note.pdf", ("en", "es"), "fr")
    assert record.state is NoteState.WAITING
    assert record.created_by == place.people["organiser"].id
    assert client.get(f"{answer.headers['location']}/original").content == PDF
    assert place.claim().note == told["id"]


def test_what_is_not_said_comes_from_forum_and_token(place: Place) -> None:
    """A token for one forum needs no forum, and a forum has its languages."""
    token = place.token("organiser", "notes:write", forum=place.forum)
    answer = sent(place.client(), ("note.pdf", PDF), headers=token)
    assert answer.status_code == 202
    assert answer.json()["notes"][0]["targets"] == ["en", "es"]
    assert answer.json()["notes"][0]["forum"] == place.forum


def test_many_files_are_told_apart(place: Place) -> None:
    """Good ones are taken, bad ones listed with their codes."""
    answer = sent(
        place.client("organiser"),
        ("one.pdf", PDF),
        ("picture.pdf", b"\xff\xd8\xff" + b"x" * 2000),
        ("empty.pdf", b""),
        ("two.pdf", PDF + b"2"),
        forum=place.forum,
    )
    assert answer.status_code == 202
    told = answer.json()
    assert [note["name"] for note in told["notes"]] == ["one.pdf", "two.pdf"]
    assert [(one["name"], one["code"]) for one in told["refused"]] == [
        ("picture.pdf", "not_a_pdf"),
        ("empty.pdf", "empty"),
    ]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"", 422, "empty"), (b"PK\x03\x04" + b"x" * 5000, 415, "not_a_pdf"), (b"short", 415, "not_a_pdf")],
)
def test_a_file_that_is_no_note_is_refused_as_on_the_command_line(
    place: Place, content: bytes, status: int, code: str
) -> None:
    """The code is the command line's, the words are the same, and nothing is kept."""
    answer = sent(place.client("organiser"), ("note.pdf", content), forum=place.forum)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    with pytest.raises(RefusedInput) as refusal:
        admission.check(len(content), content[: admission.HEAD])
    assert answer.json()["detail"] == str(refusal.value)
    assert kept(place) == []


def kept(place: Place) -> list[str]:
    """Name all files that the place holds, those on their way too."""
    return [path.name for path in (place.settings.home / "files").rglob("*") if path.is_file()]


def test_a_file_over_the_limit_is_dropped_while_it_comes(tmp_path: Path) -> None:
    """Not more than the limit ever reaches the disk, and others of the same upload are taken."""
    place = made(tmp_path, upload_bytes=100_000)
    client = place.client("organiser")
    alone = sent(client, ("big.pdf", PDF + b"x" * 300_000), forum=place.forum)
    assert (alone.status_code, alone.json()["code"]) == (413, "too_large")
    both = sent(client, ("big.pdf", PDF + b"x" * 300_000), ("small.pdf", PDF), forum=place.forum)
    assert both.status_code == 202
    assert [one["code"] for one in both.json()["refused"]] == ["too_large"]
    assert len(kept(place)) == 1


def test_a_body_without_end_is_cut_off(tmp_path: Path) -> None:
    """Whoever goes on sending is stopped at the limit of the whole, said or not."""
    place = made(tmp_path, upload_bytes=100_000, upload_files=2)
    client = place.client("organiser")
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF

    def endless() -> Any:
        yield head
        while True:
            yield b"x" * 65_536

    with served(place.app()) as address:
        sender = place.dressed(httpx.Client(base_url=address), "organiser")
        answer = sender.post(
            URL, content=_until_refused(endless()), headers={"Content-Type": "multipart/form-data; boundary=b"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    announced = client.post(
        URL, content=b"", headers={"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "999999999"}
    )
    assert announced.status_code == 413
    assert kept(place) == []


def _until_refused(pieces: Any) -> Any:
    for number, piece in enumerate(pieces):
        if number > 20:
            return
        yield piece


def test_too_many_files_are_refused_as_a_whole(tmp_path: Path) -> None:
    """An upload of more files than are taken at once leaves nothing behind."""
    place = made(tmp_path, upload_files=3)
    answer = sent(place.client("organiser"), *[(f"{n}.pdf", PDF) for n in range(4)], forum=place.forum)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_files")
    assert kept(place) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"--b",
        b"no boundary at all",
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7',
        b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\n" + b"X-Many: x\r\n" * 500 + b"\r\nx\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="' + b"x" * 9000 + b'"\r\n\r\nx\r\n--b--\r\n',
    ],
    ids=["nothing", "begun", "text", "broken off", "nameless", "many headers", "long header"],
)
def test_a_body_that_is_not_whole_is_no_upload(place: Place, content: bytes) -> None:
    """What breaks off or is malformed is a bad request, and leaves nothing behind."""
    answer = place.client("organiser").post(
        URL, content=content, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert kept(place) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "de"},
        {"from": "de"},
        {"to": "fr", "from": "fr"},
        {"x" * n: "1" for n in range(1, 30)},
        {"to": "x" * 5000},
    ],
    ids=["to", "from", "own language", "many fields", "long field"],
)
def test_fields_that_make_no_sense_are_named(place: Place, fields: dict[str, str]) -> None:
    """A wrong field is an invalid request, and nothing of its files is kept."""
    answer = sent(place.client("organiser"), ("a.pdf", PDF), **{"forum": place.forum} | fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert kept(place) == []


def test_an_upload_without_a_file_says_so(place: Place) -> None:
    """An empty file field of a form is no file."""
    answer = sent(place.client("organiser"), ("", b""), forum=place.forum)
    assert answer.status_code == 422
    assert "No file" in answer.json()["detail"]


def test_only_organisers_of_the_forum_may_send(place: Place) -> None:
    """A reviewer is forbidden to, to others the forum does not exist; nothing of theirs is kept."""
    for who, status in (("reviewer", 403), ("stranger", 404), ("neighbour", 404)):
        assert sent(place.client(who), ("a.pdf", PDF), forum=place.forum).status_code == status
    assert sent(place.client(), ("a.pdf", PDF), forum=place.forum).status_code == 401
    assert kept(place) == []


# --- Sending again ---------------------------------------------------------------------------------------------------


def test_the_same_upload_with_the_same_key_is_the_same_note(place: Place) -> None:
    """Sending again after a lost answer adds nothing."""
    client, key = place.client("organiser"), {"Idempotency-Key": "monday-1"}
    files = [("a.pdf", PDF), ("b.pdf", PDF + b"b"), ("bad.pdf", b"nothing")]
    first = sent(client, *files, headers=key, forum=place.forum)
    again = sent(client, *files, headers=key, forum=place.forum)
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert len(client.get(URL, params={"forum": place.forum}).json()["notes"]) == 2


def test_another_upload_with_the_same_key_is_a_conflict(place: Place) -> None:
    """Other content, another name, other languages or fewer files do not pass for the same."""
    client, key = place.client("organiser"), {"Idempotency-Key": "monday-1"}
    sent(client, ("a.pdf", PDF), ("b.pdf", PDF + b"b"), headers=key, forum=place.forum)
    for files, fields in (
        ([("a.pdf", PDF), ("b.pdf", PDF + b"c")], {}),
        ([("a.pdf", PDF), ("c.pdf", PDF + b"b")], {}),
        ([("a.pdf", PDF)], {}),
        ([("a.pdf", PDF), ("b.pdf", PDF + b"b")], {"to": "en"}),
    ):
        answer = sent(client, *files, headers=key, forum=place.forum, **fields)
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")
    assert len(client.get(URL, params={"forum": place.forum}).json()["notes"]) == 2


def test_many_at_once_with_one_key_make_one_note(any_place: Place) -> None:
    """Whoever wins, all get the same note."""
    app = any_place.app()
    with served(app) as address, ThreadPoolExecutor(8) as senders:

        def send(_: int) -> tuple[int, str]:
            with any_place.dressed(httpx.Client(base_url=address, timeout=60), "organiser") as client:
                answer = sent(client, ("a.pdf", PDF), headers={"Idempotency-Key": "one"}, forum=any_place.forum)
                return answer.status_code, answer.json()["id"]

        assert len(set(senders.map(send, range(16)))) == 1
    with any_place.rooms.database.read() as session:
        assert len(notes.of_forum(session, any_place.forum)) == 1


def test_the_same_file_from_many_at_once_is_kept_once(any_place: Place) -> None:
    """Notes that share their content do not get in each other's way."""
    with served(any_place.app()) as address, ThreadPoolExecutor(8) as senders:

        def send(number: int) -> int:
            with any_place.dressed(httpx.Client(base_url=address, timeout=60), "organiser") as client:
                return int(sent(client, (f"{number}.pdf", PDF), forum=any_place.forum).status_code)

        assert set(senders.map(send, range(16))) == {202}
    with any_place.rooms.database.read() as session:
        assert len(notes.of_forum(session, any_place.forum)) == 16
    assert len(kept(any_place)) == 1


# --- Limits ----------------------------------------------------------------------------------------------------------


def test_too_many_uploads_in_a_minute_have_to_wait(tmp_path: Path) -> None:
    """429 says for how long; others are not held up."""
    place = made(tmp_path, uploads_per_minute=2)
    with place.rooms.database.write() as session:
        people.set_role(session, forum=place.forum, account=place.people["stranger"].id, role=Role.ORGANISER, by=None)
    app = place.app()
    client = place.client("organiser", app)
    for _ in range(2):
        assert sent(client, ("a.pdf", PDF), forum=place.forum).status_code == 202
    late = sent(client, ("a.pdf", PDF), forum=place.forum)
    assert (late.status_code, late.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(late.headers["retry-after"]) <= 60
    assert sent(place.client("stranger", app), ("a.pdf", PDF), forum=place.forum).status_code == 202


def test_a_forum_has_its_room(tmp_path: Path) -> None:
    """A forum whose room is used up takes nothing more: 413, and nothing is kept."""
    place = made(tmp_path, forum_bytes=len(PDF) + 10)
    client = place.client("organiser")
    assert sent(client, ("a.pdf", PDF), forum=place.forum).status_code == 202
    full = sent(client, ("b.pdf", PDF + b"b"), forum=place.forum)
    assert (full.status_code, full.json()["code"]) == (413, "forum_full")
    assert len(kept(place)) == 1


def test_only_so_many_notes_may_wait(tmp_path: Path) -> None:
    """429 until some are done."""
    place = made(tmp_path, forum_waiting=1)
    client = place.client("organiser")
    first = sent(client, ("a.pdf", PDF), forum=place.forum)
    more = sent(client, ("b.pdf", PDF), forum=place.forum)
    assert (more.status_code, more.json()["code"]) == (429, "too_many_waiting")
    assert "retry-after" in more.headers
    client.post(f"{URL}/{first.json()['id']}/cancel")
    assert sent(client, ("b.pdf", PDF), forum=place.forum).status_code == 202


def test_nothing_is_taken_when_the_disk_is_nearly_full(tmp_path: Path) -> None:
    """507 before a byte is written."""
    place = made(tmp_path, free_bytes=1 << 60)
    answer = sent(place.client("organiser"), ("a.pdf", PDF), forum=place.forum)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert kept(place) == []


# --- What is away ----------------------------------------------------------------------------------------------------


def in_rooms(place: Place, **changed: Any) -> Place:
    """Give the same place with other rooms."""
    old = place.rooms
    rooms = {"settings": old.settings, "database": old.database, "files": old.files, "bell": old.bell} | changed
    return Place(place.settings, Rooms(**rooms), place.forum, place.other, place.people)


def test_notes_come_in_while_the_broker_is_down(place: Place) -> None:
    """202 as ever: the job waits in the table, where the reconciler finds it."""
    bell: Bell = RingingAside(CeleryBell(application(f"redis://127.0.0.1:{free_port()}/0")))
    client = in_rooms(place, bell=bell).client("organiser")
    answer = sent(client, ("a.pdf", PDF), forum=place.forum)
    assert answer.status_code == 202
    assert place.record(answer.json()["id"]).reading.state is JobState.WAITING


def test_nothing_is_taken_while_the_database_is_away(place: Place) -> None:
    """503 with the time to wait, for everything that needs the database."""
    away = in_rooms(place, database=Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none"))
    client = away.client("organiser")
    for answer in (sent(client, ("a.pdf", PDF), forum=place.forum), client.get("/api/v1/me")):
        assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
        assert int(answer.headers["retry-after"]) > 0
    assert client.get("/api/v1/health").status_code == 503


class FullFiles:
    """A disk that is full when a file is to be kept."""

    def __init__(self, files: Any) -> None:
        """Stand before real files."""
        self._files = files

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    def receive(self) -> Any:
        """Take a file in, and fail to keep it."""
        raise FilesAway("Files cannot be written or read just now (No space left on device). Make room, and try again.")


def test_a_full_disk_is_told_and_leaves_no_note(place: Place) -> None:
    """503, and neither a note nor a file."""
    client = in_rooms(place, files=FullFiles(place.rooms.files)).client("organiser")
    answer = sent(client, ("a.pdf", PDF), forum=place.forum)
    assert (answer.status_code, answer.json()["code"]) == (503, "files_away")
    with place.rooms.database.read() as session:
        assert not notes.of_forum(session, place.forum)


def test_a_slow_sender_holds_nobody_up(place: Place) -> None:
    """While one upload trickles in, others are answered; the slow one is taken in the end."""
    with served(place.app()) as address:
        go = threading.Event()
        boundary = b"--b\r\n"

        def trickle() -> Any:
            yield boundary + b'Content-Disposition: form-data; name="file"; filename="slow.pdf"\r\n\r\n' + PDF[:10]
            assert go.wait(30)
            for byte in PDF[10:]:
                yield bytes([byte])
            yield b'\r\n--b\r\nContent-Disposition: form-data; name="forum"\r\n\r\n' + place.forum.encode()
            yield b"\r\n--b--\r\n"

        def slow() -> httpx.Response:
            with place.dressed(httpx.Client(base_url=address, timeout=60), "organiser") as client:
                headers = {"Content-Type": "multipart/form-data; boundary=b"}
                answer: httpx.Response = client.post(URL, content=trickle(), headers=headers)
                return answer

        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(slow)
            with place.dressed(httpx.Client(base_url=address, timeout=60), "organiser") as client:
                assert sent(client, ("quick.pdf", PDF), forum=place.forum).status_code == 202
            go.set()
            answer = waiting.result(60)
        assert answer.status_code == 202, answer.text
        assert json.loads(answer.text)["notes"][0]["size"] == len(PDF)


def test_a_sender_who_leaves_leaves_nothing(place: Place) -> None:
    """An upload that breaks off with its connection keeps neither note nor file."""
    with served(place.app()) as address:

        def broken() -> Any:
            yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="slow.pdf"\r\n\r\n' + PDF
            raise ConnectionAbortedError

        client = place.dressed(httpx.Client(base_url=address, timeout=60), "organiser")
        with pytest.raises((ConnectionAbortedError, httpx.TransportError)):
            client.post(URL, content=broken(), headers={"Content-Type": "multipart/form-data; boundary=b"})
        client.close()
        with place.dressed(httpx.Client(base_url=address, timeout=60), "organiser") as after:
            assert after.get(URL, params={"forum": place.forum}).json()["notes"] == []
    assert kept(place) == []
