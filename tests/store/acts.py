"""What the tests of the store do again and again: send a note, take a job, read, translate."""

import threading
from collections.abc import Callable

from document.errors import TripontError
from document.languages import Language
from document.note import Run
from document.segment import CheckedSegment, Draft, Finding, Origin, Segment, Severity, Translation
from document.states import JobKind
from store import jobs, notes
from store.database import Database
from store.files import Files, Stored
from store.jobs import Claim
from store.notes import Made, Upload

WORDS = "Les trois ponts relient les deux rives"


def send(database: Database, forum: str, file: Stored, *, key: str | None = None, account: str | None = None) -> str:
    """Send a note; gives its id."""
    upload = Upload(forum=forum, name="ponts.pdf", targets=("en", "es"), key=key, account=account)
    with database.write() as session:
        return notes.add(session, upload, file)[0]


def take(database: Database, worker: str = "w1") -> Claim:
    """Claim the job whose turn it is; there is one."""
    with database.write() as session:
        held = jobs.claim(session, worker, 30.0)
    assert held is not None
    return held


def work(database: Database, files: Files) -> Claim:
    """Do the job whose turn it is, as a worker does."""
    held = take(database)
    if held.kind is JobKind.EXTRACT:
        document = files.put(b"document of " + held.note.encode())
        with database.write() as session:
            notes.keep_document(session, held, document, language="fr", pages=2)
        return held
    parts = ("record", "docx", "review", "public")
    made = Made(**{part: files.put(f"{part} {held.note} {held.language}".encode()) for part in parts})
    with database.write() as session:
        notes.keep_translation(session, held, translation(held.language), made)
    return held


def translation(language: str) -> Translation:
    """Make a translation of one segment with one warning."""
    segment = Segment(id="b1.1", block="b1", runs=(Run(text=WORDS),), language="fr")
    draft = Draft(segment=segment, runs=(Run(text="The three bridges"),), origin=Origin.ENGINE)
    doubt = Finding(check="length", severity=Severity.WARNING, messages=dict.fromkeys(Language, "Look at it."))
    return Translation(
        source_language=Language.FRENCH,
        target_language=Language(language),
        engine="bridge 1",
        rough=False,
        glossaries=(),
        segments=(CheckedSegment(draft=draft, findings=(doubt,)),),
    )


def at_once(count: int, task: Callable[[int], object]) -> list[object]:
    """Run a task in threads that start together; gives what each returned or raised."""
    results: list[object] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            results.append(task(number))
        except TripontError as problem:
            results.append(problem)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
