"""Prefixes, wildcards and near spellings: sets of words found by looking through the dictionary."""

import heapq
import re
from collections.abc import Iterator

from searcher.entities.keys import similarity
from searcher.index.lexicon import Entry
from searcher.query import weights
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import Token
from searcher.text.fold import fold, normalise

# The words that a prefix or a pattern stands for at most, the most frequent ones: enough for any word's forms, and
# a prefix of one letter stays fast.
MOST_WORDS = 1000
MOST_NEAR = 50
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
    folded = "".join(part if part in "*?" else fold(normalise(part)) for part in re.split(r"([*?])", pattern) if part)
    first = _WILDCARD.search(folded)
    start = folded if first is None else folded[: first.start()]
    is_prefix = folded == f"{start}*"
    found = vocabulary.lexicon.by_initial(start)
    if not is_prefix:
        form = re.compile(
            "".join(".*" if part == "*" else "." if part == "?" else re.escape(part) for part in folded), re.DOTALL
        )
        found = (entry for entry in found if form.fullmatch(fold(entry.word)))
    entries, total = _most_frequent(found)
    kind = Kind.PREFIX if is_prefix else Kind.WILDCARD
    variants = tuple(
        Variant((((entry.lang, entry.word),),), 1.0, kind, entry.word, f"fits {pattern}") for entry in entries
    )
    notes = []
    if total > len(entries):
        notes.append(f"{pattern} fits {total} words: the {len(entries)} most frequent are searched")
    return Leaf(pattern, (Tier(variants, 1.0),)), notes


def near_tier(token: Token, vocabulary: Vocabulary) -> Tier | None:
    """Spellings within one edit (two from eight letters on), and words that sound alike; None if there are none."""
    edits = 2 if len(token.folded) >= _TWO_EDITS else 1 if len(token.folded) >= _ONE_EDIT else 0
    if not edits or not token.folded.isalpha():
        return None
    from rapidfuzz.distance import OSA

    ranked: dict[tuple[str, str], tuple[float, Entry]] = {}
    for initial in dict.fromkeys((token.folded[0], token.folded[1])):
        for entry in vocabulary.lexicon.by_initial(initial):
            if abs(len(entry.word) - len(token.folded)) > edits + 1:
                continue
            folded = fold(entry.word)
            distance = OSA.distance(token.folded, folded, score_cutoff=edits)
            if 0 < distance <= edits:
                closeness = weights.NEAR / distance
            elif distance and folded[0] == token.folded[0] and similarity(token.folded, folded) > 0:
                closeness = weights.NEAR_SOUND
            else:
                continue
            ranked[entry.lang, entry.word] = closeness, entry
    best = sorted(ranked.values(), key=lambda item: (-item[0], -item[1].documents, item[1].word, item[1].lang))
    variants = tuple(
        Variant((((entry.lang, entry.word),),), weight, Kind.NEAR, entry.word, f"spelled like {token.raw}")
        for weight, entry in best[:MOST_NEAR]
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
        found = (
            entry
            for entry in self._vocabulary.lexicon.by_initial(beginning)
            if len(entry.word) > len(beginning) and fold(entry.word) != beginning
        )
        entries, _ = _most_frequent(found, MOST_COMPLETIONS)
        variants: list[Variant] = []
        documents = 0
        for entry in entries:
            documents += entry.documents
            if variants and documents > MOST_COMPLETED_DOCUMENTS:
                break
            place = (((entry.lang, entry.word),),)
            variants.append(Variant(place, 1.0, Kind.PREFIX, entry.word, f"begins with {beginning}"))
        return Tier(tuple(variants), weights.COMPLETION_TIER) if variants else None


def _most_frequent(entries: Iterator[Entry], most: int = MOST_WORDS) -> tuple[list[Entry], int]:
    """The `most` words in most documents, and how many words there are; counts of segments are added."""
    merged: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = entry.lang, entry.word
        known = merged.get(key)
        if known is not None:
            entry = Entry(
                entry.word, entry.lang, known.documents + entry.documents, known.occurrences + entry.occurrences
            )
        merged[key] = entry
    best = heapq.nsmallest(most, merged.values(), key=lambda entry: (-entry.documents, entry.word, entry.lang))
    return best, len(merged)
