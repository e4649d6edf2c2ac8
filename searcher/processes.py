"""What all processes that work for another one do at their beginning."""

import os
import signal
import threading
from contextlib import suppress
from multiprocessing import parent_process

# Parameter of mallopt(3): blocks of so many bytes and more come from the system one by one.
_M_MMAP_THRESHOLD = -3
_LARGE = 4 << 20


def serve_parent() -> None:
    """Leave it to the parent process when to end, and end when it was killed, which cannot end this one itself.

    What the terminal or the system sends to end a run goes to all of its processes: the first wants to commit what they
    have made.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def keep_little_memory() -> None:
    """Let large arrays go back to the system one by one, where the C library is GNU's.

    It raises that bound to 32 MB by itself as such arrays come and go, and keeps what lies between those that stay.
    """
    _ask_libc("mallopt", _M_MMAP_THRESHOLD, _LARGE)


def give_memory_back() -> None:
    """Give back what was set aside and is free now, where the C library is GNU's; some milliseconds."""
    _ask_libc("malloc_trim", 0)


def _ask_libc(name: str, *arguments: int) -> None:
    with suppress(ImportError, OSError, AttributeError, TypeError):
        import ctypes

        getattr(ctypes.CDLL(None), name)(*arguments)
