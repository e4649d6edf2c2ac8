"""Distinct words by number, looked up by the million.

A word of up to eight code points of the Basic Multilingual Plane is its own key: two integers of four code points
each, compared in full. A longer one has a hash in place of the second and is compared in full with the word of that
number, so that a collision is seen. What does not fit (very long words, other planes, a collision) goes by a
dictionary, one by one.
"""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searcher.text.characters import Codes, Places, codes_of, edges, joined

Numbers = npt.NDArray[np.int32]
_Keys = npt.NDArray[np.uint64]
_Flags = npt.NDArray[np.bool_]
_Units = npt.NDArray[np.uint16]
_Item = TypeVar("_Item", bound=np.generic)

NONE = -1
# Code points in an integer, and in the words that have no hash.
_GRAM = 4
_SHORT = 2 * _GRAM
# Longer words are data, of which there are few, and each round of four code points costs.
_LONGEST = 64
# Odd multipliers of the splitmix64 generator (Steele, Lea and Flood 2014).
_MIX, _STIR = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
# The first k of four code points; and a fourth one that is in no word, so that no hash is taken for a word's end.
_FIRST: _Keys = np.tril(np.full((5, 4), 0xFFFF, np.uint16), -1).view(np.uint64).ravel()
_HASHED = np.array([0, 0, 0, 0xFFFF], np.uint16).view(np.uint64)[0]


