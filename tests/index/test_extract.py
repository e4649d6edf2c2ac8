"""What each reader makes of a file: documents with their metadata, and a reason for all that is not searchable."""

import json
from pathlib import Path

import pytest

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import MOST_PROBLEMS, extract
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

SMALL = Settings(max_file_bytes=1000, max_line_bytes=200)


def read(
    tmp_path: Path, name: str, content: str | bytes, settings: Settings = SMALL
) -> tuple[list[Document], list[Problem]]:
    path = tmp_path / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    found = FoundFile(f"../docs/{name}", name, path, len(data), 0)
    items = list(extract(found, settings))
    assert list(extract(found, settings, data)) == items, "the same from memory as from the disk"
    return [item for item in items if isinstance(item, Document)], [i for i in items if isinstance(i, Problem)]


def one(tmp_path: Path, name: str, content: str | bytes) -> Document:
    documents, problems = read(tmp_path, name, content)
    assert (len(documents), problems) == (1, [])
    return documents[0]


def reasons(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(problem.number, problem.reason) for problem in problems if not problem.is_note]


def test_text(tmp_path: Path) -> None:
    document = one(tmp_path, "a.txt", "A title\r\n\r\nSome text.\rMore.")
    assert (document.id, document.file) == ("a.txt", "../docs/a.txt")
    assert (document.title, document.text) == ("A title", "A title\n\nSome text.\nMore.")
    assert (document.type, document.number, document.lang) == ("txt", 0, "")


@pytest.mark.parametrize("content", ["just one line", "x" * 300 + "\nmore"])
def test_text_without_a_title(tmp_path: Path, content: str) -> None:
    assert one(tmp_path, "a.txt", content).title == ""


@pytest.mark.parametrize("name", ["README", "a.rst", "a.py"])
def test_other_files_are_text_if_they_are(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, name, "some text").text == "some text"
    assert reasons(read(tmp_path, name, b"\x7fELF\x02\x01\x01\0\0\0" * 9)[1])[0][1].startswith("is a program")


def test_markdown_front_matter(tmp_path: Path) -> None:
    front = "---\ntitle: 'Die Reise'\nlang: de-AT\ndate: 2024-5-1 # day\ntags:\n  - a\n---\n# Other\n\nText."
    document = one(tmp_path, "a.md", front)
    assert (document.title, document.lang, document.date) == ("Die Reise", "de", "2024-05-01")
    assert (document.text, document.type) == ("# Other\n\nText.", "md")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("```\n# no\n```\n\n## Yes ##\ntext", "Yes"),
        ("Underlined\n=====\ntext", "Underlined"),
        ("---\na rule and no front matter\n", ""),
        ("#hashtag", ""),
    ],
)
def test_markdown_heading(tmp_path: Path, text: str, title: str) -> None:
    document = one(tmp_path, "a.md", text)
    assert (document.title, document.text) == (title, text)


