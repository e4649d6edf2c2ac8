"""Spellings that are one name, as the documents show: they sound alike, and keep the same company.

Nothing of it is kept in the index: which names go together depends on all documents, so that every small change of a
library would cost as much as the whole. What is asked is worked out, within bounds, from the documents that say most
of each spelling; so it does not depend on how the index came to be, nor on the engine.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from searcher.bounded import Bounded, Budget
from searcher.engine.engine import Engine, IsCancelled, Key, never, stop_if
from searcher.entities.data import key_of
from searcher.entities.inflect import lemma_candidates
from searcher.entities.rejected import read_rejected
from searcher.entities.table import EntityTable
from searcher.expressions import expression
from searcher.query.plan import Kind, Leaf, Tier, Variant
from searcher.query.rarity import rarity_of
from searcher.query.sounding import Alike, SoundExpander
from searcher.query.told import Told
from searcher.query.words import WordExpander
from searcher.records import dataclass
from searcher.search.company import Company, Gist, common, company_of
from searcher.search.places import own_text
from searcher.search.snippets import snippets
from searcher.telling import Tell, untold
from searcher.text.fold import fold
from searcher.text.letters import is_letters
from searcher.text.name_runs import name_runs
from searcher.text.scripts import HANGUL, script_of
from searcher.text.sounds import SCALE, vectors
from searcher.text.terms import METADATA
from searcher.text.tokens import is_unspaced, spans

# Documents that are read of each spelling, those that say most of it, and code points of each.
MOST_DOCUMENTS = 8
MOST_READ = 8_000
# Spellings of each script that are looked at, and the least cosine of their sounds.
MOST_ALIKE = 4
LEAST_SOUND = 0.6
# Letters of a spelling; of Hangul, Han and kana one less.
SHORTEST = 3
# Names of a library that are looked at when none is asked for, those in most documents; and words among which they are.
MOST_NAMES = 200
_MOST_WORDS = 20_000
# Of their occurrences so many have a capital: ordinary words begin sentences and lines.
_LEAST_CAPITALS = 0.8
# A spelling must be in so many documents, or there is no company; and in no more than these, or this share of all:
# what is everywhere is no name.
FEWEST_DOCUMENTS = 2
_ALWAYS, _SHARE = 50, 0.05
# Names and numbers that two spellings must share, and their least share of the smaller company.
LEAST_SHARED, LEAST_COMPANY = 3, 0.1
# The cosine and half of the share of the company make as much together; of that share no more counts.
LEAST_TOGETHER, LEAST_IN_ONE_SCRIPT = 0.8, 0.85
_MOST_COMPANY = 0.4
_HANGUL = expression(f"[{HANGUL}]")
# What is kept of a company and of a document takes about so many bytes for each name.
_NAME_BYTES, _WORD_BYTES = 400, 150


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way of writing a name: as documents have it, their languages and number, and one of them quoted by its id."""

    text: str
    langs: tuple[str, ...]
    documents: int
    quotation: str
    id: str


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two spellings that may be one name. `sound`: the cosine of their sounds; `company`: the share of the smaller
    company that they have in common, which `shared` names, what says most first; both 0 to 1."""

    name: Spelling
    other: Spelling
    sound: float
    company: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    form: Alike
    company: float
    shared: tuple[str, ...]

    @property
    def strength(self) -> float:
        return self.form.cosine + min(self.company, _MOST_COMPANY) / 2


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a spelling: in how many documents it is, the one that says most of it, and its company."""

    documents: int
    best: Key
    company: Company


