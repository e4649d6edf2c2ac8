"""Mail (eml, emlx), saved web pages (mht), and mailboxes (mbox): text, headers and attachments of each message."""

import email
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
from searcher.ingest.extract.mail_parts import Message, charset_of, content_of, in_utf8, leaves, without_files
from searcher.ingest.extract.members import Member, Room, TooMuchError, read_member, room_of, take
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import content, of_parts
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile
from searcher.records import replace

_FROM = expression(rb"From \S.*\d\d:\d\d.*\d{4}")
# The same without sender and date, as some programs write it between messages.
_BARE_FROM = (b"From", b"From -")
_NEXT_HEADER = expression(rb"[!-9;-~]{1,70}:")
_MMDF = b"\x01\x01\x01\x01"
# Apple Mail writes the length of the message before it, and its own notes behind it.
_APPLE = expression(rb"(\d{1,10})[ \t]*\r?\n")
_UNSEEN = ("image/", "audio/", "video/", "font/", "text/css")
_SIGNATURES = frozenset(["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"])
_PACKED = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_ENCRYPTED = "is encrypted: decrypt it to search it"
_PGP = expression(r"-----BEGIN PGP MESSAGE-----.*?(?:-----END PGP MESSAGE-----|\Z)", re.DOTALL)
_HEADER_LINES = 1 << 16


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """One message, and its attachments as documents of their own."""
    data = content(found, stream, settings)
    if isinstance(data, Problem):
        yield data
    else:
        if told := _APPLE.match(data):
            data = data[told.end() : told.end() + int(told[1])]
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
    previous, line = b"\n", stream.readline(_HEADER_LINES)
    while line:
        following = stream.readline(_HEADER_LINES)
        if _separates(line, previous, following):
            if size:
                yield b"".join(lines) if size <= most else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= most:
                lines.append(line[1:] if re.match(rb">+From ", line) else line)
            else:
                lines = []
        previous, line = line, following
    if size:
        yield b"".join(lines) if size <= most else None


def _separates(line: bytes, previous: bytes, following: bytes) -> bool:
    """Whether a message begins behind this line of a mailbox."""
    if line.startswith(b"From"):
        is_parted, is_headed = not previous.strip(), _NEXT_HEADER.match(following) is not None
        is_full = _FROM.match(line) is not None
        return (is_full and (is_parted or is_headed)) or (line.rstrip() in _BARE_FROM and is_parted and is_headed)
    return line.rstrip() == _MMDF


def read_message(found: FoundFile, data: bytes, settings: Settings, room: Room) -> Iterator[Document | Problem]:
    """The document of a message, and those of its attachments."""
    message = email.message_from_bytes(data, policy=policy.compat32)
    subject = header(message, "subject")
    parts = Parts(settings)
    if subject:
        parts.add(subject)
    attachments: list[tuple[str, bytes]] = []
    is_encrypted = message.get_content_type() == "multipart/encrypted"
    if is_encrypted:
        parts.note(_ENCRYPTED)
    for part in leaves(message) if not is_encrypted else ():
        name = _file_name(part)
        kind = part.get_content_type()
        body = content_of(part)
        charset = charset_of(part) if kind.startswith("text/") else ""
        if kind in _PACKED:
            parts.note("is encrypted, or signed as a whole (S/MIME): save it decrypted to search it")
        elif kind in ("text/plain", "text/html") and not name:
            if kind == "text/plain":
                body, files = without_files(body)
                attachments += files
            _add_body(parts, body, kind, charset)
        elif body and not kind.startswith(_UNSEEN) and kind not in _SIGNATURES:
            name = name or ("message.eml" if kind == "message/rfc822" else "part")
            attachments.append((name, in_utf8(body, charset)))
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
    text, encrypted = _PGP.subn("", text)
    if encrypted:
        parts.note(_ENCRYPTED)
    parts.add(text)


def _file_name(part: Message) -> str:
    try:
        return clean_line(decoded(part.get_filename() or "")).replace("/", "_")
    except Exception:  # the standard library fails in many ways on broken ones
        return ""


def _addresses(message: Message, name: str) -> str:
    """Those in a header as people write them; what is no list of addresses as it is."""
    pairs = people(message, name)
    written = [f"{person} <{address}>" if person and address else person or address for person, address in pairs]
    return ", ".join(written) or header(message, name)


def _between(message: Message) -> Iterator[str]:
    for name in ("from", "to"):
        if value := header(message, name):
            names = ", ".join(person for person, _ in people(message, name) if person)
            yield f"{name} {(names or value)[:80]}"


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat() if text else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
