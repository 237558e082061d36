"""The pages in a real browser: by eye, by keyboard, by screen reader, on a telephone, and without a script."""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from document.states import Role
from store import notes, people
from store.people import Account
from tests.pages.site import PASSWORD, PDF, Site

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., AbstractContextManager[Page]]

EXPECTED = re.compile("status of (401|404|415)|no line")
"""What the browser says of pages that are not there, of files that are refused, and of a line that is cut."""

SAMPLES = [PDF, Path("samples/es-compra-publica.pdf"), Path("samples/en-energy-commons.pdf")]


@pytest.fixture
def opened(site: Site, browser: Browser) -> Open:
    """Give a way to open a window, with somebody signed in; it fails on whatever the browser complains of."""

    @contextmanager
    def window(account: Account | None = None, **wishes: Any) -> Iterator[Page]:
        context = browser.new_context(base_url=site.address, **{"locale": "en", **wishes})
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if account is not None:
            page.goto("/sign-in")
            page.fill("#email", account.email)
            page.fill("#password", PASSWORD)
            page.click("main button")
            page.wait_for_url("**/forums")
        yield page
        context.close()
        assert [said for said in complaints if not EXPECTED.search(said)] == []

    return window


@pytest.fixture
def places(site: Site, ada: Account) -> dict[str, str]:
    """Give the addresses of all pages, of a forum with a note in every state."""
    forum = site.forum(ada, "Rencontres mondiales de l’économie sociale et solidaire 2027")
    bea = site.account("beatriz.ibarra.de.la.fuente@cooperativas.example.org", "Beatriz Ibarra de la Fuente")
    site.member(forum, bea, Role.ORGANISER)
    site.note(forum, "cancelled.pdf", ada).cancel()
    site.note(forum, "own language.pdf", ada, ("fr",)).claim().read()
    refused = site.note(forum, f"{'a-name-without-a-space-' * 5}.pdf", ada).claim().refuse("no_text")
    failed = site.note(forum, "failed.pdf", bea).claim().read().claim().translated(rough=False).claim().fail()
    done = site.note(forum, "done.pdf", bea).claim().read().claim().translated(2, 3).claim().translated(0, 11)
    moving = site.note(forum, "moving.pdf", ada).claim().read().claim().progress("translate", 43, 100)
    site.note(forum, "reading.pdf", ada)
    with site.rooms.database.write() as session:
        key = people.invite(session, forum=forum, role=Role.REVIEWER, by=ada.id)
        people.create_token(session, account=ada.id, name="Our site", forum=forum, scopes=["notes:read"], days=90)
    return {
        "forums": "/forums",
        "forum": f"/forums/{forum}",
        "members": f"/forums/{forum}/members",
        "remove member": f"/forums/{forum}/members/{bea.id}/remove",
        "account": "/account",
        "note done": f"/notes/{done.note}",
        "note failed": f"/notes/{failed.note}",
        "note refused": f"/notes/{refused.note}",
        "note moving": f"/notes/{moving.note}",
        "remove note": f"/notes/{done.note}/remove",
        "invitation": f"/invitations/{key}",
        "not found": "/nowhere",
        "sign in": "/sign-in",
    }


def visits(page: Page, places: dict[str, str]) -> Iterator[str]:
    """Go to each page, those that are for guests at last."""
    for name, path in places.items():
        if name == "sign in":
            page.context.clear_cookies()
        page.goto(path)
        page.locator("main h1").wait_for()
        if "forum" in name or "moving" in name:
            page.wait_for_timeout(300)  # the stream has brought the page up to date
        yield name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(opened: Open, ada: Account, places: dict[str, str], scheme: str):
    """Axe finds no serious or critical fault: names, roles, order, contrast."""
    with opened(ada, color_scheme=scheme) as page:
        for name in visits(page, places):
            for details in page.locator("details").all():
                details.evaluate("details => { details.open = true; }")
            found = Axe().run(page).response["violations"]
            grave = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
            told = [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in grave]
            assert told == [], name


