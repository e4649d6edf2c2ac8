"""The page of all settings, made of the docstrings and defaults in which the program has them."""

import dataclasses
import re
from collections.abc import Iterable, Iterator

from manual_markdown import table

from searcher import engine_settings
from searcher.engine_settings import ClusterSettings, cluster_settings
from searcher.ingest.settings import Settings

_INTRODUCTION = """\
# Settings

## searcher.toml

A library is a folder with a `searcher.toml`. `searcher index PATH` makes one and adds to its `sources`; the rest is
yours to write. Relative paths start from the folder of the file. A key that is no setting is named and passed over; a
value that cannot be meant ends the command with a line that says which.

```toml
sources = ["../documents", "~/mail"]
languages = ["de", "en", "uk"]
ignore = ["drafts/", "*.log", "!.notes"]
watch = true
```
"""
_ENGINE = """\
## [engine]

Only for a library that lies [in a cluster](../how-to/cluster.md).
"""
_OTHERS = """\
## The environment

| variable | what it says |
|---|---|
| `SEARCHER_INDEX` | the folder of the library, or of several as in PATH, where no `--index` says it |
| `SEARCHER_OPENSEARCH_USER`, `SEARCHER_OPENSEARCH_PASSWORD` | who asks the cluster; before `credentials` |
| `SEARCHER_OPENSEARCH_CA` | the file of certificates to trust; before `ca` |
| `VISUAL`, `EDITOR` | the editor in which the live search and `--open` open a hit |
| `SEARCHER_PAGER`, `PAGER` | what shows text that is longer than the screen (else less); empty or `cat` for none |
| `SEARCHER_LINKS` | `no`: paths are no hyperlinks |
| `NO_COLOR` | with any value: no colours and no hyperlinks |
| `OPENBLAS_NUM_THREADS` | threads of NumPy; one for `about` and `watchlist`, if not told |

Without `--index` and `SEARCHER_INDEX` the library is the nearest `index/searcher.toml` or `.searcher/searcher.toml`
from the current folder upward, and else your own in the platform's data folder.

## tui.toml

Your own, for all libraries: `~/.config/searcher/tui.toml` on Linux, the platform's folder for settings elsewhere. The
live search writes `theme`, `tour` and `bidi` itself. They are no settings of a library, because a library may come from
somebody else, who must not say which program runs.

| key | what it says |
|---|---|
| `theme` | the colours of the live search, as `Ctrl+P` offers them |
| `tour` | `false`: no tour at the first start |
| `bidi` | who orders right-to-left text: `"terminal"` or `"here"` ([more](../how-to/any-terminal.md)) |
| `viewer` | the command that opens a PDF at a page, such as `"evince --page-index={page} {file}"` |
"""
_SOURCES = "`sources`", "list of strings", "`[]`", "the folders and files that are searched"
_KINDS = {int: "number", bool: "true or false", str: "string", tuple: "list of strings"}


def page() -> str:
    """The page. Raises ValueError for a setting that nothing is said of."""
    head = ("setting", "kind", "default", "what it says")
    return "\n".join(
        [
            _INTRODUCTION,
            table(head, [_SOURCES, *_rows(_settings(), Settings.__doc__ or "")]),
            _ENGINE,
            table(head, _rows(_engine(), cluster_settings.__doc__ or "")),
            _OTHERS,
        ]
    )


def _settings() -> Iterator[tuple[str, object]]:
    """(name, default) of what stands beside `sources`; what lies in a cluster is a table of its own."""
    yield from ((one.name, one.default) for one in dataclasses.fields(Settings) if one.name != "cluster")


def _engine() -> Iterator[tuple[str, object]]:
    """(name, default) of what stands in the table; a type where there is none."""
    types = {"nodes": tuple, "index": str, "credentials": str, "ca": str}
    defaults: dict[str, object] = {"kind": engine_settings.EMBEDDED}
    defaults |= {one.name: one.default for one in dataclasses.fields(ClusterSettings)}
    yield from ((name, types.get(name, defaults.get(name))) for name in engine_settings.KEYS)


def _rows(settings: Iterable[tuple[str, object]], told: str) -> Iterator[tuple[str, ...]]:
    paragraphs = re.findall(r"^ *`(\w+)`: (.+?)(?=\n\n|\Z)", told, re.MULTILINE | re.DOTALL)
    said = {name: " ".join(text.split()) for name, text in paragraphs}
    for name, default in settings:
        if name not in said:
            raise ValueError(f"{name}: no paragraph of the docstring of its table begins with `{name}`:")
        kind = _KINDS[default if isinstance(default, type) else type(default)]
        yield f"`{name}`", kind, "" if isinstance(default, type) else f"`{_toml(default)}`", said[name].rstrip(".")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:_}"
    if isinstance(value, str):
        return f'"{value}"'
    assert isinstance(value, tuple)
    return f"[{', '.join(map(_toml, value))}]"
