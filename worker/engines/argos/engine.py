"""The Argos engine: neural models that translate a whole note in batches, and tell where marked words went."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from document.errors import NoEngine
from document.languages import Direction
from document.progress import Progress, Report, silent
from worker.engines.argos import wording
from worker.engines.argos.alignment import Tokenized, follow
from worker.engines.argos.model import Guess, Model, loaded
from worker.engines.argos.packages import PIVOT, Store
from worker.engines.engine import Enforcement, Mark, Readiness, Rendering, Sentence

STAGE = "translate"
_LIMIT = 150  # tokens; the public models were trained on sentences of at most so many


@dataclass(frozen=True, slots=True)
class _Portion:
    """A stretch of a sentence that the model takes at once: where it begins, how it reads there, and to the model."""

    start: int
    text: str
    asked: str
    shouted: bool


class Argos:
    """Translate with the packages of Argos Translate, directly or through English.

    Models are loaded when they are first needed.
    """

    name = "argos"
    rough = False
    enforcement = Enforcement.REPLACE

    def __init__(self, store: Store | None = None) -> None:
        """Work with the packages of ``store``, by default those of this user."""
        self._store = store or Store.from_environment()

    def readiness(self, direction: Direction) -> Readiness:
        """Tell whether packages for the direction are installed."""
        route = self._store.route(direction)
        if not route:
            return Readiness(ready=False, remedy=f"tripont engines install {direction}")
        return Readiness(ready=True, via=PIVOT.value if len(route) > 1 else None)

    def label(self, direction: Direction) -> str:
        """Name Argos Translate's version and the packages: ``argos 1.11 fr_en 1.9``."""
        number = ".".join(version("argostranslate").split(".")[:2])
        return f"argos {number} {' + '.join(map(str, self._store.route(direction)))}".rstrip()

    def translate(
        self, sentences: Sequence[Sentence], direction: Direction, report: Report = silent
    ) -> list[Rendering]:
        """Translate all sentences, in order, one rendering each; progress counts sentences and hops."""
        route = self._store.route(direction)
        if not route:
            raise NoEngine(
                f"Argos has no package installed for {direction}, so it cannot translate this note. "
                f"Type: tripont engines install {direction}"
            )
        renderings = [Rendering(sentence.text, sentence.marks) for sentence in sentences]
        for hop, package in enumerate(route):
            progress = _Steps(report, hop * len(sentences), len(route) * len(sentences))
            asked = [Sentence(rendering.text, rendering.marks) for rendering in renderings]
            renderings = _translate(loaded(package), asked, progress)
        return renderings


@dataclass(slots=True)
class _Steps:
    """Counts what is done and tells it."""

    report: Report
    done: int
    total: int

    def step(self, count: int) -> None:
        self.done += count
        self.report(Progress(STAGE, self.done, self.total))


def _translate(model: Model, sentences: Sequence[Sentence], progress: _Steps) -> list[Rendering]:
    cut = [_portions(sentence.text, model) for sentence in sentences]
    progress.step(sum(not portions for portions in cut))
    waiting = {portion.asked: 0 for portions in cut for portion in portions}
    for portions in cut:
        for portion in portions[-1:]:  # a sentence is done with its last portion
            waiting[portion.asked] += 1
    written = _write(model, waiting, progress)
    return [
        _rendering(sentence, portions, written, model) if portions else Rendering(sentence.text, sentence.marks)
        for sentence, portions in zip(sentences, cut, strict=True)
    ]


def _portions(text: str, model: Model) -> list[_Portion]:
    """Cut a sentence into what the model can take; nothing when there is nothing to translate."""
    if not wording.has_words(text):
        return []
    bare = text.strip()
    before = text.index(bare)
    cut = []
    for start, end in wording.portions(bare, lambda stretch: len(model.encode(stretch)), _LIMIT):
        part = bare[start:end]
        shouted = wording.is_shouted(part)
        asked = wording.plain(wording.spoken(part) if shouted else part)
        cut.append(_Portion(before + start, part, asked, shouted))
    return cut


def _write(model: Model, texts: dict[str, int], progress: _Steps) -> dict[str, tuple[Guess, ...]]:
    """Translate each text, the doubtful ones a second time with more care. ``texts`` counts the sentences of each."""
    asked = [text for text in texts if wording.has_words(text)]
    written: dict[str, tuple[Guess, ...]] = dict.fromkeys(texts, ())
    progress.step(sum(texts.values()) - sum(texts[text] for text in asked))
    for number, guesses in model.guesses(asked):
        written[asked[number]] = _sane_first(asked[number], guesses)
        progress.step(texts[asked[number]])
    doubtful = [text for text in asked if wording.looks_broken(text, written[text][0].text)]
    for number, guesses in model.guesses(doubtful, careful=True):
        written[doubtful[number]] = _sane_first(doubtful[number], (*written[doubtful[number]], *guesses))
    return written


def _sane_first(source: str, guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    """Put broken guesses last, otherwise keep the order."""
    return tuple(sorted(guesses, key=lambda guess: wording.looks_broken(source, guess.text)))


def _rendering(
    sentence: Sentence, portions: Sequence[_Portion], written: dict[str, tuple[Guess, ...]], model: Model
) -> Rendering:
    """Put the portions of a sentence together again, with the white space around it and the marks in it."""
    text = sentence.text[: portions[0].start]
    marks: list[Mark] = []
    for portion in portions:
        guess, *_ = written[portion.asked] or (None,)
        if portion is not portions[0]:
            text += " "
        if guess is None:
            text += portion.text
            continue
        target = _worded(portion, guess.text)
        asked = list(_within(sentence.marks, portion))
        if asked:
            marks += [
                Mark(mark.start + len(text), mark.end + len(text), mark.key)
                for mark in _follow(asked, portion, guess, target, model)
            ]
        text += target
    text += sentence.text[portions[-1].start + len(portions[-1].text) :]
    return Rendering(text, tuple(marks), alternatives=_alternatives(text, portions, written))


def _follow(asked: list[Mark], portion: _Portion, guess: Guess, target: str, model: Model) -> tuple[Mark, ...]:
    source = Tokenized(portion.text, model.encode(portion.asked))
    return follow(asked, source, Tokenized(target, guess.tokens), guess.attention)


def _within(marks: Iterable[Mark], portion: _Portion) -> Iterator[Mark]:
    """Give those marks, or parts of marks, that lie in the portion, counted from its start."""
    for mark in marks:
        start = max(mark.start - portion.start, 0)
        end = min(mark.end - portion.start, len(portion.text))
        if start < end:
            yield Mark(start, end, mark.key)


def _worded(portion: _Portion, target: str) -> str:
    target = wording.finished(portion.text, target)
    return wording.shouted(target) if portion.shouted else target


def _alternatives(text: str, portions: Sequence[_Portion], written: dict[str, tuple[Guess, ...]]) -> tuple[str, ...]:
    """Give the other sane renderings of a sentence that was not cut."""
    if len(portions) > 1:
        return ()
    (portion,) = portions
    others = [
        _worded(portion, guess.text)
        for guess in written[portion.asked][1:]
        if not wording.looks_broken(portion.asked, guess.text)
    ]
    return tuple(other for other in dict.fromkeys(others) if other != text.strip())
