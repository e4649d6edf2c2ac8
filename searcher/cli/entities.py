"""`searcher entities`: look at the names that stand for each other, and add some."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.cli import suggestions
from searcher.cli.arguments import typed
from searcher.cli.common import add_json_option, applying_folder, folder_if_any, print_json, say
from searcher.records import replace

if TYPE_CHECKING:
    from searcher.entities.exchange import Format
    from searcher.entities.model import Entity, Name
    from searcher.entities.table import EntityTable

HELP = "show the names that stand for each other, add some, see what the documents suggest, exchange and check"
EPILOG = """examples:
  searcher entities show "Kim Jong-un"
  searcher entities add "Kim Jong-un" "Kim Yong-un" --lang de
  searcher entities import people.csv
  searcher entities suggest Belousov"""
_STANDARD_INPUT = Path("-")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all entities")
    listing.add_argument("--type", default="", metavar="TYPE", help="only person, place, org, event or other")
    show = actions.add_parser("show", help="all names of one entity")
    show.add_argument("name", type=typed, metavar="NAME", help="a name in any language, or an id")
    add = actions.add_parser("add", help="add names to an entity, or a new entity with them")
    add.add_argument("name", type=typed, metavar="NAME", help="a name or an id that is known, or a new name")
    add.add_argument("variants", nargs="+", type=typed, metavar="VARIANT", help="other names of it")
    add.add_argument("--lang", default="mul", metavar="CODE", help="the language of the variants (default: any)")
    add.add_argument("--kind", default="name", metavar="KIND", help="strong, weak, misspelling, demonym, …")
    taking = actions.add_parser("import", help="add the entities of a file: CSV, Solr synonyms, Wikidata, …")
    taking.add_argument("file", type=Path, metavar="FILE", help="the file, - for standard input")
    giving = actions.add_parser("export", help="write entities in a format of other programs")
    giving.add_argument("names", nargs="*", type=typed, metavar="NAME", help="names or ids (default: what is your own)")
    giving.add_argument("--type", default="", metavar="TYPE", help="only person, place, org, event or other")
    for action in (taking, giving):
        action.add_argument(
            "--format", default="", metavar="FORMAT", help="csv, followthemoney, solr, toml or wikidata"
        )
    check = actions.add_parser("check", help="what should be looked at in the names of this library")
    suggest = actions.add_parser("suggest", help="spellings of one name that the documents show by their company")
    suggestions.configure_suggest(suggest)
    reject = actions.add_parser("reject", help="two spellings that are not one name, never to be suggested again")
    suggestions.configure_reject(reject)
    for action in (listing, show, add, check, reject):
        add_json_option(action)


def run(args: argparse.Namespace) -> int:
    """Run the command: 0, or 1 when nothing is found (`check`: when something is). Raises SearcherError."""
    if args.action == "add":
        return _add(args)
    if args.action == "import":
        return _import(args)
    if args.action == "suggest":
        return suggestions.suggest(args)
    if args.action == "reject":
        return suggestions.reject(args)
    table = _table(args)
    for problem in () if args.action == "check" else table.problems:
        say(problem)
    if args.action == "list":
        return _list(table, args)
    if args.action == "show":
        return _show(table, args)
    if args.action == "export":
        return _export(table, args)
    return _check(table, args)


def _table(args: argparse.Namespace) -> "EntityTable":
    from searcher.entities.table import EntityTable
    from searcher.library import data_folder, entities_file

    folder = folder_if_any(args)
    if folder is None:
        return EntityTable.open(None, None)  # the bundled names need no library
    return EntityTable.open(_cache(data_folder(folder)), entities_file(folder))


def _cache(data: Path) -> Path | None:
    # To look at names makes no folders.
    return data if data.is_dir() else None


def _list(table: "EntityTable", args: argparse.Namespace) -> int:
    from searcher.text.cells import printable

    _require_type(args.type)
    listed = [entity for entity in table if args.type in ("", entity.type)]
    if args.format == "json":
        print_json([_outline(entity) for entity in listed])
        return 0 if listed else 1
    width = max((len(entity.id) for entity in listed), default=0)
    for entity in listed:
        print(printable(f"{entity.id:<{width}}  {entity.type:<6}  {entity.canonical}"))
    return 0 if listed else 1


def _outline(entity: "Entity") -> dict[str, object]:
    return {"id": entity.id, "type": entity.type, "canonical": entity.canonical, "wikidata": entity.wikidata}


def _require_type(kind: str) -> None:
    from searcher.entities.model import TYPES
    from searcher.errors import SearcherError

    if kind and kind not in TYPES:
        raise SearcherError(f"--type {kind}: the types are {', '.join(TYPES)}")


def _show(table: "EntityTable", args: argparse.Namespace) -> int:
    name = args.name
    found = table.find(name)
    if not found:
        from searcher.entities.lookup import near_names

        near = near_names(table, name)
        also = f"; near: {', '.join(near)}" if near else ""
        say(f"no entity has the name or id {name!r}{also}")
        return 1
    if args.format == "json":
        print_json([{**_outline(entity), "names": [_name_record(each) for each in entity.names]} for entity in found])
        return 0
    for number, entity in enumerate(found):
        if number:
            print()
        _print_entity(entity)
    return 0


def _name_record(name: "Name") -> dict[str, object]:
    return {
        "text": name.text, "langs": name.langs, "kind": str(name.kind), "weight": name.weight, "source": name.source
    }  # fmt: skip


def _print_entity(entity: "Entity") -> None:
    from searcher.entities.model import MANY_LANGUAGES
    from searcher.text.cells import printable
    from searcher.text.languages import language_name

    print(printable("  ".join(filter(None, (entity.id, entity.type, entity.canonical, entity.wikidata)))))
    groups: dict[str, list[Name]] = {}
    for name in entity.names:
        for lang in name.langs:
            groups.setdefault(lang, []).append(name)
    for lang in sorted(groups, key=lambda code: (code != MANY_LANGUAGES, code)):
        print(printable(f"  {'any language' if lang == MANY_LANGUAGES else f'{lang} {language_name(lang)}'}"))
        for name in groups[lang]:
            print(printable(f"    {name.text}  ({name.kind}, weight {name.weight:g}, source {name.source})"))


def _add(args: argparse.Namespace) -> int:
    from searcher.entities.edit import add
    from searcher.entities.model import KIND_ALIASES, MANY_LANGUAGES
    from searcher.errors import SearcherError
    from searcher.library import data_folder, entities_file
    from searcher.text.cells import printable
    from searcher.text.languages import is_language, normalise_code

    lang = args.lang if args.lang == MANY_LANGUAGES else normalise_code(args.lang)
    if lang != MANY_LANGUAGES and not is_language(lang):
        raise SearcherError(f"--lang {args.lang}: no language has this code; write one such as de, ko or mul (any)")
    folder = applying_folder(args)
    path = entities_file(folder)
    kind = KIND_ALIASES.get(args.kind, args.kind)
    added = add(path, args.name, args.variants, lang=lang, kind=kind, cache=_cache(data_folder(folder)))
    if args.format == "json":
        told = {"id": added.entity_id, "created": added.created, "names": added.names, "known": added.known}
        print_json({**told, "file": str(path)})
    elif added.names:
        new = " (new)" if added.created else ""
        print(printable(f"{added.entity_id}{new}: {', '.join(added.names)}"))
        say(f"written to {path}")
    if added.known and args.format == "text":
        say(f"{added.entity_id} has already: {', '.join(added.known)}")
    return 0


def _import(args: argparse.Namespace) -> int:
    from searcher.entities.edit import take_in
    from searcher.errors import SearcherError
    from searcher.library import data_folder, entities_file

    kind = _format(args.format or _format_of(args.file))
    place = "standard input" if args.file == _STANDARD_INPUT else str(args.file)
    try:
        data = sys.stdin.buffer.read() if args.file == _STANDARD_INPUT else args.file.read_bytes()
    except OSError as error:
        raise SearcherError(f"{place}: cannot be read ({error.strerror})") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SearcherError(f"{place}:{line}: not UTF-8; convert the file first") from error
    folder = applying_folder(args)
    incoming = kind.read(text, place)
    taken = take_in(entities_file(folder), incoming.entities, cache=_cache(data_folder(folder)))
    for problem in (*incoming.problems, *(f"{place}: {problem}" for problem in taken.problems)):
        say(problem)
    known = f"; {taken.known} names were known" if taken.known else ""
    say(f"{taken.names} names of {taken.entities} entities written, {taken.created} of them new{known}")
    return 0 if taken.entities or taken.known else 1


def _export(table: "EntityTable", args: argparse.Namespace) -> int:
    from searcher.entities.overlay import USER_SOURCE

    kind = _format(args.format or "toml")
    _require_type(args.type)
    missing = 0
    chosen: dict[str, Entity] = {}
    for name in args.names:
        found = table.find(name)
        missing += not found
        chosen.update((entity.id, entity) for entity in found)
        if not found:
            say(f"no entity has the name or id {name!r}")
    if not args.names:
        for entity in table.own():
            own = tuple(name for name in entity.names if name.source == USER_SOURCE)
            chosen[entity.id] = replace(entity, names=own)
    written = [entity for entity in chosen.values() if args.type in ("", entity.type)]
    for piece in kind.write(written) if written else ():
        print(piece, end="")
    return 0 if written and not missing else 1


def _format_of(file: Path) -> str:
    from searcher.entities.exchange import FORMATS

    return next((name for name, one in FORMATS.items() if file.suffix.lower() == one.suffix), "")


def _format(name: str) -> "Format":
    from searcher.entities.exchange import FORMATS
    from searcher.errors import SearcherError

    if name not in FORMATS:
        said = f"--format {name}" if name else "the format cannot be told from the name of the file; write --format"
        raise SearcherError(f"{said}: the formats are {', '.join(FORMATS)}")
    return FORMATS[name]


def _check(table: "EntityTable", args: argparse.Namespace) -> int:
    from searcher.entities.check import check
    from searcher.entities.table import EntityTable
    from searcher.text.cells import printable

    # What the bundled names share with each other is known and nothing that a person here can mend.
    bundled = EntityTable.open(None, None)
    own = list(table.own())
    known = set(check(bundled, filter(None, (bundled.entity(entity.id) for entity in own))))
    lines = [line for line in check(table, own) if line not in known]
    if args.format == "json":
        print_json(lines)
        return 1 if lines else 0
    for line in lines:
        print(printable(line))
    if not lines:
        say("nothing to mend")
    return 1 if lines else 0
