"""Stock Whoosh as an engine: what the others are compared with, one document after the other."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from reference.occurrences import Occurrences, Span
from reference.queries import Runner
from reference.reading import Snapshot
from reference.scoring import Scorer
from reference.vocabulary import StockVocabulary
from searcher.engine.engine import Found, IsCancelled, Key, Match, Ranked, StoredDocument, never, stop_if
from searcher.ingest.document import FIELDS
from searcher.ingest.metadata import values_of
from searcher.query.plan import Kind, Leaf, Plan, Tier, Variant, leaves_of
from searcher.text.tokens import spans as tokens_of

_DIGITS = 9


class StockRanked:
    """Scores by document, sorted at once."""

    def __init__(self, scores: dict[int, float], snapshot: Snapshot) -> None:
        self.scores = scores
        rows = [
            (-round(score, _DIGITS), snapshot.metadata(document).id, document) for document, score in scores.items()
        ]
        self.rows = [(document, -score) for score, _, document in sorted(rows)]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    def best(self, start: int, stop: int) -> Sequence[tuple[Key, float]]:
        return self.rows[start:stop]


class StockEngine:
    """An engine over a stock index; see `searcher.engine.engine`."""

    def __init__(self, folder: Path) -> None:
        self._snapshot = Snapshot(folder)
        self._occurrences = Occurrences(self._snapshot)
        self._scorer = Scorer(self._snapshot, self._occurrences)
        self._runner = Runner(self._snapshot.reader, self._snapshot.leaves, self._scorer)
        self.vocabulary = StockVocabulary(self._snapshot)

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def documents(self) -> int:
        return self._snapshot.live_documents

    def rank(self, plan: Plan, cancelled: IsCancelled = never, *, by_date: bool = False) -> StockRanked:
        stop_if(cancelled)
        ranked = StockRanked(self._runner.scores(plan), self._snapshot)
        if by_date:
            ranked.rows.sort(key=lambda row: self._snapshot.metadata(row[0]).date, reverse=True)
        return ranked

    def fetch(self, keys: Sequence[Key], *, with_text: bool = True) -> Sequence[StoredDocument]:
        return [
            self._snapshot.metadata(key).with_text(key, self._snapshot.text(key) if with_text else "") for key in keys
        ]

    def with_id(self, identifier: str) -> Sequence[Key]:
        return [key for key in self._snapshot.live if self._snapshot.metadata(key).id == identifier]

    def in_file(self, file: str) -> Sequence[Key]:
        return [key for key in self._snapshot.live if self._snapshot.metadata(key).file == file]

    def files_of(self, identifiers: Collection[str]) -> dict[str, list[str]]:
        return {
            identifier: [self._snapshot.metadata(key).file for key in keys]
            for identifier in identifiers
            if (keys := self.with_id(identifier))
        }

    def part(self, key: Key) -> int:
        return 0

    def matcher(self, plan: Plan) -> "StockMatcher":
        return StockMatcher(self._snapshot, self._occurrences, leaves_of(plan))

    def counts(self, ranked: Ranked, field: str) -> dict[str, int]:
        found = Counter[str]()
        for key, _ in ranked.best(0, len(ranked)):
            known = self._snapshot.metadata(key)
            if field in FIELDS:
                found.update(set(values_of(self._snapshot.asked(key), field)))
            else:
                found.update(known.langs if field == "lang" else (getattr(known, field),))
        return dict(found)

    def frequencies(self, leaf: Leaf) -> Sequence[int]:
        return [len(self._occurrences.of(tier.variants, leaf.title_only).keys()) for tier in leaf.tiers]

    def most_frequent(self, leaves: Sequence[Leaf]) -> Sequence[int]:
        counted = [zip(leaf.tiers, self.frequencies(leaf), strict=True) for leaf in leaves]
        return [max([0, *(size for tier, size in each if not tier.supports)]) for each in counted]

    def frequency(self, tier: Tier, *, among: Ranked | None = None) -> int:
        holding = self._occurrences.of(tier.variants, False).keys()
        return len(holding) if among is None else sum(key in holding for key, _ in among.best(0, len(among)))

    def refresh(self) -> bool:
        return False

    def forget(self) -> None:
        """Nothing is kept that could be wrong."""

    def close(self) -> None:
        self._snapshot.close()


class StockMatcher:
    """The matches of one document at a time, from the offsets that are stored."""

    def __init__(self, snapshot: Snapshot, occurrences: Occurrences, leaves: Sequence[Leaf]) -> None:
        self._snapshot = snapshot
        self._occurrences = occurrences
        self._leaves = leaves

    def of(self, keys: Sequence[Key]) -> Iterator[tuple[StoredDocument, Sequence[Found]]]:
        for key in keys:
            document = self._snapshot.metadata(key).with_text(key, self._snapshot.text(key))
            yield document, self._in_document(document)

    def _in_document(self, document: StoredDocument) -> list[Found]:
        spans = sorted(
            ((*span, number) for number, leaf in enumerate(self._leaves) for span in self._of_leaf(leaf, document.key)),
            key=lambda span: (span[0], -span[1], span[3]),
        )
        kept: list[tuple[int, int, Variant, int, str]] = []
        for start, end, variant, leaf in spans:
            if not kept or start >= kept[-1][1]:
                kept.append((start, end, variant, leaf, variant.text))
                continue
            before = kept[-1]
            pieces = before[2].kind is Kind.EXACT and variant.kind is Kind.EXACT
            if pieces and end > before[1] and before[2].slop is None and variant.slop is None:
                kept[-1] = before[0], end, before[2], before[3], ""
        starts, ends = self._snapshot.offsets(document.key)
        title_tokens = self._snapshot.metadata(document.key).title_tokens
        title_end = self._occurrences.title_end(document.key)
        found = []
        for start, end, variant, leaf, shown in kept:
            first, last = starts[start], ends[end - 1]
            where = document.title if start < title_tokens else document.text
            text = where[first:last]
            lang = self._lang(variant.places, variant.slop, document, start)
            match = Match(first, last, text, shown or text, str(variant.kind), variant.entity, lang, variant.note)
            found.append(Found(match, leaf, start < title_tokens))
            if not title_tokens and end <= title_end:
                shift = starts[0] - next((begin for begin, _, _ in tokens_of(document.title)), 0)
                there = document.title[first - shift : last - shift]
                if there == text:
                    again = Match(first - shift, last - shift, there, shown or there, *_rest(match))
                    found.append(Found(again, leaf, True))
        return found

    def _of_leaf(self, leaf: Leaf, document: int) -> list[Span]:
        spans: list[Span] = []
        for tier in leaf.tiers:
            taken = {span[:2] for span in spans}
            own = self._occurrences.in_document(tier.variants, document, leaf.title_only)
            spans += [span for span in own if span[:2] not in taken]
        return [span for span in spans if span[2].kind is not Kind.PART] or spans

    def _lang(
        self, places: tuple[tuple[tuple[str, str], ...], ...], slop: int | None, document: StoredDocument, at: int
    ) -> str:
        if len(document.langs) == 1 and not document.fields:
            return document.lang
        terms = [term for place in places for term in place] if slop is not None else list(places[0])
        if len({lang for lang, _ in terms}) == 1:
            return terms[0][0]
        return next((lang for lang, word in terms if at in self._snapshot.positions(lang, word, document.key)), "")


def _rest(match: Match) -> tuple[str, str, str, str]:
    return match.kind, match.entity, match.lang, match.note
