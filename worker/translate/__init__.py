"""The stage that translates: terms brought in, figures in the target's conventions, formatting on the right words.

How terms come in depends on the engine (``Enforcement``): nouns that it surely knows stand in for them while it
translates, or its own rendering is replaced afterwards. Every term ends as applied, repaired or missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from document.languages import Direction
from document.note import Run
from document.progress import Progress, Report, silent
from document.segment import Draft, Occurrence, Origin, Segment, Span, TermStatus, TermUse
from worker.engines.engine import Enforcement, Engine, Mark, Rendering, Sentence
from worker.placeholders import INERT
from worker.translate.bare import Bare, Stretch, bare
from worker.translate.joints import join
from worker.translate.looks import (
    anchor_word,
    colour_alone,
    colour_by_guess,
    colour_by_marks,
    colour_by_text,
    colour_signs,
    embrace,
    is_anchor,
    is_lead_in,
    put_anchors,
    restore_anchors,
)
from worker.translate.masks import Masked, found_places, masked, plan, shouted, unmask
from worker.translate.settling import Spot, settle
from worker.translate.tape import FOLLOWED, Tape
from worker.translate.wording import mend
from worker.typography import typeset

__all__ = ["translate"]

_UNITS = frozenset({"min", "km", "kg", "ha", "kWh", "MW", "m²", "cm", "mn", "n", "p"})
"""Symbols that are the same in all three languages: no dictionary has them, and nobody misses them."""

# Keys of marks and owners: masks count from 0, then come the other things that are followed.
_STRETCH, _FOOTNOTE, _TERM, _AS_IT_IS = 1_000, 2_000, 3_000, 900


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A sentence as it is sent: ``bare_terms`` are the occurrences that go without a stand-in.

    ``by_rules`` says that a rule-based engine translates, whose wording is helped before and after.
    """

    work: Bare
    masked: Masked
    bare_terms: frozenset[int]
    by_rules: bool


@dataclass(frozen=True, slots=True)
class _Result:
    """What came back for an attempt, and where its masks stand in it."""

    attempt: _Attempt
    rendering: Rendering
    places: dict[int, tuple[int, int]]


def translate(
    segments: Sequence[Segment],
    occurrences: Mapping[str, Sequence[Occurrence]],
    engine: Engine,
    direction: Direction,
    report: Report = silent,
) -> tuple[Draft, ...]:
    """Translate the segments in one batch; one draft each, in their order.

    ``occurrences`` are by segment id. Segments with a reason to be kept come out as they are. Raises EngineFailed when
    the engine gives no usable answer, NoEngine when the direction is not ready.
    """
    # Rules carry names under tokens; a model's own rendering of a name is put right afterwards, like that of a term.
    by_model = engine.enforcement is not Enforcement.STAND_IN
    works = {
        s.id: bare(s, occurrences.get(s.id, ()), follow_names=by_model)
        for s in segments
        if s.keep is None and s.text.strip()
    }
    results = _rendered(list(works.values()), engine, direction, report)
    alone = _stretches_alone(results, engine, direction)
    via = engine.readiness(direction).via
    drafts = []
    for number, segment in enumerate(segments):
        if segment.id in results:
            drafts.append(_draft(results[segment.id], alone, direction, via))
        else:
            drafts.append(Draft(segment=segment, runs=segment.runs, origin=Origin.KEPT))
        report(Progress("translate", number + 1, len(segments)))
    return tuple(drafts)