def test_html(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html lang="pt-BR"><head><title>Caf&eacute; &amp; P&#227;o</title>
    <meta name="date" content="2024-05-01"><style>p { color: red }</style><script>var x = "<p>no</p>";</script></head>
    <body><nav>Home</nav><p>One <b>t</b>wo&nbsp;three</p><!-- no --><ul><li>four<li>five</ul><pre>a
  b</pre></body></html>"""
    document = one(tmp_path, "a.html", page)
    assert (document.title, document.lang, document.date) == ("Café & Pão", "pt", "2024-05-01")
    assert document.text == "One two\xa0three\nfour\nfive\na\nb"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<p><ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rp>(</rp><rt>きょう</rt><rp>)</rp></ruby>都へ",
            "東京都へ\nとう きょう",
        ),
        ("<p><ruby>漢<rt>ㄏㄢˋ</ruby><ruby>字<rt>ㄗˋ</ruby>很多<p>下一行", "漢字很多\nㄏㄢˋ ㄗˋ\n下一行"),
        ("<ruby><rb>明日</rb><rtc><rt>あした</rt></rtc></ruby>は晴れ", "明日は晴れ\nあした"),
    ],
)
def test_readings_beside_characters_are_not_inside_their_word(tmp_path: Path, page: str, text: str) -> None:
    assert one(tmp_path, "a.html", page).text == text


def test_html_charset(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-2"><p>łódź zażółć gęślą'.encode("iso-8859-2")
    assert one(tmp_path, "a.htm", page).text == "łódź zażółć gęślą"
    assert one(tmp_path, "b.htm", '<meta charset="iso-8859-1"><p>Größe'.encode()).text == "Größe", "valid UTF-8 wins"


@pytest.mark.parametrize("page", ["<p>a<p", "a <script>never closed", "<title>no end <p>a", "<a " * 50 + "a", "a&#0;b"])
def test_broken_html_keeps_its_text(tmp_path: Path, page: str) -> None:
    documents, _ = read(tmp_path, "a.html", page)
    assert "a" in documents[0].text
    assert "\0" not in documents[0].text


def test_json_lines(tmp_path: Path) -> None:
    record = {"id": 7, "text": "Ciao", "title": " Un\ntitolo ", "lang": "it-IT", "date": "2024/5/1", "url": "http://x"}
    documents, problems = read(tmp_path, "a.jsonl", json.dumps(record) + "\n\n" + '{"text": "no id"}')
    assert problems == []
    first = documents[0]
    assert (first.id, first.text, first.title) == ("7", "Ciao", "Un titolo")
    assert (first.lang, first.date, first.url, first.number) == ("it", "2024-05-01", "http://x", 1)
    assert (documents[1].id, documents[1].number) == ("a.jsonl#3", 3)


def test_bad_json_lines_are_named_and_skipped(tmp_path: Path) -> None:
    lines = [
        b'{"text": "good"}',
        b"{bad",
        b"[1]",
        b'{"title": "no text"}',
        b'{"text": 5}',
        b'{"text": "caf\xe9"}',
        b'{"text": "' + b"x" * 300 + b'"}',
        b"[" * 150,
        b'{"text": "also good", "date": "soon"}',
    ]
    documents, problems = read(tmp_path, "a.jsonl", b"\n".join(lines))
    assert [(document.number, document.text) for document in documents] == [(1, "good"), (9, "also good")]
    found = dict(reasons(problems))
    assert list(found) == [2, 3, 4, 5, 6, 7, 8]
    assert found[2].startswith("is not valid JSON")
    assert found[3] == "is not a JSON object"
    assert found[4] == "has no text"
    assert found[5] == "its text is not a string"
    assert found[6] == "is not valid UTF-8"
    assert found[7].startswith("is longer than 200 bytes")
    assert [problem.number for problem in problems if problem.is_note] == [9]


def test_deep_json_is_named(tmp_path: Path) -> None:
    settings = Settings(max_line_bytes=1_000_000)
    documents, problems = read(tmp_path, "a.jsonl", "[" * 200_000 + '\n{"text": "good"}\n', settings)
    assert (len(documents), reasons(problems)) == (1, [(1, "is nested too deep")])


def test_characters_that_cannot_be_stored(tmp_path: Path) -> None:
    documents, problems = read(tmp_path, "a.jsonl", '\ufeff{"id": "\\ud800", "text": "a\\u0000b\\udc00c"}\n')
    assert (documents[0].id, documents[0].text) == ("\ufffd", "a\ufffdb\ufffdc")
    assert [(p.is_note, p.reason) for p in problems] == [
        (True, "1 NUL character and 1 lone surrogate replaced by U+FFFD")
    ]


def test_a_file_of_bad_lines_is_not_named_line_by_line_for_ever(tmp_path: Path) -> None:
    settings = Settings()
    _, problems = read(tmp_path, "a.jsonl", "bad\n" * (MOST_PROBLEMS + 500), settings)
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].reason == "and 500 more lines with problems"


@pytest.mark.parametrize(("name", "comma"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_tables_with_a_text_column(tmp_path: Path, name: str, comma: str) -> None:
    rows = [["ID", "Text", "lang"], ["x", '"two\nlines"', "de"], ["y", "", "de"], ["z", "last", "fr"]]
    documents, problems = read(tmp_path, name, "\ufeff" + "\n".join(comma.join(row) for row in rows))
    assert [(d.id, d.text, d.lang, d.number) for d in documents] == [
        ("x", "two\nlines", "de", 2),
        ("z", "last", "fr", 5),
    ]
    assert reasons(problems) == [(4, "has no text")]


def test_tables_without_a_text_column(tmp_path: Path) -> None:
    document = one(tmp_path, "a.csv", "name,city\nKim,Pyongyang\n")
    assert (document.id, document.title) == ("a.csv#2", "Kim")
    assert document.text == "name: Kim\ncity: Pyongyang"


def test_bad_rows_are_named_and_skipped(tmp_path: Path) -> None:
    table = 'id,text\na,one\nb,"never closed\nc,three\nd,four,five\ne,' + "x" * 300 + "\nf,six\n"
    documents, problems = read(tmp_path, "a.csv", table)
    assert [(document.id, document.text[:6]) for document in documents] == [
        ("a", "one"),
        ("b", '"never'),
        ("c", "three"),
        ("f", "six"),
    ]
    assert [number for number, _ in reasons(problems)] == [5, 6]
    assert [problem.reason for problem in problems if problem.is_note] == [
        "a quotation mark that no other closes is taken as text (line 3)"
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.csv"])
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_nothing_to_search(tmp_path: Path, name: str, content: bytes) -> None:
    documents, problems = read(tmp_path, name, content)
    assert documents == []
    assert reasons(problems) == [(0, "is empty" if not content else "holds no text")]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv"])
def test_binary_data(tmp_path: Path, name: str) -> None:
    documents, problems = read(tmp_path, name, bytes(range(256)) * 3)
    assert (documents, len(problems)) == ([], 1)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_file_that_is_too_large(tmp_path: Path, name: str) -> None:
    documents, problems = read(tmp_path, name, "x" * 1001)
    assert documents == []
    assert "max_file_bytes" in reasons(problems)[0][1]


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    found = FoundFile("../docs/a.txt", "a.txt", tmp_path / "a.txt", 3, 0)
    assert list(extract(found, SMALL)) == [Problem("../docs/a.txt", "vanished while it was read")]
