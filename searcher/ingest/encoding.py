"""Bytes to text: what marks itself is believed, what does not is guessed, and no guess is made in silence."""

import codecs

from searcher.expressions import expression
from searcher.ingest.labels import codec_of, decodes
from searcher.ingest.seven_bit import seven_bit
from searcher.records import dataclass

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
_CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r\x1b\b")) + b"\x7f"
# What DOS ends a text with, and what fills a file that was given more room than its text takes.
_FILLING = b"\0\x1a"
_HIGH = expression(rb"[\x80-\xff]")
_BROKEN_SHARE = 0.05  # of the sequences beyond ASCII: more is another encoding, not a damaged file
_CONTROL_SHARE = 0.02
_TONOS = expression(r"(?<!\w)Ά(?=\w)")
_FEW = 10  # fewer letters beyond ASCII, and no common word, fit one encoding or another by chance
_MARGIN = 0.02  # less than this between two readings is a doubt
_SURE = 0.95  # one language explains all but a stray character
_LIKELY = 0.75
_MANY = 20  # letters beyond ASCII
# So few say nothing to any other judge either: among what can read them, the commonest encoding is the best guess.
_FEWEST, _POSSIBLE = 3, 0.5


class UndecodableError(ValueError):
    """The bytes are no text that can be read: `str(error)` is the reason."""


class UnknownEncodingError(UndecodableError):
    """The bytes may be text, in an encoding that cannot be told."""


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
    if not encoding.encoding.startswith(("utf-16", "utf-32")):
        body = body.rstrip(_FILLING)
    try:
        return Decoded(body.decode(encoding.encoding), encoding.encoding, encoding.note)
    except UnicodeDecodeError:
        text = body.decode(encoding.encoding, "replace")
        lost = text.count("\ufffd")
        if lost > 8 + len(text) * _BROKEN_SHARE:
            reason = f"looks like {encoding.encoding} but much of it cannot be decoded"
            raise UndecodableError(reason) from None
        note = f"{lost} place{'s' if lost > 1 else ''} not valid {encoding.encoding}, replaced by U+FFFD"
        return Decoded(text, encoding.encoding, "; ".join(filter(None, (encoding.note, note))))


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
    data = data.rstrip(_FILLING) or data
    if name := seven_bit(data, declared):
        return Detected(name)
    controls = len(data) - len(data.translate(None, _CONTROL))
    if controls > len(data) * _CONTROL_SHARE:
        raise UndecodableError("is binary, not text")
    if _mostly_utf8(data):
        return Detected("utf-8")
    if b"\0" in data:
        raise UndecodableError("is binary, not text")
    if (name := codec_of(declared)) and decodes(data, name):
        return Detected(_doubted(data, name))
    return _guess(data)


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


def _mostly_utf8(data: bytes) -> bool:
    """Valid UTF-8, or so nearly that a wrong byte here and there is damage rather than another encoding."""
    if decodes(data, "utf-8"):
        return True
    broken = valid = 0
    for position in range(0, len(data), SAMPLE_BYTES):
        text = data[position : position + SAMPLE_BYTES].decode("utf-8", "replace")
        lost = text.count("\ufffd")
        broken += lost
        valid += sum(1 for character in text if character > "\x7f") - lost
    return broken <= valid * _BROKEN_SHARE


def _doubted(data: bytes, declared: str) -> str:
    """What is declared, unless much text in it is surely in another: pages keep the label of the program's own land."""
    from searcher.ingest import east_asian, legacy

    if declared not in legacy.JUDGED and declared not in east_asian.JUDGED:
        return declared
    sample = _sample(data)
    # First what takes little: next to all labels are right.
    if declared in east_asian.JUDGED:
        is_other = east_asian.score_in(sample, declared) < _LIKELY
    else:
        is_other = legacy.share_in(sample, declared) < _LIKELY
    if not is_other:
        return declared
    own = legacy.guess(sample)
    if own is None or own.encoding == declared or own.letters < _MANY or own.share < _SURE:
        return declared
    return own.encoding if east_asian.best_reading(sample).score < _LIKELY else declared


def _guess(data: bytes) -> Detected:
    """Every encoding is judged by the text that it gives; what is less than sure is told."""
    from searcher.ingest import east_asian, legacy

    sample = _sample(data)
    own = legacy.guess(sample)
    eastern = east_asian.best_reading(sample)
    if eastern.score >= _LIKELY and (own is None or eastern.score > own.share or own.share < _SURE):
        is_sure = eastern.score >= _SURE and (own is None or own.score < _SURE)
        return _detected(eastern.encoding, is_sure)
    if own is not None and own.share >= _LIKELY:
        encoding = _greek(sample) if own.encoding in ("cp1253", "iso8859_7") else own.encoding
        is_common = own.score - own.share >= _MARGIN and own.letters > _FEW // 2
        is_enough = own.letters >= _FEW or is_common
        is_sure = is_enough and own.share >= _SURE and own.margin >= _MARGIN and eastern.score < _LIKELY
        return _detected(encoding, is_sure)
    if own is not None and own.letters <= _FEWEST and own.share >= _POSSIBLE:
        return _detected(own.encoding, False)
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    # Unicode was looked for: what is left of it is chance. So are the families that were judged above.
    if match is not None and not match.encoding.startswith("utf") and match.encoding not in legacy.JUDGED:
        return _detected(codec_of(match.encoding) or match.encoding, False)
    raise UnknownEncodingError("is in an encoding that cannot be told with confidence: convert it to UTF-8")


def _detected(encoding: str, is_sure: bool) -> Detected:
    note = f"encoding guessed as {encoding}: convert to UTF-8 if the text looks wrong"
    return Detected(encoding, "" if is_sure else note)


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
    capitals = {name: len(_TONOS.findall(sample.decode(name, "replace"))) for name in ("cp1253", "iso8859_7")}
    return "iso8859_7" if capitals["iso8859_7"] > capitals["cp1253"] else "cp1253"
