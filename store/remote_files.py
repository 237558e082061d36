"""Files in an object store, as S3: an object appears complete or not at all, which is all that we need of it.

Credentials, region and address come from the environment, as the driver of each kind of store reads them.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import fsspec

from document.errors import TripontError
from store.incoming import receiving
from store.stored import BadFilesUrl, FileMissing, FilesAway, Incoming, Stored, is_name, missing

_DEADLINES: Mapping[str, Any] = {"connect_timeout": 5, "read_timeout": 30, "retries": {"max_attempts": 2}}
"""Seconds. A store that does not answer must not hold a door open for minutes."""


class RemoteFiles:
    """Files under a URL that fsspec knows. Making one opens nothing; each process has its own connection."""

    def __init__(self, url: str) -> None:
        """Take a URL as ``s3://bucket/prefix``; raises BadFilesUrl."""
        self._scheme, _, path = url.partition("://")
        self._root = path.strip("/")
        self._connected: tuple[int, Any] | None = None
        if not self._root:
            raise BadFilesUrl(f"The address of the files {url} names no bucket. Write it like s3://bucket/prefix.")
        _driver(self._scheme)

    def receive(self) -> AbstractContextManager[Incoming]:
        """See Files. What comes in lies on this machine's disk until it is whole."""
        return receiving(None, self._take, self.has)

    def put(self, content: bytes) -> Stored:
        """See Files."""
        with self.receive() as incoming:
            incoming.write(content)
            return incoming.keep()

    def has(self, sha256: str) -> bool:
        """See Files."""
        with _told():
            try:
                self._files.info(self._place(sha256))
            except (FileNotFoundError, FileMissing):
                return False
            return True

    def read(self, sha256: str) -> bytes:
        """See Files."""
        with self.open(sha256) as stream:
            return stream.read()

    def open(self, sha256: str) -> BinaryIO:
        """See Files. The whole file is fetched first, so that reading it cannot fail half-way."""
        with self.local(sha256) as path:
            return path.open("rb")

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """See Files."""
        place = self._place(sha256)
        with tempfile.TemporaryDirectory(prefix="tripont-") as folder:
            path = Path(folder) / sha256
            with _told():
                try:
                    self._files.get_file(place, str(path))
                except FileNotFoundError as problem:
                    raise missing(sha256) from problem
            yield path

    def delete(self, sha256: str) -> None:
        """See Files."""
        with _told(), suppress(FileNotFoundError):
            self._files.rm_file(self._place(sha256))

    def names(self, older_than: float) -> Iterator[str]:
        """See Files."""
        before = datetime.now(UTC).timestamp() - older_than
        with _told():
            found = self._files.find(self._root, detail=True)
        for path, entry in found.items():
            name = path.rpartition("/")[2]
            if is_name(name) and _written_at(entry) < before:
                yield name

    def tidy(self, older_than: float) -> int:
        """See Files. Nothing half-received lies in the object store, and the machine empties its own /tmp."""
        del older_than
        return 0

    def check(self) -> int | None:
        """See Files."""
        with _told():
            self._files.pipe_file(f"{self._root}/check", b"tripont")
            return None

    def _take(self, path: Path, sha256: str) -> None:
        with _told():
            self._files.put_file(str(path), self._place(sha256))

    def _place(self, sha256: str) -> str:
        if not is_name(sha256):
            raise missing(sha256)
        return f"{self._root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    @property
    def _files(self) -> Any:  # noqa: ANN401 - fsspec has no types
        # A connection that was inherited over a fork hangs.
        if self._connected is None or self._connected[0] != os.getpid():
            options: dict[str, Any] = {"config_kwargs": dict(_DEADLINES)} if self._scheme == "s3" else {}
            driver = _driver(self._scheme)
            self._connected = os.getpid(), driver(use_listings_cache=False, skip_instance_cache=True, **options)
        return self._connected[1]


def _driver(scheme: str) -> Any:  # noqa: ANN401 - fsspec has no types
    try:
        return fsspec.get_filesystem_class(scheme)
    except ImportError as problem:
        extra = "type: pip install 'tripont[s3]'" if scheme == "s3" else f"install fsspec's driver for {scheme}"
        raise BadFilesUrl(
            f"Files are to lie at {scheme}://, and the package for it is missing. To have it, {extra}."
        ) from problem
    except ValueError as problem:
        raise BadFilesUrl(
            f"Nobody knows files at {scheme}://. Set a folder, or an address like s3://bucket/prefix."
        ) from problem


def _written_at(entry: Mapping[str, Any]) -> float:
    """Read when an object was written: S3 says LastModified, the store in memory says created."""
    at = entry.get("LastModified") or entry["created"]
    return float(at.timestamp()) if isinstance(at, datetime) else float(at)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except TripontError:
        raise
    except Exception as problem:  # each driver has its own
        raise FilesAway(
            f"The place for files does not answer just now ({type(problem).__name__}). Nothing was lost; try again."
        ) from problem
