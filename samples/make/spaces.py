"""Spaces as a typesetter puts them: French punctuation and numbers keep together at a line's end."""

import re

NO_BREAK = "\u00a0"
THIN = "\u202f"


def set_spaces(text: str, language: str, thin: str = THIN) -> str:
    """Put no-break spaces into a text; ``thin`` replaces the thin one for fonts and programs that lack it."""
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", thin, text)
    text = re.sub(r"(?<=\d) (?=[€%hM]\b|[€%])", NO_BREAK, text)
    if language == "fr":
        text = re.sub(r" (?=[;!?])", thin, text)
        text = re.sub(r" (?=[:»])", NO_BREAK, text).replace("« ", f"«{NO_BREAK}")
    return text
