"""Full-text search over documents in many languages: one name finds every spelling, script and case ending.

    import searcher

    library = searcher.create("index", sources=["~/documents"])
    library.update()
    with library.searcher() as search:
        for hit in search("Belousov", limit=10):
            print(hit.title, hit.lang, hit.matches[0].text)

All public names are here; what lies below may change. Importing this imports nothing else: each name brings its
module when it is first used. docs/how-to/python.md is the guide.

Threads: a Library may be shared. A Searcher belongs to one thread at a time; open one for each thread, they share the
files' memory. One process at a time writes a library; readers are never blocked by it.
"""

# Type checkers take it for true. The module `typing` itself takes longer to import than all that is here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from searcher.engine.engine import Match
    from searcher.errors import DamagedError, SearcherError
    from searcher.indexing.update import Report
    from searcher.ingest.document import Problem
    from searcher.library import Library, Source, create, open
    from searcher.query.options import Level, Options
    from searcher.search.facets import Facet
    from searcher.search.hits import Hit, Results, Snippet
    from searcher.search.searcher import Searcher

_HOMES = {
    "DamagedError": "searcher.errors",
    "Facet": "searcher.search.facets",
    "Hit": "searcher.search.hits",
    "Level": "searcher.query.options",
    "Library": "searcher.library",
    "Match": "searcher.engine.engine",
    "Options": "searcher.query.options",
    "Problem": "searcher.ingest.document",
    "Report": "searcher.indexing.update",
    "Results": "searcher.search.hits",
    "Searcher": "searcher.search.searcher",
    "SearcherError": "searcher.errors",
    "Snippet": "searcher.search.hits",
    "Source": "searcher.library",
    "create": "searcher.library",
    "open": "searcher.library",
}

__all__ = [
    "DamagedError",
    "Facet",
    "Hit",
    "Level",
    "Library",
    "Match",
    "Options",
    "Problem",
    "Report",
    "Results",
    "Searcher",
    "SearcherError",
    "Snippet",
    "Source",
    "create",
    "open",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
