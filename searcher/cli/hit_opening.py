"""`--open N`: the N-th hit of an answer, opened at its place as Enter does in the live search."""

from searcher.cli.common import say
from searcher.errors import SearcherError
from searcher.search.hits import Results
from searcher.search.searcher import Searcher


def open_hit(searcher: Searcher, results: Results, number: int) -> int:
    """Open hit `number`, from 1: the exit status. Raises SearcherError if there is none such or it cannot be opened."""
    from searcher.opening.editor import run_in_terminal
    from searcher.opening.place import opening, start
    from searcher.preferences import preferences_file, read_viewer

    if not results.hits:
        say("no document matches")
        return 1
    if number > len(results.hits):
        raise SearcherError(f"--open {number}: there are only {len(results.hits)} hits")
    hit = results.hits[number - 1]
    match = hit.matches[0] if hit.matches else None
    found = opening(hit, searcher.text_of(hit), match, lambda: read_viewer(preferences_file()))
    trouble = run_in_terminal(list(found.command)) if found.takes_terminal else start(found.command)
    if trouble:
        raise SearcherError(trouble)
    return 0
