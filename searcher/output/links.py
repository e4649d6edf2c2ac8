"""Hyperlinks of a terminal: OSC 8 with the address of a file.

The form is that of https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda, which terminals have agreed on:
an address of printable ASCII, for a file with the name of its machine, and short enough for all of them.
"""

import os

# Longer ones VTE does not take for links.
MOST_ADDRESS = 2083
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def linked(shown: str, path: str) -> str:
    """`shown`, which is safe to show, as a link to the file at `path`; as it is for "" and for what has no address."""
    address = file_address(path) if path else ""
    return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\" if address else shown


def file_address(path: str) -> str:
    """The file: address of an absolute path in printable ASCII; "" for any other path, and for one too long."""
    raw = os.fsencode(path.replace("\\", "/") if os.name == "nt" else path)
    if os.name == "nt":
        address = f"file:///{_encoded(raw, also=b':')}"
    else:
        address = f"file://{_encoded(os.fsencode(os.uname().nodename))}{_encoded(raw)}"
    return address if os.path.isabs(path) and len(address) <= MOST_ADDRESS else ""  # noqa: PTH117


def _encoded(raw: bytes, also: bytes = b"") -> str:
    return "".join(chr(byte) if byte in _PLAIN or byte in also else f"%{byte:02X}" for byte in raw)
