"""Fetching large files over bad lines: what has arrived stays, and the next try goes on from there."""

import hashlib
import http.client
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from document.progress import Progress, Report, silent
from worker.engines.argos.errors import PackageRefused, PackageUnavailable

STAGE = "download"
_CHUNK = 2**16
_MAX_BYTES = 2 * 2**30  # the largest package of the public index has a fifth of this
_SPARE_BYTES = 64 * 2**20  # a disk that is filled to the last byte troubles everything else on the machine
_GONE = frozenset({400, 401, 403, 404, 410, 451})  # asking again will not help
_NOTHING_LEFT = 416
_PARTIAL = 206


class _Broken(Exception):
    """The line broke, or the server is in trouble: worth another try."""


class _NothingLeft(_Broken):
    """The server has no such rest of the file: what lies here is not the beginning of what it has."""


def free_bytes(folder: Path) -> int:
    """Tell how much room there is for files in ``folder``."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How files are fetched: ``timeout`` in seconds of silence, ``tries`` in a row that bring nothing.

    ``room`` tells the free bytes of a folder and ``wait`` passes the seconds between two tries.
    """

    timeout: float = 30.0
    tries: int = 3
    room: Callable[[Path], int] = free_bytes
    wait: Callable[[float], None] = time.sleep

    def read(self, address: str, limit: int) -> bytes:
        """Give the small file at ``address``. Raises PackageUnavailable."""
        reason = ""
        for number in range(self.tries):
            try:
                with _opened(address, {}, self.timeout) as answer:
                    return _read(answer, limit)
            except _Broken as error:
                reason = str(error)
                if number + 1 < self.tries:
                    self.wait(_pause(number))
        raise _unreachable(address, reason)

    def fetch(self, address: str, target: Path, *, sha256: str | None = None, report: Report = silent) -> None:
        """Bring the file at ``address`` to ``target``; progress is in bytes.

        Until it is complete it lies beside ``target`` as ``.part``, from where a later call goes on.
        Raises PackageUnavailable when it cannot be had or stored, PackageRefused when its checksum is wrong.
        """
        part = _Part(target)
        vain, reason = 0, ""
        while vain < self.tries:
            before = part.size
            try:
                self._continue(address, part, report)
            except _Broken as error:
                reason = str(error)
                vain = 0 if part.size > before else vain + 1
                if isinstance(error, _NothingLeft):
                    part.discard()
                if vain < self.tries:
                    self.wait(_pause(vain))
            else:
                part.finish(sha256, address)
                return
        raise _unreachable(address, reason)

    def _continue(self, address: str, part: "_Part", report: Report) -> None:
        with _opened(address, part.conditions(), self.timeout) as answer:
            start = part.size if answer.status == _PARTIAL else 0
            total = start + answer.length if answer.length else 0
            self._check_room(address, part, total, total - start)
            part.begin(start, answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")
            try:
                with part.file.open("ab") as file:
                    _pour(answer, file, total, report)
            except OSError as error:  # those of the line have become _Broken
                raise PackageUnavailable(
                    f"The package could not be written to {part.file} ({error.strerror}). "
                    "Make room or set another folder, and type the same again."
                ) from error
        if total and part.size < total:
            raise _Broken("the connection ended early")

    def _check_room(self, address: str, part: "_Part", total: int, missing: int) -> None:
        if total > _MAX_BYTES:
            raise PackageRefused(
                f"{address} has {_megabytes(total)}, more than any package needs, so it was not fetched. "
                "Check the address of the index."
            )
        free = self.room(part.file.parent)
        if missing + _SPARE_BYTES > free:
            raise PackageUnavailable(
                f"The disk of {part.file.parent} has {_megabytes(free)} free, and {address} still needs "
                f"{_megabytes(missing + _SPARE_BYTES)}. Make room and type the same again."
            )


class _Part:
    """The part of a file that has arrived, and the mark by which the server knows which version it was."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.file = target.with_name(f"{target.name}.part")
        self._mark = target.with_name(f"{target.name}.version")
        self.file.parent.mkdir(parents=True, exist_ok=True)

    @property
    def size(self) -> int:
        return self.file.stat().st_size if self.file.exists() else 0

    def conditions(self) -> dict[str, str]:
        """Ask for the rest if the file is still the same one; without a mark nobody can tell, so ask for all."""
        mark = self._mark.read_text() if self._mark.exists() else ""
        if not self.size or not mark:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": mark}

    def begin(self, start: int, mark: str) -> None:
        """Make ready to go on at ``start``."""
        if start == 0:
            self.discard()
            # A weak mark is not allowed in If-Range: equal meaning is not equal bytes.
            self._mark.write_text("" if mark.startswith("W/") else mark)

    def discard(self) -> None:
        self.file.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)

    def finish(self, sha256: str | None, address: str) -> None:
        """Give the complete file its name, if it is the one that the index meant."""
        if sha256 and _sha256(self.file) != sha256.lower():
            self.discard()
            raise PackageRefused(
                f"What arrived from {address} does not have the checksum of the index, so it was thrown away. "
                "Type the same again; if it happens twice, tell whoever keeps the index."
            )
        self.file.replace(self.target)
        self._mark.unlink(missing_ok=True)


def _opened(address: str, headers: dict[str, str], timeout: float) -> http.client.HTTPResponse:
    if not address.lower().startswith(("http://", "https://")):
        raise PackageUnavailable(
            f"{address} is not an address of the web, so nothing can be fetched from it. "
            "Give one that begins with https://."
        )
    asked = {"User-Agent": "tripont", "Accept-Encoding": "identity", **headers}
    request = urllib.request.Request(address, headers=asked)  # noqa: S310 - the scheme is checked above
    try:
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=timeout)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == _NOTHING_LEFT:
            raise _NothingLeft(error.reason) from error
        if error.code in _GONE:
            raise _unreachable(address, f"the server says {error.code} {error.reason}") from error
        raise _Broken(f"the server says {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(_reason(error)) from error
    except ValueError as error:
        raise _unreachable(address, str(error)) from error
    return answer


def _read(answer: http.client.HTTPResponse, limit: int) -> bytes:
    announced = answer.length or 0
    try:
        data = answer.read(limit + 1)
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(_reason(error)) from error
    if len(data) > limit:
        raise PackageRefused(f"{answer.url} is far too long for an index. Check the address of the index.")
    if len(data) < announced:
        raise _Broken("the connection ended early")
    return data


def _pour(answer: http.client.HTTPResponse, file: IO[bytes], total: int, report: Report) -> None:
    done = file.tell()
    report(Progress(STAGE, done, total))
    while chunk := _next_chunk(answer):
        done += len(chunk)
        if done > (total or _MAX_BYTES):
            raise _Broken("more arrived than was announced")
        file.write(chunk)
        report(Progress(STAGE, done, total))


def _next_chunk(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(_reason(error)) from error


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pause(number: int) -> float:
    return float(min(2**number, 15))


def _reason(error: BaseException) -> str:
    inner = getattr(error, "reason", error)
    return str(inner) or type(inner).__name__


def _megabytes(count: int) -> str:
    return f"{count / 10**6:,.0f} MB"


def _unreachable(address: str, reason: str) -> PackageUnavailable:
    return PackageUnavailable(
        f"{address} could not be fetched ({reason}). Without a network, download the .argosmodel file on another "
        "machine and type: tripont engines install FILE.argosmodel"
    )
