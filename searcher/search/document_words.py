"""The words of one document with their places, told from its text: quicker than to ask the index for each variant."""

from collections.abc import Iterator, Mapping, Sequence

from searcher.index.reading import Metadata
from searcher.query.plan import Variant, WordVariants
from searcher.search.occurrences import Span
from searcher.text.tokens import spans


class Words(Mapping[int, tuple[int, int]]):
    """Position → (start, end) in code points: of the title for a title's tokens, of the text for the others."""

    def __init__(self, known: Metadata, text: str) -> None:
        titles = list(spans(known.title)) if known.title_tokens else []
        # Behind a title that the text does not repeat stands an empty place.
        gap = [(0, 0, "")] if titles else []
        self._tokens = [*titles, *gap, *spans(text)]
        # Which language a word of a document in several is in, only the index knows.
        self._lang = known.lang if len(known.langs) == 1 else ""
        self._places: dict[str, list[int]] = {}
        for position, (_, _, word) in enumerate(self._tokens):
            places = self._places.get(word)
            if places is None:
                self._places[word] = [position]
            else:
                places.append(position)

    def __getitem__(self, position: int) -> tuple[int, int]:
        start, end, _ = self._tokens[position]
        return start, end

    def __len__(self) -> int:
        return len(self._tokens)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._tokens)))

    def likely(self, variants: Sequence[Variant]) -> Sequence[Variant]:
        """Those of the variants of which every place has a word of the document."""
        there = self._places
        if isinstance(variants, WordVariants):
            return [variants[at] for at, (_, word) in enumerate(variants.terms) if word in there]
        return [
            variant for variant in variants if all(any(word in there for _, word in place) for place in variant.places)
        ]

    def spans(self, variants: Sequence[Variant]) -> list[Span] | None:
        """The spans of variants in order, if all are single words that only their language can keep apart; else None.

        As `Occurrences.in_document` gives them: of two variants in one place the heavier stays.
        """
        if not self._lang:
            return None
        found: dict[int, Variant] = {}
        for variant in variants:
            if len(variant.places) > 1 or variant.capital or variant.written or variant.weak:
                return None
            for lang, word in variant.places[0]:
                if lang != self._lang:
                    continue
                for position in self._places.get(word, ()):
                    known = found.get(position)
                    if known is None or variant.weight > known.weight:
                        found[position] = variant
        return [(position, position + 1, found[position]) for position in sorted(found)]
