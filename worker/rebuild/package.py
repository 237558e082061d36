"""A Word file while it is being written: its parts, its running numbers, and its bytes at the end.

It begins as python-docx's template, from which everything is taken that would speak of somebody else's document.
Equal input gives equal bytes: no clock is read, and the zip's entries carry one fixed moment.
"""

import io
import zipfile
from datetime import UTC, datetime
from itertools import count

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.parts.story import StoryPart
from lxml import etree

from document.note import Zone
from worker.rebuild.fonts import font_table
from worker.rebuild.ooxml import NAMESPACES, Element, clean, element, value

_FOREIGN = (
    "stylesWithEffects",
    "customXml",
    "thumbnail",
    "theme",
    "webSettings",
    "fontTable",
    "extended-properties",
)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
# The format identifier that every custom property of a document carries (MS-OLEPS, FMTID_UserDefinedProperties).
_USER_DEFINED = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_RUNNING = {
    "header": ("w:hdr", CT.WML_HEADER, RT.HEADER),
    "footer": ("w:ftr", CT.WML_FOOTER, RT.FOOTER),
}
_FONTS, _ASCII = (f"{{{NAMESPACES['w']}}}{name}" for name in ("rFonts", "ascii"))
_COMPATIBILITY = "http://schemas.microsoft.com/office/word"


