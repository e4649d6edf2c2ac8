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
    """`words`: distinct normal forms by number; `folds`: their folds, the same objects where nothing is folded.

    By the number of a raw word: `of_raw`, the number of its normal form; `capital`, whether it begins with an
    upper-case letter or one of a script without case; `unusual`, whether it is written otherwise than its normal form,
    with a capital first if it begins with one; and then `letter_case`, as in `searcher.text.letter_case`.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.folds: list[str] = []
        self.of_raw: Numbers = np.empty(0, np.int32)
        self.capital: npt.NDArray[np.bool_] = np.empty(0, bool)
        self.unusual: npt.NDArray[np.bool_] = np.empty(0, bool)
        self.letter_case: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self._numbers: dict[str, int] = {}

    def update(self, raws: Sequence[str]) -> None:
        """Take in what has come to `raws`, the raw words by number, since the last call."""
        for start in range(len(self.of_raw), len(raws), _AT_ONCE):
            self._take(raws[start : start + _AT_ONCE])

    def _take(self, new: Sequence[str]) -> None:
        known = self._numbers
        # Most words are their own normal forms and folds: an object for each would be most of the memory.
        normal = [raw if word == raw else word for raw, word in zip(new, normalise_each(new), strict=True)]
        numbers = [known.setdefault(word, len(known)) for word in normal]
        fresh = list(islice(known, len(self.words), None))
        self.words += fresh
        self.folds += [word if folded == word else folded for word, folded in zip(fresh, fold_each(fresh), strict=True)]
        self.of_raw = np.concatenate((self.of_raw, np.array(numbers, np.int32)))
        capital = np.fromiter((not is_small_letter(raw) for raw in new), bool, len(new))
        self.capital = np.concatenate((self.capital, capital))
        cases = np.fromiter(map(letter_case, new, normal), np.int32, len(new))
        expected = np.fromiter(map(has_capital, normal), bool, len(new)) & capital
        self.unusual = np.concatenate((self.unusual, cases != expected))
        self.letter_case = np.concatenate((self.letter_case, cases))
