"""The container files: hardened, whole, and what they run does the work, run here as they write it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from store.database import Database
from tests.client import Client
from tests.servers import Postgres, free_port
from tests.service import pdf, until

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
INSTRUCTIONS = re.findall(r"^([A-Z]+) (.*)", DOCKERFILE.replace("\\\n", " "), flags=re.MULTILINE)
PASSWORD_LIKE = re.compile(r"password|secret|token|_key", re.IGNORECASE)
UID = 10001

every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


@every_service
def test_each_process_may_do_as_little_as_possible(service: dict[str, Any]) -> None:
    """No root, no capabilities, no new rights, nothing to write but volumes and a bounded /tmp."""
    assert int(service["user"].partition(":")[0]) >= 100
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert any(place.startswith("/tmp:size=") for place in service["tmpfs"])  # noqa: S108 - a container's
    assert not service.get("privileged")
    assert "network_mode" not in service


@every_service
def test_each_process_is_watched_and_comes_back(service: dict[str, Any]) -> None:
    """A health check each, in words that need no shell; restarted unless somebody stopped it."""
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


@every_service
def test_images_are_of_a_known_version(service: dict[str, Any]) -> None:
    """No image is simply the latest."""
    name, _, tag = service["image"].partition(":")
    assert name
    assert re.match(r"\d", tag)


@every_service
def test_secrets_come_from_files_alone(service: dict[str, Any]) -> None:
    """No environment holds a secret, only the path of one; each secret is declared, and is a file."""
    for name, value in service.get("environment", {}).items():
        if PASSWORD_LIKE.search(name):
            assert name.endswith("_FILE"), name
            assert value.startswith("/run/secrets/")
        assert "@" not in str(value)
    for secret in service.get("secrets", []):
        assert COMPOSE["secrets"][secret]["file"].startswith("./secrets/")
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_only_the_pages_are_reached_from_outside() -> None:
    """One port, on the loopback, where the reverse proxy asks; database and broker are on an inner network."""
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"api": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(service["networks"] == ["inside"] for name, service in SERVICES.items() if name != "api")


def test_names_in_the_compose_file_lead_somewhere() -> None:
    """Every volume, network, secret and service that is named is there, and none is left over."""
    mounted = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])
    assert {one for service in SERVICES.values() for one in service["networks"]} == set(COMPOSE["networks"])
    assert {one for service in SERVICES.values() for one in service.get("secrets", [])} == set(COMPOSE["secrets"])
    for service in SERVICES.values():
        for other, condition in service.get("depends_on", {}).items():
            assert "healthcheck" in SERVICES[other]
            assert condition == {"condition": "service_healthy"}


def test_the_image_is_built_as_it_should_be() -> None:
    """Two stages of one pinned base, locked packages, no root, a health check, nothing added from addresses."""
    bases = [words.split()[0] for name, words in INSTRUCTIONS if name == "FROM"]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases[0])
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\d+):(\d+)$", last, flags=re.MULTILINE)
    assert users == [(str(UID), str(UID))]
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in DOCKERFILE
    assert not {"ADD", "MAINTAINER"} & {name for name, _ in INSTRUCTIONS}
    for name, words in INSTRUCTIONS:
        if name == "RUN" and "apt-get install" in words:
            assert "--no-install-recommends" in words
            assert "rm -rf /var/lib/apt/lists/*" in words
        assert name not in {"CMD", "ENTRYPOINT"} or json.loads(words)
        assert name not in {"ENV", "ARG"} or not PASSWORD_LIKE.search(words)


def test_the_image_gets_all_that_it_copies() -> None:
    """What the Dockerfile copies is there and not kept from the builder; the rooms are those of the package."""
    copied = {
        source
        for name, words in INSTRUCTIONS
        if name == "COPY" and "--from" not in words
        for source in words.split()[:-1]
    }
    assert copied == {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    assert all((ROOT / source).exists() for source in copied)
    packaged = re.search(r"^include = \[(.*)\]$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert packaged
    assert set(re.findall(r'"([\w.]+)"', packaged[1])) <= copied


def test_the_image_has_the_packages_that_setup_installs() -> None:
    """Apertium and its pairs are named in two places, and are the same."""
    setup = re.search(r'^RUNTIME="(.*)"$', (ROOT / "setup" / "system.sh").read_text(encoding="utf-8"), re.MULTILINE)
    assert setup
    assert set(setup[1].split()) <= set(DOCKERFILE.split())


# --- Run as written --------------------------------------------------------------------------------------------------


@dataclass
class Composed:
    """The services on this machine: their own words, with this machine's ports for the names of containers."""

    folder: Path
    places: Mapping[str, str]
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *more: str) -> None:
        """Run a service's command."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                [*_unprivileged(), *self._here(SERVICES[name]["command"]), *more],
                cwd=self.folder / "home",
                env=self._environment(name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def is_well(self, name: str) -> bool:
        """Run a service's health check."""
        words = self._here(SERVICES[name]["healthcheck"]["test"][1:])
        done = subprocess.run(
            [*_unprivileged(), *words],
            cwd=self.folder / "home",
            env=self._environment(name),
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    def told(self) -> str:
        """Give the ends of all logs."""
        return "\n".join(log.read_text(errors="replace")[-3000:] for log in sorted(self.folder.glob("*.log")))

    def stop(self, name: str) -> int:
        """Ask a service to end, and wait as long as the file says, twice over on a busy machine."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(2 * int(SERVICES[name].get("stop_grace_period", "10s").removesuffix("s")))

    def end(self) -> None:
        """Leave nobody behind."""
        for process in self.running.values():
            process.kill()
            process.wait()

    def _here(self, words: list[str]) -> list[str]:
        found = [word.replace("8000", str(self.port)) for word in words]
        return [sys.executable if word == "python" else word for word in found]

    def _environment(self, name: str) -> dict[str, str]:
        """Give what the image and the service set, and nothing of ours: no HOME, no language."""
        told = dict(re.findall(r"(\w+)=(\S+)", next(words for kind, words in INSTRUCTIONS if kind == "ENV")))
        for key, value in SERVICES[name].get("environment", {}).items():
            told[key] = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)
        for name_there, here in self.places.items():
            told = {key: value.replace(name_there, here) for key, value in told.items()}
        # What containers have at fixed places lies in our folder.
        return {**told, "TRIPONT_SECRETS": str(self.folder / "secrets"), "TMPDIR": str(self.folder / "tmp")}


def _is_open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & 0o005 == 0o005 for place in (path, *path.parents))


OTHER = os.geteuid() == 0 and all(map(_is_open_to_all, (Path(sys.base_prefix), ROOT, Path(sys.prefix))))
"""Whether somebody else than who tests could run what is installed here."""


def _unprivileged() -> list[str]:
    """Give the words before a command that take all rights of root from it, and its name where that is possible."""
    if os.geteuid() != 0:
        return []
    who = [f"--reuid={UID}", f"--regid={UID}", "--clear-groups"] if OTHER else []
    return ["setpriv", *who, "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]


@contextmanager
def _composed(folder: Path, postgres: Postgres) -> Iterator[tuple[Composed, Database]]:
    port, broker = free_port(), free_port()
    secrets, home, tmp = (folder / name for name in ("secrets", "home", "tmp"))
    for place in (secrets, home, tmp):
        place.mkdir()
    url = postgres.fresh()
    (secrets / "tripont_database_url").write_text(f"{url}\n")
    if OTHER:
        for place in (home, tmp):
            os.chown(place, UID, UID)
    places = {
        "redis:6379": f"127.0.0.1:{broker}",
        "/opt/tripont/bin": str(Path(sys.executable).parent),
        "/var/lib/tripont": str(home),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{port}",
    }
    composed, database = Composed(folder, places, port), Database(url)
    try:
        composed.start("redis", "--port", str(broker))
        yield composed, database
    finally:
        composed.end()
        database.close()


@pytest.mark.xdist_group("workers")
def test_what_the_files_run_takes_a_note_from_upload_to_word_file(tmp_path: Path) -> None:
    """The commands of the compose file, as somebody without rights and without HOME, on PostgreSQL and Redis."""
    tmp_path.chmod(0o755)
    for above in tmp_path.parents[:2]:
        above.chmod(0o755)
    with ExitStack() as stack:
        composed, database = stack.enter_context(_composed(tmp_path, stack.enter_context(Postgres.running())))
        for name in ("api", "worker"):
            composed.start(name)
        until(lambda: composed.is_well("api"), 120, composed.told)
        until(lambda: composed.is_well("worker"), 120, composed.told)
        client = Client.of(f"http://127.0.0.1:{composed.port}", database)
        note = client.send(pdf(4), to="en")
        assert client.ended([note])[note]["state"] == "done", composed.told()
        made = docx.Document(BytesIO(client.get(f"notes/{note}/translations/en.docx")))
        assert any(paragraph.text for paragraph in made.paragraphs)
        assert {name: composed.stop(name) for name in ("worker", "api")} == {"worker": 0, "api": 0}, composed.told()
