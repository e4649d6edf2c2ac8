"""A library's documents from the embedded index into a cluster, and back: as they were analysed, without the sources.

What arrives is counted and summed up before the settings name the new place, and only then the old one is given up.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from searcher.cluster.catalog import Place, counting, find_place, read_parts
from searcher.cluster.client import Cluster
from searcher.cluster.emission import Emission
from searcher.cluster.lease import Lease
from searcher.cluster.merging import merge_shards
from searcher.cluster.places import make_place, publish, remove_place
from searcher.cluster.schema import CAPITAL, INNER
from searcher.cluster.store import document_of
from searcher.cluster.writer import ClusterWriter, pages
from searcher.engine_settings import EMBEDDED, OPENSEARCH, ClusterSettings, cluster_settings, words_folder
from searcher.errors import SearcherError
from searcher.expressions import expression
from searcher.files import replace_file
from searcher.index.commit import SegmentEntry, open_segment, read_commit, segment_path
from searcher.index.damage import clear, damage, disk_faults
from searcher.index.index_writer import IndexWriter
from searcher.index.lock import WriteLock
from searcher.index.segment.reader import Segment
from searcher.index.version import (
    Version,
    create_version,
    current_version,
    fingerprint,
    ready_version,
    write_sealed,
)
from searcher.index.version import publish as publish_version
from searcher.index.workers import merge_segments
from searcher.indexing import census
from searcher.indexing.clustered import LEFT, PLACE
from searcher.indexing.indexer import never
from searcher.ingest.document import Document
from searcher.ingest.manifest import Manifest
from searcher.library import Library, settings_file
from searcher.telling import Steps, Tell
from searcher.text.passages import Passage
from searcher.text.splitting import KnownLanguages
from searcher.text.tokens import bounds

PART = "1/1"
_KIND = expression(r'^([ \t]*kind[ \t]*=[ \t]*)"(?:embedded|opensearch)"', re.MULTILINE)
_ENGINE = expression(r"^[ \t]*\[[ \t]*engine[ \t]*\][^\n]*\n", re.MULTILINE)
# What of a stored document says where it came from and not what it is.
_OF_PLACE = frozenset("pgo")


@dataclass(frozen=True, slots=True)
class Moved:
    """How many documents were moved. `is_recorded`: this machine knows the files that they were read from."""

    documents: int
    is_recorded: bool = True


@dataclass(slots=True)
class _Sum:
    """Documents, counted and summed up whatever their order, each a step."""

    steps: Steps = field(compare=False)
    documents: int = 0
    total: int = 0

    def take(self, body: Mapping[str, Any]) -> None:
        own = {key: value for key, value in body.items() if key not in _OF_PLACE}
        self.total += zlib.crc32(json.dumps(own, sort_keys=True).encode())
        self.documents += 1
        self.steps.step()


def target_of(library: Library, environ: Mapping[str, str]) -> ClusterSettings:
    """The cluster that the settings name, whatever engine they name. Raises SearcherError."""
    import tomllib

    path = settings_file(library.folder)
    table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("engine")
    found = cluster_settings(path, {**table, "kind": OPENSEARCH}, environ) if isinstance(table, dict) else None
    if found is None:
        raise SearcherError(
            f'{path}: write [engine] with kind = "{EMBEDDED}", nodes and index first; see docs/how-to/cluster.md'
        )
    return found


def move_to_cluster(library: Library, settings: ClusterSettings, tell: Tell, say: Callable[[str], object]) -> Moved:
    """Copy the documents of an embedded library into the cluster, and let its settings name that.

    `tell` is given the steps: each document is copied, and then compared. Raises SearcherError; the settings are then
    as they were.
    """
    if library.settings.cluster is not None:
        raise SearcherError(f"{library.folder}: its documents lie in a cluster already")
    data = library.data
    version = ready_version(data)
    cluster = Cluster(settings)
    try:
        cluster.check()
        if find_place(cluster, settings.index) is not None:
            raise SearcherError(f"{settings.index}: is there already; choose another name for index in [engine]")
        with disk_faults(data), WriteLock(data), damage(version):
            place = make_place(cluster)
            try:
                steps = Steps(tell, 2 * census.documents(version))
                sent = _copy(cluster, place, version, words_folder(data), steps)
                _check(sent, _summed(pages(cluster, place, {"match_all": {}}), steps))
                publish(cluster, place)
            except BaseException:
                remove_place(cluster, place)
                raise
            write_sealed(version.folder / PLACE, place.index)
            _name_engine(settings_file(library.folder), OPENSEARCH)
            clear(version.whoosh)
            version.whoosh.mkdir()
        merge_shards(cluster, place.index, say, never)
        return Moved(sent.documents)
    finally:
        cluster.close()


def _copy(cluster: Cluster, place: Place, version: Version, words: Path, steps: Steps) -> _Sum:
    sent = _Sum(steps)
    lease = Lease(cluster, place, PART)
    lease.keep(Cluster(cluster.settings))
    try:
        writer = ClusterWriter(cluster, place, lease, version.whoosh, words)
        for entry in read_commit(version.whoosh).segments:
            with TemporaryDirectory(dir=version.folder) as scratch:
                segment = _without_deleted(version, entry, Path(scratch))
                writer.commit_segments([segment], sent.take)
        writer.finish()
    finally:
        lease.release()
    return sent


def _without_deleted(version: Version, entry: SegmentEntry, scratch: Path) -> Segment:
    segment = open_segment(version.whoosh, entry)
    if not len(segment.deleted):
        return segment
    name = merge_segments(version.whoosh, [entry])
    path = segment_path(version.whoosh, name)
    path.rename(scratch / path.name)
    return open_segment(scratch, SegmentEntry(name))


def _summed(bodies: Iterator[Mapping[str, Any]], steps: Steps) -> _Sum:
    found = _Sum(steps)
    for body in bodies:
        found.take(body)
    return found


def _check(sent: _Sum, arrived: _Sum) -> None:
    if sent != arrived:
        raise SearcherError(
            f"of {sent.documents:,} documents {arrived.documents:,} have arrived, or others than were sent; "
            "nothing is changed: try again"
        )


def move_from_cluster(library: Library, tell: Tell) -> Moved:
    """Copy the documents of a library in a cluster into an embedded index, and let its settings name that.

    They stay in the cluster, where somebody may use them. `tell` is given the steps as in `move_to_cluster`. Raises
    SearcherError; the settings are then as they were.
    """
    settings = library.settings.cluster
    if settings is None:
        raise SearcherError(f"{library.folder}: is an embedded library already")
    data = library.data
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    cluster = Cluster(settings)
    try:
        cluster.check()
        found = find_place(cluster, settings.index)
        if found is None or found[1] != fingerprint():
            raise SearcherError(f"{settings.index}: there is no index of this version; run `searcher index` first")
        with disk_faults(data), WriteLock(data):
            version = current_version(data)
            is_recorded = version is not None and version.is_of_this_program()
            if version is None or not is_recorded:
                version = create_version(data)
                Manifest.open(version.manifest).close()
            clear(version.whoosh)
            version.whoosh.mkdir()
            records = read_parts(cluster, found[0])
            steps = Steps(tell, 2 * sum(record.documents for record in records))
            stored = pages(cluster, found[0], counting(records))
            sent = _receive(stored, version, library.settings.languages, steps)
            arrived = _Sum(steps)
            for entry in read_commit(version.whoosh).segments:
                for body in Emission(open_segment(version.whoosh, entry)).bodies(PART, 0):
                    arrived.take(body)
            _check(sent, arrived)
            for name in (PLACE, LEFT):
                (version.folder / name).unlink(missing_ok=True)
            publish_version(data, version)
            _name_engine(settings_file(library.folder), EMBEDDED)
            clear(words_folder(data))
        return Moved(sent.documents, is_recorded)
    finally:
        cluster.close()


def _receive(stored: Iterator[Mapping[str, Any]], version: Version, among: tuple[str, ...], steps: Steps) -> _Sum:
    sent = _Sum(steps)
    writer = IndexWriter(version, among)
    try:
        for body in stored:
            sent.take(body)
            document = document_of(body)
            writer.add(document, known_languages(document, body))
            if writer.full:
                writer.commit()
        writer.commit(last=True)
    finally:
        writer.close()
    return sent


def known_languages(document: Document, body: Mapping[str, Any]) -> KnownLanguages:
    """The languages of a stored document, as its words have them."""
    rows: Sequence[list[str]] = [list(map(_lang_of, row.split(" "))) if row else [] for row in body["t"]]
    title = rows[0][0] if body["s"]["tn"] else ""
    text = document.text
    starts = [start for start, _ in bounds(text)]
    langs = rows[-1][: len(starts)]
    edges = [at for at in range(1, len(langs)) if langs[at] != langs[at - 1]]
    if not text:
        return KnownLanguages(title, ())
    # A text without words is in the languages of the document all the same.
    runs = [langs[at] for at in chain((0,), edges)] if langs else [body["lang"][0]]
    places = [0, *(starts[at] for at in edges), len(text)]
    passages = tuple(Passage(start, end, lang) for start, end, lang in zip(places[:-1], places[1:], runs, strict=True))
    return KnownLanguages(title, passages)


def _lang_of(word: str) -> str:
    return word.lstrip(CAPITAL + INNER).partition(":")[0]


def _name_engine(path: Path, kind: str) -> None:
    """Let the settings name an engine; all else stays as it is written. Raises SearcherError."""
    text = path.read_bytes().decode("utf-8-sig")
    table = _ENGINE.search(text)
    edited = ""
    if table is not None:
        found = _KIND.search(text, table.end())
        if found is not None:
            edited = f'{text[: found.start()]}{found[1]}"{kind}"{text[found.end() :]}'
        else:
            edited = f'{text[: table.end()]}kind = "{kind}"\n{text[table.end() :]}'
    import tomllib

    if not edited or tomllib.loads(edited)["engine"]["kind"] != kind:
        raise SearcherError(f'{path}: please write kind = "{kind}" below [engine] by hand: the documents are there')
    replace_file(path, edited.encode())
