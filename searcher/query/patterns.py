"""Prefixes, wildcards and near spellings: sets of words found by looking through the dictionary."""

import heapq
import re
from collections.abc import Iterable

from searcher.bounded import Bounded, Budget
from searcher.expressions import expression
from searcher.query import memory, weights
from searcher.query.plan import Kind, Leaf, Tier, Variant, WordVariants
from searcher.query.vocabulary import SOUNDS_ALIKE, Vocabulary
from searcher.query.words import QueryToken
from searcher.text.fold import fold, normalise
from searcher.text.letters import is_letters
from searcher.text.terms import Entry, Term

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
# Edits that keep a word recognisable, by its length in letters (a transposition is one edit).
_ONE_EDIT, _TWO_EDITS = 4, 8
_WILDCARD = expression(r"[*?]")
_LEAST_HELD = 2


def pattern_leaf(pattern: str, vocabulary: Vocabulary) -> tuple[Leaf, list[str]]:
    """The words that `pattern` fits ("*" any letters or none, "?" one letter), and notes if they are too many."""
    parts = re.split(r"(\*+|\?)", pattern)
    folded = "".join("*" if part.startswith("*") else part if part == "?" else fold(normalise(part)) for part in parts)
    first = _WILDCARD.search(folded)
    start = folded if first is None else folded[: first.start()]
    if folded == f"{start}*":
        kind = Kind.PREFIX
        entries, is_all = vocabulary.by_prefix(start, MOST_WORDS)
    else:
        kind = Kind.WILDCARD
        entries, is_all = vocabulary.fitting(start, wildcard_form(folded).fullmatch, MOST_WORDS, held_by_all(folded))
    variants = WordVariants(tuple((entry.lang, entry.word) for entry in entries), 1.0, kind, f"fits {pattern}")
    notes = []
    if not is_all:
        notes.append(f"{pattern} fits more than {MOST_WORDS} words: the {len(entries)} most frequent are searched")
    return Leaf(pattern, (Tier(variants, 1.0, key=("pattern", pattern)),)), notes


def held_by_all(pattern: str) -> str:
    """The longest text that all words hold which fit, with a line's end for the end of the word; "" if it is short."""
    parts = _WILDCARD.split(f"{pattern}\n" if pattern[-1:] not in ("*", "?") else pattern)
    longest = max(parts[1:], key=len, default="")
    # What a large part of all words hold takes longer to look for than to look at each.
    return longest if len(longest) >= _LEAST_HELD else ""


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


def near_tier(token: QueryToken, vocabulary: Vocabulary) -> Tier | None:
    """Spellings within one edit (two from eight letters on), and words that sound alike; None if there are none."""
    edits = 2 if len(token.folded) >= _TWO_EDITS else 1 if len(token.folded) >= _ONE_EDIT else 0
    if not edits or not is_letters(token.folded):
        return None
    close = {
        folded: weights.NEAR_SOUND if distance == SOUNDS_ALIKE else weights.NEAR / distance
        for folded, distance in vocabulary.near(token.folded, edits).items()
    }
    ranked = [(closeness, entry) for folded, closeness in close.items() for entry in vocabulary.by_fold(folded)]
    ranked.sort(key=lambda item: (-item[0], -item[1].documents, item[1].word, item[1].lang))
    variants = tuple(
        Variant((((entry.lang, entry.word),),), weight, Kind.NEAR, entry.word, f"spelled like {token.raw}")
        for weight, entry in ranked[:MOST_NEAR]
    )
    return Tier(variants, 1.0, key=("near", token.raw)) if variants else None


class Resembling:
    """Words that resemble one of a query, found by looking through the dictionary; kept for the next key."""

    def __init__(self, vocabulary: Vocabulary, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._longer: Bounded[str, Tier | None] = Bounded(budget, lambda tier: memory.of_tiers((tier,)))
        self._near: Bounded[str, Tier | None] = Bounded(budget, lambda tier: memory.of_tiers((tier,)))

    def near(self, token: QueryToken) -> Tier | None:
        """Near spellings; see `near_tier`."""
        return self._near.of(token.raw, lambda: near_tier(token, self._vocabulary))

    def longer(self, token: QueryToken) -> Tier | None:
        """The most frequent words that begin with the one being typed, as one pseudo-term below the word itself."""
        return self._longer.of(token.folded, lambda: self._find(token.folded))

    def _find(self, beginning: str) -> Tier | None:
        # The word itself may be among them, in several languages.
        most = MOST_COMPLETIONS + len(self._vocabulary.languages)
        found, _ = self._vocabulary.by_prefix(beginning, most)
        longer = [entry for entry in found if len(entry.word) > len(beginning) and fold(entry.word) != beginning]
        terms: list[Term] = []
        documents = 0
        for entry in _most_frequent(longer, MOST_COMPLETIONS):
            documents += entry.documents
            if terms and documents > MOST_COMPLETED_DOCUMENTS:
                break
            terms.append((entry.lang, entry.word))
        note = f"begins with {beginning}"
        if not terms:
            return None
        variants = WordVariants(tuple(terms), 1.0, Kind.PREFIX, note)
        return Tier(variants, weights.COMPLETION_TIER, key=("longer", beginning))


def _most_frequent(entries: Iterable[Entry], most: int) -> list[Entry]:
    """The `most` words in most documents."""
    return heapq.nsmallest(most, entries, key=lambda entry: (-entry.documents, entry.word, entry.lang))
