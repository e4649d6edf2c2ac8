"""Names in a query, of which a word may be written short: Ft. Worth is Fort Worth, Korea Płn. is Korea Północna."""

from collections.abc import Callable, Sequence

from searcher.entities.table import EntitySpan, EntityTable
from searcher.text.abbreviations import written_out


def spans(
    table: EntityTable, words: Sequence[str], raws: Sequence[str], is_name: Callable[[str], bool]
) -> list[EntitySpan]:
    """What `EntityTable.spans` gives, and names of several words of which one is written short."""
    found = table.spans(words, raws, is_name)
    for at, word in enumerate(words) if len(words) > 1 else ():
        if (full := written_out(word)) and not _has(found, at):
            rows = ([*words[:at], each, *words[at + 1 :]] for each in full)
            others = (table.spans(row, raws, is_name) for row in rows)
            found = next((each for each in others if _has(each, at)), found)
    return found


def _has(found: Sequence[EntitySpan], at: int) -> bool:
    """Whether a word is one of several of a name."""
    return any(span.start <= at < span.end and span.end - span.start > 1 for span in found)
