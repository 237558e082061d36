"""How far a note is, in hundredths, for everybody who shows a bar."""

from document.progress import Progress, hundredths
from document.states import JobKind, JobState
from store.notes import NoteRecord, Stand


def percent_of(stand: Stand) -> int:
    """Tell how far one job of a note is: 0 to 100, which only a finished one has."""
    if stand.state is JobState.DONE:
        return 100
    return min(99, hundredths(Progress(stand.stage or "", stand.done, stand.total)))


def percent_of_note(note: NoteRecord) -> int:
    """Tell how far a note is with all its languages: the reading counts as much as each of them."""
    if note.reading.state is not JobState.DONE:
        languages = len([target for target in note.targets if target != note.declared])
        return percent_of(note.reading) // (1 + languages)
    parts = [100, *(percent_of(stand) for stand in note.stands if stand.kind is JobKind.TRANSLATE)]
    return sum(parts) // len(parts)


def stage_of_note(note: NoteRecord) -> str | None:
    """Name the stage that a note is in: the furthest of those under way, or None."""
    under_way = [stand for stand in note.stands if stand.state is JobState.RUNNING and stand.stage]
    return max(under_way, key=percent_of).stage if under_way else None
