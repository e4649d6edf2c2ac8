"""The side dictionary of a segment: every word it holds, found by fold, prefix, stem, syllable pair or name key.

Made once, when the segment is committed, and never changed. Two plain text files of sorted lines:

    words   fold TAB lang TAB word TAB document frequency TAB collection frequency
    groups  kind lang ":" key TAB word TAB document frequency TAB collection frequency

A `kind` is one of STEM (key: stem), PAIR (key: two neighbouring Hangul syllables of the word) and NAME (key: the
word's name key, which has no language of its own in a query; its lines begin with the key, then the language).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from searcher.entities.keys import name_key
from searcher.lines import SortedLines, write_lines
from searcher.text.fold import fold
from searcher.text.scripts import HANGUL, UNSPACED
from searcher.text.stems import has_stemmer, stem

STEM, PAIR, NAME = "s", "p", "n"
# Shorter words have keys that everything resembles.
MIN_NAME_LETTERS = 4
_HANGUL = re.compile(f"[{HANGUL}]{{2,}}")
_NO_KEY = re.compile(rf"[\d{UNSPACED}]")


class Entry(NamedTuple):
    """One word of one language in the index, with its document and collection frequency.

    A tuple, because a query makes thousands of them.
    """

    word: str
    lang: str
    documents: int
    occurrences: int


# A run writes one segment after another, and most of their words are the same.
_fold = lru_cache(maxsize=500_000)(fold)
_stem = lru_cache(maxsize=500_000)(stem)


@lru_cache(maxsize=500_000)
def _name_key(folded: str) -> str:
    """The name key of a word, "" for one that is no name: with digits, or of a script without spaces."""
    return "" if _NO_KEY.search(folded) else name_key(folded)


def syllable_pairs(folded: str) -> list[str]:
    """The neighbouring pairs of Hangul syllables in a folded word: Korean compounds and endings share them."""
    return [run[at : at + 2] for run in _HANGUL.findall(folded) for at in range(len(run) - 1)]


def build(entries: Iterable[tuple[Entry, bool]], words: Path, groups: Path) -> None:
    """Write the two files of a segment from its terms, in any order, each with whether it may be a name."""
    word_lines: list[str] = []
    group_lines: list[str] = []
    for entry, name in entries:
        word, lang = entry.word, entry.lang
        folded = _fold(word)
        tail = f"\t{word}\t{entry.documents}\t{entry.occurrences}"
        word_lines.append(f"{folded}\t{lang}{tail}")
        if has_stemmer(lang):
            group_lines.append(f"{STEM}{lang}:{_stem(lang, word)}{tail}")
        if not folded.isascii():
            for pair in set(syllable_pairs(folded)):
                group_lines.append(f"{PAIR}{lang}:{pair}{tail}")
        if name and len(folded) >= MIN_NAME_LETTERS and (key := _name_key(folded)):
            group_lines.append(f"{NAME}{key}\t{lang}{tail}")
    write_lines(words, word_lines)
    write_lines(groups, group_lines)


class Lexicon:
    """The dictionaries of all segments of a snapshot, merged as they are asked."""

    def __init__(self, segments: Iterable[tuple[Path, Path]]) -> None:
        opened = [(SortedLines(words), SortedLines(groups)) for words, groups in segments]
        self._words = [words for words, _ in opened]
        self._groups = [groups for _, groups in opened]

    def by_fold(self, folded: str) -> list[Entry]:
        """The words whose fold is `folded`, of all languages."""
        return self._merged(self._words, folded + "\t", _word_line)

    def by_prefix(self, prefix: str, limit: int = 0) -> list[Entry]:
        """The words whose fold begins with `prefix`; with a `limit`, the most frequent ones."""
        found = self._merged(self._words, prefix, _word_line)
        if limit and len(found) > limit:
            found.sort(key=lambda entry: (-entry.documents, entry.word, entry.lang))
            del found[limit:]
        return found

    def by_forms(self, prefix: str, forms: Set[str]) -> list[Entry]:
        """The words whose fold is one of `forms`, which all begin with `prefix`."""

        def wanted(line: str) -> bool:
            return line[: line.index("\t")] in forms

        return self._merged(self._words, prefix, _word_line, wanted)

    def by_stem(self, lang: str, stemmed: str) -> list[Entry]:
        """The words of `lang` whose stem is `stemmed`."""
        return self._grouped(STEM, lang, stemmed)

    def by_pair(self, lang: str, pair: str) -> list[Entry]:
        """The words of `lang` that hold the two Hangul syllables `pair`."""
        return self._grouped(PAIR, lang, pair)

    def by_name_key(self, key: str) -> list[Entry]:
        """The words whose name key is `key`, of all languages."""

        def entry(line: str) -> Entry:
            _, lang, word, documents, occurrences = line.split("\t")
            return Entry(word, lang, int(documents), int(occurrences))

        return self._merged(self._groups, f"{NAME}{key}\t", entry)

    def by_initial(self, letters: str) -> Iterator[Entry]:
        """The words whose fold begins with `letters`, one at a time; a word may come once a segment."""
        for words in self._words:
            yield from map(_word_line, words.starting(letters))

    def _grouped(self, kind: str, lang: str, key: str) -> list[Entry]:
        def entry(line: str) -> Entry:
            _, word, documents, occurrences = line.split("\t")
            return Entry(word, lang, int(documents), int(occurrences))

        return self._merged(self._groups, f"{kind}{lang}:{key}\t", entry)

    @staticmethod
    def _merged(
        files: list[SortedLines],
        prefix: str,
        read: Callable[[str], Entry],
        wanted: Callable[[str], bool] | None = None,
    ) -> list[Entry]:
        """The lines that begin with `prefix`, of all files, with the counts of a word added up."""
        if len(files) == 1:
            return [read(line) for line in _chosen(wanted, files[0].starting(prefix))]
        merged: dict[tuple[str, str], Entry] = {}
        for lines in files:
            for line in _chosen(wanted, lines.starting(prefix)):
                entry = read(line)
                key = entry.word, entry.lang
                known = merged.get(key)
                if known is not None:
                    entry = Entry(
                        entry.word,
                        entry.lang,
                        known.documents + entry.documents,
                        known.occurrences + entry.occurrences,
                    )
                merged[key] = entry
        return list(merged.values())


def _chosen(wanted: Callable[[str], bool] | None, lines: Iterator[str]) -> Iterator[str]:
    return lines if wanted is None else filter(wanted, lines)


def _word_line(line: str) -> Entry:
    _, lang, word, documents, occurrences = line.split("\t")
    return Entry(word, lang, int(documents), int(occurrences))
