import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import GOLDEN

from searcher.engine.engine import Match
from searcher.output import FORMATS, writer
from searcher.query.plan import Kind
from searcher.search.hits import FieldMatch, Hit, Results, Snippet
from searcher.text.cells import UNSAFE, cells, printable
from searcher.text.graphemes import graphemes


def match(text: str, found: str, kind: str = "exact", lang: str = "", note: str = "", **other: str) -> Match:
    """The first occurrence of `found` in `text`."""
    start = text.index(found)
    variant, entity = other.get("variant", found), other.get("entity", "")
    return Match(start, start + len(found), found, variant, kind, entity, lang, note)


def snippet(text: str, start: int, end: int, matches: tuple[Match, ...]) -> Snippet:
    inside = tuple(found for found in matches if start <= found.start and found.end <= end)
    return Snippet(start, end, text[start:end], inside, start > 0, end < len(text))


PLAIN = Hit(
    id="notes/a.txt", path="notes/a.txt", line=0, title="", lang="en", langs=("en",), type="txt", date="", url="", score=1.0,
    snippets=(), matches=(), title_matches=(),
)  # fmt: skip


def hit(**values: Any) -> Hit:
    """A plain hit, but for these of its fields."""
    return replace(PLAIN, **values)


def results(
    *hits: Hit,
    query: str = "Belousov",
    total: int | None = None,
    notes: tuple[str, ...] = (),
    explanation: tuple[str, ...] = (),
    seconds: float = 0.0123,
) -> Results:
    return Results(query, hits, len(hits) if total is None else total, notes, explanation, seconds)


def written(name: str, *answers: Results, colour: bool = False, width: int = 80, multiple: bool = False) -> str:
    stream = io.StringIO()
    out = writer(name, stream, colour=colour, width=width, multiple=multiple)
    for number, answer in enumerate(answers, 1):
        out.write(f"q{number}" if multiple else "0", answer)
    out.close()
    return stream.getvalue()


def french() -> Hit:
    text = (
        "Vendredi matin au Kremlin. Le nouveau ministre russe de la Défense, Andreï Beloulov, économiste de formation, "
        "a été nommé par Vladimir Poutine à la place de Sergueï Choïgou.\n\nAndreï Belooussov n'est pas un militaire : "
        "le ministre Belooussov a dirigé l'économie. La Corée du Nord a salué sa nomination."
    )
    minister = match(text, "ministre", "stem", "fr", "stem of minister")
    misspelt = match(text, "Beloulov", "near", "fr", "misspelling of Andrei Belousov", entity="Andrei Belousov")
    named = match(text, "Andreï Belooussov", "name", "fr", "Andrei Belousov", entity="Andrei Belousov")
    again = text.rindex("Belooussov")
    short = Match(again, again + 10, "Belooussov", "Belooussov", "name", "Andrei Belousov", "fr", "Andrei Belousov")
    korea = match(text, "Corée du Nord", "name", "fr", "North Korea", entity="North Korea")
    matches = (minister, misspelt, named, short, *[korea] * 14)
    title = "Andreï Belooussov, nouveau ministre de la Défense"
    return hit(
        id="fr-17", path="news/fr/2024.jsonl", line=17, title=title, lang="fr", langs=("fr",), type="jsonl",
        date="2024-05-13T08:30:00", url="https://example.org/17", score=12.34567891,
        snippets=(snippet(text, 27, 176, matches), snippet(text, named.start, len(text) - 45, matches)), matches=matches,
        title_matches=(match(title, "Belooussov", "name", "fr", "Andrei Belousov", entity="Andrei Belousov"),),
    )  # fmt: skip


def japanese() -> Hit:
    text = "ロシアのプーチン大統領は、アンドレイ・ベロウソフ氏を国防相に任命した。「経済に強い大臣」が必要だという。会談は首都で行われた。"
    matches = (match(text, "アンドレイ・ベロウソフ", "name", "ja", "Andrei Belousov", entity="Andrei Belousov"),)
    return hit(
        id="ja/国防.txt", path="seeds/ja/国防.txt", lang="ja", langs=("ja", "en"), score=9.5,
        snippets=(replace(snippet(text, 4, 53, matches), place="page 12"),), matches=matches, place="page 12",
        fields=(FieldMatch("author", "ベロウソフ 著", (Match(0, 5, "ベロウソフ", "ベロウソフ", "exact", "", "", ""),)),),
    )  # fmt: skip


