"""Records as plain JSON and back, pictures included, so that they can pass between processes and be kept in files.

This is the inside format: it mirrors the records field by field and may change with them. What other programs may hold
on to is written elsewhere. Reading checks every type, because the other process may have read a hostile file.
"""

import base64
import binascii
import json
import types
import typing
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

type_hints = cache(typing.get_type_hints)
Record = TypeVar("Record")


class BadWire(ValueError):
    """The bytes are not what ``dump`` writes."""


def dump(record: object) -> bytes:
    """Write a record as JSON; ``load`` gives the equal record back."""
    return json.dumps(pack(record), separators=(",", ":")).encode("ascii")


def load(data: bytes, kind: type[Record]) -> Record:
    """Read what ``dump`` wrote of a record of ``kind``; raises BadWire for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadWire(f"not JSON: {error}") from error
    return unpack(value, kind)


def to_file(record: object) -> bytes:
    """Write a record as it is kept in a file: what ``dump`` writes, compressed, always to the same bytes."""
    return zlib.compress(dump(record), level=6)


def from_file(data: bytes, kind: type[Record]) -> Record:
    """Read what ``to_file`` wrote of a record of ``kind``; raises BadWire for anything else."""
    try:
        return load(zlib.decompress(data), kind)
    except zlib.error as error:
        raise BadWire(f"not compressed: {error}") from error


def pack(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Turn a record, an enum, bytes, a tuple, a dictionary by texts or a plain value into what JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: (getattr(value, field.name), field) for field in fields(value)}
        return {name: pack(part) for name, (part, field) in told.items() if not _is_default(part, field)}
    if isinstance(value, tuple):
        return [pack(part) for part in value]
    if isinstance(value, dict):
        return {_key(key): pack(part) for key, part in value.items()}
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
        return _unpack_tuple(_expect(value, list), typing.get_args(kind))
    if origin is dict:
        of_key, of_part = typing.get_args(kind)
        return {_unpack(key, of_key): _unpack(part, of_part) for key, part in _expect(value, dict).items()}
    if is_dataclass(kind):
        return _unpack_record(_expect(value, dict), kind)
    return _unpack_plain(value, kind)


def _key(key: object) -> str:
    """Give a dictionary's key as JSON can hold it: an enum's text, or the text that it is."""
    if not isinstance(key, str):
        raise TypeError(f"records do not hold dictionaries by {type(key).__name__}")
    return str(pack(key))


def _unpack_tuple(values: list[object], parts: tuple[Any, ...]) -> tuple[object, ...]:
    """Build a tuple of any length when its type says ``...``, else of as many parts as it names."""
    if parts[1:] == (Ellipsis,):
        return tuple(_unpack(value, parts[0]) for value in values)
    if len(values) != len(parts):
        raise BadWire(f"{len(parts)} values expected, {len(values)} found")
    return tuple(_unpack(value, part) for value, part in zip(values, parts, strict=True))


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
