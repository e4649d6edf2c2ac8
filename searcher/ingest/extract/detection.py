"""What a file is: by its content where that says it, by its suffix else. Knows no reader, only their names."""

import re

from searcher.expressions import expression
from searcher.records import dataclass

SNIFF_BYTES = 8192
"""How much of a file is looked at."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How a format is read: `module` beside this file; `whole` when it needs all of the file in memory; `onward` when
    it reads from the beginning to the end, record by record.

    `binary` files are far larger than their text, so that their limit is higher. `version` is to be raised when it
    gives other text for the same bytes: then its files, and no others, are read again. `isolated`: it reads in a
    process of its own, with limits, for a file may make it loop, crash or eat memory.
    """

    module: str
    suffixes: tuple[str, ...]
    whole: bool = True
    binary: bool = False
    version: int = 1
    isolated: bool = True
    onward: bool = False


READERS = (
    Reader("txt", (".txt", ".text", ".log"), isolated=False),
    Reader("markdown", (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd"), version=2, isolated=False),
    Reader("html", (".html", ".htm", ".xhtml"), version=2, isolated=False),
    Reader("jsonl", (".jsonl", ".ndjson"), whole=False, isolated=False, onward=True),
    Reader("table", (".csv", ".tsv"), whole=False, version=2, isolated=False, onward=True),
    Reader("xml", (".xml", ".fb2", ".fodt", ".fodp", ".rss", ".atom", ".opml", ".xsl", ".svg"), version=3),
    Reader("json_file", (".json", ".geojson", ".ipynb", ".webmanifest"), version=2),
    Reader("marked", (".rst", ".srt", ".vtt", ".properties", ".ass", ".ssa", ".lrc"), version=2),
    Reader("latex", (".tex", ".ltx", ".bib")),
    Reader("catalogs", (".po", ".pot", ".strings")),
    Reader("cards", (".vcf", ".ics"), version=2),
    Reader("mail", (".eml", ".emlx", ".mht", ".mhtml"), version=3),
    Reader("mailbox", (".mbox", ".mbx"), whole=False, version=3, onward=True),
    Reader("rtf", (".rtf",), binary=True, version=3),
    Reader("pdf", (".pdf",), binary=True, version=3),
    Reader("image", (".png", ".jpg", ".jpeg", ".tif", ".tiff"), binary=True),
    Reader("package", (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xlsb", ".pptx", ".pptm", ".ppsx", ".odt", ".ods",
                       ".odp", ".odg", ".epub", ".xps", ".oxps", ".zip"), whole=False, binary=True, version=3),
    Reader("compound", (".doc", ".xls", ".ppt", ".msg", ".hwp"), whole=False, binary=True, version=3),
    Reader("tnef", (".tnef",), binary=True),
    Reader("archive", (".tar",), whole=False, binary=True, version=2, onward=True),
    Reader("compressed", (".gz", ".bz2", ".xz", ".zst", ".tgz", ".tbz2", ".txz"), whole=False, binary=True,
           version=2, onward=True),
    Reader("seven_zip", (".7z",), whole=False, binary=True, version=2),
    Reader("warc", (".warc",), whole=False, binary=True, version=2, onward=True),
)  # fmt: skip
BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}
_BY_MODULE = {reader.module: reader for reader in READERS}
# (where, what, the module that reads it)
_SIGNATURES = (
    (0, b"%PDF-", "pdf"), (0, b"PK\x03\x04", "package"), (0, b"PK\x05\x06", "package"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"), (0, b"{\\rtf", "rtf"), (0, b"\x1f\x8b", "compressed"),
    (0, b"BZh", "compressed"), (0, b"\xfd7zXZ\0", "compressed"), (0, b"\x28\xb5\x2f\xfd", "compressed"),
    (0, b"7z\xbc\xaf\x27\x1c", "seven_zip"), (257, b"ustar", "archive"), (0, b"WARC/", "warc"),
    (0, b"\x78\x9f\x3e\x22", "tnef"), (0, b"\x01\x01\x01\x01\n", "mailbox"),
    (0, b"\x89PNG\r\n", "image"), (0, b"\xff\xd8\xff", "image"),
)  # fmt: skip
_REFUSED = (
    (0, b"ITSF", "is a compiled help file (chm): decompile it to HTML to search it"),
    (0, b"AT&TFORM", "is a DjVu file: convert it to PDF to search it"),
    (0, b"Rar!\x1a\x07", "is a RAR archive: unpack it to search it"),
    (0, b"\xffWPC", "is a WordPerfect document: save it in another format to search it"),
    (0, b"GIF8", "is a GIF image, which holds no text"),
    (0, b"RIFF", "is sound or pictures, which hold no text"),
    (0, b"ID3", "is sound, which holds no text"),
    (4, b"ftyp", "is film or pictures, which hold no text"),
    (0, b"\x7fELF", "is a program"),
    (0, b"MZ\x90\0", "is a program"),
    (0, b"\xca\xfe\xba\xbe", "is a program"),
    (0, b"SQLite format 3\0", "is a database"),
    (4, b"Standard Jet DB\0", "is a database"),
    (4, b"Standard ACE DB\0", "is a database"),
    (60, b"BOOKMOBI", "is a Kindle or Mobipocket book: convert it to EPUB to search it"),
    (60, b"TEXtREAd", "is a Palm book: convert it to EPUB to search it"),
    (0, b"!BDN", "is a mailbox of Outlook (pst, ost): export it as mbox or msg to search it"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "is a notebook of OneNote: export it as PDF or docx to search it"),
    (0, b"bplist00", "is a binary property list"),
    (0, b"OggS", "is sound or film, which holds no text"),
    (0, b"fLaC", "is sound, which holds no text"),
    (0, b"\x1a\x45\xdf\xa3", "is film, which holds no text"),
    (0, b"BM", "is a BMP image, which holds no text"),
    (0, b"8BPS", "is a picture of Photoshop: convert it to PNG to search it"),
    (0, b"\xed\xab\xee\xdb", "is a package of software (rpm)"),
    (0, b"ZIM\x04", "is a ZIM archive: open it with Kiwix to search it"),
)
# The same for what may hold no NUL.
_REFUSED_TEXT = (
    (b"\x1f\x9d", "is a compressed file (compress): unpack it to search it"),
    (b"%!PS", "is PostScript, a program that draws pages: convert it to PDF to search it"),
    (b"-----BEGIN PGP MESSAGE-----", "is encrypted with PGP: decrypt it to search it"),
    (b"!<arch>\n", "is an archive of programs (ar) or a package of software (deb)"),
    (b"070701", "is a cpio archive: unpack it to search it"),
    (b"070707", "is a cpio archive: unpack it to search it"),
)
# Photographs as cameras store them begin like this too: the suffix decides.
_TIFF = (b"II*\0", b"MM\0*")
_TIFF_SUFFIXES = frozenset(["", ".tif", ".tiff"])
# Suffixes that many kinds of content have, or none: these files are looked at for what text they hold.
_OPEN = frozenset(["", ".txt", ".text", ".log"])
_MANUAL = expression(r"\.[1-9][a-z]{0,6}")
_MACROS = expression(rb"(?:\A|\n)\.(?:TH|Dd|Dt|SH) ")
_HEADER = expression(rb"(?:\A|\n)(from|to|subject|date|received|return-path|message-id|mime-version):", re.IGNORECASE)
_HEADERS = 3
_SAVED_PAGE = expression(rb"(?:\A|\n)content-type:\s*multipart/related\b", re.IGNORECASE)
# Readers of PDF forgive what stands before its first line, as mail programs and old file systems leave it.
_PDF_HEADER = 1024
_BLANK = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PAGE_PART = expression(rb"<(?:table|meta|head|body|style|div|p|center|font|!--)[\s>-]", re.IGNORECASE)


def suffix_of(name: str) -> str:
    """The suffix that tells the format, in lower case: ".txt", or "" for none."""
    last = name.rpartition("/")[2]
    at = last.rfind(".")
    return last[at:].lower() if 0 < at < len(last) - 1 else ""


def reader_of(name: str, beginning: bytes) -> Reader | str:
    """Who reads a file of this name that begins so; or why nobody does, "" if it may be any text."""
    for at, mark, module in _SIGNATURES:
        if beginning.startswith(mark, at):
            return _BY_MODULE[module]
    for at, mark, reason in _REFUSED:
        if beginning.startswith(mark, at) and b"\0" in beginning:
            return reason
    for mark, reason in _REFUSED_TEXT:
        if beginning.startswith(mark):
            return reason
    suffix = suffix_of(name)
    known = BY_SUFFIX.get(suffix)
    if suffix in _TIFF_SUFFIXES and beginning.startswith(_TIFF):
        return _BY_MODULE["image"]
    if suffix == ".pdf" and b"%PDF-" in beginning[:_PDF_HEADER]:
        return _BY_MODULE["pdf"]
    if known is not None and known.binary:
        # Office programs open pages and tables under their own suffixes, so people have such files.
        if found := _by_text(beginning) or _page(beginning):
            return found
        if known.module == "archive":
            return known  # the oldest ones have no mark
        is_text = b"\0" not in beginning or beginning.startswith(_WIDE_MARKS)
        return "" if is_text else f"is no {suffix[1:]} file, or a damaged one"
    if known is not None and suffix not in _OPEN:
        return known
    if _MANUAL.fullmatch(suffix) and _MACROS.search(beginning):
        return _BY_MODULE["marked"]
    return _by_text(beginning) or known or ""


def _by_text(beginning: bytes) -> Reader | None:
    """The reader of a text that tells what it is by its first lines."""
    text = _plain(beginning)
    first = text[:200].lower()
    if first.startswith((b"<!doctype html", b"<html")):
        return _BY_MODULE["html"]
    if first.startswith(b"<?xml") or (first.startswith(b"<") and b"xmlns" in text[:1000]):
        return _BY_MODULE["xml"]
    if first.startswith((b"begin:vcard", b"begin:vcalendar")):
        return _BY_MODULE["cards"]
    if first.startswith(b"webvtt"):
        return _BY_MODULE["marked"]
    if first.startswith(b"from ") and _HEADER.search(text):
        return _BY_MODULE["mailbox"]
    head = text.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    names = {name.lower() for name in _HEADER.findall(head)}
    if len(names) >= _HEADERS or (b"mime-version" in names and _SAVED_PAGE.search(head)):
        return _BY_MODULE["mail"]
    return None


def _page(beginning: bytes) -> Reader | None:
    """The reader of pages for a file of a program's suffix that is a part of one, as reports are written for it."""
    return _BY_MODULE["html"] if _PAGE_PART.match(_plain(beginning)) else None


def _plain(beginning: bytes) -> bytes:
    """The beginning as ASCII shows it, without a mark and blanks."""
    if beginning.startswith(_WIDE_MARKS):
        beginning = beginning[: len(beginning) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    return beginning.removeprefix(_MARK).lstrip(_BLANK)
