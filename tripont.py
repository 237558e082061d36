"""The command line: the one place that sees every room, and the doors through which every call ends.

A further command is a module of ``commands`` and a line in ``COMMANDS``.
"""

import os
import signal
import sys
from importlib.metadata import version

import click

from commands.doctor import doctor
from commands.engines import engines
from commands.exits import DONE, INTERRUPTED, USAGE, complain
from commands.extract import extract
from commands.glossary import glossary
from commands.people import forum, people
from commands.serve import api, serve, work
from commands.store import store
from commands.translate import translate

COMMANDS: tuple[click.Command, ...] = (
    translate,
    extract,
    glossary,
    engines,
    doctor,
    serve,
    api,
    work,
    people,
    forum,
    store,
)


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
        status = complain(problem)
    sys.exit(status if isinstance(status, int) else DONE)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(version("tripont"), prog_name="tripont")
def cli() -> None:
    """Concept notes of the social and solidarity economy, from PDF to formatted Word files.

    French, Spanish and English; everything happens on this machine.
    """


for command in COMMANDS:
    cli.add_command(command)


if __name__ == "__main__":
    main()
