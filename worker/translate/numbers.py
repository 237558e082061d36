"""Numbers, dates and ordinals, from the conventions of one language into those of another.

``1 250,5`` in French is ``1.250,5`` in Spanish and ``1,250.5`` in English; ``1ère`` is ``1.ª`` and ``1st``. Whole
numbers without separators, years among them, are the same everywhere and are left alone.
"""

import re
from collections.abc import Iterator

from document.languages import Direction, Language
from worker.translate.figure import Figure
from worker.translate.hours import hours

_FR, _ES, _EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH
_NBSP, _NARROW = "\u00a0", "\u202f"
_S = rf"[ {_NBSP}{_NARROW}]"


_GROUPED = {
    _FR: rf"\d{{1,3}}(?:{_S}\d{{3}})+(?:,\d+)?|\d+,\d+",
    _ES: rf"\d{{1,3}}(?:(?:{_S}|\.)\d{{3}})+(?:,\d+)?|\d+,\d+",
    _EN: r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+",
}
_NUMBER = {
    language: re.compile(
        rf"(?<![\w.,/:-])(?P<before>[€$£]{_S}?)?(?P<number>{pattern}|\d+(?={_S}?[%€£$])|(?<=[€$£])\d+)"
        rf"(?:{_S}?(?P<after>[%€£$]))?(?![\w/:]|[.,]\d)"
    )
    for language, pattern in _GROUPED.items()
}
_SEPARATORS = {_FR: (_NARROW, ","), _ES: (".", ","), _EN: (",", ".")}


def localised(number: str, direction: Direction) -> str:
    """Write a number of the source language as the target language does; digits never change."""
    decimal = _SEPARATORS[direction.source][1]
    whole, _, fraction = number.partition(decimal)
    groups = re.split(r"\D", whole)
    thousands, point = _SEPARATORS[direction.target]
    return thousands.join(groups) + (point + fraction if fraction else "")


def _with_sign(number: str, sign: str, target: Language) -> str:
    if not sign:
        return number
    if target is _EN:
        return f"{number}%" if sign == "%" else f"{sign}{number}"
    return f"{number}{_NBSP}{sign}"


def _numbers(text: str, direction: Direction) -> Iterator[Figure]:
    for found in _NUMBER[direction.source].finditer(text):
        sign = found["after"] or (found["before"] or "").strip() or ""
        result = _with_sign(localised(found["number"], direction), sign, direction.target)
        digits = re.sub(r"\D", "", found["number"]).lstrip("0") or "0"
        token = f"{digits} %" if sign == "%" else digits
        expected = rf"(?<!\d){digits}\s*%" if sign == "%" else rf"(?<!\d){digits}(?!\d)"
        yield _figure(found, token, expected, result)


def _figure(found: re.Match[str], token: str, expected: str, result: str) -> Figure:
    return Figure(found.start(), found.end(), token, re.compile(expected, re.IGNORECASE), lambda _: result)


_ORDINAL = {
    _FR: re.compile(r"\b(?P<n>\d{1,3})\s?(?P<suffix>ères?|ere|re|ers?|[eè]mes?|ièmes?|nde?|es?)(?![\w’'])"),
    _ES: re.compile(r"\b(?P<n>\d{1,3})(?:\.\s?)?(?P<suffix>[ªº]|(?<=\.)er\b|er\b|ra\b|ro\b|do\b|da\b|ta\b|to\b)"),
    _EN: re.compile(r"\b(?P<n>\d{1,3})(?P<suffix>st|nd|rd|th)\b"),
}
_FIRST = {_FR: ("premier", "première"), _ES: ("primero", "primera"), _EN: ("first", "first")}
_THIRD = {_FR: ("troisième", "troisième"), _ES: ("tercero", "tercera"), _EN: ("third", "third")}
_SAME_ORDINAL = {
    _FR: (r"\bpremi(?:er|ère)s?\b", r"\btroisièmes?\b"),
    _ES: (r"\bprimer(?:[oa]s?)?\b", r"\btercer(?:[oa]s?)?\b"),
    _EN: (r"\bfirst\b", r"\bthird\b"),
}


