"""Long numbers, which everybody groups in another way: telephones, ISBN, IBAN, cards, cases."""

from collections.abc import Iterator, Sequence

from searcher.query.words import WordExpander

# Figures from which a number is one that is looked for in any grouping, and up to which.
LEAST_FIGURES, MOST_FIGURES = 7, 34
# Tokens of the query that are one number at most.
MOST_RUN = 12
# Groups of a number, those of one figure among them, and how long they are; a number is seldom in more.
_MOST_GROUPS, _MOST_SINGLE, _LONGEST = 9, 2, 8
# Ways to group it that are looked for: each is a phrase. Those of longer groups, which say more, come first.
_MOST_GROUPINGS = 40
_IBAN = 4


def is_long(folded: str) -> bool:
    """Whether a number, which may begin with letters, is one of these."""
    return sum(map(str.isdecimal, folded)) >= LEAST_FIGURES and len(folded) <= MOST_FIGURES


def groupings(folded: str, words: WordExpander) -> list[tuple[str, ...]]:
    """The ways to group a number whose groups the index has, itself among them."""
    size = len(folded)
    folds = {folded[at : at + length] for at in range(size) for length in range(1, min(_LONGEST, size - at) + 1)}
    words.look_up((folded, *sorted(folds)))
    known = {each for each in folds if words.place(each)}
    found: list[tuple[str, ...]] = [(folded,)] if words.place(folded) else []
    if not folded.isdecimal():
        groups = tuple(folded[at : at + _IBAN] for at in range(0, size, _IBAN))
        return [*found, groups] if known.issuperset(groups) else found
    for group in _groups(folded, known, ()):
        found.append(group)
        if len(found) >= _MOST_GROUPINGS:
            break
    return found


def _groups(rest: str, known: set[str], before: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if not rest:
        if len(before) > 1:
            yield tuple(before)
        return
    if len(before) == _MOST_GROUPS:
        return
    for length in range(min(_LONGEST, len(rest)), 0, -1):
        group = rest[:length]
        if group not in known or (length == 1 and sum(len(each) == 1 for each in before) == _MOST_SINGLE):
            continue
        yield from _groups(rest[length:], known, (*before, group))
