"""``tripont people`` and ``tripont forum``: the way into an empty server."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from store import people
from store.database import Database
from tests.command_line import tripont

PASSWORD = "three bridges over the river"  # noqa: S105 - of nobody
EMAIL = "anna@example.org"


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """Give a file with a password."""
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    return file


def signs_in(home: Path, password: str) -> bool:
    """Tell whether the password opens the account."""
    database = Database(f"sqlite:///{home / 'tripont.sqlite'}")
    try:
        people.sign_in(database, email=EMAIL, password=password, address="127.0.0.1")
    except people.WrongPassword:
        return False
    finally:
        database.close()
    return True


def test_the_first_administrator_is_made_on_an_empty_machine(tmp_path: Path, password: Path) -> None:
    """One command makes tables and account, and says what comes next; the account signs in."""
    home = tmp_path / "home"
    done = tripont("people", "add", EMAIL, "--administrator", "--password-file", password, TRIPONT_HOME=str(home))
    assert (done.returncode, done.stderr) == (0, "")
    assert "/sign-in" in done.stdout
    assert "tripont forum add" in done.stdout
    assert signs_in(home, PASSWORD)
    listed = tripont("people", "list", TRIPONT_HOME=str(home)).stdout
    assert listed.split() == [EMAIL, "anna", "administrator"]


def test_an_account_changes_its_password_and_is_shut(tmp_path: Path, password: Path) -> None:
    """The new password holds, the old one does not; a disabled account is not listed any more."""
    home = {"TRIPONT_HOME": str(tmp_path)}
    tripont("people", "add", EMAIL, "--password-file", password, **home)
    other = tmp_path / "other"
    other.write_text("four bridges over the river")
    assert tripont("people", "password", EMAIL.upper(), "--password-file", other, **home).returncode == 0
    assert signs_in(tmp_path, "four bridges over the river")
    assert not signs_in(tmp_path, PASSWORD)
    assert tripont("people", "disable", EMAIL, **home).returncode == 0
    assert tripont("people", "list", **home).stdout == ""


@pytest.mark.parametrize(
    ("words", "typed", "code"),
    [
        (("people", "add", "nobody"), PASSWORD, "invalid_email"),
        (("people", "add", EMAIL), "short", "weak_password"),
        (("people", "password", EMAIL), PASSWORD, "not_found"),
        (("people", "disable", EMAIL), None, "not_found"),
        (("forum", "add", " "), None, "invalid_name"),
    ],
)
def test_what_cannot_be_is_one_line_with_a_code(
    tmp_path: Path, words: tuple[str, ...], typed: str | None, code: str
) -> None:
    """Each mistake is told as everywhere: a code, a sentence, exit code 1, and nothing is made."""
    file, home = tmp_path / "typed", {"TRIPONT_HOME": str(tmp_path / "home")}
    file.write_text(typed or "")
    done = tripont(*words, *(["--password-file", str(file)] if typed else []), **home)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"tripont: {code}: ")
    assert tripont("people", "list", **home).stdout == ""


def test_without_a_terminal_and_a_file_nothing_is_asked(tmp_path: Path) -> None:
    """A script that gives no password is told how."""
    done = subprocess.run(
        [sys.executable, "-m", "tripont", "people", "add", EMAIL],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TRIPONT_HOME": str(tmp_path)},
    )
    assert done.returncode == 2
    assert "--password-file" in done.stderr


def test_on_a_terminal_the_password_is_asked_for_and_not_shown(tmp_path: Path) -> None:
    """It is typed twice, and never written back."""
    keyboard, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tripont", "people", "add", EMAIL],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env=os.environ | {"TRIPONT_HOME": str(tmp_path)},
    ) as process:
        os.close(terminal)
        shown = b""
        for prompt in (b"Password: ", b"The same again: "):
            while prompt not in shown:
                shown += os.read(keyboard, 1000)
            os.write(keyboard, f"{PASSWORD}\n".encode())
        process.wait(30)
    os.close(keyboard)
    assert PASSWORD.encode() not in shown
    assert signs_in(tmp_path, PASSWORD)


def test_a_forum_is_made_with_its_languages(tmp_path: Path) -> None:
    """The forum has the languages that were named, and its address is told."""
    done = tripont("forum", "add", "Rencontres 2027", "--to", "es,en", TRIPONT_HOME=str(tmp_path))
    assert done.returncode == 0
    forum = done.stdout.strip().rpartition("/")[2]
    database = Database(f"sqlite:///{tmp_path / 'tripont.sqlite'}")
    with database.read() as session:
        assert people.forum(session, forum).targets == ("es", "en")
    database.close()
