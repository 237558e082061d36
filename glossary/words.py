"""A text as words, and the keys under which words are compared: letters, form, lemma, stem.

spaCy's tokenizer cuts the text; what hides a word is then taken away: capitals, elision, hyphens and apostrophes, soft
hyphens, missing accents in capitals, the dots of an acronym, inclusive spellings.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import simplemma
import snowballstemmer
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from document.languages import Language
from glossary.grammar import ARTICLES, LINKS, PREFIXES, SAME

_STEMMERS = {Language.FRENCH: "french", Language.SPANISH: "spanish", Language.ENGLISH: "english"}

_APOSTROPHES = frozenset("'’ʼ")
_HYPHENS = frozenset("-‐‑")
_DASHES = _HYPHENS | {"–"}
_PARTS = re.compile(r"['’ʼ‐‑–/-]")
_ENDINGS = {
    Language.FRENCH: re.compile(r"(?:aux|als?|ales?|eaux?|i?fs?|i?ves?|e?s|e|x)$"),
    Language.SPANISH: re.compile(r"(?:[aoe]?s|[aoe])$"),
    Language.ENGLISH: re.compile(r"(?:y|i?es|s|e)$"),
}
"""What number and gender add to a noun or adjective, as far as telling a noun from a verb needs it."""

_DOTTED = re.compile(r"(?:\w\.){2,}$")
_INCLUSIVE = re.compile(
    r"(?P<masculine>\w{2,}?)(?:[·•⋅.](?:(?:t?r)?ices?|euses?|ives?|[nlt]?es?)(?:[·•⋅.]?s)?|\([nlt]?es?\)s?)$"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a text: its place in characters, its letters, and the plain form in lower case."""

    start: int
    end: int
    letters: str
    form: str


Key = Callable[[Word, Language], str]
"""What stands for a word when it is compared."""


