"""One turn of a worker: the job whose turn it is, worked off until it ends, is given back, or is no longer ours."""

import traceback
from collections.abc import Sequence
from pathlib import Path

import structlog
from structlog.contextvars import bound_contextvars

from document.errors import NoEngine, RefusedInput, TripontError
from document.states import JobKind
from store import jobs, traces
from store.database import DatabaseAway
from store.jobs import Claim, LostClaim
from worker.heart import beating
from worker.reading import read
from worker.station import Station
from worker.translating import translate
from worker.watch import GiveBack, Watch

log = structlog.get_logger()

NO_MEMORY = (
    "There was not enough memory on this machine to finish the note. It is tried again when less is going on; "
    "if that does not help, send it as a smaller file, or in two parts."
)


def take_turn(station: Station) -> bool:
    """Claim the next job and work on it; tells whether there was one. Raises nothing that the job is to blame for."""
    if station.stopping():
        return False
    try:
        with station.database.write() as session:
            held = jobs.claim(session, station.name, station.settings.lease_seconds)
    except DatabaseAway as problem:
        # The reconciler rings again when the database is back.
        log.warning("claim_not_possible", code=problem.code)
        return False
    if held is None:
        return False
    ids = {"job": held.job, "note": held.note, "forum": held.forum, "kind": held.kind.value}
    with bound_contextvars(**ids), traces.span(held.kind.value, **ids):
        log.info("job_claimed", fence=held.fence, attempts=held.attempts, language=held.language)
        _ring(station, held, _worked_off(station, held))
    return True


def _worked_off(station: Station, held: Claim) -> Sequence[str]:
    """Work on a claim and write down how it ended; gives the jobs that have become possible."""
    try:
        with beating(station, held) as lost:
            return _work(station, held, Watch(station, held, lost))
    except LostClaim:
        log.warning("claim_lost")
    except DatabaseAway as problem:
        # Nothing can be written; the lease runs out, and the job goes on from what was kept.
        log.warning("turn_given_up", code=problem.code)
    return ()


def _work(station: Station, held: Claim, watch: Watch) -> Sequence[str]:
    """Do what the job asks for; all that can go wrong ends here as a state of the job."""
    try:
        fresh: Sequence[str] = ()
        if held.kind is JobKind.EXTRACT:
            fresh = read(station, held, watch)
        else:
            translate(station, held, watch)
    except GiveBack as wish:
        log.info("job_given_back", why=wish.why)
        station.write(jobs.release, held)
    except (LostClaim, DatabaseAway):
        raise
    except RefusedInput as refusal:
        log.info("note_refused", code=refusal.code)
        station.write(jobs.refuse, held, refusal.code, str(refusal))
    except TripontError as problem:
        _failed(station, held, problem)
    except MemoryError:
        log.error("no_memory")  # noqa: TRY400 - there may be no memory for more
        station.write(jobs.postpone, held, station.settings.attempts, "fault", NO_MEMORY)
    except Exception as surprise:  # noqa: BLE001 - whatever it is, the organiser is told and nothing else stops
        _fault(station, held, surprise)
    else:
        log.info("job_done")
        return fresh
    return ()


def _failed(station: Station, held: Claim, problem: TripontError) -> None:
    log.warning("attempt_failed", code=problem.code)
    if isinstance(problem, NoEngine) or not problem.retryable:
        station.write(jobs.fail, held, problem.code, str(problem))
    else:
        station.write(jobs.postpone, held, station.settings.attempts, problem.code, str(problem))


def _fault(station: Station, held: Claim, surprise: Exception) -> None:
    """Put a job back after a mistake of ours. What the error says may hold a note's text, so only its place is told."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(surprise.__traceback__)]
    kind = type(surprise).__name__
    log.error("fault", error=kind, places=places[-6:])
    reason = (
        f"Tripont stumbled over this note ({kind} in {places[-1] if places else 'an unknown place'}); the note itself "
        "is not to blame. It is tried again by itself; if that does not help, tell whoever runs this server."
    )
    station.write(jobs.postpone, held, station.settings.attempts, TripontError.code, reason)


def _ring(station: Station, held: Claim, fresh: Sequence[str]) -> None:
    """Ring for the jobs that have become possible, else for the next that waits; the job's own id will do for it."""
    if fresh:
        station.bell.ring(fresh)
        return
    try:
        with station.database.read() as session:
            more = jobs.others_wait(session)
    except DatabaseAway:
        return
    if more:
        station.bell.ring([held.job])