class Package:
    """The parts of one Word file under construction."""

    def __init__(self) -> None:
        """Begin with an empty body, no styles and no lists."""
        self.document: Document = docx.Document()
        self._bookmarks: set[str] = set()
        self._drawings = count(1)
        self._running = count(1)
        self._pictures: dict[str, Part] = {}
        self._drop_foreign_parts()
        for child in list(self.body):
            self.body.remove(child)
        self.styles = self._emptied(self.document.styles.element)
        self.numbering = self._emptied(self.document.part.numbering_part.element)
        self.settings = self._emptied(self.document.settings.element)

    @property
    def body(self) -> Element:
        """The element that holds the paragraphs and tables."""
        body: Element = self.document.element.body
        return body

    @property
    def main(self) -> StoryPart:
        """The part that holds the body."""
        return self.document.part

    def new_bookmark(self, name: str) -> int | None:
        """Give a number that no other bookmark of the file has; None when its name is taken, in whatever part."""
        if name in self._bookmarks:
            return None
        self._bookmarks.add(name)
        return len(self._bookmarks)

    def next_drawing(self) -> int:
        """Give a number that no other drawing of the file has, in whatever part it stands."""
        return next(self._drawings)

    def picture(self, part: Part, key: str, data: bytes, media_type: str) -> str:
        """Keep a picture's bytes once under ``key``, and give the relationship by which ``part`` shows it."""
        if key not in self._pictures:
            ending = "jpg" if media_type == "image/jpeg" else "png"
            name = PackURI(f"/word/media/image{len(self._pictures) + 1}.{ending}")
            self._pictures[key] = Part(name, media_type, data, self.document.part.package)
        return part.relate_to(self._pictures[key], RT.IMAGE)

    def running_part(self, zone: Zone) -> tuple[XmlPart, str]:
        """Add an empty header or footer, and give it with the body's relationship to it."""
        name = "header" if zone is Zone.HEADER else "footer"
        number = next(self._running)
        tag, content_type, relationship = _RUNNING[name]
        part = self.add_part(f"/word/{name}{number}.xml", content_type, relationship, element(tag))
        return part, self.document.part.relate_to(part, relationship)

    def add_part(self, name: str, content_type: str, relationship: str, root: Element) -> XmlPart:
        """Add a part beside the body, and the body's relationship to it."""
        part = XmlPart(PackURI(name), content_type, root, self.document.part.package)
        self.document.part.relate_to(part, relationship)
        return part

    def set_settings(self, *, hyphenate: bool, even_and_odd: bool, footnotes: bool, language: str) -> None:
        """Write the settings of the whole document."""
        told = [element("w:zoom", {"w:percent": 100})]
        if hyphenate:
            told.append(element("w:autoHyphenation"))
        told.append(value("w:defaultTabStop", 720))
        if even_and_odd:
            told.append(element("w:evenAndOddHeaders"))
        told.append(value("w:characterSpacingControl", "doNotCompress"))
        if footnotes:
            separators = [element("w:footnote", {"w:id": number}) for number in (-1, 0)]
            told.append(element("w:footnotePr", None, *separators))
        # White above and below adds up, as on the page that it was measured on.
        mode = {"w:name": "compatibilityMode", "w:uri": _COMPATIBILITY, "w:val": 15}
        told.append(
            element(
                "w:compat",
                None,
                element("w:doNotUseHTMLParagraphAutoSpacing"),
                element("w:compatSetting", mode),
            )
        )
        told += [
            element("w:themeFontLang", {"w:val": language}),
            value("w:decimalSymbol", "."),
            value("w:listSeparator", ","),
        ]
        self.settings.extend(told)

    def set_properties(  # noqa: PLR0913 - the properties of a document are that many
        self,
        *,
        title: str,
        language: str,
        keywords: str,
        comments: str,
        custom: dict[str, str],
        written: datetime | None,
    ) -> None:
        """Write who made the document of what, in the places where Word shows it."""
        plain = self.document.core_properties
        for child in list(plain._element):  # noqa: SLF001 - the template's own author and dates have no setter
            plain._element.remove(child)  # noqa: SLF001
        plain.title, plain.language = _short(title), language
        plain.keywords, plain.comments = _short(keywords), _short(comments)
        plain.author = plain.last_modified_by = "Tripont"
        if written:
            plain.created = plain.modified = written.astimezone(UTC).replace(tzinfo=None)
        self._relate_to_package("/docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, RT.EXTENDED_PROPERTIES, _application())
        self._relate_to_package(
            "/docProps/custom.xml", CT.OFC_CUSTOM_PROPERTIES, RT.CUSTOM_PROPERTIES, _custom_properties(custom)
        )

    def pack(self) -> bytes:
        """Give the file's bytes."""
        self.add_part("/word/fontTable.xml", CT.WML_FONT_TABLE, RT.FONT_TABLE, self._fonts())
        loose = io.BytesIO()
        self.document.save(loose)
        tight = io.BytesIO()
        with zipfile.ZipFile(loose) as source, zipfile.ZipFile(tight, "w", zipfile.ZIP_DEFLATED) as target:
            for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return tight.getvalue()

    def _fonts(self) -> Element:
        roots = [self.styles, self.body]
        named = (node.get(_ASCII) for root in roots for node in root.iter(_FONTS))
        return element("w:fonts", None, *font_table(name for name in named if name))

    def _drop_foreign_parts(self) -> None:
        for owner in (self.document.part, self.document.part.package):
            for key, relationship in list(owner.rels.items()):
                if relationship.reltype.rpartition("/")[2] in _FOREIGN:
                    del owner.rels[key]

    def _relate_to_package(self, name: str, content_type: str, relationship: str, blob: bytes) -> None:
        package = self.document.part.package
        package.relate_to(Part(PackURI(name), content_type, blob, package), relationship)

    @staticmethod
    def _emptied(root: Element) -> Element:
        for child in list(root):
            root.remove(child)
        return root


def _short(text: str) -> str:
    """Cut to what a core property may hold."""
    return clean(text)[:255]


def _application() -> bytes:
    root = etree.Element(f"{{{_EXTENDED}}}Properties", nsmap={"ap": _EXTENDED})
    etree.SubElement(root, f"{{{_EXTENDED}}}Application").text = "Tripont"
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _custom_properties(pairs: dict[str, str]) -> bytes:
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={"cp": _CUSTOM, "vt": _VARIANT})
    # Numbers 0 and 1 are taken by the format itself.
    for number, (name, text) in enumerate(pairs.items(), start=2):
        held = etree.SubElement(
            root, f"{{{_CUSTOM}}}property", {"fmtid": _USER_DEFINED, "pid": str(number), "name": name}
        )
        etree.SubElement(held, f"{{{_VARIANT}}}lpwstr").text = clean(text)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
