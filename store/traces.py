"""Traces for OpenTelemetry, for those who collect them: requests and jobs, with ids alone.

They go out when OTEL_EXPORTER_OTLP_ENDPOINT is set and the packages of the extra ``otel`` are installed; without either
nothing is done and nothing is needed. Where and how often they are sent, OpenTelemetry's own variables say.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"

log = structlog.get_logger()


@dataclass
class _Road:
    """Where this process sends its traces."""

    tracer: Any = None


_road = _Road()


def begin(service: str) -> bool:
    """Let this process send traces under the name of a service; tells whether it does. After a fork, call it anew."""
    if not os.environ.get(ENDPOINT):
        return False
    try:
        # An extra, which most installations do without.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.warning("traces_not_sent", reason=f"{ENDPOINT} is set; type: pip install 'tripont[otel]'")
        return False
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _road.tracer = provider.get_tracer("tripont")
    return True


def passed(name: str, seconds: float, **told: str | int) -> None:
    """Tell of something that took so long and ends now."""
    if _road.tracer is not None:
        end = time.time_ns()
        _road.tracer.start_span(name, start_time=end - int(seconds * 1e9), attributes=told).end(end)


@contextmanager
def span(name: str, **told: str | int) -> Iterator[None]:
    """Tell of what happens within the block. An error is told by its kind, since its message may hold a note's text."""
    if _road.tracer is None:
        yield
        return
    with _road.tracer.start_as_current_span(
        name, attributes=told, record_exception=False, set_status_on_exception=False
    ):
        yield


def reached(stage: str) -> None:
    """Tell that the block of the innermost ``span`` has come to a stage."""
    if _road.tracer is not None:
        from opentelemetry.trace import get_current_span  # noqa: PLC0415 - the extra is there, since it has begun

        get_current_span().add_event(stage)
