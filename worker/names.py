"""Names of organisations, sponsors and persons, which stand in every language as they stand in the source.

A name is a run of capitalised words with evidence for it: who is thanked, an organisation's word, a word in no
dictionary. Capitals that say nothing do not count: those of a sentence's first word, of a heading in title case, of a
line in capitals, and of institutions, places, regions and months, which every language names in its own way. What is
certain in one place of a note is known in all its other places.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import dropwhile

from simplemma import is_known

from document.languages import LANGUAGES, Language
from document.segment import Name, Span

_Words = Sequence[re.Match[str]]


class Setting(StrEnum):
    """How a text stands in its note, on which depends what its capitals say.

    ``LINE`` is what may be nothing but names: an item, a cell, a paragraph of few words; ``RUNNING`` a header or
    footer; ``AUTHOR`` who wrote; ``HEADING`` what has capitals for its looks.
    """

    LINE = "line"
    RUNNING = "running"
    AUTHOR = "author"
    HEADING = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text in which names are sought; ``credited`` says that it stands in a list of those who are thanked."""

    text: str
    language: str
    setting: Setting = Setting.LINE
    credited: bool = False


def find_names(passages: Sequence[Passage]) -> tuple[tuple[Name, ...], ...]:
    """Find the names in a note's texts: for each text its names, in its order, without overlaps."""
    own = [tuple(_own_names(passage)) for passage in passages]
    known = _known(
        passage.text[name.start : name.end]
        for passage, names in zip(passages, own, strict=True)
        for name in names
        if name.certain
    )
    return tuple(
        tuple(_without_overlaps([*_places(known, passage.text), *names]))
        for passage, names in zip(passages, own, strict=True)
    )


def are_all(text: str, names: Sequence[Name]) -> bool:
    """Tell whether certain names, and marks between them, are the whole of a text."""
    rest, done = "", 0
    for name in names:
        if not name.certain:
            return False
        rest += text[done : name.start]
        done = name.end
    return bool(names) and not any(map(str.isalnum, rest + text[done:])) and text.rstrip()[-1] not in ".!?…"


def introduces(text: str) -> bool:
    """Tell whether a text ends by announcing who is thanked, as the heading or the sentence above a list does."""
    bare = text.rstrip(" :\u00a0\u202f")
    return any(found.end() >= len(bare) for found in _LEAD_IN.finditer(f"{bare}:"))


def holds_against(name: str, term: Span, terms: Sequence[Span], *, certain: bool) -> bool:
    """Tell whether a name stays although the words of a term are within it; ``terms`` are all that are.

    It does when they only say what it is (``Canopy Network``). It does not when they say it all (``Red de Economía
    Solidaria``), when only words behind ``de`` are its own (``Economía Social de Zaragoza``), when they alone have
    words of no dictionary, or when it is not ``certain``.
    """
    words = [token for token in _tokens(name) if _is_capital(token)]
    free = [word for word in words if not any(s.start <= word.start() and word.end() <= s.end for s in terms)]
    if all(map(_says_what, free)):
        return False
    if all(_says_what(word) for word in words if word not in free):
        return True
    if not certain or (_begins_with(term, words) and _is_genitive(name[term.end :])):
        return False
    return any(_is_strange(word[0]) for word in free) or not any(_is_strange(word[0]) for word in words)


def _says_what(word: re.Match[str]) -> bool:
    return word[0].casefold() in _hints().head | _hints().kind


def _begins_with(term: Span, words: _Words) -> bool:
    return term.start <= words[0].start()


def _is_genitive(text: str) -> bool:
    following = _TOKEN.match(text.lstrip())
    return following is not None and following[0].casefold() in _hints().genitive


