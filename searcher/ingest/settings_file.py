"""searcher.toml: read and checked with messages that say what to do, and edited without losing a comment."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from searcher.engine_settings import cluster_settings
from searcher.errors import SearcherError
from searcher.expressions import expression
from searcher.files import replace_file
from searcher.ingest.settings import Settings

NEW_SETTINGS = """\
# What this library covers. Relative paths start from this folder.
sources = []

# languages = ["it", "de"]        # only these, instead of any language
# ignore = ["drafts/", "*.log"]   # patterns as in a .gitignore; "!.notes" takes a hidden folder in
# ignore_files = [".searcherignore"]  # files of such patterns in the folders; .gitignore and .ignore too if not told
# max_file_bytes = 32_000_000    # larger text files are named by `searcher status` and left out
# max_line_bytes = 16_000_000     # the same for one record of a JSON Lines or CSV file
# follow_links = true             # also links that lead out of the sources
# ocr = false                     # leave scanned pages and pictures of text unread, which takes seconds for each
# watch = true                    # live search brings the index up to date whenever a file changes

# [engine]                        # a library in an OpenSearch cluster: docs/how-to/cluster.md
# kind = "opensearch"
# nodes = ["https://search1:9200"]
# index = "archive"
"""
NEW_ENTITIES = """\
# Your own names: one [[entity]] each, read at every query, so that an edit shows at once.
#
# [[entity]]
# id = "kim-jong-un"
# type = "person"                 # person | place | org | event | other
# canonical = "Kim Jong-un"
# [entity.names]                  # "mul" = any language
# mul = ["Kim Jong-un", "Kim Jong Un"]
# de = ["Kim Yong-un"]
# ru = ["Ким Чен Ын"]
# [[entity.alias]]
# name = "Kim"                    # weak: counts only beside a strong name
# kind = "weak"                   # strong | short | weak | misspelling | demonym | acronym | translit
# weight = 0.3
# [entity.match]
# inflect = true                  # case endings on the last word
# case = false                    # true: needs a capital in the text
# trigger = true                  # may this name start an expansion?
"""
_LISTS = ("sources", "languages", "ignore", "ignore_files")
_SIZES = ("max_file_bytes", "max_line_bytes")
_SWITCHES = ("follow_links", "ocr", "watch")
ENGINE = "engine"
"""The table that names the engine."""
_KNOWN = (*_LISTS, *_SIZES, *_SWITCHES)
_MOST_BYTES = 1 << 40
# Warnings on keys that mean nothing are named one by one up to this many.
_MOST_WARNINGS = 20
_TOKEN = expression(r"""\"(?:[^"\\\n]|\\.)*\"|'[^'\n]*'|\#[^\n]*|[\[\]]""")
_SOURCES = expression(r"^[ \t]*sources[ \t]*=[ \t]*\[", re.MULTILINE)
_TABLE = expression(r"^[ \t]*\[", re.MULTILINE)


def read_settings(path: Path) -> tuple[tuple[str, ...], Settings, tuple[str, ...]]:
    """Sources as written, settings, and warnings on keys that mean nothing. Raises SearcherError."""
    return checked_settings(path, read_text(path))


