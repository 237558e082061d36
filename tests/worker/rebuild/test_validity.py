"""The files are what the schema of WordprocessingML asks for, so that no program has to mend them."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from document.note import Block, BlockKind, Note, Page, Run
from worker.rebuild import rebuild_note, rebuild_review

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

# Written down from ECMA-376 part 1, annex A, apart from the list that the code has.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "settings": "zoom mirrorMargins autoHyphenation hyphenationZone defaultTabStop evenAndOddHeaders "
    "characterSpacingControl footnotePr endnotePr compat themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "compat": "doNotUseHTMLParagraphAutoSpacing compatSetting",
}


def parts(data: bytes) -> dict[str, etree._Element]:
    """Give the parsed XML parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels"))}


def check_file(data: bytes) -> None:
    """Assert all that Word asks of a file and python-docx does not see to."""
    found = parts(data)
    for name, root in found.items():
        check_orders(name, root)
        check_relationships(name, root, found, data)
    everything = [node for root in found.values() for node in root.iter()]
    check_bookmarks(found["word/document.xml"])
    assert all(node.get("Requires") in node.nsmap for node in everything if str(node.tag).endswith("}Choice"))
    drawings = [node.get("id") for node in everything if node.tag == f"{WP}docPr"]
    assert len(drawings) == len(set(drawings))
    styles = {node.get(f"{W}styleId") for node in found["word/styles.xml"].iter(f"{W}style")}
    for tag in ("pStyle", "rStyle", "basedOn", "next"):
        assert {node.get(f"{W}val") for node in everything if node.tag == W + tag} <= styles
    numbers = {node.get(f"{W}numId") for node in found["word/numbering.xml"].iter(f"{W}num")}
    assert {node.get(f"{W}val") for node in everything if node.tag == f"{W}numId"} <= numbers
    check_cells(found["word/document.xml"])


def check_orders(name: str, root: etree._Element) -> None:
    """Assert that the children of property elements come in the schema's order, and only once each."""
    repeated = {"lvl", "tr", "abstractNum", "num", "headerReference", "footerReference", "bookmarkStart", "bookmarkEnd"}
    for node in root.iter(*(W + parent for parent in ORDERS)):
        parent = etree.QName(node).localname
        order = ORDERS[parent].split()
        children = [etree.QName(child).localname for child in node]
        assert [order.index(child) for child in children] == sorted(order.index(child) for child in children), (
            name,
            parent,
            children,
        )
        twice = {child for child, count in Counter(children).items() if count > 1}
        assert twice <= repeated, (name, parent, twice)


def check_relationships(name: str, root: etree._Element, found: dict[str, etree._Element], data: bytes) -> None:
    """Assert that every relationship used is there, and that its part is too."""
    used = {value for node in root.iter() for key, value in node.attrib.items() if str(key).startswith(R)}
    folder, base = posixpath.split(name)
    held = found.get(f"{folder}/_rels/{base}.rels")
    told = {} if held is None else {one.get("Id"): one for one in held}
    assert used <= set(told), name
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = set(file.namelist())
    for one in told.values():
        if one.get("TargetMode") != "External":
            assert posixpath.normpath(posixpath.join(folder, one.get("Target") or "")).lstrip("/") in names


def check_bookmarks(root: etree._Element) -> None:
    """Assert that bookmarks have names and numbers of their own, and end."""
    starts = list(root.iter(f"{W}bookmarkStart"))
    numbers = [node.get(f"{W}id") for node in starts]
    names = [node.get(f"{W}name") or "" for node in starts]
    assert len(set(numbers)) == len(numbers)
    assert len(set(names)) == len(names)
    assert sorted(numbers) == sorted(node.get(f"{W}id") for node in root.iter(f"{W}bookmarkEnd"))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in names)


def check_cells(root: etree._Element) -> None:
    """Assert that each cell ends in a paragraph and each row reaches the grid's end."""
    for cell in root.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    for table in root.iter(f"{W}tbl"):
        columns = len(table.find(f"{W}tblGrid"))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
            assert sum(1 if span is None else int(span.get(f"{W}val") or 1) for span in spans) == columns


def test_the_note_is_valid(note, translated):
    """A note with a little of everything makes a file that needs no mending."""
    check_file(rebuild_note(note, translated(note)))


def test_the_review_copy_is_valid(note, translated, findings):
    """So does its review copy, comments included."""
    check_file(rebuild_review(note, translated(note, findings=findings)))


def test_an_empty_note_is_valid(translated):
    """A note without pages and blocks makes files too."""
    empty = Note(language="fr", pages=(), blocks=())
    check_file(rebuild_note(empty, translated(empty)))
    check_file(rebuild_review(empty, translated(empty)))


@pytest.mark.parametrize(
    "text", ["a\x00b\x0bc\ud800d", "x" * 5000, "", " ", "\t\n", "<&>\"'", "א مرحبا 漢字 👍", "\u00ad\u2011\u202f"]
)
def test_no_text_breaks_the_file(text, translated):
    """Control characters, lone surrogates, endless words and foreign scripts are all written, or left out."""
    runs = (Run(text=text, link=f"https://example.org/{text}"), Run(text=text))
    blocks = tuple(Block(id=f"b{kind}", kind=kind, runs=runs) for kind in BlockKind if kind is not BlockKind.TABLE)
    odd = Note(language="fr", pages=(Page(number=1, width=595, height=842),), blocks=blocks)
    check_file(rebuild_note(odd, translated(odd)))
    check_file(rebuild_review(odd, translated(odd)))


# The fixtures are frozen records and functions, so examples may share them.
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.sampled_from(range(14)), max_size=8))
def test_any_choice_of_blocks_is_valid(places, note, translated):
    """Blocks may come in any order and number, tables at the ends and beside each other included."""
    chosen = tuple(replace(note.blocks[place], id=f"c{number}") for number, place in enumerate(places))
    odd = replace(note, blocks=chosen)
    check_file(rebuild_note(odd, translated(odd)))
