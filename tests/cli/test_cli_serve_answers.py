"""What `searcher serve --api` answers, as programs meet it."""

import json
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from building import library_over, update
from served import HEADERS, Running

from searcher.cli.main import main
from searcher.serving.calls import CALLS
from searcher.serving.parameters import LONGEST

pytest.importorskip("starlette", reason="the extra `serve` is not installed")
jsonschema = pytest.importorskip("jsonschema", reason="the extra `mcp`, which brings jsonschema, is not installed")

Capture = pytest.CaptureFixture[str]


def printed(capsys: Capture, *words: str) -> str:
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_hits_are_those_of_the_command(server: Running, served: Path, capsys: Capture) -> None:
    cases: tuple[tuple[dict[str, str | list[str]], list[str]], ...] = (
        ({"query": "Tariq Mehsood"}, ["Tariq Mehsood"]),
        ({"query": "Тарик Мехсуд", "lang": "en", "limit": "1"}, ["Тарик Мехсуд", "--lang", "en", "--limit", "1"]),
        ({"query": "Tariq Mehsood", "exact": "true"}, ["Tariq Mehsood", "--exact"]),
        ({"query": "Nairobi", "without": ["Найроби", "x"]}, ["Nairobi", "--without", "Найроби", "--without", "x"]),
    )
    for words, options in cases:
        expected = json.loads(printed(capsys, "query", *options, "--index", str(served), "--format", "json"))
        assert expected
        answer = server.get("query", **words)
        hits = answer.json["hits"]
        assert [hit.pop("match_count") for hit in hits] == [len(hit["matches"]) for hit in expected]
        assert (answer.status, hits) == (200, expected)


def test_the_description_is_true_of_every_answer(server: Running) -> None:
    described = server.get("openapi.json").json
    assert described["openapi"] == "3.1.0" and set(described["paths"]) == {f"/api/{call.name}" for call in CALLS}
    sent: dict[str, dict[str, object]] = {
        "query": {"query": "Tariq Mehsood", "explain": True},
        "passage": {"document": "en", "start": 6, "length": 7},
        "similar": {"document": "en"},
        "about": {"name": "Tariq Mehsood"},
        "entities": {"name": "Nordkorea", "lang": "ko"},
        "status": {},
    }
    for path, operations in described["paths"].items():
        name = path.removeprefix("/api/")
        arguments = sent[name]
        for method, operation in operations.items():
            shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
            jsonschema.Draft202012Validator.check_schema(shape)
            words = {each["name"]: each for each in operation.get("parameters", ())}
            if method == "get":
                answer = server.get(
                    name,
                    **{key: str(value).lower() if value is True else str(value) for key, value in arguments.items()},
                )
                for each in words.values():
                    jsonschema.Draft202012Validator.check_schema(each["schema"])
                    if not each["required"]:
                        jsonschema.validate(each["schema"]["default"], each["schema"])
            else:
                body = operation["requestBody"]["content"]["application/json"]["schema"]
                jsonschema.validate(arguments, body)
                answer = server.post(name, arguments)
            assert answer.status == 200, answer.body
            jsonschema.validate(answer.json, {**shape, "components": described["components"]})
            for status, reference in operation["responses"].items():
                if status != "200":
                    assert reference["$ref"].rpartition("/")[2] in described["components"]["responses"]
    assert server.get("passage", document="en", start="6", length="7").json["text"] == "Mehsood"
    both = [server.get("query", query="Ковач").json, server.post("query", {"query": "Ковач"}).json]
    assert both[0] == both[1] and both[0]["total"] == 2


def test_what_is_wrong_is_one_line_with_its_status(server: Running) -> None:
    cases = (
        (server.get("query"), 400, "query is missing"),
        (server.get("query", query="x" * (LONGEST + 1)), 400, "may be sent"),
        (server.get("query", query="x", limit="0"), 400, "limit is a whole number from 1 to 100"),
        (server.get("query", query="x", limit="9" * 5_000), 400, "limit is a whole number"),
        (server.get("query", query="x", exact="maybe"), 400, "exact is true or false"),
        (server.get("query", query=["x", "y"]), 400, "query is there more than once"),
        (server.get("query", query="x", colour="red"), 400, "colour is no parameter here"),
        (server.get("query", query="x", lang="nosuch"), 400, "lang is no language's code"),
        (server.get("passage", document="nothing"), 404, "no document has this id or path"),
        (server.get("nothing"), 404, "there are /api/query"),
        (server.ask("/"), 404, "nothing is here"),
        (server.ask("/api/query", "DELETE"), 405, "GET or POST"),
        (server.ask("/api/query", "POST", b'{"query":', HEADERS), 400, "is no JSON"),
        (server.ask("/api/query", "POST", b"[" * 60_000, HEADERS), 400, "is no JSON"),
        (server.ask("/api/query", "POST", b'["x"]', HEADERS), 400, "no JSON object"),
        (server.ask("/api/query", "POST", b"\xff", HEADERS), 400, "is no JSON"),
        (server.ask("/api/query", "POST", b"query=x"), 415, "Content-Type: application/json"),
        (server.ask("/api/query", "POST", b'"' + b"x" * 70_000 + b'"', HEADERS), 413, "more than 64 KB"),
    )
    for answer, status, expected in cases:
        assert answer.status == status and expected in answer.json["error"], answer.body
        assert answer.body.count(b"\n") == 1
        assert answer.headers["content-type"] == "application/json"
    # What is no request any more may end the connection before it is all sent.
    with suppress(ConnectionError):
        assert server.ask(f"/api/query?query={'x' * 200_000}").status in (400, 414, 431)
    assert server.get("query", query="Nairobi").status == 200


def test_lone_surrogates_and_controls_are_no_fault(server: Running) -> None:
    for text in ("\ud800", "\x00", "\u202e Nairobi", "😀", "\x1b[31m"):
        answer = server.post("query", {"query": text})
        assert answer.status == 200, answer.body
        assert b"\x1b" not in answer.body and "\u202e".encode() not in answer.body


def test_many_at_once_are_answered_each_with_its_own(server: Running) -> None:
    names = ["Mehsood", "Kovač", "note", "Nairobi", "nothing-of-this"] * 6
    expected = {name: server.get("query", query=name).body for name in set(names)}
    found: dict[int, bytes] = {}

    def ask(number: int) -> None:
        found[number] = server.get("query", query=names[number]).body

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(len(names))] == [expected[name] for name in names]


def test_documents_and_names_that_come_later_show(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a.txt": "Ein roter Fuchs.\n"})
    running = Running("--api", "--index", str(library.folder))
    try:
        assert running.get("query", query="Fuchs").json["total"] == 1
        (tmp_path / "docs" / "b.txt").write_text("Noch ein Fuchs.\n", encoding="utf-8")
        update(library)
        assert running.get("query", query="Fuchs").json["total"] == 2
        assert {"kind": "index", "state": "complete"}.items() <= running.get("status").json["records"][2].items()
    finally:
        running.end()
