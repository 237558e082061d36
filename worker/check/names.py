"""Which names were left as they are within a translated text: recorded, so that nobody takes them for forgotten."""

from collections.abc import Iterator

from document.segment import Severity
from worker.check.registry import Case, Doubt, doubt


def names(case: Case) -> Iterator[Doubt]:
    """Names of organisations and persons that were left as they are are told."""
    segment = case.draft.segment
    kept = dict.fromkeys(" ".join(segment.text[name.start : name.end].split()) for name in segment.names)
    target = " ".join(case.target.split())
    there = [name for name in kept if name in target]
    if there:
        yield doubt(Severity.INFO, "names_kept", names=", ".join(there))
