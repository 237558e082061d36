"""The term occurrences of a sample note, with the renderings that count as right in the other languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "terms.txt"
LANGUAGES = ("fr", "es", "en")
ADDRESS = re.compile(r"\S+@\S+|\S+\.example\S*")
MUST_NOT = {
    "en": [
        {"term": "ESS", "boundary": True},
        {"term": "productive tissue", "boundary": False},
        {"term": "solidary", "boundary": True},
        {"term": "crowbar", "boundary": False},
    ],
    "es": [{"term": "SSE", "boundary": True}, {"term": "solidaridad economía", "boundary": False}],
    "fr": [{"term": "SSE", "boundary": True}, {"term": "tissu de production", "boundary": False}],
}


@dataclass(frozen=True, slots=True)
class Row:
    """One concept by language: the forms that are sought in a note, and those that are accepted in a translation."""

    sought: dict[str, tuple[str, ...]]
    accepted: dict[str, tuple[str, ...]]


def rows() -> tuple[Row, ...]:
    """Read the table: one concept a line, ``French | Spanish | English``; terms.txt says more in its head."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return tuple(_row(line) for line in lines if line.strip() and not line.startswith("#"))


def terms(truth: dict[str, Any], names: Sequence[str] = ()) -> dict[str, Any]:
    """Find every occurrence of the table's terms in a truth's blocks, longest first and never two in one place.

    Inside ``names`` nothing is sought, as names stay as they are.
    """
    language = truth["language"]
    others = [other for other in LANGUAGES if other != language]
    table = rows()
    found = [
        {"block": block["id"], "source_term": surface, **{other: list(row.accepted[other]) for other in others}}
        for block in truth["blocks"]
        if block["lang"] == language
        for surface, row in _occurrences(_without(_text(block), names), language, table)
    ]
    return {"occurrences": found, "must_not": {other: MUST_NOT[other] for other in others}}


def _row(line: str) -> Row:
    columns = [[form.strip() for form in column.split(";") if form.strip()] for column in line.split("|")]
    if len(columns) != len(LANGUAGES):
        raise ValueError(f"a line of terms needs three columns: {line}")
    forms = dict(zip(LANGUAGES, columns, strict=True))
    return Row(
        sought={language: tuple(form for form in column if form[0] != "~") for language, column in forms.items()},
        accepted={language: tuple(form.lstrip("~") for form in column) for language, column in forms.items()},
    )


def _text(block: dict[str, Any]) -> str:
    return block.get("text") or " ".join(cell for row in block["rows"] for cell in row)


def _without(text: str, names: Sequence[str]) -> str:
    """Blank out names and addresses, keeping the places of all other letters."""
    for name in names:
        text = text.replace(name, "\0" * len(name))
    return ADDRESS.sub(lambda match: "\0" * len(match[0]), text)


def _occurrences(text: str, language: str, table: tuple[Row, ...]) -> Iterator[tuple[str, Row]]:
    owner = _owners(language, table)
    longest_first = sorted(owner, key=len, reverse=True)
    taken = [False] * len(text)
    places: list[tuple[int, str, Row]] = []
    for form in longest_first:
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, 0 if form.isupper() else re.IGNORECASE):
            free = not any(taken[match.start() : match.end()])
            if free and not _inside_name(text, match, form):
                taken[match.start() : match.end()] = [True] * len(form)
                places.append((match.start(), match[0], owner[form]))
    for _, surface, row in sorted(places, key=lambda place: place[0]):
        yield surface, row


def _owners(language: str, table: tuple[Row, ...]) -> dict[str, Row]:
    """Map each sought form to its concept; raises ValueError when two concepts claim it."""
    owner: dict[str, Row] = {}
    for row in table:
        for form in row.sought[language]:
            if owner.setdefault(form, row) is not row:
                raise ValueError(f"two concepts have the form {form}")
    return owner


def _inside_name(text: str, match: re.Match[str], form: str) -> bool:
    """Tell whether a term is capitalised inside a sentence: then it belongs to a name, and names are not translated."""
    before = text[: match.start()].rstrip(" «“¿¡")
    starts = not before or before.endswith((".", ":", "?", "!"))
    return match[0][0].isupper() and not form[0].isupper() and not starts
