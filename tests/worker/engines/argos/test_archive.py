"""Looking into packages that come from anywhere."""

import stat
import zipfile
from pathlib import Path

import pytest

from worker.engines.argos import archive
from worker.engines.argos.errors import PackageRefused

GOOD = {
    "p/metadata.json": '{"from_code": "fr", "to_code": "en"}',
    "p/model/model.bin": "m",
    "p/sentencepiece.model": "s",
}


def pack(folder: Path, files: dict[str, str]) -> Path:
    """Write a zip archive with these files."""
    path = folder / "some.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


def without(name: str) -> dict[str, str]:
    """Give the good files but one."""
    return {other: text for other, text in GOOD.items() if other != name}


def test_a_good_package_tells_its_folder_and_metadata(tmp_path: Path) -> None:
    """Nothing is unpacked for that."""
    contents = archive.inspect(pack(tmp_path, GOOD))
    assert (contents.folder, contents.metadata["from_code"]) == ("p", "fr")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({**GOOD, "../evil.py": ""}, "outside its folder"),
        ({**GOOD, "p/../../evil.py": ""}, "outside its folder"),
        ({**GOOD, "/etc/evil": ""}, "outside its folder"),
        ({**GOOD, "p\\..\\evil": ""}, "outside its folder"),
        ({**GOOD, "C:/evil": ""}, "outside its folder"),
        ({**GOOD, "q/other.txt": ""}, "one single folder"),
        (without("p/metadata.json"), "no metadata.json"),
        (without("p/model/model.bin"), "no model/model.bin"),
        (without("p/sentencepiece.model"), "no tokenizer"),
        ({**GOOD, "p/metadata.json": "{"}, "cannot be read"),
        ({**GOOD, "p/metadata.json": "[]"}, "cannot be read"),
        ({}, "no files"),
    ],
)
def test_a_package_that_is_none_is_refused_with_its_reason(files: dict[str, str], reason: str, tmp_path: Path) -> None:
    """Each refusal says what is wrong, and that nothing was installed."""
    with pytest.raises(PackageRefused, match=rf"{reason}.*Nothing was installed"):
        archive.inspect(pack(tmp_path, files))


def test_a_link_is_refused(tmp_path: Path) -> None:
    """A link could lead the next file out of the folder."""
    path = pack(tmp_path, GOOD)
    with zipfile.ZipFile(path, "a") as made:
        entry = zipfile.ZipInfo("p/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc")
    with pytest.raises(PackageRefused, match="holds a link"):
        archive.inspect(path)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would grow beyond any model's size is not unpacked."""
    monkeypatch.setattr(archive, "_MAX_BYTES", 10_000)
    with pytest.raises(PackageRefused, match="far too large"):
        archive.inspect(pack(tmp_path, {**GOOD, "p/model/model.bin": "0" * 10_001}))


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    """A saved error page is told from a package."""
    path = tmp_path / "some.argosmodel"
    path.write_text("<html>")
    with pytest.raises(PackageRefused, match="zip archive"):
        archive.inspect(path)


def test_damaged_bytes_are_noticed_when_unpacking(tmp_path: Path, fr_en: Path) -> None:
    """The checksums within the archive are looked at."""
    data = bytearray(fr_en.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    path = tmp_path / "some.argosmodel"
    path.write_bytes(data)
    with pytest.raises(PackageRefused, match="damaged"):
        archive.unpack(path, tmp_path / "there")
