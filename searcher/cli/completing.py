"""What may come next on a command line, told from the same parsers that read it."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli.common import applying_folder
from searcher.errors import SearcherError
from searcher.text.cells import printable

if TYPE_CHECKING:
    from searcher.entities.table import EntityTable

Candidate = tuple[str, str]
"""What can be typed, and what it means."""
Values = Callable[[str, argparse.Namespace], Iterator[Candidate]]

FILES, FOLDERS = ":files", ":dirs"
_MOST_NAMES = 40
# Folders that are looked into for libraries.
_MOST_FOLDERS = 200


def candidate_lines(words: list[str]) -> Iterator[str]:
    """The lines that a shell's script reads; `words` are those behind the program's name, the last half typed."""
    with suppress(SearcherError, OSError):  # a wrong word is told when the command is run
        for value, about in candidates(words):
            yield value if value in (FILES, FOLDERS) else f"{printable(value)}\t{printable(about)}"


def candidates(words: list[str]) -> Iterator[Candidate]:
    """What the last of `words` may be, by the words before it."""
    from searcher.cli.main import COMMANDS, make_parser

    # Bash takes "--format=js" apart.
    *before, current = [word for word in words if word != "="] or [""]
    current = "" if words and words[-1] == "=" else current.lstrip("\"'")
    before = [*before, words[-2]] if words and words[-1] == "=" and before[-1:] != [words[-2]] else before
    state = _Line(make_parser((_named(before, COMMANDS) or COMMANDS[0],)))
    for word in before:
        state.take(word)
    if state.parser.prog == "searcher" and state.expecting is None and not current.startswith("-"):
        from searcher.cli.main import help_of

        yield from ((name, help_of(name)) for name in COMMANDS if name.startswith(current))
        return
    if state.expecting is None and current.startswith("-") and not state.only_words:
        option, equals, value = current.partition("=")
        if not equals:
            yield from state.options(current)
            return
        state.take(option)
        yield from ((f"{option}={each}", about) for each, about in state.values(value) if not each.startswith(":"))
        return
    yield from state.values(current)


def _named(words: list[str], commands: Sequence[str]) -> str | None:
    """The command among the words; the value of --index may be called as one is."""
    after_option = False
    for word in words:
        if not word.startswith("-") and not after_option:
            return word if word in commands else None
        after_option = word == "--index"
    return None


class _Line:
    """How far a command line is."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.parser = parser
        self.expecting: argparse.Action | None = None
        self.only_words = False
        self._position = 0
        self._given = argparse.Namespace(index=[], command="completions")

    def take(self, word: str) -> None:
        if self.expecting is not None:
            if self.expecting.dest == "index":
                self._given.index.append(Path(word).expanduser())
            self.expecting = None
        elif word == "--":
            self.only_words = True
        elif word.startswith("-") and not self.only_words:
            option, equals, _ = word.partition("=")
            action = self.parser._option_string_actions.get(option)
            self.expecting = action if action is not None and action.nargs != 0 and not equals else None
        elif (commands := _commands(self.parser)) is not None and word in commands:
            self.parser, self._position = commands[word], 0
        else:
            self._position += 1

    def options(self, current: str) -> Iterator[Candidate]:
        for action in self.parser._actions:
            names = [name for name in action.option_strings if name.startswith(current)]
            if names and action.help is not argparse.SUPPRESS:
                yield max(names, key=len), action.help or ""

    def values(self, current: str) -> Iterator[Candidate]:
        action = self.expecting or self._positional()
        if action is None:
            return
        if isinstance(action, argparse._SubParsersAction):
            helps = ((each.dest, each.help or "") for each in action._choices_actions)
            yield from (each for each in helps if each[0].startswith(current))
            return
        if action.choices is not None:
            yield from ((str(each), "") for each in action.choices if str(each).startswith(current))
            return
        values = VALUES.get(str(action.metavar))
        if values is not None:
            yield from values(current, self._given)

    def _positional(self) -> argparse.Action | None:
        actions = self.parser._get_positional_actions()
        if not actions:
            return None
        return actions[min(self._position, len(actions) - 1)]


