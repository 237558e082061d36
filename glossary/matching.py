"""Finding the glossary's terms in running text, whatever their inflection, elision, hyphens and capitals.

A text is cut into words by spaCy's tokenizer and each word is brought to a key; PhraseMatcher then finds rows of keys.
There are four keys, from strict to lenient: the letters as they are (acronyms), the plain form, the lemma, the stem.
One-word terms are matched by their forms alone, since a lemma would take ``il finance`` for ``la finance``; stems
count only for words that the lemma list does not know, since ``économie`` and ``économique`` have one stem.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import simplemma
import snowballstemmer
import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from document.languages import Language
from document.segment import Occurrence
from glossary.concepts import Concept, Glossary, Number, PartOfSpeech, Term, TermStatus
from glossary.inflection import LINKS, PREFIXES, forms, inflected, is_plural

_STEMMERS = {Language.FRENCH: "french", Language.SPANISH: "spanish", Language.ENGLISH: "english"}
_ARTICLES = {
    Language.FRENCH: frozenset({"le", "la", "l", "les"}),
    Language.SPANISH: frozenset({"el", "la", "los", "las"}),
    Language.ENGLISH: frozenset({"the"}),
}
_SAME = {
    Language.FRENCH: {"d": "de", "du": "de", "des": "de", "au": "à", "aux": "à", "&": "et"},
    Language.SPANISH: {"del": "de", "al": "a", "e": "y", "u": "o", "&": "y"},
    Language.ENGLISH: {"&": "and"},
}
"""Words that stand for the same link: elided, contracted with an article, or euphonic."""

_PLURAL_HINTS = {
    Language.FRENCH: frozenset(
        "les des aux ces ses leurs nos vos mes plusieurs certains certaines quelques deux trois quatre différents "
        "différentes divers diverses nombreux nombreuses".split()
    ),
    Language.SPANISH: frozenset(
        "los las unos unas estos estas esos esas sus nuestros nuestras varios varias algunos algunas muchos muchas "
        "diversos diversas distintos distintas dos tres cuatro".split()
    ),
    Language.ENGLISH: frozenset("these those many several various few two three four some all both".split()),
}
_SINGULAR_HINTS = {
    Language.FRENCH: frozenset("le la l un une ce cet cette sa son notre leur du au chaque".split()),
    Language.SPANISH: frozenset("el la un una este esta su nuestro nuestra del al cada".split()),
    Language.ENGLISH: frozenset("a an this each every".split()),
}

_CONJUNCTIONS = {
    Language.FRENCH: frozenset("et ou ni mais comme".split()),
    Language.SPANISH: frozenset("y o ni pero como".split()),
    Language.ENGLISH: frozenset("and or nor but as than".split()),
}
_ENGLISH_VERBS = frozenset(
    "is are was were be been has have had do does did can could may might must shall should will would who that which "
    "it its they their not also to play plays".split()
)

_SPLIT = re.compile(r"['’ʼ‐‑/-]")
_INCLUSIVE = re.compile(
    r"(?P<masculine>\w{2,}?)(?:[·•⋅.](?:(?:t?r)?ices?|euses?|ives?|[nlt]?es?)(?:[·•⋅.]?s)?"
    r"|-(?:t?rice|euse|ive|[nlt]?e)-s|\([nlt]?es?\)s?)$"
)
_DOTTED = re.compile(r"(?:\w\.){2,}$")
_IN_COMPOUND = re.compile(r"\w[-‐‑]\0|\0[-‐‑]\w")
"""A hyphen and a letter next to the place of a match, which is then a part of another word: ``self-sufficiency``."""

_HYPHENS = frozenset("-‐‑")
_JOINERS = _HYPHENS | frozenset("'’ʼ")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: its place in characters, its letters, and its lower case with what hides it taken away."""

    start: int
    end: int
    letters: str
    form: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A term as it is looked for: its two numbers in words, and its rank among those with the same surface."""

    rank: int
    concept: Concept
    term: Term
    singular: tuple[str, ...]
    plural: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A candidate in a text: the first word and the one after the last."""

    first: int
    last: int
    candidate: _Candidate


