"""Where words meet: elisions, contractions, doubled words and capitals that an engine or an insertion left wrong.

The rules know nothing of terms: they change only the small words around them.
"""

import re
from collections.abc import Callable

from document.languages import Language
from worker.placeholders import ENGLISH_VOWEL_SOUND, FRENCH_VOWEL_SOUND
from worker.translate.tape import Tape

_VOWEL = FRENCH_VOWEL_SOUND.pattern
_NEXT = r"(?=[\w«])"
_PRONOUN = r"(?!\w+(?:er|ir|re|oir)\b)"
"""Before an infinitive ``le`` and ``les`` are pronouns: ``à le faire`` is right."""

_RULES: dict[Language, tuple[tuple[str, str], ...]] = {
    Language.FRENCH: (
        (r"\bsi (?=ils?\b)", "s’"),
        (r"\bde des (?=\w)", "de "),
        (rf"\bde les {_PRONOUN}{_NEXT}", "des "),
        (rf"\bde le {_PRONOUN}(?!(?:{_VOWEL}))", "du "),
        (rf"\bà les {_PRONOUN}{_NEXT}", "aux "),
        (rf"\bà le {_PRONOUN}(?!(?:{_VOWEL}))", "au "),
        (rf"\b([lL](?=[ea])|[djnmstDJNMST](?=e))[ea] (?=(?:{_VOWEL}))(?!(?:onz|oui|yaourt|[yY][aeo])|[hH]\d)", r"\1’"),
        (rf"\b((?:jus|lors|puis)?qu)e (?=(?:{_VOWEL}))(?!(?:onz|oui|y[aeo])|[hH]\d)", r"\1’"),
        (r"\bce (?=est\b|était\b)", "c’"),
    ),
    Language.SPANISH: (
        (r"\b([Aa]) el (?=[^\W\d])", r"\1l "),
        (r"\b([Dd])e el (?=[^\W\d])", r"\1el "),
        (r"\by (?=h?[ií](?!e))", "e "),
        (r"\bo (?=h?[oó])", "u "),
    ),
    Language.ENGLISH: (
        (rf"\ba (?=(?:{ENGLISH_VOWEL_SOUND.pattern}))(?!(?:in|or|and|is|as|at|of|on)\b)", "an "),
        (rf"(?:^|(?<=[.?!] ))A (?=(?:{ENGLISH_VOWEL_SOUND.pattern})[a-z])", "An "),
        (rf"\ban (?!(?:{ENGLISH_VOWEL_SOUND.pattern}))(?=[a-z])", "a "),
        (r"(?<=[ap]\.m\.)\.(?!\.)", ""),
    ),
}
_COMPILED = {
    language: tuple((re.compile(pattern), new) for pattern, new in rules) for language, rules in _RULES.items()
}
_DOUBLED = re.compile(r"(?<![\w’'-])([^\W\d]+(?: [^\W\d]+){0,2})(?: \1)+(?![\w’'-])", re.IGNORECASE)
_MAY_BE_DOUBLED = frozenset({"nous", "vous"})
_SMALL_WORDS = {
    Language.FRENCH: "Du|De|Des|La|Le|Les|Un|Une|Et|Pour|Par|Avec|Dans|Sur|Au|Aux",
    Language.SPANISH: "Del|De|El|La|Los|Las|Un|Una|Y|Para|Por|Con|En|Al",
    Language.ENGLISH: "Of|The|And|Or|To|In|For|With|From|On|At|By|Between",
}
_CAPITALS = {
    language: re.compile(rf"(?<=[^\W\d_][ ,])(?:{words})(?= \w+)|(?<=[^\W\d_], )(?:{words})(?= \w+)")
    for language, words in _SMALL_WORDS.items()
}


def join(tape: Tape, source: str, language: Language) -> None:
    """Mend the joints of a target text; ``source`` tells what is doubled or written with a capital on purpose."""
    _undouble(tape, source)
    _small(tape, source, _CAPITALS[language])
    for pattern, new in _COMPILED[language]:
        _each(tape, pattern, lambda found, new=new: found.expand(new))  # type: ignore[misc]


def _each(tape: Tape, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> None:
    """Change what differs in each place, from the right to the left, so that the places stay true."""
    for found in reversed(list(pattern.finditer(tape.text))):
        old, new = found[0], change(found)
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        start, end = found.start() + same, found.end()
        owners = set(tape.owners[start:end])
        if len(owners) <= 1:
            tape.splice(start, end, new[same:], owner=owners.pop() if owners else None)


def _undouble(tape: Tape, source: str) -> None:
    """Take away the free one of two equal words or phrases, where the source has no such pair."""
    if _DOUBLED.search(source):
        return
    for found in reversed(list(_DOUBLED.finditer(tape.text))):
        once = len(found[1])
        if found[1].casefold() in _MAY_BE_DOUBLED:
            continue
        first, last = (found.start(), found.end() - once), (found.start() + once, found.end())
        for start, end in (first, last):
            if tape.is_free(start, end):
                tape.splice(start, end, "")
                break


def _small(tape: Tape, source: str, capitals: re.Pattern[str]) -> None:
    """Small words have small letters within a sentence, but for names that the source has too."""
    for found in capitals.finditer(tape.text):
        start, end = found.span()
        if tape.is_free(start, end) and not re.search(rf"\b{found[0]}\b", source):
            tape.splice(start, start + 1, found[0][0].lower())
