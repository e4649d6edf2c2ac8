"""Opening, searching, checking and editing the entity table."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import SEEDS

from searcher.entities.check import check
from searcher.entities.data import key_of
from searcher.entities.edit import add
from searcher.entities.model import WEAK_WEIGHT
from searcher.entities.table import COMPILED_NAME, EntityTable
from searcher.errors import SearcherError
from searcher.text.tokens import tokenize

ANNA = """\
# People of the case
[[entity]]
id = "anna-kowalska"
type = "person"
canonical = "Anna Kowalska"
[entity.names]
mul = ["Anna Kowalska", "Kowalska"]
ru = ["Анна Ковальская"]
[[entity.alias]]
name = "Ania"
kind = "weak"
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compiled copy that tests without a table of their own share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def table(cache: Path) -> EntityTable:
    return EntityTable.open(cache, None)


def ids(table: EntityTable, query: str) -> list[tuple[str, ...]]:
    return [span.entity_ids for span in table.spans(key_of(query).split())]


def strong_entities(table: EntityTable, text: str) -> set[str]:
    """Entities named in `text` by a strong name, longest names first: what a search is meant to find."""
    tokens = tokenize(text)
    words = [key_of(token.word) for token in tokens]
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(9, len(words) - at), 0, -1):
            raw = text[tokens[at].start : tokens[at + length - 1].end]
            named = [
                one
                for one in table.lookup(" ".join(words[at : at + length]))
                if one.name.strong and (not one.name.case or one.name.fits(raw))
            ]
            if named:
                found.update(one.entity_id for one in named if one.name.kind != "demonym")
                at += length
                break
        else:
            at += 1
    return found


@pytest.mark.parametrize(
    ("entity_id", "documents"),
    [
        ("north-korea", "000 001 002 003 004"),
        ("andrei-belousov", "000 001 002 004"),
        ("kim-jong-un", "000 001 002 003"),
        ("no-kwang-chol", "000 001 002"),
        ("vladimir-putin", "000 001 002 003 004"),
        ("china", "003 004"),
        ("beijing", "003 004"),
        ("kcna", "000 001 002"),
        ("nato", "000 001"),
        ("kim-il-sung", "004"),
        ("kim-jong-il", "004"),
        ("korean-war", "004"),
    ],
)
def test_the_names_find_the_seeds_they_should(table: EntityTable, entity_id: str, documents: str) -> None:
    found = [
        path.name[:3]
        for path in sorted(SEEDS.glob("*.txt"))
        if entity_id in strong_entities(table, path.read_text("utf-8"))
    ]
    assert found == documents.split()


def test_longest_name_wins_from_left_to_right(table: EntityTable) -> None:
    assert ids(table, "Kim Jong-un in North Korea") == [("kim-jong-un",), ("north-korea",)]
    assert ids(table, "guerre de Corée") == [("korean-war",)]
    assert ids(table, "UN Security Council") == [("un-security-council",)]


def test_a_query_may_cross_languages(table: EntityTable) -> None:
    assert ids(table, "Путин und 北朝鲜") == [("vladimir-putin",), ("north-korea",)]


def test_a_shared_name_stands_for_all_its_entities(table: EntityTable) -> None:
    (span,) = table.spans(["tunis"])
    assert set(span.entity_ids) == {"tunis", "tunisia"}
    assert len(span.names) == 2


def test_common_words_in_a_query_need_their_capitals(table: EntityTable) -> None:
    def spans(query: str) -> list[tuple[str, ...]]:
        tokens = tokenize(query)
        folded = [key_of(token.word) for token in tokens]
        raws = [query[token.start : token.end] for token in tokens]
        return [span.entity_ids for span in table.spans(folded, raws)]

    assert spans("US sanctions") == [("united-states",)]
    assert spans("tell us who") == []
    assert spans("кроме того") == []
    assert spans("North korea") == spans("north korea") == [("north-korea",)]


