"""Where the variants of a tier occur in documents: spans of token positions, phrase-true.

A span is (start, end, variant): positions, half open. Within a tier spans do not overlap: the longest of those
that begin first wins, and of equal ones the variant with more weight, so that "Kim Jong-un" is one occurrence and
not three.
"""

from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from unicodedata import normalize

from reference.analyse import is_capital
from reference.reading import Snapshot
from searcher.query.plan import Variant
from searcher.text.joined import is_joined
from searcher.text.numbers import is_apart
from searcher.text.terms import Term
from searcher.text.tokens import tokenize

Span = tuple[int, int, Variant]

# Unions of posting lists that are kept for the next phrase.
CACHED_PLACES = 2000


class Occurrences:
    """Finds variants in the documents of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._places: OrderedDict[tuple[Term, ...], dict[int, list[int]]] = OrderedDict()
        self._title_ends: dict[int, int] = {}

    def of(self, variants: Sequence[Variant], title_only: bool = False) -> dict[int, list[Span]]:
        """Document → the spans of the variants in it, in order; documents without any are left out."""
        found: dict[int, list[Span]] = {}
        crowded: set[int] = set()
        for variant in variants:
            for document, starts_ends in self._documents_of(variant, title_only):
                spans = [(start, end, variant) for start, end in starts_ends]
                known = found.get(document)
                if known is None:
                    found[document] = spans
                    if len(variant.places) > 1:
                        crowded.add(document)
                else:
                    known.extend(spans)
                    crowded.add(document)
        for document in crowded:
            found[document] = resolve(found[document])
        if any(variant.weak for variant in variants):
            found = _gated(found)
        return found

    def in_document(self, variants: Sequence[Variant], document: int, title_only: bool = False) -> list[Span]:
        """The spans of the variants in one document, in order."""
        spans: list[Span] = []
        for variant in variants:
            columns = [
                sorted(at for lang, word in place for at in self._snapshot.positions(lang, word, document))
                for place in variant.places
            ]
            if all(columns):
                found = self._checked(
                    variant,
                    document,
                    _placed(variant, columns, self._snapshot.metadata(document).title_tokens),
                    title_only,
                )
                spans.extend((start, end, variant) for start, end in found)
        return _gated({document: resolve(spans)}).get(document, [])

    def title_end(self, document: int) -> int:
        """The position behind the last token of the document's title, which begins at position 0."""
        end = self._title_ends.get(document)
        if end is None:
            known = self._snapshot.metadata(document)
            # A title that the text repeats is not indexed twice: it is the text's beginning.
            end = self._title_ends[document] = known.title_tokens or len(tokenize(known.title))
        return end

    def _documents_of(self, variant: Variant, title_only: bool) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        width = len(variant.places)
        found: Iterable[tuple[int, list[tuple[int, int]]]]
        if width == 1 and len(variant.places[0]) == 1:
            postings = self._snapshot.postings(*variant.places[0][0])
            found = (
                (document, [(at, at + 1) for at in positions])
                for document, positions in zip(postings.documents, postings.positions, strict=True)
            )
        else:
            found = self._sequences(variant)
        for document, spans in found:
            checked = self._checked(variant, document, spans, title_only)
            if checked:
                yield document, checked

    def _checked(
        self, variant: Variant, document: int, spans: list[tuple[int, int]], title_only: bool
    ) -> list[tuple[int, int]]:
        """Those of `spans` that have the capital and stand in the title, where that is asked."""
        if variant.capital and spans:
            capitals = self._snapshot.capitals(document)
            spans = [span for span in spans if is_capital(capitals, span[0])]
        if variant.whole and spans:
            capitals = self._snapshot.capitals(document)
            spans = [
                (start, end)
                for start, end in spans
                if all(is_capital(capitals, at) == (at in (start, end - 1)) for at in range(start, end))
            ]
        if variant.written and spans:
            spans = [span for span in spans if self._reads(document, span, variant.written)]
        if variant.apart and spans:
            spans = [span for span in spans if self._is_apart(document, span)]
        if variant.joined and spans:
            spans = [span for span in spans if self._is_joined(document, span, variant.joined)]
        if title_only and spans:
            end = self.title_end(document)
            spans = [span for span in spans if span[1] <= end]
        return spans

    def _reads(self, document: int, span: tuple[int, int], written: str) -> bool:
        """Whether the text of a span is `written`, but for white space and compatibility forms."""
        starts, ends = self._snapshot.offsets(document)
        known = self._snapshot.metadata(document)
        text = known.title if span[0] < known.title_tokens else self._snapshot.text(document)
        there = text[starts[span[0]] : ends[span[1] - 1]]
        return normalize("NFKC", there).split() == normalize("NFKC", written).split()

    def _is_apart(self, document: int, span: tuple[int, int]) -> bool:
        """Whether the figures of a span are no part of a longer number."""
        starts, ends = self._snapshot.offsets(document)
        known = self._snapshot.metadata(document)
        text = known.title if span[0] < known.title_tokens else self._snapshot.text(document)
        return is_apart(text, starts[span[0]], ends[span[1] - 1])

    def _is_joined(self, document: int, span: tuple[int, int], signs: str) -> bool:
        """Whether one of the signs joins each word of a span to the next."""
        starts, ends = self._snapshot.offsets(document)
        known = self._snapshot.metadata(document)
        text = known.title if span[0] < known.title_tokens else self._snapshot.text(document)
        return all(is_joined(text[ends[at] : starts[at + 1]], signs) for at in range(span[0], span[1] - 1))

    def _sequences(self, variant: Variant) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        places = [self._place(terms) for terms in variant.places]
        fewest = min(places, key=len)
        for document in fewest:
            if all(document in place for place in places):
                columns = [place[document] for place in places]
                spans = _placed(variant, columns, self._snapshot.metadata(document).title_tokens)
                if spans:
                    yield document, spans

    def _place(self, terms: tuple[Term, ...]) -> dict[int, list[int]]:
        """Document → positions of any of the terms."""
        known = self._places.get(terms)
        if known is not None:
            self._places.move_to_end(terms)
            return known
        union: dict[int, list[int]] = {}
        for term in terms:
            postings = self._snapshot.postings(*term)
            for document, positions in zip(postings.documents, postings.positions, strict=True):
                there = union.get(document)
                union[document] = positions if there is None else list(merge(there, positions))
        self._places[terms] = union
        if len(self._places) > CACHED_PLACES:
            self._places.popitem(last=False)
        return union


