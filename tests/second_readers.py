"""The text of files by other libraries than the project's own, to compare with. Each function takes a path."""

import email.policy
import re
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MOST_PAGES = 8
"""Pages of a PDF that are read."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def docx(path: Path) -> Iterator[str]:
    """Paragraphs of the body and its tables, headers and footers, by python-docx."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = Document(str(path))
    roots = [document.element.body]
    for section in document.sections:
        roots += [part._element for part in (section.header, section.footer) if not part.is_linked_to_previous]
    for root in roots:
        # What an alternative of a drawing repeats for old programs is the same text.
        repeated = {id(each) for copy in root.iter(_FALLBACK) for each in copy.iter()}
        for element in root.iter(qn("w:p")):
            if id(element) not in repeated:
                yield Paragraph(element, document).text


def pptx(path: Path) -> Iterator[str]:
    """Text frames, tables and notes of the slides, by python-pptx."""
    from pptx import Presentation

    def texts(shapes: Any) -> Iterator[str]:
        for shape in shapes:
            if shape.has_text_frame:
                yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)
            if getattr(shape, "has_table", False) and shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            if hasattr(shape, "shapes"):
                yield from texts(shape.shapes)

    for slide in Presentation(str(path)).slides:
        yield from texts(slide.shapes)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def xlsx(path: Path) -> Iterator[str]:
    """Texts of cells, and numbers that are shown as they are, by openpyxl."""
    from openpyxl import load_workbook

    for sheet in load_workbook(path, data_only=True).worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    yield cell.comment.text
                if isinstance(cell.value, str) or (isinstance(cell.value, int) and cell.number_format == "General"):
                    yield str(cell.value)


def odt(path: Path) -> Iterator[str]:
    """Paragraphs and headings, by the standard library's tree of the XML."""
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    yield from _paragraphs(root, text)


def _paragraphs(element: ElementTree.Element, text: str) -> Iterator[str]:
    """The paragraphs below an element, each without those that are inside it."""
    for child in element:
        if child.tag in (f"{text}p", f"{text}h"):
            yield "".join(_own(child, text))
        if child.tag != f"{text}tracked-changes":
            yield from _paragraphs(child, text)


def _own(element: ElementTree.Element, text: str) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in (f"{text}s", f"{text}tab", f"{text}line-break"):
            yield " "
        elif child.tag.startswith(text) and child.tag not in (f"{text}p", f"{text}h", f"{text}note"):
            yield from _own(child, text)
        yield child.tail or ""


def rtf(path: Path) -> Iterator[str]:
    """All text, by striprtf."""
    from striprtf.striprtf import rtf_to_text

    yield rtf_to_text(path.read_bytes().decode("latin-1"), errors="ignore")


def epub(path: Path) -> Iterator[str]:
    """The pages that the book's package lists, by the standard library's parser of HTML."""
    with zipfile.ZipFile(path) as archive:
        container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
        package = next(element.attrib["full-path"] for element in container.iter() if "full-path" in element.attrib)
        tree = ElementTree.fromstring(archive.read(package))
        opf = "{http://www.idpf.org/2007/opf}"
        names = {item.attrib["id"]: item.attrib["href"] for item in tree.iter(f"{opf}item")}
        folder = package.rpartition("/")[0]
        order = (names[item.attrib["idref"]].partition("#")[0] for item in tree.iter(f"{opf}itemref"))
        for name in dict.fromkeys(order):
            page = _Page()
            page.feed(archive.read(f"{folder}/{name}" if folder else name).decode())
            yield "".join(page.texts)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self._hidden += tag in ("script", "style", "head")
        self.texts.append("" if tag in _INLINE else "\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "head")
        self.texts.append("" if tag in _INLINE else "\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "var",
    ]
)


def eml(path: Path) -> Iterator[str]:
    """Subject and parts of plain text, by the standard library's newer interface."""
    message = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
    yield str(message["subject"] or "")
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            yield str(part.get_content())


def pdf(path: Path) -> Iterator[str]:
    """The text of the first pages, by pdfminer.six."""
    from pdfminer.high_level import extract_text

    # Halves of words at the ends of lines are put together, as other readers do.
    yield re.sub("[-\u00ad]\n", "", extract_text(str(path), maxpages=MOST_PAGES))
