"""Traces go to whoever collects them, from processes of their own, and hold ids alone."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

TOLD = """
from store import logs, traces
logs.begin("info")
print(traces.begin("tripont-worker"))
try:
    with traces.span("translate", job="j1", note="n1"):
        traces.reached("terminology")
        raise ValueError("la phrase de la note")
except ValueError:
    pass
traces.passed("upload", 0.25, forum="f1")
"""


WITHOUT = "import sys; sys.modules['opentelemetry.sdk'] = None\n"
"""Makes a process one in which the extra is not installed."""


def tell(endpoint: str | None, before: str = "") -> subprocess.CompletedProcess[str]:
    """Let a process tell of a job that breaks and of a request."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    if endpoint:
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint
    return subprocess.run(
        [sys.executable, "-c", before + TOLD], capture_output=True, text=True, check=True, env=environment
    )


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Collect traces on this machine; gives the address, and what has come."""
    come: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            come.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", come
    server.shutdown()
    server.server_close()


def test_without_an_address_nothing_is_sent_or_said() -> None:
    """Most servers send no traces, and need no packages for it."""
    done = tell(None)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_traces_hold_ids_and_stages_and_no_text(collector: tuple[str, list[bytes]]) -> None:
    """A job with its stages and a request arrive; what an error said does not."""
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="the extra otel is not installed")
    address, come = collector
    assert tell(address).stdout == "True\n"
    sent = b"".join(come)
    for told in (b"tripont-worker", b"translate", b"terminology", b"upload", b"n1", b"f1"):
        assert told in sent
    assert b"la phrase" not in sent


def test_without_the_packages_one_line_says_what_to_type(collector: tuple[str, list[bytes]]) -> None:
    """An address without the extra is told once, and the work goes on."""
    address, come = collector
    done = tell(address, WITHOUT)
    assert done.stdout == "False\n"
    assert "tripont[otel]" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not come
