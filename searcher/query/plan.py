"""What is asked, expanded: which index terms each part of a query stands for, with weights and reasons.

A plan is complete without an engine: running it needs postings and lengths only, so every engine that runs the same
plan over the same documents gives the same hits and scores.
"""

import math
from abc import abstractmethod
from collections.abc import Hashable, Iterator, Sequence, Set
from enum import StrEnum
from typing import overload

from searcher.query.tree import Filter, Need
from searcher.records import dataclass, field
from searcher.text.terms import Term


class Kind(StrEnum):
    """How a variant came to stand for a query word."""

    EXACT = "exact"
    FOLDED = "folded"
    STEM = "stem"
    PART = "part"
    PREFIX = "prefix"
    WILDCARD = "wildcard"
    NAME = "name"
    INFLECTED = "inflected"
    ROMANISED = "romanised"
    LEARNED = "learned"
    NEAR = "near"
    DATE = "date"
    NUMBER = "number"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Variant:
    """One written form: places in a row, each with the index terms that may stand there.

    `weight` multiplies its occurrences. `text` is the form as shown, `note` the reason in words, `entity` a
    canonical name or "". `capital`: the first place must begin with an upper-case letter in the text. `whole`: the
    places must be a whole run of katakana, from end to end, in the text. `written`:
    the text must read so, in upper and lower case and but for its white space; "" for no matter. `apart`: its figures
    must not be part of a longer number in the text (5 million is not in 1.5 million). `joined`: one of
    these signs must join each place to the next in the text (Qur'an, e-mail; `text.joined`), "" for no matter. `weak`:
    counts only in documents where a variant of the same entity that is not weak occurs. `slop`: None for side by
    side and in order, else in any order with at most that many other words between.
    """

    places: tuple[tuple[Term, ...], ...]
    weight: float
    kind: Kind
    text: str
    note: str = ""
    entity: str = ""
    capital: bool = False
    whole: bool = False
    written: str = ""
    apart: bool = False
    joined: str = ""
    weak: bool = False
    slop: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is wherever its words are: nothing more is asked of the text."""
        asked = self.capital or self.whole or self.written or self.apart or self.joined or self.weak
        return not asked


class SingleWords(Sequence[Variant]):
    """Variants of one word each, wherever it stands; made as they are looked at, for there may be a thousand."""

    __slots__ = ()
    terms: tuple[Term, ...]

    @property
    @abstractmethod
    def weights(self) -> Sequence[float]:
        """The weight of each variant."""

    @abstractmethod
    def made(self, at: int) -> Variant:
        """The variant at a place."""

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, at: int) -> Variant: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Variant]: ...

    def __getitem__(self, at: int | slice) -> Variant | Sequence[Variant]:
        if isinstance(at, slice):
            return tuple(self.made(each) for each in range(*at.indices(len(self))))
        if at >= len(self):
            raise IndexError(at)
        return self.made(at if at >= 0 else at + len(self))


@dataclass(frozen=True, slots=True)
class WordVariants(SingleWords):
    """Variants of one word each that are alike in all else."""

    terms: tuple[Term, ...]
    weight: float
    kind: Kind
    note: str

    @property
    def weights(self) -> Sequence[float]:
        return [self.weight] * len(self.terms)

    def made(self, at: int) -> Variant:
        return Variant(((self.terms[at],),), self.weight, self.kind, self.terms[at][1], self.note)


@dataclass(frozen=True, slots=True)
class Tier:
    """Variants that score as one pseudo-term: one document frequency, one term frequency, one BM25.

    `lang` names the language whose documents the term is judged among, "" for all. `supports`: adds to the score
    of documents found otherwise, but finds none itself unless nothing else does. `key`: what an engine may keep the
    counts of the variants under, from one query to the next; over one state of the index, equal keys are equal
    variants. None for variants that are not kept.
    """

    variants: Sequence[Variant]
    weight: float
    lang: str = ""
    supports: bool = False
    key: Hashable = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part of the query: its score in a document is the weighted sum over its tiers.

    `counts`: whether it is one of the words that a document should have all of (a bonus pair is not). `worth`: what a
    match of it is worth in a snippet, where that is known beforehand; 0 for what its documents tell. `steepness`: the
    power of the rarity (inverse document frequency) of its tiers.
    """

    text: str
    tiers: tuple[Tier, ...]
    title_only: bool = False
    counts: bool = True
    worth: float = 0.0
    steepness: float = 1.0


