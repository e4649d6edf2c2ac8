"""The pages of the manual: all of them in the navigation, their links right, and what is made of the program up to date."""

import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import make_manual
import manual_commands
import pytest
from examples import CONFIG, DOCS, PAGES, name_of
from places import ROOT

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
TEXTS = (*PAGES, *(ROOT / name for name in ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")))


def navigated(entries: object) -> Iterator[str]:
    if isinstance(entries, str):
        yield entries
    elif isinstance(entries, list | dict):
        for entry in entries.values() if isinstance(entries, dict) else entries:
            yield from navigated(entry)


def test_the_navigation_has_every_page_and_no_other() -> None:
    there = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    named = list(navigated(CONFIG["nav"]))
    missing, gone = sorted(there - set(named)), sorted(set(named) - there)
    assert not missing, f"give each a place in `nav` of zensical.toml: {', '.join(missing)}"
    assert not gone, f"no such page, but in `nav` of zensical.toml: {', '.join(gone)}"
    assert len(named) == len(set(named))


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links: as both the site and code forges make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", [page for page in TEXTS if page.exists()], ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("name", make_manual.PAGES)
def test_pages_made_of_the_program_are_as_it_is_now(name: str) -> None:
    written = (make_manual.REFERENCE / name).read_text(encoding="utf-8")
    assert written == make_manual.text(name), f"{name} is out of date: run python tools/make_manual.py"


def test_every_command_has_its_options_in_the_reference() -> None:
    page = (make_manual.REFERENCE / "commands.md").read_text(encoding="utf-8")
    for name, parser in manual_commands.parsers():
        assert f" searcher {name}\n" in page
        for action in parser._actions:
            # --help and --index are those of all commands, and told once.
            if action.dest not in ("help", "index"):
                assert all(f"`{spelling}" in page for spelling in action.option_strings), (name, action.option_strings)


def test_the_examples_of_every_help_are_understood() -> None:
    for name, parser in manual_commands.parsers():
        for line in re.findall(r"^  searcher (.+)$", parser.epilog or "", re.MULTILINE):
            words = itertools.takewhile(lambda word: word not in ("|", "||", "&&", ">", "<"), shlex.split(line))
            command, *rest = words
            assert command == name, line
            # SystemExit, after a line on stderr, for what the parser does not know.
            parser.parse_args(rest)


def test_every_variable_of_the_environment_is_in_the_reference() -> None:
    page = (make_manual.REFERENCE / "settings.md").read_text(encoding="utf-8")
    named = {
        found
        for module in (ROOT / "searcher").rglob("*.py")
        for found in re.findall(r"\bSEARCHER_[A-Z_]+\b", module.read_text(encoding="utf-8"))
    }
    assert named
    assert not [name for name in sorted(named) if f"`{name}`" not in page]