def _ordinals(text: str, direction: Direction) -> Iterator[Figure]:
    source, target = direction
    for found in _ORDINAL[source].finditer(text):
        number, suffix = int(found["n"]), found["suffix"].casefold()
        words = (_FIRST if number == 1 else _THIRD)[source]
        token = words[suffix.rstrip("s")[-1] in "aªe" and suffix.rstrip("s") not in {"e", "ème", "eme", "ième"}]
        if source is _ES and suffix == "er":
            token = token.removesuffix("o")
        if suffix.endswith("s"):
            token += "s"
        expected = re.compile(_SAME_ORDINAL[target][number != 1], re.IGNORECASE)
        yield Figure(
            found.start(),
            found.end(),
            token,
            expected,
            lambda word, n=number: ordinal(n, word, target),  # type: ignore[misc]
            found.start("suffix"),
        )


def ordinal(number: int, word: str, target: Language) -> str:
    """Write an ordinal in figures, in the gender and form of the ordinal word that stands there."""
    word = word.casefold()
    if target is _ES and word.endswith("s"):
        return f"{number}.{word[-2:]}"
    if target is _ES:
        return f"{number}.{'ª' if word.endswith('a') else 'º' if word.endswith('o') else 'er'}"
    if target is _FR:
        return f"{number}{('re' if 'ère' in word else 'er') if number == 1 else 'e'}"
    return f"{number}{english_suffix(number)}"


def english_suffix(number: int) -> str:
    """Give the letters that follow an ordinal's figures in English."""
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def suffix_length(written: str) -> int:
    """Tell how many characters at the end of an ordinal are its suffix."""
    found = re.search(r"[^\d]+$", written)
    return len(found[0]) if found else 0


