"""Files are fetched as attachments under a clean name, by who may, and only when they changed."""

import pytest

from tests.api.place import PDF, Place

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

PATHS = ("original", "document", "translations/en", "translations/en.docx", "translations/es.review.docx")


def test_each_file_is_what_was_made(place: Place) -> None:
    """Original, document, translation, Word files: content, kind and name."""
    note, client = place.finished(name="Café №5.pdf"), place.client("reviewer")
    where = f"/api/v1/notes/{note}"
    for path, kind, name, content in (
        ("original", "application/pdf", "Café №5.pdf", PDF),
        ("translations/en.docx", WORD, "Café №5.en.docx", b"word en"),
        ("translations/es.docx", WORD, "Café №5.es.docx", b"word es"),
        ("translations/es.review.docx", WORD, "Café №5.es.review.docx", b"review es"),
    ):
        answer = client.get(f"{where}/{path}")
        assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, kind, content)
        disposition = answer.headers["content-disposition"]
        assert disposition.startswith('attachment; filename="Caf')
        assert disposition.isascii()
        assert disposition.rpartition("filename*=UTF-8''")[2] == name.replace("é", "%C3%A9").replace(
            "№", "%E2%84%96"
        ).replace(" ", "%20")
    read = client.get(f"{where}/document").json()
    assert (read["schema"], read["blocks"][0]["text"]) == ("tripont.document/1", "Bonjour")
    assert client.get(f"{where}/translations/en").json()["schema"] == "tripont.translation/1"


@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_has_is_not_sent_again(place: Place, path: str) -> None:
    """304 for the same file, for lists of tags and weak ones; the whole for another."""
    where, client = f"/api/v1/notes/{place.finished()}/{path}", place.client("reviewer")
    first = client.get(where)
    tag = first.headers["etag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(where, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(where, headers={"If-None-Match": '"other"'}).content == first.content
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["content-disposition"].startswith("attachment")
    assert first.headers["x-content-type-options"] == "nosniff"
    # What is kept is of no use to somebody else.
    assert place.client("stranger").get(where, headers={"If-None-Match": tag}).status_code == 404


def test_what_is_not_made_yet_is_said_to_be_so(place: Place) -> None:
    """A note that waits has an original and nothing else."""
    where, client = f"/api/v1/notes/{place.note()}", place.client("reviewer")
    assert client.get(f"{where}/original").status_code == 200
    for path in PATHS[1:]:
        answer = client.get(f"{where}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_ready")
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("language", ["de", "EN", "en.xyz", "%2e%2e", "en%00", "en.docx.docx"])
def test_no_other_language_is_known(place: Place, language: str) -> None:
    """Whatever stands in the place of a language is not found."""
    answer = place.client("reviewer").get(f"/api/v1/notes/{place.finished()}/translations/{language}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_file_that_was_lost_is_our_fault(place: Place) -> None:
    """500 with a code of its own: whoever runs the server restores it."""
    note = place.note()
    place.rooms.files.delete(place.record(note).original)
    answer = place.client("reviewer").get(f"/api/v1/notes/{note}/original")
    assert (answer.status_code, answer.json()["code"]) == (500, "file_missing")


def test_a_removed_note_is_gone_with_its_files(place: Place) -> None:
    """After removal nothing of it can be fetched, and its content is not in the store any more."""
    note, client = place.finished(), place.client("organiser")
    original = place.record(note).original
    assert client.delete(f"/api/v1/notes/{note}").status_code == 204
    assert client.get(f"/api/v1/notes/{note}").status_code == 404
    assert not place.rooms.files.has(original)


def test_a_note_can_be_cancelled_and_tried_again(place: Place) -> None:
    """Cancelled jobs go back into the queue; the history tells who did what."""
    note, client = place.note(), place.client("organiser")
    where = f"/api/v1/notes/{note}"
    assert client.post(f"{where}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{where}/retry").json()["state"] == "waiting"
    told = client.get(f"{where}/history").json()["events"]
    assert [event["kind"] for event in told] == ["note_uploaded", "job_cancelled", "job_retried"]
    assert told[1]["account"] == place.people["organiser"].id
    assert [one["id"] for one in client.get(f"{where}/history?after={told[0]['id']}").json()["events"]] == [
        event["id"] for event in told[1:]
    ]


def test_lists_go_on_page_by_page(place: Place) -> None:
    """Every note is in the list once, the youngest first."""
    sent = [place.note(name=f"{number}.pdf") for number in range(7)]
    client, seen = place.client("reviewer"), []
    before = None
    while True:
        query = {"forum": place.forum, "limit": 3} | ({"before": before} if before else {})
        page = client.get("/api/v1/notes", params=query).json()
        seen += [note["id"] for note in page["notes"]]
        before = page["next"]
        if before is None:
            break
    assert seen == sent[::-1]
