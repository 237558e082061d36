"""Whether a worker still hears its bell: Celery's consumer can fall deaf when a Redis server dies and comes back.

Its connection is mended beneath it then, and nobody waits at the new one for messages. So when jobs wait, nothing is
under way and no message has come for a while, the consumer is made to connect anew. In vain, it does no harm.
"""

import time
from typing import Any

import structlog
from celery.worker import state

DEAF_SECONDS = 5.0

log = structlog.get_logger()


class Ear:
    """Watches the consumer of this main process."""

    def __init__(self, consumer: Any) -> None:  # noqa: ANN401 - Celery's
        """Begin to listen."""
        self._consumer = consumer
        self._since = time.monotonic()

    def heard(self, **_told: object) -> None:
        """A message has come."""
        self._since = time.monotonic()

    def look(self, *, waiting: bool) -> None:
        """Connect anew if jobs wait and nothing was heard of them for too long."""
        if not waiting or state.active_requests:
            self._since = time.monotonic()
            return
        hub = getattr(self._consumer, "hub", None)
        if hub is None or time.monotonic() - self._since < DEAF_SECONDS:
            return
        if any(issubclass(ConnectionResetError, error) for error in self._consumer.connection_errors):
            log.warning("listening_anew")
            self._since = time.monotonic()
            hub.call_soon(_break_off)


def _break_off() -> None:
    """End the consumer's loop as a lost connection does: it begins again from the beginning."""
    raise ConnectionResetError("nothing was heard of jobs that wait")