class Matcher:
    """Finds terms of some glossaries in texts of one language and says what they become in another.

    Where two glossaries know the same words, the one that comes first counts. Building takes about a second for the
    language's tables; finding takes about a millisecond a page.
    """

    def __init__(self, glossaries: Sequence[Glossary], source: Language, target: Language) -> None:
        self._source, self._target = source, target
        self._reader = _Reader(source)
        self._candidates = tuple(self._compiled(glossaries))
        self._reader.remember_accents(chain.from_iterable((c.singular + c.plural) for c in self._candidates))
        self._searches = {key: self._search(key) for key in (_letters, _form, _lemma, _stem)}

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Find the terms in a text, in its order, never overlapping: longer ones first, then the earlier glossary's."""
        everything = self._reader.words(text)
        words = self._reader.linked(everything)
        matches = [match for match in self._matches(words) if self._is_meant(match, words, text)]
        matches.sort(key=lambda m: (words[m.first].start - words[m.last - 1].end, m.candidate.rank))
        free = [True] * len(words)
        kept: list[_Match] = []
        for match in matches:
            if all(free[match.first : match.last]):
                free[match.first : match.last] = [False] * (match.last - match.first)
                kept.append(match)
        kept.sort(key=lambda match: match.first)
        return tuple(self._occurrence(match, words, everything, text) for match in kept)

    def _compiled(self, glossaries: Sequence[Glossary]) -> Iterator[_Candidate]:
        rank = 0
        for concept in chain.from_iterable(glossary.concepts for glossary in glossaries):
            if concept.preferred(self._target) is None and concept.acronym(self._target) is None:
                continue
            for term in concept.terms_in(self._source, TermStatus.PREFERRED, TermStatus.ACRONYM, TermStatus.ADMITTED):
                if term.sought and term.text:
                    singular, plural = (self._reader.forms_of(form) for form in forms(term))
                    yield _Candidate(rank, concept, term, singular, plural)
                    rank += 1

    def _search(self, key: "_Key") -> PhraseMatcher:
        search = PhraseMatcher(self._reader.vocab, attr="LEMMA")
        for number, candidate in enumerate(self._candidates):
            if _is_searched_by(key, candidate):
                texts = dict.fromkeys(forms(candidate.term))
                search.add(
                    str(number), [self._reader.doc(self._reader.linked(self._reader.words(t)), key) for t in texts]
                )
        return search

    def _matches(self, words: Sequence[_Word]) -> Iterator[_Match]:
        for key, search in self._searches.items():
            for name, first, last in search(self._reader.doc(words, key)):
                match = _Match(first, last, self._candidates[int(self._reader.vocab.strings[name])])
                if key is not _stem or self._stems_suffice(match, words):
                    yield match

    def _stems_suffice(self, match: _Match, words: Sequence[_Word]) -> bool:
        """Tell whether each word is the term's own by its lemma, or one that the lemma list does not know."""
        own = match.candidate.singular + match.candidate.plural
        lemmas = {_lemma_of(form, self._source) for form in own}
        return all(
            _lemma_of(word.form, self._source) in lemmas or not _is_known(word.form, self._source)
            for word in words[match.first : match.last]
        )

    def _is_meant(self, match: _Match, words: Sequence[_Word], text: str) -> bool:
        """Reject what only looks like the term: names without capitals, and ordinary words in a line of capitals."""
        term = match.candidate.term
        start, end = words[match.first].start, words[match.last - 1].end
        surface = text[start:end]
        if term.pos is PartOfSpeech.PROPER and surface.islower():
            return False
        if term.status is not TermStatus.ACRONYM and _IN_COMPOUND.search(f"{text[:start][-2:]}\0{text[end:][:2]}"):
            return False
        if term.ambiguous and not self._can_only_be_a_noun(match, words):
            return False
        if term.status is TermStatus.ACRONYM and len(words) > match.last - match.first and text.isupper():
            return not _is_known(surface.lower(), self._source)
        return True

    def _can_only_be_a_noun(self, match: _Match, words: Sequence[_Word]) -> bool:
        """Tell whether an ambiguous word stands where only a noun does.

        In French and Spanish nothing but a grammatical word or a mark stands before it (and no ``en`` that makes a
        gerund of ``participant``); in English, where adjectives come first, nothing else stands after it.
        """
        word = words[match.first]
        before = words[match.first - 1].form if match.first else "."
        after = words[match.last].form if match.last < len(words) else "."
        if self._source is Language.ENGLISH:
            return before != "to" and _says_nothing(after, self._source)
        gerund = before == "en" and word.form.endswith("ant")
        return not gerund and _says_nothing(before, self._source)

    def _occurrence(self, match: _Match, words: Sequence[_Word], everything: Sequence[_Word], text: str) -> Occurrence:
        term, concept = match.candidate.term, match.candidate.concept
        start, end = words[match.first].start, words[match.last - 1].end
        plural = self._is_plural(match, words, everything)
        rendering = self._rendering(concept, term)
        right = [rendering, *concept.terms_in(self._target, TermStatus.PREFERRED, TermStatus.ADMITTED)]
        if term.status is TermStatus.ACRONYM:
            right += concept.terms_in(self._target, TermStatus.ACRONYM)
        accepted = _both_numbers(right, first=inflected(rendering, plural=plural))
        wrong = _both_numbers(concept.terms_in(self._target, TermStatus.FORBIDDEN))
        return Occurrence(
            start=start,
            end=end,
            source=text[start:end],
            concept=concept.id,
            rendering=accepted[0],
            accepted=accepted,
            forbidden=tuple(form for form in wrong if form not in accepted),
            pos=rendering.pos.value,
            source_gender=term.gender and term.gender.value,
            target_gender=rendering.gender and rendering.gender.value,
            plural=plural,
            target_plural=is_plural(rendering, plural=plural),
            acronym=term.status is TermStatus.ACRONYM,
        )

    def _rendering(self, concept: Concept, term: Term) -> Term:
        """Choose short for short where the target has a short form, and the preferred term for all others."""
        full, short = concept.preferred(self._target), concept.acronym(self._target)
        wanted = (short or full) if term.status is TermStatus.ACRONYM else (full or short)
        if wanted is None:
            raise LookupError(concept.id)  # such concepts are never compiled
        return wanted

    def _is_plural(self, match: _Match, words: Sequence[_Word], everything: Sequence[_Word]) -> bool:
        """Tell the number from the words that differ between the term's two numbers, else from the word before."""
        term = match.candidate.term
        surface = [word.form for word in words[match.first : match.last]]
        if term.status is TermStatus.ACRONYM and words[match.first].letters.endswith("s"):
            return True
        for word, singular, plural in zip(surface, match.candidate.singular, match.candidate.plural, strict=False):
            if singular != plural and (spelt := _spelling(word, self._source)) in {singular, plural}:
                return spelt == plural
        if term.number is not None:
            return term.number is Number.PLURAL
        before = everything[max(0, everything.index(words[match.first]) - 1)].letters.lower()
        if before in _PLURAL_HINTS[self._source]:
            return True
        if before in _SINGULAR_HINTS[self._source] or term.status is TermStatus.ACRONYM:
            return False
        return surface[0].endswith(("s", "x")) and not match.candidate.singular[0].endswith(("s", "x"))