@pytest.mark.parametrize("language", ["fr", "es", "en"])
def test_a_telephone_shows_every_page_without_scrolling_sideways(
    opened: Open, ada: Account, places: dict[str, str], language: str
):
    """360 pixels are enough in each language."""
    with opened(ada, locale=language, viewport={"width": 360, "height": 740}) as page:
        for name in visits(page, places):
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
            assert page.locator("html").get_attribute("lang") == language


def test_everything_is_reached_by_keyboard(opened: Open, site: Site, ada: Account, places: dict[str, str]):
    """Signing in, skipping to the content, and every control of a forum, each visibly in focus."""
    with opened() as page:
        page.goto("/sign-in")
        for key in ("Tab", "Enter"):
            page.keyboard.press(key)
        assert page.url.endswith("#content")
        page.keyboard.press("Tab")
        page.keyboard.type(ada.email)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/forums")
        page.goto(places["forum"])
        controls = page.locator("main").locator("a, button, input:not([type=hidden]), select").count()
        reached = set()
        for _ in range(controls + 12):
            page.keyboard.press("Tab")
            focus = page.evaluate(
                "() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return [e.closest('main') && e !== document.querySelector('main')"
                " ? [...document.querySelectorAll('main *')].indexOf(e) : -1, s.outlineStyle, e.outerHTML]; }"
            )
            if focus[0] >= 0:
                reached.add(focus[0])
                assert focus[1] != "none", focus[2]
        assert len(reached) == controls
        page.locator("input[name=to][value=es]").focus()
        page.keyboard.press("Space")
        expect(page.locator("input[name=to][value=es]")).not_to_be_checked()
    assert site.address


def test_files_are_dropped_and_each_is_answered(opened: Open, site: Site, ada: Account, forum: str):
    """Dropped anywhere, sent one by one: those accepted are in the list at once, the others stand with their reason."""
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        page.locator("input[name=to][value=fr]").uncheck()
        content = [[name, list(data)] for name, data in (("uno.pdf", PDF.read_bytes()), ("dos.pdf", b"<html>hello"))]
        page.evaluate(
            """(files) => {
                const carried = new DataTransfer();
                for (const [name, bytes] of files) {
                    carried.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
                }
                for (const kind of ["dragenter", "dragover", "drop"]) {
                    const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried });
                    document.querySelector("h1").dispatchEvent(event);
                }
            }""",
            content,
        )
        expect(page.locator("#chosen")).to_have_text("2 files chosen")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#sent .taken")).to_have_text("uno.pdfReceived")
        expect(page.locator("#sent .refused")).to_contain_text("This file is not a PDF, whatever its name says.")
        expect(page.locator("#notes tr")).to_have_count(1)
        expect(page.locator("#notes .title")).to_have_text("uno.pdf")
    with site.rooms.database.read() as session:
        assert [note.targets for note in notes.of_forum(session, forum)] == [("es", "en")]


def test_a_file_sent_again_is_the_same_note(opened: Open, ada: Account, forum: str):
    """Whoever lost the line may send a file again without getting it twice; into other languages it is another note."""
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        for notes_then, into_french in ((1, True), (1, True), (2, False)):
            page.locator("input[name=to][value=fr]").set_checked(into_french)
            page.set_input_files("#files", PDF)
            page.get_by_role("button", name="Send").click()
            expect(page.locator("#chosen")).to_be_empty()
            expect(page.locator("#sent .taken")).to_have_count(1)
            expect(page.locator("#notes .title")).to_have_count(notes_then)


