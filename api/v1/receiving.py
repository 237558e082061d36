"""A multipart body taken in piece by piece: fields into memory, files straight to the store, each up to its limit.

What is no note is known from its first bytes and never written further; nothing is kept until ``keep`` is called.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Self

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.filenames import cleaned
from api.problems import BadForm, InvalidRequest, TooManyFiles, TooSlow
from document import admission
from document.errors import RefusedInput, TooLarge
from store.files import Files, Incoming, Stored

FIELD_BYTES = 4096
FIELDS = 20
GATHERED = 256 * 1024
"""Bytes that are gathered before a thread parses and writes them."""
SILENCE_SECONDS = 60.0
"""A sender who says nothing for so long is taken to have gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one upload may bring: bytes of a file, and files."""

    file_bytes: int
    files: int

    @property
    def body_bytes(self) -> int:
        """The longest body, with some room for what stands between the files."""
        return self.file_bytes * self.files + FIELDS * FIELD_BYTES + self.files * 8192


class ReceivedFile:
    """A file of the upload: on its way into the store, or refused with ``refusal``."""

    def __init__(self, name: str, place: AbstractContextManager[Incoming]) -> None:
        """Begin a file under whatever name its sender gave it."""
        self.name = cleaned(name)
        self._named = bool(name)
        self.refusal: RefusedInput | None = None
        self.size = 0
        self._head = b""
        self._stack = ExitStack()
        self._incoming = self._stack.enter_context(place)

    @property
    def is_nothing(self) -> bool:
        """Tell a form's file field that was left empty."""
        return not self._named and self.size == 0

    def write(self, chunk: bytes, most: int) -> None:
        """Add to it, unless it is refused; raises FilesAway."""
        self.size += len(chunk)
        if self.refusal is not None:
            return
        if len(self._head) < admission.HEAD:
            self._head += chunk[: admission.HEAD - len(self._head)]
        try:
            if self.size > most:
                raise admission.too_large(f"has more than {most / admission.MEGABYTE:g} MB", most)
            if len(self._head) == admission.HEAD:
                admission.check_head(self._head)
        except RefusedInput as problem:
            self._refuse(problem)
            return
        self._incoming.write(chunk)

    def end(self, most: int) -> None:
        """Look at it as a whole."""
        if self.refusal is None:
            try:
                admission.check(self.size, self._head, most)
            except RefusedInput as problem:
                self._refuse(problem)

    def keep(self) -> Stored:
        """Make it durable; raises FilesAway."""
        return self._incoming.keep()

    def close(self) -> None:
        """Forget what was not kept."""
        self._stack.close()

    def _refuse(self, problem: RefusedInput) -> None:
        self.refusal = problem
        self.close()


@dataclass(slots=True)
class Received:
    """What came: fields by name, in the order in which they came, and files."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[ReceivedFile] = field(default_factory=list)

    def one(self, name: str) -> str | None:
        """Give a field that may stand once, or None where it is missing or empty; raises InvalidRequest."""
        values = [value for value in self.fields.get(name, ()) if value]
        if len(values) > 1:
            raise InvalidRequest(f"The field {name} stands there {len(values)} times. Send it once.")
        return values[0] if values else None

    def close(self) -> None:
        """Forget the files that were not kept."""
        for file in self.files:
            file.close()


async def receive(request: Request, files: Files, bounds: Bounds) -> Received:
    """Take a request's body in; whoever gets it closes it.

    Raises BadForm, InvalidRequest, TooLarge, TooManyFiles, TooSlow, FilesAway.
    """
    if int(request.headers.get("content-length") or 0) > bounds.body_bytes:
        raise TooLarge(f"The upload is longer than {bounds.body_bytes / admission.MEGABYTE:.0f} MB. Send less at once.")
    parser = await run_in_threadpool(_Parser, request.headers.get("content-type", ""), files, bounds)
    try:
        async for piece in _gathered(request):
            await run_in_threadpool(parser.feed, piece)
        return parser.result()
    except BaseException:
        await asyncio.shield(run_in_threadpool(parser.received.close))
        raise


async def _gathered(request: Request) -> AsyncIterator[bytes]:
    """Give the body in pieces that are worth a thread's while; raises TooSlow."""
    gathered = bytearray()
    chunks = request.stream()
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            break
        except TimeoutError as problem:
            raise TooSlow("Nothing has come for a minute, and the upload is not whole. Send it again.") from problem
        gathered += chunk
        if len(gathered) >= GATHERED:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


class _Parser:
    """Turns the bytes of a multipart body into fields and files."""

    def __init__(self, content_type: str, files: Files, bounds: Bounds) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise InvalidRequest("An upload is multipart/form-data with a boundary. Send the files as a form does.")
        self.received = Received()
        self._files, self._bounds = files, bounds
        self._header, self._value, self._disposition = b"", b"", b""
        self._name = ""
        self._text: bytearray | None = None
        self._file: ReceivedFile | None = None
        self._taken, self._whole = 0, False
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._part_begin,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._part_data,
                    "on_part_end": self._part_end,
                    "on_end": self._end,
                },
            )
        except FormParserError as problem:
            raise BadForm("The boundary of the upload cannot be used. Send the files as a form does.") from problem

    def feed(self, piece: bytes) -> Self:
        """Take the next piece in."""
        self._taken += len(piece)
        if self._taken > self._bounds.body_bytes:
            raise TooLarge("The upload is longer than all the notes that are taken at once. Send less at once.")
        try:
            self._parser.write(piece)
        except FormParserError as problem:
            raise BadForm(
                "The upload is not well-formed multipart/form-data. Send the files as a form does."
            ) from problem
        return self

    def result(self) -> Received:
        """Give what came; raises BadForm when it broke off."""
        if not self._whole:
            raise BadForm("The upload broke off before its end. Send it again.")
        return self.received

    # --- What the parser meets ---

    def _part_begin(self) -> None:
        self._header, self._value, self._disposition = b"", b"", b""
        self._text, self._file = None, None

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise BadForm("A part of the upload has no name. Send the files as a form does.")
        self._name = _text(options[b"name"])
        if b"filename" not in options:
            self._text = bytearray()
            if sum(len(values) for values in self.received.fields.values()) == FIELDS:
                raise InvalidRequest(f"The upload has more than {FIELDS} fields. Send only those that are described.")
        else:
            self._begin_file(_text(options[b"filename"]))

    def _begin_file(self, name: str) -> None:
        if len(self.received.files) == self._bounds.files:
            raise TooManyFiles(
                f"At most {self._bounds.files} files are taken at once, and nothing of this upload was kept. "
                "Send them in several uploads."
            )
        self._file = ReceivedFile(name, self._files.receive())
        self.received.files.append(self._file)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end], self._bounds.file_bytes)
        elif self._text is not None:
            self._text += data[start:end]
            if len(self._text) > FIELD_BYTES:
                raise InvalidRequest(f"A field is longer than {FIELD_BYTES} bytes. Shorten it.")

    def _part_end(self) -> None:
        if self._file is not None and self._file.is_nothing:
            self.received.files.remove(self._file)
            self._file.close()
        elif self._file is not None:
            self._file.end(self._bounds.file_bytes)
        elif self._text is not None:
            self.received.fields.setdefault(self._name, []).append(_text(bytes(self._text)).strip())

    def _end(self) -> None:
        self._whole = True


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
