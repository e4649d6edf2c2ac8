"""`searcher mcp` as an agent meets it: the client of the protocol's own package, and the server in its own process."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from building import library_over, update
from places import ROOT
from searching import records
from test_cli_query import run

from searcher.cli.main import main
from searcher.serving.calls import CALLS, LONGEST_PASSAGE
from searcher.serving.parameters import LONGEST

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

GUIDE = (ROOT / "docs" / "how-to" / "agents.md").read_text(encoding="utf-8")
Capture = pytest.CaptureFixture[str]
TEXT = "Präambel. " * 400 + "Die Ministerin Ana Kovač traf in Nairobi Tariq Mehsood. 😀 " + "Schluss. " * 400
ROWS = (
    {"id": "de", "title": "Treffen", "text": TEXT, "lang": "de", "date": "2024-05-03"},
    {"id": "ru", "text": "Губернатор Тарик Мехсуд выступил в Найроби. Министр Ана Ковач была рядом.", "lang": "ru"},
    {"id": "en", "title": "Talks", "text": "Tariq Mehsood met Ana Kovač in Nairobi on Monday.\nThey spoke.", "lang": "en"},
)  # fmt: skip
NAMES = """[[entity]]
id = "nairobi-talks"
type = "event"
canonical = "Nairobi Talks"
[entity.names]
en = ["Nairobi Talks"]
de = ["Gespräche von Nairobi"]
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = library_over(tmp_path_factory.mktemp("agents"), {"news.jsonl": records(*ROWS), "note.txt": "A note.\n"})
    (library.folder / "entities.toml").write_text(NAMES, encoding="utf-8")
    update(library)
    return library.folder


def with_client(index: Path, ask: Callable[[Any], Awaitable[None]], mode: str = "auto") -> None:
    """Let `ask` use a client of a server over the library at `index`."""
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "searcher", "mcp", "--index", str(index)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    async def connected() -> None:
        async with mcp.Client(server, mode=mode) as client:
            await ask(client)

    asyncio.run(connected())


def test_the_tools_only_read_and_say_what_they_take_and_give(index: Path) -> None:
    async def ask(client: Any) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {call.tool for call in CALLS}
        for tool in tools.values():
            assert tool.annotations.read_only_hint and not tool.annotations.destructive_hint
            assert not tool.annotations.open_world_hint
            assert tool.description and tool.title and tool.output_schema["type"] == "object"
            assert all(each["description"] for each in tool.input_schema["properties"].values())
        assert tools["search"].input_schema["required"] == ["query"]

    with_client(index, ask)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_hits_are_those_of_the_command(index: Path, capsys: Capture, mode: str) -> None:
    cases: list[tuple[dict[str, object], list[str]]] = [
        ({"query": "Tariq Mehsood"}, ["Tariq Mehsood"]),
        ({"query": "Tariq Mehsood", "limit": 1}, ["Tariq Mehsood", "--limit", "1"]),
        ({"query": "Nairobi", "lang": "ru-RU"}, ["Nairobi", "--lang", "ru"]),
        ({"query": "Tariq Mehsood", "exact": True}, ["Tariq Mehsood", "--exact"]),
        ({"query": "Tariq Mehsood", "no_names": True}, ["Tariq Mehsood", "--no-names"]),
        ({"query": "Ministerinnen", "path": "*.txt"}, ["Ministerinnen", "--path", "*.txt"]),
        ({"query": "Tariq Mehsod", "fuzzy": True, "no_stems": True}, ["Tariq Mehsod", "--fuzzy", "--no-stems"]),
        ({"query": "Nairobi", "without": ["Найроби"]}, ["Nairobi", "--without", "Найроби"]),
    ]
    expected = [json.loads(run(capsys, "query", *words, "--index", index, "--format", "json")[1]) for _, words in cases]
    assert expected[0] and expected[0][0]["matches"]

    async def ask(client: Any) -> None:
        for (arguments, _), hits in zip(cases, expected, strict=True):
            # The client checks each answer by the schema of its tool.
            answer = await client.call_tool("search", arguments)
            assert not answer.is_error
            found = answer.structured_content["hits"]
            assert [each.pop("match_count") for each in found] == [len(each["matches"]) for each in hits]
            assert found == hits
            assert json.loads(answer.content[0].text)["total"] == answer.structured_content["total"]

    with_client(index, ask, mode)


