"""How far an extracted or translated note is from a sample's truth, in figures from 0 to 1.

A truth's blocks and a note's blocks are paired in order by the likeness of their texts. A block counts as found when
its text is at least 98 % the same, after folding what a reader does not see: ligatures, kinds of space, of quotation
mark, of dash. A figure is None when the sample has nothing that it could measure.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

PAIRED, FOUND = 0.5, 0.98
FRONT = frozenset({"masthead", "title", "subtitle", "date", "author"})
# Front matter has no clear border to what follows it: a masthead may well be taken for a paragraph.
ACCEPTED_FOR_FRONT = FRONT | {"heading", "paragraph"}
FOLDED = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "…": "...", "\u00ad": None}
)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """How well a note's pages were read."""

    text_similarity: float
    block_f1: float | None
    block_and_kind_f1: float | None
    heading_level: float | None
    list_shape: float | None
    bold: float | None
    italic: float | None
    superscript: float | None
    links: float | None
    table_cells: float | None
    furniture: float | None
    block_language: float | None
    missed: tuple[str, ...]
    leaked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How well a translation kept to the terminology; ``missed`` and ``forbidden`` name the blocks and the terms."""

    success: float | None
    occurrences: int
    missed: tuple[str, ...]
    forbidden: tuple[str, ...]


def fold(text: str | None) -> str:
    """Return the text without the differences that a reader does not see."""
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(FOLDED).split())


def score_structure(truth: Json, document: Json) -> Structure:
    """Compare an extracted note (document JSON) with its truth."""
    wanted = [block for block in truth["blocks"] if _text(block)]
    got = [block for block in document["blocks"] if _text(block)]
    found = [(wanted[i], got[j]) for i, j, likeness in _pairs(wanted, got) if likeness >= FOUND]
    right = [pair for pair in found if _same_kind(*pair)]
    body = " ".join(map(_text, got))
    leaked = tuple(line for line in map(fold, truth.get("must_not_occur_in_body", ())) if line.lower() in body.lower())
    matched = {id(block) for block, _ in found}
    return Structure(
        text_similarity=Levenshtein.normalized_similarity(" ".join(map(_text, wanted)), body),
        block_f1=_f1(len(found), len(wanted), len(got)),
        block_and_kind_f1=_f1(len(right), len(wanted), len(got)),
        heading_level=_share(
            w["level"] == g.get("level") for w, g in found if w["kind"] == "heading" and w.get("level")
        ),
        list_shape=_share(_shape(w) == _shape(g) for w, g in found if w["kind"] == "list_item" and w.get("list")),
        bold=_style(wanted, got, "bold"),
        italic=_style(wanted, got, "italic"),
        superscript=_style(wanted, got, "superscript"),
        links=_links(truth, got),
        table_cells=_table_cells(wanted, got),
        furniture=_share(fold(line) not in leaked for line in truth.get("must_not_occur_in_body", ())),
        block_language=_share(w["lang"] == g.get("language") for w, g in found if w.get("lang")),
        missed=tuple(f"{block['id']} {block['kind']}: {_text(block)}" for block in wanted if id(block) not in matched),
        leaked=leaked,
    )


def score_terms(spec: Json, truth: Json, translation: Json, language: str) -> Terms:
    """Look for a note's terms in its translation (translation JSON) into a language."""
    got = [{"text": block["source"], "target": block["target"]} for block in translation["blocks"] if block["source"]]
    wanted = truth["blocks"]
    targets = {wanted[i]["id"]: fold(got[j]["target"]) for i, j, _ in _pairs(wanted, got)}
    sought = [occurrence for occurrence in spec["occurrences"] if occurrence.get(language)]
    missed = [
        f"{occurrence['block']} {occurrence['source_term']}"
        for occurrence in sought
        if not any(_occurs(form, targets.get(occurrence["block"], "")) for form in occurrence[language])
    ]
    forbidden = [
        f"{block} {ban['term']}"
        for block, text in targets.items()
        for ban in spec.get("must_not", {}).get(language, ())
        if _occurs(ban["term"], text, whole=ban.get("boundary", False))
    ]
    return Terms(
        success=1 - len(missed) / len(sought) if sought else None,
        occurrences=len(sought),
        missed=tuple(missed),
        forbidden=tuple(forbidden),
    )


def _pairs(wanted: Sequence[Json], got: Sequence[Json]) -> list[tuple[int, int, float]]:
    """Pair blocks in order so that the sum of the pairs' likenesses is as large as it can be."""
    likeness = [[_likeness(_text(w), _text(g)) for g in got] for w in wanted]
    best = [[0.0] * (len(got) + 1) for _ in range(len(wanted) + 1)]
    for i in reversed(range(len(wanted))):
        for j in reversed(range(len(got))):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(wanted) and j < len(got):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j, likeness[i][j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 for texts too unlike to be paired."""
    return Levenshtein.normalized_similarity(one, other, score_cutoff=PAIRED) if one and other else 0.0


def _text(block: Json) -> str:
    return fold(block.get("text")) or fold(" ".join(cell for row in _cells(block) for cell in row))


def _cells(block: Json) -> list[list[str]]:
    return [[fold(cell if isinstance(cell, str) else cell["text"]) for cell in row] for row in block.get("rows") or ()]


def _same_kind(wanted: Json, got: Json) -> bool:
    return got["kind"] in (ACCEPTED_FOR_FRONT if wanted["kind"] in FRONT else {wanted["kind"]})


def _shape(block: Json) -> tuple[Any, Any]:
    shape = block.get("list") or {}
    return shape.get("ordered"), shape.get("depth")


def _style(wanted: Sequence[Json], got: Sequence[Json], style: str) -> float | None:
    """Compare the characters in a style; headings count for superscripts only, as their weight is their style's."""
    one, other = (
        "".join(_styled(block, style) for block in blocks if style == "superscript" or block["kind"] != "heading")
        for blocks in (wanted, got)
    )
    return Levenshtein.normalized_similarity(one, other) if one else None


def _styled(block: Json, style: str) -> str:
    return fold("".join(run["text"] for run in block.get("runs") or () if run.get(style)))


def _links(truth: Json, got: Sequence[Json]) -> float | None:
    wanted = {(fold(link["text"]), link["href"].rstrip("/")) for link in truth.get("links", ())}
    runs = [run for block in got for run in block.get("runs") or () if run.get("link")]
    return _share(link in {(fold(run["text"]), run["link"].rstrip("/")) for run in runs} for link in wanted)


def _table_cells(wanted: Sequence[Json], got: Sequence[Json]) -> float | None:
    if not any(block["kind"] == "table" for block in wanted):
        return None
    one, other = (
        Counter(cell for block in blocks if block["kind"] == "table" for row in _cells(block) for cell in row if cell)
        for blocks in (wanted, got)
    )
    return _f1((one & other).total(), one.total(), other.total())


def _occurs(term: str, text: str, *, whole: bool = False) -> bool:
    """Look for a term in a text; one of up to four letters only as a whole word, a longer one also inside words."""
    term, text = fold(term).lower(), text.lower()
    if whole or len(term) <= 4:
        return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None
    return term in text


def _f1(hits: int, wanted: int, got: int) -> float | None:
    return 2 * hits / (wanted + got) if wanted or got else None


def _share(outcomes: Iterable[bool]) -> float | None:
    counted = list(outcomes)
    return sum(counted) / len(counted) if counted else None
