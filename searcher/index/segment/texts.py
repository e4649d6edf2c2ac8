"""Texts as they are stored: compressed with zlib, and unpacked within bounds that the writer keeps to.

Deflate packs up to 1032 bytes into one, so an index from elsewhere might make gigabytes of a megabyte. A text that
packs too well, such as one letter repeated, is stored with Huffman codes alone, at most eight bytes in one.
"""

import zlib

# More than a file of the default `max_file_bytes` gives in UTF-8, whatever its encoding. So much memory is always had.
ALWAYS_UNPACKED = 1 << 26
# Of a longer text: so many bytes for each that is stored. Natural text has 2 to 4, tables and logs some tens.
MOST_UNPACKED = 100


def pack_text(text: str) -> bytes:
    """The text as it is stored."""
    # Here, so that a query does not import it.
    from isal.isal_zlib import compress

    data = text.encode()
    packed: bytes = compress(data, 1)
    if len(data) > _bound(packed):
        packer = zlib.compressobj(1, strategy=zlib.Z_HUFFMAN_ONLY)
        packed = packer.compress(data) + packer.flush()
    return packed


def unpack_text(packed: bytes) -> str:
    """The text that was packed. Raises ValueError and zlib.error for what `pack_text` does not make."""
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, _bound(packed))
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("a stored text is cut or unpacks to more than it may")
    return data.decode()


def _bound(packed: bytes) -> int:
    return max(ALWAYS_UNPACKED, MOST_UNPACKED * len(packed))
