"""Files in a folder: each is written beside its place, brought to the disk, and renamed."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from store.incoming import disk_told, receiving
from store.stored import Incoming, Stored, is_name, missing


class LocalFiles:
    """Files in a folder of this machine, or one that several machines share."""

    def __init__(self, folder: Path) -> None:
        """Keep files in this folder, which is made when the first comes."""
        self._folder = folder

    def receive(self) -> AbstractContextManager[Incoming]:
        """See Files."""
        return receiving(self._incoming, self._take, self.has)

    def put(self, content: bytes) -> Stored:
        """See Files."""
        with self.receive() as incoming:
            incoming.write(content)
            return incoming.keep()

    def has(self, sha256: str) -> bool:
        """See Files."""
        with disk_told():
            return is_name(sha256) and self._place(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """See Files."""
        with disk_told(), self.open(sha256) as stream:
            return stream.read()

    def open(self, sha256: str) -> BinaryIO:
        """See Files."""
        with disk_told():
            try:
                return self._place(sha256).open("rb")
            except FileNotFoundError as problem:
                raise missing(sha256) from problem

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """See Files."""
        if not self.has(sha256):
            raise missing(sha256)
        yield self._place(sha256)

    def delete(self, sha256: str) -> None:
        """See Files."""
        with disk_told():
            self._place(sha256).unlink(missing_ok=True)

    def names(self, older_than: float) -> Iterator[str]:
        """See Files."""
        for path in self._older(self._folder.glob("??/??/*"), older_than):
            if is_name(path.name):
                yield path.name

    def tidy(self, older_than: float) -> int:
        """See Files."""
        with disk_told():
            left = list(self._older(self._incoming.glob("*"), older_than))
            for path in left:
                path.unlink(missing_ok=True)
        return len(left)

    def check(self) -> int | None:
        """See Files."""
        with disk_told():
            self._incoming.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._incoming, buffering=0) as probe:
                probe.write(b"tripont")
                return shutil.disk_usage(self._folder).free

    def _place(self, sha256: str) -> Path:
        """Give the path of a file; raises FileMissing for what cannot be one."""
        if not is_name(sha256):
            raise missing(sha256)
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _take(self, path: Path, sha256: str) -> None:
        target = self._place(sha256)
        with disk_told():
            os.utime(path)  # its age counts from now, however slowly it came in
            _sync(path, os.O_RDONLY)
            self._make_room(target.parent)
            path.replace(target)
            _sync(target.parent, os.O_RDONLY | os.O_DIRECTORY)

    def _make_room(self, folder: Path) -> None:
        """Make a folder whose entry survives a power cut."""
        if folder.is_dir():
            return
        if folder != self._folder:
            self._make_room(folder.parent)
        folder.mkdir(parents=True, exist_ok=True)
        _sync(folder.parent, os.O_RDONLY | os.O_DIRECTORY)

    @property
    def _incoming(self) -> Path:
        return self._folder / "incoming"

    @staticmethod
    def _older(paths: Iterator[Path], seconds: float) -> Iterator[Path]:
        before = time.time() - seconds
        with disk_told():
            found = sorted(paths)
        for path in found:
            written = before
            with disk_told(), suppress(FileNotFoundError):  # it may have been kept or removed meanwhile
                written = path.stat().st_mtime
            if written < before:
                yield path


def _sync(path: Path, flags: int) -> None:
    """Bring a file's content, or what happened to a folder's entries, to the disk."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
