"""Dates and numbers: the terms of an index that write the same day or amount, in any of its languages.

As with the names of an entity, all ways of writing score as one pseudo-term, and each knows its reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice, product

from searcher.bounded import Bounded, Budget
from searcher.entities.formats import Formats, formats
from searcher.query import memory, weights
from searcher.query.bending import bent
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.readings import Reader, Reading
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander
from searcher.query.written import WrittenForm, amount_forms, amounts_in_figures, day_forms
from searcher.records import replace
from searcher.text.languages import language_name
from searcher.text.terms import Term

# Ways of writing one thing that are looked for: a dozen in each of thirty languages.
MOST_FORMS = 400
# Of a phrase around it as well.
MOST_IN_PHRASE = 200


class ThingExpander:
    """Expands dates and numbers over one vocabulary, and keeps what it found for the next query."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._formats: Formats = formats()
        self._variants: Bounded[tuple[str, Reading], tuple[Variant, ...]] = Bounded(budget, memory.of_variants)

    def readings(self, tokens: Sequence[QueryToken], text: str, languages: Mapping[str, float]) -> list[Reading]:
        """The dates and numbers in a row of tokens of the query `text`, whose languages are weighted."""
        return list(Reader(self._formats, text, languages).readings(tokens))

    def leaf(self, tokens: Sequence[QueryToken], reading: Reading, text: str) -> Leaf | None:
        """The leaf of a date or a number in `tokens`; None if the index has no other way of writing it.

        Its words by themselves only support.
        """
        own = tokens[reading.start : reading.end]
        typed, variants = self._typed(own, reading, text), self._others(own, reading, text)
        if not variants:
            return None
        shown = text[own[0].start : own[-1].end]
        first = (typed,) if typed is not None else ()
        tiers = [
            Tier(first, weights.TYPED_TIER, key=("typed thing", shown)),
            Tier((*first, *variants), weights.NAMES_TIER, key=("thing", shown, reading.days, reading.values)),
        ]
        return Leaf(shown, tuple(tier for tier in tiers if tier.variants))

    def in_phrase(self, tokens: Sequence[QueryToken], readings: Sequence[Reading], text: str) -> list[Variant]:
        """A phrase with its dates and numbers written in other ways; without the phrase as it stands."""
        places: list[list[tuple[tuple[tuple[Term, ...], ...], Variant | None]]] = []
        at = 0
        for reading in readings:
            places += self._as_typed(tokens[at : reading.start])
            own = tokens[reading.start : reading.end]
            typed = tuple(self._words.place(token.folded) for token in own)
            others = self._others(own, reading, text)
            if len(own) < len(tokens):
                # What has to read as it is written is a whole; among other words, words tell enough.
                others = tuple(replace(variant, written="") for variant in others)
            places.append([(typed, None), *((variant.places, variant) for variant in others)])
            at = reading.end
        places += self._as_typed(tokens[at:])
        found = []
        for chosen in islice(product(*places), MOST_IN_PHRASE):
            changed = [variant for _, variant in chosen if variant is not None]
            row = tuple(place for each, _ in chosen for place in each)
            if changed and all(row):
                shown = " ".join(variant.text if variant is not None else words[0][0][1] for words, variant in chosen)
                found.append(replace(changed[0], places=row, text=shown, capital=False))
        return found

    def _as_typed(
        self, tokens: Iterable[QueryToken]
    ) -> Iterator[list[tuple[tuple[tuple[Term, ...], ...], Variant | None]]]:
        return ([((self._words.place(token.folded),), None)] for token in tokens)

    def _typed(self, tokens: Sequence[QueryToken], reading: Reading, text: str) -> Variant | None:
        """The words as they were typed; figures with the signs between them, which tell a date."""
        places = tuple(self._words.place(token.folded) for token in tokens)
        if not all(places):
            return None
        shown = text[tokens[0].start : tokens[-1].end]
        # Figures of an amount or of a day stand beside each other by chance, too.
        is_figures = all(token.raw.isdecimal() for token in tokens) and len(tokens) < 3
        written = shown if reading.days and is_figures else ""
        return Variant(places, 1.0, Kind.EXACT, shown, written=written, apart=is_figures or bool(reading.values))

    def _others(self, tokens: Sequence[QueryToken], reading: Reading, text: str) -> tuple[Variant, ...]:
        shown = text[tokens[0].start : tokens[-1].end]
        own = tuple(self._words.place(token.folded) for token in tokens)
        key = shown, replace(reading, start=0, end=len(tokens))
        found = self._variants.of(key, lambda: tuple(islice(self._find(reading, shown), MOST_FORMS)))
        return tuple(variant for variant in found if variant.places != own)

    def _find(self, reading: Reading, shown: str) -> Iterator[Variant]:
        """All ways of writing that the index has, those of its largest languages first."""
        kind = Kind.DATE if reading.days else Kind.NUMBER
        made: set[tuple[object, ...]] = set()
        elsewhere: dict[tuple[frozenset[str], ...], tuple[WrittenForm, set[str]]] = {}
        for lang, form in self._forms(reading):
            if form.elsewhere:
                elsewhere.setdefault(form.places, (form, set()))[1].add(lang)
            places = self._places(form, {lang}, lang)
            yield from self._made(form, places, kind, f"{shown}, in {language_name(lang)}", made)
        for form, langs in elsewhere.values():
            # What a short text is written in is often not told rightly.
            places = self._places(form, self._vocabulary.languages.keys() - langs)
            yield from self._made(form, places, kind, shown, made)
        for value in reading.values:
            for form in amounts_in_figures(value):
                places = self._places(form, self._vocabulary.languages.keys())
                yield from self._made(form, places, kind, f"{shown}, in figures", made)

    def _made(
        self,
        form: WrittenForm,
        places: tuple[tuple[Term, ...], ...],
        kind: Kind,
        note: str,
        made: set[tuple[object, ...]],
    ) -> Iterator[Variant]:
        """The variant of a form that the index has, unless another form has made the same."""
        key = places, form.written, form.capital
        if not places or key in made:
            return
        made.add(key)
        # As it is mostly written here.
        langs = {lang for place in places for lang, _ in place}
        shown = max(form.shown, key=lambda pair: self._documents(pair[0], langs), default=("", form.text))[1]
        yield Variant(
            places,
            weights.IN_FIGURES if form.written else 1.0,
            kind,
            shown,
            note,
            capital=form.capital,
            written=form.written,
            apart=form.apart,
        )

    def _documents(self, word: str, langs: Set[str]) -> int:
        return sum(entry.documents for entry in self._words.entries(word) if entry.lang in langs)

    def _forms(self, reading: Reading) -> Iterator[tuple[str, WrittenForm]]:
        """Each way of writing with its language."""
        sizes = self._vocabulary.languages
        langs = sorted(sizes, key=lambda lang: (-sizes[lang][1], lang))
        for day in reading.days:
            names = list(self._formats.names(day.month))
            for lang in langs:
                own = [name for name in names if lang in name.langs]
                yield from ((lang, form) for form in day_forms(day, lang, self._formats, own))
        for value in reading.values:
            for lang in langs:
                yield from ((lang, form) for form in amount_forms(value, self._formats.amounts.get(lang, ())))

    def _places(self, form: WrittenForm, langs: Set[str], lang: str = "") -> tuple[tuple[Term, ...], ...]:
        """The terms of each place in some languages, with the endings of `lang`; () if a place has none."""
        found: list[tuple[Term, ...]] = []
        for place, words in enumerate(form.places):
            terms = [
                (entry.lang, entry.word)
                for word in sorted(words)
                for entry in self._words.entries(word)
                if entry.lang in langs
            ]
            if lang and place == form.name:
                terms += bent(words, lang, self._vocabulary, self._words)
            if not terms:
                return ()
            found.append(tuple(dict.fromkeys(terms)))
        return tuple(found)