def _commands(parser: argparse.ArgumentParser) -> "dict[str, argparse.ArgumentParser] | None":
    found = next((each for each in parser._actions if isinstance(each, argparse._SubParsersAction)), None)
    return None if found is None else found.choices


def _files(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    yield FILES, ""


def _libraries(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.library import SETTINGS_NAME

    head = current.rpartition("/")[0]
    start = Path(head or ("/" if current.startswith("/") else ".")).expanduser()
    with suppress(OSError):
        folders = sorted(entry for entry in start.iterdir() if entry.is_dir())[:_MOST_FOLDERS]
        for folder in folders:
            for place in (folder, folder / "index", folder / ".searcher"):
                name = os.path.relpath(place, start)
                shown = f"{head}/{name}" if head or current.startswith("/") else name
                if shown.startswith(current) and (place / SETTINGS_NAME).is_file():
                    yield shown, "library"
    yield FOLDERS, ""


def _languages(current: str, given: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.index.languages import documents_by_language
    from searcher.index.version import current_version
    from searcher.library import data_folder
    from searcher.text.languages import language_name

    version = current_version(data_folder(applying_folder(given)))
    if version is None or not version.is_of_this_program():
        return
    for code, documents in documents_by_language(version).most_common():
        if code.startswith(current) and code != "und":
            yield code, f"{language_name(code)}, {documents:,}"


def _names(current: str, given: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.entities.data import key_of

    table = _table(given)
    key = key_of(current)
    if not key:
        return
    told: dict[str, str] = {}
    for each in ([key] if table.lookup(key) else []) + table.beginning(key, _MOST_NAMES):
        for named in table.lookup(each)[:1]:
            entity = table.entity(named.entity_id)
            about = "" if entity is None or entity.canonical == named.name.text else entity.canonical
            told.setdefault(named.name.text, about)
    yield from ((name, about) for name, about in told.items() if name.lower().startswith(current.lower()))


def _entity_ids(current: str, given: argparse.Namespace) -> Iterator[Candidate]:
    for entity in _table(given):
        if entity.id.startswith(current):
            yield entity.id, entity.canonical


def _table(given: argparse.Namespace) -> "EntityTable":
    from searcher.entities.table import EntityTable
    from searcher.library import data_folder, entities_file

    try:
        folder = applying_folder(given)
    except SearcherError:
        return EntityTable.open(None, None)
    data = data_folder(folder)
    return EntityTable.open(data if data.is_dir() else None, entities_file(folder))


def _keys(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.ingest.settings_keys import KEYS

    yield from ((key.name, key.about) for key in KEYS if key.name.startswith(current))


def _searches(current: str, given: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.searches import read_searches

    searches = read_searches(applying_folder(given))
    yield from ((name, saved.text) for name, saved in searches.items() if name.startswith(current))


def _types(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.entities.model import TYPES

    yield from ((each, "") for each in TYPES if each.startswith(current))


def _kinds(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.entities.model import WEIGHTS

    yield from ((each, "") for each in WEIGHTS if each.startswith(current))


def _exchange_formats(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    from searcher.entities.exchange import FORMATS

    yield from ((each, "") for each in FORMATS if each.startswith(current))


def _nothing(current: str, _: argparse.Namespace) -> Iterator[Candidate]:
    yield from ()


# By what the help calls a value; "nothing" for what only the person knows.
VALUES: dict[str, Values] = {
    "DIR": _libraries,
    "FILE": _files,
    "PATH": _files,
    "DOC": _files,
    "CODE": _languages,
    "NAME": _names,
    "OTHER": _names,
    "VARIANT": _names,
    "ID": _entity_ids,
    "KEY": _keys,
    "SEARCH": _searches,
    "TYPE": _types,
    "KIND": _kinds,
    "FORMAT": _exchange_formats,
    **dict.fromkeys(("TEXT", "N", "N/M", "GLOB", "FORM", "DATE", "VALUE", "HOST"), _nothing),
}
