"""Paths: the files that hold the hits, one a line, best first."""

from searcher.expressions import expression
from searcher.output.base import Writer
from searcher.search.hits import Results
from searcher.text.cells import UNSAFE

_UNSAFE = expression(f"[{UNSAFE}]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class PathsWriter(Writer):
    """Writes each path once for a query, however many documents of the file were found."""

    def write(self, qid: str, results: Results) -> None:
        """Write the paths; line ends, controls and bytes that are no UTF-8 as the escapes of a Python string."""
        for path in dict.fromkeys(hit.path for hit in results.hits):
            self._stream.write(_UNSAFE.sub(lambda character: _escape(character[0]), path) + "\n")


def _escape(character: str) -> str:
    # A surrogate from U+DC80 to U+DCFF is a byte of a file name that is no UTF-8 (PEP 383).
    code = ord(character) - 0xDC00 if "\udc80" <= character <= "\udcff" else ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
