"""Letters without the differences that a person who searches does not care about."""

import unicodedata

_MARKS = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "œ": "oe", "æ": "ae"})


def folded(text: str) -> str:
    """Give a text in lower case, without accents, with plain apostrophes, hyphens and single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().translate(_MARKS))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
