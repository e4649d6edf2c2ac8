"""`searcher completions`: the script that lets a shell complete what is typed."""

import argparse

from searcher.errors import SearcherError

HELP = "print what lets bash, zsh or fish complete commands, options and values"
EPILOG = """examples:
  searcher completions bash > ~/.local/share/bash-completion/completions/searcher
  searcher completions zsh > "${fpath[1]}/_searcher"
  searcher completions fish > ~/.config/fish/completions/searcher.fish"""
SHELLS = ("bash", "zsh", "fish")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("shell", nargs="?", choices=SHELLS, help="the shell that shall read it")
    # What the scripts ask: the words behind the name of the program, as far as they are typed.
    parser.add_argument("--complete", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Run the command. Raises SearcherError without a shell."""
    if args.complete is not None:
        from searcher.cli.completing import candidate_lines

        for line in candidate_lines(args.complete):
            print(line)
        return 0
    if args.shell is None:
        raise SearcherError(f"completions needs one of {', '.join(SHELLS)} (try: searcher completions bash)")
    from searcher.cli.completion_scripts import SCRIPTS

    print(SCRIPTS[args.shell], end="")
    return 0
