"""The index of Argos packages: which models can be had, and from where.

The index is a JSON list with one object a package, as Argos Translate publishes it. Tripont asks for it anew each time
that something is to be installed: it is small, and a kept copy would only be able to offer what cannot be fetched.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from document.languages import Direction, Language
from worker.engines.argos.download import Fetcher
from worker.engines.argos.errors import PackageUnavailable

ADDRESS_SETTING = "TRIPONT_ARGOS_INDEX"
_WEB = ("http://", "https://")  # an index also lists addresses of peer-to-peer networks
_MAX_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that the index lists: ``links`` lead to the same file, ``sha256`` is in hexadecimal when known."""

    direction: Direction
    version: str
    links: tuple[str, ...]
    sha256: str | None = None


def index_address() -> str:
    """Give the address of the index: the environment's ``TRIPONT_ARGOS_INDEX``, else Argos Translate's own."""
    if address := os.environ.get(ADDRESS_SETTING):
        return address
    # Argos Translate makes folders in the user's home when its settings are imported, so this waits until it is asked.
    from argostranslate import settings  # noqa: PLC0415

    return str(settings.remote_package_index)


def read_offers(address: str, fetcher: Fetcher) -> tuple[Offer, ...]:
    """Fetch the index and give the offers for Tripont's directions, the newest version of each.

    Raises PackageUnavailable when the index cannot be reached or is not one.
    """
    try:
        entries = json.loads(fetcher.read(address, _MAX_BYTES))
        offers = [offer for entry in entries if (offer := _offer(entry))]
    except (ValueError, TypeError, AttributeError) as error:
        raise PackageUnavailable(
            f"What stands at {address} is not an index of Argos packages, so no package can be chosen. "
            f"Set {ADDRESS_SETTING} to the address of an index.json."
        ) from error
    newest: dict[Direction, Offer] = {}
    for offer in sorted(offers, key=lambda offer: version_key(offer.version)):
        newest[offer.direction] = offer
    return tuple(newest.values())


def version_key(version: str) -> tuple[int, ...]:
    """Give what versions are ordered by: ``1.10`` after ``1.9``."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def direction_of(entry: Mapping[str, Any]) -> Direction | None:
    """Read the direction from a package's metadata; None when it is not one of Tripont's."""
    try:
        direction = Direction(Language(entry["from_code"]), Language(entry["to_code"]))
    except (KeyError, TypeError, ValueError):
        return None
    return direction if direction.source is not direction.target else None


def _offer(entry: Mapping[str, Any]) -> Offer | None:
    direction = direction_of(entry)
    links = tuple(link for link in entry.get("links", ()) if link.lower().startswith(_WEB))
    if direction is None or not links or entry.get("type", "translate") != "translate":
        return None
    return Offer(direction, str(entry.get("package_version", "")), links, entry.get("sha256") or None)