def hebrew_and_arabic() -> Hit:
    text = "שר ההגנה החדש אנדריי בלאוסוב מונה אתמול. وزير الدفاع أندريه بيلوسوف عُيِّنَ أمس في موسكو بعد اجتماع طويل."
    matches = (
        match(text, "בלאוסוב", "name", "he", "Andrei Belousov", entity="Andrei Belousov"),
        match(text, "أندريه بيلوسوف", "name", "ar", "Andrei Belousov", entity="Andrei Belousov"),
    )
    title = "שר ההגנה: בלאוסוב"
    return hit(
        id="he 1", path="news/he.csv", line=2, title=title, lang="he", langs=("he", "ar"), date="2024-05-14", score=3.25,
        snippets=(snippet(text, 0, len(text), matches),), matches=matches,
        title_matches=(match(title, "בלאוסוב", "name", "he", "Andrei Belousov", entity="Andrei Belousov"),),
    )  # fmt: skip


def hostile() -> Hit:
    text = (
        "Clear \x1b[2J\x1b[31mthe screen\x1b[0m, be\x07ep, \x1b]0;own the title\x07then Belo\u0301usov\u202e reversed\u202c and "
        "\u2067isolated\u2069\u200f, \x9b1mbold\x9b0m,\r\n\ttabs\x00 and half a pair \ud83d; Be\x1b[7mlousov at last."
    )
    matches = (
        match(text, "Belo\u0301usov", "folded"),
        match(text, "Be\x1b[7mlousov", "near", "en", "near \x1b[5mBelousov\u202e"),
    )
    return hit(
        id="evil\tname\u202e.txt", path="evil\n\x1b[31m\u202etxt.exe", title="Red \x1b[31malert\x1b[0m\u202e\nend", score=0.1234567,
        snippets=(snippet(text, 0, len(text), matches),), matches=matches,
    )  # fmt: skip


def answer() -> Results:
    return results(french(), japanese(), hebrew_and_arabic(), hostile(), total=6)


def second_answer() -> Results:
    return results(query="nothing\nfound")


def check_golden(name: str, shown: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(shown.encode())
    assert shown == path.read_bytes().decode()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_as_recorded(name: str) -> None:
    check_golden(f"output.{name}", written(name, answer(), second_answer(), multiple=True))


def test_text_in_colour_is_as_recorded() -> None:
    check_golden("output-colour.text", written("text", answer(), colour=True))


def test_narrow_text_is_as_recorded() -> None:
    check_golden("output-narrow.text", written("text", answer(), width=60))


# Whatever a document holds.

ANY = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("ab \x1b[]0m;\x07\n\r\t\x9b\u202e\u2066\u200f\ud800 漢字אب\u0301")
    )
)


@st.composite
def any_hit(draw: st.DrawFn) -> Hit:
    text, title = draw(ANY), draw(ANY)
    start = draw(st.integers(0, 50))

    def matches_in(part: str, offset: int) -> tuple[Match, ...]:
        edges = sorted(draw(st.lists(st.integers(0, len(part)), max_size=6)))
        pairs = [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=False) if first < last]
        kinds = st.sampled_from(list(Kind))
        return tuple(
            Match(offset + first, offset + last, part[first:last], draw(ANY), draw(kinds), draw(ANY), "fr", draw(ANY))
            for first, last in pairs
        )

    matches = matches_in(text, start)
    shown = Snippet(start, start + len(text), text, matches, draw(st.booleans()), draw(st.booleans()))
    return hit(
        id=draw(ANY), path=draw(ANY), title=title, lang=draw(ANY), date=draw(ANY), url=draw(ANY), snippets=(shown,),
        matches=matches, title_matches=matches_in(title, 0), line=draw(st.integers(0, 3)),
    )  # fmt: skip


@given(found=any_hit(), words=ANY, name=st.sampled_from(tuple(FORMATS)))
def test_nothing_from_a_document_can_steer_the_terminal(found: Hit, words: str, name: str) -> None:
    shown = written(name, results(found, query=words, explanation=(words,)), multiple=True)
    assert not re.search(f"[{UNSAFE}]", shown.replace("\n", ""))
    shown.encode()


@given(found=any_hit(), width=st.integers(0, 50))
def test_lines_fit_the_width(found: Hit, width: int) -> None:
    lines = written("text", results(found), width=width).splitlines()
    path = "   " + printable(found.path)
    for line in lines:
        # Paths stay whole, to be copied; a character of many code points may be wider than the line.
        assert cells(line) <= max(width, 20) or line.startswith(path) or len(list(graphemes(line.strip()))) <= 3