def test_what_a_query_was_read_as_is_told(index: Path) -> None:
    async def ask(client: Any) -> None:
        answer = await client.call_tool("search", {"query": "Nairobi AND", "explain": True, "matches": 0})
        assert answer.structured_content["notes"]
        assert answer.structured_content["explanation"]
        assert all(hit["matches"] == [] for hit in answer.structured_content["hits"])

    with_client(index, ask)


def test_a_match_is_read_where_the_hit_says_that_it_is(index: Path) -> None:
    async def ask(client: Any) -> None:
        found = await client.call_tool("search", {"query": "Kovač", "lang": "de"})
        (hit,) = found.structured_content["hits"]
        match = hit["matches"][0]
        around = (
            await client.call_tool("read_passage", {"document": hit["id"], "around": match["start"], "length": 100})
        ).structured_content
        assert TEXT[around["start"] : around["end"]] == around["text"] and len(around["text"]) == 100
        assert around["start"] < match["start"] < around["end"] and around["length"] == len(TEXT)
        inside = around["text"][match["start"] - around["start"] : match["end"] - around["start"]]
        assert inside == match["text"] == "Kovač"
        # From the beginning to the end, piece by piece, nothing is lost.
        pieces: list[str] = []
        at = 0
        while not pieces or at < around["length"]:
            arguments = {"document": f"{hit['path']}:{hit['line']}", "start": at, "length": 3_000}
            piece = (await client.call_tool("read_passage", arguments)).structured_content
            pieces.append(piece["text"])
            at = piece["end"]
        assert "".join(pieces) == TEXT
        behind = (await client.call_tool("read_passage", {"document": "de", "start": 10**9})).structured_content
        assert behind["text"] == "" and behind["start"] == behind["end"] == len(TEXT)

    with_client(index, ask)


def test_other_spellings_and_documents_are_found_by_their_tools(index: Path) -> None:
    async def ask(client: Any) -> None:
        similar = (await client.call_tool("find_similar", {"document": "en"})).structured_content
        assert similar["hits"] and "en" not in [hit["id"] for hit in similar["hits"]] and similar["hits"][0]["shared"]
        about = (await client.call_tool("about_name", {"name": "Tariq  Mehsood"})).structured_content
        assert about["name"] == "Tariq Mehsood" and about["documents"] == 3
        status = (await client.call_tool("library_status", {})).structured_content
        assert {"kind": "language", "lang": "ru", "documents": 1} in status["records"]

    with_client(index, ask)


def test_entities_are_found_by_names_in_any_language(index: Path) -> None:
    async def entities(client: Any, **arguments: object) -> Any:
        return (await client.call_tool("find_entities", arguments)).structured_content

    async def ask(client: Any) -> None:
        found = (await entities(client, name="Северная Корея", lang="de"))["entities"]
        assert found[0]["type"] == "place" and set(found[0]["names"]) <= {"de", "mul"}
        assert "Nordkorea" in [name["text"] for name in found[0]["names"]["de"]]
        (own,) = (await entities(client, own=True))["entities"]
        assert (own["name"], own["type"], own["own"]) == ("Nairobi Talks", "event", True)
        assert own in (await entities(client, name="gespräche von"))["entities"]
        wrong = await entities(client, name="Nordkorae")
        assert wrong["entities"] == [] and "Nordkorea" in wrong["near"]
        pages = [await entities(client, type="org", start=start, limit=5) for start in (0, 5)]
        ids = [entity["id"] for page in pages for entity in page["entities"]]
        assert len(set(ids)) == 10 and pages[0]["more"]

    with_client(index, ask)


