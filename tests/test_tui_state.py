"""The live search without a screen: what is asked, what is remembered, how documents and hits are laid out."""

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from building import library_over, update
from hypothesis import given
from hypothesis import strategies as st

from searcher.output.reasons import reasons
from searcher.query.expand import Level, Options
from searcher.search.facets import Field
from searcher.search.hits import Hit, Match, Results, Snippet
from searcher.search.ranking import Cancelled
from searcher.search.searcher import Searcher
from searcher.text.cells import cells
from searcher.tui import memory
from searcher.tui.cards import COMPACT, ROOMY, card, clip_start
from searcher.tui.layout import LONGEST_LINE, Heights, Layout, Lines
from searcher.tui.opening import desktop_command, editor_command, line_of
from searcher.tui.quoting import exporter, quotation
from searcher.tui.state import History, Saved, SearchState


def match(text: str, start: int, end: int, kind: str = "exact", note: str = "") -> Match:
    return Match(start, end, text[start:end], text[start:end], kind, "", "en", note)


def hit(
    text: str = "a word here", *, path: str = "/nowhere/a.txt", line: int = 0, title: str = "", **more: object
) -> Hit:
    found = (match(text, 2, 6),) if len(text) >= 6 else ()
    snippet = Snippet(0, len(text), text, found, False, False)
    plain = Hit("a", path, line, title, "en", ("en",), "txt", "2024-05-01", "", 1.0, (snippet,), found, ())
    return replace(plain, **more)


# The state.


def test_the_state_needs_no_screen() -> None:
    modules = "state, memory, layout, cards, opening, quoting, kinds, news, worker, builder"
    program = f"import sys\nfrom searcher.tui import {modules}\nprint('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


def test_typing_asks_anew_and_begins_at_the_best_hit() -> None:
    state = SearchState()
    assert state.is_empty
    state.type("kim")
    state.answered(9)
    state.select(4)
    before = state.generation
    assert not state.type("kim")
    assert state.generation == before
    assert state.type("kim j")
    assert (state.generation, state.selected) == (before + 1, 0)


def test_filters_stand_before_the_text_so_that_its_last_word_may_grow() -> None:
    state = SearchState()
    state.type("Belou")
    state.toggle_filter("lang:de")
    state.toggle_filter("type:txt")
    assert state.query == "lang:de type:txt Belou"
    state.toggle_filter("lang:de")
    assert state.query == "type:txt Belou"
    assert state.remove_last_filter()
    assert not state.remove_last_filter()
    assert state.query == "Belou"


def test_filters_hold_for_both_sides_of_an_or() -> None:
    state = SearchState()
    state.type("a OR b")
    state.toggle_filter("lang:de")
    assert state.query == "lang:de (a OR b)"


def test_a_typed_filter_is_one_of_the_filters_and_can_be_taken_away() -> None:
    state = SearchState()
    state.type('kim lang:de path:"my docs/*" date:2024 missile')
    assert state.typed_filters() == ("lang:de", 'path:"my docs/*"', "date:2024")
    state.toggle_filter('path:"my docs/*"')
    assert state.text == "kim lang:de date:2024 missile"
    assert state.all_filters() == ("lang:de", "date:2024")


@pytest.mark.parametrize("text", ["-lang:de", "lang:", "title:kim", "kim", '"lang:de"'])
def test_what_is_no_filter_is_none(text: str) -> None:
    state = SearchState()
    state.type(text)
    assert state.typed_filters() == ()


def test_the_ladder_goes_round() -> None:
    state = SearchState()
    assert state.level is Level.NAMES
    assert [state.step_level() for _ in Level] == [Level.NEAR, Level.EXACT, Level.FOLDED, Level.STEMS, Level.NAMES]
    assert state.step_level(-1) is Level.STEMS


def test_levels_are_options() -> None:
    assert Options.at(Level.NAMES) == Options()
    assert Options.at(Level.EXACT).exact
    assert Options.at(Level.STEMS) == Options(names=False)
    assert Options.at(Level.NEAR) == Options(fuzzy=True)


