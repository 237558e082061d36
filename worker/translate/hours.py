"""Hours and ranges of hours, from the conventions of one language into those of another.

``14 h 30`` in French is ``14:30 h`` in Spanish and ``2:30 p.m.`` in English. An hour that the source writes without
``h`` or ``p.m.``, as timetables do, gets neither in Spanish and English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from document.languages import Direction, Language
from worker.translate.figure import Figure

_FR, _ES, _EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH
_NBSP = "\u00a0"
_S = f"[ {_NBSP}\u202f]"


def _clock(number: int) -> str:
    """An hour in any of the languages, and much else: only what ``_is_hour`` accepts is one."""
    return (
        rf"(?P<h{number}>[01]?\d|2[0-4])(?!\d)"
        rf"(?:(?P<sign{number}>{_S}?h{_S}?|[:.])(?P<m{number}>[0-5]\d)(?![\d:]))?"
        rf"(?:{_S}?(?P<mark{number}>h(?:rs|s)?(?![\w’'])|(?<=\d\d{_S})horas\b|[ap]\.?{_S}?m(?:\b\.|(?!\w))))?"
    )


_OPENERS = {_FR: ("de", "entre"), _ES: (f"de(?:{_S}las?)?", f"entre(?:{_S}las?)?"), _EN: ("from", "between")}
_AT = {_FR: "à", _ES: f"a{_S}las?", _EN: "at"}
_LINKS = {_FR: ("à", "et"), _ES: (f"al?(?:{_S}las?)?", f"y(?:{_S}las?)?"), _EN: ("to|until|till", "and")}
_HOURS = {
    language: re.compile(
        rf"(?:(?<![\w’'-])(?:(?P<open>{'|'.join(_OPENERS[language])})|(?P<at>{_AT[language]})){_S})?"
        rf"(?<![\w.,:/–-]){_clock(1)}"
        rf"(?:(?:{_S}?(?P<dash>[-–]){_S}?|{_S}(?:(?P<to>{_LINKS[language][0]})|(?P<and>{_LINKS[language][1]})){_S})"
        rf"{_clock(2)})?(?![\w:/]|[.,]\d)",
        re.IGNORECASE,
    )
    for language in Language
}
_LASTS = re.compile(rf"{_S}(?:de\b(?!{_S}l[ae]\b)|d[’']|par\b|por\b|per\b|of\b|[sd]emanal|hebdomadaire)", re.IGNORECASE)
"""What follows a number of hours that is a length of time: ``12 h de formation``."""

_BEFORE = r"(?:\b(?:en|in|dans|de|d[’']|of|from|at|à|the|el|le|a|entre)\s+)*"
_AT_TIME = {_FR: "à ", _ES: "a las ", _EN: "at "}
_CARRIED = {_FR: "en", _ES: "en", _EN: "in"}


@dataclass(frozen=True, slots=True)
class _Time:
    hours: int
    minutes: str | None


def hours(text: str, direction: Direction) -> Iterator[Figure]:
    """Find hours and ranges of hours; the words around a range (``de … à``) go with it."""
    for found in _HOURS[direction.source].finditer(text):
        if found["h2"] and not _is_hour(found, 2):
            continue
        if not found["h2"] and (not _is_hour(found, 1) or _LASTS.match(text, found.end())):
            continue
        spoken = bool(found["open"] and found["h2"] and not found["dash"])
        at = bool(found["at"] and not found["h2"])
        start = found.start() if spoken or at else found.start("h1")
        digits = re.sub(r"\D", "", found[0]).lstrip("0") or "0"
        result = _written(found, direction.target, spoken=spoken)
        if at:
            result = _AT_TIME[direction.target] + result
        expected = re.compile(rf"{_BEFORE if spoken or at else ''}(?<!\d){digits}(?!\d)", re.IGNORECASE)
        token = f"{_CARRIED[direction.source]} {digits}" if spoken or at else digits
        yield Figure(start, found.end(), token, expected, lambda _, r=result: r)  # type: ignore[misc]


def _is_hour(found: re.Match[str], number: int) -> bool:
    """A number is an hour by its mark or by the sign before its minutes; a point alone may be a decimal one."""
    sign = (found[f"sign{number}"] or "").strip().casefold()
    return bool(found[f"mark{number}"]) or sign in {"h", ":"}


def _times(found: re.Match[str]) -> list[_Time]:
    """The hours counted to 24; the first of a range takes its half of the day from the second."""
    halves = [(found[f"mark{n}"] or "").casefold()[:1] for n in (1, 2)]
    times = []
    for number in (1, 2) if found["h2"] else (1,):
        shown, half = int(found[f"h{number}"]), halves[number - 1] or halves[1]
        if number == 1 and not halves[0] and half == "p" and shown > int(found["h2"]) % 12:
            half = "a"  # 10–2 p.m. begins in the morning
        counted = shown % 12 + 12 * (half == "p") if half in {"a", "p"} else shown
        times.append(_Time(counted, found[f"m{number}"]))
    return times


def _written(found: re.Match[str], target: Language, *, spoken: bool) -> str:
    times = _times(found)
    marked = any(found[f"mark{n}"] or "h" in (found[f"sign{n}"] or "").casefold() for n in (1, 2))
    if len(times) == 1:
        return hour(times[0], target, marked=marked)
    if found["dash"]:
        link = {_FR: " – ", _ES: "-", _EN: "–"}[target]
    else:
        link = {_FR: (" à ", " et "), _ES: (" a ", " y "), _EN: (" to ", " and ")}[target][bool(found["and"])]
    opener = {_FR: ("de ", "entre "), _ES: ("de ", "entre "), _EN: ("from ", "between ")}[target][bool(found["and"])]
    return (opener if spoken else "") + _range(times, link, target, marked=marked)


def _range(times: list[_Time], link: str, target: Language, *, marked: bool) -> str:
    """Write both ends, with minutes at both where one has some, and the sign once where once is enough."""
    if any(time.minutes not in {None, "00"} for time in times):
        times = [_Time(time.hours, time.minutes or "00") for time in times]
        full = True
    else:
        full = False
    ends = [hour(time, target, marked=marked, full=full) for time in times]
    if target is _ES and marked:
        ends[0] = ends[0].removesuffix(f"{_NBSP}h")
    if target is _EN and marked and times[0].hours // 12 == times[1].hours // 12:
        ends[0] = ends[0][: -len(" a.m.")]
    return link.join(ends)


def hour(time: _Time, target: Language, *, marked: bool = True, full: bool = False) -> str:
    """Write a time of the day; ``full`` writes the minutes of a full hour in French too."""
    minutes = time.minutes or "00"
    if target is _FR:
        return f"{time.hours}{_NBSP}h" + (f"{_NBSP}{minutes}" if full or minutes != "00" else "")
    if not marked:
        return f"{time.hours}:{minutes}"
    if target is _ES:
        return f"{time.hours}:{minutes}{_NBSP}h"
    return f"{time.hours % 12 or 12}:{minutes}{_NBSP}{'a.m.' if time.hours % 24 < 12 else 'p.m.'}"
