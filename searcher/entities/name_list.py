"""A list of names to be watched, out of a file: names one a line, a table, or an entities.toml."""

from pathlib import Path

from searcher.entities.data import key_of
from searcher.entities.model import Entity
from searcher.entities.overlay import clean
from searcher.errors import SearcherError
from searcher.records import dataclass
from searcher.text.cells import printable

# Longer lines, in code points, are no names.
LONGEST = 200
_COMMENT = "#"
_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list: `key` tells it from the others, `label` is how it is shown.

    `entity` has all its spellings where there are several; else `label` is the name.
    """

    key: str
    label: str
    entity: Entity | None = None


@dataclass(frozen=True, slots=True)
class NameList:
    """The good rows of a list, and a line "FILE:LINE: reason" for each that is left out."""

    rows: tuple[Listed, ...]
    problems: tuple[str, ...]


def read_names(data: bytes, file: str) -> NameList:
    """The names in a file of this name: its ending tells a table (.csv, .tsv) and entities.toml from names one a line.

    Rows that tell one entity are one row; of rows with the same name the first counts. Raises SearcherError for what
    cannot be read at all, or holds no name.
    """
    ending = Path(file).suffix.lower()
    if ending == ".toml":
        rows, problems = _of_toml(Path(file))
    elif ending in _TABLES:
        rows, problems = _of_table(data, file)
    else:
        rows, problems = _of_lines(data, file)
    if not rows:
        reason = f"; {problems[0]}" if problems else ""
        raise SearcherError(f"{file}: no name in it; write names one a line{reason}")
    return NameList(tuple(rows), tuple(problems))


def _of_lines(data: bytes, file: str) -> tuple[list[Listed], list[str]]:
    rows: dict[str, Listed] = {}
    problems: list[str] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            name = clean(line.decode("utf-8"))
        except UnicodeDecodeError:
            problems.append(_left_out(file, number, "not UTF-8"))
            continue
        if not name or name.startswith(_COMMENT):
            continue
        key = key_of(name)
        if not key:
            problems.append(_left_out(file, number, f"{_shown(name)} has no letter or digit"))
        elif len(name) > LONGEST:
            problems.append(_left_out(file, number, f"longer than {LONGEST} characters, which no name is"))
        elif key in rows:
            problems.append(_left_out(file, number, f"{_shown(name)} is on line {lines[key]} already"))
        else:
            rows[key], lines[key] = Listed(key, name), number
    return list(rows.values()), problems


def _of_table(data: bytes, file: str) -> tuple[list[Listed], list[str]]:
    """The rows of a table with a column `name`; rows with one `id` or one `canonical` are one entity."""
    from searcher.entities.exchange.csv_rows import read

    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SearcherError(f"{file}:{line}: not UTF-8; save it as CSV UTF-8") from None
    incoming = read(text, file)
    problems = list(incoming.problems)
    rows: dict[str, Listed] = {}
    for entity in incoming.entities:
        row = _row(entity)
        if len(row.label) > LONGEST:
            problems.append(f"{file}: {_shown(row.label)} is longer than {LONGEST} characters; it is left out")
        elif rows.setdefault(row.key, row) is not row:
            problems.append(f"{file}: {_shown(row.label)} is in it twice; the second is left out")
    return list(rows.values()), problems


def _of_toml(path: Path) -> tuple[list[Listed], list[str]]:
    from searcher.entities.table import EntityTable

    if not path.is_file():
        raise SearcherError(f"{path}: cannot be read; a list in TOML is a file, an entities.toml")
    table = EntityTable.open(None, path)
    return [_row(entity) for entity in table.own()], list(table.problems)


def _row(entity: Entity) -> Listed:
    """An entity as a row; one of no id and a single plain name is that name."""
    if not entity.id and len(entity.names) == 1 and entity.names[0].kind == "name":
        return Listed(key_of(entity.names[0].text), entity.names[0].text)
    return Listed(entity.id or key_of(entity.canonical), entity.canonical, entity)


def _left_out(file: str, line: int, reason: str) -> str:
    return f"{file}:{line}: {reason}; this row is left out"


def _shown(name: str) -> str:
    return printable(name if len(name) <= 40 else name[:40] + "…")
