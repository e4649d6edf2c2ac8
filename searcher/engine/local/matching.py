"""The matches of one document: every span of every leaf, with its offsets and the reason."""

from collections.abc import Iterable, Iterator, Sequence

from searcher.engine.engine import Found, Match
from searcher.engine.local.document_words import DocumentWords, Wanted, words_of_page
from searcher.engine.local.documents import Documents
from searcher.engine.local.occurrences import Occurrences, Span
from searcher.engine.local.offsets import Bounds, are_scattered, bounds_of_each, offsets_of
from searcher.engine.local.snapshot import Metadata
from searcher.query.plan import Kind, Leaf, Variant
from searcher.records import replace
from searcher.text.tokens import spans as tokens_of

PAGE = 20
"""Documents whose words are looked up at once."""
# Code points of a text of which the places of all words are told, with those of the others on the page.
_SHORT = 20_000

_Span = tuple[int, int, int, Variant]
"""Where a span begins, where it ends, negative, and its leaf: in order as they are, for no two share these three."""


class Matching:
    """Finds the matches of documents of one snapshot."""

    def __init__(self, snapshot: Documents, occurrences: Occurrences) -> None:
        self._snapshot = snapshot
        self._occurrences = occurrences
        # A process that tells one page alone has told its words sooner than the tables for many at once would be there.
        self._has_tables = False

    def of(self, wanted: Wanted, documents: Iterable[int]) -> Iterator[tuple[int, Metadata, str, list[Found]]]:
        """(document, its metadata, its text, the matches of leaves in it) of each, in that order.

        Matches come in order and without overlaps: the longest of several stays.
        """
        known = {document: self._snapshot.metadata(document) for document in documents}
        short = [document for document, each in known.items() if self._has_tables and 0 <= each.body <= _SHORT]
        texts = {document: self._snapshot.text(document) for document in short}
        told = dict(zip(short, bounds_of_each(list(texts.values())), strict=True)) if short else {}
        for words in words_of_page(self._snapshot, wanted, known):
            document = words.document
            text = texts[document] if document in texts else self._snapshot.text(document)
            yield document, words.known, text, self._in_document(wanted, words, text, told.get(document))
        self._has_tables = True

    def _in_document(self, wanted: Wanted, words: DocumentWords, text: str, told: Bounds | None) -> list[Found]:
        document, known = words.document, words.known
        # Most variants of a plan are in few documents: the words of this one leave out the others.
        here = wanted.within(words)
        spans: list[_Span] = []
        for number, leaf in enumerate(wanted.leaves):
            likely = [here.get((number, at), ()) for at in range(len(leaf.tiers))]
            found_here = self._spans(leaf, likely, words)
            spans.extend((start, -end, number, variant) for start, end, variant in found_here)
        if not spans:
            return []
        kept = _without_overlaps(spans)
        first_word = words.text_start
        places = {place for start, end, _, _ in kept for place in (start, -end - 1)}
        places.add(first_word)
        if told is None and self._has_tables and are_scattered(places, text):
            (told,) = bounds_of_each([text])
        if told is None:
            offsets = self._snapshot.offsets(document, known, text, places)
        else:
            offsets = offsets_of(known.title, known.title_tokens, text, places, told=told)
        # How many words such a title has is looked up only if a match is near enough: it has no more than characters.
        is_repeated = known.title_tokens == 0 and kept[0][0] <= len(known.title)
        title_end = self._occurrences.title_end(document) if is_repeated else 0
        found: list[Found] = []
        for start, minus_end, number, variant in kept:
            end = -minus_end
            first, last = offsets[start][0], offsets[end - 1][1]
            lang = _lang(variant, words, start)
            if start < known.title_tokens:
                found.append(Found(_match(known.title, first, last, variant, lang), number, True))
                continue
            found.append(Found(_match(text, first, last, variant, lang), number, False))
            if end <= title_end:
                shift = offsets[first_word][0] - _leading(known.title)
                there = _match(known.title, first - shift, last - shift, variant, lang)
                if there.text == found[-1].match.text:
                    found.append(Found(there, number, True))
        return found

    def _spans(self, leaf: Leaf, likely: Sequence[Sequence[Variant]], words: DocumentWords) -> list[Span]:
        """The spans of a leaf, those of its closest tier first; what merely resembles only where nothing else is.

        `likely`: of each tier the variants to look for.
        """
        title_end = self._occurrences.title_end(words.document) if leaf.title_only else None
        spans: list[Span] = []
        taken: set[tuple[int, int]] = set()
        for variants in likely:
            if not variants:
                continue
            found = words.spans(variants, title_end)
            if found is None:
                there = self._occurrences.settled(variants, words.places_of(variants, title_end), leaf.title_only)
                rows = zip(there.starts.tolist(), there.ends.tolist(), there.variants.tolist(), strict=True)
                found = [(start, end, variants[at]) for start, end, at in rows]
            for span in found:
                if span[:2] not in taken:
                    taken.add((span[0], span[1]))
                    spans.append(span)
        return [span for span in spans if span[2].kind is not Kind.PART] or spans


def _lang(variant: Variant, words: DocumentWords, position: int) -> str:
    """The language of the passage in which the variant stands at `position`."""
    if len(words.known.langs) == 1 and not words.known.fields:
        return words.known.lang
    terms = [term for place in variant.places for term in place] if variant.slop is not None else variant.places[0]
    languages = {lang for lang, _ in terms}
    if len(languages) == 1:
        return languages.pop()
    return next((term[0] for term in terms if position in words.places.get(term, ())), "")


def _leading(title: str) -> int:
    """How many code points of a title stand before its first word."""
    return next((start for start, _, _ in tokens_of(title)), 0)


def _match(text: str, start: int, end: int, variant: Variant, lang: str) -> Match:
    # Pieces that were joined have no one form of their own.
    shown = variant.text or text[start:end]
    return Match(start, end, text[start:end], shown, str(variant.kind), variant.entity, lang, variant.note)


def _without_overlaps(spans: list[_Span]) -> list[_Span]:
    """Longest first where spans begin together; neighbouring pieces of one run of characters become one span."""
    spans.sort()
    kept: list[_Span] = []
    behind = 0
    for span in spans:
        if not kept or span[0] >= behind:
            kept.append(span)
            behind = -span[1]
            continue
        if -span[1] <= behind:
            continue
        start, _, leaf, variant = kept[-1]
        pieces = variant.kind is Kind.EXACT and span[3].kind is Kind.EXACT
        if pieces and variant.slop is None and span[3].slop is None:
            kept[-1] = start, span[1], leaf, replace(variant, text="")
            behind = -span[1]
    return kept
