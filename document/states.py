"""The states that a note goes through on a server, and who may do what there."""

from enum import StrEnum


class JobKind(StrEnum):
    """What a job does: read a note's file, or bring the note into one language."""

    EXTRACT = "extract"
    TRANSLATE = "translate"


class JobState(StrEnum):
    """Where a job stands.

    ``refused``: the file cannot be worked on, and its sender can do something about it. ``failed``: something broke on
    our side; trying again may help. ``done``, ``refused``, ``failed`` and ``cancelled`` are ends; the last two can be
    left by trying again.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
"""States of a job on which something is still going to happen by itself."""


class NoteState(StrEnum):
    """What became of a note as a whole, derived from its jobs.

    ``partial``: some languages are done and others failed or were cancelled.
    """

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    PARTIAL = "partial"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a person is in a forum, each including what the one before may do."""

    REVIEWER = "reviewer"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"

    def includes(self, other: "Role") -> bool:
        """Tell whether this role may do what ``other`` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


def note_state(reading: JobState, languages: "list[JobState]") -> NoteState:
    """Derive a note's state from that of its reading and those of its languages."""
    if reading not in OPEN and reading is not JobState.DONE:
        return NoteState(reading.value)
    states = set(languages)
    if reading is JobState.WAITING or (reading is JobState.DONE and states == {JobState.WAITING}):
        return NoteState.WAITING
    if reading in OPEN or states & OPEN:
        return NoteState.WORKING
    if states <= {JobState.DONE}:
        return NoteState.DONE
    if JobState.DONE in states:
        return NoteState.PARTIAL
    return NoteState.FAILED if JobState.FAILED in states else NoteState.CANCELLED
