"""Which hits tell the same story."""

from collections.abc import Iterator, Sequence

from searcher.engine.engine import Engine, IsCancelled, Key
from searcher.query.expand import Expander
from searcher.search.similar import LEAST_ALIKE, Origin


def stories(
    keys: Sequence[Key], engine: Engine, expander: Expander, cancelled: IsCancelled
) -> Iterator[tuple[int, ...]]:
    """The places of documents that tell the same, from 0; of each story the first first, and each document once.

    Two tell the same if each is like the other: a short text says little of what it shares with a long one. Each
    is asked once for what it is like. Raises Cancelled.
    """
    alike: dict[Key, list[Key]] = {}

    def of(key: Key) -> list[Key]:
        if key not in alike:
            alike[key] = _alike(key, len(keys), engine, expander, cancelled)
        return alike[key]

    told: set[Key] = set()
    for place, key in enumerate(keys):
        if key in told:
            continue
        like = of(key)
        same = [at for at in range(place + 1, len(keys)) if keys[at] in like and keys[at] not in told]
        story = [at for at in same if key in of(keys[at])]
        told.update(keys[at] for at in story)
        yield (place, *story)


def _alike(key: Key, most: int, engine: Engine, expander: Expander, cancelled: IsCancelled) -> list[Key]:
    """The documents that are about as like a document as it is like itself; `most` of them."""
    (known,) = engine.fetch([key])
    with engine.reading():
        plan = expander.story(Origin(known).text, known.langs)
    if plan is None:
        return []
    best = engine.rank(plan, cancelled).best(0, most)
    own = dict(best).get(key, 0.0)
    return [each for each, score in best if own and score >= LEAST_ALIKE * own]