def _rendered(works: Sequence[Bare], engine: Engine, direction: Direction, report: Report) -> dict[str, _Result]:
    """Translate until every mask of every sentence came back exactly once.

    Sentences in which something got lost go once more, in several variants at a time: the first that holds counts.
    """
    first = [_attempt(work, engine, direction) for work in works]
    results, lost = {}, {}
    for one, rendering in zip(first, engine.translate([_sentence(o) for o in first], direction, report), strict=True):
        places, failed = found_places(one.masked, rendering)
        if failed:
            lost[one.work.segment.id] = _variants(one, failed, engine, direction)
            continue
        results[one.work.segment.id] = _Result(one, rendering, places)
        if one.by_rules and _begins_unknown(rendering):
            lost[one.work.segment.id] = [replace(one, masked=one.masked.begun_small())]
    again = [variant for variants in lost.values() for variant in variants]
    renderings = engine.translate([_sentence(one) for one in again], direction) if again else []
    for one, rendering in zip(again, renderings, strict=True):
        places, failed = found_places(one.masked, rendering)
        result, before = _Result(one, rendering, places), results.get(one.work.segment.id)
        if not failed and (before is None or len(rendering.unknown) < len(before.rendering.unknown)):
            results[one.work.segment.id] = result
    return results


def _begins_unknown(rendering: Rendering) -> bool:
    """Tell whether the first word is one that the engine does not know, perhaps for its capital letter alone."""
    words = rendering.text.split()
    return bool(words) and words[0][:1].isupper() and words[0].rstrip(".,:;") in rendering.unknown


def _attempt(
    work: Bare, engine: Engine, direction: Direction, skip: int = 0, without: frozenset[int] = frozenset()
) -> _Attempt:
    """Mask a sentence; ``skip`` chooses other stand-ins, ``without`` are places where there is to be no mask."""
    by_rules = engine.enforcement is Enforcement.STAND_IN
    masks = plan(work.text, work.occurrences, direction, skip, work.names) if by_rules else ()
    kept = [mask for mask in masks if mask.start not in without]
    bare_terms = frozenset(range(len(work.occurrences))) - {mask.term for mask in kept}
    # Dictionaries know words in small letters best; the target is put in capitals again.
    text = work.text.lower() if by_rules and shouted(work.text) else work.text
    return _Attempt(work, masked(text, kept, direction.source), bare_terms, by_rules)


def _variants(failed: _Attempt, keys: Iterable[int], engine: Engine, direction: Direction) -> list[_Attempt]:
    """What else to try: other stand-ins, twice; without the masks that got lost; without any, which cannot fail."""
    work, masks = failed.work, failed.masked.masks
    lost = frozenset(masks[key].start for key in keys)
    everything = frozenset(mask.start for mask in masks)
    choices: tuple[tuple[int, frozenset[int]], ...] = (
        (4, frozenset()),
        (8, frozenset()),
        (0, lost),
        (4, lost),
        (0, everything),
    )
    return [_attempt(work, engine, direction, skip, without) for skip, without in choices]


def _sentence(attempt: _Attempt) -> Sentence:
    """The sentence with marks on all that is to be found again."""
    work, text = attempt.work, attempt.masked
    marks = [
        Mark(*text.moved(stretch.start, stretch.end), _STRETCH + number)
        for number, stretch in enumerate(work.stretches)
        if not _within_mask(attempt, stretch)
    ]
    for number, footnote in enumerate(work.footnotes):
        word = anchor_word(work, footnote)
        if word:
            marks.append(Mark(*text.moved(*word), _FOOTNOTE + number))
    for number in sorted(attempt.bare_terms):
        term = work.occurrences[number]
        marks.append(Mark(*text.moved(term.start, term.end), _TERM + number))
    return text.sentence(mark for mark in marks if mark.start < mark.end)


def _within_mask(attempt: _Attempt, stretch: Stretch) -> bool:
    """Tell whether a stretch lies inside something masked, which takes its formatting from its own source."""
    return any(m.expected and m.start <= stretch.start and stretch.end <= m.end for m in attempt.masked.masks)


def _stretches_alone(results: Mapping[str, _Result], engine: Engine, direction: Direction) -> dict[str, str]:
    """Translate by themselves the formatted stretches that the engine could not follow."""
    texts = [
        result.attempt.work.text[stretch.start : stretch.end].strip()
        for result in results.values()
        for number, stretch in enumerate(result.attempt.work.stretches)
        if not any(mark.key == _STRETCH + number for mark in result.rendering.marks)
        and not _within_mask(result.attempt, stretch)
    ]
    wanted = [text for text in dict.fromkeys(texts) if any(c.isalpha() for c in text)]
    renderings = engine.translate([Sentence(text) for text in wanted], direction) if wanted else []
    return {text: rendering.text for text, rendering in zip(wanted, renderings, strict=True)}


