"""Names of members as people gave them: archives hold bytes, and mostly do not say in which encoding."""

import struct
import zipfile
import zlib
from collections.abc import Sequence

from searcher.ingest.encoding import UndecodableError, decode

_UTF8 = 0x800
# The name in UTF-8 beside one for older programs ("APPNOTE.TXT" of PKWARE, 4.6.9): version, checksum of the other one.
_UNICODE_PATH = 0x7075
_FIELD, _PATH = struct.Struct("<HH"), struct.Struct("<BI")


def name_zip_members(members: Sequence[zipfile.ZipInfo]) -> None:
    """Set the `filename` of each; the encoding of those that do not tell it is judged by all of them together.

    Windows writes them in the code page of the land where it runs, and "\\" between folders now and then.
    """
    untold = [member for member in members if not member.flag_bits & _UTF8]
    odd = [member for member in untold if not member.orig_filename.isascii()]
    raw = [member.orig_filename.encode("cp437", "replace") for member in odd]
    for member, name in zip(odd, decoded_names(raw, "cp437"), strict=True):
        member.filename = name
    for member in untold:
        if member.extra and (name := _unicode_path(member.extra, member.orig_filename.encode("cp437", "replace"))):
            member.filename = name
    for member in members:
        member.filename = member.filename.partition("\0")[0].replace("\\", "/")


def decoded_names(names: Sequence[bytes], otherwise: str) -> list[str]:
    """The names, all in one encoding; `otherwise` it is this one, if none can be told."""
    if not names:
        return []
    try:
        text = decode(b"\n".join(names)).text
    except UndecodableError:
        return [name.decode(otherwise, "replace") for name in names]
    decoded = text.split("\n")
    return decoded if len(decoded) == len(names) else [name.decode(otherwise, "replace") for name in names]


def _unicode_path(extra: bytes, plain: bytes) -> str:
    at = 0
    while at + _FIELD.size <= len(extra):
        kind, size = _FIELD.unpack_from(extra, at)
        at += _FIELD.size
        if kind == _UNICODE_PATH and _PATH.size < size <= len(extra) - at:
            _, checksum = _PATH.unpack_from(extra, at)
            if checksum == zlib.crc32(plain):
                return extra[at + _PATH.size : at + size].decode("utf-8", "replace")
        at += size
    return ""
