"""Which engine answers for a library."""

from pathlib import Path

from searcher.engine.engine import Engine
from searcher.engine_settings import cluster_of, words_folder
from searcher.errors import SearcherError
from searcher.index.version import IndexState, index_state
from searcher.library import data_folder, settings_file

__all__ = ["IndexState", "open_engine", "state_of"]


def open_engine(folder: Path, *others: Path) -> Engine:
    """The engine over the library at `folder`, and over `others` as if they were one. Raises SearcherError.

    Words are then as rare as they are in the documents of all: scores mean the same in each library. A library in a
    cluster is counted there, and so asked alone.
    """
    for each in (folder, *others) if others else ():
        if cluster_of(settings_file(each)) is not None:
            raise SearcherError(f"{each}: lies in a cluster and cannot be asked together with others; ask it alone")
    cluster = cluster_of(settings_file(folder))
    if cluster is not None:
        from searcher.engine.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(cluster, words_folder(data_folder(folder)))
    from searcher.engine.local.engine import LocalEngine

    return LocalEngine(*map(data_folder, (folder, *others)))


def state_of(folder: Path) -> IndexState:
    """Whether there is an index that this program can use; of a library in a cluster the engine tells it."""
    if cluster_of(settings_file(folder)) is not None:
        return IndexState.READY
    return index_state(data_folder(folder))
