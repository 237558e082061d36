"""The command line: the one place that sees every room.

Heavy rooms are imported inside the commands that need them, so that ``tripont --help`` answers at once.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from document.errors import BadGlossary, NoEngine, RefusedInput, TripontError
from document.languages import DIRECTIONS, LANGUAGES, Direction, Language
from document.progress import Progress, Report, silent

if TYPE_CHECKING:
    from document.note import Note
    from glossary.concepts import Glossary
    from worker.pipeline import Parcel

DONE, FAULT, USAGE, REFUSED, NO_ENGINE, BLOCKING = range(6)
INTERRUPTED = 130

SHARES = {"extract": (0, 25), "terminology": (25, 30), "translate": (30, 80), "check": (80, 85), "rebuild": (85, 100)}
"""Which part of a language's way each stage takes, in hundredths; a file is extracted once for all its languages."""


def main() -> None:
    """Run the command line; whatever happens, what the user reads is a sentence and never a traceback."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        status = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        status = INTERRUPTED
    except KeyboardInterrupt:
        status = INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        status = USAGE
    except BrokenPipeError:
        # Whoever read our output has gone (`tripont extract note.pdf | head`); a second complaint at exit is no use.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    except Exception as problem:  # noqa: BLE001 - the last door before the user
        status = _complain(problem)
    sys.exit(status if isinstance(status, int) else DONE)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _complain(problem: Exception, file: Path | None = None) -> int:
    """Say on standard error what went wrong, in one line; give the exit code that goes with it."""
    where = f"{_shown(file.name)}: " if file else ""
    if os.environ.get("TRIPONT_DEBUG"):
        traceback.print_exception(problem)
    if isinstance(problem, TripontError):
        click.echo(f"tripont: {problem.code}: {where}{_shown(str(problem))}", err=True)
        return _status_of(problem)
    summary = " ".join(str(problem).split())[:200] or "no more is known"
    click.echo(
        f"tripont: fault: {where}{type(problem).__name__} ({summary}). This is a fault of Tripont, not of your file; "
        "set TRIPONT_DEBUG=1 to see where it happened, and report it.",
        err=True,
    )
    return FAULT


def _shown(text: str) -> str:
    """A file's name may hold a line break or worse; on the terminal each message is one line."""
    return "".join(mark if mark.isprintable() else "?" for mark in text)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(version("tripont"), prog_name="tripont")
def cli() -> None:
    """Concept notes of the social and solidarity economy, from PDF to formatted Word files.

    French, Spanish and English; everything happens on this machine.
    """


# --- translate -------------------------------------------------------------------------------------------------------


class LanguageList(click.ParamType[tuple[Language, ...]]):
    """``en,es``: one or more of our languages."""

    name = "languages"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Language, ...]:  # noqa: ANN401
        """Read a comma-separated list; a repeated language counts once."""
        if isinstance(value, tuple):
            return value
        try:
            languages = tuple(
                dict.fromkeys(Language(code.strip().lower()) for code in value.split(",") if code.strip())
            )
        except ValueError:
            languages = ()
        if not languages:
            self.fail(f"{value!r}: name languages as {', '.join(LANGUAGES)}, with commas between them.", param, ctx)
        return languages


SOME_PATH = click.Path(path_type=Path)
A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
FROM = click.option(
    "--from",
    "source",
    default="auto",
    # Values, since click would take the members of an enumeration by their names.
    type=click.Choice(["auto", *(language.value for language in LANGUAGES)]),
    help="The note's language.",
    show_default=True,
)


