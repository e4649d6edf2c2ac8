"""Words that say what kind of place one is: Hubei Province, город Одесса, Isle of Skye.

A text about the place names it without them more often than not.
"""

from collections.abc import Callable, Sequence

from searcher.entities.concepts import office_words
from searcher.entities.table import EntitySpan
from searcher.query.reshape import is_of_place
from searcher.query.words import QueryToken
from searcher.text.abbreviations import written_out

# What they mean. Of mountains, lakes and states it is another place that is called after this one.
_KINDS = frozenset({"city", "district", "island", "province", "region", "republic"})


def kinds_of_place(
    tokens: Sequence[QueryToken],
    spans: Sequence[EntitySpan],
    is_place: Callable[[EntitySpan], bool],
    is_small: Callable[[QueryToken], bool],
) -> list[int]:
    """Where the words of a query say what kind of place the rest of it is, one place that is known.

    `spans` are the known names in the query; `is_small` tells what may stand between (of, de).
    """
    if len(spans) != 1 or len(tokens) == spans[0].end - spans[0].start or is_of_place(spans[0]):
        return []
    others = [at for at in range(len(tokens)) if not spans[0].start <= at < spans[0].end]
    kinds = [at for at in others if not is_small(tokens[at])]
    if len(kinds) != 1 or not is_place(spans[0]):
        return []
    kind = tokens[kinds[0]].folded
    words = (kind, *written_out(kind))
    return others if any(_KINDS.intersection(office_words().concepts(word)) for word in words) else []
