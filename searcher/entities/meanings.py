"""What common things are called in many languages: CLDR's short names, and a library's own glossary.

Both are compiled as names of entities are, and nothing of them is read before somebody asks for translations.
"""

from collections.abc import Iterator
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from searcher.entities.compiled import FORMAT, CompiledTable, compile_table
from searcher.entities.data import DATA
from searcher.entities.model import Name
from searcher.entities.table import EntityTable, Named, file_stamp, read_compiled, replace_compiled
from searcher.text import ANALYSIS_VERSION

# Made by tools/build_translations.py.
BUNDLED = DATA / "translations.compiled"
GLOSSARY_NAME = "glossary.tsv"
COMPILED_NAME = "glossary.compiled"


@cache
def _bundled() -> CompiledTable:
    with BUNDLED.open("rb") as file:
        return CompiledTable(mmap(file.fileno(), 0, access=ACCESS_READ))


def _stamp(glossary: Path) -> str:
    return f"searcher glossary {FORMAT} {ANALYSIS_VERSION} {str(glossary.absolute())!r}:{file_stamp(glossary)}"


def glossary_file(folder: Path) -> Path:
    """Where the library at `folder` has a person's own translations."""
    return folder / GLOSSARY_NAME


class Meanings:
    """Names of things by key (`data.key_of`), and all names of one. `problems`: lines on what the glossary lost."""

    def __init__(self, own: CompiledTable, glossary: Path) -> None:
        self._table = EntityTable((own, _bundled()))
        self._own = own
        self._glossary = glossary
        self.problems = own.problems

    @classmethod
    def open(cls, folder: Path, cache: Path) -> "Meanings":
        """The bundled names with those of the library at `folder`; `cache` is the folder for the compiled copy."""
        glossary = glossary_file(folder)
        stamp = _stamp(glossary)
        own = read_compiled(cache / COMPILED_NAME, stamp)
        if own is None:
            # Only here, so that a query over an unchanged glossary does not pay for its reader.
            from searcher.entities.glossary import read_glossary

            entities, problems = read_glossary(glossary)
            data = compile_table(entities, stamp, problems)
            replace_compiled(cache / COMPILED_NAME, data)
            own = CompiledTable(data)
        return cls(own, glossary)

    def is_current(self) -> bool:
        """Whether the glossary is still the one that was read; else it should be opened again."""
        return self._own.stamp == _stamp(self._glossary)

    def lookup(self, key: str) -> tuple[Named, ...]:
        """The names with this key, and what they name."""
        return self._table.lookup(key)

    def names(self, thing: str) -> Iterator[Name]:
        """All names of a thing, by its id."""
        entity = self._table.entity(thing)
        return iter(entity.names if entity is not None else ())
