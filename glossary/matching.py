"""Finding the glossary's terms in running text, whatever their inflection, elision, hyphens and capitals.

PhraseMatcher finds rows of keys (``glossary.words``), from strict to lenient: letters, form, lemma, stem. Acronyms are
sought by their letters. One-word terms are sought by their forms alone, since a lemma would take ``il finance`` for
``la finance``. Stems count only for words that the list of lemmas does not know, since ``économie`` and
``économique`` have one stem.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, takewhile

from spacy.matcher import PhraseMatcher

from document.languages import Language
from document.segment import Occurrence
from glossary.concepts import Concept, Glossary, Number, PartOfSpeech, Term, TermStatus
from glossary.grammar import AFTER_NOUNS, ARTICLES, BEFORE_NOUNS, CONJUNCTIONS, LINKS, PLURAL_HINTS, SINGULAR_HINTS
from glossary.inflection import forms, inflected, is_plural, pluralised
from glossary.words import (
    Key,
    Word,
    WordReader,
    form_key,
    is_known,
    lemma,
    lemma_key,
    letters_key,
    stem_key,
    without_ending,
)

_SOUGHT = (TermStatus.PREFERRED, TermStatus.ACRONYM, TermStatus.ADMITTED)
_RIGHT = (TermStatus.PREFERRED, TermStatus.ADMITTED)
_IN_COMPOUND = re.compile(r"\w[-‐‑]\0|\0[-‐‑]\w")
"""A hyphen and a letter next to the place of a match, which is then a part of another word: ``self-sufficiency``."""
_ADDRESS = re.compile(
    r"\w+://\S+|www\.\S+|[\w.+-]+@[\w.-]+|[#@]\w+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|info|coop|eu|int|edu|pdf|docx?|odt|xlsx?|pptx?|html?|csv|zip)\b(?:/\S*)?",
    re.IGNORECASE,
)
"""Addresses, handles and file names, whose words are nobody's terms."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A term as it is sought: its rank among those with the same surface, and the words of its two numbers."""

    rank: int
    concept: Concept
    term: Term
    numbers: tuple[tuple[Word, ...], tuple[Word, ...]]
    singular: tuple[str, ...]
    plural: tuple[str, ...]

    @property
    def is_acronym(self) -> bool:
        return self.term.status is TermStatus.ACRONYM


