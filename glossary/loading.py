"""Reading glossaries: our paragraphs of text, and tables with a column for each language.

A text file has one concept a paragraph (docs/glossary.md shows one)::

    domain: finance
    authority: common usage

    [sse-0101]
    fr: finance solidaire (f); financement solidaire (m)
    es: finanzas solidarias (f pl)
    en: solidarity finance (sg)
    en forbidden: supportive finance

Lines before the first paragraph hold for the whole file. A table (``.csv`` or ``.tsv``) names the same keys in its
first row and has one concept a row. Both end in the same fields, and in the same concepts.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from document.errors import BadGlossary
from document.languages import Language
from glossary.concepts import Concept, Gender, Glossary, Number, PartOfSpeech, Place, Term, TermStatus

BUILTIN_NAME, BUILTIN_VERSION = "sse", "2026-11"
DATA = Path(__file__).with_name("data")

FILE_KEYS = ("name", "version", "domain", "authority")
CONCEPT_KEYS = ("domain", "definition", "authority")
TABLE_SUFFIXES = (".csv", ".tsv")

_HEAD = re.compile(r"\[(?P<id>[^\]\s]+)\]$")
_LINE = re.compile(r"(?P<key>[a-z]+(?: [a-z]+)?)\s*:\s*(?P<value>.*)$")
_ENTRY = re.compile(r"(?P<text>[^()]*?)\s*(?:\((?P<notes>[^()]*)\))?$")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z][A-Za-z&/.-]{1,9}$")
_MARKS = {
    **{gender.value: ("gender", gender) for gender in Gender},
    **{number.value: ("number", number) for number in Number},
    **{pos.value: ("pos", pos) for pos in PartOfSpeech},
    "target only": ("sought", False),
    "ambiguous": ("ambiguous", True),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be read, and why."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class UnreadableGlossary(BadGlossary):
    """A file whose lines break the format; ``faults`` has all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Name the first fault in the message and count the rest."""
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}. Correct it, then run: tripont glossary check {faults[0].place.path}")
        self.faults = faults


@dataclass(slots=True)
class _Field:
    """One ``key: value`` with its place."""

    key: str
    value: str
    place: Place


@dataclass(slots=True)
class _Entry:
    """The fields of one concept as they stand in the file."""

    id: str
    place: Place
    fields: list[_Field] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """A whole file as it stands: what holds for all, the concepts, and the lines that could not be read."""

    common: dict[str, str] = field(default_factory=dict)
    entries: list[_Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def load(path: Path) -> Glossary:
    """Read a glossary from a text file or a table.

    Its name and version are those that it gives itself, else the file's name and a mark of its content.

    Raises BadGlossary with file and line when the file cannot be read. What can be read but makes no sense is the
    matter of ``glossary.checking``.
    """
    text = _text_of(path)
    sheet = _table(text, path) if path.suffix.lower() in TABLE_SUFFIXES else _paragraphs(text, path)
    concepts = tuple(_concept(entry, sheet) for entry in sheet.entries)
    if sheet.faults:
        raise UnreadableGlossary(tuple(sheet.faults))
    if not concepts:
        raise BadGlossary(f"{path} has no concept. Add at least one paragraph or row, as docs/glossary.md shows.")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Glossary(
        name=sheet.common.get("name", path.stem), version=sheet.common.get("version", digest), concepts=concepts
    )


def builtin() -> Glossary:
    """Read the glossary of the social and solidarity economy that comes with Tripont."""
    parts = [load(path) for path in sorted(DATA.glob("*.txt"))]
    concepts = tuple(concept for part in parts for concept in part.concepts)
    return Glossary(name=BUILTIN_NAME, version=BUILTIN_VERSION, concepts=concepts)


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadGlossary(f"{path} cannot be opened ({error.strerror}). Check the path and its permissions.") from error
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: the file is not in UTF-8. Save it again as UTF-8 from your editor or spreadsheet."
        raise BadGlossary(message) from error


def _paragraphs(text: str, path: Path) -> _Sheet:
    sheet = _Sheet()
    for number, raw in enumerate(text.splitlines(), start=1):
        line, place = raw.strip(), Place(path, number)
        if not line or line.startswith("#"):
            continue
        if head := _HEAD.match(line):
            sheet.entries.append(_Entry(head["id"], place))
        elif not (pair := _LINE.match(line)):
            sheet.faults.append(Fault(place, f"{line!r} is neither [an id] nor a key, a colon and a value"))
        elif sheet.entries:
            sheet.entries[-1].fields.append(_Field(pair["key"], pair["value"].strip(), place))
        elif pair["key"] in FILE_KEYS:
            sheet.common[pair["key"]] = pair["value"].strip()
        else:
            sheet.faults.append(Fault(place, f"{pair['key']!r} stands before the first [id]"))
    return sheet


def _table(text: str, path: Path) -> _Sheet:
    sheet = _Sheet()
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if sum(language.value in header for language in Language) < 2:
            raise UnreadableGlossary((Fault(Place(path, 1), "the first row must name the columns: fr, es, en"),))
        for row in reader:
            place = Place(path, reader.line_num)
            fields = [
                _Field(key, value.strip(), place) for key, value in zip(header, row, strict=False) if value.strip()
            ]
            if fields:
                sheet.entries.append(_entry_of_row(fields, place))
    except csv.Error as error:
        raise UnreadableGlossary((Fault(Place(path, reader.line_num), f"not a table: {error}"),)) from error
    return sheet


def _entry_of_row(fields: list[_Field], place: Place) -> _Entry:
    """Take the id out of a row's fields; in a table short forms need no column of their own, their letters tell."""
    given = next((item.value for item in fields if item.key == "id"), f"{place.path.stem}-{place.line}")
    entry = _Entry(given, place)
    for item in fields:
        if item.key == "id":
            continue
        if item.key in set(Language):
            words = [word.strip() for word in item.value.split(";")]
            short = [word for word in words if _ACRONYM.match(word.partition("(")[0].strip())]
            full = [word for word in words if word not in short]
            entry.fields += [
                _Field(key, "; ".join(part), place)
                for key, part in ((item.key, full), (f"{item.key} acronym", short))
                if part
            ]
        else:
            entry.fields.append(item)
    return entry


