"""The Argos packages on this machine: which are there, how one is put in its place and taken away.

They lie where Argos Translate itself keeps them, so what one of the two programs has installed is ready for the other:
the folder ``ARGOS_PACKAGES_DIR``, else ``argos-translate/packages`` below ``XDG_DATA_HOME`` or ``~/.local/share``. Each
package is a folder with ``metadata.json``, ``model/`` and a tokenizer. Argos Translate's own installing and removing
load its translation module, which wants PyTorch; reading and unpacking is little enough to be done here.
"""

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from document.languages import DIRECTIONS, Direction, Language
from document.progress import Report, silent
from worker.engines.argos import archive
from worker.engines.argos.download import Fetcher
from worker.engines.argos.errors import PackageRefused, PackageUnavailable
from worker.engines.argos.index import Offer, direction_of, index_address, read_offers, version_key

FOLDER_SETTING = "ARGOS_PACKAGES_DIR"
PIVOT = Language.ENGLISH
ALL = "all"


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package. ``target_prefix`` is a token that each target text begins with, for models that ask so."""

    direction: Direction
    version: str
    folder: Path
    target_prefix: str = ""

    def __str__(self) -> str:
        return f"{self.direction.source}_{self.direction.target} {self.version}".rstrip()


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of packages and the ways that lead into it.

    ``downloads`` holds what is on its way; ``address`` gives the address of the index when it is needed.
    """

    folder: Path
    downloads: Path
    address: Callable[[], str] = index_address
    fetcher: Fetcher = field(default_factory=Fetcher)

    @classmethod
    def from_environment(cls) -> "Store":
        """Give the store of this user; creates nothing."""
        return cls(_packages_folder(), platformdirs.user_cache_path("tripont") / "argos")

    def installed(self) -> tuple[Package, ...]:
        """List the packages for Tripont's directions, the newest of each; folders that are none are passed over."""
        newest: dict[Direction, Package] = {}
        for package in sorted(self._packages(), key=lambda package: version_key(package.version)):
            newest[package.direction] = package
        return tuple(newest[direction] for direction in sorted(newest))

    def route(self, direction: Direction) -> tuple[Package, ...]:
        """Give the packages that lead from source to target: one, two through English, or none when one is missing."""
        ready = {package.direction: package for package in self.installed()}
        if direction in ready:
            return (ready[direction],)
        hops = _hops(direction)
        return tuple(ready[hop] for hop in hops) if all(hop in ready for hop in hops) else ()

    def available(self, *directions: Direction) -> tuple[Offer, ...]:
        """Ask the index which packages lead from source to target, for each direction one or two through English.

        Raises PackageUnavailable when the index cannot be reached, or has no way for one of the directions.
        """
        offers = {offer.direction: offer for offer in read_offers(self.address(), self.fetcher)}
        wanted: dict[Direction, Offer] = {}
        for direction in directions:
            hops = (direction,) if direction in offers else _hops(direction)
            if not all(hop in offers for hop in hops):
                raise PackageUnavailable(
                    f"The index has no package for {direction}, neither direct nor through English, so nothing was "
                    "installed. See docs/engines.md for how to make one, or translate with another engine."
                )
            wanted |= {hop: offers[hop] for hop in hops}
        return tuple(wanted.values())

    def install(self, *directions: Direction, report: Report = silent) -> tuple[Package, ...]:
        """Fetch and install what the directions need, and give what they need; what is there already is not fetched.

        Raises PackageUnavailable or PackageRefused, each with what to do.
        """
        offers = self.available(*directions)
        there = {package.direction: package for package in self.installed()}
        return tuple(
            known if (known := there.get(offer.direction)) and _is_current(known, offer) else self._get(offer, report)
            for offer in offers
        )

    def install_file(self, file: Path) -> Package:
        """Install a package from a file; an older one of the same direction is replaced.

        Raises PackageRefused when the file is not a package for Tripont, PackageUnavailable when it cannot be stored.
        """
        if not file.is_file():
            raise PackageRefused(
                f"There is no file {file}, and it is no direction either. Nothing was installed. "
                f"Give the path of an .argosmodel file, {ALL}, or one of {', '.join(map(str, DIRECTIONS))}."
            )
        contents = archive.inspect(file)
        return self._install(file, contents, _direction(file, contents))

    def remove(self, direction: Direction) -> tuple[Package, ...]:
        """Take away every package that translates the direction without a way round, and give those that were there.

        Raises PackageUnavailable when one cannot be deleted.
        """
        gone = tuple(package for package in self._packages() if package.direction == direction)
        for package in gone:
            try:
                shutil.rmtree(package.folder)
            except OSError as error:
                raise PackageUnavailable(
                    f"{package.folder} could not be deleted ({error.strerror or error}). Delete that folder by hand."
                ) from error
        return gone

    def _packages(self) -> list[Package]:
        found = []
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if not folder.name.startswith("."):
                try:
                    found.append(_read(folder))
                except (OSError, ValueError):
                    continue
        return found

    def _get(self, offer: Offer, report: Report) -> Package:
        file = self.downloads / f"{offer.direction}-{offer.version}.argosmodel"
        self._fetch(offer, file, report)
        try:
            contents = archive.inspect(file)
            direction = _direction(file, contents)
            if direction != offer.direction:
                raise PackageRefused(
                    f"The index promised a package for {offer.direction} and gave one for {direction}. "
                    "Nothing was installed. Tell whoever keeps the index."
                )
            return self._install(file, contents, direction)
        finally:
            file.unlink(missing_ok=True)

    def _fetch(self, offer: Offer, file: Path, report: Report) -> None:
        """Take the file from the first link that gives it."""
        *others, last = offer.links
        for link in others:
            try:
                return self.fetcher.fetch(link, file, sha256=offer.sha256, report=report)
            except PackageUnavailable:
                continue
        return self.fetcher.fetch(last, file, sha256=offer.sha256, report=report)

    def _install(self, file: Path, contents: archive.Contents, direction: Direction) -> Package:
        """Unpack beside the other packages and rename, so that nobody ever sees half a package."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._check_room(contents.size)
            with tempfile.TemporaryDirectory(prefix=".tripont-", dir=self.folder) as temporary:
                unpacked = archive.unpack(file, Path(temporary))
                for number, old in enumerate(self._packages()):
                    if old.direction == direction:
                        old.folder.replace(Path(temporary) / f"old-{number}")
                return _read(unpacked.rename(_free_name(self.folder / contents.folder)))
        except OSError as error:
            raise PackageUnavailable(
                f"{file.name} could not be unpacked into {self.folder} ({error.strerror}). "
                f"Make room, or set {FOLDER_SETTING} to a folder that can be written, and type the same again."
            ) from error

    def _check_room(self, size: int) -> None:
        if size > self.fetcher.room(self.folder):
            raise OSError(errno.ENOSPC, "there is not enough room on the disk")


def install(what: str, report: Report = silent) -> tuple[Package, ...]:
    """Install for this user ``what`` is asked for: ``all``, a direction such as ``fr-en``, or a package's file.

    Raises PackageUnavailable or PackageRefused, each with what to do.
    """
    store = Store.from_environment()
    directions = {str(direction): (direction,) for direction in DIRECTIONS} | {ALL: DIRECTIONS}
    if chosen := directions.get(what.lower().replace("_", "-")):
        return store.install(*chosen, report=report)
    return (store.install_file(Path(what)),)


def remove(direction: Direction) -> tuple[Package, ...]:
    """Remove this user's packages for a direction. Raises PackageUnavailable when there is none."""
    gone = Store.from_environment().remove(direction)
    if not gone:
        raise PackageUnavailable(
            f"No package for {direction} is installed, so nothing was removed. See: tripont engines"
        )
    return gone


