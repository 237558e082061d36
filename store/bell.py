"""The bell that wakes a worker: a message with a job's id, which may be lost, doubled or late without harm.

Ringing never fails and never waits long: with the broker away, the reconciler rings again when it is back.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

RING = "tripont.ring"
"""The one task that a message can ask for."""

log = structlog.get_logger()


class Bell(Protocol):
    """What can be rung."""

    def ring(self, jobs: Iterable[str]) -> bool:
        """Ring for each of the jobs; tells whether the broker took them."""
        ...


def application(broker: str) -> Celery:
    """Make the Celery application, the same for who rings and who answers: ids only, no results, one at a time.

    A broker of plain files gets its folder.
    """
    app = Celery("tripont", broker=broker)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=False,  # the job table knows what was not finished
        worker_prefetch_multiplier=1,
        task_default_queue="tripont",
        task_publish_retry=False,
        broker_connection_timeout=2,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport_options(broker),
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    return app


class CeleryBell:
    """Rings through Celery's broker."""

    def __init__(self, app: Celery) -> None:
        """Ring through this application's broker."""
        self._app = app

    def ring(self, jobs: Iterable[str]) -> bool:
        """See Bell."""
        try:
            for job in jobs:
                self._app.send_task(RING, args=[job])
        except (OperationalError, OSError) as problem:
            log.warning("broker_away", reason=str(problem))
            return False
        return True


class NoBell:
    """Rings nowhere: whoever waits is found by the reconciler."""

    def ring(self, jobs: Iterable[str]) -> bool:
        """See Bell."""
        return not list(jobs)


def _transport_options(broker: str) -> dict[str, object]:
    if broker.startswith("redis"):
        return {"socket_timeout": 5, "socket_connect_timeout": 2, "socket_keepalive": True}
    if broker.startswith("filesystem"):
        # Celery reads and writes the same folder; the address holds it behind the scheme.
        folder = Path(broker.removeprefix("filesystem://"))
        folder.mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
            "store_processed": False,
        }
    return {}
