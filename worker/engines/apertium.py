"""Apertium, the rule-based translator that Debian packages: the engine that is always there.

It is run as a program, a whole batch of sentences in one call a hop. Where no pair of its own is good enough it goes
through a second language. A batch is sent twice within the same call, once as it is and once with the wanted places
marked: marks can disturb Apertium's recognition of fixed expressions, so the text is always taken from the plain half
and the places are brought over from the marked one.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from document.errors import EngineFailed, NoEngine
from document.languages import NAMES, Direction, Language
from document.progress import Progress, Report, silent
from worker.engines.apertium_modes import spellings, with_choices
from worker.engines.apertium_stream import (
    LOST,
    UNKNOWN,
    Passage,
    decode,
    encode,
    merged,
    needs_stop,
    plain,
    transfer,
    without_stop,
    words,
)
from worker.engines.engine import Enforcement, Readiness, Rendering, Sentence

BATCH = 400
"""Sentences that go into one call, so that progress shows and one bad sentence spoils little."""

_SECONDS = 60.0
_SECONDS_A_SENTENCE = 1.0


@dataclass(frozen=True, slots=True)
class Route:
    """The modes that lead from one language to another, the Debian packages that hold them, and the way station."""

    modes: tuple[str, ...]
    packages: tuple[str, ...]
    via: str | None = None

    @property
    def pairs(self) -> str:
        """The languages that it passes, as Apertium names them: ``fra-cat-spa``."""
        return "-".join([self.modes[0].split("-")[0], *(mode.split("-")[1] for mode in self.modes)])


_FR, _ES, _EN = Language.FRENCH, Language.SPANISH, Language.ENGLISH
_CATALAN = ("cg3", "apertium-separable", "apertium-anaphora")

# The better route first, as measured on news and on concept notes (docs/architecture.md, "Translation").
ROUTES: dict[Direction, tuple[Route, ...]] = {
    Direction(_FR, _ES): (
        Route(("fra-cat", "cat-spa"), ("apertium-fra-cat", "apertium-spa-cat", *_CATALAN), "ca"),
        Route(("fr-es",), ("apertium-fr-es",)),
    ),
    Direction(_ES, _FR): (
        Route(("spa-cat", "cat-fra"), ("apertium-fra-cat", "apertium-spa-cat", *_CATALAN), "ca"),
        Route(("es-fr",), ("apertium-fr-es",)),
    ),
    Direction(_FR, _EN): (
        Route(
            ("fra-cat", "cat-spa", "spa-eng"),
            ("apertium-fra-cat", "apertium-spa-cat", "apertium-eng-spa", *_CATALAN),
            "es",
        ),
        Route(("fr-es", "spa-eng"), ("apertium-fr-es", "apertium-eng-spa"), "es"),
        Route(("fra-cat", "cat-eng"), ("apertium-fra-cat", "apertium-eng-cat", *_CATALAN), "ca"),
    ),
    Direction(_EN, _FR): (
        Route(
            ("eng-spa", "spa-cat", "cat-fra"),
            ("apertium-eng-spa", "apertium-spa-cat", "apertium-fra-cat", *_CATALAN),
            "es",
        ),
        Route(("eng-cat", "cat-fra"), ("apertium-eng-cat", "apertium-fra-cat", *_CATALAN), "ca"),
        Route(("eng-spa", "es-fr"), ("apertium-eng-spa", "apertium-fr-es"), "es"),
    ),
    Direction(_ES, _EN): (
        Route(("spa-eng",), ("apertium-eng-spa",)),
        Route(("spa-cat", "cat-eng"), ("apertium-spa-cat", "apertium-eng-cat", *_CATALAN), "ca"),
    ),
    Direction(_EN, _ES): (
        Route(("eng-spa",), ("apertium-eng-spa",)),
        Route(("eng-cat", "cat-spa"), ("apertium-eng-cat", "apertium-spa-cat", *_CATALAN), "ca"),
    ),
}


class Apertium:
    """The engine ``apertium``. ``data`` is where Debian keeps the modes; ``program`` is the wrapper that runs them."""

    name = "apertium"
    rough = True
    enforcement = Enforcement.STAND_IN

    def __init__(self, program: str = "apertium", data: Path = Path("/usr/share/apertium")) -> None:
        """Open nothing yet: whether the program is there is asked a direction at a time."""
        self._program = program
        self._data = data

    def readiness(self, direction: Direction) -> Readiness:
        """Tell whether a route's modes are installed; if not, how Debian installs the better one."""
        route = self._route(direction)
        if route:
            return Readiness(ready=True, via=route.via)
        wanted = ROUTES[direction][0]
        return Readiness(ready=False, remedy=f"apt-get install {' '.join(('apertium', *wanted.packages))}")

    def label(self, direction: Direction) -> str:
        """Name the program, its version and the pairs on the route."""
        route = self._route(direction) or ROUTES[direction][0]
        return f"apertium {_version(self._program)} {route.pairs}"

    def translate(
        self, sentences: Sequence[Sentence], direction: Direction, report: Report = silent
    ) -> list[Rendering]:
        """Translate the sentences in batches; unknown words are reported without Apertium's marks on them.

        A sentence of which Apertium makes nothing at all, such as a single *y*, is given back as it is, and all its
        words count as unknown. Progress counts each sentence once a hop.
        """
        route = self._route(direction)
        if route is None:
            raise NoEngine(
                f"Apertium cannot translate from {_name(direction.source)} into {_name(direction.target)} here. "
                f"Its dictionaries for this direction are not installed. Type: {self.readiness(direction).remedy}."
            )
        ours = spellings(route.modes[-1])
        renderings: list[Rendering] = []
        done, total = 0, len(sentences) * len(route.modes)
        for start in range(0, len(sentences), BATCH):
            sent = [_passage(sentence) for sentence in sentences[start : start + BATCH]]
            passages = sent
            for mode in route.modes:
                passages = self._hop(mode, passages)
                done += len(passages)
                report(Progress("translate", done, total))
            renderings += [
                _untranslated(before) if passage == LOST else _rendering(passage, ours)
                for before, passage in zip(sent, passages, strict=True)
            ]
        return renderings

    def _route(self, direction: Direction) -> Route | None:
        if shutil.which(self._program) is None:
            return None
        modes = self._data / "modes"
        return next((r for r in ROUTES[direction] if all((modes / f"{m}.mode").is_file() for m in r.modes)), None)

    def _hop(self, mode: str, passages: Sequence[Passage]) -> list[Passage]:
        """Translate through one mode: texts from the plain half, places from the marked half."""
        wordless = [not any(c.isalpha() for c in passage.text) for passage in passages]
        marked = [n for n, passage in enumerate(passages) if passage.marks and not wordless[n]]
        bare = [Passage(passage.text) for passage in passages]
        sent = [bare[n] for n in range(len(bare)) if not wordless[n]]
        came = self._carry(mode, [*sent, *(passages[n] for n in marked)])
        texts = iter(came[: len(sent)])
        places = dict(zip(marked, came[len(sent) :], strict=True))
        return [
            passage if wordless[n] else _joined(next(texts), places.get(n), passage)
            for n, passage in enumerate(passages)
        ]

    def _carry(self, mode: str, passages: Sequence[Passage]) -> list[Passage]:
        """Send passages through a mode and make sure that each comes back once, in its place.

        A passage whose number got lost has run into the next one: both go again by themselves. Those whose numbers
        come back and nothing else, also among themselves, are lost.
        """
        if not passages:
            return []
        found = decode(self._run(mode, encode(passages), len(passages)))
        lost = {n for n in range(len(passages)) if not _sound(found.get(n))}
        again = sorted(lost | {n + 1 for n in lost if n + 1 < len(passages)})
        if len(lost) == len(passages) and (len(lost) == 1 or lost == found.keys()):
            return self._bare(mode, passages, answered=lost == found.keys())
        middle = (len(again) + 1) // 2 if len(again) == len(passages) else len(again)
        for half in (again[:middle], again[middle:]):
            found |= dict(zip(half, self._carry(mode, [passages[n] for n in half]), strict=True))
        return [
            without_stop(found[n]) if n not in again and needs_stop(passage.text) else found[n]
            for n, passage in enumerate(passages)
        ]

    def _bare(self, mode: str, passages: Sequence[Passage], *, answered: bool) -> list[Passage]:
        """Translate passages of which nothing came back once more without their marks, or give them up.

        ``answered`` says that their numbers came back: Apertium dropped the words. If not, its pipe broke down.
        """
        if any(passage.marks for passage in passages):
            return self._carry(mode, [Passage(passage.text) for passage in passages])
        if answered:
            return [LOST] * len(passages)
        raise EngineFailed(
            f"Apertium gave no answer for “{passages[0].text[:60]}”. Its mode {mode} broke off there, and the "
            "note would be incomplete without it. Try again, or use another engine with --engine."
        )

    def _run(self, mode: str, stream: str, count: int) -> str:
        """Run the wrapper on a stream, in a process group of its own that ends with it.

        The wrapper writes a temporary file that it leaves behind when it is stopped: it gets a folder of ours for it.
        """
        with (
            with_choices(self._data, mode) as data,
            tempfile.TemporaryDirectory(prefix="tripont-", ignore_cleanup_errors=True) as scratch,
        ):
            return self._wrapped(mode, data, stream, limit=_SECONDS + _SECONDS_A_SENTENCE * count, scratch=scratch)

    def _wrapped(self, mode: str, data: Path, stream: str, *, limit: float, scratch: str) -> str:
        """Run the wrapper with the modes of ``data``; ``limit`` is in seconds, ``scratch`` its folder for rubbish."""
        command = [self._program, "-d", str(data), "-f", "none", mode]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": scratch}
        try:
            process = subprocess.Popen(  # noqa: S603 (our own command line, no shell)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise EngineFailed(
                f"Apertium could not be started: {error.strerror or error}. Nothing was translated. "
                "Check the installation with: tripont doctor."
            ) from error
        try:
            out, err = process.communicate(stream.encode(), timeout=limit)
        except subprocess.TimeoutExpired as error:
            raise EngineFailed(
                f"Apertium took more than {limit:.0f} seconds in its mode {mode} and was stopped. Nothing of this "
                "note was translated. Try again when the machine is less busy."
            ) from error
        finally:
            _end(process)
        if not out:
            reason = err.decode(errors="replace").strip().splitlines()
            raise EngineFailed(
                f"Apertium's mode {mode} gave no text: {reason[-1] if reason else 'it said nothing about why'}. "
                "Nothing was translated. Install its packages again, or use another engine with --engine."
            )
        return out.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the pipe that the wrapper started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@lru_cache(maxsize=4)
