"""Many texts at once to numbered words: what an index takes in of them, as arrays.

The same tokens, languages and positions as `tokens.spans` and `passages` give for one text after the other. Positions
number the tokens of a document from 0: those of a title that the text does not repeat first, then one empty place so
that no phrase runs from the one into the other, then those of the text.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from searcher.records import dataclass, replace
from searcher.text.boundaries import boundaries, cut
from searcher.text.characters import ALONE, DIGIT, KATAKANA, Codes, Flags, Kinds, Places, codes_of, joined, kinds_table
from searcher.text.identify import UNDETERMINED
from searcher.text.numbering import Numbers, WordNumbers
from searcher.text.numbers import LOOK, joint, joints
from searcher.text.passages import Passage, passages
from searcher.text.terms import METADATA
from searcher.text.tokens import CHECKPOINT_TOKENS

# Code points that are worked on together: few enough that the arrays stay in the processor's cache, and memory is
# bounded however long a text is.
_BATCH = 1 << 18
# A word may go over the end of a line, and none from one stretch into the next.
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class KnownLanguages:
    """The language of a document's title, and those of the passages of its text, which begin and end at words."""

    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class RawText:
    """A document to be split; `lang` is its language (ISO 639), or "" if it is to be identified.

    From code point `body` on the text is metadata; None if none of it is. `known`: the languages of its parts, where
    they were told apart before.
    """

    title: str
    text: str
    lang: str
    body: int | None = None
    known: "KnownLanguages | None" = None


@dataclass(frozen=True, slots=True)
class Split:
    """The tokens of documents. Arrays with one item per token, in the order of documents and positions: `words` and
    `langs` (numbers in those of the Splitter), `inner`, whether it stands between others of a run of katakana,
    `spaced`, whether one character of white space parts it from the next (not so at the borders of what is split
    together, where nobody looks), and `joints`, how its figures are joined; see `searcher.text.numbers`.

    One item per document: `counts` of all its tokens, `title_tokens` of its title's; `document_langs` by their share of
    the tokens, most first; `checkpoints`, the offsets (code points) of every CHECKPOINT_TOKENS-th token of a text
    but the first; `unspaced`, whether it has letters of a script without spaces.
    """

    words: Numbers
    langs: npt.NDArray[np.uint16]
    inner: Flags
    spaced: Flags
    joints: Kinds
    counts: Numbers
    title_tokens: Numbers
    document_langs: list[tuple[str, ...]]
    checkpoints: list["array[int]"]
    unspaced: Flags


@dataclass(frozen=True, slots=True)
class _Stretch:
    """`source[start:end]` in one language; `source` is the title of a document or its text."""

    document: int
    lang: int
    titles: bool
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """Tokens as in Split of some stretches; and by stretch their `counts`, and whether one is `unspaced`."""

    words: Numbers
    inner: Flags
    spaced: Flags
    joints: Kinds
    counts: Places
    unspaced: Flags


def _joined(batches: Sequence[_Batch]) -> tuple[Numbers, Flags, Flags, Kinds]:
    """(words, inner, spaced, joints) of all of them."""
    return (
        np.concatenate([np.empty(0, np.int32), *(batch.words for batch in batches)]),
        np.concatenate([np.empty(0, bool), *(batch.inner for batch in batches)]),
        np.concatenate([np.empty(0, bool), *(batch.spaced for batch in batches)]),
        np.concatenate([np.empty(0, np.uint8), *(batch.joints for batch in batches)]),
    )


def places(counts: Numbers, title_tokens: Numbers) -> tuple[Numbers, Numbers]:
    """(documents, positions) of tokens, in the order of both, from the counts of each document.

    A token's position is its number in the document, and one more behind a title.
    """
    documents = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    first = (np.cumsum(counts, dtype=np.int64) - counts).astype(np.int32)
    positions = np.arange(len(documents), dtype=np.int32)
    positions -= np.repeat(first, counts)
    if title_tokens.any():
        titles = np.repeat(title_tokens, counts)
        positions += (titles > 0) & (positions >= titles)
    return documents, positions