@given(found=any_hit())
def test_highlights_are_exactly_the_matches(found: Hit) -> None:
    shown = written("text", results(found, total=1), colour=True, width=10_000)
    lit = ["".join(re.findall(r"\x1b\[1;3\dm([^\x1b]*)", line)) for line in shown.split("\n")]
    wanted = "".join(printable(one.text) for one in found.snippets[0].matches)
    # Lines are wrapped at blanks of any kind.
    assert "".join(wanted.split()) in ["".join(line.split()) for line in lit]


# Text.


def test_every_kind_of_match_has_its_colour() -> None:
    styles: dict[str, str] = {}
    for kind in Kind:
        found = hit(snippets=(Snippet(0, 4, "word", (match("word", "word", kind),), False, False),))
        coloured = re.search(r"\x1b\[(1;3\d)mword", written("text", results(found), colour=True))
        assert coloured
        styles[kind] = coloured[1]
    assert styles["exact"] == styles["folded"] == styles["stem"]
    assert styles["inflected"] == styles["romanised"]
    assert styles["near"] == styles["prefix"] == styles["wildcard"]
    assert styles["date"] == styles["number"]
    assert len(set(styles.values())) == 6


def test_colour_does_not_move_the_text() -> None:
    coloured = re.sub(r"\x1b\[[\d;]*m", "", written("text", results(french()), colour=True, width=200))
    assert coloured == re.sub("[‹›]", "", written("text", results(french()), width=200))


def test_the_path_is_whole_and_names_the_record() -> None:
    path = "a/very/long/path/" * 10 + "notes.jsonl"
    assert f"   {path}:7\n" in written("text", results(hit(path=path, line=7)), width=40)
    assert f"   {path}\n" in written("text", results(hit(path=path)), width=40)


@pytest.mark.parametrize("title", ["", " ", "\x1b[0m"])
def test_without_a_title_the_file_gives_its_name(title: str) -> None:
    assert written("text", results(hit(path="notes/diary.md", title=title))).startswith("1  diary.md · en\n")


def test_a_title_without_end_is_cut() -> None:
    lines = written("text", results(hit(title="word " * 500, date="2024-05-13")), width=40).splitlines()
    assert lines[3] == "   … · en · 2024-05-13"
    assert lines[4] == "   notes/a.txt"


def test_snippets_say_where_they_are_cut() -> None:
    shown = written("text", results(hit(snippets=(Snippet(5, 11, " word\n", (), True, True),))))
    assert "   …word…\n" in shown


def test_overlapping_matches_are_shown_once() -> None:
    text = "North Korea today"
    both = (match(text, "North Korea"), match(text, "Korea today"))
    assert "‹North Korea›‹ today›" in written(
        "text", results(hit(snippets=(Snippet(0, 17, text, both, False, False),)))
    )


def reason_lines(*matches: Match, title_matches: tuple[Match, ...] = ()) -> list[str]:
    shown = written("text", results(hit(title="T", matches=matches, title_matches=title_matches)))
    return [line.strip() for line in shown.splitlines()[2:-2]]


def test_a_reason_counts_its_matches_and_names_its_languages() -> None:
    fr, de = (Match(0, 5, "Corée", "Coree", "name", "North Korea", lang, "North Korea") for lang in ("fr", "de"))
    assert reason_lines(fr) == ["· Corée — North Korea, fr"]
    assert reason_lines(*[fr] * 14) == ["· Corée ×14 — North Korea, fr"]
    assert reason_lines(fr, de) == ["· Corée ×2 — North Korea, fr, de"]


def test_the_word_of_the_query_needs_no_reason() -> None:
    assert reason_lines(match("word", "word")) == []


def test_the_most_frequent_reasons_are_shown_and_the_rest_counted() -> None:
    matches = [Match(0, 1, f"form{number}", "x", "near", "", "", "near word") for number in range(6)]
    assert reason_lines(*matches, matches[5]) == [
        "· form5 ×2 — near word",
        "· form0 — near word",
        "· form1 — near word",
        "· form2 — near word",
        "and 2 more",
    ]


def test_what_only_the_title_has_is_explained_too() -> None:
    in_title = Match(0, 5, "Corée", "Coree", "name", "North Korea", "fr", "North Korea")
    assert reason_lines(title_matches=(in_title,)) == ["· Corée — North Korea, fr"]
    assert reason_lines(in_title, title_matches=(in_title,)) == ["· Corée — North Korea, fr"]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (results(), "no document matches"),
        (results(hit()), "1 of 1 document · 12 ms"),
        (results(hit(), total=25, seconds=0.0001), "1 of 25 documents · under 1 ms"),
        (results(hit(), total=4, seconds=1.234), "1 of 4 documents · 1.2 s"),
    ],
)
def test_the_last_line_says_how_many(answer: Results, line: str) -> None:
    assert written("text", answer).splitlines()[-1] == line


