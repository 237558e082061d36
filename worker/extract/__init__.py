"""From a stranger's PDF to a note.

This module, ``intake``, ``sandbox`` and ``language`` stay in our own process and load no parser. All others run in the
child process that ``sandbox`` starts.
"""

from pathlib import Path

from document.languages import Language
from document.note import Note
from document.progress import Report, silent
from worker.extract.intake import Limits, admit
from worker.extract.sandbox import read_apart

__all__ = ["Limits", "extract"]


def extract(
    path: Path, *, language: Language | None = None, limits: Limits | None = None, report: Report = silent
) -> Note:
    """Read the concept note in a PDF, each block and each piece of furniture with its language.

    ``language`` is what the sender says that the note is in; without it the text decides. Raises the refusals of
    ``document.errors`` (RefusedInput), and OSError when the file is not there or may not be opened.
    """
    from worker.extract.language import with_languages  # noqa: PLC0415 - the child, which has no use for it, is lighter

    limits = limits or Limits()
    with admit(path, limits) as file:
        note = read_apart(file, limits, report)
    return with_languages(note, language)
