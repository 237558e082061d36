"""Names of files that strangers chose: made harmless before they are kept, and quoted rightly when they go out."""

import re
import unicodedata
from urllib.parse import quote

"""Characters of a name as it is kept; its UTF-8 bytes stay under what file systems take."""
_MOST_BYTES = 200

_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def cleaned(name: str, otherwise: str = "note.pdf") -> str:
    """Make a file name out of whatever a sender called a file.

    What is left has no folder, no control or direction sign, nothing that a file system or a shell takes for its own,
    and at most 200 bytes, its ending kept. A name of which nothing is left becomes ``otherwise``.
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    shown = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or sign.isprintable())
    plain = " ".join(_FORBIDDEN.sub("_", shown).split()).strip(" .")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    return _shortened(plain) or otherwise


def stem(name: str) -> str:
    """Give a clean name without its ``.pdf``."""
    return name[:-4] if name.lower().endswith(".pdf") and len(name) > 4 else name


def attachment(name: str) -> str:
    """Give the Content-Disposition of a download (RFC 6266, the name in the encoding of RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r'["\\%;]', "_", plain).strip() or "note"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _shortened(name: str) -> str:
    """Cut a name that is too long before its ending, never within a character."""
    if len(name.encode()) <= _MOST_BYTES:
        return name
    beginning, dot, ending = name.rpartition(".")
    tail = f"{dot}{ending}" if beginning and len(ending) <= 8 else ""
    room = _MOST_BYTES - len(tail.encode())
    kept = name.removesuffix(tail).encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{kept}{tail}"
