"""``tripont serve``: pages, API, workers and broker in one command; ``api`` and ``work`` run the two halves apart."""

import contextlib
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.exits import DONE, FAULT
from document.errors import TripontError

if TYPE_CHECKING:
    from commands.broker import Server
    from commands.household import Household, Member
    from store.settings import Settings

READY_SECONDS = 60.0
"""How long the pages may take to answer for the first time."""

SILENT_SECONDS = 60.0
"""A worker that was not heard for longer is taken to be gone."""

BACKLOG = 512
"""Connections that may wait while the API is busy or started again."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class PortTaken(TripontError):
    """Something else listens where the server is to listen, or nobody may."""

    code = "port_taken"


class NotStarted(TripontError):
    """The processes of the server do not come up."""

    code = "not_started"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
PORT = click.option("--port", default=8000, type=click.IntRange(1, 65535), show_default=True, help="Port to listen on.")
WORKERS = click.option(
    "--workers", default=_cores, type=click.IntRange(0, 256), help="Notes worked on at a time.  [default: one a core]"
)


@click.command()
@HOST
@PORT
@WORKERS
def serve(host: str, port: int, workers: int) -> int:
    """Serve the pages and the API, and work on notes: a whole server in one command, ended with Ctrl-C."""
    from commands.installation import make_home, settings
    from store import logs

    found = settings()
    logs.begin(found.log_level)
    make_home(found)
    nobody = _prepare_database(found)
    signal.signal(signal.SIGHUP, _as_interrupt)
    with contextlib.suppress(KeyboardInterrupt), _listening(host, port) as door, _broker(found) as (broker, members):
        address = os.environ.get("TRIPONT_PUBLIC_URL") or f"http://{_named(host)}:{port}"
        _run(_household(members, door, workers, address), (address, host, port), broker, empty=nobody)
    return DONE


@click.command()
@HOST
@PORT
@click.option("--fd", type=int, hidden=True, help="An open socket to listen on.")
def api(host: str, port: int, fd: int | None) -> int:
    """Serve the pages and the API only; workers run elsewhere (tripont work)."""
    import uvicorn

    from api.app import create
    from commands.installation import open_database, settings
    from store import logs, traces

    found = settings()
    logs.begin(found.log_level)
    traces.begin("tripont-api")
    open_database(found).close()
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        door = stack.enter_context(_listening(host, port) if fd is None else socket.socket(fileno=fd))
        config = uvicorn.Config(
            create(found),
            log_config=None,
            access_log=False,  # the application tells of its answers itself, without what addresses may hold
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=found.proxies,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=30,
        )
        uvicorn.Server(config).run(sockets=[door])
    return DONE


@click.command()
@click.option(
    "--processes", default=_cores, type=click.IntRange(1, 256), help="Notes worked on at a time.  [default: one a core]"
)
@click.option("--heard", is_flag=True, help="Only ask whether a worker of this machine was heard within a minute.")
def work(processes: int, heard: bool) -> int:
    """Work on notes only; pages and API run elsewhere (tripont api) on the same database, files and broker."""
    from commands.installation import open_database, settings
    from store import logs

    found = settings()
    if heard:
        return _ask_for_workers(found)
    logs.begin(found.log_level)
    open_database(found).close()
    # Celery says there, in words of its own, what the log tells as well.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    from worker import tasks

    with contextlib.suppress(KeyboardInterrupt):
        tasks.main(processes)
    return DONE


def _ask_for_workers(settings: "Settings") -> int:
    """Tell whether a worker of this machine was heard lately: 0 or 1, for monitors."""
    from store.database import Database
    from store.presence import workers

    database = Database(settings.database)
    with database.read() as session:
        own = [one for one in workers(session) if one.name.partition(":")[0] == socket.gethostname()]
    alive = any(one.silent_for < SILENT_SECONDS for one in own)
    click.echo("A worker of this machine was heard." if alive else "No worker of this machine was heard.")
    return DONE if alive else FAULT


def _prepare_database(settings: "Settings") -> bool:
    """Bring the tables up to date; tells whether there is nobody yet who could sign in."""
    from commands.installation import open_database
    from store import people

    database = open_database(settings)
    try:
        with database.read() as session:
            return not people.accounts(session)
    finally:
        database.close()


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Open the port before anything else starts, and keep it open while the API is started again."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind, protocol)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(place)
        door.listen(BACKLOG)
    except OSError as problem:
        raise PortTaken(
            f"Port {port} on {host} cannot be listened on ({problem.strerror}). Perhaps another program has it; "
            "name another with --port."
        ) from problem
    with door:
        yield door


@contextlib.contextmanager
def _broker(settings: "Settings") -> Iterator[tuple[str, list["Member"]]]:
    """Decide on a broker: its name for people, and the process that it needs, with the address for the others."""
    from commands.broker import find

    if settings.broker_url is not None:
        yield "as set", []
        return
    server = find()
    if server is None:
        yield "files", []
        return
    with tempfile.TemporaryDirectory(prefix="tripont-broker-") as folder:
        yield server.name, [_broker_member(server, Path(folder))]


def _broker_member(server: "Server", folder: Path) -> "Member":
    from commands.broker import url_in
    from commands.household import Member

    return Member(
        name="broker",
        words=server.words(folder),
        environment={"TRIPONT_BROKER_URL": url_in(folder)},
        death=signal.SIGKILL,
        last=True,
    )


def _household(members: list["Member"], door: socket.socket, workers: int, address: str) -> "Household":
    from commands.household import Household, Member

    environment = {"TRIPONT_PUBLIC_URL": address}
    for member in members:
        environment |= member.environment
    tripont = (sys.executable, "-m", "tripont")
    members = [
        *members,
        Member(
            name="api",
            words=(*tripont, "api", "--fd", str(door.fileno())),
            environment=environment,
            handed=(door.fileno(),),
        ),
    ]
    if workers:
        words = (*tripont, "work", "--processes", str(workers))
        members.append(Member(name="workers", words=words, environment=environment))
    return Household(members)


def _run(house: "Household", where: tuple[str, str, int], broker: str, *, empty: bool) -> None:
    address, host, port = where
    with house:
        _await_answer(house, host, port)
        click.echo(f"Tripont is at {address} (broker: {broker}). Ctrl-C ends it.", err=True)
        if empty:
            click.echo(
                "Nobody can sign in yet. In another terminal: tripont people add YOUR@EMAIL --administrator", err=True
            )
        if host not in LOOPBACK and "TRIPONT_PUBLIC_URL" not in os.environ:
            click.echo("For other machines set TRIPONT_PUBLIC_URL to the address under which they reach it.", err=True)
        house.keep()


def _await_answer(house: "Household", host: str, port: int) -> None:
    """Wait until the pages answer; raises NotStarted when their process dies or takes too long."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not house.deaths("api"):
        if _answers(_named(host), port):
            return
        house.look()
        time.sleep(0.1)
    raise NotStarted("The pages do not come up. The lines above say why; tripont doctor may know more.")


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/api/v1/health", headers={"Host": "127.0.0.1"})
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def _named(host: str) -> str:
    """Name an address that can be gone to: a server that listens everywhere is reached here at its loopback."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - nothing is bound here


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt
