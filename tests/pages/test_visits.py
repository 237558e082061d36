"""What visitors are shown and can do, without a script: every page is links and forms."""

from collections.abc import Callable

import httpx
import pytest

from api.pages.given import own_address
from document.states import NoteState, Role
from store import notes, people
from store.people import Account
from tests.pages.site import PASSWORD, PDF, Site, Visitor

SignIn = Callable[[Account], Visitor]


def test_a_guest_is_led_to_the_sign_in_and_back(guest: httpx.Client, ada: Account, forum: str):
    """Whoever follows a link to a page signs in and finds themselves there."""
    asked = guest.get(f"/forums/{forum}?before=2000000000")
    assert asked.status_code == 303
    page = guest.get(asked.headers["location"])
    assert "Sign in to see this page." in page.text
    back = page.text.split('name="back" value="')[1].split('"')[0]
    entered = guest.post("/sign-in", data={"email": ada.email.upper(), "password": PASSWORD, "back": back})
    assert entered.headers["location"] == f"/forums/{forum}?before=2000000000"
    assert guest.get(entered.headers["location"]).status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_address(guest: httpx.Client, ada: Account):
    """Only the password has to be typed again."""
    answer = guest.post("/sign-in", data={"email": ada.email, "password": "wrong"})
    assert answer.status_code == 401
    assert "do not belong together" in answer.text
    assert f'value="{ada.email}"' in answer.text
    assert "wrong" not in answer.text.split("do not belong together")[1]


def test_signing_out_ends_it(ada: Account, sign_in: SignIn):
    """The old cookie opens nothing any more."""
    visitor = sign_in(ada)
    key = dict(visitor.client.cookies)
    assert "You are signed out." in visitor.client.get(visitor.post("/sign-out").headers["location"]).text
    visitor.client.cookies.update(key)
    assert visitor.client.get("/forums").status_code == 303


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "", "/\n/x", "x"])
def test_nobody_is_led_to_another_site(path: str):
    """An address to go back to is one of ours."""
    assert own_address(path) == "/"


def test_without_the_word_nothing_is_changed(ada: Account, sign_in: SignIn):
    """A form that another site made up is refused, in words."""
    visitor = sign_in(ada)
    answer = visitor.client.post("/forums", data={"name": "Forum", "targets": "fr"})
    assert answer.status_code == 403
    assert "Not allowed" in answer.text
    assert "Forum</a>" not in visitor.get("/forums")


@pytest.mark.parametrize(("language", "title"), [("fr", "Mes forums"), ("es", "Mis foros"), ("en", "My forums")])
def test_the_switch_of_language_stays(guest: httpx.Client, ada: Account, sign_in: SignIn, language: str, title: str):
    """It stays in the browser for a guest, and with the account for whoever is signed in."""
    switched = guest.post("/language", data={"language": language, "back": "/sign-in"})
    assert switched.headers["location"] == "/sign-in"
    assert f'<html lang="{language}">' in guest.get("/sign-in").text
    sign_in(ada).post("/language", language=language, back="/forums")
    assert title in sign_in(ada).get("/forums")


def test_a_browsers_wish_decides_until_somebody_switches(guest: httpx.Client):
    """A newcomer reads the page in the language of the browser."""
    assert '<html lang="es">' in guest.get("/sign-in", headers={"Accept-Language": "ca, es;q=0.9"}).text


def test_an_administrator_of_the_server_makes_a_forum(ada: Account, sign_in: SignIn):
    """The new forum is theirs, in the languages that they chose."""
    visitor = sign_in(ada)
    made = visitor.post("/forums", name="Encuentro 2027", targets=["es", "fr"])
    page = visitor.get(made.headers["location"])
    assert "<h1>Encuentro 2027</h1>" in page
    assert page.count("checked") == 2
    assert "Encuentro 2027" in visitor.get("/forums")


def test_a_forum_needs_a_name_and_a_language(ada: Account, sign_in: SignIn):
    """What was filled in is still there, beside what is missing."""
    visitor = sign_in(ada)
    assert "Give the forum a name" in visitor.post("/forums", 422, name=" ", targets="fr").text
    nameful = visitor.post("/forums", 422, name="Encuentro 2027").text
    assert "Choose at least one language." in nameful
    assert 'value="Encuentro 2027"' in nameful


