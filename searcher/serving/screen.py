"""The process of one window of a browser: the live search, which only reads here.

python -m searcher.serving.screen FOLDER, with the driver of Textual that its environment names.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from searcher.errors import SearcherError
from searcher.faults import fault_line
from searcher.tui.app import SearchApp

# Seconds between two looks whether the server is still there.
_LOOK_EVERY = 1.0
# And that an end in order may take.
_LAST_SECONDS = 3.0


def main() -> int:
    """Show the library at the folder until the window is closed."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    app = SearchApp(Path(sys.argv[1]), reads_only=True)
    app.run()
    if app.fault is not None:
        line = str(app.fault) if isinstance(app.fault, SearcherError) else fault_line(app.fault, ["serve"])
        print(f"searcher: {line}", file=sys.stderr)
        return 2
    return 0


def _end_with(parent: int) -> None:
    """End when the server does, whatever has ended it."""
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_SECONDS)
    # What it would say on the way out has no reader, and may keep it.
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