class Splitter:
    """Splits many texts at once into numbered words, raw ones (slices of texts as written); knows those it has seen.

    `langs`: the languages by number, which grow.
    `among`: the only languages to identify, if any are given.
    """

    def __init__(self, among: tuple[str, ...] = ()) -> None:
        self.langs: list[str] = []
        self._among = among
        self._vocabulary = WordNumbers()
        self._lang_numbers: dict[str, int] = {}

    @property
    def known(self) -> int:
        """How many distinct raw words have numbers."""
        return self._vocabulary.count

    def new_words(self) -> list[str]:
        """The raw words that have come since the last call, in the order of their numbers. They are not kept."""
        return self._vocabulary.fresh()

    def split(self, sources: Sequence[RawText]) -> Split:
        """The tokens of `sources`; those of each language and document as if it stood alone."""
        stretches = list(self._stretches(sources))
        checkpoints = _Checkpoints(len(sources))
        batches = list(self._batches(stretches, checkpoints))
        words, inner, spaced, joints = _joined(batches)
        counts = np.concatenate([np.empty(0, np.int64), *(batch.counts for batch in batches)])
        unspaced = np.concatenate([np.empty(0, bool), *(batch.unspaced for batch in batches)])
        documents = np.fromiter((each.document for each in stretches), np.int64, len(stretches))
        langs = np.fromiter((each.lang for each in stretches), np.uint16, len(stretches))
        titles = np.fromiter((each.titles for each in stretches), bool, len(stretches))
        totals = np.bincount(documents, counts, len(sources)).astype(np.int32)
        title_tokens = np.bincount(documents[titles], counts[titles], len(sources)).astype(np.int32)
        return Split(
            words=words,
            langs=np.repeat(langs, counts),
            inner=inner,
            spaced=spaced,
            joints=joints,
            counts=totals,
            title_tokens=title_tokens,
            document_langs=self._document_langs(stretches, counts.tolist(), len(sources)),
            checkpoints=checkpoints.offsets,
            unspaced=np.bincount(documents[unspaced], minlength=len(sources)) > 0,
        )

    def parts(self, source: RawText, most: int) -> Iterator[Split]:
        """One document as `split` has it, in parts of which each has few more than so many new words.

        The counts are those of the part; languages and checkpoints, of the whole document, come with the last. The
        words may be forgotten after each part: see `forget`.
        """
        stretches = list(self._stretches([source]))
        checkpoints = _Checkpoints(1)
        all_counts: list[int] = []
        batches: list[_Batch] = []
        done, known = 0, self.known
        for batch in self._batches(stretches, checkpoints):
            batches.append(batch)
            all_counts += batch.counts.tolist()
            is_last = len(all_counts) == len(stretches)
            if not is_last and self.known - known < most:
                continue
            own, own_counts = stretches[done : len(all_counts)], np.array(all_counts[done:], np.int64)
            langs = np.fromiter((each.lang for each in own), np.uint16, len(own))
            titles = np.fromiter((each.titles for each in own), bool, len(own))
            words, inner, spaced, joints = _joined(batches)
            yield Split(
                words=words,
                langs=np.repeat(langs, own_counts),
                inner=inner,
                spaced=spaced,
                joints=joints,
                counts=np.array([own_counts.sum()], np.int32),
                title_tokens=np.array([own_counts[titles].sum()], np.int32),
                document_langs=self._document_langs(stretches, all_counts, 1) if is_last else [],
                checkpoints=checkpoints.offsets if is_last else [],
                unspaced=np.array([any(batch.unspaced.any() for batch in batches)]),
            )
            done, batches, known = len(all_counts), [], self.known

    def forget(self) -> None:
        """Forget the words, which are numbered from 0 again."""
        self._vocabulary = WordNumbers()

    def _stretches(self, sources: Sequence[RawText]) -> Iterator[_Stretch]:
        unknown = [source.text[: source.body] for source in sources if not source.lang and source.known is None]
        found = iter(passages(unknown, self._among))
        for number, source in enumerate(sources):
            title, text = source.title, source.text
            body = len(text) if source.body is None else source.body
            told = [Passage(0, body, source.lang)] if body else []
            if source.known is not None:
                told = list(source.known.passages)
            parts = told if source.lang or source.known is not None else next(found)
            if title and not text.lstrip().startswith(title):
                sizes: Counter[str] = Counter()
                for part in parts:
                    sizes[part.lang] += part.end - part.start
                most = sizes.most_common(1)[0][0] if sizes else UNDETERMINED
                lang = self._lang(most if source.known is None else source.known.title)
                yield from _cut(_Stretch(number, lang, True, title, 0, len(title)))
            for part in parts:
                yield from _cut(_Stretch(number, self._lang(part.lang), False, text, part.start, part.end))
            if body < len(text):
                yield from _cut(_Stretch(number, self._lang(METADATA), False, text, body, len(text)))

    def _lang(self, lang: str) -> int:
        number = self._lang_numbers.get(lang)
        if number is None:
            number = self._lang_numbers[lang] = len(self.langs)
            self.langs.append(lang)
        return number

    def _batches(self, stretches: list[_Stretch], checkpoints: "_Checkpoints") -> Iterator[_Batch]:
        """The tokens of some stretches after the other."""
        table = kinds_table()
        for batch in _batches(stretches):
            text = joined((each.source[each.start : each.end] for each in batch), _BETWEEN)
            codes = codes_of(text)
            kinds = table[codes]
            starts, ends = boundaries(text, codes, kinds)
            words = self._vocabulary.number(text, codes, starts, ends)
            sizes = np.fromiter((each.end - each.start + len(_BETWEEN) for each in batch), np.int64, len(batch))
            begins = np.cumsum(sizes) - sizes + len(_BETWEEN)
            bounds = np.append(np.searchsorted(starts, begins), len(starts))
            joined_how = joints(codes, kinds & DIGIT > 0, starts, ends)
            edges = bounds.tolist()
            for each, begin, first, last in zip(batch, begins.tolist(), edges, edges[1:], strict=False):
                if each.start or each.end < len(each.source):
                    _join_beyond(joined_how[first:last], each, starts[first:last] - begin, ends[first:last] - begin)
                if not each.titles:
                    checkpoints.add(each.document, starts[first:last], each.start - begin)
            inner = _inner(kinds[starts] & KATAKANA > 0, starts, ends)
            unspaced = np.bitwise_or.reduceat(kinds & ALONE, begins) > 0
            spaced = _spaced(codes, starts, ends, bounds)
            yield _Batch(words, inner, spaced, joined_how, np.diff(bounds), unspaced)

    def _document_langs(self, stretches: list[_Stretch], counts: list[int], documents: int) -> list[tuple[str, ...]]:
        shares: list[dict[int, int]] = [{} for _ in range(documents)]
        for each, count in zip(stretches, counts, strict=True):
            if self.langs[each.lang] == METADATA:
                continue
            share = shares[each.document]
            share[each.lang] = share.get(each.lang, 0) + count
        langs = self.langs
        return [
            tuple(langs[lang] for lang in sorted(share, key=share.__getitem__, reverse=True)) or (UNDETERMINED,)
            for share in shares
        ]


