"""Address books and calendars (vcf, ics): a document for each card, event, task or journal entry (RFC 6350, 5545)."""

import quopri
import re
from collections.abc import Iterator
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_date, clean_line, clean_text
from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract.whole import clean_fields, content, decoded
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_LINE = expression(r'((?:[A-Za-z0-9-]+\.)?[A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_ENTRIES = frozenset(["VCARD", "VEVENT", "VTODO", "VJOURNAL"])
_UNSEEN = frozenset(
    ["VERSION", "PRODID", "UID", "REV", "PHOTO", "LOGO", "KEY", "SOUND", "SEQUENCE", "DTSTAMP", "CLASS",
     "TRANSP", "RRULE", "TZID", "CALSCALE", "METHOD", "BEGIN", "END", "CREATED", "LAST-MODIFIED", "N", "STATUS",
     "PRIORITY", "TRIGGER", "ACTION"]
)  # fmt: skip
_PEOPLE = ("ORGANIZER", "ATTENDEE")
_FOLD = expression(rb"\r?\n[ \t]")
_SOFT_END = expression(r"(?:=[0-9A-F]{2})+=?(?:;.*)?", re.IGNORECASE)
_COMMON_NAME = expression(r';CN=(?:"([^"]*)"|([^;:]*))', re.IGNORECASE)
_DAY = expression(r"(\d{4})-?(\d\d)-?(\d\d).*")


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """The entries in their order; `number` is the line where one begins."""
    data = content(found, stream, settings)
    result = data if isinstance(data, Problem) else decoded(found, _whole(data))
    if isinstance(result, Problem):
        yield result
        return
    type = "vcf" if "BEGIN:VCARD" in result.text[:2000].upper() else "ics"
    entry: list[tuple[str, str]] = []
    kind, begins = "", 0
    for number, line in _unfolded(result.text):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        name = match[1].rpartition(".")[2].upper()
        value = _value(match[2].upper(), match[3])
        if name in _PEOPLE and (person := _COMMON_NAME.search(match[2])):
            value = f"{person[1] or person[2]} {value}".strip()
        if name == "BEGIN" and value.upper() in _ENTRIES and not kind:
            kind, begins, entry = value.upper(), number, []
        elif name == "END" and value.upper() == kind:
            yield from _document(found, entry, type, begins)
            kind = ""
        elif kind:
            entry.append((name, value))
    if kind:
        yield from _document(found, entry, type, begins)
    if result.note:
        yield Problem(found.key, result.note, is_note=True)


def _whole(data: bytes) -> bytes:
    """The file with the characters whole that some programs fold in the middle of."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return _FOLD.sub(b"", data)
    return data


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with the number of their first: those that begin with a blank, or behind a soft end, go on.

    Telephones leave the soft end out between characters that are quoted.
    """
    begins, held = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        is_quoted = "QUOTED-PRINTABLE" in held[:200].upper()
        if held.endswith("=") and is_quoted:
            held = held[:-1] + line.lstrip(" \t")
        elif held and line[:1] in (" ", "\t"):
            held += line[1:]
        elif is_quoted and _SOFT_END.fullmatch(line):
            held += line
        else:
            if held:
                yield begins, held
            begins, held = number, line
    if held:
        yield begins, held


def _value(parameters: str, value: str) -> str:
    if "QUOTED-PRINTABLE" in parameters:
        charset = re.search(r"CHARSET=([^;:]+)", parameters)
        try:
            value = decode(quopri.decodestring(value.encode()), charset[1] if charset else "").text
        except UndecodableError:
            return ""
    return re.sub(r"\\([nN,;:\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _document(found: FoundFile, entry: list[tuple[str, str]], type: str, number: int) -> Iterator[Document | Problem]:
    known = dict(reversed(entry))
    lines = [
        f"{name.lower()}: {_shown(name, value)}" for name, value in entry if name not in _UNSEEN and _shown(name, value)
    ]
    text, _ = clean_text("\n".join(lines))
    title = clean_line(known.get("FN") or known.get("SUMMARY") or known.get("N", "").replace(";", " "))
    if not text.strip():
        text = title
    if not text.strip():
        return
    day = _DAY.fullmatch(known.get("DTSTART") or known.get("DUE") or "")
    date = clean_date("-".join(day.groups())) if day else ""
    tags = [("tag", tag) for name, value in entry if name == "CATEGORIES" for tag in value.split(",")]
    people = [
        ("from" if name == "ORGANIZER" else "to", re.sub("(?i)\\bmailto:", "", value))
        for name, value in entry
        if name in _PEOPLE
    ]
    yield Document(
        f"{found.id}#{number}", found.key, text, title, type, date=date, number=number,
        fields=tuple(clean_fields((*tags, *people))),
    )  # fmt: skip


def _shown(name: str, value: str) -> str:
    if value.startswith(("data:", "http://www.w3.org")) or len(value) > 20_000:
        return ""
    return " ".join(part for part in value.split(";") if part) if name in ("ADR", "ORG") else value
