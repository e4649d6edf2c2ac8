"""PDF: the text of each page, by PDFium, with what was filled in and noted on it.

Pages without any text are named, for they may be scans.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.members import TooMuchError, read_member, room_of, take
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.pdf_beside import Beside, beside, open_form, xml_form
from searcher.ingest.extract.pdf_scans import Scanned, page_ranges, scanned_pages
from searcher.ingest.extract.whole import content, of_parts
from searcher.ingest.hyphens import rejoined
from searcher.ingest.ocr import MARK, Scans, is_there
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

if TYPE_CHECKING:
    import pypdfium2

_DATE = expression(r"D?:?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?")
# PDFium writes a hyphen at the end of a line, which joins the halves of a word, as one of these.
_JOINED = expression("[\x02\ufffe]\r?\n?")
_PASSWORD_ERROR = 4
# What stands for letters that a font does not tell; a page with so large a share of them is not what people read.
_UNTOLD = expression("[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_UNTOLD_SHARE = 0.1


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One document with a place for each page, and the files attached to it."""
    import pypdfium2

    data = content(found, stream, settings, binary=True)
    if isinstance(data, Problem):
        yield data
        return
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", 0) == _PASSWORD_ERROR
        reason = "is encrypted: save it without a password to search it" if is_locked else "is a damaged PDF"
        yield Problem(found.key, reason)
        return
    try:
        yield from _documents(found, file, settings)
    finally:
        file.close()


def _documents(found: FoundFile, file: "pypdfium2.PdfDocument", settings: Settings) -> Iterator[Document | Problem]:
    import pypdfium2
    from pypdfium2 import raw

    parts = Parts(settings)
    texts: dict[int, str] = {}
    over: dict[int, Beside] = {}
    pictures: list[int] = []
    untold: list[int] = []
    characters = 0
    open_form(file)
    for number in range(1, len(file) + 1):
        if characters > settings.max_file_bytes:
            break
        try:
            page = file[number - 1]
            words = page.get_textpage()
            text = rejoined(words.get_text_range(), _JOINED)
            if text.strip():
                texts[number] = text
                characters += len(text)
                if len(_UNTOLD.findall(text)) > _UNTOLD_SHARE * len("".join(text.split())):
                    untold.append(number)
            elif any(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])):
                pictures.append(number)
            over[number] = beside(page)
            words.close()
            page.close()
        except pypdfium2.PdfiumError:
            parts.note(f"page {number} is damaged")
    scanned = Scanned(pictures)
    if pictures and settings.ocr and is_there():
        scanned = scanned_pages(file, pictures, Scans(settings, "\n".join(texts.values())))
    for number in range(1, len(file) + 1):
        if number in texts:
            parts.add(texts[number], f"page {number}")
        elif number in scanned.texts:
            parts.add(scanned.texts[number], f"page {number}, {MARK}")
        if number in over:
            parts.add(over[number].fields, f"page {number}, form")
            parts.add(over[number].comments, f"page {number}, comments")
    parts.add(xml_form(file), "form")
    if untold:
        parts.note(f"many letters on {page_ranges(untold)} cannot be told: fonts of the file do not say them")
    for note in scanned.notes(settings):
        parts.note(note)
    about = file.get_metadata_dict(skip_empty=True)
    fields = [("author", about.get("Author", "")), ("subject", about.get("Subject", ""))]
    fields += [("tag", tag) for tag in re.split("[,;]", about.get("Keywords", ""))]
    date = _date(about.get("CreationDate", ""))
    title = about.get("Title", "")
    yield from of_parts(found, parts, type="pdf", title=title, date=date, fields=fields, lacks=scanned.lacks)
    room = room_of(found)
    for at in range(file.count_attachments()):
        attachment = file.get_attachment(at)
        try:
            data = bytes(attachment.get_data())
            take(room, len(data))
        except (pypdfium2.PdfiumError, TooMuchError) as error:
            yield Problem(found.key, f"{attachment.get_name()}: cannot be unpacked ({error})", is_note=True)
            continue
        name = attachment.get_name()
        yield from read_member(found, name, data, settings, room, f"attachment {name}")


def _date(text: str) -> str:
    found = _DATE.match(text)
    if found is None:
        return ""
    year, month, day, hour, minute, second = found.groups()
    time = f"T{hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month or '01'}-{day or '01'}{time}"
