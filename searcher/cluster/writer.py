"""Documents into a cluster, batch by batch: read and analysed here, and committed by one record that names all.

A batch is its segment made here as for the embedded index, its words copied beside the documents, and its documents.
All of it is in the cluster before the record that makes it count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from searcher.cluster.catalog import (
    Batch,
    Blob,
    PartRecord,
    Place,
    blobs_of,
    counting,
    get_file,
    in_batches,
    put_file,
    remove_files,
)
from searcher.cluster.client import WRITE_SECONDS, Cluster, as_line
from searcher.cluster.emission import Emission, packed
from searcher.cluster.lease import Lease
from searcher.cluster.schema import CAPITAL, INNER, is_digested, term_key
from searcher.errors import SearcherError
from searcher.index.batch import DocumentBatch
from searcher.index.commit import SegmentEntry, open_segment, segment_path
from searcher.index.commit_writer import new_name
from searcher.index.segment.reader import Segment
from searcher.index.segment.words import NO_LOSSES, WORDS_SUFFIX, Words, read_losses
from searcher.index.segment.words_writer import losses_of, merge_words, write_losses, write_words
from searcher.ingest.document import Document
from searcher.records import replace
from searcher.text.acronyms import explained_in
from searcher.text.name_runs import distinct_name_runs

# A request of many documents; a node with little memory refuses larger ones.
BULK_BYTES = 1_500_000
PAGE = 1_000
# More files of words than this, and so many that follow each other are merged.
MOST_BATCHES, MERGED = 6, 5


class ClusterWriter:
    """Adds and removes documents of one part of a library; see `IndexWriter`, of which it is the like.

    `lease`: the right to write the part, which is given back with `close`. All methods raise LostError when another
    has taken it over. `scratch`: a folder for segments in the making; `folder`: where files of words are kept.
    """

    def __init__(
        self, cluster: Cluster, place: Place, lease: Lease, scratch: Path, folder: Path, among: tuple[str, ...] = ()
    ) -> None:
        self._cluster = cluster
        self._place = place
        self._scratch = scratch
        self._folder = folder
        self._batch = DocumentBatch(scratch, among)
        self._lease = lease
        self._removed: set[str] = set()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._settle()

    @property
    def record(self) -> PartRecord:
        """The last commit."""
        return self._lease.record

    @property
    def full(self) -> bool:
        """Whether the batch is large enough to be committed."""
        return self._batch.full

    def add(self, document: Document, lang: str = "") -> None:
        """Add `document`; `lang` (ISO 639) overrides the identification of its language."""
        self._batch.add(document, lang)

    def remove_files(self, files: Iterable[str]) -> None:
        """Remove all committed documents of these files."""
        self._removed.update(files)

    def commit(self, last: bool = False) -> None:
        """Make the batch durable and visible; without changes it does nothing."""
        names = self._batch.written()
        if names or self._removed:
            self.commit_segments([open_segment(self._scratch, SegmentEntry(name)) for name in names])
        for name in names:
            segment_path(self._scratch, name).unlink(missing_ok=True)
        self._batch.begin()

    def finish(self) -> None:
        """Tell that all sources of the part have been read."""
        if not self.record.finished:
            self._lease.write(replace(self.record, finished=True))

    def cancel(self) -> None:
        """Drop what was not committed. What of it is in the cluster counts nowhere, and the next run removes it."""
        self._batch.drop()
        self._removed.clear()

    def close(self) -> None:
        """End the worker processes, and let others write the part."""
        self._batch.close()
        self._lease.release()

    def commit_segments(
        self, segments: Sequence[Segment], sent: Callable[[Mapping[str, Any]], object] | None = None
    ) -> None:
        """Commit segments without deleted documents, and the removal of files. `sent` is given each document."""
        before = self.record
        batches = list(before.batches)
        lost = self._lost_batches(batches) if self._removed else 0
        first = self._lease.reserve(max(1, len(segments)))
        documents = before.documents - lost
        for number, segment in enumerate(segments, first):
            batches.append(Batch(number, number, self._send(segment, number, sent)))
            documents += segment.documents
        self._refresh()
        void = ((before.generation + 1, first - 1),) if first > before.generation + 1 else ()
        self._lease.write(
            replace(
                before, generation=self._lease.reserved, documents=documents, batches=tuple(batches),
                gone=tuple(sorted(self._removed)), gone_before=before.generation, void=(*before.void, *void),
            )
        )  # fmt: skip
        self._removed.clear()
        self._settle()
        self._merge()
        self._clean(before)

    def _send(self, segment: Segment, generation: int, sent: Callable[[Mapping[str, Any]], object] | None) -> Blob:
        """Put the documents of a segment and its words into the cluster."""
        emission = Emission(segment)

        def rows() -> Iterator[bytes]:
            for body in emission.bodies(self.record.part, generation):
                if sent is not None:
                    sent(body)
                yield packed(f"{self.record.part}.{generation}.{body['o']}", body)

        self._bulk(rows())
        path = self._folder / f"{new_name()}{WORDS_SUFFIX}"
        runs = np.array([emission.runs[run] for run in segment.sounds.runs()], np.int64)
        counts = emission.counts
        write_words(path, segment, counts.occurrences, counts.capitals, runs)
        return put_file(self._cluster, self._place, path)

    def _bulk(self, rows: Iterable[bytes]) -> None:
        lines: list[bytes] = []
        size = 0
        for row in rows:
            lines.append(row)
            size += len(row)
            if size >= BULK_BYTES:
                self._send_lines(lines)
                lines, size = [], 0
        if lines:
            self._send_lines(lines)

    def _send_lines(self, lines: list[bytes]) -> None:
        self._lease.require()
        told = self._cluster.ask_lines(f"/{quote(self._place.index)}/_bulk", lines)
        if told.get("errors"):
            answers = [next(iter(item.items())) for item in told["items"]]
            wrong = [answer for action, answer in answers if answer["status"] >= 300 and action != "delete"]
            if wrong:
                reason = wrong[0].get("error", {}).get("reason", wrong[0]["status"])
                raise SearcherError(f"the cluster does not take a document ({reason}); run `searcher index` again")

    def _refresh(self) -> None:
        self._cluster.ask("POST", f"/{quote(self._place.index)}/_refresh", seconds=WRITE_SECONDS)

    # Removal

    def _lost_batches(self, batches: list[Batch]) -> int:
        """Note in `batches` what the removed files take from their words; how many documents those are."""
        lost: dict[int, _Lost] = {}
        for found in self._documents_of(sorted(self._removed)):
            at = next(at for at, batch in enumerate(batches) if batch.first <= found["g"] <= batch.last)
            lost.setdefault(at, _Lost()).take(found)
        for at, own in lost.items():
            batch = batches[at]
            words = Words(get_file(self._cluster, self._place, batch.words, self._folder))
            before = NO_LOSSES
            if batch.losses is not None:
                before = read_losses(get_file(self._cluster, self._place, batch.losses, self._folder))
            losses = losses_of(
                words, before, own.documents, own.tokens, own.terms(words), own.runs, own.acronyms, own.langs
            )
            path = self._folder / f"{new_name()}.lost"
            write_losses(path, losses)
            batches[at] = replace(batch, losses=put_file(self._cluster, self._place, path))
        return sum(own.documents for own in lost.values())

    def _documents_of(self, files: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        for first in range(0, len(files), PAGE):
            asked = {"terms": {"file": list(files[first : first + PAGE])}}
            query = {"bool": {"filter": [counting([self.record]), asked]}}
            yield from pages(self._cluster, self._place, query)

    def _own(self, *conditions: Mapping[str, object]) -> dict[str, Any]:
        return {"bool": {"filter": [{"term": {"p": self.record.part}}, *conditions]}}

    def _settle(self) -> None:
        """Remove documents that do not count: of files that are gone, and of batches that were never committed.

        Of those only that were begun before now: if the part is taken over meanwhile, the others are somebody's.
        """
        record = self.record
        void = [*record.void, (record.generation + 1, self._lease.reserved)]
        begun = [in_batches(first, last) for first, last in void if first <= last]
        if begun:
            self._delete(self._own({"bool": {"should": begun}}))
        for first in range(0, len(record.gone), PAGE):
            files = list(record.gone[first : first + PAGE])
            self._delete(self._own({"terms": {"file": files}}, {"range": {"g": {"lte": record.gone_before}}}))
        if record.gone:
            self._lease.write(replace(record, gone=()))

    def _delete(self, query: Mapping[str, object]) -> None:
        deleted = 0
        for hits in hit_pages(self._cluster, self._place, query, with_source=False):
            lines = [as_line({"delete": {"_id": hit["_id"]}}) for hit in hits]
            self._send_lines(lines)
            deleted += len(lines)
        if deleted:
            self._refresh()

    # Merging

    def _merge(self) -> None:
        """Merge files of words that follow each other, those with the fewest documents, while there are many."""
        while len(self.record.batches) > MOST_BATCHES:
            batches = self.record.batches
            opened = [self._opened(batch) for batch in batches]
            sizes = [words.documents for words in opened]
            at = min(range(len(batches) - MERGED + 1), key=lambda at: sum(sizes[at : at + MERGED]))
            path = self._folder / f"{new_name()}{WORDS_SUFFIX}"
            merge_words(path, opened[at : at + MERGED])
            whole = Batch(batches[at].first, batches[at + MERGED - 1].last, put_file(self._cluster, self._place, path))
            self._lease.write(replace(self.record, batches=(*batches[:at], whole, *batches[at + MERGED :])))

    def _opened(self, batch: Batch) -> Words:
        path = get_file(self._cluster, self._place, batch.words, self._folder)
        if batch.losses is None:
            return Words(path)
        return Words(path, read_losses(get_file(self._cluster, self._place, batch.losses, self._folder)))

    def _clean(self, before: PartRecord) -> None:
        """Remove the files of words that the part names no more."""
        kept = {blob.name for blob in blobs_of([self.record])}
        unused = [blob for blob in blobs_of([before]) if blob.name not in kept]
        remove_files(self._cluster, self._place, unused)


def pages(cluster: Cluster, place: Place, query: Mapping[str, object]) -> Iterator[Mapping[str, Any]]:
    """The stored documents that a query finds, in the order in which they came."""
    for hits in hit_pages(cluster, place, query):
        yield from (hit["_source"] for hit in hits)


def hit_pages(
    cluster: Cluster, place: Place, query: Mapping[str, object], with_source: bool = True
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The same as the cluster gives them, some after others."""
    after: list[Any] = []
    while True:
        body = {
            "size": PAGE, "query": query, "track_total_hits": False, "_source": with_source,
            "sort": [{"g": "asc"}, {"o": "asc"}, {"p": "asc"}], **({"search_after": after} if after else {}),
        }  # fmt: skip
        hits = cluster.ask("POST", f"/{quote(place.index)}/_search", body, seconds=WRITE_SECONDS)["hits"]["hits"]
        if not hits:
            return
        yield hits
        after = hits[-1]["sort"]


