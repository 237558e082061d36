"""Checks of figures and dates: what the source counts, the target counts too."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from document.languages import Language
from document.segment import Severity, Span
from worker.check.numerals import Quantity, conventions, is_doubtful, months, quantities, word_values
from worker.check.registry import Case, Doubt, doubt


def numbers(case: Case) -> Iterator[Doubt]:
    """Every number of the source is in the target with the same value, and none is added.

    Values are compared, not writings: ``1 250``, ``1.250`` and ``1,250``, or ``2 milliards`` and ``2 billion``, are the
    same. A number may be written in words on one side.
    """
    source, target = (quantities(text, language) for text, language in _sides(case))
    pairs, lost, added = _paired(source, target)
    lost = _without_words(lost, case.target, case.direction.target)
    added = _without_words(added, case.source, case.direction.source)
    changes = min(len(lost), len(added))
    for before, after in zip(lost[:changes], added[:changes], strict=True):
        yield doubt(Severity.BLOCKING, "number_changed", _place(after), source=before.text, target=after.text)
    for before in lost[changes:]:
        yield doubt(Severity.BLOCKING, "number_missing", source=before.text)
    for after in added[changes:]:
        yield doubt(Severity.WARNING, "number_added", _place(after), target=after.text)
    for before, after in pairs:
        if before.unit is not None and before.unit != after.unit:
            yield doubt(Severity.WARNING, "unit_changed", _place(after), number=after.text, source=before.unit)


def dates(case: Case) -> Iterator[Doubt]:
    """The month of each date is the same on both sides."""
    (source, source_language), (target, target_language) = _sides(case)
    before, after = months(source, source_language), months(target, target_language)
    lost, gained = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if not lost:
        return
    names = ", ".join(conventions(source_language).months[month - 1] for month in lost.elements())
    if gained:
        others = ", ".join(conventions(target_language).months[month - 1] for month in gained.elements())
        yield doubt(Severity.BLOCKING, "month_changed", source=names, target=others)
    else:
        yield doubt(Severity.WARNING, "month_missing", source=names)


def source_numbers(case: Case) -> Iterator[Doubt]:
    """No number of the source can be read in two ways, as ``2,035 milliards`` can in a French text."""
    for quantity in quantities(case.source, case.direction.source):
        if is_doubtful(quantity.text, case.direction.source):
            yield doubt(Severity.WARNING, "doubtful_source_number", source=quantity.text)


def _sides(case: Case) -> tuple[tuple[str, Language], tuple[str, Language]]:
    return (case.source, case.direction.source), (case.target, case.direction.target)


def _paired(
    source: list[Quantity], target: list[Quantity]
) -> tuple[list[tuple[Quantity, Quantity]], list[Quantity], list[Quantity]]:
    """Pair quantities that may mean the same; the others of source and target. An hour may fall into its parts."""
    pairs: list[tuple[Quantity, Quantity]] = []
    free = list(target)
    lost = []
    for quantity in source:
        same = [other for other in free if quantity.values & other.values]
        same.sort(key=lambda other: (other.unit != quantity.unit, other.text != quantity.text))
        if same:
            pairs.append((quantity, same[0]))
            free.remove(same[0])
        elif not _taken_in_parts(quantity, free):
            lost.append(quantity)
    remaining = [quantity for quantity in free if not _taken_in_parts(quantity, lost)]
    return pairs, lost, remaining


def _taken_in_parts(hour: Quantity, free: list[Quantity]) -> bool:
    """Take the parts of an hour out of ``free`` if they all are there."""
    parts = [next((other for other in free if part in other.values), None) for part in hour.parts]
    if not parts or None in parts:
        return False
    for part in parts:
        if part in free:
            free.remove(part)
    return True


def _without_words(quantities: Iterable[Quantity], text: str, language: Language) -> list[Quantity]:
    """Leave out what the other side writes in words or Roman numerals."""
    values: set[Decimal | tuple[int, int]] = set(word_values(text, language))
    return [quantity for quantity in quantities if not quantity.values & values]


def _place(quantity: Quantity) -> Span:
    return Span(start=quantity.start, end=quantity.end)
