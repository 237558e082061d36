"""A store in a temporary folder, the fixture packages, and a server that offers packages as the public index does."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from worker.engines.argos.download import Fetcher
from worker.engines.argos.engine import Argos
from worker.engines.argos.packages import Store

MODELS = Path(__file__).parents[3] / "fixtures" / "argos"


@dataclass
class Resource:
    """A file on the server; its troubles come one a request, in order, before it is served as it should be.

    A trouble is a status to answer with, or ``("cut", n)``: the line breaks after n bytes.
    """

    data: bytes
    mark: str = '"first"'
    ranges: bool = True
    troubles: list[int | tuple[str, int]] = field(default_factory=list)


class PackageServer(ThreadingHTTPServer):
    """A real web server on this machine that speaks as a file server does: lengths, marks, ranges."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.resources: dict[str, Resource] = {}
        self.requests: list[tuple[str, str | None]] = []
        """The path and the Range header of each request."""

    @property
    def address(self) -> str:
        """The address that all paths hang on."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """Keep quiet when a client hangs up: some tests are about that."""

    def offer(self, name: str, data: bytes, **index_entry) -> Resource:
        """Serve a file, and put it into the index when an entry for it is given."""
        self.resources[f"/{name}"] = resource = Resource(data)
        if index_entry:
            index = self.resources.setdefault("/index.json", Resource(b"[]", mark='W/"index"'))
            entry = {"argos_version": "1.9.0", "links": [f"{self.address}/{name}"], **index_entry}
            index.data = json.dumps([*json.loads(index.data), entry]).encode()
        return resource

    def ranges(self, name: str) -> list[str | None]:
        """Give the Range headers of the requests for a file."""
        return [asked for path, asked in self.requests if path == f"/{name}"]


class _Handler(BaseHTTPRequestHandler):
    server: PackageServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers["Range"]))
        resource = self.server.resources.get(self.path)
        trouble = resource.troubles.pop(0) if resource and resource.troubles else None
        if resource is None or isinstance(trouble, int):
            self.send_error(trouble if isinstance(trouble, int) else 404)
        else:
            self._send(resource, trouble[1] if trouble else None)

    def _send(self, resource: Resource, cut: int | None) -> None:
        start = 0
        if resource.ranges and self.headers["Range"] and self.headers["If-Range"] == resource.mark:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        if start and start >= len(resource.data):
            self.send_error(416)
            return
        rest = resource.data[start:]
        self.send_response(206 if start else 200)
        self.send_header("ETag", resource.mark)
        self.send_header("Content-Length", str(len(rest)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(resource.data) - 1}/{len(resource.data)}")
        self.end_headers()
        self.wfile.write(rest[:cut])
        self.close_connection = cut is not None

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[PackageServer]:
    """A running server without any file."""
    with PackageServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def fetcher() -> Fetcher:
    """A fetcher that does not wait between tries."""
    return Fetcher(timeout=5, wait=lambda _: None)


@pytest.fixture
def store(tmp_path: Path, server: PackageServer, fetcher: Fetcher) -> Store:
    """An empty store that asks the server."""
    return Store(tmp_path / "packages", tmp_path / "downloads", lambda: f"{server.address}/index.json", fetcher)


@pytest.fixture(scope="session")
def fr_en() -> Path:
    """The fixture package from French into English."""
    return MODELS / "fr_en.argosmodel"


@pytest.fixture(scope="session")
def en_es() -> Path:
    """The fixture package from English into Spanish."""
    return MODELS / "en_es.argosmodel"


@pytest.fixture(scope="session")
def argos(tmp_path_factory: pytest.TempPathFactory, fr_en: Path, en_es: Path) -> Argos:
    """The engine with both fixture packages installed."""
    folder = tmp_path_factory.mktemp("argos")
    store = Store(folder / "packages", folder / "downloads")
    store.install_file(fr_en)
    store.install_file(en_es)
    return Argos(store)
