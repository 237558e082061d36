"""Installing, finding and removing packages, from files and from a server that speaks as the public index does."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from document.languages import DIRECTIONS, Direction, Language
from worker.engines.argos import packages
from worker.engines.argos.errors import PackageRefused, PackageUnavailable
from worker.engines.argos.packages import Store

FR, ES, EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH
FR_EN, EN_ES, FR_ES = Direction(FR, EN), Direction(EN, ES), Direction(FR, ES)


def offer(server, file: Path, source: str, target: str, **more):
    """Put a package on the server and into its index."""
    data = {"package_version": "0.1", "from_code": source, "to_code": target, **more}
    return server.offer(file.name, file.read_bytes(), **data)


def repacked(file: Path, folder: Path, name: str = "other", **metadata: str) -> Path:
    """Write a copy of a package with other metadata and another name for its folder."""
    path = folder / f"{name}.argosmodel"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry.endswith("metadata.json"):
                data = json.dumps({**json.loads(data), **metadata}).encode()
            new.writestr(f"{name}/{entry.partition('/')[2]}", data)
    return path


def folders(store: Store) -> list[str]:
    """Give the names of everything in the folder of packages."""
    return sorted(file.name for file in store.folder.iterdir())


def test_an_empty_store_has_nothing_and_makes_nothing(store: Store) -> None:
    """Looking creates no folder."""
    assert store.installed() == ()
    assert store.route(FR_EN) == ()
    assert not store.folder.exists()


def test_a_direction_is_installed_from_the_index_and_removed(store: Store, server, fr_en: Path) -> None:
    """After removal, nothing of it is left, nor of its download."""
    offer(server, fr_en, "fr", "en")
    told = []
    (package,) = store.install(FR_EN, report=told.append)
    assert (package.direction, package.version) == (FR_EN, "0.1")
    assert store.route(FR_EN) == (package,)
    assert told[-1].done == told[-1].total == fr_en.stat().st_size
    assert list(store.downloads.iterdir()) == []
    assert store.remove(FR_EN) == (package,)
    assert folders(store) == []
    assert store.remove(FR_EN) == ()


def test_a_broken_line_does_not_matter(store: Store, server, fr_en: Path) -> None:
    """A package that came in three pieces is whole."""
    offer(server, fr_en, "fr", "en").troubles = [("cut", 400_000), ("cut", 400_000)]
    store.install(FR_EN)
    assert server.ranges("fr_en.argosmodel") == [None, "bytes=400000-", "bytes=800000-"]
    assert store.route(FR_EN)


def test_two_packages_are_fetched_where_the_way_leads_through_english(
    store: Store, server, fr_en: Path, en_es: Path
) -> None:
    """French to Spanish needs French to English and English to Spanish, and takes each once."""
    offer(server, fr_en, "fr", "en")
    offer(server, en_es, "en", "es")
    assert [str(package) for package in store.install(FR_ES)] == ["fr_en 0.1", "en_es 0.1"]
    assert [package.direction for package in store.route(FR_ES)] == [FR_EN, EN_ES]
    assert store.route(Direction(ES, FR)) == ()
    before = len(server.requests)
    store.install(FR_ES)
    assert [path for path, _ in server.requests[before:]] == ["/index.json"]


def test_a_direct_package_is_preferred_to_two(store: Store, server, tmp_path: Path, fr_en: Path, en_es: Path) -> None:
    """Each hop loses something, so one is better."""
    offer(server, fr_en, "fr", "en")
    offer(server, en_es, "en", "es")
    direct = repacked(fr_en, tmp_path, "fr_es", to_code="es")
    offer(server, direct, "fr", "es")
    assert [str(package) for package in store.install(FR_ES)] == ["fr_es 0.1"]


def test_a_newer_version_takes_the_place_of_the_older(store: Store, server, tmp_path: Path, fr_en: Path) -> None:
    """There is one package a direction, whatever its folder is called."""
    store.install_file(fr_en)
    newer = repacked(fr_en, tmp_path, package_version="0.10")
    offer(server, newer, "fr", "en", package_version="0.10")
    (package,) = store.install(FR_EN)
    assert package.version == "0.10"
    assert folders(store) == ["other"]


def test_a_direction_that_the_index_does_not_have_is_said_so(store: Store, server, fr_en: Path) -> None:
    """One of the two hops is not enough."""
    offer(server, fr_en, "fr", "en")
    with pytest.raises(PackageUnavailable, match=r"no package for fr-es.*docs/engines\.md"):
        store.install(FR_ES)


def test_the_second_link_is_taken_when_the_first_is_dead(store: Store, server, fr_en: Path) -> None:
    """Links are places for the same file."""
    links = [f"{server.address}/gone", f"{server.address}/{fr_en.name}"]
    offer(server, fr_en, "fr", "en", links=links)
    assert store.install(FR_EN)


def test_a_wrong_checksum_installs_nothing(store: Store, server, fr_en: Path) -> None:
    """What the index did not mean does not come in."""
    offer(server, fr_en, "fr", "en", sha256="0" * 64)
    with pytest.raises(PackageRefused, match="checksum"):
        store.install(FR_EN)
    assert store.installed() == ()


def test_a_package_of_another_direction_than_promised_is_refused(store: Store, server, fr_en: Path) -> None:
    """An index that mixes up its files is not believed."""
    offer(server, fr_en, "es", "en")
    with pytest.raises(PackageRefused, match=r"promised.*es-en.*fr-en"):
        store.install(Direction(ES, EN))
    assert store.installed() == ()


def test_a_package_for_other_languages_is_refused(store: Store, tmp_path: Path, fr_en: Path) -> None:
    """The message names them."""
    with pytest.raises(PackageRefused, match="from fr to de"):
        store.install_file(repacked(fr_en, tmp_path, to_code="de"))


def test_a_refused_package_leaves_the_old_one_in_place(store: Store, tmp_path: Path, fr_en: Path) -> None:
    """A direction that was ready stays ready."""
    before = store.install_file(fr_en)
    damaged = bytearray(fr_en.read_bytes())
    damaged[600_000:600_064] = bytes(64)
    (tmp_path / "bad.argosmodel").write_bytes(damaged)
    with pytest.raises(PackageRefused):
        store.install_file(tmp_path / "bad.argosmodel")
    assert store.route(FR_EN) == (before,)
    assert folders(store) == [before.folder.name]


def test_a_missing_file_is_said_so(store: Store, tmp_path: Path) -> None:
    """No traceback for a slip of the finger."""
    with pytest.raises(PackageRefused, match="There is no file"):
        store.install_file(tmp_path / "nothing.argosmodel")


def test_a_full_disk_is_noticed_before_unpacking(store: Store, fr_en: Path) -> None:
    """The old state stays, and the message says what to do."""
    full = replace(store, fetcher=replace(store.fetcher, room=lambda _: 1000))
    with pytest.raises(PackageUnavailable, match="Make room"):
        full.install_file(fr_en)
    assert folders(store) == []


def test_a_folder_that_cannot_be_written_is_said_so(store: Store, fr_en: Path) -> None:
    """The setting that helps is named."""
    store.folder.write_text("a file where the folder should be")
    with pytest.raises(PackageUnavailable, match="ARGOS_PACKAGES_DIR"):
        store.install_file(fr_en)


def test_what_cannot_be_deleted_is_named(store: Store, fr_en: Path, tmp_path: Path) -> None:
    """A package that somebody linked into the folder is not followed and emptied elsewhere."""
    package = store.install_file(fr_en)
    elsewhere = package.folder.rename(tmp_path / "elsewhere")
    package.folder.symlink_to(elsewhere)
    with pytest.raises(PackageUnavailable, match="by hand"):
        store.remove(FR_EN)
    assert (elsewhere / "metadata.json").exists()


def test_folders_that_are_no_packages_are_passed_over(store: Store, fr_en: Path) -> None:
    """Argos Translate keeps packages of other kinds and languages in the same place."""
    package = store.install_file(fr_en)
    (store.folder / "empty").mkdir()
    for name, text in {"broken": "{", "german": '{"from_code": "de", "to_code": "en"}', "list": "[]"}.items():
        (store.folder / name).mkdir()
        (store.folder / name / "metadata.json").write_text(text)
    assert store.installed() == (package,)


def test_what_is_typed_may_be_a_file_a_direction_or_all(
    server, tmp_path: Path, fr_en: Path, en_es: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line hands over what it was given."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TRIPONT_ARGOS_INDEX", f"{server.address}/index.json")
    offer(server, fr_en, "fr", "en")
    offer(server, en_es, "en", "es")
    assert [str(package) for package in packages.install(str(fr_en))] == ["fr_en 0.1"]
    assert [str(package) for package in packages.install("fr_ES")] == ["fr_en 0.1", "en_es 0.1"]
    with pytest.raises(PackageUnavailable, match="no package for es-fr"):
        packages.install("all")
    with pytest.raises(PackageRefused, match="or one of fr-es, fr-en"):
        packages.install("fr-de")
    assert [str(package) for package in packages.remove(FR_EN)] == ["fr_en 0.1"]
    with pytest.raises(PackageUnavailable, match="nothing was removed"):
        packages.remove(FR_EN)


def test_all_takes_each_package_once(store: Store, server, tmp_path: Path, fr_en: Path) -> None:
    """The index is asked once, and the two directions through English need no packages of their own."""
    for source, target in ("fr", "en"), ("en", "fr"), ("es", "en"), ("en", "es"):
        copy = repacked(fr_en, tmp_path, f"{source}_{target}", from_code=source, to_code=target)
        offer(server, copy, source, target)
    assert len(store.install(*DIRECTIONS)) == 4
    assert sorted(path for path, _ in server.requests) == [
        "/en_es.argosmodel",
        "/en_fr.argosmodel",
        "/es_en.argosmodel",
        "/fr_en.argosmodel",
        "/index.json",
    ]
    assert all(store.route(direction) for direction in DIRECTIONS)


def test_the_folder_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is Argos Translate's own setting, and without it Argos Translate's own place."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    assert Store.from_environment().folder == tmp_path
    monkeypatch.delenv("ARGOS_PACKAGES_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Store.from_environment().folder == tmp_path / "argos-translate" / "packages"


def test_argos_translate_reads_what_tripont_installs(store: Store, fr_en: Path, tmp_path: Path) -> None:
    """Both programs keep their packages in one place."""
    store.install_file(fr_en)
    code = (
        "from argostranslate.package import get_installed_packages\n"
        "(package,) = get_installed_packages()\n"
        "print(package, package.tokenizer.decode(package.tokenizer.encode('Le forum')))"
    )
    settings = {**os.environ, "HOME": str(tmp_path), "ARGOS_PACKAGES_DIR": str(store.folder)}
    done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "French → English Le forum"
