"""The heart of a running job: a thread that renews its lease while the work goes on beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from store import jobs
from store.database import DatabaseAway
from store.jobs import Claim, LostClaim
from worker.station import Station

BEATS = 3
"""How often a lease is renewed before it would run out: two beats in a row may fail."""

AGAIN_SECONDS = 1.0
"""After a beat that failed the next one follows soon."""

LAST_BEAT_SECONDS = 2.0

log = structlog.get_logger()


@contextmanager
def beating(station: Station, held: Claim) -> Iterator[threading.Event]:
    """Renew the lease of a claim as long as the block lasts; the event is set when the claim is lost."""
    lost, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=_beat, args=(station, held, lost, done), name="heart", daemon=True)
    thread.start()
    try:
        yield lost
    finally:
        done.set()
        # A beat that hangs on a lost connection can do no harm any more.
        thread.join(LAST_BEAT_SECONDS)


def _beat(station: Station, held: Claim, lost: threading.Event, done: threading.Event) -> None:
    lease = station.settings.lease_seconds
    pause = lease / BEATS
    while not done.wait(pause):
        pause = lease / BEATS
        try:
            with station.database.write() as session:
                jobs.beat(session, held, lease)
        except LostClaim:
            lost.set()
            return
        except DatabaseAway as problem:
            log.warning("beat_failed", code=problem.code)
            pause = min(pause, AGAIN_SECONDS)
        except Exception as problem:  # noqa: BLE001 - a heart that stops for a surprise would give the job away
            log.warning("beat_failed", kind=type(problem).__name__)
