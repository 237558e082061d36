"""What a tagged PDF says about its own text: which structure element each marked stretch belongs to.

Tags are evidence and not truth: word processors tag every line of a title as a paragraph of its own, and some
programs put a whole page into one element. Such tagging is not believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BLOCK_ROLES = _set(
    "P H H1 H2 H3 H4 H5 H6 Title Subtitle LI LBody Lbl TD TH Caption Note FENote BlockQuote Quote TOCI Aside Code"
)
"""Roles that make a block of their own; what lies in between (Span, Link, Em …) belongs to the block around it."""

DEEPEST = 200
"""No honest document nests deeper; a loop in the file does."""


@dataclass(frozen=True, slots=True)
class Element:
    """A block-level structure element: its role, the roles around it, outermost first, and its table and row.

    Tables and rows are numbered through the document.
    """

    role: str
    around: tuple[str, ...] = ()
    table: int | None = None
    row: int | None = None
    cell: int | None = None


@dataclass(slots=True)
class Tags:
    """The file's structure: elements by number, and which one each (page, marked content) belongs to.

    When ``trusted`` is false, no element has a role.
    """

    elements: list[Element] = field(default_factory=list)
    owners: dict[tuple[int, int], int] = field(default_factory=dict)
    trusted: bool = True

    def element(self, page: int | None, mcid: int | None) -> int | None:
        """Give the number of the element that holds this marked content, None when the file does not say."""
        if page is None or mcid is None:
            return None
        return self.owners.get((page, mcid))

    def cell(self, element: int | None) -> tuple[int, int, int] | None:
        """Give the table, row and cell that an element belongs to, None when it stands in no table."""
        if element is None or not self.trusted:
            return None
        one = self.elements[element]
        return None if one.table is None or one.row is None or one.cell is None else (one.table, one.row, one.cell)

    def role(self, element: int | None) -> str | None:
        """Give an element's role, None when it has none that can be believed."""
        return None if element is None or not self.trusted else self.elements[element].role


def read_tags(catalog: dict[str, Any]) -> Tags:
    """Read the structure tree of a document from its catalog; an untagged or broken tree gives no tags."""
    tags = Tags()
    root = resolve1(catalog.get("StructTreeRoot"))
    if not isinstance(root, dict):
        return tags
    roles = resolve1(root.get("RoleMap"))
    role_map = {str(k): _name(resolve1(v)) for k, v in roles.items()} if isinstance(roles, dict) else {}
    stack = [_Visit(kid, None, None, ()) for kid in reversed(list(_kids(root)))]
    seen: set[int] = set()
    while stack:
        stack.extend(reversed(_enter(stack.pop(), tags, role_map, seen)))
    return tags


@dataclass(frozen=True, slots=True)
class _Visit:
    node: Any
    page: int | None
    owner: int | None
    around: tuple[str, ...]
    table: int | None = None
    row: int | None = None
    cell: int | None = None


def _enter(visit: _Visit, tags: Tags, role_map: dict[str, str], seen: set[int]) -> list[_Visit]:
    """Record one node of the tree and give those below it."""
    if isinstance(visit.node, PDFObjRef):
        if visit.node.objid in seen:
            return []
        seen.add(visit.node.objid)
    node = resolve1(visit.node)
    if isinstance(node, int):
        _own(tags, visit.page, node, visit.owner)
        return []
    if not isinstance(node, dict) or len(visit.around) > DEEPEST:
        return []
    reference = node.get("Pg")
    page = reference.objid if isinstance(reference, PDFObjRef) else visit.page
    mcid = resolve1(node.get("MCID"))
    if isinstance(mcid, int):
        _own(tags, page, mcid, visit.owner)
        return []
    written = _name(resolve1(node.get("S")))
    role = written if written in BLOCK_ROLES else role_map.get(written, written)
    owner = visit.owner
    table, row, cell = _in_table(visit, role, len(seen))
    if role in BLOCK_ROLES and not (role == "P" and visit.around and visit.around[-1] in {"LBody", "LI", "TD", "TH"}):
        tags.elements.append(Element(role, visit.around, table, row, cell))
        owner = len(tags.elements) - 1
    return [_Visit(kid, page, owner, (*visit.around, role), table, row, cell) for kid in _kids(node)]


def _in_table(visit: _Visit, role: str, count: int) -> tuple[int | None, int | None, int | None]:
    """Number tables, rows and cells as they are entered; ``count`` grows from node to node."""
    if role == "Table":
        return count, None, None
    if role == "TR":
        return visit.table, count, None
    if role in {"TD", "TH"}:
        return visit.table, visit.row, count
    return visit.table, visit.row, visit.cell


def _kids(node: dict[str, Any]) -> Iterator[Any]:
    kids = resolve1(node.get("K"))
    if isinstance(kids, list):
        yield from kids
    elif kids is not None:
        yield node["K"]


def _own(tags: Tags, page: int | None, mcid: int, owner: int | None) -> None:
    if page is not None and owner is not None:
        tags.owners[page, mcid] = owner


def _name(value: Any) -> str:  # noqa: ANN401 (a PSLiteral, or whatever a broken file has there)
    name = getattr(value, "name", "")
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)
