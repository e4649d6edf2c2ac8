"""Write `searcher/entities/data/bundled.compiled`, the table that the package opens, from the reviewed files.

Run `python tools/compile_names.py` after an edit of any of them, and when words are folded another way. It takes
seconds, which is why no library does it.
"""

from searcher.entities.compiled import compile_table
from searcher.entities.data import bundled
from searcher.entities.table import BUNDLED
from searcher.files import replace_file


def compiled() -> bytes:
    """All bundled names, compiled."""
    return compile_table(bundled(), "bundled names", ())


if __name__ == "__main__":
    replace_file(BUNDLED, compiled())