def test_weak_names_are_found_but_start_nothing(table: EntityTable) -> None:
    assert "kim-jong-un" in {entity.id for entity in table.find("Kim")}
    assert ids(table, "Kim") == []


def test_find_takes_names_in_any_script_and_ids(table: EntityTable) -> None:
    for text in ("north-korea", "NORTH KOREA", "北朝鮮", "Corée du Nord", "кндр"):
        assert [entity.id for entity in table.find(text)] == ["north-korea"]
    assert table.find("nobody of that name") == ()


def test_iteration_gives_every_entity_by_id(table: EntityTable) -> None:
    listed = list(table)
    assert [entity.id for entity in listed] == sorted(entity.id for entity in listed)
    assert all(table.entity(entity.id) == entity for entity in listed[::50])


def test_unknown_id_is_none(table: EntityTable) -> None:
    assert table.entity("nobody") is None
    assert table.entity("") is None
    assert table.entity("zzzz") is None


def test_every_name_is_found_by_its_key(table: EntityTable) -> None:
    for entity in list(table)[::40]:
        for name in entity.names:
            assert (entity.id, name) in {(one.entity_id, one.name) for one in table.lookup(key_of(name.text))}


@given(
    st.lists(
        st.sampled_from(
            ["north", "korea", "kim", "jong", "un", "of", "the", "北", "京", "корея", "nato", "united", "nations"]
        ),
        max_size=9,
    )
)
@settings(deadline=None, max_examples=60)
def test_spans_are_in_order_apart_and_inside_the_query(words: list[str]) -> None:
    spans = _bundled().spans(words)
    ends = [0]
    for span in spans:
        assert ends[-1] <= span.start < span.end <= len(words)
        assert len(span.entity_ids) == len(span.names)
        key = " ".join(words[span.start : span.end])
        assert all(key_of(name.text) == key and name.trigger for names in span.names for name in names)
        ends.append(span.end)


_shared: list[EntityTable] = []


def _bundled() -> EntityTable:
    if not _shared:
        _shared.append(EntityTable.open(None, None))
    return _shared[0]


# The library's own names


