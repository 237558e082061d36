"""Options that several commands have, and how their values are read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.decorators import FC

from document.languages import DIRECTIONS, LANGUAGES, Direction, Language

if TYPE_CHECKING:
    from glossary.concepts import Glossary

SOME_PATH = click.Path(path_type=Path)
A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)

FROM = click.option(
    "--from",
    "source",
    default="auto",
    # Values, since click would take the members of an enumeration by their names.
    type=click.Choice(["auto", *(language.value for language in LANGUAGES)]),
    help="The note's language.",
    show_default=True,
)
GLOSSARIES = click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=SOME_PATH,
    help="A glossary that goes before the built-in one; may be repeated.",
)


def json_lines(text: str) -> Callable[[FC], FC]:
    """``--json``: lines for programs in place of what a person reads."""
    return click.option("--json", "as_json", is_flag=True, help=text)


class LanguageList(click.ParamType[tuple[Language, ...]]):
    """``en,es``: one or more of our languages."""

    name = "languages"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Language, ...]:  # noqa: ANN401
        """Read a comma-separated list; a repeated language counts once."""
        if isinstance(value, tuple):
            return value
        try:
            languages = tuple(
                dict.fromkeys(Language(code.strip().lower()) for code in value.split(",") if code.strip())
            )
        except ValueError:
            languages = ()
        if not languages:
            self.fail(f"{value!r}: name languages as {', '.join(LANGUAGES)}, with commas between them.", param, ctx)
        return languages


class PairName(click.ParamType[Direction]):
    """``fr-en``: one of our six directions."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Direction:  # noqa: ANN401
        """Read a direction; an underscore is as good as a hyphen."""
        known = {str(direction): direction for direction in DIRECTIONS}
        name = str(value).lower().replace("_", "-")
        if name not in known:
            self.fail(f"{value!r} is no direction; name one of {', '.join(known)}.", param, ctx)
        return known[name]


def declared(source: str) -> Language | None:
    """What ``--from`` says of the note's language; None leaves it to be found out."""
    return None if source == "auto" else Language(source)


def stack_of(paths: Sequence[Path]) -> "tuple[Glossary, ...]":
    """Load the user's glossaries in their order, then the built-in one; raises BadGlossary."""
    from glossary.loading import builtin, load

    return (*(load(path) for path in paths), builtin())