def _version(program: str) -> str:
    try:
        done = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return "(not installed)"
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "(unknown version)"


def _name(language: Language) -> str:
    return NAMES[Language.ENGLISH][language]


def _passage(sentence: Sentence) -> Passage:
    return Passage(plain(sentence.text), sentence.marks)


def _sound(passage: Passage | None) -> bool:
    return passage is not None and any(c.isalnum() for c in passage.text)


def _begun_alike(text: Passage, before: Passage) -> Passage:
    """Begin with a small letter where the source does: the next hop would take the capital for a name's."""
    begins, capital = before.text[:1], text.text[:1]
    if not (begins.islower() and capital.isupper() and text.text[1:2].islower()):
        return text
    return Passage(capital.lower() + text.text[1:], text.marks)


def _joined(text: Passage, marked: Passage | None, before: Passage) -> Passage:
    """The text as it is, its unknown words, and the places that the marked rendering knows.

    A word that was unknown before this hop and has changed in it was known here.
    """
    text = _begun_alike(text, before)
    if marked is None:
        return text
    followed = [
        mark
        for mark in transfer(marked, text.text)
        if mark.key != UNKNOWN or text.text[mark.start : mark.end] in before.text
    ]
    return Passage(text.text, merged([*text.marks, *followed], text.text))


def _untranslated(passage: Passage) -> Rendering:
    """The source again, with its marks in their places; nothing in it was known."""
    return Rendering(text=passage.text, marks=passage.marks, unknown=tuple(dict.fromkeys(words(passage.text))))


def _rendering(passage: Passage, ours: frozenset[str]) -> Rendering:
    """What came out at the end; words that we have chosen ourselves are not unknown."""
    found = dict.fromkeys(passage.text[m.start : m.end] for m in passage.marks if m.key == UNKNOWN)
    unknown = [word for word in found if word.casefold() not in ours]
    return Rendering(
        text=passage.text,
        marks=tuple(mark for mark in passage.marks if mark.key != UNKNOWN),
        unknown=tuple(unknown),
    )