class _Lost:
    """What documents of one batch of words take from its counts."""

    def __init__(self) -> None:
        self.documents = self.tokens = 0
        self.words: dict[str, list[int]] = {}
        self.runs = Counter[str]()
        self.acronyms = Counter[str]()
        self.langs = Counter[str]()

    def take(self, found: Mapping[str, Any]) -> None:
        """Take in a stored document."""
        self.documents += 1
        self.tokens += found["n"]
        self.langs.update(found["lang"])
        seen: dict[str, list[int]] = {}
        for row in found["t"]:
            for word in row.split(" ") if row else ():
                capital = word[0] == CAPITAL
                key = word[1:] if capital or word[0] == INNER else word
                own = seen.setdefault(key, [0, 0])
                own[0] += 1
                own[1] += capital
        for key, (occurrences, capitals) in seen.items():
            total = self.words.setdefault(key, [0, 0, 0])
            total[0] += 1
            total[1] += occurrences
            total[2] += capitals
        stored = found["s"]
        own_text = found["x"][: stored["body"]]
        self.runs.update(distinct_name_runs((stored["title"], own_text)))
        self.acronyms.update(line for line in explained_in(own_text).split("\n") if line)

    def terms(self, words: Words) -> dict[tuple[str, str], tuple[int, int, int]]:
        """The counts by term."""
        found = {}
        digests: dict[str, tuple[str, str]] = {}
        if any(":#" in key for key in self.words):
            langs = words.dictionary.langs
            terms = zip(words.dictionary.term_langs.tolist(), words.dictionary.words(), strict=True)
            digests = {term_key(langs[lang], word): (langs[lang], word) for lang, word in terms if is_digested(word)}
        for key, (holders, occurrences, capitals) in self.words.items():
            lang, _, word = key.partition(":")
            found[digests.get(key, (lang, word))] = holders, occurrences, capitals
        return found