def test_what_is_missing_in_the_form_is_said(opened: Open, ada: Account, forum: str):
    """Nothing is sent without a file or a language."""
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        page.get_by_role("button", name="Send").click()
        assert page.locator("#files").evaluate("field => field.validationMessage") == "Choose at least one file."
        page.set_input_files("#files", PDF)
        for box in page.locator("input[name=to]").all():
            box.uncheck()
        page.get_by_role("button", name="Send").click()
        first = page.locator("input[name=to]").first
        assert first.evaluate("field => field.validationMessage") == "Choose at least one language."
        expect(page.locator("#sent li")).to_have_count(0)


def test_the_page_follows_the_work(opened: Open, site: Site, ada: Account, forum: str):
    """Progress moves, ends are told once to who listens, new notes come and removed ones go, all without a reload."""
    work = site.note(forum, "note.pdf", ada, ("es",)).claim().progress("extract", 1, 4)
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        bar = page.locator("progress")
        expect(bar).to_have_attribute("value", "25")
        page.evaluate("window.sameDocument = true; window.said = [];")
        page.evaluate(
            "new MutationObserver(() => said.push(document.getElementById('news').textContent))"
            ".observe(document.getElementById('news'), { childList: true, characterData: true, subtree: true })"
        )
        work.progress("extract", 3, 4)
        expect(bar).to_have_attribute("value", "75")
        work.read().claim().progress("translate", 50, 100)
        expect(page.locator(".stage")).to_have_text("Translating · 40%")
        with page.expect_response(lambda answer: "event-stream" in answer.headers.get("content-type", "")):
            page.reload()
        expect(bar).to_have_attribute("value", "40")
        page.wait_for_timeout(500)  # what is so at the stream's beginning is no news
        work.translated(1, 2)
        expect(page.locator("#notes")).to_contain_text("1 to decide")
        expect(page.locator("#news")).to_have_text("note.pdf: ready.")
        other = site.note(forum, "other.pdf", ada)
        expect(page.locator("#notes .title").first).to_have_text("other.pdf")
        with site.rooms.database.write() as session:
            notes.remove(session, other.note, ada.id)
        expect(page.locator("#notes .title")).to_have_text(["note.pdf"])


def test_buttons_of_a_row_change_only_the_row(opened: Open, site: Site, ada: Account, forum: str):
    """Cancelling and trying again leave chosen files and the place on the page alone."""
    site.note(forum, "note.pdf", ada)
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        page.set_input_files("#files", PDF)
        page.get_by_role("button", name="Cancel the work on note.pdf").click()
        expect(page.locator(".state")).to_have_text("Cancelled")
        page.get_by_role("button", name="Try again: note.pdf").click()
        expect(page.locator(".state")).to_have_text("Waiting")
        expect(page.locator("#chosen")).to_have_text("1 file chosen")


def test_a_button_that_is_refused_shows_the_page_as_it_is(opened: Open, site: Site, ada: Account, forum: str):
    """Whoever was removed or signed out meanwhile is told so, and not left with a button that does nothing."""
    site.note(forum, "note.pdf", ada)
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        page.context.clear_cookies()
        page.get_by_role("button", name="Cancel the work on note.pdf").click()
        expect(page.locator("h1")).to_have_text("Sign in")
        assert "back=" in page.url


def test_a_note_is_followed_on_its_own_page(opened: Open, site: Site, ada: Account, forum: str):
    """States, files and history come by themselves."""
    work = site.note(forum, "note.pdf", ada, ("es",)).claim()
    with opened(ada) as page:
        with page.expect_response(lambda answer: "event-stream" in answer.headers.get("content-type", "")):
            page.goto(f"/notes/{work.note}")
        page.wait_for_timeout(500)  # what is so at the stream's beginning is no news
        work.read().claim().translated(0, 0)
        expect(page.locator("#line-es")).to_contain_text("Ready")
        expect(page.get_by_role("link", name="Word file in Spanish: note.pdf")).to_be_visible()
        expect(page.locator("#events")).to_contain_text("Translated into Spanish")
        expect(page.locator("#news")).to_have_text("note.pdf: ready.")


