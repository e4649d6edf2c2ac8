"""What expanding a query asks of an index: which words it holds, and how much of each language."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Protocol

from searcher.text.acronyms import Explained
from searcher.text.terms import Entry, Term


class Vocabulary(Protocol):
    """The terms of an index. Entries come with their document frequencies, folds as `text.fold` makes them.

    Lists are sorted where nothing else is said. Deleted documents count nowhere. Nothing here gives all words: each
    question has an answer of bounded size, or one that is a small part of the dictionary.
    """

    @property
    def languages(self) -> Mapping[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it)."""

    def occurrences(self, folded: str) -> Mapping[str, int]:
        """Language → how often the words with this fold occur in it."""

    def by_fold(self, folded: str) -> list[Entry]:
        """The words with this fold, of all languages."""

    def by_folds(self, folds: Sequence[str]) -> list[list[Entry]]:
        """`by_fold` of each of several folds: in one look, which is quicker."""

    def by_prefix(self, prefix: str, limit: int, lang: str = "") -> tuple[list[Entry], bool]:
        """The words whose fold begins with `prefix`, and whether that is all; at most `limit`, as in `fitting`.

        `lang`: those of this language alone.
        """

    def fitting(
        self, prefix: str, fits: Callable[[str], object], limit: int, holding: str = ""
    ) -> tuple[list[Entry], bool]:
        """The words whose fold begins with `prefix` and `fits`, and whether that is all of them.

        `holding`: what the fold of each of them holds, with "\\n" for its end; only what holds it is asked whether it
        fits. If there are more than `limit`, they are those in most documents; of equal ones the first by fold and
        language.
        """

    def among(self, folds: Set[str]) -> list[str]:
        """Those of the folds that the index has, sorted."""

    def with_endings(self, stems: Sequence[tuple[str, Set[str]]]) -> list[str]:
        """The folds that the index has of each stem with one of its endings, sorted.

        The stems are of one word: each begins with the shortest.
        """

    def near(self, folded: str, edits: int) -> Mapping[str, int]:
        """Fold → its distance from `folded`, of those that begin with its first or second letter.

        At most `edits` (optimal string alignment: a transposition is one), and not 0. Those that begin alike, are no
        more than one letter longer or shorter than that allows and sound alike have the distance SOUNDS_ALIKE.
        """

    def by_stems(self, stems: Iterable[tuple[str, str]]) -> list[Entry]:
        """The words with any of these pairs of a language and a stem; none of languages without a stemmer."""

    def by_pairs(self, langs: Iterable[str], pairs: Sequence[str]) -> Mapping[tuple[str, str], list[Entry]]:
        """(language, pair of Hangul syllables) → the words of the language that hold the pair, where there are any."""

    def sounding(self, word: str, least: float, limit: int) -> list[tuple[str, float]]:
        """What sounds like `word` and may be a name: (form, cosine of the sounds, at least `least`), best first.

        A form is the fold of a word, or a run of characters of a script without spaces (`text.name_runs`). At most
        `limit`; of equal ones the first by code points.
        """

    def sounding_each(self, asked: Sequence[tuple[str, float]], limit: int) -> list[list[tuple[str, float]]]:
        """`sounding` of several words, each with its own least cosine: in one look, which is quicker."""

    def cosines(self, word: str, others: Sequence[str]) -> dict[str, float]:
        """How alike each of some words, of the index or not, sounds to one: the cosine of the sounds."""

    def capital_shares(self, terms: Sequence[Term]) -> list[float]:
        """How many of the occurrences of each word begin with a capital, 0 to 1; all in scripts without case."""

    def capitalised(self, limit: int) -> list[Entry]:
        """The words that begin with a capital somewhere; if there are more than `limit`, as in `fitting`."""

    def explained(self, acronym: str) -> list[Explained]:
        """The full names by which documents explain an acronym, folded; those of most documents first."""

    def acronyms(self, key: str) -> list[Explained]:
        """The acronyms that documents explain by a full name with this key (`text.acronyms.name_key`)."""


SOUNDS_ALIKE = -1
"""In what `Vocabulary.near` gives: a fold that is too far, but sounds alike."""