def _direction(file: Path, contents: archive.Contents) -> Direction:
    direction = direction_of(contents.metadata)
    if direction is None:
        raise PackageRefused(
            f"{file.name} translates from {contents.metadata.get('from_code')} to "
            f"{contents.metadata.get('to_code')}, and Tripont only between French, Spanish and English. "
            "Nothing was installed."
        )
    return direction


def _hops(direction: Direction) -> tuple[Direction, ...]:
    if PIVOT in direction:
        return (direction,)
    return (Direction(direction.source, PIVOT), Direction(PIVOT, direction.target))


def _is_current(known: Package, offer: Offer) -> bool:
    return version_key(known.version) >= version_key(offer.version)


def _read(folder: Path) -> Package:
    metadata = json.loads((folder / archive.METADATA).read_text(encoding="utf-8"))
    direction = direction_of(metadata)
    if direction is None:
        raise ValueError(f"{folder} is not for Tripont's languages")
    return Package(
        direction, str(metadata.get("package_version", "")), folder, str(metadata.get("target_prefix") or "")
    )


def _free_name(folder: Path) -> Path:
    """Give the folder's name, or one beside it when something that is not ours stands there."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


def _packages_folder() -> Path:
    if folder := os.environ.get(FOLDER_SETTING):
        return Path(folder)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "argos-translate" / "packages"