def _draft(result: _Result, alone: Mapping[str, str], direction: Direction, via: str | None) -> Draft:
    work = result.attempt.work
    tape = Tape(result.rendering.text)
    by_mark = colour_by_marks(tape, work, _marks(result, _STRETCH))
    footnote_ends = {n: max(m.end for m in marks) for n, marks in _marks(result, _FOOTNOTE).items()}
    _put_footnotes(tape, work, footnote_ends, result)
    _own_aligned(tape, result)
    places = {key: _shifted(span, tape.text) for key, span in result.places.items()}
    unmask(tape, result.attempt.masked, places, direction, work.run_at)
    if result.attempt.by_rules:
        mend(tape, work.text, direction)
    terms = _settle_terms(tape, result, direction)
    join(tape, work.text, direction.target)
    unsure = _colour_rest(tape, result.attempt, by_mark, alone)
    if result.attempt.by_rules and shouted(work.text):
        _shout(tape, result.attempt.masked)
    _first_letter(tape, work.text)
    restore_anchors(tape, work)
    runs, stand = _typeset(tape, work, direction, [owner for _, owner in terms.values()])
    text = "".join(run.text for run in runs)
    return Draft(
        segment=work.segment,
        runs=runs,
        origin=Origin.ENGINE,
        via=via,
        terms=tuple(
            _use(term, *terms[n][:1], stand.get(terms[n][1]), text)
            for n, term in enumerate(work.originals)
            if n in terms
        ),
        unknown=tuple(w for w in result.rendering.unknown if w in text and w not in INERT and w not in _UNITS),
        unsure=tuple(unsure),
    )


def _marks(result: _Result, base: int) -> dict[int, list[Mark]]:
    """The engine's marks of one kind, by their number."""
    found: dict[int, list[Mark]] = {}
    for mark in result.rendering.marks:
        if base <= mark.key < base + 1_000:
            found.setdefault(mark.key - base, []).append(mark)
    return found


def _put_footnotes(tape: Tape, work: Bare, ends: Mapping[int, int], result: _Result) -> None:
    """Hold the footnote marks' places; a place inside a mask's token is moved behind it."""

    def place(number: int) -> int | None:
        at = ends.get(number)
        inside = [end for start, end in result.places.values() if at is not None and start < at < end]
        at = inside[0] if inside else at
        return None if at is None else at + sum(1 for n in range(number) if n in ends and ends[n] <= at)

    put_anchors(tape, work, place)


def _shifted(span: tuple[int, int], text: str) -> tuple[int, int]:
    """Where a stretch of the engine's text stands after the footnotes' private characters have come in."""
    own = [n for n, c in enumerate(text) if not is_anchor(c)]
    return own[span[0]], own[span[1] - 1] + 1


def _own_aligned(tape: Tape, result: _Result) -> None:
    """Let the words that stand for an unmasked term be followed while the masks are replaced."""
    for number, marks in _marks(result, _TERM).items():
        spans = [_shifted((mark.start, mark.end), tape.text) for mark in marks]
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        together = sum(e - s for s, e in spans) * 2 > end - start
        if together and tape.is_free(start, end):
            tape.own(start, end, FOLLOWED + number)


def _settle_terms(tape: Tape, result: _Result, direction: Direction) -> dict[int, tuple[TermStatus, int]]:
    """Settle every term: its status, and the owner's key under which it stands in the tape."""
    work = result.attempt.work
    statuses = {
        mask.term: (TermStatus.APPLIED, key)
        for key, mask in enumerate(result.attempt.masked.masks)
        if mask.term is not None
    }
    for number in sorted(result.attempt.bare_terms):
        term, place = work.occurrences[number], tape.place(FOLLOWED + number)
        share = (term.start + term.end) / 2 / max(1, len(work.text))
        spot = Spot(_TERM + number, share, (place.start, place.end) if place else None)
        statuses[number] = (settle(tape, term, spot, direction.target), spot.owner)
    return statuses