_TOKEN = re.compile(r"(?<!\w)(?>[^\W\d_]+(?:[’'.-][^\W\d_]+)*)(?!\w)|&")
_ELIDED = re.compile(r"^(?:[ld]|qu)[’'](?=\w)", re.IGNORECASE)
_ACRONYM = re.compile(r"\s*\(([A-ZÀ-Þ][\w&.+-]*[A-ZÀ-Þ\d][\w&.+-]*)\)")
_APART = re.compile(r"\s*[,;/|·•]\s*|\s+[–—-]\s+")
_LEAD_IN = re.compile(
    r"(?<!\w)(?:sponsor(?:s|ed by)|(?:with (?:the )?|thanks to the )(?:kind |generous |financial )?support (?:of|from)"
    r"|supported by|funded by|with funding from|in partnership with"
    r"|avec (?:le soutien|l[’']appui|le concours|la participation)(?: financi(?:er|ère))? d(?:e|u|es)"
    r"|(?:soutenue?s?|financée?s?) par"
    r"|en partenariat avec|parrainée?s? par|(?:sponsors?|partenaires|mécènes)(?:\s[^:.]{1,30}?)?(?=\s?:)"
    r"|con (?:el apoyo|el patrocinio|la colaboración|la financiación) del?|patrocina(?:n|do por|da por)?|auspician?"
    r"|financiad[oa]s? por|apoyad[oa]s? por|en colaboración con|en alianza con"
    r"|(?:colaboran|patrocinadores|partners)(?=\s?:))(?!\w)",
    re.IGNORECASE,
)
_NOT_IN_NAMES = re.compile(r"[:\d«»“”\"]|[.!?…]$")
_SENTENCE_END = re.compile(r"[.!?…](?=\s+[«“\"(¿¡]?[A-ZÀ-Ý])|$")
_BEGINNING = re.compile(r"(?:^|[.!?…:·|•–—]\s)[\s«“\"'‘(\[¿¡]*$")
_AFTER = re.compile(r"(?<!\w)(?:by|with|from|at|called|par|avec|chez|comme|por|con|como)\s$")
"""Words after which capitals without an article can only be a name."""

_CALLED = re.compile(
    r"(?<!\w)(?:(?:run|led|founded|managed|hosted|organi[sz]ed) by|called|named"
    r"|(?:gérée?s?|animée?s?|fondée?s?|organisée?s?|portée?s?) par|appelée?s?|nommée?s?"
    r"|(?:gestionad|dirigid|fundad|organizad|impulsad)[oa]s? por|llamad[oa]s?)\s$"
)
"""Words after which one who does something is named."""

_LONG_WORD = 4
_TITLE_CASE = 0.7
_WORDS_OF_A_PERSON = range(2, 5)


def _own_names(passage: Passage) -> Iterator[Name]:
    """The names that a text shows by itself."""
    line = list(_line_of_names(passage))
    if line:
        yield from line
        return
    text = passage.text
    thanks = list(_thanks(text))
    title = _is_title(text) and not (passage.setting is not Setting.HEADING and text.rstrip().endswith("."))
    for run in _runs(text):
        listed = passage.credited and len(_proper(run)) > 1
        credited = listed or any(first <= run[0].start() < last for first, last in thanks)
        whole = credited or (title and _is_listed(text, run))
        words = run if whole else _without_beginning(text, run)
        if title and not (whole or _stands_out(passage, words)):
            continue
        if words and _is_name(text, words, credited=credited):
            certain = _is_certain(passage, words, credited=credited)
            yield Name(start=words[0].start(), end=words[-1].end(), certain=certain)


def _thanks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that name who is thanked: from the lead-in to the end of its sentence."""
    for found in _LEAD_IN.finditer(text):
        end = _SENTENCE_END.search(text, found.end())
        yield found.end(), end.start() if end else len(text)


def _is_title(text: str) -> bool:
    """Tell whether most of a text's words have capitals, so that a capital says nothing."""
    words = [w for w in _TOKEN.findall(text) if len(w) >= _LONG_WORD]
    capitals = sum(1 for word in words if str(word)[0].isupper())
    return capitals > _TITLE_CASE * len(words)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words that follow each other, small linking words between them left in."""
    run: list[re.Match[str]] = []
    for token in _tokens(text):
        apart = bool(run) and text[run[-1].end() : token.start()].strip(" \u00a0") != ""
        if apart or not (_is_capital(token) or _is_link(token)):
            yield from _ended(run)
            run = []
        if _is_capital(token) or (run and not apart and _is_link(token)):
            run.append(token)
    yield from _ended(run)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The words, an elided article apart from its noun."""
    for token in _TOKEN.finditer(text):
        elided = _ELIDED.match(token[0])
        if elided:
            yield from filter(None, [_TOKEN.match(text, token.start() + elided.end(), token.end())])
        else:
            yield token


def _is_capital(token: re.Match[str]) -> bool:
    return token[0][0].isupper()


def _is_link(token: re.Match[str]) -> bool:
    """A small word within names, or a legal form that begins with a small letter: ``eG``, ``gGmbH``."""
    word = token[0]
    is_form = not word.islower() and word.casefold() in _hints().legal_form
    return is_form or word.casefold() in _hints().link | _hints().genitive


def _ended(run: _Words) -> Iterator[list[re.Match[str]]]:
    """A run without the linking words at its end and the forms of address at its beginning, if more is left."""
    words = list(run)
    while words and words[-1][0].casefold() in _hints().link | _hints().genitive:
        words.pop()
    if words := _without_courtesy(words):
        yield words


