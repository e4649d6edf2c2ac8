"""Files whose disk is not there: they are not gone, and what was indexed of them is kept."""

from typing import TYPE_CHECKING

from searcher.ingest.manifest import Manifest
from searcher.ingest.walk import MOST_NUMBER

if TYPE_CHECKING:
    from searcher.library import Library


class Mounts:
    """Tells files that were removed from files of a file system that is not mounted now.

    A file that is gone was removed if the nearest folder above it that is there lies on the file's own file system.
    That folder may be the empty one over which a disk is mounted, or the one in which the desktop makes such a folder.
    """

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._sources = {source.key: source for source in library.sources}
        self._numbers: dict[int, int] = {}
        self._folders: dict[str, tuple[str, int]] = {}

    def renumbered(self, before: int, now: int) -> None:
        """Take in that a file is there whose file system had another number `before`: some have a new one each time."""
        if before != now:
            self._numbers[before] = now

    def absent_place(self, key: str, manifest: Manifest) -> str | None:
        """The folder (a key) below which the file with this key has been, on a disk that is not there; else None.

        What is in no source any more is in no such place.
        """
        entry = manifest.get(key)
        if entry is None or not entry.device or not any(key.startswith(each.prefix) for each in self._sources.values()):
            return None
        place, device = self._there(key.rpartition("/")[0])
        return None if device in (0, entry.device, self._numbers.get(entry.device)) else place

    def reason(self, place: str, files: int) -> str:
        """Why files below `place` are kept, and how to give them up."""
        if place in self._sources and self._is_empty(place):
            reason = "source is empty and on another disk than before: kept as indexed"
            return f"{reason}; remove it from searcher.toml to drop it"
        what = "1 file is" if files == 1 else f"{files:,} files are"
        return f"{what} on a disk that is not there: kept as indexed; `searcher index --rebuild` drops them"

    def _is_empty(self, place: str) -> bool:
        try:
            return next(self._library.locate(place).iterdir(), None) is None
        except OSError:
            return False

    def _there(self, folder: str) -> tuple[str, int]:
        """The nearest folder that is there, at `folder` or above it in its source, and its file system (0: none is)."""
        asked, known = [folder], self._folders.get(folder)
        while known is None:
            try:
                known = folder, self._library.locate(folder).stat().st_dev & MOST_NUMBER
            except OSError:
                above = folder.rpartition("/")[0]
                if folder in self._sources or not above:
                    known = folder, 0
                else:
                    folder = above
                    asked.append(folder)
                    known = self._folders.get(folder)
        self._folders.update(dict.fromkeys(asked, known))
        return known
