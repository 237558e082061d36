"""Everything that can go wrong in a way that somebody can do something about.

One class a situation. Each message has three beats: what happened, why it matters or where, what you can do.
The command line prints ``tripont: <code>: <message>``; other doors map ``code`` in one place of their own.
"""

from typing import ClassVar


class TripontError(Exception):
    """A situation with a stable code. ``retryable`` says whether the same call may succeed later unchanged."""

    code: ClassVar[str] = "fault"
    retryable: ClassVar[bool] = False


class RefusedInput(TripontError):
    """The file that came in cannot be worked on."""


class NotAPdf(RefusedInput):
    """The bytes are not those of a PDF."""

    code = "not_a_pdf"


class Encrypted(RefusedInput):
    """A password is needed to read the file."""

    code = "encrypted"


class Damaged(RefusedInput):
    """The file is a PDF that cannot be read even after mending."""

    code = "damaged"


class Empty(RefusedInput):
    """There is nothing in the file or on its pages."""

    code = "empty"


class NoText(RefusedInput):
    """The pages are pictures without a text layer."""

    code = "no_text"


class TooLarge(RefusedInput):
    """The file has more bytes than Tripont reads."""

    code = "too_large"


class TooManyPages(RefusedInput):
    """The file has more pages than Tripont reads."""

    code = "too_many_pages"


class TooCostly(RefusedInput):
    """Reading the file took more time or memory than a note ever needs."""

    code = "too_costly"


class UnsupportedLanguage(RefusedInput):
    """The note is not in French, Spanish or English."""

    code = "unsupported_language"


class UnsafeDocx(RefusedInput):
    """The Word file holds what no Word file of a note needs."""

    code = "unsafe_docx"


class BadGlossary(RefusedInput):
    """A glossary cannot be read, or contradicts itself."""

    code = "bad_glossary"


class NoEngine(TripontError):
    """No engine on this machine can translate this direction."""

    code = "no_engine"


class EngineFailed(TripontError):
    """An engine that was ready gave no usable answer."""

    code = "engine_failed"
    retryable = True


class CannotWrite(TripontError):
    """The place where results are to lie does not take them."""

    code = "cannot_write"
    retryable = True
