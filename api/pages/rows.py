"""What a person is shown of a note: its state, each language's line, and what can be done with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.progress import percent_of
from document.states import OPEN, JobKind, JobState, NoteState
from store.notes import NoteRecord, Stand, TranslationRecord

STAGES = ("extract", "terminology", "translate", "check", "rebuild")
"""The stages that have a word of their own."""

SEVERITIES = ("blocking", "warning", "info")

ENDED_BADLY = frozenset({JobState.REFUSED, JobState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One language of a note, or its reading (``language`` is empty). ``percent`` is how much of the way is gone.

    ``stage`` is one of STAGES, or ``other`` for one that has no word; ``code`` says why it ended badly.
    """

    language: str
    state: JobState
    stage: str
    percent: int
    code: str | None
    translation: TranslationRecord | None

    @property
    def moving(self) -> bool:
        """Tell whether there is a progress to show."""
        return self.state is JobState.RUNNING or (self.state is JobState.WAITING and self.percent > 0)

    @property
    def findings(self) -> tuple[tuple[str, int], ...]:
        """Count what was found in the translation, gravest first; without those severities that have none."""
        if self.translation is None:
            return ()
        counted = self.translation.summary["findings"]
        return tuple((severity, counted[severity]) for severity in SEVERITIES if counted.get(severity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A note as it stands in the list of its forum. ``reading`` is shown until the note is read."""

    note: NoteRecord
    state: NoteState
    reading: Line | None
    lines: tuple[Line, ...]

    @property
    def open(self) -> bool:
        """Tell whether something is still going to happen by itself, which can be cancelled."""
        return any(stand.state in OPEN for stand in self.note.stands)

    @property
    def repeatable(self) -> bool:
        """Tell whether trying again would change something."""
        return any(stand.state in {JobState.FAILED, JobState.CANCELLED} for stand in self.note.stands)


def row(note: NoteRecord) -> Row:
    """Say of a note what its list shows."""
    reading = _line(note, note.reading)
    return Row(
        note=note,
        state=note.state,
        reading=None if reading.state is JobState.DONE else reading,
        lines=tuple(_lines(note)),
    )


def _lines(note: NoteRecord) -> Iterator[Line]:
    stands = {stand.language: stand for stand in note.stands if stand.kind is JobKind.TRANSLATE}
    if stands:
        yield from (_line(note, stands[language]) for language in sorted(stands, key=_order(note)))
    elif note.reading.state in OPEN:
        yield from (_awaited(language) for language in note.targets if language != note.declared)


def _order(note: NoteRecord) -> "_Order":
    return _Order(note.targets)


@dataclass(frozen=True, slots=True)
class _Order:
    """Languages as the sender named them."""

    targets: tuple[str, ...]

    def __call__(self, language: str) -> tuple[int, str]:
        return (self.targets.index(language) if language in self.targets else len(self.targets), language)


def _awaited(language: str) -> Line:
    return Line(language=language, state=JobState.WAITING, stage="translate", percent=0, code=None, translation=None)


def _line(note: NoteRecord, stand: Stand) -> Line:
    done = {translation.language: translation for translation in note.translations}
    return Line(
        language=stand.language,
        state=stand.state,
        stage=stand.stage if stand.stage in STAGES else "other",
        percent=percent_of(stand),
        code=stand.code if stand.state in ENDED_BADLY else None,
        translation=done.get(stand.language),
    )
