"""Why a segment was left as it is: recorded as a finding, so that the note's every block is accounted for."""

from collections.abc import Iterator

from babel import Locale

from document.languages import Language
from document.segment import KeepReason, Severity
from worker.check.registry import Case, Doubt, doubt

_MESSAGES = {
    KeepReason.SAME_LANGUAGE: "kept_same_language",
    KeepReason.OTHER_LANGUAGE: "kept_other_language",
    KeepReason.NAME: "kept_name",
    KeepReason.NO_WORDS: "kept_no_words",
}


def kept(case: Case) -> Iterator[Doubt]:
    """A text that was left as it is says why: another language, a name, no words, or already the target's language."""
    segment = case.draft.segment
    message = _MESSAGES[segment.keep] if segment.keep else "kept_unexplained"
    yield doubt(Severity.INFO, message, language={reader: _name(segment.language, reader) for reader in Language})


def _name(code: str | None, reader: Language) -> str:
    """Name a language as a reader of another calls it; its code when that has no name."""
    return str(Locale(str(reader)).languages.get(code, code or "?"))
