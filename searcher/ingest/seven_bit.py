"""Encodings whose bytes are all ASCII: they are valid UTF-8, and known by the marks around what is not Latin."""

import base64

from searcher.expressions import expression
from searcher.ingest.labels import decodes

_ESCAPES = ((b"\x1b$B", "iso2022_jp_2"), (b"\x1b$@", "iso2022_jp_2"), (b"\x1b$)C", "iso2022_kr"))
# RFC 1843: pairs of bytes between "~{" and "~}", which no other text has on one line.
_HZ = expression(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
# RFC 2152: UTF-16 in base64 from "+" on, which "-" or any other character ends.
_UTF7 = expression(rb"\+([A-Za-z0-9+/]{3,})(?![A-Za-z0-9+/])")
_UTF7_LABELS = frozenset(["utf-7", "utf7", "unicode-1-1-utf-7", "unicode-2-0-utf-7"])
# By chance, three characters of base64 are a letter beyond ASCII one time in ten; three times in a row they are not.
_LEAST_RUNS = 3


def seven_bit(data: bytes, declared: str = "") -> str:
    """The encoding as Python names it, "" for none; UTF-7 is `declared`, or all that it marks are letters."""
    if b"\x1b" in data:
        for mark, encoding in _ESCAPES:
            if mark in data and decodes(data, encoding):
                return encoding
    if b"~{" in data and _HZ.search(data) and decodes(data, "hz"):
        return "hz"
    if b"+" in data and data.isascii() and (declared.strip().lower() in _UTF7_LABELS or _is_utf7(data)):
        return "utf_7" if decodes(data, "utf_7") else ""
    return ""


def _is_utf7(data: bytes) -> bool:
    runs = _UTF7.findall(data)
    return len(runs) >= _LEAST_RUNS and all(map(_is_beyond_ascii, runs))


def _is_beyond_ascii(run: bytes) -> bool:
    """Whether it is base64 of UTF-16 with letters or signs beyond ASCII and nothing left over."""
    bits = len(run) * 6
    if bits % 16 >= 6:
        return False
    try:
        units = base64.b64decode(run + b"=" * (-len(run) % 4))
        text = units[: bits // 16 * 2].decode("utf-16-be")
    except ValueError:
        return False
    return all(character.isprintable() for character in text) and any(character > "\x7f" for character in text)
