"""TREC run files, as trec_eval and its kin read them: `qid Q0 id rank score searcher`."""

from searcher.expressions import expression
from searcher.output.base import Writer
from searcher.search.hits import Results
from searcher.text.cells import UNSAFE

_RUN = "searcher"
_UNSAFE = expression(rf"[\s{UNSAFE}]")


class TrecWriter(Writer):
    """Writes each hit as a line of six fields between single spaces, best first, ranks from 1."""

    def write(self, qid: str, results: Results) -> None:
        """Write the hits; a query without any writes nothing."""
        query = _one_field(qid)
        for rank, hit in enumerate(results.hits, 1):
            self._stream.write(f"{query} Q0 {_one_field(hit.id)} {rank} {hit.score:.6f} {_RUN}\n")


def _one_field(text: str) -> str:
    """`text` with its white space and controls percent-encoded; readers split at it and want the rest as is."""
    return _UNSAFE.sub(lambda character: _percent(character[0]), text)


def _percent(character: str) -> str:
    # A surrogate from U+DC80 to U+DCFF is a byte of a file name that is no UTF-8 (PEP 383).
    if "\udc80" <= character <= "\udcff":
        return f"%{ord(character) - 0xDC00:02X}"
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
