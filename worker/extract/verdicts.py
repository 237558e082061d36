"""What the child process and its parent agree on: where the note is left, and how a failure is put into words."""

RESULT = "note.json"
"""The file in the child's working directory that holds the note."""

TOO_COSTLY = (
    "Reading the file took more {what} than a note ever needs. "
    "Print it into a new PDF, or export it again from the program it was made with."
)
DAMAGED = "The file is damaged and cannot be read. Print it into a new PDF, or export it again."
