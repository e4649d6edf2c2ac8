"""The terms of tokens in the order of a dictionary, from the raw words of the tokens and their languages."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searcher.index.segment.columns import AnyIntegers, Integers, first_of_each, joined, ranges
from searcher.index.segment.term_dictionary_writer import Terms, in_order
from searcher.records import dataclass
from searcher.text.characters import Flags
from searcher.text.forms import Forms
from searcher.text.numbering import Numbers

# Of numbers that are so few among all that there may be, the distinct ones are found by sorting.
_SPARSE = 32
# Tokens whose numbers are changed together.
_TOKENS = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundTerms:
    """The `terms` of tokens; by term whether it may be a name; and of their folds the numbers among the forms."""

    terms: Terms
    named: Flags
    folds: Integers


@dataclass(frozen=True, slots=True)
class _Met:
    """Terms, each once, by the numbers of their normal forms and languages; `named`: which of them may be names."""

    form_of: Integers
    lang_of: Integers
    named: Numbers


def find_terms(words: Numbers, langs: npt.NDArray[np.uint16], forms: Forms, names: Sequence[str]) -> FoundTerms:
    """The terms of tokens, whose raw words and languages are numbers of `forms` and `names`.

    In place of the `words` come the numbers of the terms: there are many more tokens than terms.
    """
    met = _met(words, langs, forms)
    terms, places, folds = _in_order(met, forms, names)
    named = np.zeros(len(terms), bool)
    named[places[met.named]] = True
    number_of = places.astype(np.int32)
    for start in range(0, len(words), _TOKENS):
        part = words[start : start + _TOKENS]
        part[:] = number_of[part]
    return FoundTerms(terms, named, folds)


def _met(words: Numbers, langs: npt.NDArray[np.uint16], forms: Forms) -> _Met:
    """The terms as they are met, language by language; in place of the words come their numbers."""
    number_of = np.empty(len(forms.words), np.int32)
    form_of: list[Integers] = []
    lang_of: list[Integers] = []
    named: list[Numbers] = []
    terms_before = 0
    # Runs of tokens of one language: few of them, beside a place for each token.
    starts = first_of_each(langs)
    sizes = np.diff(starts, append=len(langs))
    by_lang = np.argsort(langs[starts], kind="stable")
    ends = np.cumsum(np.bincount(langs[starts])).tolist()
    for lang, (first, end) in enumerate(pairwise([0, *ends])):
        if first == end:
            continue
        runs = by_lang[first:end]
        start = int(starts[runs[0]])
        one_run = slice(start, start + int(sizes[runs[0]]))
        own = one_run if len(runs) == 1 else ranges(starts[runs], sizes[runs], len(langs))
        own_words = words[own]
        raws = _distinct(own_words, len(forms.of_raw))
        distinct = _distinct(forms.of_raw[raws], len(forms.words))
        number_of[distinct] = np.arange(terms_before, terms_before + len(distinct), dtype=np.int32)
        words[own] = number_of[forms.of_raw[own_words]]
        named.append(number_of[forms.of_raw[raws[forms.capital[raws]]]])
        form_of.append(distinct)
        lang_of.append(np.full(len(distinct), lang))
        terms_before += len(distinct)
    return _Met(joined(form_of), joined(lang_of), joined(named))


def _in_order(met: _Met, forms: Forms, names: Sequence[str]) -> tuple[Terms, Integers, Integers]:
    """The terms in order; the place there of each that was met; the numbers of their folds, these in order."""
    own = _distinct(met.form_of, len(forms.words))
    own_folds = forms.fold_of[own]
    folds, fold_rank = _ranked(_distinct(own_folds, len(forms.words)), forms.words)
    spellings, spelling_rank = _ranked(own[own_folds != own], forms.words)
    langs = sorted(names)
    lang_rank = np.array([langs.index(name) for name in names], np.int64)
    given = Terms(
        folds=_taken(forms.words, folds),
        langs=langs,
        spellings=_taken(forms.words, spellings),
        fold_of=fold_rank[forms.fold_of[met.form_of]] - 1,
        lang_of=lang_rank[met.lang_of],
        spelling_of=spelling_rank[met.form_of],
    )
    terms, places = in_order(given)
    return terms, places, folds


def _ranked(numbers: Integers, words: Sequence[str]) -> tuple[Integers, Integers]:
    """The numbers of some words in the order of these; and by number of any word its place there from 1, or 0."""
    own = _taken(words, numbers)
    ordered = numbers[sorted(range(len(own)), key=own.__getitem__)]
    rank = np.zeros(len(words), np.int64)
    rank[ordered] = np.arange(1, len(own) + 1)
    return ordered, rank


def _taken(words: Sequence[str], numbers: Integers) -> list[str]:
    return [words[number] for number in numbers.tolist()]


def _distinct(numbers: AnyIntegers, count: int) -> Integers:
    """The distinct ones of some numbers below `count`, ascending."""
    if len(numbers) * _SPARSE < count:
        return np.unique(numbers).astype(np.int64)
    there = np.zeros(count, bool)
    there[numbers] = True
    return np.flatnonzero(there)
