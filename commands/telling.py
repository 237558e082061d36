"""What became of a note on its way through ``translate``, told to a person or as a line of JSON."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.exits import complain
from commands.wording import count, shown
from document.languages import NAMES, Language

if TYPE_CHECKING:
    from document.note import Note
    from worker.pipeline import Parcel

ENGLISH = NAMES[Language.ENGLISH]


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    ``error`` is set when it ended early; ``parcels``, with the paths of their files, are those made until then.
    ``skipped`` holds the note's own language when that was asked for too.
    """

    file: Path
    status: int
    note: "Note | None" = None
    parcels: "tuple[tuple[Parcel, tuple[Path, ...]], ...]" = ()
    skipped: tuple[Language, ...] = ()
    error: Exception | None = None


def tell(outcome: Outcome, *, as_json: bool) -> None:
    """Print what became of a file: a JSON line, or a few lines for a person; what went wrong in one line more."""
    if as_json:
        click.echo(json.dumps(_line(outcome), ensure_ascii=False))
    else:
        _tell_person(outcome)
    if outcome.error is not None:
        complain(outcome.error, outcome.file)


def _line(outcome: Outcome) -> dict[str, Any]:
    from document.exchange import summary

    line: dict[str, Any] = {"file": str(outcome.file), "ok": outcome.error is None, "status": outcome.status}
    if outcome.note is not None:
        line |= {"language": outcome.note.language, "pages": len(outcome.note.pages)}
    line["skipped"] = list(outcome.skipped)
    line["translations"] = {
        parcel.translation.target_language: {
            "docx": str(paths[0]),
            "review": str(paths[1]),
            "json": str(paths[2]),
            "engine": parcel.translation.engine,
            "summary": summary(parcel.translation),
        }
        for parcel, paths in outcome.parcels
    }
    if outcome.error is not None:
        code = getattr(outcome.error, "code", "usage" if isinstance(outcome.error, click.UsageError) else "fault")
        line |= {"code": code, "message": str(outcome.error)}
    return line


def _tell_person(outcome: Outcome) -> None:
    note = outcome.note
    if note is None or note.language is None:
        return
    click.echo(f"{shown(outcome.file.name)}: {ENGLISH[Language(note.language)]}, {count(len(note.pages), 'page')}")
    for caveat in note.warnings:
        where = f" (page {caveat.page})" if caveat.page else ""
        click.echo(f"  note{where}: {caveat.message}")
    for own in outcome.skipped:
        click.echo(f"  {ENGLISH[own]} is the note's own language, and was passed over")
    for parcel, paths in outcome.parcels:
        _tell_parcel(parcel, paths)


def _tell_parcel(parcel: "Parcel", paths: tuple[Path, ...]) -> None:
    from document.exchange import summary

    done = parcel.translation
    counts = summary(done)
    doubts = ", ".join(
        count(number, severity) for severity, number in counts["findings"].items() if severity != "info" and number
    )
    rough = ", rough draft" if done.rough else ""
    language = ENGLISH[done.target_language]
    click.echo(f"  {language} by {done.engine}{rough}: {counts['words']} words, {counts['seconds']} s")
    click.echo(
        f"    terms in place {counts['terms_in_place']} of {counts['terms_found']}; findings: {doubts or 'none'}"
    )
    click.echo(f"    {paths[0]}")
    click.echo(f"    {paths[1]}  (for review: source and target side by side)")
