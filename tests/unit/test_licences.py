"""Whatever the package brings along has its licence in LICENSES."""

import csv
import re
import tomllib

from places import ROOT

LICENSES = ROOT / "LICENSES"
OWN = "facts; as this project"


def licence_names() -> set[str]:
    return {path.stem for path in LICENSES.glob("*.txt")}


def test_every_source_of_names_has_its_licence() -> None:
    with (ROOT / "searcher" / "entities" / "data" / "sources.tsv").open(encoding="utf-8", newline="") as rows:
        used = {row["licence"] for row in csv.DictReader(rows, delimiter="\t")} - {OWN}
    assert used
    assert {name.replace(" ", "-") for name in used} <= {name.replace(" ", "-") for name in licence_names()}


def test_every_list_of_stop_words_has_its_licence() -> None:
    for path in sorted((ROOT / "searcher" / "text" / "data" / "stopwords").glob("*.txt")):
        (licence,) = re.findall(r"^# Licence: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        name = licence.split(" (")[0]
        assert name == "the project's own" or name in licence_names(), path.name


def test_the_package_names_every_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["license"].split(" AND ")) == licence_names()
    assert project["license-files"] == ["LICENSE", "LICENSES/*"]
    page = (LICENSES / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.txt)" in page for name in licence_names())


def test_the_changelog_begins_with_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    first, state = re.findall(
        r"^## \[(.+)\] - (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )[0]
    # What is not released yet has a version that comes before its own.
    assert version == (f"{first}.dev0" if state == "unreleased" else first)
