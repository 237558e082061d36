"""Checks of a target's outward shape: length, last mark, brackets, quotation marks, formatting."""

import re
from collections.abc import Iterator

from document.segment import Severity
from worker.check.registry import Case, Doubt, doubt

_SHORT = 25
"""Below so many characters a ratio of lengths says nothing."""

_LONGEST, _SHORTEST = 1.9, 0.5
_END = re.compile(r"([.!?:;…,])(?:(?<=[^\W\d_].)\d{1,2})?[\s»”’\"')\]¹²³⁰⁴-⁹*]*$")
"""The last mark, before closing quotation marks and brackets and a footnote's number."""

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def length(case: Case) -> Iterator[Doubt]:
    """The target is neither much longer nor much shorter than the source."""
    source, target = len(case.source.strip()), len(case.target.strip())
    if source < _SHORT or not target:
        return
    if target > source * _LONGEST:
        yield doubt(Severity.WARNING, "too_long", source=str(source), target=str(target))
    elif target < source * _SHORTEST:
        yield doubt(Severity.WARNING, "too_short", source=str(source), target=str(target))


def end_punctuation(case: Case) -> Iterator[Doubt]:
    """The target ends in the same mark as the source; a question that became a statement is worse than a lost stop."""
    source, target = _last_mark(case.source), _last_mark(case.target)
    if source == target or not case.target.strip():
        return
    severity = Severity.WARNING if "?" in {source, target} else Severity.INFO
    if not target:
        yield doubt(severity, "end_missing", source=source)
    elif not source:
        yield doubt(severity, "end_added", target=target)
    else:
        yield doubt(severity, "end_changed", source=source, target=target)


def brackets(case: Case) -> Iterator[Doubt]:
    """Brackets open and close in the target as often as in the source, and in order where they do there."""
    source, target = _brackets(case.source), _brackets(case.target)
    same_number = sorted(source) == sorted(target)
    if not same_number or (_is_balanced(source) and not _is_balanced(target)):
        yield doubt(Severity.WARNING, "brackets", source=source or "–", target=target or "–")


def quotes(case: Case) -> Iterator[Doubt]:
    """The target has as many quotation marks as the source, of whichever form."""
    source, target = _quotation_marks(case.source), _quotation_marks(case.target)
    if len(source) != len(target):
        yield doubt(Severity.WARNING, "quotes", source=source or "–", target=target or "–")


def formatting(case: Case) -> Iterator[Doubt]:
    """Bold, italic, links and the like found a sure place in the target."""
    words = [stretch for stretch in case.draft.unsure if any(map(str.isalnum, stretch))]
    if words:
        yield doubt(Severity.INFO, "unsure_formatting", words=", ".join(words))


def _last_mark(text: str) -> str:
    text = text.rstrip().replace("...", "…")
    match = _END.search(text)
    # The stop of an abbreviation or initial ("etc.", "S.A.") is no end mark that a translation must have.
    abbreviated = re.search(r"(?:\b\w|\betc)\.$", text) is not None
    return "" if match is None or abbreviated else match[1]


def _brackets(text: str) -> str:
    """Collect the brackets; the one after an enumerator, ``a)``, is not one of a pair."""
    without_labels = re.sub(r"(?:^|(?<=[\s;,]))[\w]{1,3}\)", "", text)
    return "".join(character for character in without_labels if character in "()[]{}")


def _is_balanced(brackets: str) -> bool:
    open_ones: list[str] = []
    for bracket in brackets:
        if bracket in _PAIRS:
            open_ones.append(_PAIRS[bracket])
        elif not open_ones or open_ones.pop() != bracket:
            return False
    return not open_ones


def _quotation_marks(text: str) -> str:
    """Collect double quotation marks, and single ones where they are a pair and no apostrophes."""
    singles = re.findall(r"(‘)[^‘]*?\w[^‘]*?(’)(?!\w)", text)
    doubles = re.findall(r"[«»“”„\"]", text)
    return "".join(doubles) + "".join(opening + closing for opening, closing in singles)
