"""Other spellings of a query that finds nothing: words that do occur instead of those that do not."""

from searcher.query.patterns import near_tier
from searcher.query.rows import tokens_of, words_in
from searcher.query.tree import Query
from searcher.query.vocabulary import Vocabulary
from searcher.text.tokens import is_unspaced

MOST_SUGGESTIONS = 5
# Unknown words that are looked at: who mistypes more of them did not mistype.
MOST_UNKNOWN = 5


def suggestions(query: Query, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The query with its first unknown words replaced by near ones of the index, the nearest first; () if none is.

    Of several unknown words each is replaced by its nearest, and the alternatives are those of the first.
    """
    if query.root is None:
        return ()
    looked = 0
    replaced: list[tuple[int, int, list[str]]] = []
    for node in words_in(query.root):
        for token in tokens_of(node.text, node.start):
            if looked == MOST_UNKNOWN or is_unspaced(token.word) or vocabulary.by_fold(token.folded):
                continue
            tier = near_tier(token, vocabulary)
            looked += 1
            near = [] if tier is None else list(dict.fromkeys(variant.text for variant in tier.variants))
            if near:
                # A phrase's words begin behind its quotation mark.
                start = query.text.find(token.raw, token.start)
                replaced.append((start, start + len(token.raw), near))
    if not replaced:
        return ()
    made = []
    for choice in range(min(MOST_SUGGESTIONS, len(replaced[0][2]))):
        text = query.text
        for number, (start, end, near) in reversed(list(enumerate(replaced))):
            text = text[:start] + near[choice if number == 0 else 0] + text[end:]
        made.append(text)
    return tuple(dict.fromkeys(made))
