"""One writer at a time: a lock of the operating system, which ends with the process that holds it."""

import errno
import os
import socket
import sys
from functools import cache
from pathlib import Path

from searcher.errors import SearcherError
from searcher.files import replace_file

LOCK, OWNER = "lock", "lock.owner"
_BUSY = frozenset([errno.EAGAIN, errno.EACCES, errno.EDEADLK])
_held: dict[str, int] = {}  # locks of this process: path → descriptor


class LockedError(SearcherError):
    """Another process is writing the library."""


class WriteLock:
    """The only writer of what lies in a folder, as a context manager. Raises LockedError if another process is it."""

    def __init__(self, data: Path, doing: str = "is writing this library") -> None:
        """`doing`: what to tell of whoever holds the lock."""
        self._doing = doing
        self._owner = data / OWNER
        self._path = str(data / LOCK)

    def __enter__(self) -> "WriteLock":
        descriptor = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
        if not _acquire(descriptor):
            os.close(descriptor)
            try:
                owner = self._owner.read_text(encoding="utf-8").strip()
            except OSError:
                owner = "another process"
            raise LockedError(f"{owner} {self._doing}; try again when it is done")
        _leave_workers_without_locks()
        _held[self._path] = descriptor
        try:
            replace_file(self._owner, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._owner.unlink(missing_ok=True)
        self._release()

    def _release(self) -> None:
        # Closing gives the lock back.
        os.close(_held.pop(self._path))


def _acquire(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _BUSY:
            os.close(descriptor)
            raise
        return False
    return True


@cache
def _leave_workers_without_locks() -> None:
    """A forked worker process would hold the lock on after its parent was killed."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget_locks)


def _forget_locks() -> None:
    for descriptor in _held.values():
        os.close(descriptor)
    _held.clear()