def _without_courtesy(words: _Words) -> list[re.Match[str]]:
    """A run without forms of address, which are translated, and what links them at its beginning."""
    courtesy = _hints().courtesy
    return list(dropwhile(lambda word: word[0].casefold() in courtesy or not _is_capital(word), words))


def _without_beginning(text: str, run: list[re.Match[str]]) -> list[re.Match[str]]:
    """A run without the word that has its capital from its sentence, unless the whole is clearly a name."""
    if not _BEGINNING.search(text[: run[0].start()]) or _is_organisation(run) or _begins_with_a_person(run):
        return run
    rest = run[1:]
    while rest and not _is_capital(rest[0]):
        rest = rest[1:]
    return rest


def _begins_with_a_person(words: _Words) -> bool:
    return len(words) > 1 and _is_capital(words[1]) and _is_persons(words[0][0]) and _is_persons(words[1][0])


def _is_listed(text: str, run: _Words) -> bool:
    """Tell whether a run stands between commas, as places and persons do also in lines full of capitals."""
    before, after = text[: run[0].start()].rstrip(), text[run[-1].end() :].lstrip()
    return "," in {before[-1:], after[:1]} and before[-1:] in {"", ","} and after[:1] in {"", ",", "."}


def _stands_out(passage: Passage, words: _Words) -> bool:
    """Tell whether a run is a name although most words of its line have capitals, as in a cell of few words."""
    if not words or passage.setting is Setting.HEADING:
        return False
    before = passage.text[: words[0].start()]
    free = passage.language != Language.ENGLISH or _AFTER.search(before) is not None
    return _is_called(passage.text, words) or (free and _is_known_by_its_words(words))


def _is_known_by_its_words(words: _Words) -> bool:
    """Nothing but a person's names; or an organisation's word, and one that no dictionary has."""
    proper = _proper(words)
    return all(map(_is_persons, proper)) or (_is_of_a_kind(words) and any(map(_is_strange, proper)))


def _is_name(text: str, words: _Words, *, credited: bool) -> bool:
    proper = _proper(words)
    if _has_translated(proper):
        return False
    if len(proper) == 1:
        # In capitals it is an acronym, a code or a term; "the Foundation" is any.
        is_ordinary = _says_what(words[0]) and not _is_strange(proper[0])
        return credited and not proper[0].isupper() and not is_ordinary
    alone = all(map(_is_capital, words)) and _AFTER.search(text[: words[0].start()]) is not None
    return (
        credited
        or alone
        or _is_called(text, words)
        or _is_organisation(words)
        or _has_acronym(text, words)
        or any(map(_is_strange, proper))
    )


def _is_certain(passage: Passage, words: _Words, *, credited: bool) -> bool:
    """Tell whether a name is one wherever it stands, and whatever terms are within it."""
    proper = _proper(words)
    if len(proper) == 1:
        return _is_strange(proper[0])
    return (
        credited
        or _is_called(passage.text, words)
        or _has_acronym(passage.text, words)
        or _is_known_by_its_words(words)
        or (_is_organisation(words) and (passage.setting is Setting.RUNNING or _has_article_inside(words)))
    )


def _is_called(text: str, words: _Words) -> bool:
    return all(map(_is_capital, words)) and _CALLED.search(text[: words[0].start()]) is not None


def _has_article_inside(words: _Words) -> bool:
    """``Red El Brezal``: an article with a capital begins a name of its own."""
    return any(_is_capital(word) and word[0].casefold() in _hints().link for word in words[1:])


def _is_organisation(words: _Words) -> bool:
    """Tell whether an organisation's word begins or ends a run of several, or a sign joins its parts."""
    edges = {words[0][0].casefold(), words[-1][0].casefold()}
    return len(_proper(words)) > 1 and (bool(edges & _hints().head) or any(word[0] == "&" for word in words))


def _is_of_a_kind(words: _Words) -> bool:
    """The same for words that are said of much else too, and for legal forms."""
    first, last = words[0][0].casefold(), words[-1][0].casefold().rstrip(".")
    kinds = _hints().head | _hints().kind
    return first in kinds or last in kinds | _hints().legal_form


def _has_acronym(text: str, words: _Words) -> bool:
    """Tell whether its acronym, in brackets, follows an organisation's name."""
    found = _ACRONYM.match(text, words[-1].end())
    return bool(found) and _is_of_a_kind(words) and _abbreviates(found, words[0][0])


def _abbreviates(acronym: re.Match[str] | None, word: str) -> bool:
    """An acronym counts when it begins with the first letter of the words that it stands for."""
    return acronym is not None and acronym[1][0].lower() == word[0].lower()


