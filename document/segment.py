"""What happens to a note's text on its way into another language.

A segment is what a reviewer corrects at one time: a sentence of a block, or of a table's cell.
"""

from dataclasses import dataclass
from enum import StrEnum

from document.languages import Language
from document.note import Run


class Origin(StrEnum):
    """Who wrote a target text."""

    ENGINE = "engine"
    MEMORY = "memory"
    KEPT = "kept"
    HUMAN = "human"


class TermStatus(StrEnum):
    """How a term of the glossary came into the target text.

    ``applied``: the engine was led to it; ``repaired``: it was put in afterwards; ``missing``: it is not there.
    """

    APPLIED = "applied"
    REPAIRED = "repaired"
    MISSING = "missing"


class Severity(StrEnum):
    """How much a finding matters: ``blocking`` must be decided before the text is used."""

    BLOCKING = "blocking"
    WARNING = "warning"
    INFO = "info"


class KeepReason(StrEnum):
    """Why a segment is left as it is."""

    SAME_LANGUAGE = "same_language"
    OTHER_LANGUAGE = "other_language"
    NAME = "name"
    NO_WORDS = "no_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a text in characters, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of an organisation or person within a source text, in characters, end exclusive.

    ``certain`` says that it stays although words of it are terms; any other name gives way to them.
    """

    start: int
    end: int
    certain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A source segment. ``id`` is ``<block>.<n>``; ``cell`` is (row, column) within a table, both from 0.

    ``runs`` joined give ``text``. ``after`` is the white space between this segment and the next of its block or cell.
    ``keep`` says why a segment is not to be translated; ``names`` are those within ``text`` that stay as they are.
    """

    id: str
    block: str
    runs: tuple[Run, ...]
    language: str | None
    cell: tuple[int, int] | None = None
    after: str = ""
    keep: KeepReason | None = None
    names: tuple[Name, ...] = ()

    @property
    def text(self) -> str:
        """The segment's text without its formatting."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A term of the glossary found in a source segment, and what it has to become.

    ``start`` and ``end`` are characters of the segment's text, ``source`` is that surface. ``rendering`` is the target
    term in the number of the source; ``accepted`` are all renderings that count as right, ``forbidden`` those that
    never may stand. ``pos`` is ``noun``, ``proper``, ``verb`` or ``adjective``; genders are ``m``, ``f`` or None;
    ``plural`` is the number of the occurrence, ``target_plural`` that of the rendering, which differs where a language
    knows a term in one number only (``marchés publics``, ``public procurement``).
    """

    start: int
    end: int
    source: str
    concept: str
    rendering: str
    accepted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    pos: str = "noun"
    source_gender: str | None = None
    target_gender: str | None = None
    plural: bool = False
    target_plural: bool = False
    acronym: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermUse:
    """What became of an occurrence: ``target`` is its text in the target segment at ``place``, None when missing."""

    occurrence: Occurrence
    status: TermStatus
    target: str | None = None
    place: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A doubt about a target segment, for its reviewer.

    ``messages`` has one sentence for each of the three languages; ``place`` is where in the target, when it is known.
    """

    check: str
    severity: Severity
    messages: dict[Language, str]
    place: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A target text as the machine wrote it. ``runs`` joined give ``text``.

    ``via`` is the language through which the engine went; ``unknown`` are the words that the engine did not know, as
    they stand in the target; ``unsure`` are source stretches whose formatting found no sure place.
    """

    segment: Segment
    runs: tuple[Run, ...]
    origin: Origin
    via: str | None = None
    terms: tuple[TermUse, ...] = ()
    unknown: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The target text without its formatting."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSegment:
    """A draft with all that is doubtful about it."""

    draft: Draft
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A note in one target language: its segments in the order of the source.

    ``engine`` names program, version and models (``apertium 3.8.3 fr-es``); ``rough`` is true when its text is only a
    draft for orientation; ``glossaries`` name the glossaries with their versions; ``seconds`` is wall time.
    """

    source_language: Language
    target_language: Language
    engine: str
    rough: bool
    glossaries: tuple[str, ...]
    segments: tuple[CheckedSegment, ...]
    seconds: float = 0.0