def test_forms_and_entities_are_chosen_for_one_query() -> None:
    state = SearchState()
    state.type("Georgia")
    assert not state.toggle_form("Grusinien")
    assert state.resolve("georgia", ["georgia-us"])
    assert state.options.without == {"Grusinien"}
    assert state.options.entities == {"georgia"}
    assert not state.resolve("georgia", ["georgia-us"])
    assert state.resolve("georgia-us", ["georgia"])
    assert state.entities == {"georgia-us"}
    state.type("")
    assert (state.without, state.entities) == (frozenset(), frozenset())


def test_the_selection_stays_among_the_hits() -> None:
    state = SearchState()
    state.answered(3)
    assert state.select(99)
    assert state.selected == 2
    assert not state.select(2)
    state.answered(1)
    assert state.selected == 0
    state.answered(0)
    assert not state.select(-1)


@pytest.mark.parametrize(
    "prepare, command",
    [
        (lambda state: state.type("Kim Jong-un "), "searcher query 'Kim Jong-un'"),
        (lambda state: state.type("Kim"), "searcher query --prefix Kim"),
        (lambda state: state.type('"cold war"'), "searcher query '\"cold war\"'"),
        (lambda state: (state.type("a "), state.set_level(Level.EXACT)), "searcher query --exact a"),
        (lambda state: (state.type("a "), state.set_level(Level.FOLDED)), "searcher query --no-names --no-stems a"),
        (lambda state: (state.type("a "), state.toggle_form("b c")), "searcher query --without 'b c' a"),
        (lambda state: (state.type("a "), state.resolve("x", ())), "searcher query --entity x a"),
        (lambda state: (state.type("a "), state.toggle_filter("lang:de")), "searcher query 'lang:de a'"),
        (lambda state: state.type("-a "), "searcher query -- -a"),
    ],
)
def test_the_command_line_for_what_is_asked(prepare: object, command: str) -> None:
    state = SearchState()
    prepare(state)  # type: ignore[operator]
    assert state.command() == command


def test_the_command_names_the_library_if_the_person_did() -> None:
    state = SearchState()
    state.type("a ")
    assert state.command("my lib") == "searcher query --index 'my lib' a"


def test_history_goes_back_and_forth() -> None:
    history = History(["one", "two"])
    assert history.older("dra") == "two"
    assert history.older("two") == "one"
    assert history.older("one") == "one"
    assert history.newer() == "two"
    assert history.newer() == "dra"
    assert history.remember("one ")
    assert not history.remember("one")
    assert not history.remember(" ")
    assert history.queries == ["two", "one"]


def test_history_keeps_the_newest() -> None:
    history = History(map(str, range(10)), most=3)
    history.remember("new")
    assert history.queries == ["8", "9", "new"]


# What outlives a session.


def test_history_survives_beside_the_data(tmp_path: Path) -> None:
    assert memory.read_history(tmp_path) == []
    assert memory.write_history(tmp_path, ["Kim", "平壤", "a\x1b[31mb"])
    assert memory.read_history(tmp_path) == ["Kim", "平壤", "ab"]
    assert [path.name for path in tmp_path.iterdir()] == ["history.txt"]


def test_saved_searches_come_back_as_they_were(tmp_path: Path) -> None:
    saved = {
        'a "name"': Saved('"cold war" \\', ("lang:de",), Level.NEAR, frozenset({"x", "y"}), frozenset({"georgia"})),
        "плохо": Saved("b"),
    }
    assert memory.write_searches(tmp_path, saved)
    assert memory.read_searches(tmp_path) == saved


def test_a_broken_memory_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "history.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "searches.toml").write_text('[[search]]\nname = 1\n[[search]]\nname = "a"\ntext = "b"\nlevel = "odd"\n')
    assert memory.read_history(tmp_path) == []
    assert memory.read_searches(tmp_path) == {"a": Saved("b")}
    (tmp_path / "searches.toml").write_text("[[search")
    assert memory.read_searches(tmp_path) == {}


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not memory.write_history(tmp_path / "file", ["a"])
    assert not memory.write_theme(tmp_path / "file" / "tui.toml", "nord")


def test_the_theme_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "config" / "tui.toml"
    assert memory.read_theme(path) == ""
    assert memory.write_theme(path, "nord")
    assert memory.read_theme(path) == "nord"


# Documents.


def shown(layout: Layout) -> list[str]:
    rows: list[str] = []
    while len(rows) < layout.heights.total:
        rows.append("".join(text for text, _ in layout.row(len(rows))))
    return rows


