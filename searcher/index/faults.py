"""What goes wrong with a library's data on the disk, each as one line that says what to do."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from searcher.errors import DamagedError, SearcherError

REBUILD = "run: searcher index --rebuild"
_FULL = frozenset([errno.ENOSPC, errno.EDQUOT])
_SHAPE = frozenset([errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY])


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
        fault = next(filter(_is_full, _chain(error)), error)
        if not isinstance(fault, OSError):
            raise
        raise _line(data, fault) from error


@contextmanager
def damage(data: Path) -> Iterator[None]:
    """Turn whatever the reading of generated data raises into a DamagedError, but for faults of the disk.

    Damaged files fail in many ways (wrong lengths, missing keys, bad compression), none of use to a person.
    """
    try:
        with disk_faults(data):
            yield
    except DamagedError:
        raise
    except SearcherError as error:
        if "damaged" in str(error):
            raise DamagedError(str(error)) from error
        raise
    except Exception as error:
        if isinstance(error, BrokenPipeError):
            raise
        detail = " ".join(f"{type(error).__name__} {error}".split())
        raise DamagedError(f"{data}: the index is damaged ({detail}); {REBUILD}") from error


def clear(path: Path) -> None:
    """Remove what is at `path`, whether file, link or folder; what cannot be removed stays."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
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


def _line(data: Path, error: OSError) -> SearcherError:
    if _is_full(error):
        kept = "what was committed is kept: free some space and run `searcher index` again"
        return SearcherError(f"{data}: the disk is full; {kept}")
    reason = (error.strerror or str(error)).lower()
    if error.errno in _SHAPE:
        what = f"{error.filename}: {reason}" if error.filename else reason
        return DamagedError(f"{data}: the index is damaged ({what}); {REBUILD}")
    remedy = "make it writable or use another library with --index DIR"
    return SearcherError(f"{data}: cannot be written ({reason}); {remedy}")
