"""``tripont extract``: the structure of a note, on standard output."""

import json
import sys
from pathlib import Path

import click

from commands.exits import DONE
from commands.options import A_FILE, FROM, declared


@click.command()
@click.argument("file", type=A_FILE)
@FROM
@click.option("--format", "form", default="json", type=click.Choice(["json", "md", "docx"]), show_default=True)
def extract(file: Path, source: str, form: str) -> int:
    """Print a note's structure: blocks in reading order, furniture, pictures."""
    from worker import pipeline

    note = pipeline.extract(file, language=declared(source))
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
