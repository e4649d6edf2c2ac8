"""`searcher` without a command: live search in the library that applies."""

import argparse

from searcher.cli.common import applying_folder


def run(arguments: argparse.Namespace) -> int:
    """Open the application until the person leaves it. Raises SearcherError when no library applies."""
    folder = applying_folder(arguments)
    # Here, so that a wrong --index is told at once.
    from searcher.tui.app import SearchApp
    from searcher.tui.memory import preferences_file

    app = SearchApp(folder, index=str(arguments.index or ""), preferences=preferences_file())
    app.run()
    return app.return_code or 0
