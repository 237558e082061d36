"""What the pages say, in the reader's language: sentences from the files in ``words/``, numbers, dates and sizes.

A file a language, the same keys in each. The files are written with ordinary spaces; what French typography wants
before its double marks and inside its quotes is set here, so that the files stay readable.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from document.languages import LANGUAGES, NAMES, Language

FOLDER = Path(__file__).parent / "words"
COOKIE = "tripont_language"

_THIN, _FIXED = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_BEFORE_THIN = re.compile(" (?=[;!?])")
_BEFORE_FIXED = re.compile(" (?=[:»%])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class Words:
    """All that the pages say in one language."""

    language: Language
    sentences: Mapping[str, str]

    def __call__(self, key: str, **names: str | float) -> str:
        """Give a sentence with its names filled in. It is plain text, and the template escapes it as a whole."""
        return self.sentences[key].format(**names)

    def either(self, key: str, otherwise: str) -> str:
        """Give the sentence of a key that comes from elsewhere, or that of ``otherwise`` where there is none."""
        return self.sentences.get(key, self.sentences[otherwise])

    def count(self, key: str, count: int) -> str:
        """Give the sentence for a number of things, in the grammatical number that the language has for it."""
        form = Locale(self.language.value).plural_form(count)
        number = format_decimal(count, locale=self.language.value)
        # The form "many" is for millions, and reads like the others.
        return self.sentences[f"{key}.{'one' if form == 'one' else 'other'}"].format(count=number)

    def tongue(self, code: str) -> str:
        """Name a language as it stands within a sentence."""
        return NAMES[self.language][Language(code)]

    def title_tongue(self, code: str) -> str:
        """Name a language as it stands alone."""
        return self.tongue(code).capitalize()

    def percent(self, hundredths: int) -> str:
        """Write hundredths as the language writes per cents."""
        return format_percent(hundredths / 100, locale=self.language.value)

    def size(self, count: int) -> str:
        """Write a number of bytes as people say it."""
        octets = "o" if self.language is Language.FRENCH else "B"
        mebi, kibi = 1024 * 1024, 1024
        value, unit = (count / mebi, "M") if count >= mebi else (max(1, round(count / kibi)), "k")
        digits = "#,##0" if value >= 10 or unit == "k" else "#,##0.#"
        return f"{format_decimal(value, digits, locale=self.language.value)}{_FIXED}{unit}{octets}"

    def moment(self, at: float) -> str:
        """Write a time (seconds since 1970) with its date, in the time zone of the server."""
        return format_datetime(_local(at), _moment_pattern(self.language), locale=self.language.value)

    def day(self, at: float) -> str:
        """Write the date of a time (seconds since 1970), in the time zone of the server."""
        return format_date(_local(at).date(), "long", locale=_region(self.language))


@cache
def words_in(language: Language) -> Words:
    """Give the words of a language; the file is read at the first call."""
    with (FOLDER / f"{language.value}.toml").open("rb") as stream:
        flat = dict(_flat(tomllib.load(stream)))
    if language is Language.FRENCH:
        flat = {key: french_spaces(sentence) for key, sentence in flat.items()}
    return Words(language, flat)


def french_spaces(sentence: str) -> str:
    """Make the spaces fixed that must not end a line: before ``: ; ! ? % »`` and behind ``«``."""
    return _BEFORE_FIXED.sub(_FIXED, _BEFORE_THIN.sub(_THIN, sentence))


def wished(header: str) -> Language:
    """Choose the language of a browser's wish (Accept-Language), and English when it wishes none of ours."""
    ours = {language.value: language for language in LANGUAGES}
    wishes = sorted(_wishes(header), key=lambda wish: -wish[1])
    return next((ours[code] for code, weight in wishes if weight > 0 and code in ours), Language.ENGLISH)


def iso(at: float) -> str:
    """Write a time (seconds since 1970) for machines."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _wishes(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            yield tag.strip().lower().partition("-")[0], float(weight or 1)
        except ValueError:
            continue


def _moment_pattern(language: Language) -> str:
    return {
        Language.FRENCH: "d MMMM y 'à' HH:mm",
        Language.SPANISH: "d 'de' MMMM 'de' y, HH:mm",
        Language.ENGLISH: "d MMMM y, HH:mm",
    }[language]


def _region(language: Language) -> str:
    # The day before the month, also in English, since these forums meet everywhere.
    return "en_GB" if language is Language.ENGLISH else language.value


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone()


def _flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)
