"""Which language a note is in, and each of its blocks and running lines.

Whole notes are told apart by ``langdetect`` with a fixed seed. A block is often too short for that: its profiles guess
at a heading of one word. So a block's language is weighed from three opinions (``langdetect``, ``py3langid``, and how
many of its words each of our languages knows) and from what surrounds it: the note's language, and the blocks before
and after it. The shorter the text, the more the surroundings say. A running line has no neighbours: the note alone
surrounds it.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from babel import Locale
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from simplemma import is_known

from document.errors import UnsupportedLanguage
from document.languages import LANGUAGES, Language
from document.note import Note

_NEIGHBOURS = ("de", "pt", "it", "ca", "nl")
"""Languages of sponsors and partners at the forums, and those most easily taken for one of ours."""

_TOLD_APART = (*map(str, LANGUAGES), *_NEIGHBOURS)
_MORE_FOR_A_NOTE = ("ro", "pl", "cs", "sv", "da", "no", "fi", "hu", "tr", "hr", "sw", "vi", "id")
"""A whole note may come in any language; for these others in Latin letters it has profiles."""

_SEED = 20
_NOTE_CHARACTERS = 20_000
"""More text than this tells nothing new about a note."""

_BLOCK_CHARACTERS = 1_500
"""Nor does more of a block."""

_NEVER_TELLING = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\d+\S*")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Weights:
    """How much each opinion counts, in logarithms of probabilities.

    Found by random search on half of ``tests/worker/extract/phrases.tsv`` and tried on the other half; they are the
    middle of a broad range within which at most two of its phrases are told wrong.
    """

    langid: float = 1.0
    langdetect: float = 0.05
    known_word: float = 1.8
    known_words_at_most: float = 7.0
    document: float = 2.2
    beside: float = 0.3
    ours: float = 3.3


_WEIGHTS = _Weights()


def with_languages(note: Note, declared: Language | None) -> Note:
    """Give the note, its blocks and its furniture their language; ``declared`` decides about the note, undoubted.

    A table has one language, that of most of its words. Raises UnsupportedLanguage when the note is in none of ours.
    """
    language = declared or _note_language(note)
    alone = [_opinions(block.text) for block in note.blocks]
    first = [_weighed(opinions, {language: _WEIGHTS.document}) for opinions in alone]
    blocks = tuple(
        replace(block, language=_weighed(alone[number], _surroundings(language, first, number)))
        for number, block in enumerate(note.blocks)
    )
    furniture = tuple(replace(piece, language=phrase_language(piece.text, language)) for piece in note.furniture)
    return replace(note, language=language, blocks=blocks, furniture=furniture)


def phrase_language(text: str, document: str) -> str:
    """Tell the language of a phrase that stands in a document of another or the same language, as an ISO 639-1 code."""
    return _weighed(_opinions(text), {document: _WEIGHTS.document})


def _note_language(note: Note) -> Language:
    text = "\n".join(block.text for block in note.blocks)[:_NOTE_CHARACTERS]
    if not _letters(text):
        # Nothing to go by: no words, so whatever is said of them is right.
        return Language.ENGLISH
    shares = _note_shares(text)
    seen = max(shares, key=lambda code: shares[code])
    if seen not in LANGUAGES:
        name = Locale("en").languages.get(seen, seen)
        raise UnsupportedLanguage(
            f"The note seems to be in {name}, and Tripont translates French, Spanish and English only. "
            "If it is in one of these, say which with --from fr, --from es or --from en."
        )
    return Language(seen)


def _note_shares(text: str) -> Mapping[str, float]:
    """Weigh the languages of a whole text; the wide model speaks for scripts that no profile of ours knows."""
    latin = sum(character < "\u0250" for character in text if character.isalpha())
    if latin * 2 < sum(map(str.isalpha, text)):
        return {_wide_identifier().classify(text)[0]: 1.0}
    return _detect(text, _note_detectors()) or {_wide_identifier().classify(text)[0]: 1.0}


# Opinions about one text, as logarithms: what is left out counts as unlikely.

_Opinions = Mapping[str, float]


def _opinions(text: str) -> _Opinions:
    """Sum the opinions about a text for each language that we tell apart; all zero when it has no words."""
    plain = _NEVER_TELLING.sub(" ", text[:_BLOCK_CHARACTERS])
    words = _WORD.findall(plain)
    if not any(len(word) > 1 for word in words):
        return dict.fromkeys(_TOLD_APART, 0.0)
    # Profiles know no capitals; a heading in capitals is read as if it were not.
    plain = plain.lower() if plain.isupper() else plain
    parts = (_langid(plain), _langdetect(plain), _lexicon(plain))
    return {code: sum(part[code] for part in parts) for code in _TOLD_APART}


def _weighed(opinions: _Opinions, surroundings: Mapping[str, float]) -> str:
    prior = {code: _WEIGHTS.ours if code in LANGUAGES else 0.0 for code in _TOLD_APART}
    return max(_TOLD_APART, key=lambda code: opinions[code] + prior[code] + surroundings.get(code, 0.0))


def _surroundings(language: Language, found: Sequence[str], number: int) -> dict[str, float]:
    surroundings = {str(language): _WEIGHTS.document}
    for beside in (number - 1, number + 1):
        if 0 <= beside < len(found):
            code = found[beside]
            surroundings[code] = surroundings.get(code, 0.0) + _WEIGHTS.beside
    return surroundings


def _langid(text: str) -> _Opinions:
    ranked = dict(_identifier().rank(text))
    return {code: _WEIGHTS.langid * _log(ranked.get(code, 0.0)) for code in _TOLD_APART}


def _langdetect(text: str) -> _Opinions:
    shares = _detect(text, _block_detectors())
    return {code: _WEIGHTS.langdetect * _log(shares.get(code, 0.0) if shares else 1.0) for code in _TOLD_APART}


def _lexicon(text: str) -> _Opinions:
    """Count the words that each of our languages knows; for another language, those that none of ours knows."""
    words = [word.lower() for word in _WORD.findall(text) if len(word) > 1]
    known = {str(language): sum(is_known(word, str(language)) for word in words) for language in LANGUAGES}
    strange = sum(not any(is_known(word, str(language)) for language in LANGUAGES) for word in words)
    scale = _WEIGHTS.known_word * min(1.0, _WEIGHTS.known_words_at_most / max(len(words), 1))
    return {code: scale * known.get(code, strange) for code in _TOLD_APART}


def _log(probability: float) -> float:
    return math.log(max(probability, 1e-4))


def _letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _detect(text: str, detectors: DetectorFactory) -> dict[str, float]:
    """Ask langdetect; nothing when it finds no letters that it knows."""
    detector = detectors.create()
    detector.set_max_text_length(_NOTE_CHARACTERS)
    detector.append(text)
    try:
        return {guess.lang: guess.prob for guess in detector.get_probabilities()}
    except LangDetectException:
        return {}


def _detectors(codes: Sequence[str]) -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_json_profile([(Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in codes])
    factory.set_seed(_SEED)
    return factory


@cache
def _block_detectors() -> DetectorFactory:
    return _detectors(_TOLD_APART)


@cache
def _note_detectors() -> DetectorFactory:
    return _detectors((*_TOLD_APART, *_MORE_FOR_A_NOTE))


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_TOLD_APART)
    return identifier


@cache
def _wide_identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