def _line_of_names(passage: Passage) -> Iterator[Name]:
    """The parts of a text that is nothing but names of organisations or persons, between commas."""
    text = passage.text.rstrip()
    if passage.setting is Setting.HEADING or not text or _NOT_IN_NAMES.search(text):
        return
    strict = passage.language == Language.ENGLISH and passage.setting is not Setting.AUTHOR
    parts = list(_parts(text))
    if all(_is_organisation_line(text[a:b]) or _is_person_line(text[a:b], strict=strict) for a, b in parts):
        for start, end in parts:
            words = _without_courtesy(list(_tokens(text[start:end])))
            yield Name(start=start + words[0].start(), end=end, certain=True)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    for found in _APART.finditer(text):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _is_organisation_line(text: str) -> bool:
    """Starts or ends like an organisation's name, and is written like one: in capitals, or before its acronym."""
    acronym = _ACRONYM.search(text)
    words = list(_tokens(text[: acronym.start()] if acronym else text))
    if len(words) < 2 or not _is_capital(words[0]) or not _is_of_a_kind(words):
        return False
    if _has_translated(_proper(words)):
        return False
    small = _hints().link | _hints().genitive | _hints().line_link
    has_capitals = _are_capital(words, small) and not text.isupper()
    return _abbreviates(acronym, words[0][0]) or (has_capitals and any(map(_is_strange, _proper(words))))


def _is_person_line(text: str, *, strict: bool) -> bool:
    """A few capitalised words, with a title or a word (``strict``: all words) in no dictionary of ours."""
    words = list(_tokens(text))
    if text.isupper() or not _are_capital(words, _hints().link | _hints().genitive):
        return False
    own = _without_courtesy(words)
    titled = bool(own) and own[0][0].casefold() in _hints().title
    proper = _proper(own[1:] if titled else own)
    address = words[: len(words) - len(own)]
    if not proper or _has_translated(proper) or not all(map(_is_capital, address)):
        return False  # Nor "Madame la Maire de Grenoble".
    if titled or address:
        return len(proper) in {1, *_WORDS_OF_A_PERSON}
    linked = any(word[0].casefold() in _hints().genitive for word in own)
    if linked and not _is_persons(proper[0]):
        return False  # "Ateliers de Genève"
    strange = all(map(_is_persons, proper)) if strict else any(map(_is_strange, proper))
    return strange and len(proper) in _WORDS_OF_A_PERSON


def _are_capital(words: _Words, small: frozenset[str]) -> bool:
    own = [word for word in words if word[0].casefold() not in small]
    return bool(own) and all(map(_is_capital, own))


def _proper(words: _Words) -> list[str]:
    return [word[0] for word in words if _is_capital(word)]


def _has_translated(proper: Iterable[str]) -> bool:
    return any(part in _hints().translated for word in proper for part in word.casefold().split("-"))


def _is_persons(word: str) -> bool:
    return _is_strange(word) or _hints().given.issuperset(word.casefold().split("-"))


@cache
def _is_strange(word: str) -> bool:
    """Tell whether a word is in none of our dictionaries, so that it can only be a name."""
    low = word.casefold()
    known = _is_common(low) or all(map(_is_common, low.split("-")))
    return len(word) > 2 and not word.isupper() and not known


@cache
def _is_common(word: str) -> bool:
    return any(is_known(word, str(language)) for language in LANGUAGES)


def _known(names: Iterable[str]) -> re.Pattern[str] | None:
    """What finds names in other places of their note, the longest first, whatever the spaces within."""
    told = sorted({" ".join(name.split()) for name in names}, key=lambda name: (-len(name), name))
    if not told:
        return None
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in told)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


def _places(known: re.Pattern[str] | None, text: str) -> Iterator[Name]:
    for found in known.finditer(text) if known else ():
        yield Name(start=found.start(), end=found.end(), certain=True)


def _without_overlaps(names: Iterable[Name]) -> list[Name]:
    """The longer of names that overlap, the certain one of equals, in the order of the text."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start - name.end, not name.certain)):
        if all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)


@dataclass(frozen=True, slots=True)
class _Hints:
    """The lists of ``names.toml``, by their names there."""

    head: frozenset[str]
    kind: frozenset[str]
    legal_form: frozenset[str]
    courtesy: frozenset[str]
    title: frozenset[str]
    given: frozenset[str]
    link: frozenset[str]
    genitive: frozenset[str]
    line_link: frozenset[str]
    translated: frozenset[str]


@cache
def _hints() -> _Hints:
    data = tomllib.loads(files("worker").joinpath("names.toml").read_text(encoding="utf-8"))
    return _Hints(**{spec.name: frozenset(data[spec.name]) for spec in fields(_Hints)})
