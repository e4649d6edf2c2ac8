"""Where tokens stand in their texts: the words are told again as they were for the index."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from searcher.index.segment.columns import Integers
from searcher.text.tokens import CHECKPOINT_TOKENS, bounds

# No word of one text goes on in the next.
_BETWEEN = "\n\n"

# To tell the words behind one checkpoint takes as long as to tell those of so many code points at once; of less than
# some checkpoints it is not worth it.
_AT_ONCE, _FEW = 2_000, 8

Bounds = tuple[Sequence[int], Sequence[int]]
"""Where the tokens of a text begin, and where they end, in code points."""


def bounds_of_each(texts: Sequence[str]) -> list[Bounds]:
    """The bounds of all tokens of each text, as `tokens.bounds` gives them: of twenty texts in a fifth of the time.

    It needs tables that a single query would wait for.
    """
    from searcher.text.boundaries import boundaries
    from searcher.text.characters import codes_of, joined, kinds_table

    text = joined(texts, _BETWEEN)
    codes = codes_of(text)
    starts, ends = boundaries(text, codes, kinds_table()[codes])
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_BETWEEN)
    begins = np.cumsum(sizes) - sizes + len(_BETWEEN)
    edges = np.append(starts.searchsorted(begins), len(starts)).tolist()
    return [
        ((starts[first:last] - begin).tolist(), (ends[first:last] - begin).tolist())
        for begin, first, last in zip(begins.tolist(), edges, edges[1:], strict=False)
    ]


def are_scattered(positions: Iterable[int], text: str) -> bool:
    """Whether positions lie so far apart that those of the whole text are told sooner than each from its checkpoint."""
    blocks = len({position // CHECKPOINT_TOKENS for position in positions})
    return blocks > max(_FEW, len(text) // _AT_ONCE)


def offsets_of(
    title: str, title_tokens: int, text: str, positions: Iterable[int],
    marks: Integers | None = None, told: Bounds | None = None,
) -> dict[int, tuple[int, int]]:  # fmt: skip
    """Position → (start, end) in code points: of the title for a title's tokens, of the text for the others.

    `marks`: the offsets of every CHECKPOINT_TOKENS-th token of the text, but the first, and `told` the bounds of all of
    them, if they are at hand.
    """
    wanted = sorted(set(positions))
    found: dict[int, tuple[int, int]] = {}
    in_title = bisect_left(wanted, title_tokens)
    if in_title:
        own = list(bounds(title))
        found.update((position, own[position]) for position in wanted[:in_title])
    shift = title_tokens + 1 if title_tokens else 0
    if told is not None:
        starts, ends = told
        found.update((position, (starts[position - shift], ends[position - shift])) for position in wanted[in_title:])
        return found
    begins = [0] if marks is None else [0, *marks.tolist()]
    walk: Iterator[tuple[int, int]] = iter(())
    walked, at = -1, 0
    for position in wanted[in_title:]:
        token = position - shift
        block = min(token // CHECKPOINT_TOKENS, len(begins) - 1)
        if block != walked:
            walk, walked, at = bounds(text, *begins[block : block + 2]), block, block * CHECKPOINT_TOKENS
        start, end = next(islice(walk, token - at, None))
        at = token + 1
        found[position] = start, end
    return found
