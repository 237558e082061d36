"""Records as plain JSON and back, pictures included, so that a note can pass between processes.

This is the inside format: it mirrors the records field by field and may change with them. What other programs may hold
on to is written elsewhere. Reading checks every type, because the other process may have read a hostile file.
"""

import base64
import binascii
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from document.note import Note

type_hints = cache(typing.get_type_hints)
Record = TypeVar("Record")


class BadWire(ValueError):
    """The bytes are not what ``dump`` writes."""


def dump(note: Note) -> bytes:
    """Write a note as JSON; ``load`` gives the equal note back."""
    return json.dumps(pack(note), separators=(",", ":")).encode("ascii")


def load(data: bytes) -> Note:
    """Read what ``dump`` wrote; raises BadWire for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadWire(f"not JSON: {error}") from error
    return unpack(value, Note)


def pack(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Turn a record, an enum, bytes, a tuple or a plain value into what JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: (getattr(value, field.name), field) for field in fields(value)}
        return {name: pack(part) for name, (part, field) in told.items() if not _is_default(part, field)}
    if isinstance(value, tuple):
        return [pack(part) for part in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"records do not hold {type(value).__name__}")


def unpack(value: object, kind: type[Record]) -> Record:
    """Build a record of ``kind`` from what ``pack`` made of it; raises BadWire where a type does not fit."""
    return typing.cast("Record", _unpack(value, kind))


def _is_default(value: object, field: Field[Any]) -> bool:
    """Tell whether a field may be left out: equal, and of the same type, so that 1 is not taken for True."""
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return type(value) is type(default) and bool(value == default)


def _unpack(value: object, kind: Any) -> object:  # noqa: ANN401 - a type form
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        return None if value is None else _unpack(value, _without_none(kind))
    if origin is tuple:
        part = typing.get_args(kind)[0]
        return tuple(_unpack(item, part) for item in _expect(value, list))
    if is_dataclass(kind):
        return _unpack_record(_expect(value, dict), kind)
    return _unpack_plain(value, kind)


def _without_none(union: Any) -> Any:  # noqa: ANN401 - a type form
    (kind,) = (part for part in typing.get_args(union) if part is not types.NoneType)
    return kind


def _unpack_record(value: Mapping[str, object], kind: Any) -> object:  # noqa: ANN401 - a type form
    hints = type_hints(kind)
    if unknown := value.keys() - hints.keys():
        raise BadWire(f"{kind.__name__} has no {min(unknown)!r}")
    try:
        return kind(**{name: _unpack(part, hints[name]) for name, part in value.items()})
    except TypeError as error:
        raise BadWire(f"{kind.__name__} is not complete: {error}") from error


def _unpack_plain(value: object, kind: Any) -> object:  # noqa: ANN401 - a type form
    if kind is bytes:
        try:
            return base64.b64decode(_expect(value, str), validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadWire(f"not base64: {error}") from error
    if issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError as error:
            raise BadWire(str(error)) from error
    if kind is float and type(value) is int:
        return value
    return _expect(value, kind)


def _expect(value: object, kind: Any) -> Any:  # noqa: ANN401 - a type form
    if type(value) is not kind:
        raise BadWire(f"{kind.__name__} expected, {type(value).__name__} found")
    return value
