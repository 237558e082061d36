"""Plurals of French, Spanish and English terms of several words.

In French and Spanish all words before the first preposition agree (``économies sociales et solidaires``, ``circuits
courts``, ``appels à projets``); in English the last word before it carries the number (``calls for projects``). The
rules know the vocabulary of public life, not the whole language: a term that they get wrong says its plural itself.
"""

import re
import unicodedata

from document.languages import Language
from glossary.concepts import Number, PartOfSpeech, Term
from glossary.grammar import INVARIABLE, LINKS, PREFIXES

_IRREGULAR: dict[Language, dict[str, str]] = {
    Language.FRENCH: {
        "travail": "travaux", "bail": "baux", "festival": "festivals", "carnaval": "carnavals", "bal": "bals",
        "naval": "navals", "madame": "mesdames", "monsieur": "messieurs",
    },
    Language.SPANISH: {
        "joven": "jóvenes", "orden": "órdenes", "margen": "márgenes", "imagen": "imágenes", "origen": "orígenes",
        "volumen": "volúmenes", "resumen": "resúmenes", "régimen": "regímenes", "carácter": "caracteres",
        "examen": "exámenes", "tercer": "terceros", "primer": "primeros",
    },
    Language.ENGLISH: {
        "person": "people", "man": "men", "woman": "women", "child": "children", "criterion": "criteria",
        "half": "halves", "life": "lives", "axis": "axes", "series": "series", "spokesperson": "spokespersons",
    },
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")
_ACUTE = str.maketrans("áéíóú", "aeiou")


def inflected(term: Term, *, plural: bool) -> str:
    """Give a term in the singular or plural; one that has a single number stays as it is."""
    if not plural or not has_both_numbers(term):
        return term.text
    return term.plural or pluralised(term.text, term.language)


def forms(term: Term) -> tuple[str, str]:
    """Give both numbers of a term; they are the same for one that has a single number."""
    return inflected(term, plural=False), inflected(term, plural=True)


def has_both_numbers(term: Term) -> bool:
    """Tell whether a term is used in the singular and in the plural; a name is not, unless it gives its plural."""
    return term.number is None and (term.pos is not PartOfSpeech.PROPER or term.plural is not None)


def is_plural(term: Term, *, plural: bool) -> bool:
    """Tell the number that a term has in fact when this one is asked of it."""
    return plural if has_both_numbers(term) else term.number is Number.PLURAL


def pluralised(text: str, language: Language) -> str:
    """Put a term in the singular into the plural, keeping its separators and capitals."""
    words = [word for word in _WORD.finditer(text) if not _is_prefix(word, text)]
    linked = next((i for i, word in enumerate(words) if i and _is_link(word, text, language)), len(words))
    head = words[:linked]
    if language is Language.ENGLISH:
        head = head[-1:]
    for word in reversed(head):
        text = text[: word.start()] + _plural_word(word[0], language) + text[word.end() :]
    return text


def _is_prefix(word: re.Match[str], text: str) -> bool:
    """Tell the first part of a compound that never agrees: ``micro-crédit``, ``público-privada``."""
    return text[word.end() : word.end() + 1] == "-" and (word[0].lower() in PREFIXES or word[0].endswith("co"))


def _is_link(word: re.Match[str], text: str, language: Language) -> bool:
    """Tell a preposition between words from one inside a compound: ``not-for-profit organizations``."""
    return word[0].lower() in LINKS[language] and text[word.start() - 1] != "-"


def _plural_word(word: str, language: Language) -> str:
    lower = word.lower()
    if lower in INVARIABLE[language]:
        return word
    if irregular := _IRREGULAR[language].get(lower):
        return word[0] + irregular[1:]
    if word.isupper() and len(word) > 1:
        return f"{word}s" if language is Language.ENGLISH and not word.endswith("S") else word
    return _RULES[language](word)


def _french(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("au", "eu")):
        return f"{word}x"
    return f"{word[:-2]}aux" if word.endswith("al") else f"{word}s"


def _spanish(word: str) -> str:
    if word.endswith("z"):
        return f"{word[:-1]}ces"
    if word.endswith("x") or re.search(r"[^áéíóú]s$", word):
        # An unstressed last syllable (crisis, análisis) does not change; a monosyllable (mes) does.
        return f"{word}es" if len(re.findall(r"[aeiouáéíóú]+", word)) == 1 and not word.endswith("x") else word
    if re.search(r"[aeiou][íú][ns]$", word):
        return f"{word}es"
    if re.search(r"[áéíóú][ns]$", word):
        return f"{word[:-2]}{word[-2].translate(_ACUTE)}{word[-1]}es"
    if re.search(r"[aeiouáéó]$", unicodedata.normalize("NFC", word)):
        return f"{word}s"
    return f"{word}es"


def _english(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if word.endswith("sis"):
        return f"{word[:-2]}es"
    if re.search(r"[^sui]s$", word):
        return word  # a plural already, as users' lists often have them
    return f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word) else f"{word}s"


_RULES = {Language.FRENCH: _french, Language.SPANISH: _spanish, Language.ENGLISH: _english}