def _inner(katakana: Flags, starts: Places, ends: Places) -> Flags:
    """Which tokens have a token of katakana right before and right behind them, and are such."""
    inner = np.zeros(len(katakana), bool)
    if katakana.any():
        joins = katakana[1:] & katakana[:-1] & (starts[1:] == ends[:-1])
        inner[1:-1] = joins[1:] & joins[:-1]
    return inner


def _spaced(codes: Codes, starts: Places, ends: Places, bounds: Places) -> Flags:
    """Which tokens a space, a no-break space or a line's end parts from the next of their stretch.

    `bounds`: where the tokens of each stretch begin, and the end.
    """
    behind = codes[ends]
    spaced: Flags = (behind == ord(" ")) | (behind == ord("\n")) | (behind == ord("\u00a0"))
    spaced[:-1] &= starts[1:] - ends[:-1] == 1
    # Between stretches stands a line's end that is in no text.
    last = bounds[1:] - 1
    spaced[last[last >= 0]] = False
    return spaced


def _join_beyond(found: Kinds, stretch: _Stretch, starts: Places, ends: Places) -> None:
    """Correct what was found for the tokens at the borders of a stretch, beyond which its source may go on.

    `starts` and `ends` are offsets in the stretch.
    """
    size = stretch.end - stretch.start
    first = int(np.searchsorted(starts, LOOK)) if stretch.start else 0
    last = int(np.searchsorted(ends, size - LOOK, side="right")) if stretch.end < len(stretch.source) else len(ends)
    for at in {*range(first), *range(last, len(ends))}:
        found[at] = joint(stretch.source, int(starts[at]) + stretch.start, int(ends[at]) + stretch.start)


class _Checkpoints:
    """The offsets of every CHECKPOINT_TOKENS-th token of documents, but the first."""

    def __init__(self, documents: int) -> None:
        self.offsets = [array("I") for _ in range(documents)]
        self._passed = [0] * documents

    def add(self, document: int, starts: Places, shift: int) -> None:
        """Take in the tokens of a document that follow; their offsets are `starts`, each more by `shift`."""
        passed = self._passed[document]
        next_one = -passed % CHECKPOINT_TOKENS if passed else CHECKPOINT_TOKENS
        if next_one < len(starts):
            self.offsets[document].extend((starts[next_one::CHECKPOINT_TOKENS] + shift).tolist())
        self._passed[document] = passed + len(starts)


def _cut(stretch: _Stretch) -> Iterator[_Stretch]:
    """The stretch in parts that are not far longer than a batch."""
    if stretch.end - stretch.start <= _BATCH:
        yield stretch
        return
    start = stretch.start
    while start < stretch.end:
        end = min(cut(stretch.source, start, _BATCH), stretch.end)
        yield replace(stretch, start=start, end=end)
        start = end


def _batches(stretches: list[_Stretch]) -> Iterator[list[_Stretch]]:
    batch: list[_Stretch] = []
    characters = 0
    for each in stretches:
        batch.append(each)
        characters += each.end - each.start
        if characters >= _BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
