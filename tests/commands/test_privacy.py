"""Nothing that belongs to people is ever in a server's log, whatever happens to their notes."""

import json
import re
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from store.database import Database
from tests.client import PASSWORD, Client
from tests.commands.test_serve import Served

pytestmark = pytest.mark.xdist_group("workers")

WORD = "zarzamoral"
NAME = "quebrantahuesos"
EMAIL = "lucernario@example.org"
EVENTS = re.compile(r"[a-z]+(_[a-z]+)+")


def note() -> bytes:
    """Make a note whose every line has the word, also as its title."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.setTitle(f"El {WORD}")
    for line in range(6):
        canvas.drawString(
            72, 770 - 24 * line, f"La asamblea del {WORD} organiza el mercado con el barrio número {line}."
        )
    canvas.save()
    return stream.getvalue()


def test_no_log_tells_what_people_wrote(tmp_path: Path) -> None:
    """A note goes through, one is refused, sign-ins fail, keys stand in addresses: the log knows ids alone."""
    with Served.running(tmp_path, TRIPONT_LOG_LEVEL="debug") as served:
        address = f"http://127.0.0.1:{served.port}"
        database = Database(f"sqlite:///{served.home / 'tripont.sqlite'}")
        client = Client.of(address, database, EMAIL)
        sent = [
            client.send(note(), f"{NAME}.pdf", "en"),
            client.send(b"%PDF-1.7 " + WORD.encode(), f"{NAME}.pdf", "en"),
        ]
        states = {told["state"] for told in client.ended(sent).values()}
        assert states == {"done", "refused"}
        client.get(f"notes/{sent[0]}/translations/en.docx")
        with httpx.Client(base_url=address) as stranger:
            stranger.get(f"/invitations/{WORD}key")
            stranger.get(f"/{NAME}?{WORD}={EMAIL}")
            stranger.get("/api/v1/forums", headers={"Authorization": f"Bearer {WORD}"})
            stranger.post("/sign-in", data={"email": EMAIL, "password": f"{WORD} {NAME}"})
        database.close()
        served.end()
        log = served.told()
    for secret in (WORD, NAME, EMAIL, client.key, PASSWORD):
        assert secret.lower() not in log.lower()
    assert all(one in log for one in sent)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert {"request_answered", "job_claimed", "job_done", "note_refused", "worker_ready"} <= {
        line["event"] for line in lines
    }
    assert all(EVENTS.fullmatch(line["event"]) for line in lines)
    plain = [line for line in log.splitlines() if line and not line.startswith("{")]
    assert all(line.startswith(("Tripont is at", "Nobody can sign in")) for line in plain), plain
