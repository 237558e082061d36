"""Drafts in a few words, for the tests of the checks."""

from document.languages import Direction, Language
from document.note import Run
from document.segment import Draft, Finding, KeepReason, Occurrence, Origin, Segment, TermUse
from worker.check import check

FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
FR_ES = Direction(Language.FRENCH, Language.SPANISH)
ES_EN = Direction(Language.SPANISH, Language.ENGLISH)
EN_FR = Direction(Language.ENGLISH, Language.FRENCH)


def draft(
    source: str,
    target: str,
    *,
    language: str = "fr",
    keep: KeepReason | None = None,
    terms: tuple[TermUse, ...] = (),
    unknown: tuple[str, ...] = (),
    unsure: tuple[str, ...] = (),
) -> Draft:
    """Make a draft of one run."""
    segment = Segment(id="b1.1", block="b1", runs=(Run(text=source),), language=language, keep=keep)
    return Draft(
        segment=segment,
        runs=(Run(text=target),),
        origin=Origin.KEPT if keep else Origin.ENGINE,
        terms=terms,
        unknown=unknown,
        unsure=unsure,
    )


def findings(one: Draft, direction: Direction = FR_EN, occurrences: tuple[Occurrence, ...] = ()) -> tuple[Finding, ...]:
    """Check one draft."""
    return check([one], {"b1.1": occurrences}, direction)[0].findings


def brief(source: str, target: str, direction: Direction = FR_EN) -> list[tuple[str, str]]:
    """Check a source and a target: the names of the checks that found something, each with its severity."""
    found = findings(draft(source, target, language=direction.source), direction)
    return [(finding.check, str(finding.severity)) for finding in found]