def test_lines_are_kept_and_long_ones_wrapped() -> None:
    layout = Layout(Lines("short\n  indented\n\none two three four"), (), 10)
    assert shown(layout) == ["short", "  indented", "", "one two", "three four"]


def test_a_line_without_an_end_is_cut() -> None:
    lines = Lines("word " * 2_000)
    assert len(lines) == 5
    assert all(end - start <= LONGEST_LINE for start, end in zip(lines.starts, lines.ends, strict=True))


@given(st.text(alphabet="ab \n\t漢字אבé\x07\u202e"), st.integers(2, 12))
def test_a_layout_loses_nothing_and_fits(text: str, width: int) -> None:
    layout = Layout(Lines(text), (), width)
    rows = shown(layout)
    assert all(cells(row) <= width for row in rows)
    assert not any(letter in row for row in rows for letter in "\x07\u202e\n\t")
    kept = "".join("".join(rows).split())
    assert kept == "".join(letter for letter in text if not letter.isspace() and letter not in "\x07\u202e")


@given(st.lists(st.integers(1, 5), min_size=1, max_size=1500), st.integers(0, 4000), st.integers(1, 9))
def test_heights_add_up(heights: list[int], row: int, height: int) -> None:
    known = Heights(list(heights))
    line, part = known.at(row)
    if row < known.total:
        assert known.top(line) + part == row
        assert 0 <= part < heights[line]
    known.set(line, height)
    heights[line] = height
    assert known.total == sum(heights)
    assert known.top(len(heights) - 1) == sum(heights[:-1])


def test_matches_are_segments_with_their_number() -> None:
    text = "alpha beta\ngamma"
    layout = Layout(Lines(text), [match(text, 6, 10), match(text, 11, 16)], 40)
    assert layout.row(0) == [("alpha ", ""), ("beta", "0")]
    assert layout.row(1) == [("gamma", "1")]
    assert layout.row_of(1) == 1


def test_a_match_over_a_line_end_is_shown_on_both_lines() -> None:
    text = "North\nKorea"
    layout = Layout(Lines(text), [match(text, 0, 11)], 40)
    assert [layout.row(0), layout.row(1)] == [[("North", "0")], [("Korea", "0")]]


def test_ten_million_letters_open_at_once() -> None:
    text = "The quick brown fox jumps over the lazy dog. " * 30
    text = "\n".join([text] * 7_400)
    lines = Lines(text)
    place = text.rindex("fox")
    layout = Layout(lines, [match(text, place, place + 3)], 80)
    layout.settle_above(lines.line_of(place), 40)
    row = layout.row_of(0)
    assert ("fox", "0") in layout.row(row)
    # What was laid out is what a screen holds, not the document.
    assert layout.rows.cache_info().currsize < 60


# Hits in the list.


@given(
    st.text(alphabet="ab 漢字אب\x1b[\n\u202e"),
    st.text(alphabet="ab /漢字\x1b"),
    st.integers(24, 90),
    st.sampled_from([ROOMY, COMPACT]),
)
def test_a_card_has_its_rows_and_fits(text: str, name: str, width: int, shape: object) -> None:
    found = hit(text, title=text, path=f"/tmp/{name}")
    rows = card(found, 7, 2.0, width, shape)  # type: ignore[arg-type]
    assert len(rows) == shape.rows  # type: ignore[attr-defined]
    for row in rows:
        assert cells("".join(part for part, _ in row)) <= width
        assert not set("".join(part for part, _ in row)) & {"\x1b", "\n", "\u202e"}


def test_a_card_tells_why() -> None:
    text = "in Pjöngjang und Pjöngjang"
    found = tuple(Match(at, at + 9, "Pjöngjang", "Pjöngjang", "name", "P", "de", "Pyongyang") for at in (3, 17))
    rows = card(hit(text, matches=found, snippets=()), 1, 1.0, 80, ROOMY)
    assert "".join(part for part, _ in rows[-2]).strip() == "Pjöngjang ×2 — Pyongyang, de"


def test_of_a_path_the_end_stays() -> None:
    assert clip_start("/a/long/path/file.txt", 10) == "…/file.txt"
    assert clip_start("short", 10) == "short"


# Opening, quoting, writing.


