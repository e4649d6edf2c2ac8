"""The command line: finds the command, and turns every failure into one line and an exit status."""

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from searcher.cli.common import say
from searcher.cli.streams import OutputError, ReaderLeft, abandon_output, prepare_streams
from searcher.errors import SearcherError

COMMANDS = (
    "query", "similar", "watchlist", "about", "marks", "index", "watch", "status", "entities", "doctor", "move",
    "config", "completions", "mcp", "serve",
)  # fmt: skip
DESCRIPTION = "Search documents in many languages: one name finds every spelling, script and case ending."
EXIT_USAGE = 2
_INTERRUPTED = 130
_WIDTH = 80
# Objects that are made before the garbage collector looks for cycles: a query makes fewer, most of them by importing.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


class _Parser(argparse.ArgumentParser):
    """Wrong use is an error like any other: one line, safe to show."""

    def error(self, message: str) -> NoReturn:
        raise SearcherError(f"{message}; see: {self.prog} --help")


def program() -> NoReturn:
    """`main` as a process of its own, with which it ends."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    status = main()
    # What has written, or has had the screen, ends in the ordinary way.
    if "searcher.indexing" in sys.modules or "searcher.tui" in sys.modules:
        sys.exit(status)
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End the process without taking all modules apart again, which takes a tenth of the time of a query."""
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 hits or done, 1 no hit, 2 usage, set-up or a fault."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        prepare_streams()
        try:
            return _run(words)
        finally:
            sys.stdout.flush()
    except ReaderLeft:
        abandon_output()
        return 0
    except SearcherError as error:
        if isinstance(error, OutputError):
            abandon_output()
        say(f"searcher: {error}")
        return EXIT_USAGE
    except KeyboardInterrupt as interrupt:
        return int(getattr(interrupt, "status", _INTERRUPTED))
    except Exception as error:
        from searcher.faults import fault_line

        say(f"searcher: {fault_line(error, words)}")
        return EXIT_USAGE


def make_parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """What reads the command line, for some of the commands."""
    width = _columns() - 2
    parser = _Parser(
        prog="searcher",
        description=DESCRIPTION,
        epilog="Without COMMAND: live search on the screen.",
        formatter_class=partial(argparse.HelpFormatter, width=width),
    )
    _add_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in names:
        module = import_module(f"searcher.cli.{name}")
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.HELP,
            epilog=module.EPILOG,
            formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=width),
        )
        _add_index_option(command, argparse.SUPPRESS)
        module.configure(command)
        for action in command._actions:
            # It may stand behind an action of the command too.
            for inner in action.choices.values() if isinstance(action, argparse._SubParsersAction) else ():
                _add_index_option(inner, argparse.SUPPRESS, "the library to use")
        command.set_defaults(run=module.run)
    return parser


def help_of(name: str) -> str:
    """What a command does, in a line."""
    return str(import_module(f"searcher.cli.{name}").HELP)


def _run(words: list[str]) -> int:
    # Only the module of the command that is asked for is imported: a query must not pay for the others.
    asked = _command(words)
    parser = make_parser(COMMANDS if asked is None else (asked,))
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        raise SearcherError(_not_understood(arguments.command, unknown))
    if arguments.version:
        from importlib.metadata import version

        print(f"searcher {version('searcher')}")
        return 0
    if arguments.command is None:
        if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            parser.print_help(sys.stderr)
            return EXIT_USAGE
        from searcher.cli import tui

        return tui.run(arguments)
    return int(arguments.run(arguments))


def _columns() -> int:
    """The width of the terminal as `shutil` finds it for argparse; it brings along all that packs archives."""
    with suppress(KeyError, ValueError):
        columns = int(os.environ["COLUMNS"])
        if columns > 0:
            return columns
    with suppress(AttributeError, ValueError, OSError):
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _WIDTH  # type: ignore[union-attr]
    return _WIDTH


def _not_understood(command: str | None, words: list[str]) -> str:
    import shlex

    hint = f"see: searcher{f' {command}' if command else ''} --help"
    if command == "query":
        hint = f"put the whole query in quotation marks, and behind -- if it begins with -; {hint}"
    return f"{shlex.join(words)}: not understood here; {hint}"


def _command(words: list[str]) -> str | None:
    """The command that `words` ask for, None without any. Raises SearcherError for one that does not exist."""
    parser = _Parser(prog="searcher", add_help=False, formatter_class=partial(argparse.HelpFormatter, width=_WIDTH))
    _add_options(parser)
    # The value of an option may be the name of a command, and so may a word of a query.
    parser.add_argument("words", nargs=argparse.REMAINDER)
    known, unknown = parser.parse_known_args(words)
    if not known.words or unknown:
        return None
    asked = str(known.words[0])
    if asked not in COMMANDS:
        import shlex

        search = f"searcher query {shlex.quote(asked)}"
        raise SearcherError(f"{asked} is no command, those are {', '.join(COMMANDS)}; to search for it: {search}")
    return asked


def _add_options(parser: argparse.ArgumentParser) -> None:
    """Add what may stand before the command."""
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    _add_index_option(parser)


def _add_index_option(
    parser: argparse.ArgumentParser,
    default: str | None = None,
    what: str = "the library to use (a folder with searcher.toml); several to search them together; "
    "also SEARCHER_INDEX",
) -> None:
    """Add --index; with a `default` of SUPPRESS what stands before the command stays in force behind it."""
    parser.add_argument(
        "--index",
        type=Path,
        action="append",
        default=default,
        metavar="DIR",
        help=what,
    )


if __name__ == "__main__":
    program()
