"""From a note and its translation to Word files: the note in its own look, and the copy for its reviewer."""

from worker.rebuild.note import rebuild_note
from worker.rebuild.review import rebuild_review

__all__ = ["rebuild_note", "rebuild_review"]