@pytest.mark.parametrize(
    "environ, command",
    [
        ({"VISUAL": "nvim", "EDITOR": "nano"}, ["nvim", "+7", "a.txt"]),
        ({"EDITOR": "code --wait"}, ["code", "--wait", "--goto", "a.txt:7"]),
        ({"EDITOR": "/usr/bin/hx"}, ["/usr/bin/hx", "a.txt:7"]),
        ({"EDITOR": "unheard-of"}, ["unheard-of", "a.txt"]),
        ({"VISUAL": " ", "EDITOR": "nano"}, ["nano", "+7", "a.txt"]),
        ({"VISUAL": "", "EDITOR": " "}, ["vi", "+7", "a.txt"]),
        ({}, ["vi", "+7", "a.txt"]),
    ],
)
def test_editors_are_told_the_line(environ: dict[str, str], command: list[str]) -> None:
    assert editor_command(environ, "a.txt", 7) == command


def test_desktops_have_their_own_programs() -> None:
    programs = [desktop_command("a", platform)[0] for platform in ("linux", "darwin", "win32")]
    assert programs == ["xdg-open", "open", "cmd"]


def test_the_line_of_a_match_is_that_of_the_file(tmp_path: Path) -> None:
    text = "title\nfirst word\nsecond"
    path = tmp_path / "a.md"
    path.write_text("---\nmeta: 1\n---\n# title\n\nfirst word\nsecond")
    found = hit(text, path=str(path))
    assert line_of(found, text, match(text, 6, 11)) == 6
    assert line_of(found, text, None) == 1
    assert line_of(hit(path=str(path), line=9), text, None) == 9
    assert line_of(hit(path=str(tmp_path / "gone")), text, match(text, 17, 23)) == 3


def test_a_quotation_names_its_source() -> None:
    text = "before\na word here\nafter"
    quoted = quotation(hit(text, title="T\x1b[1mitle"), Lines(text), match(text, 9, 13))
    assert quoted == "“a word here”\n— Title, 2024-05-01, /nowhere/a.txt\n"


def results(*hits: Hit) -> Results:
    return Results("q", hits, len(hits), (), (), 0.0)


def test_hits_are_written_in_the_form_of_the_ending(tmp_path: Path) -> None:
    found = results(hit("a word here", title="=1+1"), hit("b word there"))
    for name in ("a.jsonl", "a.csv", "a.md"):
        assert exporter(tmp_path / name)(found).startswith("2 hits written to")
    assert (tmp_path / "a.jsonl").read_text().count('"id"') == 2
    rows = list(csv.DictReader((tmp_path / "a.csv").open()))
    assert [row["title"] for row in rows] == ["'=1+1", ""]
    assert "> a **word** here" in (tmp_path / "a.md").read_text()
    assert not list(tmp_path.glob("*.tmp"))


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.jsonl, \.csv, \.md"):
        exporter(tmp_path / "a.doc")
    assert "cannot be written" in exporter(tmp_path / "no" / "a.csv")(results())


# What search gives the live view.


