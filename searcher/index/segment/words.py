"""The words of a segment by themselves, with what is counted of them: what a library's clients keep of documents that
lie elsewhere.

It is a column file with the dictionary and the sounds of a segment as they are there, and in place of the posting
lists by word how many documents hold it, how often it occurs, and how often with a capital.
"""

from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import ColumnFile, Integers
from searcher.index.segment.layout import check_words_layout
from searcher.index.segment.sounds import Sounds
from searcher.index.segment.term_dictionary import TermDictionary
from searcher.records import dataclass, field

WORDS_SUFFIX = ".words"
_NONE: Integers = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Losses:
    """What documents that were removed since take from the counts: `documents` of them, with `tokens` in all.

    By `terms`, ascending: of how many of them each is lost, how often it occurred, and how often with a capital; by
    `runs`, ascending, of how many, and likewise by `acronyms`. `held`: by language of the words' `held_langs`, how many
    of them held some of it.
    """

    documents: int = 0
    tokens: int = 0
    terms: Integers = field(default_factory=lambda: _NONE)
    holders: Integers = field(default_factory=lambda: _NONE)
    occurrences: Integers = field(default_factory=lambda: _NONE)
    capitals: Integers = field(default_factory=lambda: _NONE)
    runs: Integers = field(default_factory=lambda: _NONE)
    run_holders: Integers = field(default_factory=lambda: _NONE)
    acronyms: Integers = field(default_factory=lambda: _NONE)
    acronym_holders: Integers = field(default_factory=lambda: _NONE)
    held: Integers = field(default_factory=lambda: _NONE)


NO_LOSSES = Losses()
LOSS_COLUMNS = (
    "terms",
    "holders",
    "occurrences",
    "capitals",
    "runs",
    "run_holders",
    "acronyms",
    "acronym_holders",
    "held",
)
"""The columns of a file of losses, beside their totals."""


def read_losses(path: Path) -> Losses:
    """The losses that `words_writer.write_losses` wrote. Raises DamagedError and OSError."""
    file = ColumnFile(path)
    file.verify()
    documents, tokens = file.array("totals").tolist()
    return Losses(documents, tokens, *(file.array(name).astype(np.int64) for name in LOSS_COLUMNS))


class Words:
    """What `words_writer` wrote, less what was lost since. Raises DamagedError and OSError."""

    def __init__(self, path: Path, losses: Losses = NO_LOSSES) -> None:
        self.columns = ColumnFile(path)
        check_words_layout(self.columns)
        self.name = path.name.removesuffix(WORDS_SUFFIX)
        self.losses = losses
        self.dictionary = TermDictionary(self.columns)
        self.sounds = Sounds(self.columns)

    @property
    def documents(self) -> int:
        """How many documents have these words."""
        return int(self.columns.array("totals")[0]) - self.losses.documents

    @property
    def tokens(self) -> int:
        """How many words they have in all."""
        return int(self.columns.array("totals")[1]) - self.losses.tokens

    @cached_property
    def word_counts(self) -> tuple[Integers, Integers, Integers]:
        """By term: how many documents hold it, how often it occurs, and how often with a capital."""
        found = []
        own = self.losses
        lost = (own.holders, own.occurrences, own.capitals)
        for name, less in zip(("word_documents", "word_occurrences", "word_capitals"), lost, strict=True):
            column = cast(Integers, self.columns.array(name))
            if len(own.terms):
                column = column.astype(np.int64)
                np.subtract.at(column, own.terms, less)
            found.append(column)
        return found[0], found[1], found[2]

    def counts(self, terms: Integers) -> Integers:
        """How many documents hold each of `terms`."""
        return self.word_counts[0][terms].astype(np.int64)

    def count(self, term: int) -> int:
        """How many documents hold a term."""
        return int(self.word_counts[0][term])

    def occurrences(self, first: int, last: int) -> Integers:
        """How often each of the terms `first` to `last` (half open) occurs."""
        return self.word_counts[1][first:last].astype(np.int64)

    def capitals_and_occurrences(self, terms: Integers) -> tuple[Integers, Integers]:
        """Of each of the terms: how often it begins with a capital, and how often it is there."""
        _, occurrences, capitals = self.word_counts
        return capitals[terms].astype(np.int64), occurrences[terms].astype(np.int64)

    def may_be_name(self, term: int) -> bool:
        """Whether a term begins with a capital somewhere, or is of no case."""
        return self.sounds.is_named(term) and int(self.word_counts[2][term]) > 0

    def still_named(self) -> npt.NDArray[np.bool_]:
        """The same of all terms."""
        return np.asarray(self.sounds.named(len(self.dictionary)) & (self.word_counts[2] > 0), bool)

    @cached_property
    def run_counts(self) -> Integers:
        """By run: how many documents hold it."""
        counts: Integers = self.columns.array("run_documents").astype(np.int64)
        counts[self.losses.runs] -= self.losses.run_holders
        return counts

    def holds_run(self, number: int, run: str) -> bool:
        """Whether a document has this run, which has the number `number`."""
        return int(self.run_counts[number]) > 0

    def left_runs(self) -> set[str]:
        """The runs that documents have."""
        return {run for run, count in zip(self.sounds.runs(), self.run_counts.tolist(), strict=True) if count}

    @cached_property
    def acronym_lines(self) -> list[str]:
        """The lines "acronym, tab, full name" that documents have, or had; sorted."""
        raw = bytes(self.columns.bytes_of("acronyms")).decode()
        return raw.split("\n") if raw else []

    @cached_property
    def acronyms(self) -> dict[str, int]:
        """Line "acronym, tab, full name" → how many documents explain the one by the other."""
        counts: Integers = self.columns.array("acronym_documents").astype(np.int64)
        counts[self.losses.acronyms] -= self.losses.acronym_holders
        return {line: count for line, count in zip(self.acronym_lines, counts.tolist(), strict=True) if count}

    @cached_property
    def held_langs(self) -> list[str]:
        """The languages of the documents."""
        return [lang for lang in bytes(self.columns.bytes_of("held_langs")).decode().split("\n") if lang]

    @cached_property
    def held(self) -> Integers:
        """By language of these: how many documents hold some of it."""
        counts: Integers = self.columns.array("held_documents").astype(np.int64)
        return counts - self.losses.held if len(self.losses.held) else counts

    @cached_property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Language → (documents that hold some of it, tokens in it)."""
        tokens = self.columns.array("lang_tokens").astype(np.int64)
        if len(self.losses.terms):
            langs = self.dictionary.term_langs[self.losses.terms]
            tokens -= np.bincount(langs, self.losses.occurrences, len(tokens)).astype(np.int64)
        of_words = dict(zip(self.dictionary.langs, tokens.tolist(), strict=True))
        rows = zip(self.held_langs, self.held.tolist(), strict=True)
        return {lang: (count, of_words.get(lang, 0)) for lang, count in rows if count}
