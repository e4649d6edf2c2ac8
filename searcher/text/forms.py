"""The normal forms, folds and sounds of words that are numbered, each made once."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from searcher.text.fold import fold_each, normalise_each
from searcher.text.letter_case import has_capital, is_small_letter, letter_case
from searcher.text.numbering import Numbers
from searcher.text.sounds import Places, Vectors, clusters, vectors

_AT_ONCE = 50_000


class Forms:
    """`words`: the distinct normal forms, and what they fold to, by number; by that `fold_of`, the number of the fold.

    By the number of a raw word: `of_raw`, the number of its normal form; `capital`, whether it begins with an
    upper-case letter or one of a script without case; `unusual`, whether it is written otherwise than its normal form,
    with a capital first if it begins with one; and then `letter_case`, as in `searcher.text.letter_case`.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.fold_of: Numbers = np.empty(0, np.int32)
        self.of_raw: Numbers = np.empty(0, np.int32)
        self.capital: npt.NDArray[np.bool_] = np.empty(0, bool)
        self.unusual: npt.NDArray[np.bool_] = np.empty(0, bool)
        self.letter_case: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self._numbers: dict[str, int] = {}
        # By the number of a word: where its sound and the cluster of that stand, -1 if they are not made.
        self._sound_of: Numbers = np.empty(0, np.int32)
        self._sounds: Vectors = np.empty((0, 0), np.int8)
        self._clusters: npt.NDArray[np.uint16] = np.empty(0, np.uint16)

    def update(self, raws: Sequence[str]) -> None:
        """Take in the raw words that follow, by number."""
        for start in range(0, len(raws), _AT_ONCE):
            self._take(raws[start : start + _AT_ONCE])

    def sounds(self, folds: Places) -> tuple[Vectors, npt.NDArray[np.uint16]]:
        """The sounds of folds, given by number and each once, and their clusters; as in `searcher.text.sounds`."""
        unmade = np.full(len(self.words) - len(self._sound_of), -1, np.int32)
        self._sound_of = np.concatenate((self._sound_of, unmade))
        new = folds[self._sound_of[folds] < 0]
        self._sound_of[new] = np.arange(len(self._sounds), len(self._sounds) + len(new))
        made = vectors([self.words[number] for number in new.tolist()], are_folded=True)
        # The model says how long vectors are: it is not loaded before it is needed.
        self._sounds = np.concatenate((self._sounds, made)) if len(self._sounds) else made
        self._clusters = np.concatenate((self._clusters, clusters(made)))
        places = self._sound_of[folds]
        return self._sounds[places], self._clusters[places]

    def _take(self, new: Sequence[str]) -> None:
        known = self._numbers
        # Most words are their own normal forms and folds: an object for each would be most of the memory.
        normal = [raw if word == raw else word for raw, word in zip(new, normalise_each(new), strict=True)]
        self.of_raw = np.concatenate((self.of_raw, _numbered(normal, known)))
        folds = _numbered(fold_each(list(islice(known, len(self.words), None))), known)
        self.words += islice(known, len(self.words), None)
        # What only folds lead to is its own fold.
        alone = np.arange(len(self.fold_of) + len(folds), len(known), dtype=np.int32)
        self.fold_of = np.concatenate((self.fold_of, folds, alone))
        capital = np.fromiter((not is_small_letter(raw) for raw in new), bool, len(new))
        self.capital = np.concatenate((self.capital, capital))
        cases = np.fromiter(map(letter_case, new, normal), np.int32, len(new))
        expected = np.fromiter(map(has_capital, normal), bool, len(new)) & capital
        self.unusual = np.concatenate((self.unusual, cases != expected))
        self.letter_case = np.concatenate((self.letter_case, cases))


def _numbered(words: Sequence[str], known: dict[str, int]) -> Numbers:
    """The number of each of the words, those that are new among what is `known`."""
    return np.array([known.setdefault(word, len(known)) for word in words], np.int32)