@cli.command()
@click.argument("files", nargs=-1, required=True, type=SOME_PATH, metavar="FILE...")
@click.option(
    "--to", "targets", required=True, type=LanguageList(), help="Into which languages: en,es", metavar="LANGS"
)
@FROM
@click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=SOME_PATH,
    help="A glossary that goes before the built-in one; may be repeated.",
)
@click.option(
    "--engine",
    default="auto",
    type=click.Choice(["auto", "apertium", "argos"]),
    show_default=True,
    help="What translates; auto takes the best that is ready.",
)
@click.option("--out", default=Path(), type=SOME_PATH, help="Folder for the results.  [default: here]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line for each file instead of a progress bar.")
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
    stack = _glossaries(glossaries)
    if any(file.is_file() for file in files):
        make_ready(out)
    declared = None if source == "auto" else Language(source)
    order = Order(targets=targets, source=declared, glossaries=stack, engine=engine, out=out)
    worst = DONE
    for file in files:
        with _progress(file, quiet=as_json) as report:
            outcome = _translate_file(file, order, report)
        _tell(outcome, as_json=as_json)
        worst = _worse(worst, outcome.status)
    return worst


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one call of ``translate`` asks for, the same for each of its files."""

    targets: tuple[Language, ...]
    source: Language | None
    glossaries: "tuple[Glossary, ...]"
    engine: str
    out: Path


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
        return Outcome(file, _status_of(problem), note, tuple(done), skipped, problem)
    blocking = any(_findings(parcel)["blocking"] for parcel, _ in done)
    return Outcome(file, BLOCKING if blocking else DONE, note, tuple(done), skipped)


def _refuse_what_is_no_file(path: Path) -> None:
    if not path.is_file():
        raise click.UsageError("There is no such file; look at its name and folder.")


def _own(note: "Note", targets: Sequence[Language]) -> tuple[Language, ...]:
    """The note's own language among the targets; a note that is only asked for in that one is a wrong call."""
    own = tuple(target for target in targets if target == note.language)
    if len(own) == len(targets):
        raise click.UsageError(f"The note is in {note.language} already; name another language with --to.")
    return own


def _status_of(problem: Exception) -> int:
    match problem:
        case click.UsageError():
            return USAGE
        case RefusedInput():
            return REFUSED
        case NoEngine():
            return NO_ENGINE
        case _:
            return FAULT


def _worse(one: int, other: int) -> int:
    """Of two exit codes, the one that the user must know of first."""
    rank = (DONE, BLOCKING, NO_ENGINE, REFUSED, USAGE, FAULT)
    return max(one, other, key=rank.index)


def _part(report: Report, number: int, parts: int) -> Report:
    """Let a stage report into its part of the file's bar: part 0 is extraction, then one part a language."""

    def inner(progress: Progress) -> None:
        low, high = (0, 100) if number == 0 else SHARES.get(progress.stage, (30, 80))
        share = progress.done / progress.total if progress.total else 0.0
        report(Progress(progress.stage, int(100 * number + low + (high - low) * share), 100 * parts))

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


def _refuse_name_clashes(files: Sequence[Path]) -> None:
    """Two files of one name would overwrite each other's results."""
    stems: dict[str, Path] = {}
    for file in files:
        other = stems.setdefault(file.stem, file)
        if other is not file:
            names = f"{_shown(str(other))} and {_shown(str(file))}"
            raise click.UsageError(f"{names} would both become {_shown(file.stem)}.*; give each a folder of its own.")


def _glossaries(paths: Sequence[Path]) -> "tuple[Glossary, ...]":
    """Give the user's glossaries in their order, then the built-in one."""
    from glossary.loading import builtin, load

    return (*(load(path) for path in paths), builtin())


