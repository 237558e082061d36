"""A segment as the engine should see it: its plain text, and where its formatting and footnote marks stood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from document.note import Run
from document.segment import Name, Occurrence, Segment


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the bare text that looks different from most of it: it bears the formatting of a source run."""

    start: int
    end: int
    run: int


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A footnote's mark that stood at a place of the bare text, in a source run."""

    at: int
    run: int


@dataclass(frozen=True, slots=True)
class Bare:
    """A segment's text without footnote marks.

    ``run_of`` is each character's source run, ``base`` the run that looks like most of the text, ``stretches`` what
    looks otherwise; ``occurrences`` are the terms with places in this text, ``originals`` the same as they came, with
    places in the segment's. ``names`` are the segment's, with places in this text; where they are to be followed like
    terms, they stand behind the terms in ``occurrences`` too.
    """

    segment: Segment
    text: str
    run_of: tuple[int, ...]
    base: int
    stretches: tuple[Stretch, ...]
    footnotes: tuple[FootnoteMark, ...]
    occurrences: tuple[Occurrence, ...]
    originals: tuple[Occurrence, ...]
    names: tuple[Name, ...]

    def run_at(self, position: int) -> int:
        """The source run of a character."""
        return self.run_of[min(position, len(self.run_of) - 1)] if self.run_of else self.base


def bare(segment: Segment, occurrences: Sequence[Occurrence], *, follow_names: bool = False) -> Bare:
    """Take a segment's footnote marks out, and note what looks different from the rest."""
    text, run_of, moved = "", [], []
    footnotes = []
    for number, run in enumerate(segment.runs):
        if run.footnote is not None:
            footnotes.append(FootnoteMark(len(text), number))
            moved += [len(text)] * len(run.text)
            continue
        moved += range(len(text), len(text) + len(run.text))
        text += run.text
        run_of += [number] * len(run.text)
    moved.append(len(text))
    base = _base(segment.runs, run_of)
    originals = tuple(sorted(occurrences, key=lambda o: (o.start, -o.end)))
    terms = tuple(replace(o, start=moved[o.start], end=moved[o.end]) for o in originals)
    names = tuple(replace(name, start=moved[name.start], end=moved[name.end]) for name in segment.names)
    return Bare(
        segment,
        text,
        tuple(run_of),
        base,
        _stretches(segment.runs, run_of, base, text),
        tuple(footnotes),
        (*terms, *_as_terms(names, terms, text)) if follow_names else terms,
        originals,
        names,
    )


def _as_terms(names: Sequence[Name], terms: Sequence[Occurrence], text: str) -> Iterator[Occurrence]:
    """Names outside all terms, as terms whose rendering is the name itself."""
    for name in names:
        if all(name.end <= term.start or term.end <= name.start for term in terms):
            same = text[name.start : name.end]
            yield Occurrence(
                start=name.start, end=name.end, source=same, concept="", rendering=same, accepted=(same,), pos="proper"
            )


def _look(run: Run) -> Run:
    return replace(run, text="")


def _base(runs: Sequence[Run], run_of: Sequence[int]) -> int:
    """The run that looks like most of the text; a link is never the usual look while there is other text."""
    lengths: dict[Run, int] = {}
    for number in [n for n in run_of if not runs[n].link] or run_of:
        look = _look(runs[number])
        lengths[look] = lengths.get(look, 0) + 1
    if not lengths:
        return 0
    usual = max(lengths, key=lambda look: lengths[look])
    return next(n for n in run_of if _look(runs[n]) == usual)


def _stretches(runs: Sequence[Run], run_of: Sequence[int], base: int, text: str) -> tuple[Stretch, ...]:
    found, at = [], 0
    for look, group in groupby(run_of, key=lambda number: _look(runs[number])):
        numbers = list(group)
        start, end = at, at + len(numbers)
        at = end
        if look != _look(runs[base]) and text[start:end].strip():
            found.append(Stretch(start, end, numbers[0]))
    return tuple(found)
