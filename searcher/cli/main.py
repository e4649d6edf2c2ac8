"""The command line: finds the command, and turns every failure into one line and an exit status."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from searcher.errors import SearcherError

COMMANDS = ("query", "index", "status", "entities", "doctor")
DESCRIPTION = "Search documents in many languages: one name finds every spelling, script and case ending."
EXIT_USAGE = 2
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 hits or done, 1 no hit, 2 usage or set-up."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _run(words)
        sys.stdout.flush()
    except SearcherError as error:
        from searcher.cli.common import say

        say(f"searcher: {error}")
        return EXIT_USAGE
    except BrokenPipeError:
        # The reader of the output (head, less) has seen enough. What is left must not be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    return status


def _run(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # Text in any script goes out whatever the locale says; a path with bytes that are no text is escaped.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="searcher", description=DESCRIPTION)
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    _add_index_option(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    # Only the module of the command that is asked for is imported: a query must not pay for the others.
    asked = next((word for word in words if word in COMMANDS), None)
    for name in COMMANDS if asked is None else (asked,):
        module = import_module(f"searcher.cli.{name}")
        command = commands.add_parser(name, help=module.HELP, description=module.HELP)
        _add_index_option(command, argparse.SUPPRESS)
        module.configure(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args(words)
    if arguments.version:
        from importlib.metadata import version

        print(f"searcher {version('searcher')}")
        return 0
    if arguments.command is None:
        if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            parser.print_help(sys.stderr)
            return EXIT_USAGE
        from searcher.cli import tui

        return tui.run(arguments)
    return int(arguments.run(arguments))


def _add_index_option(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Add --index; with a `default` of SUPPRESS what stands before the command stays in force behind it."""
    parser.add_argument(
        "--index",
        type=Path,
        default=default,
        metavar="DIR",
        help="the library to use (a folder with searcher.toml); also SEARCHER_INDEX",
    )


if __name__ == "__main__":
    sys.exit(main())
