"""What is left as it is, whatever the target language: other languages' texts, and what has no words."""

import re

from document.languages import LANGUAGES
from document.segment import KeepReason

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#]\w+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLCDM]+")
_LETTER_WORDS = frozenset("àayeoui")
"""Single letters that are words, by themselves or between numbers."""

_WRITTEN_DIFFERENTLY = re.compile(
    r"(?<!\d)(?:[7-9]|1\d|2[0-4]):\d\d(?!\d)|\d[.,'’   ]\d|\d\s*[%‰€$£°]|[€$£]\s*\d|\d[^\W\d_]|\d\s*h\b|\b[nN][°º]"
)
"""Numbers that another language may write in another way: separators, percentages, currencies, ordinals, hours.

``2:30`` alone may be half past two in the afternoon, which ``2 h 30`` is not: it stays.
"""


def keep_reason(text: str, language: str) -> KeepReason | None:
    """Tell why a text is not to be translated into any language, names aside; None when it is to be."""
    if _has_no_words(text):
        return KeepReason.NO_WORDS
    return None if language in LANGUAGES else KeepReason.OTHER_LANGUAGE


def _has_no_words(text: str) -> bool:
    """Addresses, symbols and plain numbers; ``12 mai`` has a word, and ``7,8 %`` is written otherwise elsewhere."""
    rest = _ADDRESS.sub(" ", text)
    if _WRITTEN_DIFFERENTLY.search(rest):
        return False
    words = [word for word in _WORD.findall(rest) if not _ROMAN.fullmatch(word)]
    return not any(len(word) > 1 or word.lower() in _LETTER_WORDS for word in words)