def test_who_has_no_forum_is_told_what_to_do(site: Site, sign_in: SignIn):
    """An empty page says where forums come from, and offers nothing that would be refused."""
    page = sign_in(site.account("eve@example.org")).get("/forums")
    assert "invitation link" in page
    assert "Make a forum" not in page


def test_a_strangers_forum_and_note_are_not_there(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """Nobody learns that something exists which is not theirs."""
    note = site.note(forum, "secret.pdf", ada).note
    eve = sign_in(site.account("eve@example.org"))
    for path in (f"/forums/{forum}", f"/forums/{forum}/members", f"/notes/{note}", f"/notes/{note}/remove"):
        page = eve.get(path, 404)
        assert "Not found" in page
        assert "Sign out" in page
        assert "secret" not in page


def test_a_reviewer_sees_and_downloads_but_changes_nothing(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """What a role does not include is not offered, and refused in words."""
    rio = site.account("rio@example.org")
    site.member(forum, rio, Role.REVIEWER)
    note = site.note(forum, "note.pdf", ada).claim().read().claim().translated().note
    visitor = sign_in(rio)
    page = visitor.get(f"/forums/{forum}")
    assert f"/api/v1/notes/{note}/translations/en.docx" in page or f"/api/v1/notes/{note}/translations/es.docx" in page
    assert 'id="upload"' not in page
    assert "/members" not in page
    assert f"/notes/{note}/remove" not in page
    assert "Not allowed" in visitor.get(f"/forums/{forum}/members", 403)
    assert "Not allowed" in visitor.post(f"/notes/{note}/remove", 403).text


def test_notes_are_sent_by_a_plain_form(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """Many at once: those that are accepted are there, each of the others is named with the reason and what to do."""
    visitor = sign_in(ada)
    files = [
        ("file", ("uno.pdf", PDF.read_bytes(), "application/pdf")),
        ("file", ("dos.pdf", PDF.read_bytes(), "application/pdf")),
        ("file", ("tres.pdf", b"<html>", "application/pdf")),
    ]
    form = {"csrf": visitor.csrf(), "forum": forum, "to": ["es", "en"], "from": "auto"}
    answer = visitor.client.post(f"/forums/{forum}/notes", data=form, files=files)
    assert answer.status_code == 422
    assert "2 notes were received" in answer.text
    assert "<cite>tres.pdf</cite> This file is not a PDF, whatever its name says. Export the note" in answer.text
    taken = visitor.client.post(f"/forums/{forum}/notes", data=form, files=files[:1])
    assert taken.status_code == 303
    assert "1 note was received" in visitor.get(taken.headers["location"])
    with site.rooms.database.read() as session:
        assert sorted(note.name for note in notes.of_forum(session, forum)) == ["dos.pdf", "uno.pdf", "uno.pdf"]


def test_an_upload_without_a_file_is_answered_in_words(forum: str, ada: Account, sign_in: SignIn):
    """An empty form is no fault of the server."""
    visitor = sign_in(ada)
    form = {"csrf": visitor.csrf(), "forum": forum}
    answer = visitor.client.post(f"/forums/{forum}/notes", data=form, files=[("file", ("", b""))])
    assert answer.status_code == 422
    assert "The form is incomplete. Choose at least one PDF file" in answer.text
    assert "<h1>Rencontres 2027</h1>" in answer.text


def test_a_script_is_answered_in_a_sentence(forum: str, ada: Account, sign_in: SignIn):
    """Each file that a script sends gets one sentence in the reader's language, also when nobody is signed in now."""
    visitor = sign_in(ada)
    path, form = f"/forums/{forum}/notes", {"csrf": visitor.csrf(), "forum": forum, "to": "es"}
    headers = {"Accept": "text/plain", "Accept-Language": "fr"}
    pdf = [("file", ("uno.pdf", PDF.read_bytes()))]
    said = [
        visitor.client.post(path, data=form, files=files, headers=headers).text
        for files in (pdf, [("file", ("dos.pdf", b""))])
    ]
    assert said == ["Reçu", "Il n’y a rien dans le fichier ou sur ses pages. Regardez si c’est le bon fichier."]
    visitor.client.cookies.clear()
    answer = visitor.client.post(path, data=form, files=pdf, headers=headers)
    assert answer.status_code == 401
    assert answer.text.startswith("Vous n’êtes plus connecté·e.")


def test_a_note_is_cancelled_tried_again_and_removed(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """Each button does what it says, and the history tells who pressed it."""
    visitor = sign_in(ada)
    note = site.note(forum, "note.pdf", ada).claim().read().note
    visitor.post(f"/notes/{note}/cancel")
    assert _state(site, note) is NoteState.CANCELLED
    assert "Cancelled by Ada" in visitor.get(f"/notes/{note}")
    visitor.post(f"/notes/{note}/retry")
    assert _state(site, note) is NoteState.WAITING
    page = visitor.get(f"/notes/{note}")
    assert page.count("Cancelled by Ada") == 1
    assert "Started again by Ada" in page
    assert "Remove “note.pdf”?" in visitor.get(f"/notes/{note}/remove")
    assert visitor.post(f"/notes/{note}/remove").headers["location"] == f"/forums/{forum}"
    visitor.get(f"/notes/{note}", 404)


def test_a_note_tells_all_that_is_known_of_it(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """Languages with their states, engine and findings; terms; downloads; what failed and why."""
    work = site.note(forum, "note.pdf", ada).claim().read().claim().translated(2, 11).claim().fail()
    page = sign_in(ada).get(f"/notes/{work.note}")
    for part in (
        "2 to decide",
        "11 to check",
        "41 of 41 in place",
        "rough draft",
        "apertium 3.8.3 fr-es",
        "The translation engine gave no usable answer.",
        "Try again",
        f"/api/v1/notes/{work.note}/original",
        f"/api/v1/notes/{work.note}/document",
        "Received from Ada",
        "Pages read",
    ):
        assert part in page, part


def test_a_forums_page_ends_and_leads_on(site: Site, forum: str, ada: Account, sign_in: SignIn, monkeypatch):
    """Older notes stand on the next page, which leads back to the newest."""
    monkeypatch.setattr("api.pages.forums.ROWS", 2)
    for number in range(5):
        site.note(forum, f"note {number}.pdf", ada).cancel()
    visitor = sign_in(ada)
    seen, path = [], f"/forums/{forum}"
    while path:
        page = visitor.get(path)
        seen += [part.split(".pdf")[0] for part in page.split('class="title"')[1:]]
        path = page.split('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
    assert [words[-1] for words in seen] == ["4", "3", "2", "1", "0"]
    assert "Newest notes" in page


def test_an_invitation_makes_an_account_that_belongs(
    site: Site, forum: str, ada: Account, sign_in: SignIn, guest: httpx.Client
):
    """The link is shown once to who invites, and works once for who is invited."""
    page = sign_in(ada).post(f"/forums/{forum}/invitations", 200, role="organiser").text
    path = page.split('value="' + site.address)[1].split('"')[0]
    assert "You are invited as: Organiser." in guest.get(path).text
    person = {"name": "Bea", "email": "bea@example.org", "password": "short"}
    assert "at least 10 characters" in guest.post(path, data=person).text
    assert "is not an e-mail address" in guest.post(path, data=person | {"email": "bea", "password": PASSWORD}).text
    joined = guest.post(path, data=person | {"password": PASSWORD})
    assert joined.headers["location"] == f"/forums/{forum}"
    assert 'id="upload"' in guest.get(f"/forums/{forum}").text
    assert "not valid any more" in guest.get(path).text
    assert "Bea" in sign_in(ada).get(f"/forums/{forum}/members")


def test_an_invitation_is_accepted_with_an_account(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """Who has an account joins with one button; a used or made-up link says what to do."""
    with site.rooms.database.write() as session:
        key = people.invite(session, forum=forum, role=Role.REVIEWER, by=ada.id)
    bea = sign_in(site.account("bea@example.org", "Bea"))
    assert "You are signed in as Bea." in bea.get(f"/invitations/{key}")
    assert bea.post(f"/invitations/{key}/accept").headers["location"] == f"/forums/{forum}"
    bea.get(f"/forums/{forum}")
    assert "Ask whoever sent it" in bea.post(f"/invitations/{key}/accept", 404).text
    assert "Ask whoever sent it" in bea.get("/invitations/made-up", 404)


def test_roles_are_changed_and_people_removed(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """With a question before, and never so that nobody is left who can invite."""
    bea = site.account("bea@example.org", "Bea")
    site.member(forum, bea, Role.REVIEWER)
    visitor = sign_in(ada)
    visitor.post(f"/forums/{forum}/members/{bea.id}", role="organiser")
    assert 'id="upload"' in sign_in(bea).get(f"/forums/{forum}")
    assert "Remove Bea from the forum?" in visitor.get(f"/forums/{forum}/members/{bea.id}/remove")
    visitor.post(f"/forums/{forum}/members/{bea.id}/remove")
    sign_in(bea).get(f"/forums/{forum}", 404)
    for path, form in ((f"/{ada.id}", {"role": "reviewer"}), (f"/{ada.id}/remove", {})):
        answer = visitor.post(f"/forums/{forum}/members{path}", 409, **form)
        assert "A forum needs an administrator." in answer.text
    visitor.get(f"/forums/{forum}/members/{'0' * 32}/remove", 404)


def test_a_key_for_programs_is_shown_once_and_revoked(site: Site, forum: str, ada: Account, sign_in: SignIn):
    """It opens the API until it is revoked."""
    visitor = sign_in(ada)
    assert "choose at least one thing" in visitor.post("/account/tokens", 422, name="Site", forum=forum).text
    page = visitor.post("/account/tokens", 200, name="Our site", forum=forum, scopes="notes:read", days="30").text
    key = page.split('id="key" type="text" readonly value="')[1].split('"')[0]
    bearer = {"Authorization": f"Bearer {key}"}
    assert httpx.get(f"{site.address}/api/v1/forums/{forum}", headers=bearer).status_code == 200
    listed = visitor.get("/account")
    assert "Our site" in listed
    assert key not in listed
    visitor.post(_revoke(listed))
    assert httpx.get(f"{site.address}/api/v1/forums/{forum}", headers=bearer).status_code == 401


def test_a_changed_password_ends_other_sign_ins(guest: httpx.Client, ada: Account, sign_in: SignIn):
    """Who changes it stays; a stolen cookie does not. The present password is asked for."""
    here, elsewhere = sign_in(ada), sign_in(ada)
    assert "is not right" in here.post("/account/password", 422, old="wrong", new="another sentence").text
    assert "Choose a longer password" in here.post("/account/password", 422, old=PASSWORD, new="short").text
    here.post("/account/password", old=PASSWORD, new="another sentence of words")
    here.get("/forums")
    assert elsewhere.client.get("/forums").status_code == 303
    entered = guest.post("/sign-in", data={"email": ada.email, "password": "another sentence of words"})
    assert entered.status_code == 303


def test_the_language_of_an_account_can_follow_the_browser_again(ada: Account, sign_in: SignIn):
    """Chosen on one's page, and given up there."""
    visitor = sign_in(ada)
    visitor.post("/account/language", language="es")
    assert '<html lang="es">' in visitor.get("/account")
    visitor.post("/account/language", language="")
    assert '<html lang="en">' in visitor.get("/account")


def test_a_fault_shows_no_details(ada: Account, sign_in: SignIn, monkeypatch):
    """What broke stands in the log; the page says that nothing is lost."""

    def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    visitor = sign_in(ada)
    monkeypatch.setattr("store.people.forums_of", broken)
    answer = visitor.client.get("/forums")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "secret of the house" not in answer.text


def test_pages_allow_no_script_but_our_own(guest: httpx.Client):
    """No page holds a script or a style of its own, and the policy says so to the browser."""
    answer = guest.get("/sign-in")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    for forbidden in (" style=", "<style", "onclick", "javascript:"):
        assert forbidden not in answer.text
    assert answer.text.count("<script") == answer.text.count("<script defer src=")


def test_static_files_may_be_kept_by_their_mark(guest: httpx.Client):
    """A page asks for a stylesheet once, until it changes."""
    page = guest.get("/sign-in").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in guest.get(address).headers["cache-control"]
    assert guest.get(f"{address}0").headers["cache-control"] == "no-cache"


def _state(site: Site, note: str) -> NoteState:
    with site.rooms.database.read() as session:
        return notes.get(session, note).state


def _revoke(page: str) -> str:
    return "/account/tokens/" + page.split('action="/account/tokens/')[1].split('"', maxsplit=1)[0]
