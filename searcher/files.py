"""Files that are replaced whole: a reader sees the old content or the new one, and so does who comes after a crash.

The new content is written beside the file, reaches the disk, and takes the file's name; then the folder reaches the
disk too. What a killed process leaves beside a file is told by the number of the process in its name.
"""

import errno
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from searcher.expressions import expression

_LEFTOVER = expression(r".+\.(\d{1,10})\.[0-9a-f]{8}\.tmp")
# Some file systems, mostly of a network, have no way to sync a folder.
_NO_SYNC = frozenset([errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
_being_written: set[Path] = set()  # by this process


class Replacing:
    """What is written in the `with` block becomes the content of `path` if it ends without an error. Raises OSError.

    A link stays a link, and the file keeps its mode. `temporary` is where the content lies until then. `private`: only
    the person may read and write the file, whatever it was before.
    """

    def __init__(self, path: Path, private: bool = False) -> None:
        self._path = Path(os.path.realpath(path))
        self.temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
        self._private = private
        self._file: BinaryIO | None = None

    def __enter__(self) -> BinaryIO:
        _being_written.add(self.temporary)
        try:
            # Never readable for a moment: the mode is that of the file from its first byte on.
            mode = 0o600 if self._private else 0o666
            self._file = open(self.temporary, "xb", opener=partial(os.open, mode=mode))
        except BaseException:
            _being_written.discard(self.temporary)
            raise
        return self._file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        try:
            if kind is None:
                self._finish(self._file)
            else:
                self._discard(self._file)
        except BaseException:
            self._discard(self._file)
            raise
        finally:
            _being_written.discard(self.temporary)

    def _discard(self, file: BinaryIO) -> None:
        # Closing writes what is left, which on a full disk fails again.
        with suppress(OSError):
            file.close()
        with suppress(OSError):
            self.temporary.unlink(missing_ok=True)

    def _keep_mode(self) -> None:
        with suppress(FileNotFoundError):
            self.temporary.chmod(self._path.stat().st_mode & 0o7777)

    def _finish(self, file: BinaryIO) -> None:
        file.flush()
        if not self._private:
            self._keep_mode()
        os.fsync(file.fileno())
        file.close()
        self.temporary.replace(self._path)
        sync_folder(self._path.parent)


def replace_file(path: Path, content: bytes, private: bool = False) -> None:
    """Replace the file at `path`, or make it, whole or not at all and durable; see `Replacing`. Raises OSError."""
    with Replacing(path, private) as out:
        out.write(content)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder, as they are now, reach the disk. Raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows, where a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed have left beside files of a folder; what cannot be removed stays."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = _LEFTOVER.fullmatch(path.name)
            if found is not None and not _is_written(path, int(found[1])):
                with suppress(OSError):
                    path.unlink()


def _is_written(path: Path, process: int) -> bool:
    """Whether the process with this number may be writing the file."""
    if process == os.getpid():
        return path in _being_written
    if os.name == "nt":  # where this question ends the process
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
