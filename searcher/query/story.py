"""What a document tells, as a plan: others that tell the same, in whatever language, share its names and numbers.

Names of the entity table are looked for in every language, all other names by their sound, numbers in the digits of
every script, and the rarest words in the document's own languages. Each is a leaf, those that say most first.
"""

import math
from collections.abc import Iterator, Sequence

from searcher.query import weights
from searcher.query.names import NameExpander
from searcher.query.plan import Kind, Leaf, Sum, Tier, Variant
from searcher.query.sounding import Alike
from searcher.query.told import Mention, Told, often
from searcher.query.tree import Need
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import WordExpander
from searcher.records import replace
from searcher.text.digits import written_numbers
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.name_parts import least_cosine
from searcher.text.stems import has_stemmer, stem
from searcher.text.terms import METADATA, Entry, Term
from searcher.text.tokens import folds_of

# Code points that are read: news says at its beginning what it is about.
MOST_READ = 20_000
# Of each kind, those that say most. Each name takes its look at the sounds of all names, each entity the forms of all
# its names.
MOST_NUMBERS, MOST_ENTITIES, MOST_NAMES, MOST_WORDS = 16, 10, 24, 12
# What more entities than these are called says little.
MOST_MEANINGS = 4
# Forms of a name in each script, and forms of a number with an ending.
_MOST_FORMS, _MOST_ENDINGS = 6, 60
# Documents of a made-up background without it: in the only document of a language nothing is common.
_BACKGROUND = 6
# From this cosine on two names are as good as one; at the least that is offered, one in so many is.
_SURE, _LEAST_SURE = 0.92, 0.2


