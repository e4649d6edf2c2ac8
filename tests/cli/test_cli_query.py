"""`searcher query` as a person and a program meet it: stdout, stderr, the exit status, and what it costs to start."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from building import library_over, update, write

from searcher.cli.main import main

Capture = pytest.CaptureFixture[str]

TEXTS = {
    "korea": "La Corea del Nord ha inviato truppe. 北京 non commenta; Kim Jong-un sì. 😀 Corea del Nord!",
    "minister": "Министр обороны Андрей Белоусов прибыл в Пхеньян.",
    "fox": "A quick brown fox jumps over the lazy dog.",
}
FILES: dict[str, str | bytes] = {
    "records.jsonl": "".join(
        json.dumps({"id": f"id {name}", "title": f"About {name}", "text": text}, ensure_ascii=False) + "\n"
        for name, text in TEXTS.items()
    ),
    "notes/plain.txt": "The red fox sleeps.\n",
    "notes/more.md": "# Hunting\n\nNo animal here but a fox, and a fox.\n",
}


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library of the person or folder that runs the tests applies."""
    for name in ("SEARCHER_INDEX", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that is indexed."""
    library = library_over(tmp_path_factory.mktemp("query"), FILES)
    update(library)
    return library.folder


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """(exit status, stdout, stderr)."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    output, errors = capsys.readouterr()
    assert "Traceback" not in errors
    return status, output, errors


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "searcher.cli.main", *map(str, arguments)]


def told(errors: str) -> list[str]:
    """The lines on stderr, without the name of the program."""
    return [line.removeprefix("searcher: ") for line in errors.splitlines()]


def trec(output: str) -> list[list[str]]:
    return [line.split(" ") for line in output.splitlines()]


# Exit status and the two streams


def test_hits_end_with_0_and_none_with_1(index: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "query", "--index", index, "fox")
    assert (status, errors) == (0, "")
    assert "‹fox›" in output and "of 3 documents" in output
    status, output, errors = run(capsys, "query", "--index", index, "zebra")
    assert (status, output, errors) == (1, "no document matches\n", "")
    for format_name, nothing in (("jsonl", ""), ("trec", ""), ("paths", ""), ("json", "[]\n")):
        assert run(capsys, "query", "--index", index, "zebra", "--format", format_name) == (1, nothing, "")


