"""RTF as Outlook packs it ([MS-OXRTFCP]): Lempel-Ziv over a window that begins with what most RTF has."""

_WINDOW = 4096
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_PACKED, _PLAIN = b"LZFu", b"MELA"


def unpack(data: bytes) -> bytes:
    """The RTF. Raises ValueError for what is no packed RTF."""
    kind, body = data[8:12], data[16:]
    size = int.from_bytes(data[4:8], "little")
    if kind == _PLAIN:
        return body[:size]
    if kind != _PACKED:
        raise ValueError("is no packed RTF")
    window = bytearray(_BEGINNING.ljust(_WINDOW, b"\0"))
    write, at = len(_BEGINNING), 0
    result = bytearray()

    def put(byte: int) -> None:
        nonlocal write
        result.append(byte)
        window[write] = byte
        write = (write + 1) % _WINDOW

    while at < len(body) and len(result) < size:
        control, at = body[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                if at >= len(body):
                    return bytes(result)
                put(body[at])
                at += 1
                continue
            if at + 2 > len(body):
                return bytes(result)
            pair, at = body[at] << 8 | body[at + 1], at + 2
            read = pair >> 4
            if read == write:
                return bytes(result)
            for step in range((pair & 0xF) + 2):
                put(window[(read + step) % _WINDOW])
    return bytes(result[:size])