@contextmanager
def _progress(file: Path, *, quiet: bool) -> Iterator[Report]:
    """Show a bar for one file while standard error is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.fields[file]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[stage]:<12}"),
    )
    with Bars(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None, file=file.name, stage="extract")

        def report(progress: Progress) -> None:
            furthest = max(progress.done, bars.tasks[0].completed)  # a stage may start anew for another language
            bars.update(task, total=progress.total, completed=furthest, stage=progress.stage)

        yield report


def _findings(parcel: "Parcel") -> dict[str, int]:
    from document.exchange import summary

    counts: dict[str, int] = summary(parcel.translation)["findings"]
    return counts


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    """Print what became of a file: a JSON line, or a few lines for a person."""
    if as_json:
        click.echo(json.dumps(_line(outcome), ensure_ascii=False))
    elif outcome.note is not None:
        _tell_person(outcome)
    if isinstance(outcome.error, click.UsageError):
        click.echo(f"tripont: {_shown(outcome.file.name)}: {outcome.error.message}", err=True)
    elif outcome.error is not None:
        _complain(outcome.error, outcome.file)


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
    from document.exchange import summary
    from document.languages import NAMES

    english = NAMES[Language.ENGLISH]
    note = outcome.note
    if note is None or note.language is None:
        return
    click.echo(f"{_shown(outcome.file.name)}: {english[Language(note.language)]}, {_count(len(note.pages), 'page')}")
    for caveat in note.warnings:
        where = f" (page {caveat.page})" if caveat.page else ""
        click.echo(f"  note{where}: {caveat.message}")
    for own in outcome.skipped:
        click.echo(f"  {english[own]} is the note's own language, and was passed over")
    for parcel, paths in outcome.parcels:
        target = parcel.translation.target_language
        counts = summary(parcel.translation)
        doubts = ", ".join(
            _count(number, severity) for severity, number in counts["findings"].items() if severity != "info" and number
        )
        rough = ", rough draft" if parcel.translation.rough else ""
        click.echo(
            f"  {english[target]} by {parcel.translation.engine}{rough}: {counts['words']} words, {counts['seconds']} s"
        )
        click.echo(
            f"    terms in place {counts['terms_in_place']} of {counts['terms_found']}; findings: {doubts or 'none'}"
        )
        click.echo(f"    {paths[0]}")
        click.echo(f"    {paths[1]}  (for review: source and target side by side)")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 or thing == "blocking" else f"{number} {thing}s"


# --- extract ---------------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("file", type=A_FILE)
@FROM
@click.option("--format", "form", default="json", type=click.Choice(["json", "md", "docx"]), show_default=True)
def extract(file: Path, source: str, form: str) -> int:
    """Print a note's structure: blocks in reading order, furniture, pictures."""
    from worker import pipeline

    note = pipeline.extract(file, language=None if source == "auto" else Language(source))
    if form == "json":
        from document.exchange import note_to_json

        click.echo(json.dumps(note_to_json(note), ensure_ascii=False, indent=1))
    elif form == "md":
        from document.markdown import note_to_markdown

        click.echo(note_to_markdown(note), nl=False)
    else:
        content = pipeline.rebuild(note, pipeline.untranslated(note)).note_docx
        if sys.stdout.isatty():
            raise click.UsageError(
                "A Word file on a terminal is of no use; write: tripont extract FILE --format docx > FILE.docx"
            )
        sys.stdout.buffer.write(content)
    return DONE


# --- glossary --------------------------------------------------------------------------------------------------------


@cli.group()
def glossary() -> None:
    """Look into glossaries and prove them."""


@glossary.command("check")
@click.argument("paths", nargs=-1, type=SOME_PATH, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line for each problem.")
def glossary_check(paths: tuple[Path, ...], as_json: bool) -> int:
    """Prove glossaries: what is missing, doubled or contradicts itself. Without FILE: the built-in one."""
    from glossary.checking import check, check_file
    from glossary.loading import DATA, builtin

    files = paths or tuple(sorted(DATA.glob("*.txt")))
    problems = check(builtin()) if not paths else tuple(found for path in paths for found in check_file(path))
    for found in problems:
        line = {"where": str(found.place or ""), "concept": found.concept, "message": found.message}
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else str(found))
    if problems:
        raise BadGlossary(f"{_count(len(problems), 'problem')} found. Mend the lines named above.")
    if not as_json:
        click.echo(f"{_count(len(files), 'file')} checked, no problem found")
    return DONE