class WordReader:
    """Cuts texts of one language into words, with what it was told to remember about their accents."""

    def __init__(self, language: Language) -> None:
        """Make a tokenizer.

        spaCy's rules for all languages do, since elision and hyphens are parted here; its own rules for French find
        nothing more in our sentences and take four seconds to load.
        """
        self.language = language
        blank = spacy.blank("xx")
        self._tokenizer = blank.tokenizer
        self.vocab: Vocab = blank.vocab
        self._accented: dict[str, str] = {}

    def remember_accents(self, forms: Iterable[str]) -> None:
        """Learn the spellings that capitals without accents stand for: ``ECONOMIE`` for ``économie``."""
        self._accented = {plain: form for form in forms if (plain := _without_accents(form)) != form}

    def words(self, text: str) -> tuple[Word, ...]:
        """Give all words and marks of a text; hyphens and apostrophes within a word part it and are left out."""
        tokens = [(token.text, token.idx) for token in self._tokenizer(text) if not token.is_space]
        found = [word for token, start in _prefixes_joined(tokens) for word in self._parts(token, start)]
        return tuple(word for i, word in enumerate(found) if not _is_joiner(found, i))

    def linked(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Leave out the articles after a preposition, which come and go: ``accès au crédit``, ``accès à crédit``."""
        links, articles = LINKS[self.language], ARTICLES[self.language]
        return tuple(
            word for i, word in enumerate(words) if not (i and word.form in articles and words[i - 1].form in links)
        )

    def doc(self, words: Sequence[Word], key: Key) -> Doc:
        """Make a spaCy document whose lemmas are the words' keys."""
        keys = [key(word, self.language) or word.letters for word in words]
        return Doc(self.vocab, words=[word.letters for word in words], lemmas=keys)

    def _parts(self, token: str, offset: int) -> Iterator[Word]:
        """Part a token at its hyphens, apostrophes and slashes, but not after a prefix: ``micro-crédit``."""
        if _DOTTED.match(token) or _INCLUSIVE.match(token):
            yield self._word(token, offset)
            return
        start = 0
        for cut in _PARTS.finditer(token):
            if token[start : cut.start()].lower() in PREFIXES and cut.end() < len(token):
                continue
            if cut.start() > start:
                yield self._word(token[start : cut.start()], offset + start)
            yield self._word(cut[0], offset + cut.start())
            start = cut.end()
        if start < len(token):
            yield self._word(token[start:], offset + start)

    def _word(self, letters: str, start: int) -> Word:
        plain = unicodedata.normalize("NFKC", letters).replace("\u00ad", "")
        if _DOTTED.match(plain):
            plain = plain.replace(".", "")
        form = _masculine(_PARTS.sub("", plain) if len(plain) > 1 else plain).lower()
        if plain.isupper():
            form = self._accented.get(form, form)
        return Word(start, start + len(letters), plain, SAME[self.language].get(form, form))


def letters_key(word: Word, _: Language) -> str:
    """Compare by the letters as they are, for acronyms."""
    return word.letters


def form_key(word: Word, language: Language) -> str:
    """Compare by the plain form in lower case."""
    return _spelling(word.form, language)


def lemma_key(word: Word, language: Language) -> str:
    """Compare by the dictionary form."""
    return lemma(word.form, language)


def stem_key(word: Word, language: Language) -> str:
    """Compare by what is left without endings."""
    return _stem(word.form, language)


@lru_cache(maxsize=50_000)
def lemma(form: str, language: Language) -> str:
    """Give the dictionary form of a word in lower case."""
    return _spelling(simplemma.lemmatize(form, lang=language.value).lower(), language)


@lru_cache(maxsize=50_000)
def without_ending(form: str, language: Language) -> str:
    """Give a word without accents and without what number and gender add to a noun or adjective."""
    return _ENDINGS[language].sub("", _without_accents(_spelling(form, language)))


@lru_cache(maxsize=50_000)
def is_known(form: str, language: Language) -> bool:
    """Tell whether the list of lemmas has the word."""
    return bool(simplemma.is_known(form, lang=language.value))


@lru_cache(maxsize=50_000)
def _stem(form: str, language: Language) -> str:
    return str(snowballstemmer.stemmer(_STEMMERS[language]).stemWord(_spelling(form, language)))


def _spelling(form: str, language: Language) -> str:
    """Bring British and American spellings together; the result is a key, not a word."""
    if language is not Language.ENGLISH or len(form) < 5:  # hour, four and wise have one spelling
        return form
    form = re.sub(r"is(?=(?:e[drs]?|ers?|ing|ations?|ational)$)", "iz", form)
    form = re.sub(r"our(?=s?$|al|ed|ing|able)", "or", form)
    form = re.sub(r"^programme(s?)$", r"program\1", form)
    return re.sub(r"^(cent|theat)re(s?)$", r"\1er\2", form)


def _masculine(word: str) -> str:
    """Take an inclusive spelling back to the masculine: ``acteur·rice·s``, ``intervenant.e.s``, ``élu(e)s``."""
    match = _INCLUSIVE.match(word)
    if match is None:
        return word
    plural = word.rstrip(")").endswith("s") and not match["masculine"].endswith("s")
    return f"{match['masculine']}s" if plural else match["masculine"]


def _without_accents(form: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", form) if not unicodedata.combining(c))


def _prefixes_joined(tokens: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Put together what the tokenizer cut after a prefix: ``co-operative`` is one word, as ``cooperative`` is."""
    held, held_at = "", 0
    for text, start in tokens:
        adjoins = held and start == held_at + len(held)
        if adjoins and (text in _HYPHENS or held[-1] in _HYPHENS):
            held += text
            continue
        if held:
            yield held, held_at
        held, held_at = "", 0
        if text.lower() in PREFIXES:
            held, held_at = text, start
        else:
            yield text, start
    if held:
        yield held, held_at


def _is_joiner(words: Sequence[Word], i: int) -> bool:
    """Tell an apostrophe, a hyphen after a letter (``small- and``) or a dash between letters from a real mark."""
    mark = words[i].letters
    if mark in _APOSTROPHES:
        return True
    after_letter = i > 0 and words[i - 1].end == words[i].start and words[i - 1].letters[-1].isalnum()
    before_letter = i + 1 < len(words) and words[i + 1].start == words[i].end
    return after_letter and (mark in _HYPHENS or (mark in _DASHES and before_letter))