@dataclass(frozen=True, slots=True)
class _Match:
    """A candidate in a text: its first word and the one after its last, by their numbers."""

    first: int
    last: int
    candidate: _Candidate


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with all its words, and those of them that are matched."""

    text: str
    everything: tuple[Word, ...]
    words: tuple[Word, ...]

    def place(self, match: _Match) -> tuple[int, int]:
        return self.words[match.first].start, self.words[match.last - 1].end

    def matched(self, match: _Match) -> tuple[Word, ...]:
        return self.words[match.first : match.last]


class Matcher:
    """Finds terms of some glossaries in texts of one language and says what they become in another.

    Where two glossaries know the same words, the one that comes first counts. Building takes a second or two, most
    of it for the list of lemmas; finding takes some ten milliseconds a page.
    """

    def __init__(self, glossaries: Sequence[Glossary], source: Language, target: Language) -> None:
        """Prepare the search for every term that has a rendering in the target language."""
        self._source, self._target = source, target
        self._reader = WordReader(source)
        self._candidates = tuple(self._compiled(glossaries))
        self._reader.remember_accents(chain.from_iterable(c.singular + c.plural for c in self._candidates))
        self._searches = {key: self._search(key) for key in (letters_key, form_key, lemma_key, stem_key)}

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Find the terms in a text, in its order, never overlapping: longer ones first, then the earlier glossary's."""
        everything = self._reader.words(text)
        read = _Text(text, everything, self._reader.linked(everything))
        matches = [match for match in self._matches(read) if self._is_meant(match, read)]
        found: list[Occurrence] = []
        for match in _longest(matches, read):
            before = found[-1] if found else None
            of_full_form = before is not None and before.plural and _is_short_for(match, before, read)
            found.append(self._occurrence(match, read, plural=of_full_form or self._is_plural(match, read)))
        return tuple(found)

    def _compiled(self, glossaries: Sequence[Glossary]) -> Iterator[_Candidate]:
        concepts = chain.from_iterable(glossary.concepts for glossary in glossaries)
        terms = (
            (concept, term)
            for concept in concepts
            if concept.preferred(self._target) or concept.acronym(self._target)
            for term in concept.terms_in(self._source, *_SOUGHT)
            if term.sought and term.text
        )
        for rank, (concept, term) in enumerate(terms):
            singular, plural = (self._reader.linked(self._reader.words(form)) for form in forms(term))
            yield _Candidate(rank, concept, term, (singular, plural), self._forms(singular), self._forms(plural))

    def _forms(self, words: Sequence[Word]) -> tuple[str, ...]:
        return tuple(form_key(word, self._source) for word in words)

    def _search(self, key: Key) -> PhraseMatcher:
        search = PhraseMatcher(self._reader.vocab, attr="LEMMA")
        for number, candidate in enumerate(self._candidates):
            if _is_sought_by(key, candidate):
                search.add(str(number), [self._reader.doc(words, key) for words in set(candidate.numbers)])
        return search

    def _matches(self, read: _Text) -> Iterator[_Match]:
        for key, search in self._searches.items():
            for name, first, last in search(self._reader.doc(read.words, key)):
                match = _Match(first, last, self._candidates[int(self._reader.vocab.strings[name])])
                if self._is_same_term(key, match, read):
                    yield match

    def _is_same_term(self, key: Key, match: _Match, read: _Text) -> bool:
        """Tell whether a lemma or stem stands for the term's own words, and not for verbs or words akin to them.

        By their lemmas words must be forms of a noun or adjective (``savent faire`` is no ``savoir-faire``); by their
        stems they must have the term's own lemmas or be unknown to the list of lemmas.
        """
        own = match.candidate.singular + match.candidate.plural
        if key is lemma_key:
            bare = {without_ending(form, self._source) for form in own}
            return all(without_ending(word.form, self._source) in bare for word in read.matched(match))
        if key is stem_key:
            lemmas = {lemma(form, self._source) for form in own}
            return all(
                lemma(word.form, self._source) in lemmas or not is_known(word.form, self._source)
                for word in read.matched(match)
            )
        return True

    def _is_meant(self, match: _Match, read: _Text) -> bool:
        """Reject what only looks like the term."""
        term = match.candidate.term
        start, end = read.place(match)
        if any(address.start() < end and start < address.end() for address in _ADDRESS.finditer(read.text)):
            return False
        if match.candidate.is_acronym:
            return not self._is_word_in_capitals(match, read)
        if self._is_end_of_name(match, read) or self._is_noun_with_verb(match, read):
            return False
        if term.pos is PartOfSpeech.PROPER and read.text[start:end].islower():
            return False
        if _IN_COMPOUND.search(f"{read.text[:start][-2:]}\0{read.text[end:][:2]}"):
            return False
        return not term.ambiguous or self._can_only_be_a_noun(match, read)

    def _is_word_in_capitals(self, match: _Match, read: _Text) -> bool:
        """Tell the ordinary word in a line of capitals from the acronym: ``WHO WE ARE`` has no health organization."""
        if read.text[: read.place(match)[0]].endswith("("):
            return False
        around = read.words[max(0, match.first - 1) : match.last + 1]
        beside = (word.letters for word in around if word not in read.matched(match))
        in_capitals = any(len(letters) > 1 and letters.isupper() for letters in beside)
        return in_capitals and all(is_known(word.form, self._source) for word in read.matched(match))

    def _is_noun_with_verb(self, match: _Match, read: _Text) -> bool:
        """Tell ``co-operatives share the costs`` from a ``cooperative share``: a plural inside is a subject."""
        words, own = read.matched(match), match.candidate.singular
        if self._source is not Language.ENGLISH or len(words) != len(own) or len(own) < 2:
            return False
        before = read.words[match.first - 1].form if match.first else "."
        subject, last = form_key(words[-2], self._source), form_key(words[-1], self._source)
        is_plural_inside = subject == pluralised(own[-2], self._source) != own[-2] and last == own[-1]
        return is_plural_inside and before not in SINGULAR_HINTS[self._source]

    def _is_end_of_name(self, match: _Match, read: _Text) -> bool:
        """Tell the words of a firm's name from the term: ``run by Lantern Home Care``, within a line in small letters.

        Institutions, whose names are translated, have an article: ``the European Social Economy Action Plan``.
        """
        own = [word for word in read.matched(match) if word.form not in LINKS[self._source]]
        if match.candidate.term.pos is PartOfSpeech.PROPER or not all(map(_is_capitalised, own)):
            return False
        before = list(takewhile(_is_capitalised, reversed(read.words[: match.first])))
        if not before or self._is_in_title_case(read.words):
            return False
        # Articles after a preposition are not among the matched words, but here they decide.
        earlier = [word for word in read.everything if word.end <= before[-1].start]
        opening = earlier[-1].form if earlier else ""
        if not opening or not opening[0].isalpha():  # the first capital may be the sentence's own
            return not is_known(before[-1].form, self._source)
        return opening in LINKS[self._source] and before[-1].form not in _grammatical(self._source)

    def _is_in_title_case(self, words: Sequence[Word]) -> bool:
        """Tell a heading in which all words but the grammatical have capitals, where a capital tells nothing."""
        return all(word.letters[0].isupper() or _says_nothing(word.form, self._source) for word in words)

    def _can_only_be_a_noun(self, match: _Match, read: _Text) -> bool:
        """Tell whether an ambiguous word stands where only a noun does.

        In French and Spanish nothing but a grammatical word or a mark stands before it (and no ``en`` that makes a
        gerund of ``participant``); in English it stands in the plural, or nothing else stands after it.
        """
        word = read.words[match.first]
        before = read.words[match.first - 1].form if match.first else "."
        after = read.words[match.last].form if match.last < len(read.words) else "."
        if self._source is Language.ENGLISH:
            return before != "to" and (self._is_plural(match, read) or _says_nothing(after, self._source))
        gerund = before == "en" and word.form.endswith("ant")
        return not gerund and _says_nothing(before, self._source)

    def _occurrence(self, match: _Match, read: _Text, *, plural: bool) -> Occurrence:
        term, concept = match.candidate.term, match.candidate.concept
        start, end = read.place(match)
        rendering = self._rendering(match.candidate)
        written = inflected(rendering, plural=plural)
        right = [rendering, *concept.terms_in(self._target, *_RIGHT)]
        if match.candidate.is_acronym:
            right += concept.terms_in(self._target, TermStatus.ACRONYM)
        accepted = tuple(dict.fromkeys([written, *_both_numbers(right)]))
        wrong = _both_numbers(concept.terms_in(self._target, TermStatus.FORBIDDEN))
        return Occurrence(
            start=start,
            end=end,
            source=read.text[start:end],
            concept=concept.id,
            rendering=written,
            accepted=accepted,
            forbidden=tuple(form for form in wrong if form not in accepted),
            pos=rendering.pos.value,
            source_gender=term.gender and term.gender.value,
            target_gender=rendering.gender and rendering.gender.value,
            plural=plural,
            target_plural=is_plural(rendering, plural=plural),
            acronym=match.candidate.is_acronym,
        )

    def _rendering(self, candidate: _Candidate) -> Term:
        """Choose short for short where the target has a short form, and the preferred term for all others."""
        full, short = candidate.concept.preferred(self._target), candidate.concept.acronym(self._target)
        wanted = (short or full) if candidate.is_acronym else (full or short)
        if wanted is None:  # _compiled leaves such concepts out
            raise LookupError(candidate.concept.id)
        return wanted

    def _is_plural(self, match: _Match, read: _Text) -> bool:
        """Tell the number from the words that differ between the term's two numbers, else from the word before."""
        candidate, words = match.candidate, read.matched(match)
        if candidate.is_acronym and words[0].letters.endswith("s"):
            return True
        for word, singular, plural in zip(words, candidate.singular, candidate.plural, strict=False):
            form = form_key(word, self._source)
            if singular != plural and form in {singular, plural}:
                return form == plural
        if candidate.term.number is not None:
            return candidate.term.number is Number.PLURAL
        before = read.everything[max(0, read.everything.index(words[0]) - 1)].letters.lower()
        if before in PLURAL_HINTS[self._source]:
            return True
        if candidate.is_acronym or before in SINGULAR_HINTS[self._source]:
            return False
        return self._looks_plural(words, candidate)

    def _looks_plural(self, words: Sequence[Word], candidate: _Candidate) -> bool:
        """Guess the number of a term whose glossary has it in one form only, or in another gender."""
        unlinked = takewhile(lambda word: word.form not in LINKS[self._source], words)
        head = [word.form for word in unlinked] or [words[0].form]
        if self._source is Language.ENGLISH:
            return re.search(r"[^sui]s$", head[-1]) is not None
        ends_in_s = [form.endswith(("s", "x")) for form in head]
        return all(ends_in_s) and (len(head) > 1 or not candidate.singular[0].endswith(("s", "x")))


