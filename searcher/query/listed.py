"""The names of a list as plans: a name is looked for whole, and the words of many names are expanded at once.

A query asks for all that may be meant; a list asks for a name and no other, again and again. So a name of several words
is found where its words stand together and nowhere else, and what finds it is parted by how sure it is.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from searcher.entities.model import MISSPELLING_WEIGHT
from searcher.entities.name_list import Listed
from searcher.query import weights
from searcher.query.compounds import key_of
from searcher.query.names import NameExpander, is_heard
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.rows import parts_of, tokens_of
from searcher.query.sounding import Alike
from searcher.query.units import BETWEEN, LEAST_PAIRS, MOST_WORDS, NameWord, UnitExpander, is_small, parted
from searcher.query.words import QueryToken
from searcher.records import replace
from searcher.text.letter_case import is_small_letter
from searcher.text.tokens import is_unspaced

# Forms of each script that are taken of what sounds like a word: with nothing else to tell, the nearest few.
MOST_OF_A_SCRIPT = 6


class Certainty(StrEnum):
    """How sure it is that a form is the name, the surest first."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def meaning(self) -> str:
        """What forms are so sure."""
        return _MEANINGS[self]


CERTAINTIES = tuple(Certainty)
_MEANINGS = {
    Certainty.CERTAIN: "as written, accents or not, or another name that is known",
    Certainty.LIKELY: "with a case ending, its words in another order, or its acronym",
    Certainty.POSSIBLE: "sounds like it, is translated word for word, or leaves out some of its words",
}