def _colour_rest(tape: Tape, attempt: _Attempt, by_mark: set[int], alone: Mapping[str, str]) -> list[str]:
    """Colour the stretches that have no place yet; give those that are only guessed."""
    work, unsure = attempt.work, []
    certain = _certain(tape, attempt)
    for number, stretch in enumerate(work.stretches):
        if _within_mask(attempt, stretch):
            continue
        text = work.text[stretch.start : stretch.end].strip()
        if not any(c.isalnum() for c in text):
            colour_signs(tape, work, stretch)
            continue
        if (
            (number in by_mark and not is_lead_in(work, stretch))
            or colour_by_text(tape, work, stretch)
            or number in by_mark
            or stretch.run in tape.runs
        ):
            pass
        elif not colour_alone(tape, stretch, alone.get(text, "")):
            colour_by_guess(tape, work, stretch)
            unsure.append(text)
        embrace(tape, work, stretch)
    for place, run in certain.items():
        tape.runs[place] = run
    return unsure


def _certain(tape: Tape, attempt: _Attempt) -> dict[int, int | None]:
    """The runs of what came through character by character, such as an address with its link: no guess may take it."""
    same = {key for key, mask in enumerate(attempt.masked.masks) if mask.same}
    return {place: tape.runs[place] for place, owner in enumerate(tape.owners) if owner in same}


def _shout(tape: Tape, work: Masked) -> None:
    """Put the target in capitals, except addresses and what else came through as it was."""
    for number, mask in enumerate(work.masks):
        place = tape.place(number)
        if place and mask.token in INERT:
            tape.own(place.start, place.end, _AS_IT_IS)
    letters = [
        c if o == _AS_IT_IS or len(c.upper()) > 1 else c.upper() for c, o in zip(tape.text, tape.owners, strict=True)
    ]
    tape.text = "".join(letters)


def _first_letter(tape: Tape, source: str) -> None:
    """Begin with a capital where the source does, and with a small letter where the engine made it a capital."""
    if not tape.text or not source:
        return
    first = next((n for n, c in enumerate(tape.text) if c.isalpha()), None)
    begin = next((c for c in source if c.isalpha()), "")
    if first is None or any(c.isdigit() for c in tape.text[:first]) or not begin:
        return
    letter = tape.text[first]
    word = tape.text[first:].split()[0]
    if begin.isupper() and letter.islower():
        tape.splice(first, first + 1, letter.upper(), [tape.runs[first]], tape.owners[first])
    elif begin.islower() and letter.isupper() and word[1:].islower() and tape.owners[first] is None:
        tape.splice(first, first + 1, letter.lower(), [tape.runs[first]])


def _typeset(
    tape: Tape, work: Bare, direction: Direction, owners: Iterable[int]
) -> tuple[tuple[Run, ...], dict[int, Span]]:
    """Set the text in the target's typography; give the runs and where the owners' words stand then.

    Typography never touches letters and digits: the n-th of them before is the n-th of them after.
    """
    runs = typeset(tape.formatted(work.segment.runs, work.base), direction.target)
    before = [n for n, c in enumerate(tape.text) if c.isalnum()]
    after = [n for n, c in enumerate("".join(run.text for run in runs)) if c.isalnum()]
    rank = {at: n for n, at in enumerate(before)}
    places = {}
    for owner in owners:
        own = [rank[n] for n, o in enumerate(tape.owners) if o == owner and n in rank]
        if own and own[-1] < len(after):
            places[owner] = Span(start=after[own[0]], end=after[own[-1]] + 1)
    return runs, places


def _use(term: Occurrence, status: TermStatus, place: Span | None, text: str) -> TermUse:
    """What became of a term; one that cannot be pointed at is missing."""
    if status is TermStatus.MISSING or place is None:
        return TermUse(occurrence=term, status=TermStatus.MISSING)
    return TermUse(occurrence=term, status=status, target=text[place.start : place.end], place=place)