def test_what_is_wrong_is_one_line_that_says_what_to_send(index: Path) -> None:
    cases: tuple[tuple[str, dict[str, object], str], ...] = (
        ("search", {}, "query is missing"),
        ("search", {"query": " "}, "query is empty"),
        ("search", {"query": 3}, "query is a text"),
        ("search", {"query": "x" * (LONGEST + 1)}, f"{LONGEST:,} may be sent"),
        ("search", {"query": "x", "limit": 0}, "limit is a whole number from 1 to"),
        ("search", {"query": "x", "limit": True}, "limit is a whole number"),
        ("search", {"query": "x", "limt": 3}, "limt is no parameter here; there are query, limit"),
        ("search", {"query": "x", "lang": "nosuch"}, "lang is no language's code"),
        ("search", {"query": "x", "exact": "yes"}, "exact is true or false"),
        ("search", {"query": "x", "without": "y"}, "without is an array"),
        ("read_passage", {"document": "nothing"}, "nothing: no document has this id or path"),
        ("read_passage", {"document": "de", "length": LONGEST_PASSAGE + 1}, "length is a whole number from 1 to"),
        ("about_name", {"name": "x", "certainty": "sure"}, "certainty is one of certain, likely, possible"),
        ("find_entities", {"type": "animal"}, "type is one of"),
        ("library_status", {"all": True}, "nothing is sent with this"),
        ("remove", {}, "remove is no tool here; there are search"),
    )

    async def ask(client: Any) -> None:
        for tool, arguments, expected in cases:
            answer = await client.session.call_tool(tool, arguments)
            (content,) = answer.content
            assert answer.is_error and expected in content.text and "\n" not in content.text, content.text

    with_client(index, ask)


@pytest.mark.parametrize(
    "document",
    [
        "/etc/passwd",
        "../../../../etc/passwd",
        "news.jsonl/../../index/searcher.toml",
        "~/.bashrc",
        "~nosuch/x",
        "\x00",
        "index/searcher.toml",
    ],
)
def test_nothing_but_documents_is_read(index: Path, document: str) -> None:
    from searcher.errors import NoDocumentError
    from searcher.search.searcher import Searcher

    with Searcher(index) as searcher, pytest.raises(NoDocumentError):
        searcher.passage(document, length=100)
    with Searcher(index) as searcher, pytest.raises(NoDocumentError):
        searcher.passage(str(index / "searcher.toml"), length=100)


def test_a_library_without_an_index_is_built_and_edits_show(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "Ein roter Fuchs.\n"})

    async def ask(client: Any) -> None:
        assert (await client.call_tool("search", {"query": "Fuchs"})).structured_content["total"] == 1
        (tmp_path / "docs" / "b.txt").write_text("Noch ein Fuchs.\n", encoding="utf-8")
        update(library)
        assert (await client.call_tool("search", {"query": "Fuchs"})).structured_content["total"] == 2

    with_client(library.folder, ask)


def test_the_settings_of_the_guide_start_it(index: Path) -> None:
    (block,) = re.findall(r"^```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    (settings,) = json.loads(block)["mcpServers"].values()
    assert settings["command"] == "searcher" and settings["args"][:2] == ["mcp", "--index"]

    async def ask(client: Any) -> None:
        assert not (await client.call_tool(CALLS[0].tool, {"query": "Nairobi"})).is_error

    with_client(index, ask)


def test_the_guide_names_every_tool_and_parameter() -> None:
    for call in CALLS:
        (row,) = re.findall(rf"^\| `{call.tool}` \|(.*)$", GUIDE, re.MULTILINE)
        assert {each.name for each in call.parameters} <= set(re.findall(r"`(\w+)`", row)), call.tool


def test_without_the_extra_it_says_what_to_install(
    index: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("mcp", "searcher.serving.mcp"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    assert main(["mcp", "--index", str(index)]) == 2
    errors = capsys.readouterr().err
    assert "pip install 'searcher[mcp]'" in errors and errors.count("\n") == 1


def test_without_a_library_it_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    assert main(["mcp", "--index", str(tmp_path)]) == 2
    errors = capsys.readouterr().err
    assert "`searcher index" in errors and errors.count("\n") == 1
