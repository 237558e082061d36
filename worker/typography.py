"""The printing habits of the target language: spaces round punctuation, quotation marks, apostrophes, ranges.

Rules follow the Imprimerie nationale's *Lexique* for French (a narrow no-break space before ``; ! ?``, a no-break space
before ``: %`` and inside guillemets), the Academy's *Ortografía* for Spanish (angular quotation marks, ``¿`` and ``¡``,
a space before ``%``, a hyphen in ranges) and the usage of English-language publishers. How a number is written is not
decided here. Each rule leaves addresses, hours, ratios, file names and code alone, and does nothing a second time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from document.languages import Language
from document.note import Run

_NBSP = "\u00a0"
_NARROW = "\u202f"
_SPACES = f"[ {_NBSP}{_NARROW}]"
_AFTER_MARK = rf"(?=$|[\s{_NBSP}{_NARROW})\]»”’\"?!.,;…])"
"""What follows a punctuation mark that is one; ``a:b`` and ``x?y`` are something else."""

_ROUNDS = 6
"""Ordinary text is settled after one round and the second only sees so; broken quotations may need another."""

_PROTECTED = re.compile(
    r"(?:https?|ftp)://\S+|mailto:\S+|www\.\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|info|coop|eu|int|edu|gov|fr|es|uk|ch|be|ca|mx|ar|co|br)\b(?:/\S*)?"
    r"|\b[\w-]+\.(?:pdf|docx?|odt|xlsx?|ods|csv|pptx?|html?|txt|json|xml|zip|png|jpe?g|svg)\b"
    r"|`[^`]*`"
    r"|\d+(?::\d+)+"
)


def typeset(runs: tuple[Run, ...], language: Language) -> tuple[Run, ...]:
    """Give a target text the typography of its language; every character keeps its run's formatting.

    Rules see the text as a whole, so that a mark in bold is treated as its neighbours are. Empty runs are left out.
    """
    line = _Line.of(runs)
    for _ in range(_ROUNDS):
        before = line.text
        for rule in _RULES[language]:
            line = line.changed(rule(line.text))
        if line.text == before:
            break
    return line.runs(runs)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace ``text[start:end]`` by ``new``."""

    start: int
    end: int
    new: str