class WordNumbers:
    """Numbers words from 0 on, in the order in which it meets them; `count` are known."""

    def __init__(self) -> None:
        self.count = 0
        self._fresh: list[str] = []
        # Of each word by its number + 1, since an empty slot holds 0: the two keys, and its place in `_kept`.
        self._heads: _Keys = np.zeros(1024, np.uint64)
        self._tails: _Keys = np.zeros(1024, np.uint64)
        self._places: Places = np.zeros(1024, np.int64)
        self._lengths: npt.NDArray[np.uint8] = np.zeros(1024, np.uint8)
        self._slots: Numbers = np.zeros(4096, np.int32)
        self._kept: _Units = np.zeros(4096, np.uint16)
        self._used = 0
        self._others: dict[str, int] = {}

    def add(self, words: list[str]) -> Numbers:
        """The number of each of `words`, none of which holds a line's end or a null."""
        text = joined(words)
        codes = codes_of(text)
        starts, ends = edges(codes != ord("\n"))
        return self.number(text, codes, starts, ends)

    def fresh(self) -> list[str]:
        """The words that have come since the last call, in the order of their numbers. They are not kept."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def number(self, text: str, codes: Codes, starts: Places, ends: Places, grow: bool = True) -> Numbers:
        """The number of each word `text[start:end]`; NONE for one that is not known, unless the vocabulary grows.

        `codes` (uint32) are the code points of `text`; `starts` and `ends` (int64) and the result (int32) have one
        item for each of the words, in their order. In three steps: all keys are looked up at once; what is new is
        taken in, together; and what keys cannot tell for sure is compared, or goes by the dictionary.
        """
        lengths = ends - starts
        units = np.empty(len(codes) + _GRAM, np.uint16)
        units[: len(codes)] = codes
        units[len(codes) :] = 0
        heads, tails = _keys(units, starts, lengths)
        numbers, missing = self._find(heads, tails)
        odd = lengths > _LONGEST
        if len(codes) and codes.max() > 0xFFFF:
            astral = np.flatnonzero(codes > 0xFFFF)
            within = np.searchsorted(starts, astral, "right") - 1
            # Before the first word there is none: the last item stands for that.
            odd[within[astral < np.append(ends, 0)[within]]] = True
        if grow and len(missing):
            missing = missing[~odd[missing]]
        while grow and len(missing):
            self._grow(text, units, starts, lengths, heads, tails, numbers, missing)
            taken = numbers[missing] + 1
            missing = missing[(self._heads[taken] != heads[missing]) | (self._tails[taken] != tails[missing])]
        long = np.flatnonzero((lengths > _SHORT) & (numbers >= 0) & ~odd)
        odd[long[~self._same(units, starts[long], lengths[long], numbers[long])]] = True
        for at in np.flatnonzero(odd).tolist():
            numbers[at] = self._other(text[starts[at] : ends[at]], grow)
        return numbers

    def _other(self, word: str, grow: bool) -> int:
        found = self._others.get(word, NONE)
        if found == NONE and grow:
            found = self._others[word] = self.count
            self._take([word])
        return found

    def _take(self, words: list[str]) -> None:
        """Take in new words, and make room for their keys."""
        self._fresh += words
        self.count += len(words)
        self._reserve(self.count + 1)

    def _find(self, heads: _Keys, tails: _Keys) -> tuple[Numbers, Places]:
        """(numbers, int32, by key; places of the keys that are not known, where the number is NONE).

        Open addressing with steps of one, for all keys at the same time: each round looks at the next slot of those
        keys that met another word in theirs (`pending`), and an empty slot says that a key is not known.
        """
        mask = len(self._slots) - 1
        slots = _slots(heads, tails, mask)
        held = self._slots[slots]
        pending = np.flatnonzero((self._heads[held] != heads) | (self._tails[held] != tails))
        missing = []
        while len(pending):
            empty = held[pending] == 0
            missing.append(pending[empty])
            pending = pending[~empty]
            slots[pending] = (slots[pending] + 1) & mask
            held[pending] = self._slots[slots[pending]]
            there = held[pending]
            pending = pending[(self._heads[there] != heads[pending]) | (self._tails[there] != tails[pending])]
        held -= 1
        return held, np.concatenate(missing) if missing else np.empty(0, np.int64)

    def _grow(
        self, text: str, units: _Units, starts: Places, lengths: Places, heads: _Keys, tails: _Keys,
        numbers: Numbers, missing: Places,
    ) -> None:  # fmt: skip
        """Take in the words at the places `missing`, and set their numbers.

        Equal words among them get one number, in the order in which they come first in the text. Two words whose
        mixed keys are equal by chance get one too: the caller sees that the keys differ and calls again.
        """
        missing = np.sort(missing)
        _, first, which = np.unique(_mixed(heads[missing], tails[missing]), return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        new = missing[first[order]]
        count = self.count
        numbers[missing] = count + rank[which]
        begin, size = starts[new], lengths[new]
        self._take([text[at : at + length] for at, length in zip(begin.tolist(), size.tolist(), strict=True)])
        here = slice(count + 1, self.count + 1)
        self._heads[here], self._tails[here], self._lengths[here] = heads[new], tails[new], size
        self._keep(units, begin, size, here)
        self._insert(np.arange(here.start, here.stop, dtype=np.int32))

    def _keep(self, units: _Units, starts: Places, lengths: Places, here: slice) -> None:
        """Keep the code points of the longer words, one after another in `_kept`, for `_same`.

        `starts` and `lengths`: of the new words, in `units`; `here`: their places in the columns by word.
        """
        kept = np.where(lengths > _SHORT, lengths, 0)
        # By word: where it ends among what is kept now.
        ends = np.cumsum(kept)
        total = int(ends[-1]) if len(ends) else 0
        self._places[here] = self._used + ends - kept
        if self._used + total + _GRAM > len(self._kept):
            self._kept = _grown(self._kept, self._used + total + _GRAM)
        # By unit that is kept: where in `units` it stands; each word is shifted from the one place to the other.
        source = np.repeat(starts - (ends - kept), kept) + np.arange(total)
        self._kept[self._used : self._used + total] = units[source]
        self._used += total

    def _same(self, units: _Units, starts: Places, lengths: Places, numbers: Numbers) -> _Flags:
        """By word: whether it is the one of that number; all are longer than the short ones.

        Compared by four code points at a time, in rounds: the words that have fewer drop out.
        """
        same: _Flags = self._lengths[numbers + 1] == lengths
        ours, theirs = _grams(units), _grams(self._kept)
        for at, begin, mask in _rounds(starts, lengths):
            where = self._places[numbers[at] + 1] + (begin - starts[at])
            # A shorter word's last gram may run over the end of what is kept, but then the lengths differ.
            np.minimum(where, len(theirs) - 1, out=where)
            same[at] &= ((ours[begin] ^ theirs[where]) & mask) == 0
        return same

    def _reserve(self, count: int) -> None:
        if count > len(self._heads):
            self._heads = _grown(self._heads, count)
            self._tails = _grown(self._tails, count)
            self._places = _grown(self._places, count)
            self._lengths = _grown(self._lengths, count)
        if count * 2 > len(self._slots):
            known = self._slots[self._slots > 0]
            self._slots = np.zeros(1 << (count * 4 - 1).bit_length(), np.int32)
            self._insert(known)

    def _insert(self, words: Numbers) -> None:
        """Give each of `words` (numbers + 1) the first free slot from its own on."""
        mask = len(self._slots) - 1
        slots = _slots(self._heads[words], self._tails[words], mask)
        while len(words):
            free = self._slots[slots] == 0
            self._slots[slots[free]] = words[free]
            left = self._slots[slots] != words
            words, slots = words[left], (slots[left] + 1) & mask


def _keys(units: _Units, starts: Places, lengths: Places) -> tuple[_Keys, _Keys]:
    """(heads, tails), uint64 by word: its first four code points, and its next four or a hash of all that follow."""
    grams = _grams(units)
    heads = grams[starts]
    heads &= _FIRST[np.minimum(lengths, _GRAM)]
    tails = np.zeros(len(starts), np.uint64)
    for number, (at, begin, mask) in enumerate(_rounds(starts, lengths)):
        gram = grams[begin] & mask
        if number:
            tails[at] = _mixed(tails[at], gram) | _HASHED
        else:
            tails[at] = gram
    return heads, tails


def _rounds(starts: Places, lengths: Places) -> Iterator[tuple[Places, Places, _Keys]]:
    """Four code points after the other from the second four on: which words have them, where, and the mask of them."""
    at = np.flatnonzero(lengths > _GRAM)
    for offset in range(_GRAM, _LONGEST, _GRAM):
        if not len(at):
            return
        left = lengths[at] - offset
        yield at, starts[at] + offset, _FIRST[np.minimum(left, _GRAM)]
        at = at[left > _GRAM]


def _grams(units: _Units) -> _Keys:
    """The four units from each on, as one integer."""
    return np.ndarray((len(units) - _GRAM + 1,), np.uint64, units, strides=(2,))


def _mixed(heads: _Keys, tails: _Keys) -> _Keys:
    mixed = heads * _MIX
    mixed ^= mixed >> _HALF
    mixed += tails
    mixed *= _STIR
    mixed ^= mixed >> _HALF
    return mixed


def _slots(heads: _Keys, tails: _Keys, mask: int) -> Places:
    return (_mixed(heads, tails) & np.uint64(mask)).view(np.int64)


def _grown(array: npt.NDArray[_Item], count: int) -> npt.NDArray[_Item]:
    grown = np.zeros(max(count, 2 * len(array)), array.dtype)
    grown[: len(array)] = array
    return grown
