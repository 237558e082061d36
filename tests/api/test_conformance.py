"""The API keeps what its OpenAPI document promises, whatever is sent: no answer above 499, none that is not described.

TRIPONT_EXAMPLES sets how many requests are made up for each operation.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.access import CSRF_HEADER
from api.app import create
from api.cookies import cookie_name
from store.settings import Settings
from tests.api.place import PDF, Place, made, served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

EXAMPLES = int(os.environ.get("TRIPONT_EXAMPLES", "10"))

OPERATIONS = sorted(
    (path, method.upper())
    for path, operations in create(Settings(home=Path("nowhere"))).openapi()["paths"].items()
    for method in operations
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, str]]:
    """Serve a place with room for everything that is going to be sent."""
    place = made(tmp_path_factory.mktemp("place"), uploads_per_minute=10**6, forum_waiting=10**6, free_bytes=0)
    app = place.app()
    app.state.watching.seconds = 0.0  # streams tell how things are, and end
    with served(app) as address:
        yield place, address


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_every_operation_keeps_its_promise(
    running: tuple[Place, str], path: str, method: str, mode: GenerationMode
) -> None:
    """Requests made up from the description, right and wrong ones, get answers as described."""
    place, address = running
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    schema.config.generation.update(with_security_parameters=False, allow_extra_parameters=False)
    person = place.people["keeper"]
    is_form = (path, method) == ("/api/v1/notes", "POST")  # in a form all is text, nothing is of a wrong type
    operation = schema[path][method]
    known = {
        "note": place.finished(),
        "forum": place.forum,
        "account": place.people["reviewer"].id,
        "language": "en",
        "token": "0" * 32,
    }
    places = {name: known[name] for name in re.findall(r"{(\w+)}", path)}
    there = operation.as_strategy(mode, path_parameters=places) if places else operation.as_strategy(mode)
    anywhere = operation.as_strategy(mode)

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(there, there, anywhere), real=st.booleans())
    def ask(case: schemathesis.Case, real: bool) -> None:
        if real and mode is GenerationMode.POSITIVE and isinstance(case.body, dict) and "file" in case.body:
            case.body |= {"file": [PDF], "forum": place.forum, "to": "en"}
        case.call_and_validate(
            headers={CSRF_HEADER: person.csrf},
            cookies={cookie_name(place.settings): person.key},
            checks=[*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE and not is_form else CHECKS,
        )

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("there is nothing that could be wrong with it")
