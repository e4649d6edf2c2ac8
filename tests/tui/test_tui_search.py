"""What search gives the live view: words that are being typed, pages, facets, forms."""

import pytest
from building import library_over, update

from searcher.engine.engine import Cancelled
from searcher.output.reasons import reasons
from searcher.query.expand import Level, Options
from searcher.search.facets import Field
from searcher.search.searcher import Searcher

TWO_TOWNS = """
[[entity]]
id = "quahog"
type = "place"
canonical = "Quahog"
[[entity]]
id = "ohio"
type = "place"
canonical = "Quahog, Ohio"
[entity.names]
mul = ["Quahog"]
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
    assert [len(searcher.rank("Pyongyang", options=Options.at(level))) for level in Level] == [1, 1, 1, 2, 2, 2]
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
    assert {facet.field for facet in facets} == set(Field) - {Field.AUTHOR, Field.FROM, Field.TAG, Field.MARK}
    for facet in facets:
        narrowed = searcher.rank(f"{facet.word} (printer OR printed OR president)")
        assert len(narrowed) == facet.count, facet


def test_an_entity_filters_without_a_say_in_the_order(searcher: Searcher) -> None:
    whole = searcher.search("president", limit=0).hits
    narrowed = searcher.search("entity:pyongyang president", limit=0).hits
    assert [(one.id, one.score) for one in narrowed] == [(one.id, one.score) for one in whole]
    assert searcher.search("printed", limit=0).total == 4
    assert searcher.search("-entity:pyongyang printed", limit=0).total == 3
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
    parts = searcher.parts("Quahog")
    assert [(part.label, part.several) for part in parts] == [("Quahog, Ohio", True), ("Quahog", True)]
    assert "several" in searcher.search("Quahog").notes[0]
    assert not searcher.search("Quahog", options=Options(entities=frozenset({"ohio"}))).notes


def test_suggestions_occur(searcher: Searcher) -> None:
    assert searcher.suggestions("prinder")[0] == "printer"
    assert searcher.suggestions('"the presidend" printer')[0] == '"the president" printer'
    assert searcher.suggestions("printer") == ()
    assert searcher.suggestions("") == ()
