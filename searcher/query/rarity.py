"""How much it says that two documents share something: the fewer others have it, the more.

What a part of a plan is worth where it is found is another question; see `scorer.rarity` and `StoryExpander`.
"""

import math
from collections.abc import Callable

from searcher.bounded import Bounded, Budget
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.text.tokens import folds_of, is_unspaced

# What only one document has says nothing of which belong together.
_FEWEST = 2


def rarity_of(vocabulary: Vocabulary, words: WordExpander, budget: Budget) -> Callable[[str], float]:
    """What tells it of a folded word, a run or a number among the documents of its languages."""
    languages = vocabulary.languages
    known: Bounded[str, float] = Bounded(budget, lambda _: 0)

    def rarity(folded: str) -> float:
        folds = folds_of(folded) if is_unspaced(folded) else [folded]
        entries = words.entries(min(folds, key=words.documents)) if folds else []
        documents = sum(entry.documents for entry in entries)
        among = sum(languages[lang][0] for lang in {entry.lang for entry in entries} if lang in languages)
        return max(0.0, math.log((among + 1) / (documents + 0.5))) if documents >= _FEWEST else 0.0

    return lambda folded: known.of(folded, lambda: rarity(folded))
