"""The parts of a mail that hold something: which of several forms is read, and what is in them as bytes."""

import binascii
import email.message
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

from searcher.expressions import expression
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.extract.html import declared_charset, read_page

Message: TypeAlias = "email.message.Message[str, str]"

_MOST_PARTS = 1000
_MOST_DEPTH = 30
# A plain form of so few characters, with so many times as much text on the page beside it, says only where to read it.
_SHORT, _STUB = 500, 4
_UU_BEGIN = expression(rb"begin 0?[0-7]{3} (\S[^\r\n]*)\r?\n(?=[!-`][^\r\n]*\r?\n)")
_UU_END = expression(rb"(?:`?\r?\n)?end(?:\r?\n|\Z)")


def leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something: of one text in several forms the plain one, an attached message as one."""
    if not message.is_multipart() or (depth and message.get_content_maintype() == "message"):
        yield message
        return
    if depth > _MOST_DEPTH:
        return
    payload = message.get_payload()
    found = [leaf for part in payload if isinstance(part, email.message.Message) for leaf in leaves(part, depth + 1)]
    if message.get_content_type() == "multipart/alternative":
        plain = sum(_length(leaf) for leaf in found if leaf.get_content_type() == "text/plain")
        if plain:
            pages = (leaf for leaf in found if leaf.get_content_type() == "text/html")
            is_stub = plain < _SHORT and sum(map(_length, pages)) > _STUB * plain
            left_out = "text/plain" if is_stub else "text/html"
            found = [leaf for leaf in found if leaf.get_content_type() != left_out or leaf.get_filename()]
    yield from found[:_MOST_PARTS]


def content_of(part: Message) -> bytes:
    """What is in a part, unpacked; its text in UTF-8 where it tells its encoding."""
    try:
        if part.get_content_maintype() == "message" and part.is_multipart():
            inner = b"\n".join(
                each.as_bytes() for each in part.get_payload() if isinstance(each, email.message.Message)
            )
            # Mail programs pack attached messages as other files, which the standard for mail does not foresee.
            if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
                inner = binascii.a2b_base64(inner)
            return inner
        payload = part.get_payload(decode=True)
    except Exception:  # the standard library fails in many ways on broken ones
        return b""
    return payload if isinstance(payload, bytes) else b""


def charset_of(part: Message) -> str:
    """The name of the encoding that a part tells, or ""."""
    try:
        return part.get_content_charset() or ""
    except Exception:  # the standard library fails in many ways on broken ones
        return ""


def in_utf8(body: bytes, charset: str) -> bytes:
    """A text that comes with the name of its encoding, for a reader that is not told it."""
    if charset:
        with suppress(UndecodableError):
            return decode(body, charset).text.encode("utf-8", "replace")
    return body


def without_files(body: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """A plain body without the files in it, and these with their names: uuencoded, as before there were attachments."""
    files: list[tuple[str, bytes]] = []
    rest: list[bytes] = []
    at = 0
    while (begin := _UU_BEGIN.search(body, at)) and (end := _UU_END.search(body, begin.end())):
        try:
            data = b"".join(map(_line, body[begin.end() : end.start()].splitlines()))
        except binascii.Error:
            rest.append(body[at : begin.end()])
            at = begin.end()
            continue
        files.append((begin[1].decode("utf-8", "replace").strip(), data))
        rest.append(body[at : begin.start()])
        at = end.end()
    return b"".join((*rest, body[at:])), files


def _line(line: bytes) -> bytes:
    # Some programs fill the last group with more than its length needs.
    size = (line[0] - 32) & 63 if line else 0
    return binascii.a2b_uu(line[: 1 + (size + 2) // 3 * 4])


def _length(leaf: Message) -> int:
    """How much text a part has, in characters that are no blanks."""
    body = content_of(leaf)
    try:
        text = decode(body, charset_of(leaf) or declared_charset(body)).text
    except UndecodableError:
        return 0
    if leaf.get_content_type() == "text/html":
        text = read_page(text).text()
    return sum(map(len, text.split()))