class _Reader:
    """Cuts texts of one language into words and makes spaCy documents of their keys."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._tokenizer = spacy.blank(language.value).tokenizer
        self.vocab = self._tokenizer.vocab
        self._accented: dict[str, str] = {}

    def remember_accents(self, known: Iterable[str]) -> None:
        """Learn the spellings that capitals without accents stand for."""
        self._accented = {folded: form for form in known if (folded := _without_accents(form)) != form}

    def words(self, text: str) -> list[_Word]:
        """Give all words and marks of a text; hyphens and apostrophes within a word part it and are dropped."""
        tokens = [(token.text, token.idx) for token in self._tokenizer(text) if not token.is_space]
        found = [word for token, offset in _prefixes_joined(tokens) for word in self._pieces(token, offset)]
        return [word for i, word in enumerate(found) if not _is_inner_joiner(found, i)]

    def linked(self, words: Sequence[_Word]) -> list[_Word]:
        """Leave out the articles after a preposition: ``droit à la ville`` and ``du droit à une ville`` differ enough."""
        links, articles = LINKS[self.language], _ARTICLES[self.language]
        return [
            word for i, word in enumerate(words) if not (i and word.form in articles and words[i - 1].form in links)
        ]

    def forms_of(self, text: str) -> tuple[str, ...]:
        """Give the forms of a term's words as they are compared with a text's."""
        return tuple(_spelling(word.form, self.language) for word in self.linked(self.words(text)))

    def doc(self, words: Sequence[_Word], key: "_Key") -> Doc:
        """Make a document whose lemmas are the words' keys."""
        keys = [key(word, self.language) or word.letters for word in words]
        return Doc(self.vocab, words=[word.letters for word in words], lemmas=keys)

    def _pieces(self, token: str, offset: int) -> Iterator[_Word]:
        if _DOTTED.match(token) or _INCLUSIVE.match(token):
            yield self._word(token, offset)
            return
        start = 0
        for cut in _SPLIT.finditer(token):
            if cut.start() > start and token[start : cut.start()].lower() in PREFIXES and cut.end() < len(token):
                continue
            if cut.start() > start:
                yield self._word(token[start : cut.start()], offset + start)
            yield self._word(cut[0], offset + cut.start())
            start = cut.end()
        if start < len(token):
            yield self._word(token[start:], offset + start)

    def _word(self, letters: str, start: int) -> _Word:
        plain = unicodedata.normalize("NFKC", letters).replace("\u00ad", "")
        if _DOTTED.match(plain):
            plain = plain.replace(".", "")
        form = _masculine(_SPLIT.sub("", plain) if len(plain) > 1 else plain).lower()
        if plain.isupper():
            form = self._accented.get(form, form)
        return _Word(start, start + len(letters), plain, _SAME[self.language].get(form, form))


