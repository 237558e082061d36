"""The documentation says what the code does."""

import importlib
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic_core import PydanticUndefined

import tripont
from document import errors
from store.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "samples" / "README.md"])
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
TOLD_BY_THE_WEB_ALONE = {"fault", "method_not_allowed"}
"""Codes of no error of ours: what a fault is told as, and what the web framework refuses."""
ROOMS = ("commands", "document", "glossary", "store", "worker", "api")


def every(kind: type[errors.TripontError]) -> Iterator[type[errors.TripontError]]:
    """A class of errors and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from every(below)


def every_code() -> set[str]:
    """The codes of all errors of all rooms, however they are told, but for faults of ours."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not module.name.startswith("store.migrations."):
                importlib.import_module(module.name)
    return {kind.code for kind in every(errors.TripontError)} - {"fault"}


def test_each_error_code_is_explained() -> None:
    """A user who reads a code finds it in a table, and no table has leftovers."""
    tables = COMMANDS + API.partition("## Errors")[2] + OPERATION.partition("## What else can go wrong")[2]
    explained = set(re.findall(r"^\| `(\w+)` \|", tables, flags=re.MULTILINE)) - TOLD_BY_THE_WEB_ALONE
    assert explained == every_code()


def test_each_setting_is_explained() -> None:
    """The table of settings has every setting with its default, and no leftovers."""
    shown = dict(re.findall(r"^\| `TRIPONT_(\w+)` \| (.*?) \|", OPERATION, flags=re.MULTILINE))
    assert set(shown) == {name.upper() for name in Settings.model_fields} | {"SECRETS", "DEBUG"}
    for name, field in Settings.model_fields.items():
        if field.default not in {None, PydanticUndefined}:
            assert (
                shown[name.upper()] == f"`{field.default:g}`"
                if isinstance(field.default, float)
                else f"`{field.default}`"
            )


@pytest.mark.parametrize("name", sorted(tripont.cli.commands))
def test_each_command_is_documented(name: str) -> None:
    """The page of commands shows every command."""
    assert f"tripont {name}" in COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link or picture names a file that exists."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_pages_exist(page: Path) -> None:
    """Whatever a page tells the reader to type is a command or a make target that exists, with options that it has."""
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for block in re.findall(r"```(?:sh)?\n(.*?)```", text, flags=re.DOTALL):
        for line in block.splitlines():
            match line.split("#")[0].split():
                case ["make", target, *_]:
                    assert target in targets, line
                case [command, *words] if command.rpartition("/")[2] == "tripont":
                    assert_known(words, line)


def test_the_commands_of_the_makefile_are_whole() -> None:
    """What ``make`` types is a command that exists, with all that it asks for."""
    recipe = subprocess.run(["make", "-n", "demo"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = [line for line in recipe.splitlines() if "/tripont " in line and "engines" not in line]
    assert lines
    for line in lines:
        words = line.split("/tripont ", maxsplit=1)[1].partition("||")[0].split()
        command = tripont.cli.commands[words[0]]
        context = command.make_context(words[0], words[1:], resilient_parsing=False)
        assert context.params["files"][0] == Path("samples/fr-monnaies-locales.pdf")
        assert (ROOT / context.params["files"][0]).is_file()


def assert_known(words: list[str], line: str) -> None:
    """Follow the words down the groups of commands; then each ``--option`` must be one of the command's."""
    command: click.Command = tripont.cli
    for word in words:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
    known = {option for parameter in command.params for option in parameter.opts}
    assert command is not tripont.cli or "--" in " ".join(words), line
    for option in re.findall(r"--[a-z-]+", " ".join(words)):
        assert option in known | {"--help", "--version"}, line
