"""What a neural model needs done around it: texts cut to its measure, capitals, end marks, doubts about its sanity."""

import re
from collections.abc import Callable

_CUTS = (
    re.compile(r"(?<=[.!?…;:])\s+"),
    re.compile(r"(?<=[,)\]»”])\s+|\s+(?=[(\[«“–—])"),
    re.compile(r"\s+"),
)
_PLAIN = str.maketrans("’‘ʼ‐‑\u00a0\u202f\u2007\u2009\t\n", "'''--      ")
_END = re.compile(r"[\s\u00a0\u202f]*([.!?…,;:]+)$")
_STUTTER = re.compile(r"\b(\w+(?:\W+\w+){0,5}?)(?:\W+\1\b){2,}", re.IGNORECASE)
_MOST_GROWTH, _MOST_SHRINKING, _SHORT = 3.0, 4.0, 40


def portions(text: str, measure: Callable[[str], int], limit: int) -> list[tuple[int, int]]:
    """Cut a text into stretches of at most ``limit`` by ``measure``: at ends of clauses, else at commas, else anywhere.

    White space between two stretches belongs to neither. A text without any space stays whole.
    """
    if measure(text) <= limit:
        return [(0, len(text))]
    middle = len(text) / 2
    for number, cut in enumerate(_CUTS):
        places = [match for match in cut.finditer(text) if match.start() > 0 and match.end() < len(text)]
        # A cut far from the middle leaves a long rest; only the last kind of place is taken wherever it is.
        near = [match for match in places if number == len(_CUTS) - 1 or abs(match.start() - middle) < middle / 2]
        if near:
            best = min(near, key=lambda match: abs(match.start() - middle))
            left = portions(text[: best.start()], measure, limit)
            right = portions(text[best.end() :], measure, limit)
            return left + [(best.end() + start, best.end() + end) for start, end in right]
    return [(0, len(text))]


def has_words(text: str) -> bool:
    """Tell whether there is anything to translate; models make up words for bare numbers and signs."""
    return any(char.isalpha() for char in text)


def plain(text: str) -> str:
    """Write a text with the signs that models know best, letter for letter: typography comes back at the end."""
    return text.translate(_PLAIN)


def is_shouted(text: str) -> bool:
    """Tell whether a text is a heading in capitals; models have hardly ever seen such and garble it.

    A single word in capitals is rather an acronym.
    """
    words = [word for word in text.split() if has_words(word)]
    return len(words) > 1 and text == text.upper() and len(text.lower()) == len(text)


def spoken(text: str) -> str:
    """Write a shouted text as a sentence, letter for letter."""
    low = text.lower()
    first = next((at for at, char in enumerate(low) if char.isalpha()), 0)
    return low[:first] + text[first : first + 1] + low[first + 1 :]


def shouted(text: str) -> str:
    """Write a text in capitals, letter for letter."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def finished(source: str, target: str) -> str:
    """Give a rendering the first capital and the end mark of its source.

    Models like to end a heading with a full stop, and forget the colon before a list.
    """
    target = target.strip()
    wanted, found = _END.search(source), _END.search(target)
    if found and (not wanted or wanted[1] != found[1]) and (wanted or found[1] in {".", ",", ";", ":"}):
        target = target[: found.start()]
        found = None
    if wanted and not found and target and target[-1].isalnum():
        target += wanted[1]
    if source[:1].isupper() and target[:1].islower():
        target = target[0].upper() + target[1:]
    return target


def looks_broken(source: str, target: str) -> bool:
    """Tell whether a rendering is what neural models fall into at times: empty, stuttering, far too long or short."""
    if not has_words(target):
        return True
    if _STUTTER.search(target) and not _STUTTER.search(source):
        return True
    if len(target) > _MOST_GROWTH * len(source) + _SHORT:
        return True
    return len(source) > _SHORT and len(target) * _MOST_SHRINKING < len(source)
