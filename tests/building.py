"""What tests on a whole library share: make one, index it, and look into the index."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from searcher.engine.local.engine import LocalEngine
from searcher.engine.local.snapshot import Snapshot
from searcher.index.version import Version, current_version
from searcher.indexing.update import Report, update
from searcher.ingest.extract import detection
from searcher.ingest.manifest import Manifest
from searcher.library import Library, add_sources, create_library
from searcher.search.searcher import Searcher


def library_over(tmp_path: Path, files: Mapping[str, str | bytes]) -> Library:
    """A library in `tmp_path`/index over the folder `tmp_path`/docs with these files."""
    for name, content in files.items():
        write(tmp_path / "docs" / name, content)
    (tmp_path / "docs").mkdir(parents=True, exist_ok=True)
    return add_sources(create_library(tmp_path / "index"), [tmp_path / "docs"])


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def touch(path: Path) -> None:
    """Give the file another time."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again; so often that only what hangs is given up, however busy the machine is."""
    for _ in range(100_000):
        if is_so():
            return
        time.sleep(0.005)
    raise AssertionError("what was waited for did not come")


def version_of(library: Library) -> Version:
    version = current_version(library.data)
    assert version is not None
    return version


def snapshot_of(searcher: Searcher) -> Snapshot:
    """What the engine that is built in reads for an open library, until its next refresh."""
    engine = searcher._engine
    assert isinstance(engine, LocalEngine)
    return engine.snapshot


def texts(library: Library) -> dict[str, list[str]]:
    """Id → the texts of all live documents with it: more than one is a document that is in the index twice."""
    snapshot = Snapshot(version_of(library))
    found: dict[str, list[str]] = {}
    for document in snapshot.live.nonzero()[0].tolist():
        found.setdefault(snapshot.metadata(document).id, []).append(own_text_in(snapshot, document))
    snapshot.close()
    return found


def own_text_in(snapshot: Snapshot, document: int) -> str:
    """The text of a document without the metadata that are stored behind it."""
    return snapshot.text(document)[: snapshot.metadata(document).body]


def languages(library: Library) -> dict[str, str]:
    """Id → the main language of the document."""
    snapshot = Snapshot(version_of(library))
    found = {}
    for document in snapshot.live.nonzero()[0].tolist():
        metadata = snapshot.metadata(document)
        found[metadata.id] = metadata.lang
    snapshot.close()
    return found


def entries(library: Library) -> dict[str, int]:
    """Key → number of documents, as the manifest has them."""
    with Manifest.open(version_of(library).manifest, read_only=True) as manifest:
        return {entry.key: entry.documents for entry in manifest.files()}


def counts(report: Report) -> tuple[int, int, int, int]:
    """(added, updated, removed, unchanged)."""
    return report.added, report.updated, report.removed, report.unchanged


def reasons(report: Report) -> dict[str, str]:
    """File, with "#line" for a record → reason, of what is not searchable."""
    return {f"{p.file}#{p.number}" if p.number else p.file: p.reason for p in report.problems if not p.is_note}


def with_moscow(library: Library) -> set[str]:
    """The ids of the documents with "moskau", by way of the dictionary, the postings and the texts."""
    snapshot = Snapshot(version_of(library))
    try:
        langs = [entry.lang for entry in snapshot.vocabulary.by_fold("moskau")]
        documents = [document for lang in langs for document in snapshot.postings(lang, "moskau").documents]
        assert all("moskau" in snapshot.text(document) for document in documents)
        return {snapshot.metadata(document).id for document in documents}
    finally:
        snapshot.close()


__all__ = [
    "counts",
    "entries",
    "languages",
    "library_over",
    "reasons",
    "snapshot_of",
    "texts",
    "touch",
    "update",
    "version_of",
    "with_moscow",
    "write",
]


def set_readers(monkeypatch: pytest.MonkeyPatch, readers: tuple[detection.Reader, ...]) -> None:
    """Let these be the readers of files."""
    monkeypatch.setattr(detection, "READERS", readers)
    monkeypatch.setattr(detection, "BY_SUFFIX", {suffix: reader for reader in readers for suffix in reader.suffixes})
    monkeypatch.setattr(detection, "_BY_MODULE", {reader.module: reader for reader in readers})