class Equivalents:
    """Finds them over one state of an index, and keeps what it has read for the next name."""

    def __init__(self, engine: Engine, table: EntityTable, rejected: Path, budget: Budget) -> None:
        """`rejected`: the library's file of pairs that are not offered, read anew for each question."""
        self._engine = engine
        self._table = table
        self._rejected_file = rejected
        self._rejected = read_rejected(rejected)
        self._words = WordExpander(engine.vocabulary, budget)
        self._sounds = SoundExpander(engine.vocabulary, self._words, budget)
        self._known: Bounded[str, _Known | None] = Bounded(budget, _bytes_of)
        self._gists: Bounded[Key, Gist] = Bounded(budget, lambda gist: _WORD_BYTES * len(gist.names))
        self._rarity = rarity_of(engine.vocabulary, self._words, budget)

    def all(self, cancelled: IsCancelled = never, tell: Tell = untold) -> Iterator[Equivalence]:
        """Those of the names in most documents, each pair once; `tell` is given the names. Raises Cancelled."""
        tell(0, 0)
        self._rejected = read_rejected(self._rejected_file)
        seen: set[frozenset[str]] = set()
        names = self._names()
        for number, folded in enumerate(names):
            tell(number, len(names))
            for found in self._of(folded, cancelled):
                pair = frozenset((key_of(found.name.text), key_of(found.other.text)))
                if pair not in seen:
                    seen.add(pair)
                    yield found

    def of(self, name: str, cancelled: IsCancelled = never, tell: Tell = untold) -> Iterator[Equivalence]:
        """Those of the words of a name, or of its runs in scripts without spaces, best first. Raises Cancelled."""
        self._rejected = read_rejected(self._rejected_file)
        parts = _parts(name)
        for number, folded in enumerate(parts):
            tell(number, len(parts))
            yield from self._of(folded, cancelled)

    def _of(self, folded: str, cancelled: IsCancelled) -> Iterator[Equivalence]:
        alike = self._alike(folded, cancelled)
        if not alike:
            return
        name = self._spelling(self._form(folded))
        for found in alike:
            yield Equivalence(name, self._spelling(found.form), found.form.cosine, found.company, found.shared)

    def variants(self, folded: str, cancelled: IsCancelled) -> Sequence[tuple[Alike, tuple[str, ...]]]:
        """The other spellings of one word, with what they have in common with it. Raises Cancelled."""
        self._rejected = read_rejected(self._rejected_file)
        return [(found.form, found.shared) for found in self._alike(folded, cancelled)]

    def _names(self) -> list[str]:
        """The words with capitals that may be asked for, those in most documents first."""
        entries = self._engine.vocabulary.capitalised(_MOST_WORDS)
        shares = self._engine.vocabulary.capital_shares([(entry.lang, entry.word) for entry in entries])
        documents: dict[str, int] = {}
        for entry, share in zip(entries, shares, strict=True):
            folded = fold(entry.word)
            if entry.lang != METADATA and share >= _LEAST_CAPITALS and is_letters(folded) and _is_long(folded):
                documents[folded] = documents.get(folded, 0) + entry.documents
        kept = [folded for folded, count in documents.items() if self._is_enough(count)]
        return sorted(kept, key=lambda folded: (-documents[folded], folded))[:MOST_NAMES]

    def _is_enough(self, documents: int) -> bool:
        return FEWEST_DOCUMENTS <= documents <= max(_ALWAYS, _SHARE * self._engine.documents)

    def _form(self, folded: str) -> Alike:
        """The word itself, where it is written as a name."""
        (places,) = self._sounds.places([folded])
        return Alike(folded, places, script_of(folded), 1.0)

    def _alike(self, folded: str, cancelled: IsCancelled) -> list[_Found]:
        own = self._form(folded)
        known = self._look(own) if _is_long(folded) else None
        if known is None:
            return []
        own_bases = {folded, *lemma_candidates(folded)}
        own_ids = self._entities(own_bases)
        found = []
        for form in self._sounds.alike(folded, LEAST_SOUND, MOST_ALIKE):
            stop_if(cancelled)
            bases = {form.form, *lemma_candidates(form.form)}
            # Forms of one word, names that the table has for one entity, and what a person does not want.
            is_known = bases & own_bases or self._entities(bases) & own_ids
            least = LEAST_TOGETHER if form.script != own.script else LEAST_IN_ONE_SCRIPT
            too_far = form.cosine + _MOST_COMPANY / 2 < least
            if is_known or too_far or not _is_long(form.form) or self._rejected.holds(folded, form.form):
                continue
            other = self._look(form)
            if other is None:
                continue
            sounds = vectors([folded, form.form]).astype(np.float32) / np.float32(SCALE)
            both = common(known.company, other.company, (sounds[0], sounds[1]))
            if both is None or len(both.shared) < LEAST_SHARED or both.share < LEAST_COMPANY:
                continue
            each = _Found(form, both.share, both.shared)
            if each.strength >= least:
                found.append(each)
        return sorted(found, key=lambda each: (-each.strength, each.form.form))

    def _entities(self, words: set[str]) -> set[str]:
        return {named.entity_id for word in words for named in self._table.lookup(word)}

    def _look(self, form: Alike) -> _Known | None:
        return self._known.of(form.form, lambda: self._read(form))

    def _read(self, form: Alike) -> _Known | None:
        """None for a form that is in too few documents, or in too many."""
        if not form.places or not all(form.places):
            return None
        ranked = self._engine.rank(_leaf(form))
        if not self._is_enough(len(ranked)):
            return None
        keys = [key for key, _ in ranked.best(0, MOST_DOCUMENTS)]
        company = company_of([self._gists.of(key, partial(self._gist, key)) for key in keys], self._rarity)
        return _Known(len(ranked), keys[0], company)

    def _gist(self, key: Key) -> Gist:
        (document,) = self._engine.fetch([key])
        return Gist.of(Told(f"{document.title}\n{own_text(document)}"[:MOST_READ], document.langs))

    def _spelling(self, form: Alike) -> Spelling:
        known = self._look(form)
        assert known is not None
        ((document, everywhere),) = self._engine.matcher(_leaf(form)).of([known.best])
        found = [each for each in everywhere if not each.in_title]
        text = own_text(document)
        quoted = snippets(text, found, [1.0], 1)
        written = found[0].match.text if found else form.form
        langs = tuple(sorted({lang for lang, _ in form.places[0]}))
        quotation = " ".join(quoted[0].text.split()) if quoted else ""
        return Spelling(written, langs, known.documents, quotation, document.id)


def _leaf(form: Alike) -> Leaf:
    variant = Variant(form.places, 1.0, Kind.EXACT, form.form, whole=form.is_katakana)
    return Leaf(form.form, (Tier((variant,), 1.0),))


def _parts(name: str) -> list[str]:
    """The words of a name, folded, and its runs of scripts without spaces."""
    words = [fold(word) for _, _, word in spans(name) if not is_unspaced(word)]
    return list(dict.fromkeys((*words, *map(fold, name_runs(name)))))


def _is_long(folded: str) -> bool:
    """Whether a word has letters enough to be told by its sound from those of other languages."""
    return len(folded) >= SHORTEST or (len(folded) > 1 and (is_unspaced(folded) or _HANGUL.match(folded) is not None))


def _bytes_of(known: _Known | None) -> int:
    return 0 if known is None else _NAME_BYTES * len(known.company.names)