class StoryExpander:
    """Makes plans of documents over one vocabulary and one entity table."""

    def __init__(self, vocabulary: Vocabulary, words: WordExpander, names: NameExpander) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._names = names

    def plan(self, text: str, langs: Sequence[str]) -> Sum | None:
        """The plan of a document in these languages; None for one that tells nothing that others could share."""
        story = Told(text[:MOST_READ], langs)
        leaves = [
            *self._numbers(story),
            *self._entities(story),
            *self._sounds(story),
            *self._own_words(story),
        ]
        leaves.sort(key=lambda leaf: (-leaf.worth, leaf.text))
        parts = tuple((Need.SHOULD, leaf) for leaf in leaves)
        least = max(2, math.ceil(weights.STORY_LEAST * len(parts)))
        return Sum(parts, least=min(least, len(parts))) if parts else None

    def _worth(self, documents: int, langs: Sequence[str] = ()) -> float:
        """How much it says that something is in so many documents of these languages, or of all; never nothing."""
        sizes = self._vocabulary.languages
        of = sum(sizes[lang][0] for lang in langs or sizes if lang in sizes)
        return math.log(1 + (max(0, of - documents) + _BACKGROUND) / (documents + 0.5))

    def _numbers(self, story: Told) -> Iterator[Leaf]:
        found: list[tuple[float, Mention]] = []
        for number, each in story.numbers.items():
            entries = [entry for form in written_numbers(number) for entry in self._words.entries(form)]
            if len(number) > 1:
                # Where a language writes an ending or a unit at a number: 2018년, 125th.
                longer, _ = self._vocabulary.fitting(number, _Ending(number), _MOST_ENDINGS)
                entries += [entry for entry in longer if entry.lang != METADATA]
            each.entries = list(dict.fromkeys(entries))
            if each.entries:
                found.append((self._worth(sum(entry.documents for entry in each.entries)), each))
        for worth, each in _best(found, MOST_NUMBERS):
            variants = tuple(
                Variant((((entry.lang, entry.word),),), 1.0, *_kind(entry.word, each.folded)) for entry in each.entries
            )
            yield Leaf(each.raw, (Tier(variants, weights.STORY_NUMBER * often(each.count)),), worth=worth)

    def _entities(self, story: Told) -> Iterator[Leaf]:
        """The names that the table has. What has none of them in the index is left to the sounds."""
        found: dict[tuple[str, ...], Mention] = {}
        places: dict[tuple[str, ...], list[int]] = {}
        for span in self._names.in_text(story.folds, story.raws):
            if len(span.entity_ids) <= MOST_MEANINGS and story.are_free(span.start, span.end):
                own = found.get(span.entity_ids)
                if own is None:
                    words = story.folds[span.start : span.end]
                    rarest = min(map(self._words.documents, words))
                    raw = " ".join(story.raws[span.start : span.end])
                    own = found[span.entity_ids] = Mention(raw, " ".join(words), 0, rarest)
                own.count += 1
                places.setdefault(span.entity_ids, []).extend(range(span.start, span.end))
        ranked = [(self._worth(each.documents, story.langs), ids) for ids, each in found.items()]
        ranked.sort(key=lambda item: (-item[0] * often(found[item[1]].count), item[1]))
        for worth, ids in ranked[:MOST_ENTITIES]:
            each = found[ids]
            leaf = self._names.entities_leaf(each.raw, ids)
            if leaf.tiers[0].variants:
                story.take(places[ids])
                weight = weights.STORY_NAME * often(each.count)
                tiers = tuple(replace(tier, weight=weight) for tier in leaf.tiers)
                yield Leaf(each.raw, tiers, worth=worth)

    def _sounds(self, story: Told) -> Iterator[Leaf]:
        """The rarest of all other names, in every script."""
        found = [(self._worth(each.documents, story.langs), each) for each in self._other_names(story)]
        best = _best(found, MOST_NAMES)
        alike = self._names.sounds.names_alike_each([each.folded for _, each in best], _MOST_FORMS)
        for (worth, each), others in zip(best, alike, strict=True):
            story.named.add(each.folded)
            tiers = tuple(self._name_tiers(each, others, weights.STORY_NAME * often(each.count)))
            if tiers:
                yield Leaf(each.raw, tiers, worth=worth)

    def _other_names(self, story: Told) -> Iterator[Mention]:
        capitals = story.capitals()
        for each in capitals:
            each.entries = self._words.entries(each.folded)
        names = set(self._names.sounds.names_among([entry for each in capitals for entry in each.entries]))
        for each in capitals:
            own = [entry for entry in each.entries if entry.lang in story.langs]
            if any(entry in names for entry in own):
                each.documents = sum(entry.documents for entry in own)
                yield each
        for each in story.runs.values():
            each.documents = min(map(self._words.documents, folds_of(each.raw)), default=0)
            yield each

    def _name_tiers(self, name: Mention, alike: Sequence[Alike], weight: float) -> Iterator[Tier]:
        """A tier for each language: what is one name in one language is another in the next."""
        note = f"sounds like {name.raw}"
        by_lang: dict[str, dict[tuple[tuple[Term, ...], ...], Variant]] = {}
        written = tuple(map(self._words.place, folds_of(name.raw)))
        if all(written):
            for lang, places in _by_lang(written).items():
                by_lang.setdefault(lang, {})[places] = Variant(places, 1.0, Kind.EXACT, name.raw)
        least = least_cosine(name.folded)
        for each in alike:
            sure = _LEAST_SURE + (1 - _LEAST_SURE) * (each.cosine - least) / (_SURE - least)
            for lang, places in _by_lang(each.places).items():
                shown = each.form if len(places) > 1 else places[0][0][1]
                variant = Variant(places, min(1.0, sure), Kind.ROMANISED, shown, note, whole=each.is_katakana)
                by_lang.setdefault(lang, {}).setdefault(places, variant)
        for lang, variants in by_lang.items():
            yield Tier(tuple(variants.values()), weight, lang)

    def _own_words(self, story: Told) -> Iterator[Leaf]:
        """The rarest words that are no names, in the languages of the document."""
        found: list[tuple[float, Mention]] = []
        for each in story.words():
            if each.folded in story.named:
                continue
            each.entries = [entry for entry in self._words.entries(each.folded) if entry.lang in story.langs]
            each.documents = sum(entry.documents for entry in each.entries)
            if each.documents:
                found.append((self._worth(each.documents, story.langs), each))
        best = _best(found, MOST_WORDS)
        stems = {
            (entry.lang, stem(entry.lang, entry.word)): each
            for _, each in best
            for entry in each.entries
            if has_stemmer(entry.lang)
        }
        related: dict[str, list[Entry]] = {}
        for entry in self._vocabulary.by_stems(stems):
            owner = stems.get((entry.lang, stem(entry.lang, entry.word)))
            if owner is not None:
                related.setdefault(owner.folded, []).append(entry)
        for worth, each in best:
            entries = dict.fromkeys((*each.entries, *related.get(each.folded, ())))
            tiers = tuple(
                self._word_tier(each, lang, [entry.word for entry in entries if entry.lang == lang])
                for lang in dict.fromkeys(entry.lang for entry in entries)
            )
            yield Leaf(each.raw, tiers, worth=worth * weights.STORY_WORD)

    def _word_tier(self, each: Mention, lang: str, forms: Sequence[str]) -> Tier:
        note = f"form of {each.raw}"
        variants = tuple(Variant((((lang, form),),), 1.0, *_kind(form, each.folded, note)) for form in forms)
        return Tier(variants, weights.STORY_WORD * often(each.count), lang)


class _Ending:
    """Tells whether a word is a number and letters behind it."""

    def __init__(self, number: str) -> None:
        self._size = len(number)

    def __call__(self, folded: str) -> bool:
        return is_letters(folded[self._size :])


def _best(found: Sequence[tuple[float, Mention]], most: int) -> list[tuple[float, Mention]]:
    return sorted(found, key=lambda item: (-item[0] * often(item[1].count), item[1].folded))[:most]


def _kind(word: str, folded: str, note: str = "") -> tuple[Kind, str, str]:
    """(kind, form as shown, reason) of a form of what a document tells."""
    if word == folded:
        return Kind.EXACT, word, ""
    return (Kind.FOLDED, word, "") if fold(word) == folded else (Kind.STEM, word, note)


def _by_lang(places: Sequence[Sequence[Term]]) -> dict[str, tuple[tuple[Term, ...], ...]]:
    """Language → those of the terms of each place that are of it, where every place has any."""
    found = {}
    for lang in dict.fromkeys(lang for lang, _ in places[0]) if places else ():
        own = tuple(tuple(term for term in place if term[0] == lang) for place in places)
        if all(own):
            found[lang] = own
    return found
