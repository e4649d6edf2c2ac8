"""What is different on disk from what was read: a comparison that changes nothing."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from searcher.ingest.document import Problem
from searcher.ingest.extract import too_large
from searcher.ingest.files import open_file
from searcher.ingest.manifest import FileEntry, Manifest
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile, Missing, walk

if TYPE_CHECKING:
    from searcher.library import Library, Source

Kind = Literal["added", "changed", "touched", "unchanged", "removed"]

KEPT_BYTES = 4_000_000
"""A file of up to this size is read once: its content goes along to extraction."""
_CHUNK = 1 << 20
_READERS_VERSION = 1
"""To be raised when a reader gives other text for the same bytes: then every file is read again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file: `found` is None only for "removed", `hash` is "" when the file was not read.

    "touched" has another time and the same content; "unchanged" was not opened. `content` is the whole file
    if it is small and new or changed, for `extract`. `lang` is the language that a person told, "" for none.
    """

    kind: Kind
    key: str
    found: FoundFile | None = None
    hash: str = ""
    content: bytes | None = None
    lang: str = ""

    def entry(self, settings: Settings, documents: int) -> FileEntry:
        """What the manifest keeps of a file that gave this number of documents."""
        if self.found is None:
            raise ValueError("a removed file has no entry")
        found = self.found
        reading = reading_of(settings)
        return FileEntry(found.key, found.size, found.mtime_ns, self.hash, documents, reading, found.device, self.lang)


@dataclass(frozen=True, slots=True)
class ToldLanguages:
    """Languages (ISO 639 codes) that a person told, which stand above what is identified.

    `lang` is for the files at or below `places` (real paths), for all if there are none; "" takes back what was
    told before, None tells nothing. `known` has the language by key for files that a new manifest lacks.
    """

    lang: str | None = None
    places: tuple[Path, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, found: FoundFile, before: FileEntry | None) -> str:
        """The language told for a file, now or when it was read before; "" for none."""
        if self.lang is not None and self._is_meant(found.path):
            return self.lang
        return before.lang if before is not None else self.known.get(found.key, "")

    def _is_meant(self, path: Path) -> bool:
        if not self.places:
            return True
        real = Path(os.path.realpath(path))
        return any(real.is_relative_to(place) for place in self.places)


def reading_of(settings: Settings) -> str:
    """The rules that decide what text a file gives: files read by others are read again."""
    languages = ",".join(settings.languages)
    return f"{_READERS_VERSION}:{settings.max_file_bytes}:{settings.max_line_bytes}:{languages}"


def changes(library: "Library", manifest: Manifest, told: ToldLanguages | None = None) -> Iterator[Change | Problem]:
    """Every file once, in the order of the walk and then the removed ones; and the walk's problems.

    What is below a missing source or a folder that cannot be read is kept as it was: a disk that is not there
    must not empty the index. A file that could not be read before is tried again, and one that was read in
    another language than is `told` counts as changed. The caller may write to the
    manifest between two items.
    """
    reading = reading_of(library.settings)
    told = told or ToldLanguages()
    seen: set[str] = set()
    kept: list[str] = []
    for item in walk(library):
        if isinstance(item, Problem):
            if isinstance(item, Missing):
                kept.append(item.file)
            yield item
            continue
        seen.add(item.key)
        before = manifest.get(item.key)
        yield _compare(item, before, told.of(item, before), reading, library.settings)
    gone = [key for key in manifest.all_keys() if key not in seen]
    for source in library.sources:
        if gone and _is_unmounted(source, gone, manifest):
            reason = "source is empty and on another disk than before: kept as indexed"
            yield Missing(source.key, f"{reason}; remove it from searcher.toml to drop it")
            kept.append(source.key)
    for key in gone:
        if not any(key == place or key.startswith(f"{place.rstrip('/')}/") for place in kept):
            yield Change("removed", key)


def _compare(found: FoundFile, before: FileEntry | None, lang: str, reading: str, settings: Settings) -> Change:
    kind: Kind = "added" if before is None else "changed"
    same_reading = before is not None and before.hash != "" and (before.reading, before.lang) == (reading, lang)
    if before is not None and same_reading and (before.size, before.mtime_ns) == (found.size, found.mtime_ns):
        return Change("unchanged", found.key, found, before.hash, lang=lang)
    if too_large(found, settings):
        return Change(kind, found.key, found, lang=lang)
    try:
        digest, content = _digest(found)
    except OSError:
        return Change(kind, found.key, found, lang=lang)  # extraction meets the same error and names it
    if before is not None and same_reading and before.hash == digest:
        return Change("touched", found.key, found, digest, lang=lang)
    return Change(kind, found.key, found, digest, content, lang)


def _digest(found: FoundFile) -> tuple[str, bytes | None]:
    """BLAKE2b of 16 bytes in hexadecimal; and the content if it is small."""
    digest = hashlib.blake2b(digest_size=16)
    with open_file(found.path) as stream:
        # No more room than the file needs, unless it has grown in the meantime.
        content = stream.read(min(found.size, KEPT_BYTES) + 1)
        if found.size < len(content) <= KEPT_BYTES:
            content += stream.read(KEPT_BYTES + 1 - len(content))
        digest.update(content)
        if len(content) <= KEPT_BYTES:
            return digest.hexdigest(), content
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest(), None


def _is_unmounted(source: "Source", gone: list[str], manifest: Manifest) -> bool:
    """An empty folder where files of another file system were: the place where a disk was mounted."""
    try:
        if any(source.path.iterdir()):
            return False
        device = source.path.stat().st_dev
    except OSError:
        return False
    before = next((key for key in gone if key.startswith(source.prefix)), None)
    entry = manifest.get(before) if before is not None else None
    return entry is not None and entry.device not in (0, device)
