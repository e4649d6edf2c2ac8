"""The side dictionary of a segment: every word it holds, found by fold, prefix, stem, syllable pair or name key.

Made once, when the segment is committed, and never changed. Two plain text files of sorted lines:

    words   fold TAB lang TAB word TAB document frequency TAB collection frequency
    groups  kind lang ":" key TAB word TAB document frequency TAB collection frequency

A `kind` is one of STEM (key: stem), PAIR (key: two neighbouring Hangul syllables of the word) and NAME (key: the
word's name key, which has no language of its own in a query; its lines begin with the key, then the language).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of one language in the index, with its document and collection frequency."""

    word: str
    lang: str
    documents: int
    occurrences: int


def syllable_pairs(folded: str) -> list[str]:
    """The neighbouring pairs of Hangul syllables in a folded word: Korean compounds and endings share them."""
    return [run[at : at + 2] for run in _HANGUL.findall(folded) for at in range(len(run) - 1)]


def build(entries: Iterable[tuple[Entry, bool]], words: Path, groups: Path) -> None:
    """Write the two files of a segment from its terms, in any order, each with whether it may be a name."""
    word_lines: list[str] = []
    group_lines: list[str] = []
    folds: dict[str, str] = {}
    keys: dict[str, str] = {}
    for entry, name in entries:
        folded = folds.get(entry.word)
        if folded is None:
            folded = folds[entry.word] = fold(entry.word)
        counts = f"{entry.documents}\t{entry.occurrences}"
        tail = f"\t{entry.word}\t{counts}"
        word_lines.append(f"{folded}\t{entry.lang}{tail}")
        if has_stemmer(entry.lang):
            group_lines.append(f"{STEM}{entry.lang}:{stem(entry.lang, entry.word)}{tail}")
        if not folded.isascii():
            for pair in set(syllable_pairs(folded)):
                group_lines.append(f"{PAIR}{entry.lang}:{pair}{tail}")
        if name and len(folded) >= MIN_NAME_LETTERS and not _NO_KEY.search(folded):
            key = keys.get(folded)
            if key is None:
                key = keys[folded] = name_key(folded)
            if key:
                group_lines.append(f"{NAME}{key}\t{entry.lang}{tail}")
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
    def _merged(files: list[SortedLines], prefix: str, read: Callable[[str], Entry]) -> list[Entry]:
        if len(files) == 1:
            return [read(line) for line in files[0].starting(prefix)]
        merged: dict[tuple[str, str], Entry] = {}
        for lines in files:
            for line in lines.starting(prefix):
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


def _word_line(line: str) -> Entry:
    _, lang, word, documents, occurrences = line.split("\t")
    return Entry(word, lang, int(documents), int(occurrences))
