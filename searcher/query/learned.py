"""What the documents of the library say that names are called besides: acronyms, and equivalent spellings."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from searcher.query import weights
from searcher.query.plan import Kind, Tier, Variant
from searcher.query.sounding import Alike
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander
from searcher.text.acronyms import Explained, is_form_of, is_written_so, name_key, words_of
from searcher.text.terms import Term

# Pairs that are used of each acronym and of each name, those of most documents.
MOST_LEARNED = 5
# Names and numbers that vouch for an equivalent spelling, as they are shown.
_SHOWN = 3


class LearnedAcronyms:
    """Finds what an acronym of a query is short for, and what a full name is called in short."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, forms: Callable[[str], Iterable[Term]]) -> None:
        """`forms` gives the terms that a folded word of a name is, or is an inflected form of."""
        self._vocabulary = vocabulary
        self._words = words
        self._forms = forms

    def tier(self, tokens: Sequence[QueryToken]) -> Tier | None:
        """What documents say that the words, an acronym or a full name, are called besides; None for nothing."""
        raw = " ".join(token.raw for token in tokens)
        variants = tuple(self.names(tokens[0]) if len(tokens) == 1 else self.acronyms([t.folded for t in tokens]))
        return Tier(variants, weights.GUESS_TIER, key=("learned", raw)) if variants else None

    def names(self, token: QueryToken) -> Iterator[Variant]:
        """The full names of an acronym."""
        if not is_written_so(token.raw):
            return
        for pair in self._vocabulary.explained(token.folded)[:MOST_LEARNED]:
            places = tuple(tuple(dict.fromkeys(self._forms(word))) for word in words_of(pair.name))
            if all(places):
                yield Variant(places, weights.LEARNED, Kind.NAME, pair.name, _note(pair))

    def acronyms(self, words: Sequence[str]) -> Iterator[Variant]:
        """The acronyms of a full name, given as folded words."""
        if len(words) < 2:
            return
        pairs = [pair for pair in self._vocabulary.acronyms(name_key(words)) if is_form_of(words, words_of(pair.name))]
        for acronym, pair in {pair.acronym: pair for pair in reversed(pairs[:MOST_LEARNED])}.items():
            place = self._words.place(words_of(acronym)[0])
            if place:
                yield Variant((place,), weights.LEARNED, Kind.NAME, acronym, _note(pair), capital=True)


Equivalents = Callable[[str], Sequence[tuple[Alike, tuple[str, ...]]]]
"""What finds the other spellings of a folded word, each with the names and numbers that the two share."""


def with_equivalents(raw: str, tier: Tier | None, found: Sequence[tuple[Alike, tuple[str, ...]]]) -> Tier | None:
    """What a word may look like in texts, with its equivalent spellings in place of what only sounds alike."""
    if not found:
        return tier
    variants = [
        Variant(
            each.places,
            weights.EQUIVALENT,
            Kind.LEARNED,
            each.form if len(each.places) > 1 else each.places[0][0][1],
            f"learned from your documents: sounds like {raw}, beside {', '.join(shared[:_SHOWN])}",
            whole=each.is_katakana,
        )
        for each, shared in found
    ]
    learned = {variant.places for variant in variants}
    others = () if tier is None else (each for each in tier.variants if each.places not in learned)
    return Tier((*others, *variants), weights.GUESS_TIER, key=("equivalents", raw))


def _note(pair: Explained) -> str:
    return f"learned from your documents: {pair.name} ({pair.acronym})"
