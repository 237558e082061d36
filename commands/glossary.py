"""``tripont glossary``: glossaries are looked into and proved, without a database."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.exits import DONE
from commands.options import GLOSSARIES, SOME_PATH, json_lines, stack_of
from commands.wording import count
from document.errors import BadGlossary
from document.languages import LANGUAGES

if TYPE_CHECKING:
    from glossary.concepts import Concept

SHOWN = 10
"""So many concepts of a search are worth reading."""


@click.group()
def glossary() -> None:
    """Look into glossaries and prove them."""


@glossary.command("check")
@click.argument("paths", nargs=-1, type=SOME_PATH, metavar="[FILE]...")
@json_lines("Print one JSON line for each problem.")
def glossary_check(paths: tuple[Path, ...], as_json: bool) -> int:
    """Prove glossaries: what is missing, doubled or contradicts itself. Without FILE: the built-in one."""
    from glossary.checking import check, check_file
    from glossary.loading import DATA, builtin

    files = paths or tuple(sorted(DATA.glob("*.txt")))
    problems = check(builtin()) if not paths else tuple(found for path in paths for found in check_file(path))
    for found in problems:
        line = {"where": str(found.place or ""), "concept": found.concept, "message": found.message}
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else str(found))
    if problems:
        raise BadGlossary(f"{count(len(problems), 'problem')} found. Mend the lines named above.")
    if not as_json:
        click.echo(f"{count(len(files), 'file')} checked, no problem found")
    return DONE


@glossary.command("find")
@click.argument("words", nargs=-1, required=True)
@GLOSSARIES
@json_lines("Print one JSON line for each concept.")
def glossary_find(words: tuple[str, ...], glossaries: tuple[Path, ...], as_json: bool) -> int:
    """Find the concepts whose terms are nearest to WORDS, in any of the languages."""
    from glossary.searching import search

    found = [concept for one in stack_of(glossaries) for concept in search(one, " ".join(words))]
    if not found and not as_json:
        click.echo("No concept has a term like this.")
    for concept in found[:SHOWN]:
        click.echo(_as_json(concept) if as_json else _as_text(concept))
    return DONE


def _terms(concept: "Concept") -> dict[str, list[tuple[str, str]]]:
    """Text and status of each term, by language."""
    return {language: [(term.text, str(term.status)) for term in concept.terms_in(language)] for language in LANGUAGES}


def _as_json(concept: "Concept") -> str:
    line = {"concept": concept.id, "authority": concept.authority, "terms": _terms(concept)}
    return json.dumps(line, ensure_ascii=False)


def _as_text(concept: "Concept") -> str:
    lines = [f"{concept.id}  ({concept.authority})"]
    for language, entries in _terms(concept).items():
        terms = (text if status == "preferred" else f"{text} [{status}]" for text, status in entries)
        lines.append(f"  {language}  {'; '.join(terms)}")
    return "\n".join(lines)
