"""Which names were left as they are, so that nobody takes them for forgotten, and which got lost."""

from collections.abc import Iterator

from document.segment import Name, Severity
from worker.check.registry import Case, Doubt, doubt


def names(case: Case) -> Iterator[Doubt]:
    """Names of organisations and persons that were left as they are are told; one that got lost is doubtful."""
    text, target = case.draft.segment.text, _plain(case.target)
    names = case.draft.segment.names
    kept = dict.fromkeys(_plain(text[name.start : name.end]) for name in names)
    if there := [name for name in kept if name in target]:
        yield doubt(Severity.INFO, "names_kept", names=", ".join(there))
    sure = dict.fromkeys(_plain(text[name.start : name.end]) for name in names if name.certain and _alone(name, case))
    if lost := [name for name in sure if name not in target]:
        yield doubt(Severity.WARNING, "names_lost", names=", ".join(lost))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _alone(name: Name, case: Case) -> bool:
    """Tell whether no term of the glossary decides over a name."""
    return all(name.end <= term.start or term.end <= name.start for term in case.occurrences)
