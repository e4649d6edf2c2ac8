"""An ordinary word: the index terms it stands for in each language, as tiers that nest.

A word is also the words with its stem (where the language has a stemmer, or else a light one), the words that begin
alike (where stemmers are weak, that finds more than they do), and in Korean the words that share a pair of syllables,
because compounds and endings are written together there.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial

from searcher.bounded import Bounded, Budget
from searcher.expressions import expression
from searcher.query import memory, weights
from searcher.query.forms import UMLAUTS, Forms
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.vocabulary import Vocabulary
from searcher.records import dataclass, replace
from searcher.text.abbreviations import abbreviated
from searcher.text.arabic import with_articles
from searcher.text.fold import fold
from searcher.text.letter_case import has_case
from searcher.text.letters import is_letters
from searcher.text.light_stems import korean_noun
from searcher.text.mutations import LANGUAGES as WITH_MUTATIONS
from searcher.text.mutations import with_mutations
from searcher.text.russian import after_reform, before_reform
from searcher.text.scripts import HANGUL
from searcher.text.stems import has_stemmer, has_stems, stem, stemmed_languages
from searcher.text.term_keys import syllable_pairs
from searcher.text.terms import METADATA, UNDETERMINED, Entry, Term

_HANGUL = expression(f"[{HANGUL}]")
_SPELT_OUT = expression("ae|oe|ue|aa")
# Words of Vietnamese have one form (Thompson, A Vietnamese Reference Grammar, 1965), and syllables that begin alike are
# other words.
_OF_SYLLABLES = ("vi",)
# Languages in which words of letters have one form, so that it is the stem; without spaces those are foreign words.
_WITHOUT_FORMS = (*_OF_SYLLABLES, "ja", "km", "lo", "my", "th", "zh")
# Beginnings shared by more words than this say nothing, and cost time.
MOST_ALIKE = 400
# Letters with which the forms of a word begin in any language, by the length of the word.
LEAST_STEM, MOST_STEM = 3, 5
# Documents of a word up to which its capitals are counted: their number says little of what is in more, and takes time.
MOST_JUDGED = 500
# Pairs of syllables of a word that count: longer than any Korean word, with its endings, is text without its spaces.
MOST_PAIRS = 12


@dataclass(frozen=True, slots=True)
class QueryToken:
    """One word of a query: `raw` as typed, `word` normalised, `folded`; `start`, `end` offsets into the query."""

    raw: str
    word: str
    folded: str
    start: int
    end: int

    @property
    def has_case(self) -> bool:
        """Whether it begins with a letter that may be a capital."""
        return has_case(self.raw)


class WordExpander:
    """Expands the words of queries over one vocabulary, and keeps what it found for the next query."""

    def __init__(self, vocabulary: Vocabulary, budget: Budget) -> None:
        self._vocabulary = vocabulary
        self._tiers: Bounded[str, tuple[Tier, ...]] = Bounded(budget, memory.of_tiers)
        self._entries: Bounded[str, list[Entry]] = Bounded(budget, memory.of_words)
        self._counts: Bounded[str, Mapping[str, int]] = Bounded(budget, memory.of_words)
        self._written: Bounded[str, Leaf] = Bounded(budget, lambda leaf: memory.of_tiers(leaf.tiers))
        self._folded: Bounded[str, Leaf] = Bounded(budget, lambda leaf: memory.of_tiers(leaf.tiers))
        self._capitals: Bounded[str, float] = Bounded(budget, lambda _: memory.NUMBER)

    def entries(self, folded: str) -> list[Entry]:
        """The words of the index's texts with this fold, of all languages."""
        return [entry for entry in self._held(folded) if entry.lang != METADATA]

    def look_up(self, folds: Iterable[str]) -> None:
        """Look up the words with several folds at once, so that to ask for each of them is quick."""
        unknown = [folded for folded in dict.fromkeys(folds) if self._entries.get(folded) is None]
        if len(unknown) > 1:
            found = dict(zip(unknown, self._vocabulary.by_folds(unknown), strict=True))
            for folded in unknown:
                self._entries.of(folded, partial(found.__getitem__, folded))

    def documents(self, folded: str) -> int:
        """In how many documents the words with this fold are, counted for each word of each language."""
        return sum(entry.documents for entry in self.entries(folded))

    def metadata_place(self, folded: str) -> tuple[Term, ...]:
        """The terms of metadata that a word stands for: written so, accents or not."""
        return tuple((entry.lang, entry.word) for entry in self._held(folded) if entry.lang == METADATA)

    def metadata_tier(self, tokens: Sequence[QueryToken]) -> Tier | None:
        """Words that stand side by side in the metadata of a document or in its file's name; None if none do."""
        places = tuple(self.metadata_place(token.folded) for token in tokens)
        if not places or not all(places):
            return None
        raw = " ".join(token.raw for token in tokens)
        variant = Variant(places, 1.0, Kind.EXACT, raw)
        return Tier((variant,), weights.METADATA_TIER, key=("metadata", tuple(token.folded for token in tokens)))

    def _held(self, folded: str) -> list[Entry]:
        return self._entries.of(folded, lambda: self._vocabulary.by_fold(folded))

    def counts(self, token: QueryToken) -> Mapping[str, int]:
        """Language → occurrences of the word, accents or not."""
        return self._counts.of(token.folded, lambda: self._vocabulary.occurrences(token.folded))

    def capital_shares(self, folds: Iterable[str], without: Set[str] = frozenset()) -> dict[str, float]:
        """Fold → how much of what is written so begins with a capital, 0 to 1, by the documents of each word.

        Of the words of the languages of `without` none counts; folds of no other word are left out.
        """
        entries = {folded: [entry for entry in self.entries(folded) if entry.lang not in without] for folded in folds}
        terms = [(entry.lang, entry.word) for own in entries.values() for entry in own]
        shares = iter(self._vocabulary.capital_shares(terms))
        found: dict[str, float] = {}
        for folded, own in entries.items():
            if own:
                capitals = sum(entry.documents * next(shares) for entry in own)
                found[folded] = capitals / sum(entry.documents for entry in own)
        return found

    def place(self, folded: str) -> tuple[Term, ...]:
        """The terms that a word inside a phrase stands for: written so, accents or not, in any language."""
        return tuple((entry.lang, entry.word) for entry in self.entries(folded))

    def written(self, token: QueryToken) -> Leaf:
        """The word exactly as typed: with its accents, and in its upper and lower case if it has any capital."""
        return self._written.of(token.raw, lambda: self._make_written(token))

    def folded(self, token: QueryToken) -> Leaf:
        """The word as typed, accents or not, and nothing else."""
        return self._folded.of(token.raw, lambda: self._make_folded(token))

    def _make_written(self, token: QueryToken) -> Leaf:
        terms = tuple((entry.lang, entry.word) for entry in self.entries(token.folded) if entry.word == token.word)
        written = case_sensitive(token.raw)
        # Whether it begins with a capital is known without reading the text.
        capital = written[:1].isupper()
        variants = (Variant((terms,), 1.0, Kind.EXACT, token.raw, capital=capital, written=written),) if terms else ()
        return Leaf(token.raw, (Tier(variants, 1.0, key=("written", token.raw)),))

    def _make_folded(self, token: QueryToken) -> Leaf:
        variants = Forms.of(self.entries(token.folded), token.word, token.folded, written=True)
        return Leaf(token.raw, (Tier(variants, 1.0, key=("folded", token.raw)),))

    def abbreviations(self, folded: str) -> tuple[Term, ...]:
        """The terms that are short for a word of a name in their language."""
        return tuple(
            (entry.lang, entry.word)
            for lang, short in abbreviated(folded)
            for entry in self.entries(short)
            if entry.lang in (lang, UNDETERMINED)
        )

    def side_by_side(self, text: str, tokens: Sequence[QueryToken], capital: bool = False) -> tuple[Variant, ...]:
        """The words in a row, as typed, and with other accents; those that the index has."""
        places = tuple(self.place(token.folded) for token in tokens)
        if not all(places):
            return ()
        typed = tuple(
            tuple(term for term in place if term[1] == token.word) for token, place in zip(tokens, places, strict=True)
        )
        if typed == places:
            return (Variant(places, 1.0, Kind.EXACT, text, capital=capital),)
        if len(places) == 1:
            # Words by themselves are counted together where no two variants have one in common.
            places = (tuple(term for term in places[0] if term not in typed[0]),)
        other = Variant(places, weights.ACCENTS, Kind.FOLDED, text, f"accents of {text}", capital=capital)
        return (Variant(typed, 1.0, Kind.EXACT, text, capital=capital), other) if all(typed) else (other,)

    def leaf(
        self,
        token: QueryToken,
        languages: Mapping[str, float],
        dropped: frozenset[str] = frozenset(),
        words: int = 1,
    ) -> Leaf:
        """The word with all its tiers, those of each language weighted; not in the languages of `dropped`.

        `words`: how many words the query has; in longer ones weaker evidence finds documents too, and what texts write
        with a capital counts more.
        """
        told = self._told_by_capitals(token) if words >= weights.QUESTION else 1.0
        least = weights.PAIRS_FIND if _HANGUL.search(token.folded) else weights.QUESTION
        tiers = tuple(
            replace(
                tier,
                weight=tier.weight * languages.get(tier.lang, 1.0) * told,
                supports=tier.supports and words < least,
            )
            for tier in self._tiers.of(token.word, lambda: tuple(self._make_tiers(token.word, token.folded)))
            if tier.lang not in dropped
        )
        return Leaf(token.raw, tiers)

    def _told_by_capitals(self, token: QueryToken) -> float:
        """What a word of a question counts for: names, which texts write with a capital, say what it is about."""
        if not token.has_case or self.documents(token.folded) > MOST_JUDGED:
            return 1.0
        share = self._capitals.of(token.folded, lambda: self.capital_shares((token.folded,)).get(token.folded, 0.5))
        return 1 + weights.CAPITALS_IN_QUESTION * (2 * share - 1)

    def related(self, token: QueryToken) -> list[Term]:
        """The terms that are the word or share its stem, in any language."""
        tiers = self._tiers.of(token.word, lambda: tuple(self._make_tiers(token.word, token.folded)))
        return [term for tier in tiers if not tier.supports for variant in tier.variants for term in variant.places[0]]

    def _make_tiers(self, word: str, folded: str) -> list[Tier]:
        written: dict[str, list[Entry]] = {}
        for entry in self.entries(folded):
            written.setdefault(entry.lang, []).append(entry)
        for entry in (*self._umlauts(word, folded), *self._old_i(word, folded)):
            written.setdefault(entry.lang, []).append(entry)
        beginnings = self._beginnings(folded)
        related, bare = self._related(word, folded, written)
        # Particles are in every text, and endings of questions in few, which are about something else.
        pairs = syllable_pairs(korean_noun(folded))[:MOST_PAIRS] if _HANGUL.search(folded) else []
        shared = self._vocabulary.by_pairs(self._vocabulary.languages, pairs) if pairs else {}
        tiers: list[Tier] = []
        for lang in self._vocabulary.languages:
            same = written.get(lang, [])
            stems = related.get(lang, [])
            if same:
                tiers.append(self._tier(same, word, folded, weights.WRITTEN_TIER, lang, "same"))
            if stems:
                is_stem = has_stemmer(lang) or lang in _WITHOUT_FORMS
                weight = weights.STEM_TIER if is_stem else weights.UNSTEMMED_TIER
                tiers.append(self._tier(stems, word, folded, weight, lang, "stem"))
            alike = [(f"beginning {letters}", weight, found) for letters, weight, found in beginnings.get(lang, ())]
            if forms := bare.get(lang):
                alike.append(("light stem", weights.LIGHT_STEM_TIER, forms))
            for kind, weight, found in alike:
                # What the stem finds counts here too, so that the tiers nest.
                joined = list({(entry.lang, entry.word): entry for entry in (*stems, *found)}.values())
                tiers.append(self._tier(joined, word, folded, weight, lang, kind, supports=True))
            for pair in pairs:
                if sharing := shared.get((lang, pair)):
                    tiers.append(
                        self._tier(sharing, word, folded, weights.SYLLABLE_PAIR_TIER, lang, pair, supports=True)
                    )
        return tiers

    def _related(
        self, word: str, folded: str, written: Mapping[str, Sequence[Entry]]
    ) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
        """Language → the words `written` so and those that share a stem with one of them; those of a light stem."""
        stems: list[tuple[str, str]] = []
        for lang in self._vocabulary.languages:
            if has_stemmer(lang):
                others = with_articles(word) if lang == "ar" else with_mutations(lang, word) if lang == "ga" else ()
                if lang == "ru":
                    others = (before_reform(word),)
                forms = dict.fromkeys((word, *(entry.word for entry in written.get(lang, ())), *others))
                stems += [(lang, stem(lang, form)) for form in forms]
            elif has_stems(lang) and is_letters(folded):
                stems.append((lang, stem(lang, word)))
        found = {lang: {entry.word: entry for entry in same} for lang, same in written.items()}
        bare: dict[str, list[Entry]] = {}
        for entry in self._mutated(folded):
            found.setdefault(entry.lang, {}).setdefault(entry.word, entry)
        for entry in (*self._vocabulary.by_stems(stems), *self._of_any_language(word, folded)):
            if has_stemmer(entry.lang) or entry.lang == UNDETERMINED:
                found.setdefault(entry.lang, {}).setdefault(entry.word, entry)
            else:
                bare.setdefault(entry.lang, []).append(entry)
        return {lang: list(entries.values()) for lang, entries in found.items()}, bare

    def _mutated(self, folded: str) -> list[Entry]:
        """The words of Celtic languages without a stemmer that differ from the word in their beginning."""
        langs = [lang for lang in WITH_MUTATIONS if lang in self._vocabulary.languages and not has_stemmer(lang)]
        forms = {lang: with_mutations(lang, folded) for lang in langs} if is_letters(folded) else {}
        self.look_up(form for own in forms.values() for form in own)
        return [
            entry for lang, own in forms.items() for form in own for entry in self.entries(form) if entry.lang == lang
        ]

    def _of_any_language(self, word: str, folded: str) -> list[Entry]:
        """The words of texts too short to tell their language that share a stem with the word in any language."""
        if UNDETERMINED not in self._vocabulary.languages or not is_letters(folded) or len(folded) < LEAST_STEM:
            return []
        beginning = folded[: min(MOST_STEM, max(LEAST_STEM, len(folded) - LEAST_STEM))]
        found = self._vocabulary.by_prefix(beginning, MOST_ALIKE, UNDETERMINED)[0]
        stems = {lang: stem(lang, word) for lang in stemmed_languages()} if found else {}
        return [entry for entry in found if any(stem(lang, entry.word) == own for lang, own in stems.items())]

    def _beginnings(self, folded: str) -> dict[str, list[tuple[int, float, list[Entry]]]]:
        """Language → (letters, weight, words with it) of each beginning of the word that tells there."""
        if not is_letters(folded):
            return {}
        found: dict[str, list[tuple[int, float, list[Entry]]]] = {}
        stemmed, others = weights.BEGINNINGS, weights.BEGINNINGS_UNSTEMMED
        if not folded.isascii() and _HANGUL.search(folded):
            stemmed = others = weights.BEGINNINGS_HANGUL
        by_lang: dict[int, dict[str, list[Entry]]] = {}
        alike: list[Entry] = []
        is_all = False
        for letters in sorted({letters for letters, _ in (*stemmed, *others) if letters <= len(folded)}):
            beginning = folded[:letters]
            if is_all:
                alike = [entry for entry in alike if fold(entry.word).startswith(beginning)]
            else:
                alike, is_all = self._vocabulary.by_prefix(beginning, MOST_ALIKE)
            own = by_lang[letters] = {}
            for entry in alike:
                own.setdefault(entry.lang, []).append(entry)
        for lang in dict.fromkeys(lang for own in by_lang.values() for lang in own):
            lengths = () if lang in _OF_SYLLABLES else stemmed if has_stemmer(lang) else others
            found[lang] = [
                (letters, weight, by_lang[letters][lang])
                for letters, weight in lengths
                if letters in by_lang and lang in by_lang[letters]
            ]
        return found

    def _umlauts(self, word: str, folded: str) -> list[Entry]:
        """The words that differ by an umlaut written as two letters: Pjoengjang, Pjöngjang."""
        spelt = fold(word.translate(UMLAUTS))
        if spelt != folded:
            return self.entries(spelt)
        if not _SPELT_OUT.search(word):
            return []
        short = _SPELT_OUT.sub(lambda pair: "a" if pair[0] == "aa" else pair[0][0], folded)
        return [entry for entry in self.entries(short) if fold(entry.word.translate(UMLAUTS)) == folded]

    def _old_i(self, word: str, folded: str) -> list[Entry]:
        """The words that have an і for и or the other way round, as in Russian before 1918."""
        others = {before_reform(folded), after_reform(folded)} - {folded}
        return [entry for other in sorted(others) for entry in self.entries(other)]

    def _tier(
        self,
        entries: Sequence[Entry],
        word: str,
        folded: str,
        weight: float,
        lang: str,
        kind: str,
        supports: bool = False,
    ) -> Tier:
        """`kind` tells the tiers of a word and language apart."""
        forms = Forms.of(entries, word, folded, supports, written=kind == "same")
        return Tier(forms, weight, lang, supports, (kind, word, lang))


def rarest(tokens: Sequence[QueryToken], words: WordExpander, most: int) -> list[str]:
    """The folds of the `most` tokens that occur least, of equal ones the first; of fewer tokens all."""
    if len(tokens) > most:
        tokens = sorted(tokens, key=lambda token: sum(words.counts(token).values()))[:most]
    return [token.folded for token in tokens]


def case_sensitive(text: str) -> str:
    """What a text must read for an exact `text`: a capital in it means the case as typed, none means any case."""
    return "" if text == text.lower() else text
