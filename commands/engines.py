"""``tripont engines``: what can translate here, and the packages of Argos."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.bar import bar
from commands.exits import DONE
from commands.options import PairName, json_lines
from document.languages import DIRECTIONS, Direction

if TYPE_CHECKING:
    from worker.engines.engine import Engine, Readiness


@click.group(invoke_without_command=True)
@json_lines("Print JSON.")
@click.pass_context
def engines(ctx: click.Context, as_json: bool) -> int:
    """Show each engine and direction: ready, or what to type to make it ready."""
    if ctx.invoked_subcommand:
        return DONE
    from worker.engines import engines as all_engines

    for engine in all_engines():
        states = {direction: engine.readiness(direction) for direction in DIRECTIONS}
        click.echo(_as_json(engine, states) if as_json else _as_text(engine, states))
    return DONE


def _as_json(engine: "Engine", states: "Mapping[Direction, Readiness]") -> str:
    directions = {str(d): {"ready": s.ready, "via": s.via, "remedy": s.remedy} for d, s in states.items()}
    return json.dumps({"engine": engine.name, "rough": engine.rough, "directions": directions})


def _as_text(engine: "Engine", states: "Mapping[Direction, Readiness]") -> str:
    lines = [f"{engine.name}" + ("  (rough drafts)" if engine.rough else "")]
    for direction, state in states.items():
        via = f" via {state.via}" if state.via else ""
        lines.append(f"  {direction}  " + (f"ready{via}" if state.ready else f"not ready; type: {state.remedy}"))
    return "\n".join(lines)


@engines.command("install")
@click.argument("what", nargs=-1, required=True, metavar="all|PAIR...|FILE.argosmodel...")
def engines_install(what: tuple[str, ...]) -> int:
    """Install Argos packages: fr-en, all, or a package's file."""
    from worker.engines.argos import packages

    for item in what:
        with bar(Path(item).name, "download") as report:
            for installed in packages.install(item, report):
                click.echo(f"installed {installed}")
    return DONE


@engines.command("remove")
@click.argument("pairs", nargs=-1, required=True, type=PairName(), metavar="PAIR...")
def engines_remove(pairs: tuple[Direction, ...]) -> int:
    """Remove installed Argos packages."""
    from worker.engines.argos import packages

    for pair in pairs:
        packages.remove(pair)
        click.echo(f"removed {pair}")
    return DONE
