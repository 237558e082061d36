"""Argos packages as files: a zip archive with one folder in it, and read with the distrust due to a stranger's file."""

import json
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from worker.engines.argos.errors import PackageRefused

METADATA = "metadata.json"
_MODEL = "model/model.bin"
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
_MAX_BYTES = 4 * 2**30
_MAX_ENTRIES = 5000
_MAX_METADATA = 2**20


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package says of itself: its one ``folder``, its metadata, and its unpacked size in bytes."""

    folder: str
    metadata: Mapping[str, Any]
    size: int


def inspect(file: Path) -> Contents:
    """Look into a package without unpacking it. Raises PackageRefused when it is none, or would write elsewhere."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            folder = _only_folder(file, entries)
            names = {entry.filename for entry in entries}
            _require(file, f"{folder}/{METADATA}" in names, f"it has no {METADATA}")
            _require(file, f"{folder}/{_MODEL}" in names, f"it has no {_MODEL}")
            _require(file, any(f"{folder}/{name}" in names for name in _TOKENIZERS), "it has no tokenizer")
            metadata = _metadata(file, archive, f"{folder}/{METADATA}")
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _refusal(file, "it cannot be read as a zip archive") from error
    return Contents(folder, metadata, sum(entry.file_size for entry in entries))


def unpack(file: Path, into: Path) -> Path:
    """Unpack an inspected package into an empty folder and give the folder of the package there.

    Raises PackageRefused when its bytes are damaged, OSError when they cannot be written.
    """
    folder = inspect(file).folder
    try:
        with zipfile.ZipFile(file) as archive:
            archive.extractall(into)  # inspect has looked at every name
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refusal(file, "it is damaged") from error
    return into / folder


def _only_folder(file: Path, entries: list[zipfile.ZipInfo]) -> str:
    _require(file, 0 < len(entries) <= _MAX_ENTRIES, "it has no files, or far too many")
    _require(file, sum(entry.file_size for entry in entries) <= _MAX_BYTES, "it is far too large when unpacked")
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        safe = ".." not in parts and not entry.filename.startswith("/") and not set(entry.filename) & set("\\:")
        _require(file, safe, f"it would write outside its folder ({entry.filename})")
        _require(file, not stat.S_ISLNK(entry.external_attr >> 16), f"it holds a link ({entry.filename})")
    folders = {entry.filename.split("/")[0] for entry in entries}
    _require(file, len(folders) == 1, "it does not hold one single folder")
    return folders.pop()


def _metadata(file: Path, archive: zipfile.ZipFile, name: str) -> Mapping[str, Any]:
    with archive.open(name) as stream:
        text = stream.read(_MAX_METADATA)
    try:
        metadata = json.loads(text)
    except ValueError as error:
        raise _refusal(file, f"its {METADATA} cannot be read") from error
    _require(file, isinstance(metadata, dict), f"its {METADATA} cannot be read")
    checked: Mapping[str, Any] = metadata
    return checked


def _require(file: Path, condition: bool, otherwise: str) -> None:
    if not condition:
        raise _refusal(file, otherwise)


def _refusal(file: Path, reason: str) -> PackageRefused:
    return PackageRefused(
        f"{file.name} is not an Argos package: {reason}. Nothing was installed. "
        "Download it again, or take the .argosmodel file from another place."
    )
