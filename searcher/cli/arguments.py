"""What the command line gives as words to search for."""

from searcher.expressions import expression

# What is no byte of a C locale either, see `typed`.
_NO_BYTE = expression("[\ud800-\udc7f\udd00-\udfff]")


def typed(argument: str) -> str:
    """An argument that is a text and no path, as the person typed it.

    Where the locale knows no UTF-8, Python hands on bytes that it cannot decode as lone surrogates (PEP 383): they are
    decoded here. Bytes that are no UTF-8 become U+FFFD.
    """
    return _NO_BYTE.sub("\ufffd", argument).encode(errors="surrogateescape").decode(errors="replace")
