"""Other ways to write the words of a query: as one, in parts, or with another separator.

A text may have email for e-mail, aʼzo for a'zo, cooperation for co-operation, and 331,449 for 331449: its words are
others, and a word of the query stands for them too.
"""

from collections.abc import Sequence
from itertools import pairwise

from searcher.expressions import expression
from searcher.query import weights
from searcher.query.plan import Kind, Tier, Variant
from searcher.query.words import QueryToken, WordExpander
from searcher.text.fold import fold

_HYPHENS = "-\u2010\u2011"
_APOSTROPHE_LETTERS = "ʼʻ"
_APOSTROPHES = f"'’‘`{_APOSTROPHE_LETTERS}"
_LETTER = expression(f"[{_APOSTROPHE_LETTERS}]")
# Digits of which a text can be read as a list too; see `text.tokens`.
_GROUP = 3


def respelled(text: str, tokens: Sequence[QueryToken], words: WordExpander) -> Tier | None:
    """What else stands for a word that is typed as `text` and has these tokens; None where the index has nothing."""
    note = f"{text} in another spelling"
    if len(tokens) == 1:
        parts = _parts(tokens[0])
        places = tuple(words.place(part) for part in parts)
        if not parts or not all(places):
            return None
        variants: tuple[Variant, ...] = (Variant(places, 1.0, Kind.FOLDED, " ".join(parts), note),)
    else:
        signs = {text[one.end - tokens[0].start : other.start - tokens[0].start] for one, other in pairwise(tokens)}
        joined = "".join(token.folded for token in tokens)
        terms = words.place(joined) if _is_joined(signs, tokens) else ()
        if len(signs) == 1 and signs <= set(_APOSTROPHES):
            # An apostrophe that is a letter there: d'art is no dart.
            terms = tuple(term for term in terms if _LETTER.search(term[1]))
        variants = tuple(Variant(((term,),), 1.0, Kind.FOLDED, term[1], note) for term in terms)
    return Tier(variants, weights.STEM_TIER, key=("respelled", text)) if variants else None


def _parts(token: QueryToken) -> tuple[str, ...]:
    """What the word is where it is parted: at an apostrophe, or in groups of digits."""
    folded = token.folded
    if folded.isdecimal() and len(folded) > _GROUP and not len(folded) % _GROUP:
        groups = tuple(folded[at : at + _GROUP] for at in range(0, len(folded), _GROUP))
        return () if any(group[0] == "0" for group in groups) else groups
    parts = _LETTER.split(token.word)
    return tuple(map(fold, parts)) if len(parts) > 1 and all(parts) else ()


def _is_joined(signs: set[str], tokens: Sequence[QueryToken]) -> bool:
    """Whether the words may be written as one: with nothing for a hyphen or an apostrophe, or as a whole number."""
    if signs <= set(_HYPHENS + _APOSTROPHES):
        return True
    digits = all(token.folded.isdecimal() and len(token.folded) == _GROUP for token in tokens)
    return digits and len(signs) == 1 and signs <= set(".,")
