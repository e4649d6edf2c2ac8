"""What a name looks like in texts that are misprinted or misread: old newspapers, scanned pages.

A misprint is no word: it is written as names are, is no name that is known, and is rare beside the name.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from searcher.bounded import Bounded, Budget
from searcher.query import memory, weights
from searcher.query.plan import Kind, Variant
from searcher.query.sounding import SoundExpander
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.misprints import misprints
from searcher.text.terms import Entry, Term

# A misprint is in so many documents at most, or in so many of a hundred of those that have the name.
FEW_DOCUMENTS = 2
MOST_OF_A_HUNDRED = 10
# Letters of each half of a word that is broken in two, and of the word.
_SHORTEST_HALF, _SHORTEST_BROKEN = 2, 6
# Letters of a word that may have two misprints, where the library has it with one.
LEAST_TWICE = 8


class MisprintExpander:
    """Finds the misprints of names, and keeps them for the next query."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        words: WordExpander,
        sounds: SoundExpander,
        inflections: Callable[[str], Sequence[Entry]],
        is_known: Callable[[str], bool],
        budget: Budget,
    ) -> None:
        """`inflections` gives the other forms of a folded name; `is_known` tells whether a word is a name itself."""
        self._vocabulary = vocabulary
        self._words = words
        self._sounds = sounds
        self._inflections = inflections
        self._is_known = is_known
        self._found: Bounded[str, tuple[Entry, ...]] = Bounded(budget, memory.of_words)

    def variants(self, token: QueryToken, names: Callable[[], Iterable[str]] = tuple) -> Iterator[Variant]:
        """The misprints of a word, and the word broken in two; where it has any, those of the `names` (normal forms)
        that stand for it as well."""
        note = f"misprint of {token.raw}"
        found = dict.fromkeys(self.terms(token))
        if found or not self._words.entries(token.folded):
            for name in dict.fromkeys(names()):
                found.update(dict.fromkeys(self._terms(name)))
        yield from (Variant(((term,),), weights.NEAR, Kind.NEAR, term[1], note) for term in found)
        for first, second in self._halves(token):
            yield Variant((first, second), weights.NEAR, Kind.NEAR, token.raw, f"{token.raw}, broken in two")

    def terms(self, token: QueryToken) -> list[Term]:
        """The misprints of a word and of its forms that are one word."""
        return self._terms(token.word)

    def _terms(self, word: str) -> list[Term]:
        found = self._found.of(word, lambda: tuple(self._find(word)))
        return [(entry.lang, entry.word) for entry in found]

    def _find(self, word: str) -> Iterator[Entry]:
        if not is_letters(word):
            return
        forms = self._inflections(fold(word))
        own = {fold(word), *(fold(entry.word) for entry in forms)}
        documents = self._words.documents(fold(word)) + sum(entry.documents for entry in forms)
        # Of what stands in one document nothing tells which is the name, and which a misprint of it.
        most = 0 if documents == 1 else max(FEW_DOCUMENTS, documents * MOST_OF_A_HUNDRED // 100)
        if not most:
            return
        once = misprints(word).union(*(misprints(entry.word) for entry in forms)) - own
        found = list(self._rare(once, most))
        yield from found
        if found and len(word) >= LEAST_TWICE:
            yield from self._rare(frozenset[str]().union(*map(misprints, once)) - once - own, most)

    def _rare(self, forms: Set[str], most: int) -> Iterator[Entry]:
        """Those of the forms that the library has in no more than so many documents, as names and as none known."""
        there = [form for form in self._vocabulary.among(forms) if not self._is_known(form)]
        self._words.look_up(there)
        for form in there:
            entries = self._words.entries(form)
            if sum(entry.documents for entry in entries) <= most:
                yield from self._sounds.names_among(entries)

    def _halves(self, token: QueryToken) -> Iterator[tuple[tuple[Term, ...], tuple[Term, ...]]]:
        folded = token.folded
        if len(folded) < _SHORTEST_BROKEN or not is_letters(folded):
            return
        places = range(_SHORTEST_HALF, len(folded) - _SHORTEST_HALF + 1)
        there = set(self._vocabulary.among({half for at in places for half in (folded[:at], folded[at:])}))
        for at in places:
            if folded[:at] in there and folded[at:] in there:
                first, second = self._words.place(folded[:at]), self._words.place(folded[at:])
                # Halves in two languages are no word.
                langs = {lang for lang, _ in first} & {lang for lang, _ in second}
                if langs:
                    before, behind = (tuple(term for term in half if term[0] in langs) for half in (first, second))
                    yield before, behind
