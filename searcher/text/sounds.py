"""How words sound, learned: a vector for each, in which the spellings of one name in many scripts lie close together.

A word is the sum of the vectors of its letters, pairs and triples of letters, at length one; its cosine with another
says how alike the two sound. The model is learned from spellings of the same names by `tools/train_sounds.py`; its
sources stand in `data/SOURCES.md`, what it is worth in `docs/explanation/sounds.md`. `sound_search` finds the vectors
near one.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searcher.errors import SearcherError
from searcher.records import dataclass
from searcher.text.characters import codes_of
from searcher.text.sound_letters import SoundLetters

Vectors = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]
Symbols = npt.NDArray[np.uint16]
Grams = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

MODEL = Path(__file__).parent / "data" / "sounds.bin"
VERSION = 1
_MAGIC = b"searcher sounds\n"
# What a component of a vector of length one is multiplied by, and so the length of every vector, nearly.
SCALE = 127
# Longer runs of letters are data, not names; and 16 bits must hold the sum of all their grams.
MOST_LETTERS = 64
HAN = range(0x4E00, 0xA000)  # the Chinese characters with a reading: the block of the common ones
BEGIN, END = "\x02", "\x03"  # around each word; their symbols are 1 and 2
_SYMBOL_BITS = 10
MOST_SYMBOLS = (1 << _SYMBOL_BITS) - 1
_WORDS_AT_ONCE = 4096  # more would leave the processor's cache
_CENTROIDS_AT_ONCE = 4_096  # some 17 MB


class Alphabet:
    """The letters that the model knows, numbered from 1 on, BEGIN and END first; 0 is any other."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self._symbols = np.zeros(0x110000, np.uint16)
        self._symbols[codes_of(letters)] = np.arange(1, len(letters) + 1)

    def symbols(self, words: Sequence[str]) -> tuple[Symbols, Places]:
        """The symbols of the words' letters in a row, each word between BEGIN and END, and where each word begins."""
        symbols = self._symbols[codes_of(BEGIN + (END + BEGIN).join(words) + END)]
        return symbols, np.flatnonzero(symbols == 1)


def gram_keys(symbols: Symbols) -> tuple[Grams, Grams, Grams]:
    """The keys of the one, the two and the three symbols that begin at each place, as far as there are so many."""
    one = symbols.astype(np.uint32)
    two = (one[:-1] << np.uint32(_SYMBOL_BITS)) | one[1:]
    three = (two[:-1] << np.uint32(_SYMBOL_BITS)) | one[2:]
    return one, two, three


def row_numbers(known: Grams, keys: Grams) -> Places:
    """Where each of the keys stands in `known` (sorted, distinct); `len(known)` for those that do not."""
    found = np.searchsorted(known, keys)
    found[found == len(known)] = 0
    return np.where(known[found] == keys, found, len(known))


