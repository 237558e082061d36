"""The program that reads one stranger's PDF and is thrown away afterwards: ``python -m worker.extract.child ORDER``.

The file comes in as standard input; the note goes out as JSON into a file of the working directory, which belongs to
this process alone. Standard output carries one line of JSON a message: ``{"progress": [stage, done, total]}``, and at
the end ``{"done": true}``, ``{"refused": code, "message": sentence}`` or ``{"fault": what went wrong}``.
"""

import errno
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

from document.errors import Damaged, RefusedInput, TooCostly
from document.progress import Progress
from document.wire import dump
from worker.extract.confinement import confine
from worker.extract.verdicts import DAMAGED, RESULT, TOO_COSTLY

COPY = "note.pdf"
DISK_LIMITS = {errno.EFBIG, errno.ENOSPC, errno.EDQUOT}
PARSERS = {"pdfminer", "pdfplumber", "pikepdf", "pypdfium2", "pypdfium2_raw", "PIL"}
OURS = {"worker", "document", "__main__"}


def main(order: str) -> None:
    """Carry out an order, the JSON that the parent wrote: the limits."""
    told = json.loads(order)
    confine(memory=told["memory"], cpu=told["cpu"], file_size=told["result"])
    try:
        read(told["pages"])
    except RefusedInput as refusal:
        say_refused(refusal)
    except Exception as error:
        tell(error)
        raise


def read(most_pages: int) -> None:
    """Read standard input into the result file."""
    from worker.extract.reading import read_file  # noqa: PLC0415 - parsers are loaded under the limits

    note = read_file(sys.stdin.buffer, Path(COPY), most_pages, report)
    Path(RESULT).write_bytes(dump(note))
    say(done=True)


def report(progress: Progress) -> None:
    """Pass progress on to the parent."""
    say(progress=[progress.stage, progress.done, progress.total])


def say_refused(refusal: RefusedInput) -> None:
    """Tell the parent what to raise."""
    say(refused=refusal.code, message=str(refusal))


def say(**message: object) -> None:
    """Send one message to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def tell(error: Exception) -> None:
    """Tell the parent of an error: a refusal, or a fault of ours."""
    refusal = refusal_for(error)
    if refusal is None:
        say(fault=f"{type(error).__name__}: {error}"[:400])
    else:
        say_refused(refusal)


def refusal_for(error: BaseException) -> RefusedInput | None:
    """Tell exhaustion from damage, and give None for a fault of ours.

    Parsers wrap a MemoryError in errors of their own. What a parser raises is the file's damage, and so is nesting
    without end; whatever our own code raises, we should have foreseen.
    """
    for cause in _causes(error):
        if isinstance(cause, MemoryError):
            return TooCostly(TOO_COSTLY.format(what="memory"))
        if isinstance(cause, OSError) and cause.errno in DISK_LIMITS:
            return TooCostly(TOO_COSTLY.format(what="disk space"))
    damaged = isinstance(error, RecursionError) or raised_by(error) in PARSERS
    return Damaged(DAMAGED) if damaged else None


def raised_by(error: BaseException) -> str | None:
    """Name the package that raised an error: ours or a parser's, whichever was called last.

    The standard library and compiled code fail for whoever called them.
    """
    if type(error).__module__.partition(".")[0] in PARSERS:
        return type(error).__module__.partition(".")[0]
    modules = [str(frame.f_globals.get("__name__", "")) for frame, _ in walk_tb(error.__traceback__)]
    packages = [module.partition(".")[0] for module in modules]
    return next((package for package in reversed(packages) if package in PARSERS | OURS), None)


def _causes(error: BaseException | None, depth: int = 20) -> Iterator[BaseException]:
    """Go through an error and all that led to it or is wrapped in it."""
    if error is None or depth == 0:
        return
    yield error
    for inner in (error.__cause__, error.__context__, *error.args):
        if isinstance(inner, BaseException):
            yield from _causes(inner, depth - 1)


if __name__ == "__main__":
    main(sys.argv[1])
