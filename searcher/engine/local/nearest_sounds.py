"""What sounds like words: the nearest forms of each segment, of those that documents have."""

from collections.abc import Iterator, Sequence

import numpy as np

from searcher.engine.local.merged_terms import Counted
from searcher.text.sound_search import Neighbours, probed_clusters
from searcher.text.sounds import SCALE, vectors


class NearestSounds:
    """Looks for sounds in all segments; see `Vocabulary`."""

    def __init__(self, segments: Sequence[Counted]) -> None:
        self._segments = segments

    def of(self, word: str, least: float, limit: int) -> list[tuple[str, float]]:
        """The folds and runs that sound like a word, best first."""
        vector = vectors([word])[0]
        probed = probed_clusters(vector)
        near = [segment.sounds.rows.near(vector, least, probed) for segment in self._segments]
        return self._nearest(near, limit)

    def of_each(self, asked: Sequence[tuple[str, float]], limit: int) -> list[list[tuple[str, float]]]:
        """The same of several words."""
        sounds = vectors([word for word, _ in asked])
        probed = probed_clusters(sounds)
        least = np.array([each for _, each in asked], np.float32)
        near = [segment.sounds.rows.near_each(sounds, least, probed) for segment in self._segments]
        return [self._nearest([of_segment[at] for of_segment in near], limit) for at in range(len(asked))]

    def cosines(self, word: str, others: Sequence[str]) -> dict[str, float]:
        """How alike each of some words sounds to one."""
        words = list(dict.fromkeys(others))
        if not words:
            return {}
        sounds = vectors([word, *words]).astype(np.float32)
        return dict(zip(words, (sounds[1:] @ sounds[0] / SCALE**2).tolist(), strict=True))

    def _nearest(self, near: Sequence[Neighbours], limit: int) -> list[tuple[str, float]]:
        """The `limit` best of the neighbours in each segment."""
        found: dict[str, float] = {}
        for segment, own in zip(self._segments, near, strict=True):
            found.update(self._forms(segment, own, limit))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _forms(self, segment: Counted, near: Neighbours, limit: int) -> Iterator[tuple[str, float]]:
        """The nearest rows that documents have which are not deleted, `limit` of them and all that are as near."""
        kept, last = 0, 1.0
        for name, cosine in zip(segment.sounds.names[near.rows].tolist(), near.cosines.tolist(), strict=True):
            if kept >= limit and cosine < last:
                return
            if name >= segment.sounds.folds:
                form = segment.sounds.run(name - segment.sounds.folds)
                is_there = segment.holds_run(name - segment.sounds.folds, form)
            else:
                form = segment.dictionary.fold(name)
                terms = range(*segment.dictionary.terms_of(name, name + 1))
                is_there = any(segment.may_be_name(term) for term in terms)
            if is_there:
                kept, last = kept + 1, cosine
                yield form, cosine