def resolve(spans: Iterable[Span]) -> list[Span]:
    """The spans that remain when the longest of those that begin first wins, and the heavier of equal ones."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1], -span[2].weight)):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _gated(found: Mapping[int, list[Span]]) -> dict[int, list[Span]]:
    """`found` without the weak variants of entities that no strong variant vouches for in the document."""
    gated: dict[int, list[Span]] = {}
    for document, spans in found.items():
        strong = {variant.entity for _, _, variant in spans if not variant.weak}
        left = [span for span in spans if not span[2].weak or span[2].entity in strong]
        if left:
            gated[document] = left
    return gated


def _placed(variant: Variant, columns: Sequence[list[int]], title: int) -> list[tuple[int, int]]:
    """The spans of a variant whose places stand at these ascending positions of one document."""
    if len(columns) == 1:
        return [(at, at + 1) for at in columns[0]]
    return _adjacent(columns) if variant.slop is None else _near(variant, columns, title)


def _adjacent(columns: Sequence[list[int]]) -> list[tuple[int, int]]:
    """The spans where the columns' positions follow one another."""
    width = len(columns)
    rest = [set(column) for column in columns[1:]]
    return [
        (start, start + width) for start in columns[0] if all(start + at in column for at, column in enumerate(rest, 1))
    ]


def _near(variant: Variant, columns: Sequence[list[int]], title: int) -> list[tuple[int, int]]:
    """The shortest spans with one position for each place, in any order, and at most `slop` others between.

    None is in the title, of so many tokens, and in the text.
    """
    spans: list[tuple[int, int]] = []
    of_place = dict(zip(variant.places, columns, strict=True))
    for position in sorted({position for column in columns for position in column}):
        before = {place: bisect_right(column, position) for place, column in of_place.items()}
        times = Counter(variant.places)
        if any(before[place] < count for place, count in times.items()):
            continue
        # One word cannot be two of the query's words.
        start = min(of_place[place][before[place] - count] for place, count in times.items())
        fits = position + 1 - start - len(columns) <= (variant.slop or 0)
        fits = fits and (not title or start > title or position < title)
        if fits and (not spans or start >= spans[-1][1]):
            spans.append((start, position + 1))
    return spans
