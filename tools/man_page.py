"""The manual page of searcher, made of the same parsers as --help: writes searcher.1.

    python tools/man_page.py

In the man(7) language, as mandoc and groff read it.
"""

import argparse
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from searcher.cli.main import DESCRIPTION, make_parser

PAGE = Path(__file__).parents[1] / "searcher.1"
_MOST_BYTES = 80
_FILES = (
    ("searcher.toml", "what a library covers, and its settings"),
    ("entities.toml", "the names of a library that stand for each other"),
    ("tui.toml", "what a person prefers; `searcher config path` says where it lies"),
)
_VARIABLES = (
    ("SEARCHER_INDEX", "the library to use, or several between colons, where there is no --index"),
    ("SEARCHER_PAGER, PAGER", "what shows text that is longer than the screen; nothing or cat for no pager"),
    ("SEARCHER_LINKS", "no: paths are no hyperlinks"),
    ("NO_COLOR", "neither colours nor hyperlinks"),
    ("VISUAL, EDITOR", "what --open opens text files with"),
)
_STATUS = (("0", "there are hits, or it is done"), ("1", "there is no hit"), ("2", "bad usage, set-up, or a fault"))


def page() -> str:
    """The whole page."""
    lines = (piece for line in _lines(make_parser()) for piece in _filled(line))
    return "\n".join(lines) + "\n"


def _filled(line: str) -> list[str]:
    """Lines of at most 80 bytes, where a line is no request: troff fills them again."""
    if line.startswith((".", " ")) or len(line) <= _MOST_BYTES:
        return [line]
    return textwrap.wrap(line, _MOST_BYTES, break_long_words=False, break_on_hyphens=False)


def _lines(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield '.\\" Made by tools/man_page.py.'
    yield '.TH SEARCHER 1 "" searcher'
    yield ".SH NAME"
    yield f"searcher \\- {_escaped(DESCRIPTION.partition(':')[0].lower())}"
    yield ".SH SYNOPSIS"
    yield ".B searcher"
    yield "[\\fIOPTION\\fR ...] [\\fICOMMAND\\fR ...]"
    yield ".SH DESCRIPTION"
    yield _escaped(DESCRIPTION)
    yield "Without a command it is a live search on the screen."
    yield ".SH OPTIONS"
    yield from _options(parser)
    yield ".SH COMMANDS"
    commands = next(each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        yield from _command(f"searcher {name}", command, ".SS")
    for heading, rows in (("ENVIRONMENT", _VARIABLES), ("FILES", _FILES), ("EXIT STATUS", _STATUS)):
        yield f".SH {heading}"
        for name, about in rows:
            yield from _entry(f"\\fB{_escaped(name)}\\fR", about)


def _command(name: str, parser: argparse.ArgumentParser, heading: str) -> Iterator[str]:
    yield f"{heading} {_escaped(name)}"
    if parser.description:
        yield _escaped(_sentence(parser.description))
    yield from _options(parser)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            for word, inner in action.choices.items():
                words = [*_positionals(inner), "[\\fIOPTION\\fR ...]"]
                yield from _entry(f"\\fB{_escaped(word)}\\fR {' '.join(words)}", helps[word])
                yield ".RS"
                yield from _options(inner)
                yield ".RE"
    if parser.epilog:
        yield ".PP"
        yield ".nf"
        yield from (_escaped(line) for line in parser.epilog.splitlines() if line.strip())
        yield ".fi"


def _positionals(parser: argparse.ArgumentParser) -> list[str]:
    return [f"\\fI{_escaped(str(each.metavar or each.dest))}\\fR" for each in parser._get_positional_actions()]


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction) or action.help == argparse.SUPPRESS:
            continue
        value = "|".join(map(str, action.choices)) if action.choices else str(action.metavar or "")
        names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in action.option_strings)
        term = f"{names} \\fI{_escaped(value)}\\fR".strip() if action.nargs != 0 and value else names
        yield from _entry(term, str(action.help or "").replace("%%", "%"))


def _entry(term: str, about: str) -> Iterator[str]:
    yield ".TP"
    yield term
    yield _escaped(_sentence(about))


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _escaped(text: str) -> str:
    """A text as troff shows it as it is: what is not ASCII by its code point, and no request at a line's beginning."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub("[^\0-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