def test_words_need_no_quotes(index: Path, capsys: Capture) -> None:
    _, apart, _ = run(capsys, "query", "--index", index, "--format", "trec", "lazy", "dog")
    _, together, _ = run(capsys, "query", "--index", index, "--format", "trec", "lazy dog")
    assert apart == together != ""


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["query"], "--queries FILE"),
        (["query", "fox", "--queries", "f"], "--queries FILE"),
        (["query", "fox", "--lang", "xx-nowhere"], "--lang xx-nowhere"),
        (["query", "--queries", "missing.tsv"], "missing.tsv: cannot be read"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_to_do(
    index: Path, capsys: Capture, arguments: list[str], remedy: str
) -> None:
    status, output, errors = run(capsys, *arguments, "--index", index)
    assert (status, output) == (2, "")
    assert errors.count("\n") == 1 and errors.startswith("searcher: ")
    assert remedy in errors


@pytest.mark.parametrize(
    "arguments",
    [["query", "fox", "--limit", "x"], ["query", "fox", "--limit", "-1"], ["query", "fox", "--format", "xml"], ["query", "--nope"], ["nope"]],
)  # fmt: skip
def test_a_wrong_option_ends_with_2(index: Path, capsys: Capture, arguments: list[str]) -> None:
    status, output, errors = run(capsys, *arguments)
    assert (status, output) == (2, "")
    assert arguments[-1] in errors


def test_a_missing_library_says_what_to_do(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    status, output, errors = run(capsys, "query", "fox")
    assert (status, output, errors.count("\n")) == (2, "", 1)
    assert "`searcher index PATH`" in errors
    status, output, errors = run(capsys, "query", "--index", tmp_path / "nowhere", "fox")
    assert (status, output, errors.count("\n")) == (2, "", 1)
    assert str(tmp_path / "nowhere") in errors
    monkeypatch.setenv("SEARCHER_INDEX", str(tmp_path / "other"))
    status, output, errors = run(capsys, "query", "fox")
    assert (status, output) == (2, "")
    assert f"SEARCHER_INDEX {tmp_path / 'other'}" in errors


def test_the_library_of_the_environment_and_the_one_above(
    index: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEARCHER_INDEX", str(index))
    assert run(capsys, "query", "fox")[0] == 0
    monkeypatch.delenv("SEARCHER_INDEX")
    monkeypatch.chdir(index.parent / "docs" / "notes")
    assert run(capsys, "query", "fox")[0] == 0


def test_the_first_use_builds_the_index_and_says_so(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "A fox.", "empty.txt": ""})
    status, output, errors = run(capsys, "query", "--index", library.folder, "fox", "--format", "trec")
    assert (status, output.split(" ")[2]) == (0, "a.txt")
    first, *rest = errors.splitlines()
    assert f"{library.folder}: building the index, once" in first
    assert any("empty.txt: is empty" in line for line in rest)
    assert run(capsys, "query", "--index", library.folder, "fox", "--format", "trec") == (0, output, "")


def test_notes_go_to_stderr(index: Path, capsys: Capture) -> None:
    status, output, errors = run(capsys, "query", "--index", index, '"fox', "--format", "trec")
    assert (status, len(output.splitlines())) == (0, 3)
    assert told(errors) == ["unbalanced quote: searched as words"]
    status, output, errors = run(capsys, "query", "--index", index, "...", "--format", "trec")
    assert (status, output) == (1, "")
    assert told(errors) == ["nothing to search for: the query holds no letter or digit"]


def test_problems_of_the_table_go_to_stderr(tmp_path: Path, capsys: Capture) -> None:
    library = library_over(tmp_path, {"a.txt": "A fox."})
    update(library)
    write(library.folder / "entities.toml", "[[entity]\n")
    status, output, errors = run(capsys, "query", "--index", library.folder, "fox", "--format", "paths")
    assert (status, output) == (0, f"{tmp_path / 'docs' / 'a.txt'}\n")
    assert "entities.toml:1: not TOML" in errors


def test_what_a_query_holds_does_not_reach_the_terminal_as_controls(index: Path, capsys: Capture) -> None:
    _, output, errors = run(capsys, "query", "--index", index, 'date:\x1b[31m\u202efox "')
    assert "\x1b" not in output + errors and "\u202e" not in output + errors


@pytest.mark.parametrize("field", ["", "lang:", "path:", "date:", "entity:", '"', "="])
def test_an_argument_that_is_no_text_is_no_failure(index: Path, field: str) -> None:
    done = subprocess.run(
        [*map(os.fsencode, command("query", "--index", index)), field.encode() + b"f\xff\xfe"],
        capture_output=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


# Formats


def test_trec_lines(index: Path, capsys: Capture) -> None:
    _, output, _ = run(capsys, "query", "--index", index, "fox dog", "--format", "trec")
    lines = trec(output)
    assert lines[0][:4] == ["0", "Q0", "id%20fox", "1"]
    assert [line[3] for line in lines] == ["1", "2", "3"]
    assert all(len(line) == 6 and line[5] == "searcher" for line in lines)
    found = [float(line[4]) for line in lines]
    assert found == sorted(found, reverse=True) and found[-1] > 0
    assert {line[2] for line in lines} == {"id%20fox", "notes/plain.txt", "notes/more.md"}


def test_json_lines_have_the_keys_of_the_contract(index: Path, capsys: Capture) -> None:
    _, output, _ = run(capsys, "query", "--index", index, "North Korea", "--format", "jsonl")
    [hit] = [json.loads(line) for line in output.splitlines()]
    contract = ["qid", "id", "path", "title", "lang", "langs", "score", "snippets", "matches"]
    assert [key for key in hit if key in contract] == contract
    match_keys = ["start", "end", "text", "variant", "kind", "entity", "lang"]
    assert [key for key in hit["matches"][0] if key in match_keys] == match_keys
    assert (hit["qid"], hit["id"], hit["title"], hit["lang"]) == ("0", "id korea", "About korea", "it")
    assert (hit["matches"][0]["entity"], hit["matches"][0]["kind"]) == ("North Korea", "name")


@pytest.mark.parametrize(
    "query", ["North Korea", "Beijing", "Belousov", "Пхеньян", "Corea", "Kim Jong-un", "fox", "qu*", '"lazy dog"']
)
def test_offsets_slice_back_to_the_document(index: Path, capsys: Capture, query: str) -> None:
    status, output, _ = run(capsys, "query", "--index", index, query, "--format", "jsonl", "--limit", "0")
    assert status == 0
    texts = {f"id {name}": text for name, text in TEXTS.items()}
    for hit in map(json.loads, output.splitlines()):
        text = texts.get(hit["id"]) or Path(hit["path"]).read_text(encoding="utf-8")
        assert hit["matches"]
        for match in hit["matches"]:
            assert text[match["start"] : match["end"]] == match["text"]
        for snippet in hit["snippets"]:
            assert text[snippet["start"] : snippet["end"]] == snippet["text"]
            for start, end in snippet["matches"]:
                assert snippet["text"][start:end] in {match["text"] for match in hit["matches"]}


def test_json_is_one_array_of_the_same_hits(index: Path, capsys: Capture) -> None:
    _, lines, _ = run(capsys, "query", "--index", index, "fox", "--format", "jsonl")
    _, array, _ = run(capsys, "query", "--index", index, "fox", "--format", "json")
    assert json.loads(array) == [json.loads(line) for line in lines.splitlines()]


def test_paths_can_be_opened(index: Path, capsys: Capture) -> None:
    _, output, _ = run(capsys, "query", "--index", index, "fox", "--format", "paths")
    found = output.splitlines()
    assert {Path(path).name for path in found} == {"records.jsonl", "plain.txt", "more.md"}
    assert all(Path(path).is_file() for path in found)
    _, output, _ = run(capsys, "query", "--index", index, "fox OR Belousov OR 北京", "--format", "paths")
    assert len(output.splitlines()) == len(set(output.splitlines())) == 3


def test_the_limit(tmp_path: Path, capsys: Capture) -> None:
    records = "".join(json.dumps({"id": f"n{n:02}", "text": f"fox number {n}", "lang": "en"}) + "\n" for n in range(25))
    library = library_over(tmp_path, {"a.jsonl": records})
    update(library)

    def found(*more: str) -> list[str]:
        return [
            line[2]
            for line in trec(run(capsys, "query", "--index", library.folder, "fox", "--format", "trec", *more)[1])
        ]

    assert len(found()) == 10
    assert found("--limit", "0") == [f"n{n:02}" for n in range(25)]
    assert found("--limit", "3") == found("--limit", "0")[:3]
    assert "10 of 25 documents" in run(capsys, "query", "--index", library.folder, "fox")[1]


def test_options_reach_the_search(index: Path, capsys: Capture) -> None:
    def found(*arguments: str) -> list[str]:
        return sorted(
            line[2] for line in trec(run(capsys, "query", "--index", index, "--format", "trec", *arguments)[1])
        )

    assert found("fox", "--path", "*.md") == ["notes/more.md"]
    assert found("fox", "--path", "notes/*") == ["notes/more.md", "notes/plain.txt"]
    assert found("Belousov", "--lang", "ru") == found("Belousov", "--lang", "rus") == ["id%20minister"]
    assert found("Belousov", "--lang", "it") == []
    assert found("Belousov", "--exact") == []
    assert found("Belousov", "--no-names") == []
    assert found("quikc") == []
    assert found("quikc", "--fuzzy") == ["id%20fox"]
    assert found("fox -jumps") == ["notes/more.md", "notes/plain.txt"]
    assert found("--", "-fox") == ["id%20korea", "id%20minister"]


def test_explain_is_product_in_text_and_talk_elsewhere(index: Path, capsys: Capture) -> None:
    _, output, errors = run(capsys, "query", "--index", index, "Belousov", "--explain")
    assert output.startswith("languages: ") and "Белоусов" in output and errors == ""
    _, output, errors = run(capsys, "query", "--index", index, "Belousov", "--explain", "--format", "trec")
    assert len(output.splitlines()) == 1
    assert told(errors)[0].startswith("languages: ") and "Белоусов" in errors


# Many queries


QUERIES = 'q1\tfox\r\nq 2\tNorth Korea\n\nno tab here\nq3\tzebra\nq4\t"Belousov\nq5\tlazy\tdog\n'


def check_many(output: str, errors: str, name: str) -> None:
    lines = trec(output)
    assert [line[0] for line in lines] == ["q1", "q1", "q1", "q%202", "q4", "q5"]
    assert [line[3] for line in lines] == ["1", "2", "3", "1", "1", "1"]
    assert told(errors) == [
        f"{name}:4: no tab: a line is qid<TAB>query; skipped",
        "q4: unbalanced quote: searched as words",
    ]


def test_a_file_of_queries(index: Path, tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path / "queries.tsv", "\ufeff" + QUERIES)
    status, output, errors = run(
        capsys, "query", "--index", index, "--queries", tmp_path / "queries.tsv", "--format", "trec"
    )
    assert status == 0
    check_many(output, errors, str(tmp_path / "queries.tsv"))
    _, output, _ = run(capsys, "query", "--index", index, "--queries", tmp_path / "queries.tsv", "--format", "jsonl")
    assert [json.loads(line)["qid"] for line in output.splitlines()] == ["q1", "q1", "q1", "q 2", "q4", "q5"]
    _, output, _ = run(capsys, "query", "--index", index, "--queries", tmp_path / "queries.tsv")
    for qid, query in (("q1", "fox"), ("q 2", "North Korea"), ("q3", "zebra")):
        assert f"{qid} {query}\n" in output


def test_queries_from_standard_input(index: Path) -> None:
    done = subprocess.run(
        command("query", "--index", index, "--queries", "-", "--format", "trec"),
        input=QUERIES.encode(), capture_output=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    check_many(done.stdout.decode(), done.stderr.decode(), "standard input")


def test_queries_without_any_hit_end_with_1(index: Path, tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path / "queries.tsv", "a\tzebra\nb\tokapi\n")
    assert run(capsys, "query", "--index", index, "--queries", tmp_path / "queries.tsv", "--format", "trec")[:2] == (
        1,
        "",
    )
    write(tmp_path / "queries.tsv", b"a\tf\xffx\nb\tfox\n")
    assert run(capsys, "query", "--index", index, "--queries", tmp_path / "queries.tsv", "--format", "trec")[0] == 0


# Terminals and pipes


def on_a_terminal(*arguments: str | Path, environment: Mapping[str, str]) -> str:
    """The output of the command on a terminal of 80 columns."""
    pty = pytest.importorskip("pty")
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdout=terminal, stderr=subprocess.DEVNULL, env=dict(environment)
    ) as process:
        os.close(terminal)
        pieces = []
        while True:
            try:
                piece = os.read(controller, 65536)
            except OSError:  # how a terminal says that nobody writes to it any more
                break
            if not piece:
                break
            pieces.append(piece)
        process.wait(timeout=600)
    os.close(controller)
    return b"".join(pieces).decode()


def test_colour_is_for_terminals(index: Path, capsys: Capture) -> None:
    environment = {**os.environ, "TERM": "xterm-256color"}
    coloured = on_a_terminal("query", "--index", index, "fox", environment=environment)
    assert "\x1b[1;32mfox\x1b[0m" in coloured and "‹" not in coloured
    for plain in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        output = on_a_terminal("query", "--index", index, "fox", environment={**environment, **plain})
        assert "‹fox›" in output and "\x1b" not in output
    assert "\x1b" not in run(capsys, "query", "--index", index, "fox")[1]
    assert "\x1b" not in on_a_terminal("query", "--index", index, "fox", "--format", "jsonl", environment=environment)


def test_an_old_locale_does_not_matter(index: Path) -> None:
    done = subprocess.run(
        command("query", "--index", index, "北京"), capture_output=True, timeout=600, check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert "‹北京›" in done.stdout.decode()


def test_words_are_read_as_utf_8_whatever_the_locale(index: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (["北京"], ["Corea", "--path", "*.jsonl"], ["Corea", "--entity", "северная"]):
        done = subprocess.run(
            [*map(os.fsencode, command("query", "--index", index)), *(word.encode() for word in arguments)],
            capture_output=True, timeout=60, check=False, env=environment,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b""), arguments


# What a query loads


COSTLY = (
    "textual", "rich", "searcher.ingest.walk", "searcher.ingest.extract", "searcher.tui", "py3langid", "whoosh",
    "watchfiles", "charset_normalizer", "tomllib", "sqlite3", "isal", "searcher.index.segment.column_writer",
    "searcher.index.workers", "searcher.text.splitting", "searcher.entities.formats", "searcher.query.things",
    "searcher.entities.meanings", "searcher.query.meanings",
    "searcher.cluster", "searcher.engine.opensearch", "urllib3",
    "searcher.entities.name_list", "searcher.query.listed", "searcher.query.neighbours", "searcher.search.watchlist",
    "searcher.search.seen", "searcher.search.dossier", "searcher.output.sightings", "searcher.output.dossiers",
    "searcher.output.dossier_files", "searcher.search.passages", "searcher.entities.lookup", "searcher.serving", "mcp",
    "starlette", "uvicorn",
    "dataclasses", "shutil", "bz2", "lzma",
)  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["Belousov"],
        ["北京 OR fox", "--format", "jsonl"],
        ["fo* quikc~", "--fuzzy", "--explain"],
        ["fox", "--format", "trec"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_query_loads_nothing_that_it_does_not_need(index: Path, arguments: list[str]) -> None:
    # The first query of a library compiles its names, whichever test asks it.
    main(["query", "--index", str(index), "fox"])
    script = (
        "import sys; from searcher.cli.main import main; status = main(sys.argv[1:]); "
        "print('\\nMODULES', *sys.modules); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "query", "--index", str(index), *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.rpartition("\nMODULES ")[2].split()
    assert "searcher.search.searcher" in loaded
    assert [name for name in loaded if re.match(rf"(?:{'|'.join(map(re.escape, COSTLY))})(?:\.|$)", name)] == []
