"""Bytes to text: what marks itself is believed, what does not is guessed, and no guess is made in silence."""

import codecs
import re
from dataclasses import dataclass

SAMPLE_BYTES = 64 * 1024
"""How much of a file a guess looks at: enough for any language, and the time is the same for a large file."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3\0", "a database"),
)
# A label means the superset that files under it really use, as on the web (WHATWG Encoding Standard).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "koi8-r": "koi8-u",
}
_ESCAPES = ((b"\x1b$B", "iso2022_jp_2"), (b"\x1b$@", "iso2022_jp_2"), (b"\x1b$)C", "iso2022_kr"))
_CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r\x1b\b")) + b"\x7f"
_HIGH = re.compile(rb"[\x80-\xff]")
_BROKEN_SHARE = 0.05  # of the sequences beyond ASCII: more is another encoding, not a damaged file
_CONTROL_SHARE = 0.02
_SURE = 0.95  # one language explains all but a stray character
_LIKELY = 0.75


class UndecodableError(ValueError):
    """The bytes are no text that can be read: `str(error)` is the reason."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` without a byte order mark, the `encoding` as Python names it, a `note` on doubt or loss."""

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode `data`: byte order mark, UTF-8, what the document itself `declared`, then a guess.

    Raises UndecodableError for binary data and when no guess is good enough to show without mojibake.
    """
    encoding = detect(data, declared)
    mark = next((mark for mark, name in _BOMS if name == encoding.encoding and data.startswith(mark)), b"")
    body = data[len(mark) :]
    try:
        return Decoded(body.decode(encoding.encoding), encoding.encoding, encoding.note)
    except UnicodeDecodeError:
        text = body.decode(encoding.encoding, "replace")
        lost = text.count("\ufffd")
        if lost > 8 + len(text) * _BROKEN_SHARE:
            reason = f"looks like {encoding.encoding} but much of it cannot be decoded"
            raise UndecodableError(reason) from None
        note = f"{lost} place{'s' if lost > 1 else ''} not valid {encoding.encoding}, replaced by U+FFFD"
        return Decoded(text, encoding.encoding, note)


@dataclass(frozen=True, slots=True)
class Detected:
    """An encoding as Python names it, and a note when it was guessed without certainty."""

    encoding: str
    note: str = ""


def detect(data: bytes, declared: str = "") -> Detected:
    """The encoding of `data`, or of a whole of which `data` is the beginning. Raises UndecodableError."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Detected(name)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise UndecodableError(f"is {what}, not text")
    if b"\0" in data and (wide := _wide(data)):
        return Detected(wide)
    if b"\x1b" in data and (escaped := _escaped(data)):
        return Detected(escaped)
    controls = len(data) - len(data.translate(None, _CONTROL))
    if controls > len(data) * _CONTROL_SHARE:
        raise UndecodableError("is binary, not text")
    if _mostly_utf8(data):
        return Detected("utf-8")
    if b"\0" in data:
        raise UndecodableError("is binary, not text")
    if (name := _codec(declared)) and _decodes(data, name):
        return Detected(name)
    return _guess(data)


def _codec(label: str) -> str:
    """Python's name of the codec that a document's own label means, or ""."""
    try:
        info = codecs.lookup(label.strip()) if label else None
    except (LookupError, ValueError):
        return ""
    # A codec such as "hex" or "rot13" is no text encoding; UTF-16 in an ASCII-readable label is a known lie.
    if info is None or not getattr(info, "_is_text_encoding", True) or info.name.startswith(("utf", "idna")):
        return ""
    return _SUPERSETS.get(info.name, info.name)


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether all of `data` is valid, but for a character that its end may cut in two."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except (UnicodeError, LookupError):
        return False
    return True


def _wide(data: bytes) -> str:
    """UTF-32 or UTF-16 without a mark, or ""."""
    for encoding, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        sample = data[: SAMPLE_BYTES // unit * unit]
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        good = sum(1 for c in text if c in "\n\r\t\f" or (c.isprintable() and not "\u2fe0" > c > "\u2c00"))
        spaces = sum(map(text.count, " \n。、，।"))
        # Read with the wrong byte order, spaces and line ends become rare symbols (U+2000, U+0A00).
        if text and good > len(text) * 0.97 and spaces * 200 > len(text):
            return encoding
    return ""


def _escaped(data: bytes) -> str:
    """A 7-bit East Asian encoding, which is valid ASCII and known by its escape sequences."""
    for mark, encoding in _ESCAPES:
        if mark in data and _decodes(data, encoding):
            return encoding
    return ""


def _mostly_utf8(data: bytes) -> bool:
    """Valid UTF-8, or so nearly that a wrong byte here and there is damage rather than another encoding."""
    if _decodes(data, "utf-8"):
        return True
    broken = valid = 0
    for position in range(0, len(data), SAMPLE_BYTES):
        text = data[position : position + SAMPLE_BYTES].decode("utf-8", "replace")
        lost = text.count("\ufffd")
        broken += lost
        valid += sum(1 for character in text if character > "\x7f") - lost
    return broken <= valid * _BROKEN_SHARE


def _guess(data: bytes) -> Detected:
    from searcher.ingest import legacy

    sample = _sample(data)
    own = legacy.guess(sample)
    if own is not None and own.share >= _SURE and not own.cyrillic:
        return Detected(own.encoding)
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    other = match.encoding if match is not None else ""
    if other.startswith("utf"):
        other = ""  # those were looked for: what is left of them is chance
    if other in ("cp1253", "iso8859_7"):
        return Detected(_greek(sample))
    if other and other not in legacy.FAMILY:
        return Detected(_SUPERSETS.get(codecs.lookup(other).name, other))
    if own is not None and own.share >= _SURE:
        return Detected(own.encoding)
    if japanese := next((name for name in ("cp932", "euc_jp") if _kana(sample, name) > 0.2), ""):
        return Detected(japanese)
    if own is not None and own.share >= _LIKELY:
        note = f"encoding guessed as {own.encoding}: convert to UTF-8 if the text looks wrong"
        return Detected(own.encoding, note)
    raise UndecodableError("is in an encoding that cannot be told with confidence: convert it to UTF-8")


def _sample(data: bytes) -> bytes:
    """Lines with bytes beyond ASCII: the rest of a file says nothing about its encoding."""
    lines: list[bytes] = []
    size = position = 0
    while size < SAMPLE_BYTES and (high := _HIGH.search(data, position)):
        start = max(position, data.rfind(b"\n", position, high.start()) + 1)
        end = data.find(b"\n", high.start(), start + SAMPLE_BYTES) + 1 or min(start + SAMPLE_BYTES, len(data))
        end = max(end, high.end())
        lines.append(data[start:end] if end - start <= SAMPLE_BYTES else data[high.start() : end])
        size += len(lines[-1])
        position = end
    return b"".join(lines)


def _greek(sample: bytes) -> str:
    """The two Greek encodings differ in little but the capital Ά, which the other has as a mark."""
    capitals = {name: sample.decode(name, "replace").count("Ά") for name in ("cp1253", "iso8859_7")}
    return "iso8859_7" if capitals["iso8859_7"] > capitals["cp1253"] else "cp1253"


def _kana(sample: bytes, encoding: str) -> float:
    """The share of kana beyond ASCII, 0.0 when `sample` is not valid."""
    if not _decodes(sample, encoding):
        return 0.0
    wide = [character for character in sample.decode(encoding, "ignore") if character > "\x7f"]
    return sum("\u3041" <= character <= "\u30ff" for character in wide) / (len(wide) or 1)
