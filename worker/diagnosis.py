"""What this machine offers to Tripont: which parts are there, which are missing, and how to get them."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from document.errors import TripontError
from document.languages import DIRECTIONS
from glossary.loading import builtin
from worker.engines import engines

LIBRARIES = ("pdfplumber", "pikepdf", "spacy", "argostranslate", "ctranslate2", "python-docx", "langdetect")


class State(StrEnum):
    """``missing`` hinders the main job; ``optional`` only something beside it."""

    OK = "ok"
    OPTIONAL = "optional"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that Tripont needs or can use: what was found of it, and how to get what is not there."""

    name: str
    state: State
    found: str
    remedy: str = ""


def examine() -> tuple[Part, ...]:
    """Look at everything once; asks programs for their versions, which takes a second or two."""
    return (_python(), *_libraries(), *_engines(), _directions(), _glossary(), *_programs())


def _python() -> Part:
    fits = sys.version_info >= (3, 11)
    return Part(
        name="python",
        state=State.OK if fits else State.MISSING,
        found=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        remedy="" if fits else "Install Python 3.11 or newer.",
    )


def _libraries() -> Iterator[Part]:
    for library in LIBRARIES:
        try:
            yield Part(name=library, state=State.OK, found=version(library))
        except PackageNotFoundError:
            yield Part(name=library, state=State.MISSING, found="not installed", remedy="Type: make setup")


def _engines() -> Iterator[Part]:
    """No engine is needed as long as another one can do the work."""
    for engine in engines():
        states = [engine.readiness(direction) for direction in DIRECTIONS]
        ready = sum(state.ready for state in states)
        remedies = dict.fromkeys(state.remedy for state in states if state.remedy)
        yield Part(
            name=f"engine {engine.name}",
            state=State.OK if ready == len(DIRECTIONS) else State.OPTIONAL,
            found=f"{ready} of {len(DIRECTIONS)} directions ready" + (" (rough drafts)" if engine.rough else ""),
            remedy=f"Type: {'; '.join(remedies)}" if remedies else "",
        )


def _directions() -> Part:
    blocked = [
        str(direction) for direction in DIRECTIONS if not any(engine.readiness(direction).ready for engine in engines())
    ]
    if not blocked:
        return Part(name="directions", state=State.OK, found=f"all {len(DIRECTIONS)} can be translated")
    return Part(
        name="directions",
        state=State.MISSING,
        found=f"no engine for {', '.join(blocked)}",
        remedy="Type: make setup (as an administrator), or install packages as `tripont engines` says.",
    )


def _glossary() -> Part:
    try:
        own = builtin()
    except TripontError as problem:
        return Part(name="glossary", state=State.MISSING, found=str(problem), remedy="Type: tripont glossary check")
    return Part(name="glossary", state=State.OK, found=f"{own.name} {own.version}, {len(own.concepts)} concepts")


def _programs() -> Iterator[Part]:
    yield _program("soffice", "LibreOffice turns results into PDF", "apt-get install libreoffice-writer")
    yield _program(
        "ocrmypdf",
        "OCR gives scanned notes a text layer",
        "apt-get install ocrmypdf tesseract-ocr-fra tesseract-ocr-spa",
    )


def _program(name: str, purpose: str, remedy: str) -> Part:
    path = shutil.which(name)
    if path is None:
        return Part(name=name, state=State.OPTIONAL, found=f"not installed ({purpose})", remedy=f"Type: {remedy}")
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - a path that we looked up
    except (OSError, subprocess.TimeoutExpired):
        return Part(
            name=name, state=State.OPTIONAL, found=f"{path} does not answer ({purpose})", remedy=f"Type: {remedy}"
        )
    lines = answer.stdout.strip().splitlines()
    return Part(name=name, state=State.OK, found=lines[0] if lines else path)
