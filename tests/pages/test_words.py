"""The pages say everything in three languages, and nothing that is written for them is left unsaid."""

import re
import string
from collections.abc import Container
from pathlib import Path

import pytest

from api.pages.account import ORDER
from api.pages.notes import EVENTS
from api.pages.problems import TITLES
from api.pages.rows import SEVERITIES, STAGES
from api.pages.words import french_spaces, wished, words_in
from api.problems import STATUS
from document import errors
from document.languages import LANGUAGES, Language
from document.segment import Severity
from document.states import JobState, NoteState, Role
from store.people import SCOPES

PAGES = Path("api/pages")
SOURCES = "\n".join(path.read_text() for path in [*PAGES.glob("*.py"), *PAGES.glob("templates/*.html")])
COUNTED = re.compile(r"\.(one|other)$")

NOT_OF_A_NOTE = {"bad_glossary", "cannot_write"}
"""Codes that only the command line can meet."""


def from_lists() -> set[str]:
    """Give the keys that are put together from a list of codes."""
    lists = {
        "state.": [state.value for state in (*JobState, *NoteState)],
        "news.": [state.value for state in NoteState if state not in {NoteState.WAITING, NoteState.WORKING}],
        "stage.": [*STAGES, "other"],
        "role.": [name for role in Role for name in (role.value, f"{role.value}_may")],
        "scope.": [scope.replace(":", "_") for scope in SCOPES],
        "findings.": SEVERITIES,
        "problem.t": [name for status in TITLES for name in (str(status), f"{status}_help")],
        "event.": [event for event in EVENTS if event != "job_done"],
    }
    return {prefix + code for prefix, codes in lists.items() for code in codes}


def keys(language: Language) -> list[str]:
    """Give a language's keys in their order, those of counted things once."""
    written = words_in(language).sentences
    return list(dict.fromkeys(_counted(key, written) for key in written))


def test_all_languages_say_the_same_things_in_the_same_order():
    """Whoever compares two files finds each sentence at the same place."""
    assert keys(Language.FRENCH) == keys(Language.SPANISH) == keys(Language.ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_names_are_filled_in(language: Language):
    """A name in braces that one language forgets would be missing on its page."""
    english = words_in(Language.ENGLISH).sentences
    for key, sentence in words_in(language).sentences.items():
        assert _names(sentence) == _names(english[key]), key


def test_every_sentence_is_used():
    """A sentence that no page says any more goes."""
    literal = set(re.findall(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""", SOURCES))
    computed = {key for key in keys(Language.ENGLISH) if key.startswith(("refusal.", "invitation."))}
    assert set(keys(Language.ENGLISH)) - literal - from_lists() - computed - {"event.job_failed_in"} == {
        f"event.{event}_by" for event in ("note_uploaded", "job_cancelled", "job_retried")
    }


def test_every_sentence_that_is_asked_for_is_there():
    """A page never looks for words that nobody wrote."""
    asked = set(re.findall(r"""\bt(?:\.count)?\(\s*["']([a-z_.0-9]+)["']""", SOURCES))
    assert {key for key in asked if not key.endswith(".")} - set(keys(Language.ENGLISH)) == set()
    assert from_lists() <= set(keys(Language.ENGLISH))


def test_every_refusal_and_failure_of_a_note_has_its_sentence():
    """What the command line explains in English, the pages explain in the reader's language."""
    refusals = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.RefusedInput) and "code" in vars(kind)
    } - NOT_OF_A_NOTE
    of_uploads = {
        "too_many_files",
        "forum_full",
        "too_many_waiting",
        "too_many_requests",
        "disk_full",
        "too_slow",
        "invalid_request",
    }
    of_work = {"no_engine", "engine_failed", "worker_lost", "files_away", "file_missing", "database_away", "other"}
    assert of_uploads <= set(STATUS)
    for code in refusals | of_uploads | of_work:
        assert {f"refusal.{code}.what", f"refusal.{code}.todo"} <= set(keys(Language.ENGLISH))


def test_severities_are_those_of_the_checks():
    """No finding is left uncounted."""
    assert set(SEVERITIES) == {severity.value for severity in Severity}
    assert set(ORDER) == SCOPES


def test_french_has_its_fixed_spaces():
    """No French sign stands alone at the beginning of a line."""
    assert french_spaces("« Oui » : non ; si ! 5 %") == "«\u00a0Oui\u00a0»\u00a0: non\u202f; si\u202f! 5\u00a0%"
    for key, sentence in words_in(Language.FRENCH).sentences.items():
        assert not re.search(r" [;:!?»%]|« ", sentence), key
        assert "'" not in sentence, key


def test_spanish_opens_its_questions():
    """A Spanish question begins with its sign."""
    for key, sentence in words_in(Language.SPANISH).sentences.items():
        assert sentence.count("?") == sentence.count("¿"), key
        assert sentence.count("!") == sentence.count("¡"), key


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", Language.FRENCH),
        ("de, es-MX;q=0.7, en;q=0.3", Language.SPANISH),
        ("en;q=0.2, fr;q=0.9", Language.FRENCH),
        ("fr;q=0, es;q=0.1", Language.SPANISH),
        ("de, it", Language.ENGLISH),
        ("", Language.ENGLISH),
        (";q=;;,,fr;q=oui", Language.ENGLISH),
    ],
)
def test_the_browsers_wish_is_followed(header: str, language: Language):
    """The first of our languages that the browser wishes is taken, English when it wishes none."""
    assert wished(header) is language


def test_things_are_counted_as_each_language_does():
    """Nought is singular in French and plural in English; large numbers are grouped."""
    assert words_in(Language.FRENCH).count("notes.added", 0) == "0 page"
    assert words_in(Language.ENGLISH).count("notes.added", 0) == "0 pages"
    assert words_in(Language.ENGLISH).count("forum.accepted", 1200).startswith("1,200 notes were")
    assert words_in(Language.FRENCH).count("forum.accepted", 1_000_000).startswith("1\u202f000\u202f000 notes")


def test_sizes_and_dates_are_written_as_each_language_does():
    """French counts in octets and writes a comma; English puts the day before the month."""
    assert words_in(Language.FRENCH).size(1_600_000) == "1,5\u00a0Mo"
    assert words_in(Language.ENGLISH).size(40 * 1024 * 1024) == "40\u00a0MB"
    assert words_in(Language.ENGLISH).size(3) == "1\u00a0kB"
    assert words_in(Language.SPANISH).day(1_800_000_000.0) == "15 de enero de 2027"
    assert words_in(Language.ENGLISH).day(1_800_000_000.0) == "15 January 2027"


def _counted(key: str, written: Container[str]) -> str:
    """Take the grammatical number off a key of counted things."""
    thing = COUNTED.sub("", key)
    return thing if f"{thing}.one" in written else key


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