_Rule = Callable[[str], Iterable[_Edit]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A text and, for each of its characters, the number of the run that it belongs to."""

    text: str
    owners: tuple[int, ...]

    @classmethod
    def of(cls, runs: tuple[Run, ...]) -> "_Line":
        return cls(
            "".join(run.text for run in runs), tuple(number for number, run in enumerate(runs) for _ in run.text)
        )

    def changed(self, edits: Iterable[_Edit]) -> "_Line":
        """Apply edits that stand in order and do not overlap; those that touch a protected stretch are dropped."""
        protected = [match.span() for match in _PROTECTED.finditer(self.text)]
        text, owners, position = "", list[int](), 0
        for edit in map(self._trimmed, edits):
            if any(edit.start < end and start < max(edit.end, edit.start + 1) for start, end in protected):
                continue
            text += self.text[position : edit.start] + edit.new
            owners += self.owners[position : edit.start]
            owners += [self._owner(edit)] * len(edit.new)
            position = edit.end
        return _Line(text + self.text[position:], (*owners, *self.owners[position:]))

    def _trimmed(self, edit: _Edit) -> _Edit:
        """Take off what the edit leaves unchanged at either side, so that it keeps its owners."""
        start, end, new = edit.start, edit.end, edit.new
        while start < end and new and self.text[start] == new[0]:
            start, new = start + 1, new[1:]
        while start < end and new and self.text[end - 1] == new[-1]:
            end, new = end - 1, new[:-1]
        return _Edit(start, end, new)

    def _owner(self, edit: _Edit) -> int:
        """New characters belong with the first one they replace; inserted ones with the mark that they stand beside."""
        if edit.start < edit.end:
            return self.owners[edit.start]
        before = self.text[edit.start - 1] if edit.start else ""
        joins_left = before == "«" or edit.start == len(self.text)
        return self.owners[edit.start - 1 if joins_left and edit.start else edit.start]

    def runs(self, originals: tuple[Run, ...]) -> tuple[Run, ...]:
        characters = zip(self.owners, self.text, strict=True)
        return tuple(
            replace(originals[owner], text="".join(character for _, character in group))
            for owner, group in groupby(characters, key=lambda pair: pair[0])
        )


def _substitution(pattern: str, new: str) -> _Rule:
    """Make a rule that replaces each match; ``new`` may refer to groups."""
    compiled = re.compile(pattern)

    def rule(text: str) -> Iterator[_Edit]:
        for match in compiled.finditer(text):
            yield _Edit(match.start(), match.end(), match.expand(new))

    return rule


# Quotation marks. They are read as a series of openings and closings, and written again by their depth.


@dataclass(frozen=True, slots=True)
class _Quote:
    place: int
    opens: bool


_STRAIGHT_OPENS_AFTER = frozenset(f" {_NBSP}{_NARROW}\t\n([{{—–-«“‘¿¡/’'")


def _quotes(text: str) -> Iterator[_Quote]:
    """Find the quotation marks; straight ones by their surroundings, ``‘…’`` only as a pair, inches not at all."""
    singles = {
        place for match in re.finditer(r"‘[^‘]*?\w[^‘]*?’(?!\w)", text) for place in (match.start(), match.end() - 1)
    }
    german = False
    straight_open = False
    for place, character in enumerate(text):
        if character == "„":
            german = True
            yield _Quote(place, opens=True)
        elif character == "“":
            yield _Quote(place, opens=not german)
            german = False
        elif character in "«»”":
            yield _Quote(place, opens=character == "«")
        elif place in singles:
            yield _Quote(place, opens=character == "‘")
        elif character == '"':
            opens = not straight_open and (place == 0 or text[place - 1] in _STRAIGHT_OPENS_AFTER)
            if opens or straight_open:
                straight_open = opens
                yield _Quote(place, opens)


def _quotation(outer: str, inner: str, text: str) -> Iterator[_Edit]:
    """Write outer quotations with the marks ``outer``, those inside them with ``inner`` (opening and closing mark)."""
    depth = 0
    for quote in _quotes(text):
        depth += quote.opens
        marks = outer if depth <= 1 else inner
        depth = max(depth - (not quote.opens), 0)
        yield _Edit(quote.place, quote.place + 1, marks[0] if quote.opens else marks[1])


# Spanish question and exclamation marks open as well as close.

_CLOSING_MARK = re.compile(rf"([?!])[?!]*{_AFTER_MARK}")
_CLAUSE_START = re.compile(
    rf"^\s*(?:(?:\d+|[a-zA-Z])[.)]\s+|[•▪◦–—-]\s*)?"
    rf"|[.!?…:;](?:\s|{_NBSP}|[»”)])+"
    rf"|[«“‘(\[]+|(?:^|\s)[–—]\s?"
)

_CLOSERS_OF = {"«": frozenset("»"), "“": frozenset("”"), "‘": frozenset("’"), "(": frozenset(")"), "[": frozenset("]")}


def _opened_marks(text: str) -> Iterator[_Edit]:
    """Open each question or exclamation that is not, where its sentence, quotation or bracket starts."""
    previous = 0
    for closing in _CLOSING_MARK.finditer(text):
        opening = "¿" if closing[1] == "?" else "¡"
        start = _clause_start(text, previous, closing.start())
        has_words = any(character.isalpha() for character in text[start : closing.start()])
        if has_words and not any(mark in text[previous : closing.start()] for mark in "¿¡"):
            yield _Edit(start, start, opening)
        previous = closing.end()


def _clause_start(text: str, earliest: int, mark: int) -> int:
    """Find where the words that ``mark`` closes begin; a quotation or bracket closed before it is part of them."""
    starts = [
        match.end()
        for match in _CLAUSE_START.finditer(text, 0, mark)
        if match.end() >= earliest
        and not _CLOSERS_OF.get(match.group()[-1:], frozenset()) & set(text[match.end() : mark])
    ]
    return starts[-1] if starts else earliest


# Ranges of numbers.

_RANGE = re.compile(r"(?<![\w.,/:+–-])(\d{1,4})([-–])(\d{1,4})(?![\w/–-]|[.,:]\d)")


def _ranges(dash: str, text: str) -> Iterator[_Edit]:
    """Write ``10-12`` and ``2021-2027`` with the language's dash; codes, dates and telephone numbers are not ranges."""
    for match in _RANGE.finditer(text):
        first, last = match[1], match[3]
        if int(first) < int(last) and not first.startswith("0"):
            yield _Edit(match.start(2), match.end(2), dash)


_SHARED: tuple[_Rule, ...] = (
    _substitution(
        r"(?<=[^\W\d_])'(?=[^\W\d_])|(?<=\b[cdjlmnstCDJLMNST])'(?=[«“\"\d])|(?<=s)'(?= [^\W\d_])(?<![' ].')", "’"
    ),
    _substitution(r"(?<!\.)\.{3}(?!\.)", "…"),
    _substitution(r" {2,}", " "),
    _substitution(rf" *([{_NBSP}{_NARROW}]){_SPACES}*", r"\1"),
    _substitution(rf"(?<=\w){_SPACES}+(?=,(?:\s|$))", ""),
    _substitution(rf"(?<=[\w)»”]){_SPACES}+(?=\.(?:\s|$|[»”]))", ""),
    _substitution(rf"(?<=[(\[]){_SPACES}+", ""),
    _substitution(rf"(?<=\S){_SPACES}+(?=[)\]])", ""),
)

_NO_SPACE_BEFORE_MARKS: tuple[_Rule, ...] = (
    _substitution(rf"(?<=[\w»”’)\]%…]){_SPACES}+([:;?!]+){_AFTER_MARK}", r"\1"),
    _substitution(rf"(?<=[«“‘]){_SPACES}+", ""),
    _substitution(rf"(?<=\S){_SPACES}+(?=[»”])", ""),
)

_NO_OPENING_MARKS = _substitution(r"[¿¡]", "")

_RULES: dict[Language, tuple[_Rule, ...]] = {
    Language.FRENCH: (
        *_SHARED,
        _NO_OPENING_MARKS,
        partial(_quotation, "«»", "“”"),
        _substitution(rf"(?<=[\w»”’)\]%…]){_SPACES}*([;?!]){_AFTER_MARK}", rf"{_NARROW}\1"),
        _substitution(rf"(?<=[\w»”’)\]%…]){_SPACES}*(:){_AFTER_MARK}", rf"{_NBSP}\1"),
        _substitution(rf"(?<=\d){_SPACES}*%(?!\w)", f"{_NBSP}%"),
        _substitution(rf"«{_SPACES}*(?=\S)", f"«{_NBSP}"),
        _substitution(rf"(?<=[^\s«]){_SPACES}*»", f"{_NBSP}»"),
        _substitution(rf"“{_SPACES}+|{_SPACES}+(?=”)", ""),
    ),
    Language.SPANISH: (
        *_SHARED,
        partial(_quotation, "«»", "“”"),
        *_NO_SPACE_BEFORE_MARKS,
        _opened_marks,
        _substitution(rf"(?<=[¿¡]){_SPACES}+", ""),
        _substitution(rf"(?<=\d){_SPACES}*%(?!\w)", f"{_NBSP}%"),
        partial(_ranges, "-"),
    ),
    Language.ENGLISH: (
        *_SHARED,
        _NO_OPENING_MARKS,
        partial(_quotation, "“”", "‘’"),
        *_NO_SPACE_BEFORE_MARKS,
        _substitution(rf"(?<=\d){_SPACES}+%(?!\w)", "%"),
        partial(_ranges, "–"),
    ),
}
