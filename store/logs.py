"""Logs: one line an event, JSON for a machine that reads them, short and coloured for a person at a terminal.

Our own events have static names and ids beside them, never a note's text, file name, an e-mail, a secret or a key. What
libraries say goes the same way. An error is told by its kind and place: its message may hold text of a note.
"""

import logging
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

TOLD = ("uvicorn.error", "celery")
"""Libraries whose ordinary lines are of use to whoever runs a server; of all others only warnings are told."""

PLACES = 6
"""Lines of code that are named of an error, the last ones."""


def begin(level: str, stream: TextIO | None = None) -> None:
    """Let this process write its log to standard error, or to ``stream``, from the level debug, info, warning or error.

    May be called again; the last call holds.
    """
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_messages_of_errors,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # what logged before this call is to obey it as well
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_as_event, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_shape(stream)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    lowest = logging.getLevelNamesMapping()[level.upper()]
    for name in _ROOMS:
        logging.getLogger(name).setLevel(lowest)
    for name in TOLD:
        logging.getLogger(name).setLevel(max(lowest, logging.INFO))  # below they speak of their insides
        _give_up_own_ways(name)
    warnings.simplefilter("ignore")  # they are for developers, and say whatever a library likes


_ROOMS = ("commands", "document", "glossary", "store", "worker", "api")


def _give_up_own_ways(name: str) -> None:
    """Undo what a library set up for its lines, so that they come to us."""
    steps = name.split(".")
    for length in range(1, len(steps) + 1):
        logger = logging.getLogger(".".join(steps[:length]))
        logger.handlers, logger.propagate, logger.disabled = [], True, False


def _shape(stream: TextIO) -> Sequence[Processor]:
    if stream.isatty():
        return [structlog.dev.ConsoleRenderer(pad_event_to=24)]
    return [structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)]


def _as_event(_: Any, __: str, event: EventDict) -> EventDict:  # noqa: ANN401 - structlog's
    """Turn a library's line into an event of ours: what it says becomes a field.

    Of a line that tells an error only the pattern is kept, because what it is filled with may come from a note.
    """
    record: logging.LogRecord = event["_record"]
    says = str(record.msg) if record.exc_info else event["event"]
    return {**event, "event": "library_says", "library": record.name, "says": says}


def _without_messages_of_errors(_: Any, __: str, event: EventDict) -> EventDict:  # noqa: ANN401 - structlog's
    """Tell an error by its kind and its last places."""
    told = event.pop("exc_info", None)
    if told:
        kind, _error, trace = _exception(told)
        if kind is not None:
            event["error"] = kind.__name__
            event["places"] = _places(trace)
    return event


def _exception(told: Any) -> tuple[type[BaseException] | None, BaseException | None, TracebackType | None]:  # noqa: ANN401
    """Read the three ways in which logging is told of an error."""
    if isinstance(told, BaseException):
        return type(told), told, told.__traceback__
    return told if isinstance(told, tuple) else sys.exc_info()


def _places(trace: TracebackType | None) -> Sequence[str]:
    frames = traceback.extract_tb(trace)[-PLACES:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
