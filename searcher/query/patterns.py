"""Prefixes, wildcards and near spellings: sets of words found by looking through the dictionary."""

import heapq
import re
from collections.abc import Iterable

from searcher.engine.local.multi_terms import Entry
from searcher.query import weights
from searcher.query.plan import Kind, Leaf, Term, Tier, Variant, WordVariants
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import Token
from searcher.text.fold import fold, normalise
from searcher.text.phonetics import similarity

# The words that a prefix or a pattern stands for at most, the most frequent ones: enough for any word's forms, and
# a prefix of one letter stays fast.
MOST_WORDS = 1000
MOST_NEAR = 50
# Words of a query whose near spellings are looked for: each is a look at thousands of words.
MOST_SPELLED = 12
# The words that may become of the one being typed: enough for what is meant, few enough for every key to be quick.
MOST_COMPLETIONS = 60
# Documents that these words are in, added up; a beginning of one letter stands for the most frequent few.
MOST_COMPLETED_DOCUMENTS = 20_000
CACHED_TIERS = 2_000
# Edits that keep a word recognisable, by its length in letters (a transposition is one edit).
_ONE_EDIT, _TWO_EDITS = 4, 8
_WILDCARD = re.compile(r"[*?]")


def pattern_leaf(pattern: str, vocabulary: Vocabulary) -> tuple[Leaf, list[str]]:
    """The words that `pattern` fits ("*" any letters or none, "?" one letter), and notes if they are too many."""
    parts = re.split(r"(\*+|\?)", pattern)
    folded = "".join("*" if part.startswith("*") else part if part == "?" else fold(normalise(part)) for part in parts)
    first = _WILDCARD.search(folded)
    start = folded if first is None else folded[: first.start()]
    lexicon = vocabulary.lexicon
    if folded == f"{start}*":
        kind = Kind.PREFIX
        entries, is_all = lexicon.by_prefix(start, MOST_WORDS)
    else:
        kind = Kind.WILDCARD
        entries, is_all = lexicon.fitting(start, wildcard_form(folded).fullmatch, MOST_WORDS)
    variants = WordVariants(tuple((entry.lang, entry.word) for entry in entries), 1.0, kind, f"fits {pattern}")
    notes = []
    if not is_all:
        notes.append(f"{pattern} fits more than {MOST_WORDS} words: the {len(entries)} most frequent are searched")
    return Leaf(pattern, (Tier(variants, 1.0),)), notes


def wildcard_form(pattern: str) -> re.Pattern[str]:
    """What `fullmatch` of a word says whether it fits: at most as many steps as word times pattern has letters.

    The first place where the letters between two stars fit is as good as any later one, so the group that found it is
    atomic: nothing is tried again, however many stars there are.
    """
    first, *others = pattern.split("*")
    form = _letters(first)
    if others:
        *between, last = others
        form += "".join(f"(?>.*?{_letters(part)})" for part in between if part) + f".*{_letters(last)}"
    return re.compile(form, re.DOTALL)


def _letters(part: str) -> str:
    return "".join("." if letter == "?" else re.escape(letter) for letter in part)


def near_tier(token: Token, vocabulary: Vocabulary) -> Tier | None:
    """Spellings within one edit (two from eight letters on), and words that sound alike; None if there are none."""
    edits = 2 if len(token.folded) >= _TWO_EDITS else 1 if len(token.folded) >= _ONE_EDIT else 0
    if not edits or not token.folded.isalpha():
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract_iter

    length, lexicon = len(token.folded), vocabulary.lexicon
    close: dict[str, float] = {}
    for initial in dict.fromkeys((token.folded[0], token.folded[1])):
        there = [folded for folded in lexicon.folds(initial) if abs(len(folded) - length) <= edits + 1]
        for folded, distance, _ in extract_iter(token.folded, there, scorer=OSA.distance, score_cutoff=edits):
            if distance:
                close[folded] = weights.NEAR / distance
        if initial == token.folded[0]:
            for folded in there:
                if folded not in close and folded != token.folded and similarity(token.folded, folded) > 0:
                    close[folded] = weights.NEAR_SOUND
    ranked = [(closeness, entry) for folded, closeness in close.items() for entry in lexicon.by_fold(folded)]
    ranked.sort(key=lambda item: (-item[0], -item[1].documents, item[1].word, item[1].lang))
    variants = tuple(
        Variant((((entry.lang, entry.word),),), weight, Kind.NEAR, entry.word, f"spelled like {token.raw}")
        for weight, entry in ranked[:MOST_NEAR]
    )
    return Tier(variants, 1.0) if variants else None


class Resembling:
    """Words that resemble one of a query, found by looking through the dictionary; kept for the next key."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._longer: dict[str, Tier | None] = {}
        self._near: dict[str, Tier | None] = {}

    def near(self, token: Token) -> Tier | None:
        """Near spellings; see `near_tier`."""
        if token.raw not in self._near:
            if len(self._near) >= CACHED_TIERS:
                self._near.clear()
            self._near[token.raw] = near_tier(token, self._vocabulary)
        return self._near[token.raw]

    def longer(self, token: Token) -> Tier | None:
        """The most frequent words that begin with the one being typed, as one pseudo-term below the word itself."""
        if token.folded not in self._longer:
            if len(self._longer) >= CACHED_TIERS:
                self._longer.clear()
            self._longer[token.folded] = self._find(token.folded)
        return self._longer[token.folded]

    def _find(self, beginning: str) -> Tier | None:
        # The word itself may be among them, in several languages.
        most = MOST_COMPLETIONS + len(self._vocabulary.languages)
        found, _ = self._vocabulary.lexicon.by_prefix(beginning, most)
        longer = [entry for entry in found if len(entry.word) > len(beginning) and fold(entry.word) != beginning]
        terms: list[Term] = []
        documents = 0
        for entry in _most_frequent(longer, MOST_COMPLETIONS):
            documents += entry.documents
            if terms and documents > MOST_COMPLETED_DOCUMENTS:
                break
            terms.append((entry.lang, entry.word))
        note = f"begins with {beginning}"
        return Tier(WordVariants(tuple(terms), 1.0, Kind.PREFIX, note), weights.COMPLETION_TIER) if terms else None


def _most_frequent(entries: Iterable[Entry], most: int) -> list[Entry]:
    """The `most` words in most documents."""
    return heapq.nsmallest(most, entries, key=lambda entry: (-entry.documents, entry.word, entry.lang))