@dataclass(frozen=True, slots=True)
class Sum:
    """Ranked parts: documents with any of the SHOULD parts (or all MUST ones), scores added.

    Of MUST NOT parts alone all other documents are left; without any part it finds nothing.

    The sum is multiplied by the share of the parts that count (filters and excluded ones do not) which the
    document holds, to the power `completeness`. All are worth the same, or each the more the rarer it is (`by_rarity`).

    `least`: documents that hold less than so many of the parts that count are not found; for parts worth the same.
    """

    parts: tuple[tuple[Need, "Plan"], ...]
    completeness: float = 0.0
    least: int = 0
    by_rarity: bool = False


def worth_of_part(found: int, documents: int) -> int:
    """What a part that so many of all documents hold is worth: its inverse document frequency, 1 at least."""
    return max(1, round(math.log(1 + (documents - found + 0.5) / (found + 0.5)))) if found else 1


@dataclass(frozen=True, slots=True)
class All:
    children: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Any:
    children: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Except:
    """Documents that `child` does not find; they score nothing."""

    child: "Plan"


@dataclass(frozen=True, slots=True)
class Named:
    """Words that may be one name, and stand together wherever it is meant.

    `whole`: the name at length, then shorter forms of it; the first that finds anything is what the name is told by.
    `sure`: a leaf for each word as written, whatever form. `words`: a leaf for each word, its tiers such as can be told
    apart (those of one language, or one form that sounds alike). `shorter`: forms that leave out some of the words,
    alike. `otherwise`: the words as a query of words.

    If no whole is found, it is `otherwise`. If the documents of the whole are less than TOGETHER of those that hold all
    of `sure`, the words are a topic rather than a name: `otherwise`, and the whole adds to it. Else it finds the
    documents of the whole, and of each tier of `words` and `shorter` that points to it. How much a tier does is the
    share of its documents that hold the whole too, with POINTING_PRIOR documents more in which it is the share of all
    tiers of its leaf. In a language without any document of the whole there is nothing to count, and it is that of the
    leaf in the others. From LEAST_POINTING on the tier counts, its scores multiplied by that share.
    """

    whole: tuple[Leaf, ...]
    sure: tuple[Leaf, ...]
    words: tuple[Leaf, ...]
    shorter: tuple[Leaf, ...]
    otherwise: "Plan"


TOGETHER = 0.5
POINTING_PRIOR = 2.0
LEAST_POINTING = 0.4


Plan = Leaf | Sum | All | Any | Except | Named | Filter


def is_counted(need: Need, part: Plan) -> bool:
    """Whether a part of a `Sum` is one that a document should have."""
    return need is not Need.MUST_NOT and not isinstance(part, Filter) and bool(getattr(part, "counts", True))


def pointing(counts: Sequence[tuple[Tier, int, int]], langs: Set[str]) -> Iterator[tuple[Tier, int, float]]:
    """(tier, its documents, its share) of those tiers of a leaf that point to a name; see `Named`.

    `counts`: (tier, its documents, those of them that hold the whole name); `langs`: the languages of the documents
    that hold it.
    """
    told = [(documents, both) for tier, documents, both in counts if not tier.lang or tier.lang in langs]
    prior = sum(both for _, both in told) / (sum(documents for documents, _ in told) + POINTING_PRIOR)
    for tier, documents, both in counts:
        is_told = not tier.lang or tier.lang in langs
        share = (both + POINTING_PRIOR * prior) / (documents + POINTING_PRIOR) if is_told else prior
        if documents and share >= LEAST_POINTING:
            yield tier, documents, share


def leaves_of(plan: Plan) -> list[Leaf]:
    """The leaves of a plan that can find a document, in the order of the query; not what is excluded."""
    return list(_leaves(plan))


def _leaves(plan: Plan) -> Iterator[Leaf]:
    match plan:
        case Leaf():
            yield plan
        case Sum():
            for need, part in plan.parts:
                if need is not Need.MUST_NOT:
                    yield from _leaves(part)
        case All() | Any():
            for child in plan.children:
                yield from _leaves(child)
        case Named():
            yield from plan.whole
            yield from plan.shorter
            yield from _leaves(plan.otherwise)
            # What these find in a language that the query's words are not looked for in has its reason too.
            yield from plan.words
        case Filter() | _:
            return