def test_several_queries_have_headers() -> None:
    lines = written("text", results(query="Belousov"), results(query="x"), multiple=True, width=30).splitlines()
    assert lines == ["q1 Belousov", "─" * 30, "no document matches", "", "q2 x", "─" * 30, "no document matches"]


def test_the_explanation_comes_before_the_hits() -> None:
    lines = written("text", results(hit(), explanation=("Belousov:", "  name: בלאוסוב\x1b[2J"))).splitlines()
    assert lines[:4] == ["Belousov:", "  name: בלאוסוב", "", "1  a.txt · en"]


# Programs.


def test_json_lines_carry_the_whole_hit() -> None:
    (record,) = [json.loads(line) for line in written("jsonl", results(french())).splitlines()]
    assert list(record) == [
        "qid", "id", "path", "title", "lang", "langs", "score", "date", "type", "url", "line", "snippets", "matches",
        "title_matches", "place", "fields",
    ]  # fmt: skip
    assert list(record["matches"][0]) == ["start", "end", "text", "variant", "kind", "entity", "lang", "note"]
    assert (record["qid"], record["line"], record["score"]) == ("0", 17, 12.345679)
    assert record["matches"][1]["note"] == "misspelling of Andrei Belousov"
    words = [part["text"][start:end] for part in record["snippets"] for start, end in part["matches"]]
    assert words == ["ministre", "Beloulov", "Andreï Belooussov", "Belooussov"]


@given(found=any_hit())
def test_json_lines_keep_every_character_but_lone_surrogates(found: Hit) -> None:
    (line,) = written("jsonl", results(found)).splitlines()
    record = json.loads(line)
    assert record["title"] == re.sub("[\ud800-\udfff]", "\ufffd", found.title)
    assert record["snippets"][0]["text"] == re.sub("[\ud800-\udfff]", "\ufffd", found.snippets[0].text)


@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ([], []),
        ([results()], []),
        ([results(), results(hit(id="a"), hit(id="b")), results(), results(hit(id="c"))], ["a", "b", "c"]),
    ],
)
def test_json_is_one_array(answers: list[Results], ids: list[str]) -> None:
    assert [record["id"] for record in json.loads(written("json", *answers))] == ids


@pytest.mark.parametrize(
    ("id", "field"),
    [("fr-17", "fr-17"), ("my notes.txt", "my%20notes.txt"), ("a\tb\u3000c\n", "a%09b%E3%80%80c%0A"), ("100%", "100%"), ("caf\udce9", "caf%E9"),
     ("日本.txt", "日本.txt")],
)  # fmt: skip
def test_a_trec_id_is_one_field(id: str, field: str) -> None:
    assert written("trec", results(hit(id=id))) == f"0 Q0 {field} 1 1.000000 searcher\n"


def test_trec_lines_have_six_fields() -> None:
    lines = written("trec", answer()).splitlines()
    assert [line.split(" ")[3] for line in lines] == ["1", "2", "3", "4"]
    assert all(len(line.split()) == 6 for line in lines)
    assert [unquote(line.split()[2]) for line in lines] == [found.id for found in answer().hits]


def test_paths_are_named_once_for_a_query() -> None:
    found = [hit(path="b.csv", line=1), hit(path="a b.txt"), hit(path="b.csv", line=9), hit(path="new\nline\udce9")]
    assert written("paths", results(*found)) == "b.csv\na b.txt\nnew\\nline\\xe9\n"


# All formats.


@pytest.mark.parametrize("name", FORMATS)
def test_the_stream_stays_open(name: str) -> None:
    stream = io.StringIO()
    writer(name, stream, colour=False, width=80, multiple=False).close()
    assert not stream.closed


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match="no format 'xml': choose one of text, json, jsonl, trec, paths"):
        writer("xml", io.StringIO(), colour=False, width=80, multiple=False)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_nothing_that_it_does_not_need(name: str) -> None:
    program = (
        "import sys; before = set(sys.modules); from searcher.output import writer; "
        f"writer({name!r}, sys.stdout, colour=False, width=80, multiple=False); print(*set(sys.modules) - before)"
    )
    loaded = set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )
    others = {f"searcher.output.{known.module}" for other, known in FORMATS.items() if other != name}
    assert not loaded & (others | {"rich", "textual", "whoosh", "textwrap"})
    assert name in ("json", "jsonl") or "json" not in loaded