def test_a_broken_line_is_said_and_mended(opened: Open, site: Site, ada: Account, forum: str):
    """The page says that it may be out of date, and is right again as soon as the line is back."""
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        page.wait_for_timeout(500)
        page.evaluate(
            "() => { window.realFetch = window.fetch; window.fetch = () => Promise.reject(new TypeError('no line')); }"
        )
        page.evaluate("() => document.getElementById('stream')._htmx.sse.reader.cancel()")
        expect(page.locator("#disconnected")).to_be_visible()
        site.note(forum, "meanwhile.pdf", ada)
        page.evaluate("() => { window.fetch = window.realFetch; }")
        expect(page.locator("#notes .title")).to_have_text("meanwhile.pdf", timeout=15_000)
        expect(page.locator("#disconnected")).to_be_hidden()


def test_the_language_is_switched_and_stays(opened: Open, ada: Account, forum: str):
    """One press, on any page, and one is still on that page."""
    with opened(ada) as page:
        page.goto(f"/forums/{forum}")
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        assert page.url.endswith(f"/forums/{forum}")
        page.goto("/account")
        expect(page.locator("h1")).to_have_text("Mi cuenta")


def test_a_link_is_copied(opened: Open, ada: Account, forum: str):
    """An invitation goes into the clipboard with one press."""
    with opened(ada, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"/forums/{forum}/members")
        page.get_by_role("button", name="Make the link").click()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#link")


def test_everything_works_without_a_script(opened: Open, site: Site, ada: Account, forum: str):
    """Sign in, send, refresh, cancel, try again, remove: with links and forms alone."""
    with opened(ada, java_script_enabled=False) as page:
        page.goto(f"/forums/{forum}")
        page.set_input_files("#files", SAMPLES)
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".said").first).to_contain_text("3 notes were received")
        expect(page.locator("#notes tr")).to_have_count(3)
        page.get_by_role("button", name=re.compile("Cancel the work on fr-monnaies")).click()
        expect(page.locator("h1")).to_have_text("fr-monnaies-locales.pdf")
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("link", name="Remove this note").click()
        page.get_by_role("button", name="Yes, remove the note").click()
        expect(page.locator("#notes tr")).to_have_count(2)
        page.get_by_role("link", name="Refresh").click()
        expect(page.locator("#notes tr")).to_have_count(2)
    with site.rooms.database.read() as session:
        assert len(notes.of_forum(session, forum)) == 2


# --- What strangers write --------------------------------------------------------------------------------------------

CALLS = "window.marker(1)"
PAYLOADS = [
    f"<script>{CALLS}</script>",
    f"</title><script>{CALLS}</script>",
    f"</textarea><script>{CALLS}</script>",
    f"</template><script>{CALLS}</script>",
    f"--><script>{CALLS}</script>",
    f"]]><script>{CALLS}</script>",
    f'"><script>{CALLS}</script>',
    f"'><script>{CALLS}</script>",
    f"<scr<script>ipt>{CALLS}</scr</script>ipt>",
    "<script src=/marker.js></script>",
    f"<img src=x onerror={CALLS}>",
    f'"><img src=x onerror={CALLS}>',
    f"<img/src/onerror={CALLS}>",
    f"<svg onload={CALLS}>",
    f"<svg><script>{CALLS}</script></svg>",
    f"<svg><animate onbegin={CALLS} attributeName=x dur=1s>",
    f"<math><mtext></p><img src=x onerror={CALLS}>",
    f"<body onload={CALLS}>",
    f"<details open ontoggle={CALLS}>",
    f"<video><source onerror={CALLS}>",
    f"<input autofocus onfocus={CALLS}>",
    f'" autofocus onfocus="{CALLS}',
    f"' onmouseover='{CALLS}",
    f'" onclick="{CALLS}" x="',
    f"<a href=javascript:{CALLS}>x</a>",
    f"javascript:{CALLS}",
    f"<iframe src=javascript:{CALLS}>",
    "<iframe srcdoc='<script>parent.marker(1)</script>'>",
    f"<object data=javascript:{CALLS}>",
    f"<form action=javascript:{CALLS}><button>x",
    f"<base href=javascript:{CALLS}//>",
    "<meta http-equiv=refresh content='0;url=/marker'>",
    "<style>@import '/marker.css';</style><p style=background:url(/marker)>",
    "<link rel=stylesheet href=/marker.css>",
    "<div hx-get=/marker hx-trigger=load></div>",
    '<hx-partial hx-target="body" hx-swap="innerHTML"><img src=/marker></hx-partial>',
    f"<div hx-on:htmx:after:process='{CALLS}'></div>",
    '<div id="news" hx-swap-oob="true"><img src=/marker></div>',
    "\ndata: <img src=/marker>\n\n",
    "{{ 7*7 }}{% print(1) %}${7*7}",
    "&lt;script&gt;window.marker(1)&lt;/script&gt;",
    "\u202egnp.exe\u2066<b>",
]


