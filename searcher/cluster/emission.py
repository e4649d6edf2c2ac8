"""The documents of a segment as the cluster takes them: analysed once, here, whatever was read."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from searcher.cluster.client import as_line
from searcher.cluster.schema import CAPITAL, INNER, MOST_VALUE, is_digested, term_key
from searcher.index.segment.columns import Integers, blocks
from searcher.index.segment.merger import BLOCK
from searcher.index.segment.reader import Segment
from searcher.ingest.document import FIELDS
from searcher.ingest.metadata import values_of
from searcher.records import dataclass
from searcher.text.fold import fold
from searcher.text.name_runs import distinct_name_runs
from searcher.text.scripts import is_katakana
from searcher.text.tokens import bounds, is_unspaced, words_of

# Of katakana, and of a script without spaces: the letters of most come before, so that few words have to be looked at.
_FIRST_KATAKANA, _FIRST_UNSPACED = "\u30a1", "\u0e01"


@dataclass(frozen=True, slots=True)
class Counts:
    """By term of a segment: how often it occurs, and how often with a capital."""

    occurrences: Integers
    capitals: Integers


class Emission:
    """The documents of a segment without deleted ones, as bodies for the cluster; and what is counted on the way."""

    def __init__(self, segment: Segment) -> None:
        assert not len(segment.deleted), "a segment with deleted documents"
        self._segment = segment
        self._terms = _terms_by_place(segment)
        capitals = segment.marks.is_capital(np.arange(int(segment.place_starts[-1])))
        of_words, occurrences = segment.capitals_and_occurrences(np.arange(len(segment.dictionary)))
        self.counts = Counts(occurrences, of_words)
        self.runs = Counter[str]()
        self._words = segment.dictionary.words()
        self._forms, self._form_of = self._named(capitals)
        self._may_have_runs = self._with_runs()

    def _named(self, capitals: npt.NDArray[np.bool_]) -> tuple[list[str], Integers]:
        """The words of the segment as they are called in the cluster, and which of them is at each place."""
        dictionary, words = self._segment.dictionary, self._words
        langs = dictionary.langs
        before = [term_key(lang, "") for lang in langs]
        lang_of = dictionary.term_langs.tolist()
        keys = [before[lang] + word for lang, word in zip(lang_of, words, strict=True)]
        for at in (at for at, word in enumerate(words) if is_digested(word)):
            keys[at] = term_key(langs[lang_of[at]], words[at])
        katakana = np.zeros(len(words), bool)
        katakana[[at for at, word in enumerate(words) if word >= _FIRST_KATAKANA and is_katakana(word)]] = True
        of = self._terms.astype(np.int64)
        size = len(keys)
        inner = ~capitals & (of >= 0) & katakana[np.maximum(of, 0)] if size else capitals
        of[capitals] += size
        of[inner] += 2 * size
        marked = [""] * (2 * size)
        for at in np.flatnonzero(np.bincount(of[of >= size] - size, minlength=2 * size)).tolist():
            marked[at] = (CAPITAL if at < size else INNER) + keys[at % size]
        return keys + marked, of

    def _with_runs(self) -> npt.NDArray[np.bool_]:
        """By document: whether it has a word of a script without spaces, so that there may be runs in it."""
        words = self._words
        unspaced = np.zeros(len(words) + 1, bool)
        unspaced[[at for at, word in enumerate(words) if word >= _FIRST_UNSPACED and is_unspaced(word)]] = True
        found = np.zeros(self._segment.documents, bool)
        # The last one is that of an empty place.
        places = unspaced[self._terms].nonzero()[0]
        found[self._segment.place_starts.searchsorted(places, "right") - 1] = True
        return found

    def bodies(self, part: str, generation: int, first: int = 0) -> Iterator[dict[str, Any]]:
        """The documents with the part and the batch that they come with; `first` is the number of the first."""
        starts = self._segment.place_starts.tolist()
        for number in range(self._segment.documents):
            yield self._body(number, starts[number], starts[number + 1], part, generation, first + number)

    def _body(self, number: int, start: int, end: int, part: str, generation: int, order: int) -> dict[str, Any]:
        segment, forms = self._segment, self._forms
        identifier, line, title, url, langs, within, places, body, names = segment.record(number)
        text = segment.text(number)
        titles = int(segment.title_tokens[number])
        row = self._form_of[start:end].tolist()
        rows = [row[:titles], row[titles + 1 :]] if titles else [row]
        words = [" ".join([forms[at] for at in each]) for each in rows]
        own = text[: int(body)]
        if self._may_have_runs[number]:
            self.runs.update(distinct_name_runs((title, own)))
        file, fields = segment.name_of("file", number), segment.name_of("field", number)
        made: dict[str, Any] = {
            "t": words, "n": int(segment.tokens[number]), "lang": langs.split(), "file": file, "path": file.lower(),
            "type": segment.name_of("type", number), "id": identifier, "p": part, "g": generation, "o": order,
            "x": text,
            "s": {
                "number": int(line), "title": title, "tn": titles, "url": url, "within": within, "places": places,
                "body": int(body), "fields": names,
            },
        }  # fmt: skip
        if title:
            # A title that the text repeats is its beginning.
            own_row = (forms[at] for at, _ in zip(row, bounds(title), strict=False))
            made["tt"] = words[0] if titles else " ".join(own_row)
        if date := bytes(segment.dates[number]).decode():
            made["date"] = date
        for name in FIELDS if fields else ():
            if values := values_of(fields, name):
                made[f"v_{name}"] = [value[:MOST_VALUE] for value in values]
                made[f"w_{name}"] = [_folded(value)[:MOST_VALUE] for value in values]
        return made


def _folded(text: str) -> str:
    """The words of a text as a filter compares them."""
    return f" {' '.join(map(fold, words_of(text)))} "


def _terms_by_place(segment: Segment) -> npt.NDArray[np.int32]:
    """The number of the term at each place of the segment, -1 for an empty one."""
    found = np.full(int(segment.place_starts[-1]), -1, np.int32)
    counts = segment.lists.counts(np.arange(len(segment.dictionary)))
    for first, last in blocks(counts, BLOCK):
        postings = segment.lists.between(first, last)
        owners = np.arange(first, last).repeat(np.diff(postings.starts)).repeat(postings.frequencies)
        places = segment.place_starts[postings.documents].repeat(postings.frequencies) + postings.positions
        found[places] = owners
    return found


def packed(name: str, body: dict[str, Any]) -> bytes:
    """A document as two lines of a request of many."""
    return as_line({"index": {"_id": name}}) + b"\n" + as_line(body)
