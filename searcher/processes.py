"""What all processes that work for another one do at their beginning."""

import os
import signal
import threading
from multiprocessing import parent_process


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
