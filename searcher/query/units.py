"""A name of several words as a unit: its words near each other, each of them loose because the others vouch for it."""

import itertools
from collections.abc import Iterator, Sequence

from searcher.expressions import expression
from searcher.query import weights
from searcher.query.compounds import key_of, parts_of_word
from searcher.query.names import NameExpander
from searcher.query.plan import Kind, Leaf, Named, Sum, Tier, Variant
from searcher.query.sounding import LEAST_ALIKE, MOST_VOUCHED_FOR, Alike
from searcher.query.translating import Run, Translator
from searcher.query.words import QueryToken
from searcher.records import dataclass
from searcher.text.name_parts import is_honorific, is_korean_name, is_particle, is_patronymic, least_cosine
from searcher.text.scripts import HANGUL
from searcher.text.terms import Term
from searcher.text.tokens import is_unspaced

_HANGUL = expression(f"[{HANGUL}]")
# Names of more words are titles of books.
MOST_WORDS = 6
# Words that may stand between those of a name: an initial, a patronymic, "the" or "of".
BETWEEN = 2
# How near in sound a word of a name must be, by how near the others are. Full names of a development set are told best
# by half the mean and half the least of their words' cosines, from .6 on; these are the corners of that.
LEAST_PAIRS = ((0.6, 0.6), (0.75, 0.55), (0.9, LEAST_ALIKE))
# Languages that write full names without spaces between their words.
_AS_ONE = ("ko", "zh", "yue", "wuu", "ja", "th", "lo", "km", "my")
# How near in sound what is no name of Korea must be: there are more long words that are somewhat like it than names.
_LEAST_AS_ONE = 0.85
# A given name, that of the father, and a family name.
_WITH_PATRONYMIC = 3
# Forms in scripts without spaces that are tried for a word of a name.
_MOST_RUNS = 4
# The same of words that mean it, and words of a name that is translated so.
_MOST_TRANSLATED_RUNS, _MOST_WORDS_OF_RUNS = 4, 3


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name, or one run of characters.

    `sure`: the terms that are it; `translated`: those that mean the same; `alike`: what sounds like it; `misprinted`:
    what it looks like in misprinted texts; `runs`: those that mean the same in scripts without spaces.
    """

    tokens: tuple[QueryToken, ...]
    sure: tuple[Term, ...]
    translated: tuple[Term, ...]
    alike: tuple[Alike, ...]
    misprinted: tuple[Term, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def raw(self) -> str:
        return "".join(token.raw for token in self.tokens)

    @property
    def folded(self) -> str:
        return "".join(token.folded for token in self.tokens)

    @property
    def key(self) -> str:
        """What it is looked up by among the words of names."""
        return key_of(self.tokens)

    def terms(self, least: float) -> tuple[Term, ...]:
        """The terms that are the word, or sound like it as much."""
        near = (each.places[0] for each in self.alike if each.cosine >= least and len(each.places) == 1)
        return tuple(dict.fromkeys((*self.sure, *self.translated, *itertools.chain.from_iterable(near))))


class UnitExpander:
    """Makes names of the words of queries."""

    def __init__(self, names: NameExpander, translator: Translator) -> None:
        self._names = names
        self._translator = translator

    def named(self, parts: Sequence[Sequence[QueryToken]]) -> Named | None:
        """The words as one name, or None where they cannot be one; without what they mean if they are none.

        `parts`: each a word, or a run of characters of a script without spaces.
        """
        parts = _without_patronymic([part for part in parts if not is_small(part)])
        if not 2 <= len(parts) <= MOST_WORDS:
            return None
        words = parted([self._word(part) for part in parts])
        text = " ".join(word.raw for word in words)
        whole = self._leaf(words, text)
        shorter = [self._leaf(some, " ".join(word.raw for word in some)) for some in _shorter(words)]
        shorter = [leaf for leaf in shorter if leaf.tiers]
        if not whole.tiers and not shorter:
            return None
        sure = tuple(Leaf(word.raw, self._sure_tiers(word)) for word in words)
        singles = tuple(
            Leaf(word.raw, (*leaf.tiers, *self._alike_tiers(word))) for word, leaf in zip(words, sure, strict=True)
        )
        wholes = (whole, *shorter) if whole.tiers else tuple(shorter)
        return Named(wholes, sure, singles, tuple(shorter), Sum(()))

    def known(self, parts: Sequence[Sequence[QueryToken]]) -> Iterator[Variant]:
        """What sounds like a full name that is known: all of its words near each other."""
        kept = [part for part in parts if not is_small(part)]
        if 2 <= len(kept) <= MOST_WORDS:
            words = parted([self._word(part) for part in kept])
            text = " ".join(word.raw for word in words)
            yield from (each for each in self.variants(words, text) if each.kind is Kind.ROMANISED)

    def translated(self, folded: str) -> tuple[Term, ...]:
        """See `Translator.terms`."""
        return self._translator.terms(folded)

    def _word(self, part: Sequence[QueryToken]) -> NameWord:
        folded = "".join(token.folded for token in part)
        sure = () if is_unspaced(part[0].word) else self._names.certain(part[0])
        # A person may be called as a thing is: Stone, White, Castle.
        alike = self._names.sounds.alike(folded, LEAST_ALIKE, MOST_VOUCHED_FOR)
        misprinted = self._names.misprinted.terms(part[0]) if len(part) == 1 else ()
        key = key_of(part)
        return NameWord(tuple(part), sure, self.translated(key), alike, tuple(misprinted), self._translator.runs(key))

    def _leaf(self, words: Sequence[NameWord], text: str) -> Leaf:
        variants = tuple(self.variants(words, text))
        return Leaf(text, (Tier(variants, weights.NAMES_TIER, key=("unit", text)),) if variants else ())

    def variants(
        self, words: Sequence[NameWord], text: str, pairs: Sequence[tuple[float, float]] = LEAST_PAIRS
    ) -> Iterator[Variant]:
        """The forms of a name of these words, all of them near each other; `text` is the name.

        `pairs`: how near in sound all words but one must be, and that one; each pair is a form of its own.
        """
        typed = tuple(self._names.written(token) for word in words for token in word.tokens)
        if all(typed):
            yield Variant(typed, 1.0, Kind.EXACT, text)
        spaced = [word for word in words if len(word.tokens) == 1 or word.alike or word.translated]
        if len(spaced) == len(words):
            sure = tuple(word.sure for word in words)
            if all(sure):
                yield Variant(sure, weights.INFLECTED, Kind.INFLECTED, text, f"the words of {text}", slop=BETWEEN)
            meant = tuple(tuple(dict.fromkeys((*word.sure, *word.translated))) for word in words)
            if all(meant) and meant != sure:
                yield Variant(meant, weights.TRANSLATED, Kind.NAME, text, f"{text} in another language", slop=BETWEEN)
            printed = tuple(tuple(dict.fromkeys((*word.sure, *word.misprinted))) for word in words)
            if all(printed) and printed != sure:
                yield Variant(printed, weights.NEAR, Kind.NEAR, text, f"misprint of {text}", slop=BETWEEN)
            note = f"sounds like {text}"
            for places in dict.fromkeys(_loose(words, pairs)):
                if all(places) and places != sure:
                    yield Variant(places, weights.ROMANISED, Kind.ROMANISED, text, note, slop=BETWEEN)
        yield from self._as_one(words, text)
        yield from self._names.learned.acronyms([token.folded for word in words for token in word.tokens])
        yield from self._compounds(words, text)
        for chosen in itertools.product(*(_runs(word) for word in words)):
            places = tuple(place for each in chosen for place in each.places)
            shown = " ".join(each.form for each in chosen)
            yield Variant(places, weights.ROMANISED, Kind.ROMANISED, shown, f"sounds like {text}")
        yield from _in_runs(words, text)

    def _compounds(self, words: Sequence[NameWord], text: str) -> Iterator[Variant]:
        """The name with two of its words written as one, in languages that do so."""
        note = f"{text} in another language"
        for at in range(len(words) - 1):
            terms = self._translator.compounds(words[at].key, words[at + 1].key)
            others = [(*word.sure, *word.translated) for word in (*words[:at], *words[at + 2 :])]
            if terms and all(others):
                places = (*others[:at], terms, *others[at:])
                slop = BETWEEN if others else None
                yield Variant(places, weights.TRANSLATED, Kind.NAME, text, note, slop=slop)

    def parted(self, token: QueryToken) -> Tier | None:
        """What a word that is made of two words of names is called elsewhere; None for one that is not."""
        pair = parts_of_word(token.folded)
        if pair is None:
            return None
        pieces = [QueryToken(part, part, part, token.start, token.end) for part in pair]
        words = [
            NameWord((piece,), (), self.translated(piece.folded), (), (), self._translator.runs(piece.folded))
            for piece in pieces
        ]
        note = f"{token.raw} in another language"
        meant = tuple(word.translated for word in words)
        variants = list(self._compounds(words, token.raw))
        if all(meant):
            variants.append(Variant(meant, weights.TRANSLATED, Kind.NAME, token.raw, note, slop=BETWEEN))
        variants.extend(_in_runs(words, token.raw))
        return Tier(tuple(variants), weights.GUESS_TIER, key=("parted", token.raw)) if variants else None

    def _as_one(self, words: Sequence[NameWord], text: str) -> Iterator[Variant]:
        """The name as one word: LePen, Abdulrahman; in Korean it is written so."""
        if is_unspaced(words[0].tokens[0].word):
            return
        folds = [word.folded for word in words]
        folded = "".join(folds)
        if written := self._names.written_as(folded):
            yield Variant((written,), weights.IN_PARTS, Kind.FOLDED, folded, f"{text} in another spelling")
        note = f"sounds like {text}"
        found = self._names.sounds.alike(folded, least_cosine(folded)) if self._names.has_language(_AS_ONE) else ()
        for each in found:
            # In other scripts, what sounds like all of the name is a word of it, or another name.
            as_one = each.script == "HANGUL" or len(each.places) > 1
            if as_one and (each.cosine >= _LEAST_AS_ONE or is_korean_name(each.form, folds)):
                yield Variant(each.places, weights.ROMANISED, Kind.ROMANISED, each.form, note, whole=each.is_katakana)

    def _sure_tiers(self, word: NameWord) -> tuple[Tier, ...]:
        """The word itself: its forms in each language, or its run of characters."""
        note = f"part of the name {word.raw}"
        if len(word.tokens) > 1:
            run = tuple(self._names.written(token) for token in word.tokens)
            variant = Variant(run, 1.0, Kind.EXACT, word.raw)
            return (Tier((variant,), weights.NAME_WORD, key=("run word", word.raw)),) if all(run) else ()
        return tuple(
            Tier(
                tuple(Variant(((term,),), 1.0, Kind.INFLECTED, term[1], note) for term in terms),
                weights.NAME_WORD,
                lang,
                key=("name word", word.raw, lang),
            )
            for lang, terms in _by_lang(self._names.sounds.written_as_names(word.sure) or word.sure).items()
        )

    def _alike_tiers(self, word: NameWord) -> Iterator[Tier]:
        """What sounds like the word: each form in each language."""
        for each in self._names.sounds.names_alike(word.folded):
            if len(each.places) > 1:
                yield _tier(each.places, each.form, word, each.is_katakana, each.places[0][0][0])
                continue
            for lang, own in _by_lang(each.places[0]).items():
                yield _tier((tuple(own),), each.form, word, False, lang)


def _tier(places: tuple[tuple[Term, ...], ...], form: str, word: NameWord, whole: bool, lang: str) -> Tier:
    """A form that sounds like a word of a name, in one language."""
    note = f"sounds like {word.raw}"
    variant = Variant(places, weights.ROMANISED, Kind.ROMANISED, form, note, whole=whole)
    return Tier((variant,), weights.NAME_WORD, lang, key=("alike word", word.raw, form, lang))


def _by_lang(terms: Sequence[Term]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        found.setdefault(term[0], []).append(term)
    return found


def is_small(part: Sequence[QueryToken]) -> bool:
    """Whether a word of a name may be left out: an initial, a particle, or what people are called by besides."""
    word = "".join(token.folded for token in part)
    if is_particle(word) or is_honorific(word):
        return True
    return len(word) == 1 and not is_unspaced(word) and not _HANGUL.match(word)


def _without_patronymic(parts: Sequence[Sequence[QueryToken]]) -> Sequence[Sequence[QueryToken]]:
    """The words of a name of three without the name of the father, which may look like a family name.

    It stands between the others, or behind them where the family name is the first.
    """
    if len(parts) != _WITH_PATRONYMIC:
        return parts
    for at in (1, 2):
        if is_patronymic("".join(token.folded for token in parts[at])):
            return [*parts[:at], *parts[at + 1 :]]
    return parts


def parted(words: Sequence[NameWord]) -> list[NameWord]:
    """The words, each form with the one alone that it is most like: one word of a text is not two of a name."""
    nearest: dict[Term, tuple[float, str]] = {}
    for word in words:
        for term, cosine in _cosines(word):
            if cosine > nearest.get(term, (0.0, ""))[0]:
                nearest[term] = cosine, word.folded
    return [
        NameWord(
            word.tokens,
            tuple(term for term in word.sure if nearest[term][1] == word.folded),
            tuple(term for term in word.translated if nearest[term][1] == word.folded),
            tuple(
                each
                for each in word.alike
                if len(each.places) > 1 or all(nearest[term][1] == word.folded for term in each.places[0])
            ),
            word.misprinted,
            word.runs,
        )
        for word in words
    ]


def _cosines(word: NameWord) -> Iterator[tuple[Term, float]]:
    yield from ((term, 3.0) for term in word.sure)
    yield from ((term, 2.0) for term in word.translated)
    for each in word.alike:
        if len(each.places) == 1:
            yield from ((term, each.cosine) for term in each.places[0])


def _loose(words: Sequence[NameWord], pairs: Sequence[tuple[float, float]]) -> Iterator[tuple[tuple[Term, ...], ...]]:
    """The places of a name whose words sound alike enough together."""
    for others, least in pairs:
        for weakest in words:
            yield tuple(word.terms(least if word is weakest else others) for word in words)


def _runs(word: NameWord) -> list[Alike]:
    """What a word sounds like in scripts without spaces, best first."""
    least = least_cosine(word.folded)
    return [each for each in word.alike if len(each.places) > 1 and each.cosine >= least][:_MOST_RUNS]


def _shorter(words: Sequence[NameWord]) -> list[Sequence[NameWord]]:
    """Forms of a name of three words and more: the first and the last, and those without one of the words."""
    if len(words) < 3:
        return []
    found: list[Sequence[NameWord]] = [(words[0], words[-1])]
    if len(words) > 3:
        found += [tuple(word for word in words if word is not left) for left in words]
    else:
        found += [(words[0], words[1]), (words[1], words[2])]
    return found


def _runs_of(word: NameWord) -> "list[Run | Alike]":
    return [*word.runs, *_runs(word)]


def _in_runs(words: Sequence[NameWord], text: str) -> Iterator[Variant]:
    """The name in scripts without spaces, side by side and in either order; a name in it by its sound."""
    choices = [_runs_of(word)[:_MOST_TRANSLATED_RUNS] for word in words]
    if not any(word.runs for word in words) or not all(choices) or len(words) > _MOST_WORDS_OF_RUNS:
        return
    note = f"{text} in another language"
    for order in (choices, choices[::-1]):
        for chosen in itertools.product(*order):
            places = tuple(place for each in chosen for place in each.places)
            shown = "".join(each.form for each in chosen)
            yield Variant(places, weights.TRANSLATED, Kind.NAME, shown, note)