@glossary.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--glossary", "glossaries", multiple=True, type=SOME_PATH, help="A glossary that goes before the built-in one."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line for each concept.")
def glossary_find(words: tuple[str, ...], glossaries: tuple[Path, ...], as_json: bool) -> int:
    """Find the concepts whose terms are nearest to WORDS, in any of the languages."""
    from glossary.searching import search

    found = [concept for one in _glossaries(glossaries) for concept in search(one, " ".join(words))]
    if not found and not as_json:
        click.echo("No concept has a term like this.")
    for concept in found[:10]:
        terms = {
            language: [(term.text, str(term.status)) for term in concept.terms_in(language)] for language in LANGUAGES
        }
        if as_json:
            click.echo(
                json.dumps({"concept": concept.id, "authority": concept.authority, "terms": terms}, ensure_ascii=False)
            )
            continue
        click.echo(f"{concept.id}  ({concept.authority})")
        for language, entries in terms.items():
            click.echo(
                f"  {language}  "
                + "; ".join(text if status == "preferred" else f"{text} [{status}]" for text, status in entries)
            )
    return DONE


# --- engines ---------------------------------------------------------------------------------------------------------


@cli.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def engines(ctx: click.Context, as_json: bool) -> int:
    """Show each engine and direction: ready, or what to type to make it ready."""
    if ctx.invoked_subcommand:
        return DONE
    from worker.engines import engines as all_engines

    for engine in all_engines():
        states = {direction: engine.readiness(direction) for direction in DIRECTIONS}
        if as_json:
            click.echo(
                json.dumps(
                    {
                        "engine": engine.name,
                        "rough": engine.rough,
                        "directions": {
                            str(d): {"ready": s.ready, "via": s.via, "remedy": s.remedy} for d, s in states.items()
                        },
                    }
                )
            )
            continue
        click.echo(f"{engine.name}" + ("  (rough drafts)" if engine.rough else ""))
        for direction, state in states.items():
            via = f" via {state.via}" if state.via else ""
            click.echo(f"  {direction}  " + (f"ready{via}" if state.ready else f"not ready; type: {state.remedy}"))
    return DONE


@engines.command("install")
@click.argument("what", nargs=-1, required=True, metavar="all|PAIR...|FILE.argosmodel...")
def engines_install(what: tuple[str, ...]) -> int:
    """Install Argos packages: fr-en, all, or a package's file."""
    from worker.engines.argos import packages

    for item in what:
        with _progress(Path(item), quiet=False) as report:
            for installed in packages.install(item, report):
                click.echo(f"installed {installed}")
    return DONE


@engines.command("remove")
@click.argument("pairs", nargs=-1, required=True, metavar="PAIR...")
def engines_remove(pairs: tuple[str, ...]) -> int:
    """Remove installed Argos packages."""
    from worker.engines.argos import packages

    for pair in pairs:
        packages.remove(_direction(pair))
        click.echo(f"removed {pair}")
    return DONE


def _direction(pair: str) -> Direction:
    for direction in DIRECTIONS:
        if str(direction) == pair.lower().replace("_", "-"):
            return direction
    raise click.UsageError(f"{pair!r} is no direction; name one of {', '.join(map(str, DIRECTIONS))}.")


# --- doctor ----------------------------------------------------------------------------------------------------------


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> int:
    """Say what is there, in which version, what is missing and how to get it."""
    from worker.diagnosis import examine

    reports = examine()
    for part in reports:
        if as_json:
            click.echo(json.dumps({"part": part.name, "state": part.state, "found": part.found, "remedy": part.remedy}))
        else:
            click.echo(
                f"{part.state:<8} {part.name:<22} {part.found}" + (f"\n{'':9}{part.remedy}" if part.remedy else "")
            )
    return DONE if all(part.state != "missing" for part in reports) else NO_ENGINE


if __name__ == "__main__":
    main()
