"""What is left as it is, whatever the target language: other languages' names, names, and what has no words."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from simplemma import is_known

from document.languages import LANGUAGES, Language
from document.note import BlockKind
from document.segment import KeepReason

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#]\w+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLCDM]+")
_WRITTEN_DIFFERENTLY = re.compile(r"\d[.,'’   ]\d|\d\s*[%‰€$£°]|[€$£]\s*\d|\d[^\W\d_]|\d\s*h\b|\b[nN][°º]")
"""Numbers that another language may write in another way: separators, percentages, currencies, ordinals, hours."""

_TOKEN = re.compile(r"[^\s,;/()]+")
_NAMES_APART = re.compile(r"\s*[,;/|]\s*|\s+[–—-]\s+")
_ACRONYM_AT_THE_END = re.compile(r"\s*\(([A-ZÀ-Þ][\w&.+-]*[A-ZÀ-Þ\d][\w&.+-]*)\)\s*$")
_MAY_BE_NAMES = {BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.AUTHOR, BlockKind.FOOTNOTE}
_WORDS_OF_A_PERSON = (2, 4)


def keep_reason(text: str, kind: BlockKind, language: str) -> KeepReason | None:
    """Tell why a text is not to be translated into any language; None when it is to be."""
    if _has_no_words(text):
        return KeepReason.NO_WORDS
    if language not in LANGUAGES:
        return KeepReason.OTHER_LANGUAGE
    if kind in _MAY_BE_NAMES and _is_names(text, strict=language == Language.ENGLISH and kind is not BlockKind.AUTHOR):
        return KeepReason.NAME
    return None


def _has_no_words(text: str) -> bool:
    """Addresses, symbols and plain numbers; ``12 mai`` has a word, and ``7,8 %`` is written otherwise elsewhere."""
    rest = _ADDRESS.sub(" ", text)
    if _WRITTEN_DIFFERENTLY.search(rest):
        return False
    words = [word for word in _WORD.findall(rest) if not _ROMAN.fullmatch(word)]
    return not any(len(word) > 1 or word.lower() in _hints().letter_words for word in words)


def _is_names(text: str, *, strict: bool) -> bool:
    """Names of organisations or persons and nothing else, one or several between commas.

    ``strict`` is for English, which likes to give ordinary words capitals too.
    """
    bare = text.strip()
    if not bare or bare[-1] in ".!?:…":
        return False
    return all(_is_organisation(part) or _is_person(part, strict=strict) for part in _NAMES_APART.split(bare) if part)


def _is_organisation(text: str) -> bool:
    """Starts or ends like an organisation's name, and is written like one: in capitals, or before its acronym.

    An acronym counts when it begins with the first letter of the words that it stands for.
    """
    acronym = _ACRONYM_AT_THE_END.search(text)
    words = _TOKEN.findall(text[: acronym.start()] if acronym else text)
    if len(words) < 2:
        return False
    hints = _hints()
    known = words[0].lower() in hints.organisation or words[-1].lower().rstrip(".") in hints.legal_form
    if not known or not words[0][0].isupper():
        return False
    abbreviates = acronym is not None and acronym[1][0].lower() == words[0][0].lower()
    return abbreviates or (_all_capitalised(words) and not text.isupper() and _has_a_strange_word(words))


def _is_person(text: str, *, strict: bool) -> bool:
    """A few capitalised words, with a courtesy title or a word (``strict``: all words) in no dictionary of ours."""
    words = _TOKEN.findall(text)
    fewest, most = _WORDS_OF_A_PERSON
    if text.isupper() or not _all_capitalised(words):
        return False
    titled = bool(words) and words[0].lower().rstrip(".") in _hints().courtesy and words[0] != words[0].lower()
    name = words[1:] if titled else words
    own = [word for word in name if word.lower() not in _hints().particle]
    if titled:
        return 1 <= len(own) <= most
    strange = all(_has_a_strange_word([word]) for word in own) if strict else _has_a_strange_word(own)
    return strange and fewest <= len(own) <= most


def _all_capitalised(words: list[str]) -> bool:
    own = [word for word in words if word.lower() not in _hints().particle]
    return bool(own) and all(word[0].isupper() and not any(map(str.isdigit, word)) for word in own)


def _has_a_strange_word(words: list[str]) -> bool:
    """One capitalised word, at least, is no common word of the three languages: it can only be a name."""
    return any(
        len(word) > 2 and not word.isupper() and word.lower() not in _hints().particle and not _is_common(word)
        for word in words
    )


def _is_common(word: str) -> bool:
    return any(is_known(part.lower(), str(language)) for part in word.split("-") for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class _Hints:
    organisation: frozenset[str]
    legal_form: frozenset[str]
    courtesy: frozenset[str]
    particle: frozenset[str]
    letter_words: frozenset[str]


@cache
def _hints() -> _Hints:
    data = tomllib.loads(files("worker.segment").joinpath("names.toml").read_text(encoding="utf-8"))
    return _Hints(**{kind: frozenset(words) for kind, words in data.items()})
