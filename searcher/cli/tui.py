"""`searcher` without a command: live search in the library that applies."""

import argparse
import os
import signal
import sys
from collections.abc import Mapping

from searcher.cli.common import applying_folder, can_draw, named_folder
from searcher.errors import SearcherError
from searcher.library import Library


def run(arguments: argparse.Namespace) -> int:
    """Open the application until the person leaves it.

    Raises SearcherError when no library applies or the terminal cannot show it, and what ended it if that is a fault.
    """
    if not can_draw(sys.stderr):
        raise SearcherError('this terminal (TERM=dumb) cannot show the live search; try: searcher query "Belousov"')
    folder = applying_folder(arguments)
    from searcher.engine.opening import IndexState, state_of

    if state_of(folder) is IndexState.MISSING:
        from searcher.cli.index import permitted

        # The index is built as soon as the screen is there, where nothing can be asked.
        permitted(Library.open(folder))
    # Here, so that a wrong --index is told at once.
    from searcher.preferences import preferences_file
    from searcher.tui.app import SearchApp

    signals = (signal.SIGTERM, signal.SIGHUP) if os.name == "posix" else ()
    app = SearchApp(folder, index=str(named_folder(arguments) or ""), preferences=preferences_file(), signals=signals)
    app.run(mouse=keeps_keys_with_mouse(os.environ))
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0


def keeps_keys_with_mouse(environ: Mapping[str, str]) -> bool:
    """Whether the terminal still hands on each key at once while it tells of the mouse.

    GNU screen (tried: 4.09) then keeps Esc back until another key comes. What it is reached through from elsewhere has
    only its TERM, which tmux may have too.
    """
    if environ.get("TMUX"):
        return True
    return not environ.get("STY") and not environ.get("TERM", "").startswith("screen")
