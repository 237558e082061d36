"""The job that reads a note: from its original to its document, and the jobs of its languages."""

from collections.abc import Sequence

from document.languages import Language
from document.progress import Report
from document.wire import to_file
from store import notes
from store.jobs import Claim
from worker import pipeline
from worker.extract import Limits
from worker.station import Station


def read(station: Station, held: Claim, report: Report) -> Sequence[str]:
    """Read the note that a claim is about and end the job; gives the ids of the jobs that have become possible.

    Raises what ``pipeline.extract`` refuses, what ``report`` raises, LostClaim, and retryable errors of the store.
    """
    record = station.read(notes.get, held.note)
    limits = Limits(size=station.settings.upload_bytes)
    declared = Language(record.declared) if record.declared else None
    with station.files.local(record.original) as original:
        note = pipeline.extract(original, language=declared, limits=limits, report=report)
    document = station.patiently(lambda: station.files.put(to_file(note)))
    language = note.language or ""
    return station.write(notes.keep_document, held, document, language=language, pages=len(note.pages))