def at_length_one(vectors: Floats) -> Vectors:
    """The vectors (n × d) at length one, times SCALE, rounded; rows of zeros stay such."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    lengths[lengths == 0] = 1
    rounded: Floats = np.rint(vectors * (np.float32(SCALE) / lengths)[:, None])
    return rounded.astype(np.int8)


def are_sounds(vectors: Vectors) -> npt.NDArray[np.bool_]:
    """Which rows are the vector of a word; a word without one has a row of zeros."""
    return np.asarray(vectors.any(axis=1), np.bool_)


@dataclass(frozen=True)
class SoundModel:
    """What is learned. `readings` are numbers of `syllables` (the first is none), one for each character of HAN;
    `keys` are the grams, sorted, with a row of `rows` each; `centroids` part all vectors in clusters."""

    letters: str
    syllables: tuple[str, ...]
    readings: npt.NDArray[np.uint16]
    keys: Grams
    rows: Vectors
    centroids: Vectors

    @cached_property
    def alphabet(self) -> Alphabet:
        return Alphabet(self.letters)

    @cached_property
    def sound_letters(self) -> SoundLetters:
        return SoundLetters(self._reading)

    def _reading(self, code_point: int) -> str:
        number = self.readings[code_point - HAN.start] if code_point in HAN else 0
        return self.syllables[number] if number else ""

    @cached_property
    def _wide_rows(self) -> npt.NDArray[np.int16]:
        """The rows, and one of zeros for all grams without any."""
        return np.vstack((self.rows, np.zeros_like(self.rows[:1]))).astype(np.int16)

    @cached_property
    def _wide_centroids(self) -> Floats:
        return self.centroids.astype(np.float32).T.copy()

    def vectors(self, words: Sequence[str], are_folded: bool = False) -> Vectors:
        """See the function `vectors`."""
        found = np.zeros((len(words), self.rows.shape[1]), np.int8)
        for start in range(0, len(words), _WORDS_AT_ONCE):
            end = min(start + _WORDS_AT_ONCE, len(words))
            found[start:end] = self._vectors(self.sound_letters.each(words[start:end], are_folded))
        return found

    def _vectors(self, spelt: Sequence[str]) -> Vectors:
        symbols, starts = self.alphabet.symbols(
            ["" if len(each) > MOST_LETTERS or BEGIN in each or END in each else each for each in spelt]
        )
        rows = np.full((3, len(symbols)), len(self.keys))
        for row, keys in zip(rows, gram_keys(symbols), strict=True):
            row[: len(keys)] = row_numbers(self.keys, keys)
        # Words with as many letters together: five times as fast as sums from the beginning of one to the next.
        lengths = np.diff(starts, append=len(symbols))
        totals = np.empty((len(spelt), self.rows.shape[1]), np.float32)
        for length in np.flatnonzero(np.bincount(lengths)).tolist():
            own = np.flatnonzero(lengths == length)
            letters = starts[own] + np.arange(length)[:, None]
            totals[own] = self._wide_rows[rows[:, letters]].sum(axis=(0, 1), dtype=np.int16)
        # A word of which only some letters are known would sound like those alone.
        totals[np.minimum.reduceat(symbols, starts) == 0] = 0
        return at_length_one(totals)

    def clusters(self, vectors: Vectors) -> npt.NDArray[np.uint16]:
        """See the function `clusters`."""
        found = np.zeros(len(vectors), np.uint16)
        for start in range(0, len(vectors), _CENTROIDS_AT_ONCE):
            some = vectors[start : start + _CENTROIDS_AT_ONCE].astype(np.float32)
            found[start : start + len(some)] = (some @ self._wide_centroids).argmax(axis=1)
        return found

    def nearest_clusters(self, vectors: Vectors, many: int) -> Places:
        """The `many` clusters whose centroids are nearest to a vector, nearest first; of several, a row for each."""
        cosines = vectors.astype(np.float32) @ self._wide_centroids
        return np.argsort(-cosines, kind="stable")[..., :many]


def write_model(model: SoundModel, path: Path) -> None:
    """A line that names the format, a line of JSON with the letters, the syllables and the arrays' types and shapes,
    and the arrays, one after the other, little-endian."""
    arrays = [np.ascontiguousarray(getattr(model, name)) for name in _ARRAYS]
    data = b"".join(array.astype(kind).tobytes() for array, kind in zip(arrays, _ARRAYS.values(), strict=True))
    head = {
        "version": VERSION,
        "crc32": zlib.crc32(data),
        "shapes": {name: array.shape for name, array in zip(_ARRAYS, arrays, strict=True)},
        "letters": model.letters,
        "syllables": model.syllables,
    }
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(_MAGIC + line + b"\n" + data)


_ARRAYS = {"readings": "<u2", "keys": "<u4", "rows": "<i1", "centroids": "<i1"}


def read_model(path: Path = MODEL) -> SoundModel:
    """The model in a file. Raises SearcherError for one that is damaged or of another version."""
    with path.open("rb") as content:
        magic, line, data = content.readline(), content.readline(), content.read()
    try:
        head = json.loads(line)
        sound = magic == _MAGIC and head["version"] == VERSION and head["crc32"] == zlib.crc32(data)
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise SearcherError(f"{path} is damaged or of another version: install searcher anew")
    arrays, start = {}, 0
    for name, kind in _ARRAYS.items():
        shape = head["shapes"][name]
        many = int(np.prod(shape))
        arrays[name] = np.frombuffer(data, kind, many, start).reshape(shape)
        start += arrays[name].nbytes
    return SoundModel(letters=head["letters"], syllables=tuple(head["syllables"]), **arrays)


@cache
def sound_model() -> SoundModel:
    """The model of this installation, read when it is first asked for."""
    return read_model()


def vectors(words: Sequence[str], are_folded: bool = False) -> Vectors:
    """The sound of each word: n × 48, rows of the length SCALE, so that a product of two over SCALE² is their cosine.

    A row of zeros for a word without letters, with a digit or a letter that the model does not know, or with more than
    MOST_LETTERS. Words may be folded or not; `are_folded` says that all of them are, so that it is not done again.
    """
    return sound_model().vectors(words, are_folded)


def clusters(vectors: Vectors) -> npt.NDArray[np.uint16]:
    """The number of the centroid that is nearest to each row; they are the model's, the same for all columns."""
    return sound_model().clusters(vectors)
