"""Searches that were saved in the live search, on the command line."""

from pathlib import Path

from searcher.errors import SearcherError
from searcher.query.options import Options
from searcher.records import replace
from searcher.searches import read_searches, with_filters


def called_up(folder: Path, name: str, by_date: bool, options: Options) -> tuple[str, bool, Options]:
    """(query, whether by date, options) of a saved search, with what is asked for beside it.

    Raises SearcherError for a name that nothing was saved under.
    """
    searches = read_searches(folder)
    saved = searches.get(name)
    if saved is None:
        there = f"there are: {', '.join(searches)}" if searches else "Ctrl+S in the live search saves one"
        raise SearcherError(f"no search was saved as {name!r}; {there}")
    own = Options.at(saved.level, without=saved.without, entities=saved.entities)
    both = replace(
        options,
        exact=options.exact or own.exact,
        names=options.names and own.names,
        fuzzy=options.fuzzy or own.fuzzy,
        stems=options.stems and own.stems,
        translations=options.translations or own.translations,
        without=options.without | own.without,
        entities=options.entities | own.entities,
    )
    return with_filters(saved.text, saved.filters), by_date or saved.by_date, both
