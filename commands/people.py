"""``tripont people`` and ``tripont forum``: what must be possible before anybody can sign in, or when nobody can."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.exits import DONE
from commands.installation import make_home, open_database, settings
from commands.options import A_FILE, LanguageList
from commands.wording import shown
from document.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from store.database import Database
    from store.people import Account
    from store.settings import Settings

PASSWORD_FILE = click.option(
    "--password-file", type=A_FILE, help="File whose first line is the password; without it you are asked."
)


@click.group()
def people() -> None:
    """Make and look after accounts on a server."""


@people.command("add")
@click.argument("email")
@click.option("--name", default="", help="How others see the person.  [default: the e-mail's first part]")
@click.option("--administrator", is_flag=True, help="May do everything on this server.")
@PASSWORD_FILE
def people_add(email: str, name: str, administrator: bool, password_file: Path | None) -> int:
    """Make an account; the password is asked for."""
    from store import people as accounts

    password = _password(password_file)
    with _store() as (found, database):
        with database.write() as session:
            made = accounts.create_account(
                session, email=email, name=name, password=password, administrator=administrator
            )
            forums = accounts.forums_of(session, made.id)
        click.echo(f"{shown(made.email)} can sign in at {found.public_url}/sign-in")
        if administrator and not forums:
            click.echo('There is no forum yet. Make one on the pages, or: tripont forum add "Our forum" --to en,es')
        if not administrator:
            click.echo("An administrator gives the account a role in a forum, on the forum's page of members.")
    return DONE


@people.command("list")
def people_list() -> int:
    """Show all accounts that are not disabled."""
    from store import people as accounts

    with _store() as (_, database), database.read() as session:
        for one in accounts.accounts(session):
            mark = "administrator" if one.administrator else ""
            click.echo(f"{shown(one.email):<40} {shown(one.name):<30} {mark}".rstrip())
    return DONE


@people.command("password")
@click.argument("email")
@PASSWORD_FILE
def people_password(email: str, password_file: Path | None) -> int:
    """Set a new password for an account; ends its sign-ins."""
    from store import people as accounts

    with _store() as (_, database):
        account = _account(database, email)
        password = _password(password_file)
        with database.write() as session:
            accounts.change_password(session, account.id, password)
    click.echo(f"{shown(account.email)} has a new password, and was signed out everywhere.")
    return DONE


@people.command("disable")
@click.argument("email")
def people_disable(email: str) -> int:
    """Shut an account: its sign-ins end, its tokens are revoked, what it did stays."""
    from store import people as accounts

    with _store() as (_, database):
        account = _account(database, email)
        with database.write() as session:
            accounts.disable(session, account.id)
    click.echo(f"{shown(account.email)} cannot sign in any more.")
    return DONE


@click.group()
def forum() -> None:
    """Make and list forums on a server."""


@forum.command("add")
@click.argument("name")
@click.option(
    "--to",
    "targets",
    default=LANGUAGES,
    type=LanguageList(),
    metavar="LANGS",
    help="Languages into which its notes go unless told else.  [default: all]",
)
def forum_add(name: str, targets: tuple[Language, ...]) -> int:
    """Make a forum; the administrators of the server can open it, and invite others."""
    from store import people as accounts

    with _store() as (found, database):
        with database.write() as session:
            made = accounts.create_forum(session, name=name, targets=targets, by=None)
        click.echo(f"{shown(made.name)} is at {found.public_url}/forums/{made.id}")
    return DONE


@contextmanager
def _store() -> "Iterator[tuple[Settings, Database]]":
    """Open the database that the settings name, with its tables as they should be."""
    found = settings()
    make_home(found)
    database = open_database(found)
    try:
        yield found, database
    finally:
        database.close()


def _account(database: "Database", email: str) -> "Account":
    """Find an account; raises NoSuchAccount."""
    from store import people as accounts

    with database.read() as session:
        found = accounts.account_of(session, email)
    if found is None:
        raise accounts.NoSuchAccount("There is no account with this e-mail. tripont people list shows all.")
    return found


def _password(file: Path | None) -> str:
    """Read the password from a file, or ask for it twice; raises UsageError where nobody can be asked."""
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for the password; give it with --password-file.")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return answer
