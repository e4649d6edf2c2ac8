"""What goes wrong with a library's data on the disk, each as one line that says what to do."""

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.errors import DamagedError, SearcherError

if TYPE_CHECKING:
    from searcher.index.version import Version

_FULL = frozenset([errno.ENOSPC, errno.EDQUOT])
_DENIED = frozenset([errno.EACCES, errno.EPERM])
_SHAPE = frozenset([errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY])
# What wrong bytes make of reading them: wrong lengths and numbers, missing names, bad compression, no text. The end of
# an iterator within a generator is a RuntimeError.
_BY_DAMAGE = (
    ArithmeticError,
    LookupError,
    MemoryError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@contextmanager
def disk_faults(data: Path) -> Iterator[None]:
    """Turn an OSError on the files in `data` into a SearcherError, and what a full disk has made of it too.

    A closed pipe is no fault of the disk and stays what it is.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except Exception as error:
        found = next(filter(_is_full, _chain(error)), error)
        if not isinstance(found, OSError):
            raise
        raise fault(data, found) from error


class damage(AbstractContextManager[None]):
    """Tell what damage makes of the reading of versions, and faults of the disk, as a SearcherError.

    Whether it is damage is looked up when something has failed: all files are read and compared with their
    checksums, and what they say is checked. An error over an index that is whole is somebody else's and goes on.
    A class, because each query enters several, and a generator takes ten times as long.
    """

    __slots__ = ("_versions",)

    def __init__(self, *versions: "Version") -> None:
        self._versions = versions

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        try:
            with disk_faults(self._folder_of(error)):
                raise error
        except _BY_DAMAGE:
            from searcher.index.soundness import first_damage

            found = next(filter(None, map(first_damage, self._versions)), None)
            if found is not None:
                raise found from error

    def _folder_of(self, error: Exception) -> Path:
        """The folder of the version in which an error names a file; of the first where it names none."""
        file = Path(str(getattr(error, "filename", "")))
        folders = [version.folder for version in self._versions]
        return next((folder for folder in folders if file.is_relative_to(folder)), folders[0])


def fault(data: Path, error: OSError) -> SearcherError:
    """What an OSError on the files in `data` means for a person."""
    if _is_full(error):
        kept = "what was committed is kept: free some space and run `searcher index` again"
        return SearcherError(f"{data}: the disk is full; {kept}")
    reason = (error.strerror or str(error)).lower()
    place = Path(error.filename) if isinstance(error.filename, str) else data
    if error.errno in _SHAPE:
        return DamagedError(place, "is missing" if error.errno == errno.ENOENT else f"is damaged ({reason})")
    if error.errno in _DENIED:
        remedy = f"let your user read and write {data}, or use another library with --index DIR"
        return SearcherError(f"{place}: {reason}; {remedy}")
    remedy = "make it writable or use another library with --index DIR"
    return SearcherError(f"{data}: cannot be written ({reason}); {remedy}")


def clear(path: Path) -> None:
    """Remove what is at `path`, whether file, link or folder; what cannot be removed stays."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in _FULL