def _is_capitalised(word: Word) -> bool:
    """Tell a word with a capital followed by small letters."""
    return word.letters[:1].isupper() and word.letters[1:].islower()


def _is_sought_by(key: Key, candidate: _Candidate) -> bool:
    if candidate.is_acronym:
        return key is letters_key
    if len(candidate.singular) == 1 or candidate.term.number is Number.PLURAL:
        # One word, or a meaning that only the plural has (pouvoirs publics): nothing but the form itself.
        return key is form_key
    return key is not letters_key


def _longest(matches: Iterable[_Match], read: _Text) -> list[_Match]:
    """Choose from overlapping matches the longest, among equals the first in rank; give them in the text's order."""

    def preference(match: _Match) -> tuple[int, int]:
        start, end = read.place(match)
        return start - end, match.candidate.rank

    free = [True] * len(read.words)
    kept: list[_Match] = []
    for match in sorted(matches, key=preference):
        if all(free[match.first : match.last]):
            free[match.first : match.last] = [False] * (match.last - match.first)
            kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _is_short_for(match: _Match, before: Occurrence | None, read: _Text) -> bool:
    """Tell the short form in brackets after its full form: ``objectifs de développement durable (ODD)``."""
    if before is None or not match.candidate.is_acronym or before.concept != match.candidate.concept.id:
        return False
    return read.text[before.end : read.place(match)[0]].strip() == "("


@lru_cache
def _grammatical(language: Language) -> frozenset[str]:
    """Give the words that say nothing by themselves and stand before a noun, in English those that stand after."""
    around = LINKS[language] | CONJUNCTIONS[language]
    if language is Language.ENGLISH:
        return around | AFTER_NOUNS[language]
    return around.union(*(words[language] for words in (ARTICLES, PLURAL_HINTS, SINGULAR_HINTS, BEFORE_NOUNS)))


def _says_nothing(form: str, language: Language) -> bool:
    """Tell a mark, a number or a grammatical word from one that has a meaning of its own."""
    return not form[0].isalpha() or form in _grammatical(language)


def _both_numbers(terms: Iterable[Term]) -> tuple[str, ...]:
    """Give the terms in both numbers, without repeating any."""
    return tuple(dict.fromkeys(chain.from_iterable(forms(term) for term in terms)))
