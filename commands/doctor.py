"""``tripont doctor``: what is there, and what is missing."""

import json
from typing import TYPE_CHECKING

import click

from commands.exits import DONE, NO_ENGINE
from commands.options import json_lines

if TYPE_CHECKING:
    from worker.diagnosis import Part


@click.command()
@json_lines("Print JSON.")
def doctor(as_json: bool) -> int:
    """Say what is there, in which version, what is missing and how to get it."""
    from commands import server_parts
    from worker.diagnosis import examine

    parts = (*examine(), *server_parts.examine())
    for part in parts:
        click.echo(_as_json(part) if as_json else _as_text(part))
    return DONE if all(part.state != "missing" for part in parts) else NO_ENGINE


def _as_json(part: "Part") -> str:
    return json.dumps({"part": part.name, "state": part.state, "found": part.found, "remedy": part.remedy})


def _as_text(part: "Part") -> str:
    remedy = f"\n{'':9}{part.remedy}" if part.remedy else ""
    return f"{part.state:<8} {part.name:<22} {part.found}{remedy}"
