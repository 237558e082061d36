"""A program that uses a running server as strangers do: over HTTP, with a token."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from store import people
from store.database import Database

PASSWORD = "three bridges over it"  # noqa: S105 - of nobody


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks for somebody who may send notes to one forum. ``key`` is the token's."""

    http: httpx.Client
    forum: str
    key: str

    @classmethod
    def of(cls, address: str, database: Database, email: str = "bea@example.org") -> "Client":
        """Make an account, a forum and a token right in a server's database."""
        with database.write() as session:
            account = people.create_account(session, email=email, name="", password=PASSWORD, administrator=True)
            forum = people.create_forum(session, name="Forum of the three bridges", targets=("en", "es"), by=account.id)
            _, key = people.create_token(
                session,
                account=account.id,
                name="program",
                forum=forum.id,
                scopes=("notes:read", "notes:write"),
                days=None,
            )
        headers = {"Authorization": f"Bearer {key}"}
        return cls(httpx.Client(base_url=address, headers=headers, timeout=60), forum.id, key)

    def send(self, content: bytes, name: str = "note.pdf", to: str = "en,es") -> str:
        """Send a note; gives its id."""
        answer = self.http.post(
            "/api/v1/notes", data={"forum": self.forum, "to": to}, files={"file": (name, content, "application/pdf")}
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def note(self, note: str) -> dict[str, Any]:
        """Ask how a note is."""
        answer = self.http.get(f"/api/v1/notes/{note}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def ended(self, notes: Sequence[str], seconds: float = 300.0) -> dict[str, dict[str, Any]]:
        """Wait until nothing goes on for these notes any more, and give them by id."""
        until, done = time.monotonic() + seconds, dict[str, dict[str, Any]]()
        while len(done) < len(notes):
            for note in notes:
                if note not in done:
                    told = self.note(note)
                    if told["state"] in {"waiting", "working"}:
                        break
                    done[note] = told
            assert time.monotonic() < until, f"{len(done)} of {len(notes)} notes are done"
            time.sleep(0.3)
        return done

    def get(self, path: str) -> bytes:
        """Download something."""
        answer = self.http.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.content
