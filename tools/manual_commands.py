"""The page of all commands with their options, made of the parsers that read them."""

import argparse
import re
from collections.abc import Iterator, Sequence
from importlib import import_module

from manual_markdown import cell, sentence, table

from searcher.cli import main

_INTRODUCTION = """\
# Commands

```text
searcher [OPTIONS] [COMMAND …]
```

{options}
Without a command `searcher` opens the [live search](../how-to/live-search.md). `--index` may stand before the command
or behind it. `searcher COMMAND --help` shows what is on this page.

Every command ends with 0 when it has done its work or found something, with 1 when there was nothing to find, and with
2 for bad usage, set-up or a fault of the program, whose record is named for a report. What went wrong is one line on
stderr that says what to do. `Ctrl+C` ends with 130.
"""
# What an option of argparse brings itself.
_HELP = "--help"
_HEAD = ("argument", "what it says")


def page() -> str:
    """The page."""
    parser = argparse.ArgumentParser()
    main._add_options(parser)
    introduction = _INTRODUCTION.format(options=table(_HEAD, _rows(_own(parser))))
    return "\n".join([introduction, *(_section(name) for name in main.COMMANDS)])


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command, and each action of one, with what reads it."""
    for name in main.COMMANDS:
        parser = _parser(name)
        yield name, parser
        yield from ((f"{name} {action}", inner) for action, inner in _actions(parser).items())


def _parser(name: str) -> argparse.ArgumentParser:
    module = import_module(f"searcher.cli.{name}")
    parser = argparse.ArgumentParser(description=module.HELP, epilog=getattr(module, "EPILOG", None))
    main._add_index_option(parser, argparse.SUPPRESS)
    module.configure(parser)
    return parser


def _section(name: str) -> str:
    parser = _parser(name)
    actions = _actions(parser)
    parts = [f"## searcher {name}\n", f"{sentence(parser.description or '')}\n"]
    if not actions:
        parts.append(_usage(name, parser))
    else:
        told = {action.dest: action.help or "" for holder in _holders(parser) for action in holder._choices_actions}
        for action, inner in actions.items():
            parts += [f"### searcher {name} {action}\n", f"{sentence(told.get(action, ''))}\n"]
            parts.append(_usage(f"{name} {action}", inner))
    parts += _epilog(parser.epilog or "")
    return "\n".join(parts)


def _holders(parser: argparse.ArgumentParser) -> "Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]":
    yield from (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def _actions(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {name: inner for holder in _holders(parser) for name, inner in holder.choices.items()}


def _usage(name: str, parser: argparse.ArgumentParser) -> str:
    # --index is told once, for all commands.
    own = [action for action in _own(parser) if action.dest != "index"]
    words = [_shown(action) for action in own if not action.option_strings]
    words += [_option(action) for action in own if action.option_strings and action.required]
    options = [action for action in own if action.option_strings]
    line = " ".join(["searcher", name, *(["[OPTIONS]"] if options else []), *words])
    return f"```text\n{line}\n```\n" + (f"\n{table(_HEAD, _rows(own))}" if own else "")


def _own(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if _HELP not in action.option_strings]


def _rows(actions: Sequence[argparse.Action]) -> Iterator[tuple[str, str]]:
    """What stands in its place, and then the options."""
    for action in sorted(actions, key=lambda action: bool(action.option_strings)):
        names = _spellings(action) if action.option_strings else [str(action.metavar or action.dest)]
        yield ", ".join(f"`{name}`" for name in names), _told(action)


def _shown(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return {"*": f"[{name} …]", "?": f"[{name}]", "+": f"{name} …"}.get(str(action.nargs), name)


def _option(action: argparse.Action) -> str:
    return _spellings(action)[-1]


def _spellings(action: argparse.Action) -> list[str]:
    """An option as it may be written, each with what follows it."""
    if action.nargs == 0:
        return list(action.option_strings)
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return [f"{each} {value}" for each in action.option_strings]


def _told(action: argparse.Action) -> str:
    if not action.help:
        raise ValueError(f"{action.dest}: an argument without help")
    text = action.help.replace("%%", "%")
    names = {**vars(action), "prog": "searcher"}
    text = re.sub(r"%\((\w+)\)s", lambda found: str(names[found[1]]), text)
    more = "; may be given more than once" if isinstance(action, argparse._AppendAction) else ""
    choices = f"{', '.join(f'`{choice}`' for choice in action.choices)}: " if action.choices is not None else ""
    return cell(f"{choices}{text}{more}")


def _epilog(text: str) -> list[str]:
    """What stands below the options: examples, which are lines of a shell, and sentences."""
    parts: list[str] = []
    for block in text.split("\n\n"):
        title, _, rest = block.partition("\n")
        if title.rstrip(":").lower() in ("example", "examples"):
            lines = "\n".join(line.strip() for line in rest.splitlines())
            parts.append(f"```text\n{lines}\n```\n")
        elif block:
            parts.append(f"{sentence(cell(block))}\n")
    return parts
