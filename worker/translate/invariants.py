"""What no language translates: addresses, handles, codes of documents and standards, and names of places."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from document.languages import Direction, Language
from worker.translate.figure import Figure

_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>«»]+|www\.[^\s<>«»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|info|coop|eu|int|edu|gov|example|fr|es|uk|ch|ca|cat|mx|ar)\b(?:/[^\s<>«»]*)?"
    r"|(?<![\w/])[@#][^\W\d]\w*(?:[.-]\w+)*"
)
_CODE = re.compile(
    r"(?<![\w/.@#-])(?:"
    r"(?=[^\s\d]*[^\s]*\d)[A-Z][A-Z\d]*(?:\.\d+)?(?:/[A-Z\d][\w.-]*)+"  # A/RES/77/281, E/2023/L.5
    r"|(?:ISO|IEC|NF|DIN|UNE)(?:[/ -](?:ISO|IEC|EN))*[ -]\d{3,6}(?:[-:]\d+)*"  # ISO 14001
    r"|[A-Z][A-Z.]{0,7}-?\d+(?:[-/.]?[A-Z\d]+)*"  # B7, C190, COVID-19, NOR2014A
    r"|[A-Z][a-z]{2,}-\d{1,2}"  # Covid-19
    r")(?![\w/])"
)
# Place names in several joined words: Port-Aurélie, Brévannes-sur-Orne.
_PLACE = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-(?:[a-zà-ÿ]{1,4}-)*[A-ZÀ-Ý][a-zà-ÿ]+)+\b")
_POINTS = {
    Language.FRENCH: ("Nord", "Sud", "Est", "Ouest"),
    Language.SPANISH: ("Norte", "Sur", "Este", "Oeste"),
    Language.ENGLISH: ("North", "South", "East", "West"),
}
_TRAILING = ".,;:!?)»”\"'"


def invariants(text: str) -> Iterator[tuple[int, int]]:
    """Find the stretches that stand in the target as they stand in the source."""
    for found in chain.from_iterable(pattern.finditer(text) for pattern in (_ADDRESS, _CODE, _PLACE)):
        if not any(_is_relation(found[0], points) for points in _POINTS.values()):
            yield found.start(), found.start() + len(found[0].rstrip(_TRAILING))


def relations(text: str, direction: Direction) -> Iterator[tuple[int, int, str]]:
    """Find joined points of the compass, which are no place: ``Nord-Sud`` is ``North-South``; gives what to write."""
    points, others = _POINTS[direction.source], _POINTS[direction.target]
    for found in _PLACE.finditer(text):
        if _is_relation(found[0], points):
            yield found.start(), found.end(), "-".join(others[points.index(part)] for part in found[0].split("-"))


def _is_relation(text: str, points: Sequence[str]) -> bool:
    return all(part in points for part in text.split("-"))


_NUMBERED = {
    Language.FRENCH: re.compile(r"\b[nN][°º]\s?(?P<n>\d+(?:[-/]\d+)*)(?!\w)"),
    Language.SPANISH: re.compile(r"\b[nN](?:\.\s?º|[º°]|úm\.)\s?(?P<n>\d+(?:[-/]\d+)*)(?!\w)"),
    Language.ENGLISH: re.compile(r"\b(?:No\.|no\.|Nos\.)\s?(?P<n>\d+(?:[-/]\d+)*)(?!\w)"),
}
_NUMBER_SIGN = {Language.FRENCH: "n°", Language.SPANISH: "n.º", Language.ENGLISH: "No."}


def numbered(text: str, direction: Direction) -> Iterator[Figure]:
    """Numbers of laws and documents: ``n° 2014-856`` is ``n.º 2014-856`` and ``No. 2014-856``."""
    for found in _NUMBERED[direction.source].finditer(text):
        digits = re.sub(r"\D", "", found["n"]).lstrip("0") or "0"
        result = f"{_NUMBER_SIGN[direction.target]}\u00a0{found['n']}"
        expected = re.compile(rf"(?<!\d){digits}(?!\d)")
        yield Figure(found.start(), found.end(), digits, expected, lambda _, r=result: r)  # type: ignore[misc]
