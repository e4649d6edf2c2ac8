"""Mail (eml), saved web pages (mht), and mailboxes (mbox): text, headers and attachments of each message."""

import email
import email.message
import re
from collections.abc import Iterator
from email import policy
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from searcher.expressions import expression
from searcher.ingest.clean import clean_line
from searcher.ingest.document import Document, Problem
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract.html import declared_charset, read_page
from searcher.ingest.extract.mail_headers import decoded, header, people
from searcher.ingest.extract.members import Member, Room, TooMuchError, read_member, room_of, take
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import content, of_parts
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.records import replace

_FROM = expression(rb"From \S.*\d\d:\d\d.*\d{4}")
_MOST_PARTS = 1000
_MOST_DEPTH = 30
_HEADER_LINES = 1 << 16


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One message, and its attachments as documents of their own."""
    data = content(found, stream, settings)
    if isinstance(data, Problem):
        yield data
    else:
        yield from read_message(found, data, settings, room_of(found))


def read_mailbox(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """Each message of a mailbox, in memory bounded by one message; those that are too large are named."""
    room = room_of(found)
    for number, data in enumerate(_messages(stream, settings.max_file_bytes), 1):
        name = f"message {number}"
        if data is None:
            limit = f"the limit is {size_text(settings.max_file_bytes)} (max_file_bytes in searcher.toml)"
            yield Problem(found.key, f"{name} is too large: {limit}", is_note=True)
            continue
        outer = found.within if isinstance(found, Member) else ""
        within = f"{outer}, {name}" if outer else name
        member = Member(
            found.key, f"{found.id}#{number}", found.place, len(data), found.mtime_ns, found.device,
            found.ctime_ns, found.inode, within,
            found.depth if isinstance(found, Member) else 0, room,
        )  # fmt: skip
        for item in read_message(member, data, settings, room):
            if isinstance(item, Problem):
                yield replace(item, reason=f"{name}: {item.reason}", is_note=True)
            else:
                yield item if item.within else replace(item, within=within)


def _messages(stream: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The messages of a mailbox; None for one of more than `most` bytes."""
    lines: list[bytes] = []
    size = 0
    previous = b"\n"
    while line := stream.readline(_HEADER_LINES):
        if _FROM.match(line) and not previous.strip():
            if size:
                yield b"".join(lines) if size <= most else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= most:
                lines.append(line[1:] if re.match(rb">+From ", line) else line)
            else:
                lines = []
        previous = line
    if size:
        yield b"".join(lines) if size <= most else None


def read_message(found: FoundFile, data: bytes, settings: Settings, room: Room) -> Iterator[Document | Problem]:
    """The document of a message, and those of its attachments."""
    message = email.message_from_bytes(data, policy=policy.compat32)
    subject = header(message, "subject")
    parts = Parts(settings)
    if subject:
        parts.add(subject)
    attachments: list[tuple[str, bytes]] = []
    for part in _leaves(message):
        name = _file_name(part)
        kind = part.get_content_type()
        body = _content(part)
        if kind in ("text/plain", "text/html") and not name:
            _add_body(parts, body, kind, part.get_content_charset() or "")
        elif body and not kind.startswith(("image/", "audio/", "video/", "font/")) and kind != "text/css":
            attachments.append((name or ("message.eml" if kind == "message/rfc822" else "part"), body))
    fields = [
        ("from", _addresses(message, "from")),
        ("to", _addresses(message, "to")),
        ("to", _addresses(message, "cc")),
    ]
    fields += [("tag", tag) for tag in header(message, "keywords").split(",")]
    type = "mht" if found.id.lower().endswith((".mht", ".mhtml")) else "eml"
    yield from of_parts(found, parts, type=type, title=subject, date=_date(header(message, "date")), fields=fields)
    mail = " ".join(["of mail", *_between(message)])
    for name, body in attachments:
        try:
            take(room, len(body))
        except TooMuchError as error:
            yield Problem(found.key, str(error), is_note=True)
            return
        yield from read_member(found, name, body, settings, room, f"attachment {name} {mail}")


def _add_body(parts: Parts, body: bytes, kind: str, charset: str) -> None:
    try:
        result = decode(body, charset or (declared_charset(body) if kind == "text/html" else ""))
    except UndecodableError as error:
        parts.note(f"a part {error}")
        return
    if result.note:
        parts.note(result.note)
    text = read_page(result.text).text() if kind == "text/html" else result.text
    parts.add(text)


def _leaves(message: "email.message.Message[str, str]", depth: int = 0) -> Iterator["email.message.Message[str, str]"]:
    """The parts that hold something: of one text in several forms the plain one, an attached message as one."""
    if not message.is_multipart() or (depth and message.get_content_type() == "message/rfc822"):
        yield message
        return
    if depth > _MOST_DEPTH:
        return
    payload = message.get_payload()
    leaves = [leaf for part in payload if isinstance(part, email.message.Message) for leaf in _leaves(part, depth + 1)]
    if message.get_content_type() == "multipart/alternative" and any(
        leaf.get_content_type() == "text/plain" and str(leaf.get_payload()).strip() for leaf in leaves
    ):
        leaves = [leaf for leaf in leaves if leaf.get_content_type() != "text/html"]
    yield from leaves[:_MOST_PARTS]


def _content(part: "email.message.Message[str, str]") -> bytes:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        return b"\n".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, email.message.Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: "email.message.Message[str, str]") -> str:
    try:
        return clean_line(decoded(part.get_filename() or "")).replace("/", "_")
    except Exception:  # the standard library fails in many ways on broken ones
        return ""


def _addresses(message: "email.message.Message[str, str]", name: str) -> str:
    """Those in a header as people write them; what is no list of addresses as it is."""
    pairs = people(message, name)
    written = [f"{person} <{address}>" if person and address else person or address for person, address in pairs]
    return ", ".join(written) or header(message, name)


def _between(message: "email.message.Message[str, str]") -> Iterator[str]:
    for name in ("from", "to"):
        if value := header(message, name):
            names = ", ".join(person for person, _ in people(message, name) if person)
            yield f"{name} {(names or value)[:80]}"


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat() if text else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
