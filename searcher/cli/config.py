"""`searcher config`: the settings of the library and of the person, where they come from, and how they are changed."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli.arguments import typed
from searcher.cli.common import add_json_option, applying_folder, folder_if_any, print_json, say
from searcher.errors import SearcherError

if TYPE_CHECKING:
    from searcher.ingest.settings_keys import Key

HELP = "show the settings and where they come from, change one, and say where files lie"
EPILOG = """examples:
  searcher config list
  searcher config get languages
  searcher config set languages it de
  searcher config path --format json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every setting, its value, its default, and where it comes from")
    getting = actions.add_parser("get", help="the value of one setting; an item a line if it is a list")
    setting = actions.add_parser("set", help="change one setting; the rest of its file stays as it is written")
    for action in (getting, setting):
        action.add_argument("key", type=typed, metavar="KEY", help="a setting, such as languages or tui.theme")
    setting.add_argument("value", nargs="+", type=typed, metavar="VALUE", help="its value; the items of a list")
    paths = actions.add_parser("path", help="where the library, its files and those of the person lie")
    for action in (listing, getting, setting, paths):
        add_json_option(action)


def run(args: argparse.Namespace) -> int:
    """Run the command: 0. Raises SearcherError for what is no setting, and a value that does not fit."""
    if args.action == "path":
        return _paths(args)
    if args.action == "list":
        return _list(args)
    key = _key(args.key)
    return _get(args, key) if args.action == "get" else _set(args, key)


def _list(args: argparse.Namespace) -> int:
    from searcher.ingest.settings_keys import KEYS
    from searcher.text.cells import printable

    folder = folder_if_any(args)
    if folder is None:
        say("no library here or above: only your own settings are shown")
    told = [(key, *_value(key, folder)) for key in KEYS if key.is_own or folder is not None]
    if args.format == "json":
        print_json([_record(*each) for each in told])
        return 0
    width = max(len(key.name) for key, _, _ in told)
    for key, value, source in told:
        default = "" if value == key.default else f" (default {_shown(key.default)})"
        print(printable(f"{key.name:<{width}}  {_shown(value)}{default} — {source}"))
    return 0


def _get(args: argparse.Namespace, key: "Key") -> int:
    from searcher.text.cells import printable

    value, source = _value(key, None if key.is_own else applying_folder(args))
    if args.format == "json":
        print_json(_record(key, value, source))
        return 0
    for item in value if isinstance(value, list) else [value]:
        print(printable(item if isinstance(item, str) else _shown(item)))
    return 0


def _set(args: argparse.Namespace, key: "Key") -> int:
    from searcher.ingest.settings_edit import value_of, write_setting
    from searcher.ingest.settings_file import checked_settings, read_text

    value = value_of(key, args.value)
    if key.is_own:
        path = _file(key, None)
        text = read_text(path) if path.exists() else ""
        write_setting(path, text, key, value, lambda edited: _check_own(key, value))
    else:
        folder = applying_folder(args)
        path = _file(key, folder)
        write_setting(path, read_text(path), key, value, lambda edited: checked_settings(path, edited))
    if args.format == "json":
        print_json(_record(key, value, str(path)))
    say(f"{key.name} = {_shown(value)}: written to {path}")
    return 0


def _check_own(key: "Key", value: object) -> None:
    from searcher.opening.viewer import viewer_command
    from searcher.preferences import BIDI, HERE, TERMINAL, VIEWER

    if key.path == (VIEWER,):
        viewer_command("", 1, str(value))
    if key.path == (BIDI,) and value not in (HERE, TERMINAL):
        raise SearcherError(f"{key.name} is {TERMINAL} or {HERE}, not {value}")


def _paths(args: argparse.Namespace) -> int:
    from searcher.text.cells import printable

    paths = dict(_places(folder_if_any(args)))
    if args.format == "json":
        print_json({name: {"path": str(path), "there": path.exists()} for name, path in paths.items()})
        return 0
    width = max(map(len, paths))
    for name, path in paths.items():
        print(printable(f"{name:<{width}}  {path}{'' if path.exists() else ' (not there)'}"))
    return 0


def _places(folder: Path | None) -> Iterator[tuple[str, Path]]:
    from searcher.entities.meanings import glossary_file
    from searcher.entities.rejected import rejected_file
    from searcher.faults import records_folder
    from searcher.library import data_folder, entities_file, own_folder, settings_file
    from searcher.marks import MARKS_NAME
    from searcher.preferences import preferences_file
    from searcher.text.kept import cache_folder
    from searcher.trust import allowed_file

    if folder is not None:
        yield "library", folder
        yield "settings", settings_file(folder)
        yield "entities", entities_file(folder)
        yield "glossary", glossary_file(folder)
        yield "rejected", rejected_file(folder)
        yield "marks", folder / MARKS_NAME
        yield "data", data_folder(folder)
    yield "own library", own_folder()
    yield "preferences", preferences_file()
    yield "allowed", allowed_file()
    yield "faults", records_folder()
    yield "cache", cache_folder()


def _key(name: str) -> "Key":
    from searcher.ingest.settings_keys import KEYS

    found = next((key for key in KEYS if key.name == name), None)
    if found is not None:
        return found
    from difflib import get_close_matches

    names = [key.name for key in KEYS]
    own = {each.rpartition(".")[2]: each for each in names}
    near = get_close_matches(name, [*names, *own], 1, 0.5)
    hint = f"did you mean {own.get(near[0], near[0])}?" if near else "those are in: searcher config list"
    raise SearcherError(f"{name} is no setting; {hint}")


def _file(key: "Key", folder: Path | None) -> Path:
    from searcher.library import settings_file
    from searcher.preferences import preferences_file

    return preferences_file() if folder is None else settings_file(folder)


def _value(key: "Key", folder: Path | None) -> tuple[object, str]:
    """A setting's value, and where it comes from: a file, or "default". Raises SearcherError."""
    from searcher.ingest.settings_file import checked_settings, read_text
    from searcher.preferences import read_toml

    path = _file(key, None if key.is_own else folder)
    if not key.is_own:
        checked_settings(path, read_text(path))
    found: object = read_toml(path)
    for part in key.path:
        found = found.get(part) if isinstance(found, dict) else None
    return (key.default, "default") if found is None else (found, str(path))


def _record(key: "Key", value: object, source: str) -> dict[str, object]:
    return {"key": key.name, "value": value, "default": key.default, "source": source, "about": key.about}


def _shown(value: object) -> str:
    """A value as TOML writes it."""
    from searcher.preferences import quoted

    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:_}" if isinstance(value, int) else quoted(str(value))
