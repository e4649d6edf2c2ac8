"""The normal forms and folds of words that are numbered, each made once."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from searcher.text.fold import fold_each, normalise_each
from searcher.text.letter_case import has_capital, is_small_letter, letter_case
from searcher.text.numbering import Numbers

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

    def update(self, raws: Sequence[str]) -> None:
        """Take in the raw words that follow, by number."""
        for start in range(0, len(raws), _AT_ONCE):
            self._take(raws[start : start + _AT_ONCE])

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