TWO_TOWNS = """
[[entity]]
id = "springfield"
type = "place"
canonical = "Springfield"
[[entity]]
id = "ohio"
type = "place"
canonical = "Springfield, Ohio"
[entity.names]
mul = ["Springfield"]
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    library = library_over(
        tmp_path_factory.mktemp("library"),
        {
            "news/de.txt": "Der Präsident sprach in Pjöngjang über Raketen und den Printer.",
            "news/en.txt": "The president spoke in Pyongyang about missiles and printing printers.",
            "old/a.md": "# Report\n\nA printer report.\n",
            "old/rows.jsonl": '{"id": "r1", "text": "printed matter", "date": "2023-04-05", "lang": "en"}\n'
            '{"id": "r2", "text": "printed papers", "date": "2024-01-05", "lang": "en"}\n',
        },
    )
    (library.folder / "entities.toml").write_text(TWO_TOWNS)
    update(library)
    return Searcher(library.folder)


def test_a_word_being_typed_stands_for_what_begins_with_it(searcher: Searcher) -> None:
    typing = Options(prefix_last=True)
    assert searcher.search("pri", options=typing).total == 5
    assert searcher.search("pri").total == 0
    assert searcher.search("pri ", options=typing).total == 0
    (first,) = searcher.search("matte", options=typing).hits
    assert {found.kind for found in first.matches} == {"prefix"}
    assert reasons(first)[0][0].note == "begins with matte"


def test_the_word_itself_comes_before_what_begins_with_it(searcher: Searcher) -> None:
    found = searcher.search("printed", options=Options(prefix_last=True)).hits
    assert {one.id for one in found[:2]} == {"r1", "r2"}


@pytest.mark.parametrize("text", ['"pri"', "pri~", "=pri", "pri*", "title:x lang:en"])
def test_only_a_plain_last_word_grows(searcher: Searcher, text: str) -> None:
    plain = searcher.search(text, options=Options())
    typed = searcher.search(text, options=Options(prefix_last=True))
    assert [one.id for one in plain.hits] == [one.id for one in typed.hits]


def test_names_are_found_while_typing(searcher: Searcher) -> None:
    assert searcher.search("Pyongyang", options=Options(prefix_last=True)).total == 2


def test_each_level_finds_what_the_one_before_does(searcher: Searcher) -> None:
    for query in ("printer", "Pyongyang", "prasident", "Raketen"):
        before: set[str] = set()
        for level in Level:
            found = {one.id for one in searcher.search(query, limit=0, options=Options.at(level)).hits}
            assert found >= before
            before = found
    assert [len(searcher.rank("Pyongyang", options=Options.at(level))) for level in Level] == [1, 1, 1, 2, 2]
    assert [len(searcher.rank("prasident", options=Options.at(level))) for level in Level][:2] == [0, 1]


def test_pages_of_hits_are_the_hits(searcher: Searcher) -> None:
    everything = searcher.search("printer OR printed OR president", limit=0)
    ranking = searcher.rank("printer OR printed OR president")
    pages = [one for start in range(0, len(ranking), 2) for one in searcher.hits(ranking, start, start + 2)]
    assert tuple(pages) == everything.hits
    assert searcher.text(ranking, 0).strip()


def test_a_search_can_be_given_up(searcher: Searcher) -> None:
    with pytest.raises(Cancelled):
        searcher.rank("a president spoke", cancelled=lambda: True)


def test_facets_count_what_their_word_leaves(searcher: Searcher) -> None:
    ranking = searcher.rank("printer OR printed OR president")
    facets = searcher.facets(ranking)
    assert {facet.field for facet in facets} == set(Field)
    for facet in facets:
        narrowed = searcher.rank(f"{facet.word} (printer OR printed OR president)")
        assert len(narrowed) == facet.count, facet


def test_an_entity_filters_without_a_say_in_the_order(searcher: Searcher) -> None:
    whole = searcher.search("president", limit=0).hits
    narrowed = searcher.search("entity:pyongyang president", limit=0).hits
    assert [(one.id, one.score) for one in narrowed] == [(one.id, one.score) for one in whole]
    assert searcher.search("printed", limit=0).total == 3
    assert searcher.search("-entity:pyongyang printed", limit=0).total == 2
    notes = searcher.search("entity:nobody-at-all printer").notes
    assert notes == ("entity:nobody-at-all is no name that is known: searched as words",)


def test_a_form_that_is_off_finds_nothing(searcher: Searcher) -> None:
    (part,) = (part for part in searcher.parts("Pyongyang") if part.entity_id)
    assert [form.documents for form in part.forms] == [1, 1]
    (german,) = (form.text for form in part.forms if form.langs == ("de",))
    options = Options(without=frozenset({german}))
    assert [one.lang for one in searcher.search("Pyongyang", options=options).hits] == ["en"]
    assert searcher.parts("Pyongyang", options) == searcher.parts("Pyongyang")


def test_an_ambiguous_name_can_mean_one_entity(searcher: Searcher) -> None:
    parts = searcher.parts("Springfield")
    assert [(part.label, part.several) for part in parts] == [("Springfield, Ohio", True), ("Springfield", True)]
    assert "several" in searcher.search("Springfield").notes[0]
    assert not searcher.search("Springfield", options=Options(entities=frozenset({"ohio"}))).notes


def test_suggestions_occur(searcher: Searcher) -> None:
    assert searcher.suggestions("prinder")[0] == "printer"
    assert searcher.suggestions('"the presidend" printer')[0] == '"the president" printer'
    assert searcher.suggestions("printer") == ()
    assert searcher.suggestions("") == ()
