"""What is different on disk from what was read: a comparison that changes nothing."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from searcher.ingest.document import Problem
from searcher.ingest.extract import is_read_the_same, too_large
from searcher.ingest.extract.detection import suffix_of
from searcher.ingest.files import open_file
from searcher.ingest.manifest import FileEntry, Manifest
from searcher.ingest.mounts import Mounts
from searcher.ingest.parts import ALL, Parts, Share
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile, Missing, walk
from searcher.records import dataclass, field

if TYPE_CHECKING:
    from searcher.library import Library

Kind = Literal["added", "changed", "renamed", "touched", "unchanged", "removed"]

KEPT_BYTES = 4_000_000
"""A file of up to this size is read once: its content goes along to extraction."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Change:
    """One file: `found` is None only for "removed", `hash` is "" when the file was not read.

    "touched" has another time and the same content; "unchanged" was not opened, and neither was "renamed", the same
    file as that with the key `before` was. `content` is the whole file if it is small and new or changed, for
    `extract`. `lang` is the language that a person told, "" for none.
    """

    kind: Kind
    key: str
    found: FoundFile | None = None
    hash: str = ""
    content: bytes | None = None
    lang: str = ""
    before: str = ""

    def entry(self, settings: Settings, documents: int, reader: str) -> FileEntry:
        """What the manifest keeps of a file that gave this number of documents; `reader` as `extract.reader_key`."""
        if self.found is None:
            raise ValueError("a removed file has no entry")
        found = self.found
        return FileEntry(
            found.key, found.size, found.mtime_ns, self.hash, documents, reading_of(settings), found.device, self.lang,
            found.ctime_ns, found.inode, reader,
        )  # fmt: skip


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
    return f"{settings.max_file_bytes}:{settings.max_line_bytes}:{languages}"


def changes(
    library: "Library",
    manifest: Manifest,
    told: ToldLanguages | None = None,
    within: Parts | None = None,
    share: Share = ALL,
) -> Iterator[Change | Problem]:
    """Every file once, in the order of the walk and then the removed ones; and the walk's problems.

    What is below a missing source or a folder that cannot be read is kept as it was, and so is what was on a disk that
    is not there: that must not empty the index. A file that could not be read before is tried again, one that another
    reader would read now too, and one that was read in another language than is `told` counts as changed. The caller
    may write to the manifest between two items. `within`: only what is in these parts is looked at. `share`: the other
    files are somebody else's, and not looked at.
    """
    comparison = _Comparison(library, manifest, told or ToldLanguages())
    seen: set[str] = set()
    kept: list[str] = []
    walked = walk(library, within)
    for item in walked if share == ALL else _own(walked, share):
        if isinstance(item, Problem):
            if isinstance(item, Missing):
                kept.append(item.file)
            yield item
            continue
        seen.add(item.key)
        yield comparison.of(item)
    known = manifest.all_keys() if within is None else manifest.keys_within(within)
    gone = [key for key in known if key not in seen]
    gone = [key for key in gone if not any(key == place or key.startswith(f"{place.rstrip('/')}/") for place in kept)]
    absent: dict[str, list[str]] = {}
    for key in gone:
        place = comparison.mounts.absent_place(key, manifest)
        if place is None:
            yield Change("removed", key)
        else:
            absent.setdefault(place, []).append(key)
    for place, keys in absent.items():
        yield Missing(place, comparison.mounts.reason(place, len(keys)))


def _own(walked: Iterable[FoundFile | Problem], share: Share) -> Iterator[FoundFile | Problem]:
    """What a walk finds of a share, and the problems."""
    return (item for item in walked if isinstance(item, Problem) or share.has(item.id))


class _Comparison:
    """Each file of a walk, compared with what the manifest has of it."""

    def __init__(self, library: "Library", manifest: Manifest, told: ToldLanguages) -> None:
        self._library = library
        self._manifest = manifest
        self._told = told
        self._reading = reading_of(library.settings)
        # Without any file there are none that could have been renamed: a first run asks nothing.
        self._has_files = manifest.has_files()
        self._same_reader: dict[tuple[str, str], bool] = {}
        self.mounts = Mounts(library)

    def of(self, found: FoundFile) -> Change:
        before = self._manifest.get(found.key)
        if before is None:
            moved = self._moved(found) if self._has_files else None
            if moved is not None and moved.lang == (lang := self._told.of(found, moved)):
                return Change("renamed", found.key, found, moved.hash, lang=lang, before=moved.key)
            return self._read("added", found, None, self._told.of(found, moved))
        lang = self._told.of(found, before)
        if before.lang != lang or not self._is_read_the_same(before):
            return self._read("changed", found, None, lang)
        # Size and time can be set by a program that copies; the file system's own time and number cannot. A file system
        # that numbers its files anew costs a look into them and no more.
        if (before.size, before.mtime_ns, before.ctime_ns, before.inode) != (
            found.size, found.mtime_ns, found.ctime_ns, found.inode
        ):  # fmt: skip
            return self._read("changed", found, before, lang)
        if before.device != found.device:
            self.mounts.renumbered(before.device, found.device)
            return Change("touched", found.key, found, before.hash, lang=lang)
        return Change("unchanged", found.key, found, before.hash, lang=lang)

    def _read(self, kind: Kind, found: FoundFile, before: FileEntry | None, lang: str) -> Change:
        """Look into the file, which is "touched" if it holds what it did `before`."""
        if too_large(found, self._library.settings):
            return Change(kind, found.key, found, lang=lang)
        try:
            digest, content = _digest(found)
        except OSError:
            return Change(kind, found.key, found, lang=lang)  # extraction meets the same error and names it
        if before is not None and before.hash == digest:
            self.mounts.renumbered(before.device, found.device)
            return Change("touched", found.key, found, digest, lang=lang)
        return Change(kind, found.key, found, digest, content, lang)

    def _is_read_the_same(self, before: FileEntry) -> bool:
        if not before.hash or before.reading != self._reading:
            return False
        # All that the suffix is taken from, which is found sooner than the suffix.
        known = before.reader, before.key[max(before.key.rfind("."), before.key.rfind("/"), 1) - 1 :]
        same = self._same_reader.get(known)
        if same is None:
            settings = self._library.settings
            same = self._same_reader[known] = is_read_the_same(before.reader, before.key, settings)
        return same

    def _moved(self, found: FoundFile) -> FileEntry | None:
        """The entry of another name that the file had, if it gives the same documents under this one."""
        for entry in self._manifest.of_inode(found.inode) if found.inode else ():
            is_same = (entry.device, entry.size, entry.mtime_ns) == (found.device, found.size, found.mtime_ns)
            same_format = suffix_of(entry.key) == suffix_of(found.key)
            if is_same and same_format and entry.documents and self._is_read_the_same(entry) and self._is_gone(entry):
                return entry
        return None

    def _is_gone(self, entry: FileEntry) -> bool:
        """Whether the file does not have this name any more: with both it is linked twice, and two files."""
        try:
            return os.lstat(self._library.locate(entry.key)).st_ino != entry.inode
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False


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
