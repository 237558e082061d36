"""How the OpenAPI document tells the problems that a route can answer with."""

from collections.abc import Iterable
from typing import Any

from api.problems import MEDIA_TYPE, STATUS

Responses = dict[int | str, dict[str, Any]]

EVERYWHERE = ("bad_request", "wrong_host", "fault", "database_away")
SIGNED_IN = (*EVERYWHERE, "sign_in_required", "forbidden", "not_found", "invalid_request")
CHANGES = (*SIGNED_IN, "csrf", "other_site", "too_large")
"""Codes that a route can answer with, by what it is."""


def problems(codes: Iterable[str]) -> Responses:
    """Describe the problems with these codes, by status."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(STATUS[code], []).append(code)
    return {status: _response(found) for status, found in sorted(by_status.items())}


def _response(codes: list[str]) -> dict[str, Any]:
    return {
        "description": "`" + "`, `".join(codes) + "`",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


BINARY = {"type": "string", "format": "binary"}


def file(media_type: str, schema: dict[str, Any], codes: Iterable[str]) -> Responses:
    """Describe a file to fetch, with the problems that may come in its place."""
    headers = {
        "ETag": {"description": "names the content", "schema": {"type": "string"}},
        "Content-Disposition": {"description": "attachment, with a file name", "schema": {"type": "string"}},
    }
    return {
        **problems(codes),
        200: {"description": "The file", "headers": headers, "content": {media_type: {"schema": schema}}},
        304: {"description": "The client has it already (If-None-Match)"},
    }
