"""What is in a library whose documents lie in a cluster, and whether all of it is whole."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from searcher.cluster.catalog import PartRecord, Place, blobs_of, counting, find_place, get_file, open_words, read_parts
from searcher.cluster.client import Cluster
from searcher.cluster.store import languages_at
from searcher.engine_settings import ClusterSettings, words_folder
from searcher.errors import SearcherError
from searcher.index.version import current_version, fingerprint
from searcher.indexing.overview import Contents, IndexOverview, by_frequency, contents_of
from searcher.ingest.manifest import Manifest
from searcher.library import Library


def cluster_overview(library: Library, settings: ClusterSettings) -> IndexOverview:
    """Look at the index in the cluster, and at what this machine has read. Raises SearcherError."""
    cluster = Cluster(settings)
    try:
        cluster.check()
        found = find_place(cluster, settings.index)
        if found is None:
            return IndexOverview("missing", None)
        place, made = found
        if made != fingerprint():
            return IndexOverview("other version", None)
        records = read_parts(cluster, place)
        state = "complete" if records and all(record.finished for record in records) else "not complete"
        languages = by_frequency(languages_at(cluster, place, words_folder(library.data)))
        documents = sum(record.documents for record in records)
        version = None
        with suppress(SearcherError):
            version = current_version(library.data)
        if version is None:
            # Another machine has read the sources.
            return IndexOverview(state, Contents(documents, languages, 0, 0, 0, 0, 0.0, None, ()))
        return IndexOverview(state, contents_of(library, version, documents, languages))
    finally:
        cluster.close()


def cluster_faults(library: Library, settings: ClusterSettings) -> tuple[list[tuple[Path, str]], int, int, int]:
    """What is wrong with the index in the cluster; and how many files of words, bytes of them, and documents it has.

    All files of words are read and compared with their checksums. Raises SearcherError where the cluster does not
    answer.
    """
    cluster = Cluster(settings)
    found: list[tuple[Path, str]] = []
    files = size = documents = 0
    try:
        cluster.check()
        place = find_place(cluster, settings.index)
        if place is None or place[1] != fingerprint():
            return [], 0, 0, 0
        records = read_parts(cluster, place[0])
        documents = sum(record.documents for record in records)
        with TemporaryDirectory() as folder:
            for blob in blobs_of(records):
                try:
                    get_file(cluster, place[0], blob, Path(folder))
                    files, size = files + 1, size + blob.size
                except SearcherError as error:
                    found.append((Path(blob.name), str(error)))
            if not found:
                words = open_words(cluster, place[0], records, Path(folder))
                if sum(each.documents for each in words) != documents:
                    found.append((Path(place[0].words), "its words are of other documents"))
        if _count(cluster, place[0], records) != documents:
            found.append((Path(place[0].index), "does not hold the documents that it should; a run may be at work"))
        return found, files, size, documents
    finally:
        cluster.close()


def _count(cluster: Cluster, place: Place, records: Sequence[PartRecord]) -> int:
    return int(cluster.ask("POST", f"/{place.index}/_count", {"query": counting(records)})["count"])


def manifest_fault(library: Library) -> str:
    """What is wrong with the record of what this machine has read, "" for nothing."""
    version = current_version(library.data)
    if version is None:
        return ""
    with Manifest.open(version.manifest, read_only=True) as manifest:
        return manifest.damage()
