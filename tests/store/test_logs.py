"""What processes write into the log: lines for machines, and nothing that belongs to people."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from store import logs

MARKER = "la coopérative secrète"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Write the log into memory as long as the test lasts."""
    root, before = logging.getLogger(), logging.getLogger().handlers
    stream = io.StringIO()
    logs.begin("info", stream)
    yield stream
    root.handlers = before
    structlog.reset_defaults()


def told(stream: io.StringIO) -> list[dict[str, object]]:
    """Read the lines back."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_a_line_with_its_ids(lines: io.StringIO) -> None:
    """Name, level, time, and what is bound to the work at hand."""
    log = structlog.get_logger("worker.turn")
    with structlog.contextvars.bound_contextvars(job="j1", note="n1"):
        log.info("job_claimed", fence=2)
    [line] = told(lines)
    assert {"event": "job_claimed", "level": "info", "job": "j1", "note": "n1", "fence": 2}.items() <= line.items()
    assert re.match(r"\d{4}-\d\d-\d\dT.*Z$", str(line["timestamp"]))


def test_a_library_says_its_lines_in_the_same_way(lines: io.StringIO) -> None:
    """Lines of the server and the queue are events with one name; details of other libraries are not told."""
    logging.getLogger("uvicorn.error").info("Shutting down")
    logging.getLogger("celery.worker").debug("insides")
    logging.getLogger("some.library").info("chatter")
    [line] = told(lines)
    assert (line["event"], line["library"], line["says"]) == ("library_says", "uvicorn.error", "Shutting down")


def test_an_error_is_told_by_kind_and_place_and_never_by_its_message(lines: io.StringIO) -> None:
    """What an error says may come from a note, whoever tells it and however."""
    own, foreign = structlog.get_logger("api.wall"), logging.getLogger("celery.app.trace")
    try:
        int(MARKER)
    except ValueError as problem:
        own.error("request_broke", exc_info=problem)
        own.error("request_broke", exc_info=True)
        foreign.error("Task %s raised: %r", "ring", problem, exc_info=True)
    assert MARKER not in lines.getvalue()
    assert [line["error"] for line in told(lines)] == ["ValueError"] * 3
    assert all(str(line["places"]).startswith("['test_logs.py:") for line in told(lines))


def test_the_level_holds_for_our_rooms(lines: io.StringIO) -> None:
    """Below the level nothing is written."""
    structlog.get_logger("store.bell").debug("too_fine")
    logs.begin("debug", lines)
    structlog.get_logger("store.bell").debug("fine")
    assert [line["event"] for line in told(lines)] == ["fine"]


def test_on_a_terminal_lines_are_for_eyes() -> None:
    """A person reads words and no JSON."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream, before = Terminal(), logging.getLogger().handlers
    logs.begin("info", stream)
    structlog.get_logger("api.journal").info("request_answered", status=200)
    logging.getLogger().handlers = before
    structlog.reset_defaults()
    assert "request_answered" in stream.getvalue()
    assert "{" not in stream.getvalue()
