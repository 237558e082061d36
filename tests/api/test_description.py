"""The page of the API says what the API does."""

import re
from pathlib import Path

from api.access import RULES, Who
from api.app import create
from api.problems import STATUS
from store.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
DOCUMENT = create(Settings(home=Path("nowhere"))).openapi()


def test_each_route_stands_on_the_page_with_its_scope() -> None:
    """The table of routes has every one, and no leftovers."""
    shown = {
        (method, path): scope
        for method, path, scope in re.findall(r"^\| `([A-Z]+) (/\S*)` \|.*\| (\S[^|]*) \|$", PAGE, flags=re.MULTILINE)
    }
    there = {}
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            rule = RULES[operation["operationId"]]
            scope = "–" if rule.who is Who.ALL else f"`{rule.scope}`" if rule.scope else "none will do"
            there[method.upper(), path.removeprefix("/api/v1")] = scope
    assert shown == there


def test_each_code_stands_on_the_page_with_its_status() -> None:
    """The table of errors has every one, and no leftovers."""
    shown = {code: int(status) for code, status in re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, flags=re.MULTILINE)}
    assert shown == dict(STATUS)


def test_the_description_names_only_problems_that_exist() -> None:
    """Each code in the OpenAPI document has the status under which it stands."""
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if "application/problem+json" in answer.get("content", {}):
                    assert {STATUS[code] for code in re.findall(r"`(\w+)`", answer["description"])} == {int(status)}


def test_every_operation_says_who_may_use_it() -> None:
    """What is not for all names the ways in, and each has a sentence of its own."""
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            rule = RULES[operation["operationId"]]
            assert operation["description"]
            assert bool(operation["security"]) is (rule.who is not Who.ALL)