def test_nothing_that_strangers_write_is_run(opened: Open, site: Site, ada: Account):
    """Names of notes, forums, people and keys stay text: in pages, in what streams send, and in what is downloaded."""
    assert len(PAYLOADS) >= 40
    forum = site.forum(ada, f"{PAYLOADS[0]} {PAYLOADS[10]} {PAYLOADS[35]}")
    works = []
    for number, payload in enumerate(PAYLOADS):
        person = site.account(f"p{number}@example.org", payload)
        site.member(forum, person, Role.ORGANISER)
        works.append(site.note(forum, payload, person, ("es",)))
        if number < 30:
            works.pop().claim().read().claim().translated(1, 1)
    with site.rooms.database.write() as session:
        key = people.invite(session, forum=forum, role=Role.REVIEWER, by=ada.id)
        for payload in PAYLOADS:
            name, scopes = payload.replace("\n", " "), ["notes:read"]
            people.create_token(session, account=ada.id, name=name[:100], forum=forum, scopes=scopes, days=1)
        listed = notes.of_forum(session, forum)
    asked: list[str] = []
    with opened(ada) as page:
        called: list[object] = []
        page.expose_function("marker", lambda *said: called.append(said))
        page.add_init_script(
            "window.broken = []; document.addEventListener('securitypolicyviolation',"
            " (event) => broken.push(event.violatedDirective + ' ' + event.blockedURI));"
        )
        page.on("dialog", lambda dialog: called.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        paths = ["/forums", f"/forums/{forum}", f"/forums/{forum}/members", "/account", f"/invitations/{key}"]
        paths += [f"/notes/{note.id}{end}" for note in listed for end in ("", "/remove")]
        for path in paths:
            page.goto(path)
            assert page.evaluate("broken") == [], path
        page.goto(f"/forums/{forum}")
        expect(page.locator("#notes .title")).to_have_count(len(PAYLOADS))
        shown = page.locator("#notes .title").all_text_contents()
        squeezed = {" ".join(payload.split()) for payload in PAYLOADS}
        assert {" ".join(title.split()) for title in shown} == squeezed
        for work in works:
            work.claim().read()
        for work in works:
            work.claim().translated(0, 1)
        expect(page.locator("#notes .files")).to_have_count(len(PAYLOADS), timeout=15_000)
        expect(page.locator("#news")).not_to_be_empty()
        assert page.locator("#notes").locator("img, svg, script, iframe, style, object").count() == 0
        assert page.evaluate("broken") == []
        with page.expect_download() as download:
            page.evaluate("address => { location = address; }", f"/api/v1/notes/{listed[-1].id}/translations/es")
        assert download.value.suggested_filename.endswith(".json")
        assert called == []
    assert [url for url in asked if "marker" in url] == []


def test_payloads_are_all_different():
    """Each of them tries something else."""
    assert all(one != other for one, other in itertools.combinations(PAYLOADS, 2))