_Key = Callable[[_Word, Language], str]


def _letters(word: _Word, _: Language) -> str:
    return word.letters


def _form(word: _Word, language: Language) -> str:
    return _spelling(word.form, language)


def _lemma(word: _Word, language: Language) -> str:
    return _lemma_of(word.form, language)


def _stem(word: _Word, language: Language) -> str:
    return _stem_of(word.form, language)


def _is_searched_by(key: _Key, candidate: _Candidate) -> bool:
    term = candidate.term
    if term.status is TermStatus.ACRONYM:
        return key is _letters
    if len(candidate.singular) == 1 or term.number is Number.PLURAL:
        # One word, or a meaning that only the plural has (pouvoirs publics): nothing but the form itself.
        return key is _form
    return key is not _letters


@lru_cache
def _grammatical(language: Language) -> frozenset[str]:
    """Give the words of a language that say nothing by themselves and stand before or after a noun."""
    around = LINKS[language] | _CONJUNCTIONS[language]
    if language is Language.ENGLISH:
        return around | _ENGLISH_VERBS
    return around | _ARTICLES[language] | _PLURAL_HINTS[language] | _SINGULAR_HINTS[language]


def _says_nothing(form: str, language: Language) -> bool:
    """Tell a mark, a number or a grammatical word from one that has a meaning of its own."""
    return not form[0].isalpha() or form in _grammatical(language)


@lru_cache(maxsize=50_000)
def _lemma_of(form: str, language: Language) -> str:
    lemma = simplemma.lemmatize(form, lang=language.value).lower()
    return _spelling(lemma, language)


@lru_cache(maxsize=50_000)
def _is_known(form: str, language: Language) -> bool:
    return bool(simplemma.is_known(form, lang=language.value))


@lru_cache(maxsize=50_000)
def _stem_of(form: str, language: Language) -> str:
    return str(snowballstemmer.stemmer(_STEMMERS[language]).stemWord(_spelling(form, language)))


def _spelling(form: str, language: Language) -> str:
    """Bring British and American spellings together; the result is a key, not a word."""
    if language is not Language.ENGLISH or len(form) < 5:  # noqa: PLR2004 (four, hour and wise stay apart)
        return form
    form = re.sub(r"is(?=(?:e[drs]?|ers?|ing|ations?|ational)$)", "iz", form)
    form = re.sub(r"our(?=s?$|al|ed|ing|able)", "or", form)
    return re.sub(
        r"^(program|cent|theat)(?:me|re)(s?)$", lambda m: f"{m[1]}{'er' if m[1] != 'program' else ''}{m[2]}", form
    )


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
    """Put together what the tokenizer cut after a prefix, so that ``co-operative`` is one word as ``cooperative`` is."""
    held, held_at = "", 0
    for text, offset in tokens:
        if held and offset == held_at + len(held) and (text in _HYPHENS or held[-1] in _HYPHENS):
            held += text
            continue
        if held:
            yield held, held_at
        held, held_at = "", 0
        if text.lower() in PREFIXES:
            held, held_at = text, offset
        else:
            yield text, offset
    if held:
        yield held, held_at


def _is_inner_joiner(words: Sequence[_Word], i: int) -> bool:
    """Tell whether a hyphen or apostrophe stands within a word, with nothing between it and its neighbours."""
    return (
        words[i].letters in _JOINERS
        and 0 < i < len(words)
        and words[i - 1].end == words[i].start
        and (i + 1 == len(words) or words[i + 1].start == words[i].end or words[i].letters != "-")
    )


def _both_numbers(terms: Iterable[Term], first: str | None = None) -> tuple[str, ...]:
    """Give the terms in both numbers without repeating any, ``first`` before all others."""
    every = chain([first] if first else [], chain.from_iterable(forms(term) for term in terms))
    return tuple(dict.fromkeys(every))
