"""`searcher mcp`: the library for agents, over standard input and output."""

import argparse
import asyncio
import os
import signal

from searcher.cli.answers import asked_folder, keep_to_one_thread
from searcher.errors import SearcherError

HELP = "let agents search the library, as a server of the Model Context Protocol on standard input and output"
EPILOG = """example:
  searcher mcp --index ~/documents/index

A client starts it; docs/how-to/agents.md has the lines of its settings. It only reads."""


def configure(parser: argparse.ArgumentParser) -> None:
    """It has no options but those that all commands have."""


def run(arguments: argparse.Namespace) -> int:
    """Answer until standard input ends. Raises SearcherError when no library applies, or the extra is missing."""
    keep_to_one_thread()
    try:
        from searcher.serving.mcp_server import serve
    except ImportError:
        from searcher.ingest.extras import install

        raise SearcherError(f"what agents are answered with is not installed: {install('mcp')}") from None
    from searcher.serving.desk import Desk

    folder = asked_folder(arguments)
    # Nothing is written that could be lost, and the thread that reads standard input cannot be told to end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os._exit(128 + number))
    desk = Desk(folder)
    try:
        asyncio.run(serve(desk))
    finally:
        desk.close()
    return 0
