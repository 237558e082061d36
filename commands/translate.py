"""``tripont translate``: notes go in as PDF and come out as Word files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.bar import bar
from commands.exits import BLOCKING, DONE, status_of, worse
from commands.options import FROM, GLOSSARIES, SOME_PATH, LanguageList, declared, json_lines, stack_of
from commands.telling import Outcome, tell
from commands.wording import shown
from document.languages import Language
from document.progress import Progress, Report, hundredths

if TYPE_CHECKING:
    from document.note import Note
    from glossary.concepts import Glossary
    from worker.pipeline import Parcel


@click.command()
@click.argument("files", nargs=-1, required=True, type=SOME_PATH, metavar="FILE...")
@click.option(
    "--to", "targets", required=True, type=LanguageList(), help="Into which languages: en,es", metavar="LANGS"
)
@FROM
@GLOSSARIES
@click.option(
    "--engine",
    default="auto",
    type=click.Choice(["auto", "apertium", "argos"]),
    show_default=True,
    help="What translates; auto takes the best that is ready.",
)
@click.option("--out", default=Path(), type=SOME_PATH, help="Folder for the results.  [default: here]")
@json_lines("Print one JSON line for each file instead of a progress bar.")
def translate(  # noqa: PLR0913, PLR0917 - one parameter an option
    files: tuple[Path, ...],
    targets: tuple[Language, ...],
    source: str,
    glossaries: tuple[Path, ...],
    engine: str,
    out: Path,
    as_json: bool,
) -> int:
    """Translate notes: for each FILE and language a formatted DOCX, a review copy and a JSON record."""
    from worker.delivery import make_ready

    _refuse_name_clashes(files)
    order = Order(targets=targets, source=declared(source), glossaries=stack_of(glossaries), engine=engine, out=out)
    if any(file.is_file() for file in files):
        make_ready(out)
    worst = DONE
    for file in files:
        with bar(file.name, "extract", quiet=as_json) as report:
            outcome = _translate_file(file, order, report)
        tell(outcome, as_json=as_json)
        worst = worse(worst, outcome.status)
    return worst


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one call of ``translate`` asks for, the same for each of its files."""

    targets: tuple[Language, ...]
    source: Language | None
    glossaries: "tuple[Glossary, ...]"
    engine: str
    out: Path


def _translate_file(file: Path, order: Order, report: Report) -> Outcome:
    """Take one file the whole way. A fault in one language keeps what the languages before it gave."""
    from worker import pipeline

    parts = 1 + len(order.targets)
    note = None
    done: list[tuple[Parcel, tuple[Path, ...]]] = []
    skipped: tuple[Language, ...] = ()
    try:
        _refuse_what_is_no_file(file)
        note = pipeline.extract(file, language=order.source, report=_part(report, 0, parts))
        skipped = _own(note, order.targets)
        for number, target in enumerate((one for one in order.targets if one not in skipped), start=1):
            parcel = pipeline.render(
                note,
                target,
                glossaries=order.glossaries,
                engine=order.engine,
                report=_part(report, number, parts),
            )
            done.append((parcel, _deliver(note, parcel, file.stem, order.out)))
    except Exception as problem:  # noqa: BLE001 - one bad file does not stop the others; main's doors do the telling
        return Outcome(file, status_of(problem), note, tuple(done), skipped, problem)
    blocking = any(_has_blocking(parcel) for parcel, _ in done)
    return Outcome(file, BLOCKING if blocking else DONE, note, tuple(done), skipped)


def _refuse_what_is_no_file(path: Path) -> None:
    if not path.is_file():
        raise click.UsageError("There is no such file; look at its name and folder.")


def _refuse_name_clashes(files: Sequence[Path]) -> None:
    """Two files of one name would overwrite each other's results."""
    stems: dict[str, Path] = {}
    for file in files:
        other = stems.setdefault(file.stem, file)
        if other is not file:
            names = f"{shown(str(other))} and {shown(str(file))}"
            raise click.UsageError(f"{names} would both become {shown(file.stem)}.*; give each a folder of its own.")


def _own(note: "Note", targets: Sequence[Language]) -> tuple[Language, ...]:
    """The note's own language among the targets; a note that is only asked for in that one is a wrong call."""
    own = tuple(target for target in targets if target == note.language)
    if len(own) == len(targets):
        raise click.UsageError(f"The note is in {note.language} already; name another language with --to.")
    return own


def _part(report: Report, number: int, parts: int) -> Report:
    """Let a stage report into its part of the file's bar: part 0 is extraction, then one part a language."""

    def inner(progress: Progress) -> None:
        report(Progress(progress.stage, 100 * number + hundredths(progress), 100 * parts))

    return inner


def _deliver(note: "Note", parcel: "Parcel", stem: str, out: Path) -> tuple[Path, ...]:
    """Write the three files of a language."""
    from document.exchange import translation_to_json
    from worker.delivery import deliver

    target = parcel.translation.target_language
    record = json.dumps(translation_to_json(note, parcel.translation), ensure_ascii=False, indent=1)
    contents = {
        f"{stem}.{target}.docx": parcel.note_docx,
        f"{stem}.{target}.review.docx": parcel.review_docx,
        f"{stem}.{target}.json": record.encode("utf-8"),
    }
    return deliver(out, contents)


def _has_blocking(parcel: "Parcel") -> bool:
    from document.exchange import summary

    return bool(summary(parcel.translation)["findings"]["blocking"])
