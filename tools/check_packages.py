"""Say whether packages hold what they must: `python tools/check_packages.py FILE…`, of a sdist (.tar.gz) or a wheel.

A wheel has the code, the compiled tables and all licences of bundled data, and none of the tables that these are made
of; a sdist has those, the tests and the manual as well.
"""

import sys
import tarfile
import zipfile
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
LICENCES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "LICENSE", *(ROOT / "LICENSES").iterdir()))
COMPILED = ("searcher/entities/data/bundled.compiled", "searcher/entities/data/translations.compiled")
IN_BOTH = (
    *COMPILED,
    "searcher/text/data/sounds.bin",
    "searcher/text/data/SOURCES.md",
    "searcher/text/data/stopwords/en.txt",
    "searcher/entities/data/sources.tsv",
    "searcher/tui/styles.tcss",
    "searcher/py.typed",
    *LICENCES,
)
SOURCES_ALONE = (
    "searcher/entities/data/names.tsv",
    "searcher/entities/data/cities.tsv",
    "tools/compile_names.py",
    "tests/conftest.py",
    "docs/index.md",
    "zensical.toml",
    "CHANGELOG.md",
)
NEVER = ("*.pyc", "*/index/data/*", "*.sqlite")


def missing(names: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """What of `wanted` is the end of no name."""
    listed = list(names)
    return [each for each in wanted if not any(name == each or name.endswith(f"/{each}") for name in listed)]


def faults(package: Path) -> list[str]:
    """What is wrong with a package, a line each."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as archive:
            names = archive.namelist()
        lacking = missing(names, IN_BOTH)
        strange = [name for name in names if not name.startswith(("searcher/", "searcher-"))]
        strange += [each for each in SOURCES_ALONE if not missing(names, [each])]
    else:
        with tarfile.open(package) as archive:
            names = archive.getnames()
        lacking, strange = missing(names, (*IN_BOTH, *SOURCES_ALONE)), []
    strange += [name for name in names if any(fnmatch(name, pattern) for pattern in NEVER)]
    return [f"{package.name}: lacks {name}" for name in lacking] + [f"{package.name}: has {name}" for name in strange]


if __name__ == "__main__":
    found = [fault for argument in sys.argv[1:] for fault in faults(Path(argument))]
    print("\n".join(found or [f"{Path(argument).name} holds what it must" for argument in sys.argv[1:]]))
    sys.exit(bool(found))
