"""Small turns of phrase that all commands use when they speak to a person."""


def shown(text: str) -> str:
    """A file's name may hold a line break or worse; on the terminal each message is one line."""
    return "".join(mark if mark.isprintable() else "?" for mark in text)


def count(number: int, thing: str) -> str:
    """``1 page``, ``4 pages``; ``blocking`` stays as it is."""
    return f"{number} {thing}" if number == 1 or thing == "blocking" else f"{number} {thing}s"