def checked_settings(path: Path, text: str) -> tuple[tuple[str, ...], Settings, tuple[str, ...]]:
    """As `read_settings`, of a text that the file at `path` has or shall have."""
    values = _parse(path, text)
    good: dict[str, tuple[str, ...] | int] = {}
    for key in _KNOWN:
        if key not in values:
            continue
        value = values[key]
        place = f"{path}{_line(text, key)}"
        if key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
                raise SearcherError(f'{place}: {key} must be a list of strings, such as {key} = ["…"]')
            if any("\0" in item for item in value):
                raise SearcherError(f"{place}: {key} holds a NUL character, which no path has; take it out")
            good[key] = tuple(value)
        elif key in _SIZES:
            if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST_BYTES:
                most = f"at most {_MOST_BYTES:_}"
                raise SearcherError(f"{place}: {key} must be a number of bytes, such as {key} = 32_000_000, {most}")
            good[key] = value
        else:
            if not isinstance(value, bool):
                raise SearcherError(f"{place}: {key} must be true or false")
            good[key] = value
    sources = good.pop("sources", ())
    for code in values.get("languages", ()):  # type: ignore[attr-defined]
        if not re.fullmatch("[a-z]{2}", code):
            where = f"{path}{_line(text, 'languages')}"
            raise SearcherError(f'{where}: {code!r} is no two-letter language code, such as "it"')
    unknown = [key for key in values if key not in (*_KNOWN, ENGINE)]
    warnings = [
        f"{path}{_line(text, key)}: {key} is no setting and is ignored (settings: {', '.join(_KNOWN)})"
        for key in unknown[:_MOST_WARNINGS]
    ]
    if len(unknown) > _MOST_WARNINGS:
        warnings.append(f"{path}: and {len(unknown) - _MOST_WARNINGS} more keys that are no settings")
    assert isinstance(sources, tuple)
    cluster = cluster_settings(path, values[ENGINE], os.environ) if ENGINE in values else None
    return tuple(dict.fromkeys(sources)), Settings(**good, cluster=cluster), tuple(warnings)  # type: ignore[arg-type]


def write_sources(path: Path, added: Iterable[str]) -> None:
    """Add to the list `sources`, keeping everything else as it is written. Raises SearcherError."""
    added = list(added)
    text = read_text(path)
    before = _parse(path, text)
    try:
        quoted = [_quote(item) for item in added]
        edited = _with_sources(text, quoted)
        after = _parse(path, edited)
    except (ValueError, SearcherError):
        after, edited = {}, ""
    # The edit is made on the text to keep comments; its meaning is checked before anything is written.
    if after != {**before, "sources": [*before.get("sources", []), *added]}:  # type: ignore[misc]
        names = ", ".join(map(repr, added))
        raise SearcherError(f"{path}: cannot add {names} to sources; please add it by hand")
    try:
        replace_file(path, edited.encode())
    except OSError as error:
        raise SearcherError(f"{path}: cannot be written ({error.strerror})") from None


def read_text(path: Path) -> str:
    """The text of a file of settings. Raises SearcherError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SearcherError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise SearcherError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None


def _parse(path: Path, text: str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SearcherError(f"{path}: not valid TOML: it is nested too deep") from None
    except ValueError as error:  # not TOML, or a number of thousands of digits
        raise SearcherError(f"{path}: not valid TOML: {error}") from None


def _line(text: str, key: str) -> str:
    found = re.search(rf"^[ \t\[]*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""


def _quote(item: str) -> str:
    item.encode("utf-8")  # a name that is not UTF-8 cannot be written in TOML: ValueError
    return json.dumps(item, ensure_ascii=False).replace("\x7f", "\\u007f")


def _with_sources(text: str, quoted: list[str]) -> str:
    found = _SOURCES.search(text)
    if found is None:
        table = _TABLE.search(text)
        position = table.start() if table else len(text)
        gap = "" if not position or text[position - 1] == "\n" else "\n"
        return f"{text[:position]}{gap}sources = [{', '.join(quoted)}]\n{text[position:]}"
    # Where the last item and the list end; brackets in strings and comments are passed over.
    last, end = found.end(), -1
    item = False
    for token in _TOKEN.finditer(text, found.end()):
        if token[0] == "]":
            end = token.start()
            break
        if not token[0].startswith("#"):
            last, item = token.end(), True
    if end < 0:
        raise ValueError("the list does not end")
    comma = item and not re.match(r"\s*(?:#[^\n]*\n\s*)*,", text[last:end])
    head = f"{text[:last]}{',' if comma else ''}"
    rest = text[last:end]
    line_start = rest.rfind("\n") + 1
    if line_start and not rest[line_start:].strip():
        lines = "".join(f"    {item_text},\n" for item_text in quoted)
        return f"{head}{rest[:line_start]}{lines}{rest[line_start:]}{text[end:]}"
    gap = " " if item else ""
    return f"{head}{rest.rstrip()}{gap}{', '.join(quoted)}{text[end:]}"
