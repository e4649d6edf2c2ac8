"""Scripts without spaces: a run of characters is one word if it is short, and a sentence if it is long.

Documents must hold a word whole. Of a sentence, every two neighbouring characters are a word; that needs no
dictionary, which would cut foreign names in two.
"""

from collections.abc import Mapping, Sequence

from searcher.bounded import Bounded, Budget
from searcher.query import memory, weights
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.words import QueryToken, WordExpander
from searcher.text.kana import LONG, is_hiragana, others
from searcher.text.stopwords import stopwords
from searcher.text.terms import Term

# Characters of a word whose last is a long vowel that may be left out.
_LEAST_LONG = 4


class RunExpander:
    """Expands runs of characters, each a token, and keeps what it found for the next query."""

    def __init__(self, words: WordExpander, budget: Budget) -> None:
        self._words = words
        self._variants: Bounded[tuple[str, str, bool, bool, bool], tuple[Variant, ...]] = Bounded(
            budget, memory.of_variants
        )

    def word(self, tokens: Sequence[QueryToken], languages: Mapping[str, float], exact: bool = False) -> Leaf:
        """The run as one word, which its pieces say hardly anything of: they are for where no document has it.

        `exact`: in the characters as typed alone.
        """
        tiers = []
        for lang in self._present(tokens):
            weight = languages.get(lang, 1.0)
            tiers.append(self._tier(tokens, weight * weights.RUN_TIER, lang, exact=exact))
            if not exact:
                tiers.extend(self._shorter(tokens, weight * weights.RUN_TIER, lang))
            weight *= weights.PIECES_OF_WORD
            if len(tokens) > 2:
                pairs = _pieces(tokens, 2)
                tiers.extend(self._tier(pair, weight * weights.BIGRAM_TIER, lang, True, exact) for pair in pairs)
            if len(tokens) > 1:
                ones = _pieces(tokens, 1)
                tiers.extend(self._tier(one, weight * weights.UNIGRAM_TIER, lang, True, exact) for one in ones)
        return _leaf(tokens, tiers)

    def sentence(self, tokens: Sequence[QueryToken], languages: Mapping[str, float], exact: bool = False) -> list[Leaf]:
        """A leaf for each pair of neighbouring characters, without the stop words at the run's edges.

        Pairs that the index cannot have are left out; of a run of nothing else, one leaf without tiers stays: it was
        asked for, and no document holds it. Kana stand for themselves alone: most of a sentence is endings.
        """
        if len(tokens) == 1:
            return [self.word(tokens, languages, exact)]
        kept = {lang: _without_stop_words(tokens, lang) for lang in self._present(tokens, spelt=True)}
        leaves = []
        for at, pair in enumerate(_pieces(tokens, 2)):
            worth = weights.BORDER_PAIR if is_hiragana(pair[0].raw) != is_hiragana(pair[1].raw) else 1.0
            tiers = []
            for lang, (start, end) in kept.items():
                weight = languages.get(lang, 1.0) * worth
                if start <= at and at + 2 <= end:
                    tiers.append(self._tier(pair, weight * weights.BIGRAM_TIER, lang, exact=exact, spelt=True))
                    tiers.append(self._tier(pair[:1], weight * weights.UNIGRAM_TIER, lang, True, exact, spelt=True))
                if start <= at + 1 and at + 2 == end:
                    tiers.append(self._tier(pair[1:], weight * weights.UNIGRAM_TIER, lang, True, exact, spelt=True))
            leaves.append(_leaf(pair, tiers))
        return [leaf for leaf in leaves if leaf.tiers] or [_leaf(tokens, ())]

    def _present(self, tokens: Sequence[QueryToken], spelt: bool = False) -> list[str]:
        """The languages of the index that have any of the characters."""
        folds = [token.folded for token in tokens]
        standing = [_standing(folds, at, spelt) for at in range(len(folds))]
        self._words.look_up(each for own in standing for each in own)
        return sorted({entry.lang for own in standing for each in own for entry in self._words.entries(each)})

    def _tier(
        self,
        tokens: Sequence[QueryToken],
        weight: float,
        lang: str,
        supports: bool = False,
        exact: bool = False,
        spelt: bool = False,
    ) -> Tier:
        """`exact`: in the characters as typed alone; `spelt`: in the kana as typed alone."""
        text = "".join(token.raw for token in tokens)
        key = text, lang, supports, exact, spelt
        variants = self._variants.of(key, lambda: self._find(tokens, *key))
        return Tier(variants, weight, lang, supports, ("run", *key))

    def _find(
        self, tokens: Sequence[QueryToken], text: str, lang: str, supports: bool, exact: bool, spelt: bool
    ) -> tuple[Variant, ...]:
        folds = [token.folded for token in tokens]
        places: list[tuple[Term, ...]] = [
            tuple(
                (lang, entry.word)
                for each in _standing(folds, at, spelt)
                for entry in self._words.entries(each)
                if entry.lang == lang
            )
            for at in range(len(tokens))
        ]
        typed = [
            tuple(term for term in place if term[1] == token.word) for token, place in zip(tokens, places, strict=True)
        ]
        kind, note = (Kind.PART, "part of the word") if supports else (Kind.EXACT, "")
        found = (Variant(tuple(typed), 1.0, kind, text, note),) if all(typed) else ()
        if exact or typed == places or not all(places):
            return found
        if len(places) == 1:
            # Characters by themselves are counted together where no two variants have one in common.
            places = [tuple(term for term in places[0] if term not in typed[0])]
        kind, note = (kind, note) if supports else (Kind.FOLDED, f"{text} in other characters")
        return (*found, Variant(tuple(places), weights.SCRIPT, kind, text, note))

    def _shorter(self, tokens: Sequence[QueryToken], weight: float, lang: str) -> list[Tier]:
        """A word without the long vowel at its end, which many write without: サーバ for サーバー."""
        if len(tokens) < _LEAST_LONG or tokens[-1].folded != LONG:
            return []
        tier = self._tier(tokens[:-1], weight * weights.SCRIPT, lang)
        return [tier] if tier.variants else []


def _standing(folds: Sequence[str], at: int, spelt: bool) -> tuple[str, ...]:
    """The characters that stand for one of a run."""
    return (folds[at],) if spelt else (folds[at], *others(folds, at))


def _leaf(tokens: Sequence[QueryToken], tiers: Sequence[Tier]) -> Leaf:
    return Leaf("".join(token.raw for token in tokens), tuple(tier for tier in tiers if tier.variants))


def _pieces(tokens: Sequence[QueryToken], length: int) -> list[Sequence[QueryToken]]:
    return [tokens[at : at + length] for at in range(len(tokens) - length + 1)]


def _without_stop_words(tokens: Sequence[QueryToken], lang: str) -> tuple[int, int]:
    """(start, end) of the run without the stop words of `lang` at its edges; all of it if nothing would be left."""
    strings = stopwords(lang)
    # The list for Chinese is in simplified characters.
    words = [token.folded if lang == "zh" else token.word for token in tokens]
    longest = max(map(len, strings), default=0)

    def at_edge(start: int, end: int, last: bool) -> int:
        for length in range(min(longest, end - start), 0, -1):
            piece = words[end - length : end] if last else words[start : start + length]
            if "".join(piece) in strings:
                return length
        return 0

    start, end = 0, len(words)
    while start < end and (length := at_edge(start, end, last=True)):
        end -= length
    while start < end and (length := at_edge(start, end, last=False)):
        start += length
    return (start, end) if end - start > 1 else (0, len(words))
