"""What sounds like a name: the words and runs of an index whose spelling, in whatever script, is of the same sound."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, compress

from searcher.bounded import Bounded, Budget
from searcher.entities.inflect import lemma_candidates
from searcher.query import memory, weights
from searcher.query.plan import Kind, Variant
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.records import dataclass
from searcher.text.letters import is_letters
from searcher.text.name_parts import least_cosine
from searcher.text.scripts import script_of
from searcher.text.terms import Entry, Term
from searcher.text.tokens import folds_of, is_unspaced

# No name is longer.
MAX_SOUNDING = 40
# Of so many forms, the nearest, it is asked how they are written; and so many of each script are offered, and so many
# more that are rare: of a frequent name a misprinted text holds more misprints than that, all nearer than other forms.
MOST_ASKED = 300
MOST_OF_A_SCRIPT = 12
_RARE = 2
# The same for a word whose neighbours vouch for it, and the least cosine there.
MOST_VOUCHED_FOR = 24
LEAST_ALIKE = 0.5
# How alike the name must sound that a word is an inflected form of, and names that it may be one of.
LEAST_OF_BASE = 0.84
_MOST_BASES = 8
# An ending takes so much of the likeness of two names. Of the nearest longer words so many are cut by so many letters,
# to see whether they may have one: a glance that is cheaper than to look each up.
_A_LITTLE = 0.04
_MOST_LONGER, _MOST_CUT, _CUTS = 5, 12, (1, 2)
_LEAST_OF_CUT = 0.8
# So many are looked up together.
_AT_ONCE = 64
# Of several words, so many times as many forms as are wanted.
_SPARE = 2
# Below this share of capitals a word is an ordinary one that stands at the beginning of sentences (милион, not Милан).
LEAST_CAPITALS = 0.5
# Beside a form that sounds so much more alike, another of its script is another name.
FAR_BEHIND = 0.22
# So much more alike a word must sound that is in ten times as many documents: where it is another, it does more harm.
MORE_FOR_FREQUENT = 0.04


@dataclass(frozen=True, slots=True)
class Alike:
    """A form that sounds like a word: the terms of its places, its script, and the cosine of the two sounds.

    `documents`: in how many of them it is, if it is one word; else 0.
    """

    form: str
    places: tuple[tuple[Term, ...], ...]
    script: str
    cosine: float
    documents: int = 0

    @property
    def group(self) -> "_Group":
        """Forms of a group are counted together."""
        return self.script, 0 < self.documents <= _RARE

    @property
    def is_katakana(self) -> bool:
        """Whether it has to be a whole run of the text."""
        return self.script == "KATAKANA"


# A script, and whether the forms are rare.
_Group = tuple[str, bool]
# (form, its script, cosine), and the terms of each place of a form.
_Form = tuple[str, str, float]
_Places = tuple[tuple[Term, ...], ...]


def _has_sound(folded: str) -> bool:
    return len(folded) <= MAX_SOUNDING and is_letters(folded) and least_cosine(folded) < 1


def _best_of_scripts(forms: Sequence[_Form], most: int) -> list[_Form]:
    """The nearest forms of each script: some more than `most`, for a few of them will not be names."""
    counts = Counter[str]()
    kept = []
    for form in forms:
        if counts[form[1]] < _SPARE * most:
            counts[form[1]] += 1
            kept.append(form)
    return kept


def _bytes_of(alike: Sequence[Alike]) -> int:
    return sum(memory.of_words(place) for each in alike for place in (each.form, *each.places))


class SoundExpander:
    """Finds what sounds like the words of queries, and keeps it for the next query."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._heard: Bounded[tuple[str, float], list[tuple[str, float]]] = Bounded(budget, memory.of_words)
        self._alike: Bounded[tuple[str, float, int], tuple[Alike, ...]] = Bounded(budget, _bytes_of)

    def variants(self, raw: str, folded: str, known: set[Term]) -> list[Variant]:
        """What sounds like a word, or a run of characters, best first, but for the terms in `known`."""
        return [
            Variant(
                each.places,
                weights.of_sound(each.cosine),
                Kind.ROMANISED,
                each.form if len(each.places) > 1 else each.places[0][0][1],
                f"sounds like {raw}",
                whole=each.is_katakana,
            )
            for each in self.names_alike(folded)
            if len(each.places) > 1 or not known.issuperset(each.places[0])
        ]

    def names_alike(self, folded: str) -> list[Alike]:
        """The forms that may be the same name with nothing else to vouch for it, best first."""
        if len(folded) < 2:
            return []
        found = self.alike(folded, least_cosine(folded))
        likely = self._likely(folded, found)
        taken = {each.form for each in likely}
        return [*likely, *self._inflected(folded, [each for each in found if each.form not in taken])]

    def _inflected(self, folded: str, others: Sequence[Alike]) -> Iterator[Alike]:
        """Words that are an inflected form, in their language, of what sounds much like a word.

        Of `others`, which sound alike but are no likely names, and of what sounds a little less alike.
        """
        longer = self._longer(folded)
        forms = [*others, *self._named(longer, self.places([form for form, *_ in longer]), Counter(), len(longer))]
        bases = [
            (each, term, lemma_candidates(each.form, term[0])[:_MOST_BASES])
            for each in forms
            if len(each.places) == 1
            for term in each.places[0]
        ]
        cosines = self._vocabulary.cosines(folded, [base for *_, own in bases for base in own])
        for each, term, own in bases:
            cosine = max((cosines[base] for base in own), default=0.0)
            if cosine >= LEAST_OF_BASE:
                yield Alike(each.form, ((term,),), each.script, cosine * weights.INFLECTED, each.documents)

    def _longer(self, folded: str) -> list[_Form]:
        """Words that sound a little less like one than names must, and as they must without their last letters."""
        least = least_cosine(folded)
        near = [
            (form, cosine)
            for form, cosine in self._near(folded, least)
            if cosine < least and 0 <= len(form) - len(folded) <= _MOST_LONGER and not is_unspaced(form)
        ][:_MOST_CUT]
        cosines = self._vocabulary.cosines(folded, [form[:-cut] for form, _ in near for cut in _CUTS])
        return [
            (form, script_of(form), cosine)
            for form, cosine in near
            if any(cosines[form[:-cut]] >= _LEAST_OF_CUT for cut in _CUTS)
        ]

    def names_alike_each(self, folds: Sequence[str], most: int) -> list[list[Alike]]:
        """`names_alike` of several words, `most` of each script: found together, and not kept."""
        asked = [at for at, folded in enumerate(folds) if len(folded) > 1 and _has_sound(folded)]
        near = self._vocabulary.sounding_each([(folds[at], least_cosine(folds[at])) for at in asked], MOST_ASKED)
        some = [
            _best_of_scripts([(form, script_of(form), cosine) for form, cosine in own if form != folds[at]], most)
            for at, own in zip(asked, near, strict=True)
        ]
        forms = list(dict.fromkeys(form for own in some for form, _, _ in own))
        places = dict(zip(forms, self.places(forms), strict=True))
        found: list[list[Alike]] = [[] for _ in folds]
        for at, own in zip(asked, some, strict=True):
            named = self._named(own, [places[form] for form, _, _ in own], Counter(), most)
            found[at] = self._likely(folds[at], tuple(named))
        return found

    def _likely(self, folded: str, found: Sequence[Alike]) -> list[Alike]:
        """Those of the forms that may be the same name with nothing else to vouch for it."""
        least = least_cosine(folded)
        best: dict[str, float] = {script_of(folded): 1.0} if self._words.entries(folded) else {}
        return [
            each
            for each in found
            if each.cosine >= best.setdefault(each.script, each.cosine) - FAR_BEHIND
            and each.cosine >= least + MORE_FOR_FREQUENT * math.log10(max(1, each.documents))
        ]

    def alike(self, folded: str, least: float, most: int = MOST_OF_A_SCRIPT) -> tuple[Alike, ...]:
        """The forms with a cosine of at least so much that may be names, best first, `most` of each script.

        The word itself is none of them.
        """
        return self._alike.of((folded, least, most), lambda: tuple(self._taken_or_found(folded, least, most)))

    def _taken_or_found(self, folded: str, least: float, most: int) -> Iterator[Alike]:
        wider = self._alike.get((folded, LEAST_ALIKE, MOST_VOUCHED_FOR))
        if wider is None or least < LEAST_ALIKE or most > MOST_VOUCHED_FOR:
            yield from self._find(folded, least, most)
            return
        # The nearest forms are the first of those that were found with a wider limit.
        counts = Counter[_Group]()
        for each in wider:
            if each.cosine >= least and counts[each.group] < most:
                counts[each.group] += 1
                yield each

    def _find(self, folded: str, least: float, most: int) -> Iterator[Alike]:
        if not _has_sound(folded):
            return
        counts = Counter[_Group]()
        near = [each for each in self._near(folded, least) if each[1] >= least]
        for start in range(0, len(near), _AT_ONCE):
            some = [(form, script_of(form), cosine) for form, cosine in near[start : start + _AT_ONCE]]
            some = [each for each in some if min(counts[each[1], False], counts[each[1], True]) < most]
            yield from self._named(some, self.places([form for form, *_ in some]), counts, most)

    def _near(self, folded: str, least: float) -> list[tuple[str, float]]:
        """(form, cosine) of what sounds like a word, nearest first, down to a little less than names must."""
        least = min(least, least_cosine(folded) - _A_LITTLE)
        wider = self._heard.get((folded, LEAST_ALIKE))
        if wider is not None and least > LEAST_ALIKE:
            return [each for each in wider if each[1] >= least]
        return self._heard.of(
            (folded, least),
            lambda: [each for each in self._vocabulary.sounding(folded, least, MOST_ASKED) if each[0] != folded],
        )

    def _named(
        self, forms: Sequence[_Form], places: Sequence[_Places], counts: Counter[_Group], most: int
    ) -> Iterator[Alike]:
        """Those of the forms that are written as names, `most` of each group with what was counted before."""
        for (form, script, cosine), own in zip(forms, places, strict=True):
            if all(own):
                found = Alike(form, own, script, cosine, self._words.documents(form) if len(own) == 1 else 0)
                if counts[found.group] < most:
                    counts[found.group] += 1
                    yield found

    def places(self, forms: Sequence[str]) -> list[_Places]:
        """The terms of each place of each form; of a word, those that are written as names are."""
        characters = {form: folds_of(form) for form in forms if is_unspaced(form)}
        self._words.look_up(chain(forms, *characters.values()))
        entries = {form: self._words.entries(form) for form in forms if form not in characters}
        names = set(self.names_among([entry for own in entries.values() for entry in own]))
        return [
            (tuple((entry.lang, entry.word) for entry in entries[form] if entry in names),)
            if form in entries
            else tuple(map(self._words.place, characters[form]))
            for form in forms
        ]

    def names_among(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those of some words that are written as names are, more often than not."""
        are_names = self._are_names([(entry.lang, entry.word) for entry in entries])
        return list(compress(entries, are_names))

    def written_as_names(self, terms: Sequence[Term]) -> list[Term]:
        """The same of some terms."""
        return list(compress(terms, self._are_names(terms)))

    def _are_names(self, terms: Sequence[Term]) -> Iterator[bool]:
        return (share >= LEAST_CAPITALS for share in self._vocabulary.capital_shares(terms))