_MONTHS = {
    _FR: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    _ES: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    _EN: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_MONTH = {language: "|".join(months) for language, months in _MONTHS.items()}
_DASH = rf"{_S}?[-–]{_S}?"
_DAY = r"\d{1,2}"
_DATES = {
    _FR: re.compile(
        rf"(?P<art>\b(?:du|le){_S})?(?:\b(?P<d1>{_DAY})(?:er)?(?:(?P<link>{_S}au{_S}|{_S}et{_S}(?:le{_S})?|{_DASH})"
        rf"(?P<d2>{_DAY}))?{_S})?\b(?P<m>{_MONTH[_FR]})\b(?:{_S}(?P<y>\d{{4}}))?\b",
        re.IGNORECASE,
    ),
    _ES: re.compile(
        rf"(?P<art>\b(?:del|el){_S})?(?:\b(?P<d1>{_DAY})(?:\.?º)?(?:(?P<link>{_S}al?{_S}|{_S}y{_S}(?:el{_S})?|{_DASH})"
        rf"(?P<d2>{_DAY}))?{_S}de{_S})?\b(?P<m>{_MONTH[_ES]})\b(?:{_S}del?{_S}(?P<y>\d{{4}}))?\b",
        re.IGNORECASE,
    ),
    _EN: re.compile(
        rf"(?P<art>\b(?:from|on){_S})?"
        rf"(?:\b(?P<am>{_MONTH[_EN]}){_S}(?P<ad1>{_DAY})\b(?:(?P<alink>{_S}to{_S}|{_S}and{_S}|{_DASH})(?P<ad2>{_DAY}))?"
        rf"(?:,{_S}(?P<ay>\d{{4}}))?\b"
        rf"|(?:\b(?P<d1>{_DAY})(?:st|nd|rd|th)?(?:(?P<link>{_S}to{_S}|{_S}and{_S}|{_DASH})"
        rf"(?P<d2>{_DAY})(?:st|nd|rd|th)?)?{_S}(?:of{_S})?)?\b(?P<m>{_MONTH[_EN]})\b(?:,?{_S}(?P<y>\d{{4}}))?\b)"
    ),
}


def _dates(text: str, direction: Direction) -> Iterator[Figure]:
    source, target = direction
    for found in _DATES[source].finditer(text):
        parts = {name: value for name, value in found.groupdict().items() if value}
        day, other, year = (parts.get(k) or parts.get("a" + k) for k in ("d1", "d2", "y"))
        if not day and not year:
            continue  # a month alone is an ordinary word
        month = _month(parts.get("m") or parts.get("am", ""), source)
        link = (parts.get("link") or parts.get("alink") or "").strip().split(" ")[0]
        article = (parts.get("art") or "").strip()
        spoken = other is not None and link in {"au", "al", "a", "to"}
        written = date(day, other, month, year, target, spoken=spoken, joined=link in {"et", "y", "and"})
        token = (day or "") + (other or "") + (year or "")[2:] if day else str(year)
        token = token.lstrip("0")
        start, leading, before = found.start(), "", ""
        if spoken and article:
            leading, before = _RANGE_FROM[target], r"(?:\b(?:en|in|on|dans|del?|du|at|à|the|el|le)\s+)*"
            token = f"{_IN[source]} {token}"
        elif article and (source is not _EN) and day and article.casefold() in {"le", "el"}:
            start = found.start() + len(parts["art"])
            if target is _EN:
                before = r"(?:\bthe\s+)?"
                bare = text[: found.start()].rstrip()
                leading = "" if re.search(rf"\b(?:{_PREPOSITIONS[source]})$", bare, re.IGNORECASE) else "on "
        elif article and source is _EN and article.casefold() == "on" and day:
            leading, before = _ON[target], r"(?:\b(?:en|dans|sur|el|le|au|encima de)\s+)*"
            token = f"in {token}"
        else:
            start = found.start() + len(parts.get("art") or "")
        expected = re.compile(rf"{before}(?<!\d){token.split()[-1]}(?!\d)", re.IGNORECASE)
        result = leading + written
        yield Figure(start, found.end(), token, expected, lambda _, r=result: r)  # type: ignore[misc]


_RANGE_FROM = {_FR: "du ", _ES: "del ", _EN: "from "}
_ON = {_FR: "le ", _ES: "el ", _EN: "on "}
_IN = {_FR: "en", _ES: "en", _EN: "in"}
_PREPOSITIONS = {
    _FR: "avant|après|depuis|dès|pour|vers|jusqu’au|jusqu'au|entre|et|au",
    _ES: "antes del?|después del?|desde|para|hasta|entre|y|hacia",
    _EN: "",
}


def _month(name: str, language: Language) -> int:
    return [m.casefold() for m in _MONTHS[language]].index(name.casefold())


def date(  # noqa: PLR0913 (a date has that many parts)
    day: str | None,
    other: str | None,
    month: int,
    year: str | None,
    target: Language,
    *,
    spoken: bool = False,
    joined: bool = False,
) -> str:
    """Write a date, or a range of days within a month, without an article in front."""
    name = _MONTHS[target][month]
    first = "1er" if day in {"1", "01"} and target is _FR and not (other and not spoken) else day
    links = {_FR: (" au ", " et "), _ES: (" al ", " y "), _EN: (" to ", " and ")}[target]
    link = links[0] if spoken else links[1] if joined else "–" if target is _EN else "-"
    days = f"{first}{link}{other}" if other else first
    if target is _ES:
        return " de ".join(part for part in (days, name, year) if part)
    return " ".join(part for part in (days, name, year) if part)


_SCALES = {
    _FR: re.compile(
        rf"(?P<number>\d+(?:[,.]\d+)?){_S}(?P<scale>milliards?|millions?)(?P<of>{_S}d(?:e{_S}|[’']))?", re.IGNORECASE
    ),
    _ES: re.compile(
        rf"(?P<number>\d+(?:[{_S[1:-1]}.]\d{{3}})*(?:,\d+)?){_S}(?P<scale>mil millones|millones|millón)"
        rf"(?P<of>{_S}de{_S})?",
        re.IGNORECASE,
    ),
    _EN: re.compile(rf"(?P<sign>[€$£])?(?P<number>\d+(?:\.\d+)?){_S}(?P<scale>billion|million)(?P<of>)", re.IGNORECASE),
}


_CURRENCIES = {
    _FR: {"€": "d’euros", "$": "de dollars", "£": "de livres"},
    _ES: {"€": "de euros", "$": "de dólares", "£": "de libras"},
}


def _scales(text: str, direction: Direction) -> Iterator[Figure]:
    source, target = direction
    for found in _SCALES[source].finditer(text):
        billion = found["scale"].casefold() in {"milliard", "milliards", "mil millones", "billion"}
        number = localised(found["number"], direction)
        one = re.match(r"[01](?:\D|$)", found["number"]) is not None
        words = {
            _FR: ("milliard" if billion else "million") + ("" if one else "s"),
            _ES: "mil millones" if billion else "millón" if number == "1" else "millones",
            _EN: "billion" if billion else "million",
        }
        # Before a noun French and Spanish say "of"; after it English does not.
        of = found["of"] or (source is _EN and re.match(r" [^\W\d]", text[found.end() :]))
        ends = " de" if of and target is not _EN else ""
        gap = " " if found["of"] else ""
        digits = re.sub(r"\D", "", found["number"]).lstrip("0") or "0"
        result = f"{number} {words[target]}{ends}"
        if found.groupdict().get("sign"):
            result = f"{number} {words[target]} {_CURRENCIES[target][found['sign']]}"
        yield Figure(
            found.start(),
            found.end(),
            digits + gap,
            re.compile(rf"(?<!\d){digits}(?!\d)"),
            lambda _, r=result: r,  # type: ignore[misc]
        )


_ROMAN = re.compile(r"^\s*(?P<n>[IVX]+)(?=[.)]\s|\s[-–—]\s)")


def _romans(text: str, _: Direction) -> Iterator[Figure]:
    """A Roman number at the head of a heading, which is no word: a digit that the text does not have goes for it."""
    found = _ROMAN.match(text)
    free = next((digit for digit in "7964385" if digit not in text), None)
    if found and free:
        same = found["n"]
        expected = re.compile(rf"(?<!\d){free}(?!\d)")
        yield Figure(found.start("n"), found.end("n"), free, expected, lambda _: same)


_PART = r"\d{1,2}(?:\.\d{1,2})+"
_LABELLED = re.compile(
    rf"\b(?:sessions?|séances?|sesi(?:ón|ones)|workshops?|ateliers?|taller(?:es)?|panel(?:es|s)?|mesas?|modules?|módulos?"
    rf"|tables?|tableaux?|tablas?|cuadros?|figures?|figuras?|sections?|secci(?:ón|ones)|chapters?|chapitres?|capítulos?"
    rf"|annex(?:es|e)?|anexos?|articles?|artículos?|apartados?|points?|puntos?|items?|steps?|étapes?|etapas?)"
    rf"{_S}(?P<labels>{_PART}(?:{_S}?(?:[,–-]|and|to|et|à|y|e|a){_S}?{_PART})*)(?![\w/:]|[.,]\d|{_S}?[%€£$])",
    re.IGNORECASE,
)
"""Words whose numbers count parts: ``Workshop 2.4`` is the fourth of the second part in every language."""


def _labels(text: str, _: Direction) -> Iterator[Figure]:
    for named in _LABELLED.finditer(text):
        for found in re.finditer(_PART, named["labels"]):
            start, same = named.start("labels") + found.start(), found[0]
            digits = re.sub(r"\D", "", same).lstrip("0") or "0"
            expected = re.compile(rf"(?<!\d){digits}(?!\d)")
            yield Figure(start, start + len(same), digits, expected, lambda _, r=same: r)  # type: ignore[misc]


def figures(text: str, direction: Direction) -> list[Figure]:
    """Find what has to be written differently in the target language, in the order of the text, without overlaps."""
    found: list[Figure] = []
    for kind in (_romans, _dates, hours, _ordinals, _scales, _labels, _numbers):
        for figure in kind(text, direction):
            if all(figure.end <= other.start or other.end <= figure.start for other in found):
                found.append(figure)
    return sorted(found, key=lambda figure: figure.start)