def test_own_entity_and_its_kinds(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text(ANNA, encoding="utf-8")
    table = EntityTable.open(None, overlay)
    assert table.problems == ()
    assert ids(table, "Анна Ковальская") == [("anna-kowalska",)]
    (ania,) = table.lookup("ania")
    assert (ania.name.weight, ania.name.trigger, ania.name.source) == (WEAK_WEIGHT, False, "user")


def test_rows_may_add_names_to_a_bundled_entity(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text('[[entity]]\nid = "north-korea"\n[entity.names]\nen = ["Norkland"]\n', encoding="utf-8")
    table = EntityTable.open(None, overlay)
    assert ids(table, "norkland") == ids(table, "Nordkorea") == [("north-korea",)]


def test_match_settings_and_weights_are_taken(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text(
        '[[entity]]\nid = "x"\n[[entity.alias]]\nname = "Nord"\nweight = 0.7\nkind = "strong"\n'
        "[entity.match]\ncase = true\ninflect = false\ntrigger = false\n",
        encoding="utf-8",
    )
    table = EntityTable.open(None, overlay)
    (nord,) = [one.name for one in table.lookup("nord") if one.entity_id == "x"]
    assert (nord.kind, nord.weight, nord.case, nord.inflect, nord.trigger) == (
        "name",
        0.7,
        True,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ('id = "b"\ntype = "planet"', 3, "planet"),
        ('type = "place"', 1, "needs an id"),
        ('id = "b"\nnames = ["x"]', 3, "table of languages"),
        ('id = "b"\n[entity.names]\nenglish = ["x"]', 4, "not a language code"),
        ('id = "b"\n[entity.names]\nen = "x"', 4, "list of texts"),
        ('id = "b"\n[[entity.alias]]\nname = "x"\nkind = "nick"', 5, "nick"),
        ('id = "b"\n[[entity.alias]]\nname = "x"\nweight = 7', 5, "at most 1"),
        ('id = "b"\ncolour = "red"', 3, "colour"),
        ('id = "b"\nwikidata = "Q"', 3, "Q number"),
        ('id = "b"\n[entity.match]\ncase = "yes"', 4, "true or false"),
        ('id = "b"\n[entity.names]\nen = ["!"]', 1, "no letter or digit"),
        ('id = "b"', 1, "no names"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_rest_stays(tmp_path: Path, row: str, line: int, words: str) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text(f"[[entity]]\n{row}\n\n{ANNA}", encoding="utf-8")
    table = EntityTable.open(None, overlay)
    (problem,) = table.problems
    assert problem.startswith(f"{overlay}:{line}: ")
    assert words in problem
    assert ids(table, "Kowalska") == [("anna-kowalska",)]
    assert problem in check(table, table.own())


@pytest.mark.parametrize(
    ("text", "line"),
    [(f"{ANNA}\n[[entity]\n", 13), (f'{ANNA}x = "unfinished', 12), ("\n\nid = = 3\n", 3)],
)
def test_a_syntax_error_names_file_and_line_and_uses_no_own_name(tmp_path: Path, text: str, line: int) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text(text, encoding="utf-8")
    table = EntityTable.open(None, overlay)
    (problem,) = table.problems
    assert problem.startswith(f"{overlay}:{line}: not TOML")
    assert ids(table, "Kowalska") == []
    assert ids(table, "North Korea") == [("north-korea",)]


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_bytes(ANNA.encode() + b"# \xff\n")
    (problem,) = EntityTable.open(None, overlay).problems
    assert problem.startswith(f"{overlay}:12: not UTF-8")


# The compiled copy


def test_an_edit_shows_at_the_next_opening(tmp_path: Path) -> None:
    overlay, cache = tmp_path / "entities.toml", tmp_path / "data"
    table = EntityTable.open(cache, overlay)
    assert table.is_current()
    overlay.write_text(ANNA, encoding="utf-8")
    assert not table.is_current()
    assert ids(EntityTable.open(cache, overlay), "Kowalska") == [("anna-kowalska",)]
    overlay.write_text(ANNA.replace("Kowalska", "Nowicka"), encoding="utf-8")
    table = EntityTable.open(cache, overlay)
    assert (ids(table, "Kowalska"), ids(table, "Nowicka")) == ([], [("anna-kowalska",)])
    overlay.unlink()
    assert ids(EntityTable.open(cache, overlay), "Nowicka") == []


def test_problems_are_told_again_from_the_compiled_copy(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text("[[entity]\n", encoding="utf-8")
    first = EntityTable.open(tmp_path / "data", overlay)
    again = EntityTable.open(tmp_path / "data", overlay)
    assert first.problems == again.problems != ()


def test_a_fresh_copy_needs_neither_the_toml_parser_nor_a_rewrite(tmp_path: Path) -> None:
    overlay, cache = tmp_path / "entities.toml", tmp_path / "data"
    overlay.write_text(ANNA, encoding="utf-8")
    EntityTable.open(cache, overlay)
    before = (cache / COMPILED_NAME).stat().st_mtime_ns
    script = (
        "import sys; from pathlib import Path; from searcher.entities.table import EntityTable\n"
        "table = EntityTable.open(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(table.spans(['kowalska'])[0].entity_ids[0], 'tomllib' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(cache), str(overlay)],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert ran.stdout.split() == ["anna-kowalska", "False"]
    assert (cache / COMPILED_NAME).stat().st_mtime_ns == before


@pytest.mark.parametrize("rest", [b"", b"garbage", None])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, rest: bytes | None) -> None:
    EntityTable.open(tmp_path, None)
    path = tmp_path / COMPILED_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if rest is None else rest)
    assert ids(EntityTable.open(tmp_path, None), "Nordkorea") == [("north-korea",)]
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert ids(EntityTable.open(blocked / "data", None), "Nordkorea") == [("north-korea",)]
    if os.name == "posix" and os.geteuid() != 0:
        tmp_path.chmod(0o500)
        assert ids(EntityTable.open(tmp_path, None), "Nordkorea") == [("north-korea",)]
        tmp_path.chmod(0o700)


def test_compiling_leaves_no_other_file(tmp_path: Path) -> None:
    EntityTable.open(tmp_path, None)
    assert [path.name for path in tmp_path.iterdir()] == [COMPILED_NAME]


# Adding names


def test_add_to_a_bundled_entity_keeps_the_text_before(tmp_path: Path) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text(ANNA, encoding="utf-8")
    done = add(overlay, "Nordkorea", ["Norkland", "North Korea"], cache=tmp_path)
    assert (done.entity_id, done.created, done.names, done.known) == (
        "north-korea", False, ("Norkland",), ("North Korea",)
    )  # fmt: skip
    assert overlay.read_text(encoding="utf-8").startswith(ANNA)
    table = EntityTable.open(tmp_path, overlay)
    assert ids(table, "norkland kowalska") == [("north-korea",), ("anna-kowalska",)]


def test_add_makes_the_file_and_a_new_entity(tmp_path: Path) -> None:
    overlay = tmp_path / "library" / "entities.toml"
    done = add(overlay, "Jan Nowicki", ["Ян Новицкий"], lang="ru", cache=tmp_path)
    assert (done.entity_id, done.created) == ("jan-nowicki", True)
    table = EntityTable.open(tmp_path, overlay)
    assert ids(table, "Jan Nowicki") == ids(table, "Ян Новицкий") == [("jan-nowicki",)]
    again = add(overlay, "Ян Новицкий", ["Yan Novitsky"], kind="misspelling", cache=tmp_path)
    assert (again.entity_id, again.created) == ("jan-nowicki", False)
    (named,) = EntityTable.open(tmp_path, overlay).lookup("yan novitsky")
    assert named.name.kind == "misspelling"


def test_add_asks_which_entity_is_meant(tmp_path: Path) -> None:
    with pytest.raises(SearcherError, match="tunis, tunisia|tunisia, tunis"):
        add(tmp_path / "entities.toml", "Tunis", ["Tunisville"], cache=tmp_path)
    assert add(tmp_path / "entities.toml", "tunisia", ["Tunisville"], cache=tmp_path).entity_id == "tunisia"


@pytest.mark.parametrize("text", ["[[entity]\n", "[entity]\nid = 3\n", "entity = []\n"])
def test_add_leaves_a_file_alone_that_it_cannot_continue(tmp_path: Path, text: str) -> None:
    overlay = tmp_path / "entities.toml"
    overlay.write_text(text, encoding="utf-8")
    with pytest.raises(SearcherError, match="entities.toml"):
        add(overlay, "North Korea", ["Norkland"], cache=tmp_path / "cache")
    assert overlay.read_text(encoding="utf-8") == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "entities.toml"]


def test_add_refuses_what_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(SearcherError, match="no letter or digit"):
        add(tmp_path / "entities.toml", "North Korea", ["?!"], cache=tmp_path)
    assert not (tmp_path / "entities.toml").exists()


@given(variant=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
@settings(deadline=None, max_examples=8)
def test_any_string_with_a_word_in_it_comes_back(tmp_path_factory: pytest.TempPathFactory, variant: str) -> None:
    folder = tmp_path_factory.mktemp("add")
    overlay = folder / "entities.toml"
    if not key_of(variant):
        with pytest.raises(SearcherError):
            add(overlay, "North Korea", [variant], cache=folder)
        return
    add(overlay, "North Korea", [variant], cache=folder)
    table = EntityTable.open(folder, overlay)
    assert table.problems == ()
    assert "north-korea" in {named.entity_id for named in table.lookup(key_of(variant))}
    tomllib.loads(overlay.read_text(encoding="utf-8")) if overlay.exists() else None
