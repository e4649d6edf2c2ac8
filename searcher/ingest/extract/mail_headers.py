"""Headers of mail as people read them, in time that grows with their length.

The standard library's newer headers tell more than is asked here, and take minutes for some lines of a few kB.
"""

import re
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from searcher.ingest.clean import clean_line
from searcher.ingest.encoding import UndecodableError, decode
from searcher.ingest.labels import codec_of

_MOST = 4096  # code points: a list of receivers may be longer, and its beginning tells whom it went to
# Each costs the parser of addresses a call inside another one.
_MOST_BRACKETS = 100


def header(message: "Message[str, str]", name: str) -> str:
    """The first header of this name on one line, "" for none."""
    return clean_line(decoded(_raw(message, name)))


def people(message: "Message[str, str]", name: str) -> list[tuple[str, str]]:
    """(name, address) of those in a header; either may be ""."""
    raw = _raw(message, name)
    if raw.count("(") > _MOST_BRACKETS:
        return []
    try:
        found = getaddresses([raw])
    except (ValueError, IndexError, RecursionError):
        return []
    # A name is decoded when it is alone: there may be a comma in it.
    return [(clean_line(decoded(person)), clean_line(address)) for person, address in found if person or address]


def decoded(text: str) -> str:
    """A header's value with its encoded words as text; what they cannot be is left as it is written."""
    try:
        words = decode_header(text)
    except Exception:  # the standard library fails in many ways on broken ones
        return text
    return "".join(word if isinstance(word, str) else _text(word, label or "") for word, label in words)


def _raw(message: "Message[str, str]", name: str) -> str:
    """The beginning of the header as it is written, on one line; bytes that are no ASCII are text by now."""
    value = next((value for key, value in message.raw_items() if key.lower() == name), "")
    line = re.sub(r"[\r\n]+[ \t]*", " ", str(value)[:_MOST])
    if line.isascii():
        return line
    try:
        return decode(line.encode("utf-8", "surrogateescape")).text
    except UndecodableError:
        return line


def _text(word: bytes, label: str) -> str:
    # Between encoded words the standard library gives what is no such as bytes of this kind.
    codec = codec_of(label) or "utf-8" if label else "raw-unicode-escape"
    return word.decode(codec, "replace")
