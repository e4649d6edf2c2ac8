"""Completions in the shells that are there, and what they are given to choose from."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from building import library_over, update
from places import ROOT

from searcher.cli.completing import VALUES, candidates
from searcher.cli.completion_scripts import SCRIPTS
from searcher.cli.completions import SHELLS


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library and with `searcher` beside it."""
    folder = tmp_path_factory.mktemp("completions")
    library = library_over(folder, {"it.txt": "La Corea del Nord ha inviato le sue truppe in questi giorni.\n"})
    update(library)
    program = folder / "bin" / "searcher"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m searcher "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    for shell in SHELLS:
        (folder / shell).write_text(SCRIPTS[shell])
    return folder


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SEARCHER_INDEX", raising=False)
    monkeypatch.chdir(place)
    return place


def values(*words: str) -> list[str]:
    return [value for value, _ in candidates(list(words))]


def test_words_are_told_from_the_parsers(here: Path) -> None:
    assert values("qu") == ["query"] and "watchlist" in values("")
    assert values("query", "--form") == ["--format"]
    assert values("query", "--format", "js") == ["json", "jsonl"] == values("query", "--format", "=", "js")
    assert values("query", "--format=js") == ["--format=json", "--format=jsonl"]
    assert values("query", "--format", "=") == values("query", "--format", "")
    assert values("--index", "query", "sta") == ["status"]
    assert values("completions", "") == list(SHELLS)
    assert values("query", "--", "--form") == []
    assert values("entities", "sho") == ["show"] and values("config", "set", "oc") == ["ocr"]


def test_values_are_told_from_the_library(here: Path) -> None:
    assert values("query", "--lang", "") == ["it"]
    assert values("query", "--index", "") == ["index", ":dirs"]
    assert values("--index", "index", "query", "--lang", "i") == ["it"]
    assert "Kim Jong-un" in values("entities", "show", "Kim Jo")
    assert "kim-jong-un" in values("query", "--entity", "kim-jong")
    assert values("watchlist", "") == [":files"]
    (here / "entities.toml").unlink(missing_ok=True)
    own = '[[entity]]\nid = "zzz-own"\ntype = "org"\ncanonical = "Zzz Own"\n[entity.names]\nmul = ["Zzz Own"]\n'
    (here / "index" / "entities.toml").write_text(own)
    assert values("entities", "show", "zzz o") == ["Zzz Own"]


def test_languages_of_deleted_documents_are_not_told(tmp_path: Path) -> None:
    texts = {
        "it": "La Corea del Nord ha inviato le sue truppe in questi giorni al confine.",
        "de": "Der Minister besuchte gestern die Hauptstadt und sprach mit den Abgeordneten.",
        "en": "The minister visited the capital yesterday and spoke with the members.",
    }
    rows = [{"id": f"{lang}{number}", "text": text} for lang, text in texts.items() for number in range(3)]
    files = {f"{lang}.txt": text for lang, text in texts.items()}
    library = library_over(tmp_path, {"rows.jsonl": "".join(f"{json.dumps(row)}\n" for row in rows), **files})
    update(library)
    (tmp_path / "docs" / "it.txt").unlink()
    (tmp_path / "docs" / "de.txt").write_text(texts["en"])
    update(library)
    told = dict(candidates(["query", "--index", str(library.folder), "--lang", ""]))
    assert told == {"en": "English, 5", "it": "Italian, 3", "de": "German, 3"}
    (tmp_path / "docs" / "rows.jsonl").unlink()
    update(library)
    assert list(candidates(["query", "--index", str(library.folder), "--lang", ""])) == [("en", "English, 2")]


def test_languages_are_told_without_what_makes_a_person_wait(here: Path) -> None:
    script = (
        "import sys; from searcher.cli.main import main; main(['completions', '--complete', 'query', '--lang', '']); "
        "print(*{'numpy', 'sqlite3', 'tomllib', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=here, env=environment(here), check=True
    )
    assert done.stdout == "it\tItalian, 1\n\n"


def test_a_library_that_is_none_is_no_error(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from searcher.cli.main import main

    assert main(["completions", "--complete", "query", "--index", "nowhere", "--lang", ""]) == 0
    assert capsys.readouterr() == ("", "")


def environment(place: Path) -> dict[str, str]:
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    inherited = {name: value for name, value in os.environ.items() if name != "SEARCHER_INDEX"}
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**inherited, "PATH": path, "PYTHONPATH": paths, "HOME": str(place), "LC_ALL": "C.UTF-8"}


def shell(place: Path, *command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        command,
        cwd=place,
        env=environment(place),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", SHELLS)
def test_the_script_is_good_grammar(here: Path, name: str) -> None:
    shell(here, name, "-n", name)


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        (("searcher", "qu"), "query"),
        (("searcher", "query", "--format", "=", "jsonl"), "jsonl"),
        (("searcher", "query", "--lang", ""), "it"),
        (("searcher", "entities", "show", "Kim Jong-u"), "Kim\\ Jong-un"),
        (("searcher", "entities", "show", '"Kim Jong-u'), "Kim Jong-un"),
        (("searcher", "watchlist", "bas"), "bash"),
    ],
)
def test_bash_completes(here: Path, words: tuple[str, ...], reply: str) -> None:
    script = 'source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _searcher; printf "%s\\n" "${COMPREPLY[@]}"'
    assert reply in shell(here, "bash", "-c", script, "bash", *words).splitlines()


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("searcher qu", "query"), ("searcher query --format json", "jsonl"), ("searcher query --lang ", "it"),
        ("searcher entities show 'Kim Jong-u", "Kim Jong-un"), ("searcher watchlist bas", "bash"),
    ],
)  # fmt: skip
def test_fish_completes(here: Path, line: str, reply: str) -> None:
    shown = shell(here, "fish", "--no-config", "-c", "source ./fish; complete -C $argv[1]", line)
    assert reply in [each.partition("\t")[0].replace("\\ ", " ").strip("'") for each in shown.splitlines()]


@pytest.mark.parametrize(
    ("line", "reply"),
    [("searcher stat", "searcher status"), ("searcher query --lang ", "searcher query --lang it"),
     ("searcher entities show Zzz", "searcher entities show Zzz\\ Own")],
)  # fmt: skip
def test_zsh_completes(here: Path, line: str, reply: str) -> None:
    test_values_are_told_from_the_library(here)
    script = """
    zmodload zsh/zpty
    zpty session zsh -f -i
    zpty -w session 'PS1=; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; source ./zsh; \
bindkey "^I" expand-or-complete; show() { print -r -- "<$BUFFER>"; zle kill-buffer; }; zle -N show; \
bindkey "^X" show; print -r -- READY-NOW'
    until [[ $told == *READY-NOW$'\\r'* ]]; do zpty -r session line || break; told+=$line; done
    zpty -w -n session "$1"$'\\t\\x18'
    told=
    until [[ $told == *'<'*'>'* ]]; do zpty -r session line || break; told+=$line; done
    print -r -- "$told"
    zpty -d session
    """
    assert f"<{reply}" in shell(here, "zsh", "-f", "-c", script, "zsh", line)


def test_every_value_of_the_help_is_known(here: Path) -> None:
    from test_cli_commands import all_parsers

    for _, parser in all_parsers():
        for action in parser._actions:
            if action.nargs != 0 and action.choices is None and action.metavar is not None:
                assert action.metavar in VALUES, f"{parser.prog} {action.dest}: nothing completes {action.metavar}"
