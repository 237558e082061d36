"""From a note and its translation to Word files: the note in its own look, and the copy for its reviewer."""

from worker.rebuild.note import rebuild_note

__all__ = ["rebuild_note"]
