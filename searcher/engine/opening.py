"""Which engine answers for a library."""

from pathlib import Path

from searcher.engine.engine import Engine
from searcher.engine.local.engine import LocalEngine


def open_engine(data: Path) -> Engine:
    """The engine over the generated data of a library. Raises SearcherError, which says what to do."""
    return LocalEngine(data)