def _concept(entry: _Entry, sheet: _Sheet) -> Concept:
    about = {key: sheet.common[key] for key in CONCEPT_KEYS if key in sheet.common}
    terms: list[Term] = []
    for item in entry.fields:
        if item.key in CONCEPT_KEYS:
            about[item.key] = item.value
            continue
        language, status = _language_and_status(item, sheet.faults)
        if language:
            terms.extend(_terms(item, language, status, sheet.faults))
    return Concept(id=entry.id, terms=_with_short_names(terms), place=entry.place, **about)


def _with_short_names(terms: list[Term]) -> tuple[Term, ...]:
    """Make the short forms of proper names proper names too."""
    named = {term.language for term in terms if term.pos is PartOfSpeech.PROPER}
    return tuple(
        replace(term, pos=PartOfSpeech.PROPER) if term.status is TermStatus.ACRONYM and term.language in named else term
        for term in terms
    )


def _language_and_status(item: _Field, faults: list[Fault]) -> tuple[Language | None, TermStatus | None]:
    """Read a key like ``fr`` or ``fr forbidden``; without a status the first term is preferred, the rest admitted."""
    code, _, status = item.key.partition(" ")
    try:
        return Language(code), TermStatus(status) if status else None
    except ValueError:
        known = ", ".join([*Language, *CONCEPT_KEYS])
        message = f"unknown key {item.key!r}; known are {known}, and a language with {', '.join(TermStatus)}"
        faults.append(Fault(item.place, message))
        return None, None


def _terms(item: _Field, language: Language, status: TermStatus | None, faults: list[Fault]) -> Iterator[Term]:
    for position, entry in enumerate(item.value.split(";")):
        parts = _ENTRY.match(entry.strip())
        if parts is None:
            faults.append(Fault(item.place, f"{entry.strip()!r}: brackets only at the end, for remarks like (f pl)"))
            continue
        implied = TermStatus.ADMITTED if position else TermStatus.PREFERRED
        remarks = dict(_remarks(parts["notes"] or "", item, faults))
        yield _term(parts["text"], language, status or implied, remarks, item.place)


def _term(text: str, language: Language, status: TermStatus, remarks: Mapping[str, object], place: Place) -> Term:
    spaced = " ".join(text.split())
    return Term(text=spaced, language=language, status=status, place=place, **remarks)  # type: ignore[arg-type]


def _remarks(notes: str, item: _Field, faults: list[Fault]) -> Iterator[tuple[str, object]]:
    """Read ``f pl, plural: journaux, region: Canada`` into the fields of a term."""
    for note in filter(None, (part.strip() for part in notes.split(","))):
        key, colon, value = note.partition(":")
        if colon and key.strip() in {"plural", "region"}:
            yield key.strip(), value.strip()
            continue
        for mark in [note] if note in _MARKS else note.split():
            if mark in _MARKS:
                yield _MARKS[mark]
            else:
                faults.append(
                    Fault(item.place, f"unknown remark {mark!r}; known are {', '.join(_MARKS)}, plural:, region:")
                )
