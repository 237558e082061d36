"""What numbers a text states, as values, whichever of the three languages wrote them.

``1 250``, ``1.250`` and ``1,250`` are one value; so are ``7,8 %`` and ``7.8%``, ``2 milliards``, ``2 mil millones`` and
``2 billion``, ``14 h 30`` and ``2:30 p.m.``. Where a writing has two readings, both are kept.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from document.languages import Language

_SPACE = "[ \u00a0\u202f]"
_FIGURE = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)"  # 1 250,5
    r"|(?<![\d.,])\d{1,3}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3})*(?:(?!(?P=mark))[.,]\d+)?(?![.,]?\d)"  # 1.250,5
    r"|(?<![\d.,])\d+[.,]\d+(?![.,]?\d)"  # 7,8
    r"|\d+"  # also the parts of 14.10.2027 and 3.1.2
)
_TO = rf"(?:{_SPACE}?[–-]{_SPACE}?|{_SPACE}(?:to|until|till|and|à|et|a|y)(?:{_SPACE}las?)?{_SPACE})"
_CLOCK = re.compile(
    rf"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?!\d)"
    rf"(?:(?P<sign>{_SPACE}?h{_SPACE}?|[:.])(?P<minute>[0-5]\d)(?!\d))?"
    rf"(?P<h>{_SPACE}?h(?![^\W\d_]))?"
    rf"(?:{_SPACE}?(?P<half>[ap])\.?{_SPACE}?m\b|(?P<opens>(?={_TO}\d{{1,2}}(?:[:.]\d\d)?{_SPACE}?(?:[ap]\.?m|h)\b)))?",
    re.IGNORECASE,
)
"""An hour in any of the languages, and much else: only what ``_is_hour`` accepts is one."""

_ROMAN = re.compile(r"\b(?=[IVXLC]{1,7}(?:e|er|ème|º)?\b)(?:C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text states it: ``text`` from ``start`` to ``end``, and every value that it may mean.

    ``unit`` is ``%`` or a currency sign, when one stands beside it. ``parts`` are the numbers that an hour is made of.
    """

    text: str
    start: int
    end: int
    values: frozenset[Decimal | tuple[int, int]]
    unit: str | None = None
    parts: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a language writes numbers: the decimal sign, and words with their values."""

    decimal: str
    months: tuple[str, ...]
    words: Mapping[str, int]
    multiples: Mapping[str, int]


def quantities(text: str, language: Language) -> list[Quantity]:
    """Find the numbers written in figures, in order; hours as pairs of hour (of twelve) and minute."""
    clocks = [_hour(match) for match in _CLOCK.finditer(text) if _is_hour(match)]
    figures = [
        _figure(match, text, language)
        for match in _FIGURE.finditer(text)
        if not any(clock.start < match.end() and match.start() < clock.end for clock in clocks)
    ]
    return sorted([*clocks, *figures], key=lambda quantity: quantity.start)


def _is_hour(match: re.Match[str]) -> bool:
    return bool(match["h"] or match["half"] or match["opens"] is not None or (match["minute"] and match["sign"] != "."))


def _hour(match: re.Match[str]) -> Quantity:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    values: set[Decimal | tuple[int, int]] = {(hour % 12, minute)}
    if not minute:
        values.add(Decimal(hour))
    return Quantity(
        match.group().strip(), match.start(), match.end(), frozenset(values), parts=(Decimal(hour), Decimal(minute))
    )


def _figure(match: re.Match[str], text: str, language: Language) -> Quantity:
    multiple, end = _multiple(text, match.end(), language)
    values = frozenset(value * multiple for value in readings(match.group(), language))
    return Quantity(match.group(), match.start(), match.end(), values, unit=_unit(text, match.start(), end))


def readings(figure: str, language: Language) -> frozenset[Decimal]:
    """Read a figure by the language's convention, and by the other one too where groups of three allow both."""
    plain = re.sub("[ \u00a0\u202f'’]", "", figure)
    marks = re.findall(r"[.,]", plain)
    digits = re.sub("[.,]", "", plain)
    if len(set(marks)) == 2:  # the last sign is the decimal one
        fraction = len(plain) - 1 - plain.rindex(marks[-1])
        return frozenset({Decimal(f"{digits[:-fraction]}.{digits[-fraction:]}")})
    if len(marks) != 1:
        return frozenset({Decimal(digits)})
    fractional = Decimal(plain.replace(",", "."))
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", plain) is None:
        return frozenset({fractional})
    thousands = Decimal(digits)
    return frozenset({fractional, thousands} if marks[0] == conventions(language).decimal else {thousands})


def is_doubtful(figure: str, language: Language) -> bool:
    """Tell whether a figure has a decimal sign where the other convention has thousands: ``2,035`` in French."""
    sign = conventions(language).decimal
    return re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(sign)}\d{{3}}", figure) is not None


def _multiple(text: str, position: int, language: Language) -> tuple[Decimal, int]:
    """Multiply out the words after a figure: ``mil millones`` is a thousand times a million."""
    product = Decimal(1)
    while match := re.compile(rf"{_SPACE}*-?([^\W\d_]+)").match(text, position):
        value = conventions(language).multiples.get(match[1].lower())
        if value is None:
            break
        product, position = product * value, match.end()
    return product, position


def _unit(text: str, start: int, end: int) -> str | None:
    after = re.sub(rf"^{_SPACE}*(?:de |d’|d')?", "", text[end : end + 16]).lower()
    before = text[max(start - 4, 0) : start].strip().lower()
    for unit, writings in _units().items():
        for writing in writings:
            if re.match(re.escape(writing) + (r"\b" if writing[-1].isalpha() else ""), after) or before.endswith(
                writing
            ):
                return unit
    return None


def word_values(text: str, language: Language) -> set[Decimal]:
    """Collect the values that words and Roman numerals may stand for; compounds count with their parts."""
    known = conventions(language)
    values: set[Decimal] = set()
    total = 0
    for word in _number_words(text):
        value = known.words.get(word)
        if value is None:
            if word in known.multiples:
                values.add(Decimal(max(total, 1) * known.multiples[word]))
            if word not in {"et", "y", "and"}:
                total = 0
            continue
        total = total * value if value == 100 and 1 < total < 10 else total + value if total >= 20 > value else value
        values |= {Decimal(value), Decimal(total)}
    return values | {Decimal(_roman(match.group())) for match in _ROMAN.finditer(text) if match.group()}


def _number_words(text: str) -> Iterator[str]:
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()):
        word = match.group()
        if "-" in word and not any(word in conventions(language).words for language in Language):
            yield from word.split("-")
        else:
            yield word


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def months(text: str, language: Language) -> list[int]:
    """Find the months (1 to 12) that stand beside a day or a year, sorted; ``may`` alone is a verb."""
    found = []
    for number, name in enumerate(conventions(language).months, start=1):
        beside = rf"\d(?:er|º|st|nd|rd|th)?[\s\u00a0]+(?:(?:de|of)\s+)?{name}\b|\b{name}[\s\u00a0]+(?:(?:de|del)\s+)?\d"
        found += [number] * len(re.findall(beside, text.lower()))
    return found


@cache
def conventions(language: Language) -> Conventions:
    """Give a language's conventions, read once."""
    data = _data()[str(language)]
    return Conventions(data["decimal"], tuple(data["months"]), data["words"], data["multiples"])


def _units() -> Mapping[str, list[str]]:
    units: Mapping[str, list[str]] = _data()["units"]
    return units


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("worker.check").joinpath("numerals.toml").read_text(encoding="utf-8"))
