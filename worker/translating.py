"""The job that brings a note into one language, a batch of segments at a time, each kept as soon as it is done."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from document.exchange import translation_to_json
from document.languages import Language
from document.note import Note
from document.progress import Progress, Report
from document.segment import CheckedSegment
from document.wire import BadWire, dump, from_file, to_file
from store import jobs, notes
from store.database import Session
from store.files import FileMissing
from store.jobs import Claim
from store.notes import Made
from worker import pipeline
from worker.pipeline import Batch, Parcel, Plan
from worker.station import Station
from worker.watch import GiveBack

BATCH = 120
"""Segments translated and kept at a time. Apertium costs some seconds a batch, however small; see architecture.md."""

LONGEST_TURN_SECONDS = 300.0
"""After this a job is given back even when nothing else waits, so that no process grows old over one note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A finished batch as it is kept, and the seconds that it took."""

    segments: tuple[CheckedSegment, ...]
    seconds: float


def translate(station: Station, held: Claim, report: Report) -> None:
    """Go on with a note's translation behind the last batch that was kept, to its end or that of its slice of time.

    Raises NoEngine, EngineFailed, what ``report`` raises, LostClaim, GiveBack, and retryable errors of the store.
    """
    note = _document(station, held)
    planned = pipeline.plan(note, Language(held.language), station.chosen, BATCH)
    done = list(_batches(station, held, planned, report))
    seconds = sum(one.seconds for one in done)
    checked = (segment for one in done for segment in one.segments)
    translation = pipeline.assemble(planned, checked, glossaries=station.glossaries, seconds=seconds)
    parcel = pipeline.rebuild(note, translation, report)
    made = station.patiently(lambda: _put(station, note, parcel))
    station.write(notes.keep_translation, held, translation, made)


def _document(station: Station, held: Claim) -> Note:
    record = station.read(notes.get, held.note)
    content = station.patiently(lambda: station.files.read(record.document or ""))
    return from_file(content, Note)


def _batches(station: Station, held: Claim, planned: Plan, report: Report) -> Iterator[Done]:
    """Give all batches of a plan, those from earlier as they were kept; stops with GiveBack between two of them."""
    kept = station.read(jobs.pieces, held.job)
    began, told, worked = time.monotonic(), 0, False
    for batch in planned.batches:
        report(Progress("translate", told, len(planned.segments)))
        if worked and _must_pause(station, time.monotonic() - began):
            raise GiveBack("slice")
        key = _key(batch, station, planned)
        done = _kept(station, kept, key)
        if done is None:
            inner = _part(report, told, len(batch.segments), len(planned.segments))
            done = _translated(station, batch, inner)
            _keep(station, held, key, done)
            worked = True
        told += len(batch.segments)
        yield done
    report(Progress("translate", told, told))


def _translated(station: Station, batch: Batch, report: Report) -> Done:
    started = time.perf_counter()
    checked = pipeline.translate_batch(batch, station.chosen, glossaries=station.glossaries, report=report)
    return Done(segments=checked, seconds=time.perf_counter() - started)


def _must_pause(station: Station, spent: float) -> bool:
    if spent >= LONGEST_TURN_SECONDS:
        return True
    return spent >= station.settings.slice_seconds and station.read(jobs.others_wait)


def _key(batch: Batch, station: Station, planned: Plan) -> str:
    """Name a batch by all that decides what becomes of it: what another engine or glossary made is not taken for it."""
    glossaries = [f"{one.name} {one.version}" for one in station.glossaries]
    recipe = json.dumps([planned.engines, glossaries]).encode()
    return hashlib.sha256(dump(batch) + recipe).hexdigest()


def _kept(station: Station, kept: Mapping[str, str], key: str) -> Done | None:
    """Give a batch that was finished before; one that cannot be read any more is simply made again."""
    if key not in kept:
        return None
    try:
        return from_file(station.patiently(lambda: station.files.read(kept[key])), Done)
    except (BadWire, FileMissing):
        return None


def _keep(station: Station, held: Claim, key: str, done: Done) -> None:
    file = station.patiently(lambda: station.files.put(to_file(done)))

    def keep(session: Session) -> None:
        notes.remember(session, file)
        jobs.keep_piece(session, held, key, file.sha256)

    station.write(keep)


def _put(station: Station, note: Note, parcel: Parcel) -> Made:
    public = json.dumps(translation_to_json(note, parcel.translation), ensure_ascii=False, indent=1)
    return Made(
        record=station.files.put(to_file(parcel.translation)),
        docx=station.files.put(parcel.note_docx),
        review=station.files.put(parcel.review_docx),
        public=station.files.put(public.encode("utf-8")),
    )


def _part(report: Report, before: int, size: int, total: int) -> Report:
    """Let what a batch tells count as a part of the whole; engines that begin to count anew do not go back."""
    most = before

    def inner(progress: Progress) -> None:
        nonlocal most
        if progress.total:
            most = max(most, before + size * progress.done // progress.total)
        report(Progress("translate", most, total))

    return inner