class ListExpander:
    """Makes plans of listed names over one vocabulary and one entity table."""

    def __init__(self, names: NameExpander, units: UnitExpander) -> None:
        self._names = names
        self._units = units

    def plans(self, rows: Sequence[Listed], least: Certainty) -> list[tuple[Leaf, ...]]:
        """For each row a leaf for each certainty down to `least`, in order; without tiers where nothing is there."""
        spelled = [self._parts(row.label) for row in rows]
        alike = self._alike([_joined(part) for _, parts in spelled for part in parts], least)
        wanted = CERTAINTIES[: CERTAINTIES.index(least) + 1]
        plans = []
        for row, (tokens, parts) in zip(rows, spelled, strict=True):
            found: dict[Certainty, list[Variant]] = {certainty: [] for certainty in CERTAINTIES}
            for certainty, variant in self._variants(row, tokens, parts, alike):
                found[certainty].append(variant)
            plans.append(tuple(Leaf(row.label, _tiers(found[certainty])) for certainty in wanted))
        return plans

    @staticmethod
    def _parts(name: str) -> tuple[list[QueryToken], list[list[QueryToken]]]:
        """(all words of a name, those that say which it is); each of the latter a word or a run of characters."""
        tokens = tokens_of(name, 0)
        owners = [0] * len(tokens)
        for at in range(1, len(tokens)):
            owners[at] = owners[at - 1] + any(map(str.isspace, name[tokens[at - 1].end : tokens[at].start]))
        parts = parts_of(tokens, owners)
        return tokens, [part for part in parts if not is_small(part)] or parts

    def _alike(self, words: Sequence[str], least: Certainty) -> dict[str, Sequence[Alike]]:
        """What sounds like each of the words: looked up together, and each once."""
        if least is not Certainty.POSSIBLE:
            return {}
        distinct = list(dict.fromkeys(words))
        return dict(zip(distinct, self._names.sounds.names_alike_each(distinct, MOST_OF_A_SCRIPT), strict=True))

    def _variants(
        self,
        row: Listed,
        tokens: Sequence[QueryToken],
        parts: Sequence[Sequence[QueryToken]],
        alike: dict[str, Sequence[Alike]],
    ) -> Iterator[tuple[Certainty, Variant]]:
        """What the row stands for, each with how sure it is."""
        entities = [row.entity] if row.entity is not None else self._names.entities(tokens)
        for entity in entities:
            forms = self._names.forms.made(entity) if row.entity is not None else self._names.forms.of(entity)
            for variant in forms:
                # What counts only beside another name tells nothing new.
                if not variant.weak:
                    yield _certainty(variant), variant
        if not tokens:
            return
        typed = tuple(self._names.written(token) for token in tokens)
        if all(typed):
            # A word that is a name is written as one: Rose is no rose.
            capital = len(tokens) == 1 and _is_capital(row.label)
            yield Certainty.CERTAIN, Variant(typed, 1.0, Kind.EXACT, row.label, capital=capital)
        if not entities or all(map(is_heard, entities)):
            yield from self._plain(row.label, tokens, parts, alike)

    def _plain(
        self,
        label: str,
        tokens: Sequence[QueryToken],
        parts: Sequence[Sequence[QueryToken]],
        alike: dict[str, Sequence[Alike]],
    ) -> Iterator[tuple[Certainty, Variant]]:
        """A name that the table does not know, or has not all spellings of."""
        for learned in self._names.learned_of(tokens):
            yield Certainty.LIKELY, learned
        words = [self._word(part, alike.get(_joined(part), ())) for part in parts]
        if len(words) == 1:
            yield from self._single(label, words[0])
            return
        if len(words) > MOST_WORDS:
            return
        words = parted(words)
        # No more than one: what sounds alike is nearer than any of them asks for.
        for variant in self._units.variants(words, label, LEAST_PAIRS[:1]):
            yield _certainty(variant), replace(variant, capital=_is_capital(label))
        if len(words) > 2 and words[0].sure and words[-1].sure:
            note = f"{label} without some of its words"
            ends = words[0].sure, words[-1].sure
            yield (
                Certainty.POSSIBLE,
                Variant(ends, weights.ROMANISED, Kind.PART, label, note, capital=_is_capital(label), slop=BETWEEN),
            )

    def _word(self, part: Sequence[QueryToken], alike: Sequence[Alike]) -> NameWord:
        sure = () if is_unspaced(part[0].word) else self._names.sure(part[0])
        translated = self._units.translated(key_of(part))
        return NameWord(tuple(part), sure, translated, () if translated else tuple(alike))

    @staticmethod
    def _single(label: str, word: NameWord) -> Iterator[tuple[Certainty, Variant]]:
        """A name of one word: its forms, and what sounds like it."""
        known = {term for term in word.sure if term[1] == word.tokens[0].word}
        capital = _is_capital(label)
        for term in word.sure:
            if term not in known:
                note = f"inflected form of {label}"
                yield (
                    Certainty.LIKELY,
                    Variant(((term,),), weights.INFLECTED, Kind.INFLECTED, term[1], note, capital=capital),
                )
        for each in word.alike:
            if len(each.places) > 1 or not set(each.places[0]) <= set(word.sure):
                weight, note = weights.of_sound(each.cosine), f"sounds like {label}"
                variant = Variant(each.places, weight, Kind.ROMANISED, each.form, note, whole=each.is_katakana)
                yield Certainty.POSSIBLE, replace(variant, capital=capital)


def _is_capital(name: str) -> bool:
    """Whether a name must begin with a capital in texts: not one that is itself written without."""
    return not is_small_letter(name)


def _joined(part: Sequence[QueryToken]) -> str:
    return "".join(token.folded for token in part)


def _certainty(variant: Variant) -> Certainty:
    """How sure a variant is, by what it came from."""
    if variant.kind in (Kind.EXACT, Kind.NAME):
        # A name whose words may stand apart was translated word for word.
        is_known = variant.weight >= MISSPELLING_WEIGHT and variant.slop is None
        is_learned = variant.weight == weights.LEARNED
        return Certainty.CERTAIN if is_known else Certainty.LIKELY if is_learned else Certainty.POSSIBLE
    return Certainty.LIKELY if variant.weight >= weights.LEARNED else Certainty.POSSIBLE


def _tiers(variants: Sequence[Variant]) -> tuple[Tier, ...]:
    distinct = {(variant.places, variant.slop, variant.capital): variant for variant in reversed(variants)}
    return (Tier(tuple(reversed(distinct.values())), weights.NAMES_TIER),) if distinct else ()
