"""How names score, and what an edit of the library's names changes."""

from pathlib import Path

import pytest
from building import version_of, write
from searching import Ask, asking, ids, matched, records, scores, searcher_over

from searcher.library import Library
from searcher.query.options import Options
from searcher.search.searcher import Searcher

NAMES = """
[[entity]]
id = "zorbax-prime"
type = "place"
canonical = "Zorbax Prime"
[entity.names]
mul = ["Zorbax", "Quintel", "Vexil", "Mardun", "Tholby", "Ostrick", "Unwritten"{more}]
"""
FILLER = "grass tree stone river cloud valley bridge tower garden window"


def document(document_id: str, *words: str, length: int = 40) -> dict[str, str]:
    """A document of `length` words: `words`, each between words that say nothing."""
    filler = (FILLER.split() * length)[: length - len(words)]
    step = max(1, len(filler) // (len(words) + 1))
    mixed: list[str] = []
    for at in range(0, len(filler), step):
        mixed.extend(filler[at : at + step])
        mixed.extend(words[at // step : at // step + 1])
    assert len(mixed) == length
    return {"id": document_id, "text": " ".join(mixed), "lang": "en"}


SPELLINGS = ("Zorbax", "Quintel", "Vexil", "Mardun", "Tholby", "Ostrick")


@pytest.fixture(scope="session")
def spellings(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    rows = [
        document("six-once", *SPELLINGS),
        document("one-six-times", *["Quintel"] * 6),
        document("one-eight-times", *["Zorbax"] * 8),
        document("once", "Zorbax"),
        document("none"),
    ]
    folder = tmp_path_factory.mktemp("spellings")
    return asking(searcher_over(folder, {"a.jsonl": records(*rows)}, NAMES.format(more="")))


def test_six_spellings_are_worth_what_one_is(spellings: Ask) -> None:
    found = scores(spellings("Unwritten"))
    assert found["six-once"] == pytest.approx(found["one-six-times"])
    assert ids(spellings("Unwritten")) == ["one-eight-times", "one-six-times", "six-once", "once"]


@pytest.mark.parametrize("query", ["Zorbax", "Zorbax Prime", "zorbax"])
def test_listing_spellings_does_not_beat_being_about_it(spellings: Ask, query: str) -> None:
    assert ids(spellings(query))[0] == "one-eight-times"


@pytest.mark.parametrize("query", [*SPELLINGS, "Unwritten", "Zorbax Prime", '"Zorbax Prime"'])
def test_every_name_of_an_entity_finds_the_same_documents(spellings: Ask, query: str) -> None:
    assert sorted(ids(spellings(query))) == ["once", "one-eight-times", "one-six-times", "six-once"]


def test_names_that_occur_nowhere_change_no_score(tmp_path: Path) -> None:
    rows = [document("a", *SPELLINGS), document("b", "Zorbax", "Zorbax"), document("c")]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)}, NAMES.format(more=""))
    before = {query: scores(searcher.search(query).hits) for query in ("Zorbax", "Unwritten", "Vexil grass")}
    more = "".join(f', "Nowhere{number}", "No Where {number}"' for number in range(40))
    write(tmp_path / "index" / "entities.toml", NAMES.format(more=more))
    assert searcher.refresh()
    assert {query: scores(searcher.search(query).hits) for query in before} == before
    assert scores(searcher.search("Nowhere7").hits) == before["Unwritten"]


def test_a_name_is_as_common_as_all_its_spellings_together(tmp_path: Path) -> None:
    table = "".join(
        f'[[entity]]\nid = "{name}"\ncanonical = "{name.title()}"\n[entity.names]\nmul = ["{name}one", "{name}two"]\n'
        for name in ("mixed", "alike", "seldom")
    )
    third = {"mixed": "Mixedtwo", "alike": "Alikeone", "seldom": "meadow"}
    rows = [
        document(f"{name}{number}", word)
        for name in third
        for number, word in enumerate((f"{name.title()}one", f"{name.title()}one", third[name]))
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)}, table)
    mixed, alike, seldom = (scores(searcher.search(name.title()).hits)[f"{name}0"] for name in third)
    assert mixed == pytest.approx(alike)
    assert mixed < seldom


def test_closer_evidence_scores_more(tmp_path: Path) -> None:
    """As written before another name of the entity, that before a misspelling, and a guess last."""
    table = NAMES.format(more="") + '[[entity.alias]]\nname = "Zarbux Minor"\nkind = "misspelling"\n'
    rows = [
        document("written", "Zorbax"),
        document("name", "Quintel"),
        document("misspelt", "Zarbux Minor"),
        document("none"),
        {"id": "unknown", "text": "Zelenko sang in the old town hall tonight.", "lang": "en"},
        {"id": "sounds", "text": "Вечером в ратуше пела Зеленко, и зал был полон.", "lang": "ru"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)}, table)
    assert ids(searcher.search("Zorbax").hits) == ["written", "name", "misspelt"]
    hits = searcher.search("Zelenko").hits
    assert ids(hits) == ["unknown", "sounds"]
    assert hits[1].matches[0].kind == "romanised"


def test_no_kwang_chol_is_found_beside_a_text_full_of_no(tmp_path: Path) -> None:
    rows = [
        {
            "id": "decoy",
            "text": "No Brasil, no ano passado, no sul e no norte, no carnaval e no verão, no mar.",
            "lang": "pt",
        },
        {"id": "him", "text": "O ministro No Kwang-chol chegou ontem à capital com a delegação.", "lang": "pt"},
        {"id": "spaced", "text": "Il ministro No Kwang Chol ha incontrato la delegazione.", "lang": "it"},
    ]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    for query in ("No Kwang-chol", "no kwang chol", '"No Kwang-chol"', "노광철", "努光铁"):
        hits = ask(query)
        assert sorted(ids(hits)) == ["him", "spaced"]
        assert {text for hit in hits for text in matched(hit)} == {"No Kwang-chol", "No Kwang Chol"}
    assert ids(ask("no"))[0] == "decoy"


GEORGIAS = """
[[entity]]
id = "georgia-state"
type = "place"
canonical = "Georgia (US state)"
[entity.names]
mul = ["Georgia", "Peach State"]
"""


def test_a_name_of_two_entities_finds_both_and_says_so(tmp_path: Path) -> None:
    rows = [
        {"id": "country", "text": "Грузия граничит с Арменией, а её столица расположена на реке.", "lang": "ru"},
        {"id": "state", "text": "The Peach State is the home of many peaches, as everybody there knows.", "lang": "en"},
        {"id": "neither", "text": "The weather was fine.", "lang": "en"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)}, GEORGIAS)
    results = searcher.search("Georgia")
    assert sorted(ids(results.hits)) == ["country", "state"]
    [note] = [note for note in results.notes if "Georgia is a name of several" in note]
    assert "Georgia (US state)" in note
    assert ids(searcher.search("Грузия").hits) == ["country"]
    assert searcher.search("Грузия").notes == ()


def test_an_edit_of_the_table_shows_at_the_next_search(tmp_path: Path) -> None:
    rows = [
        {"id": "one", "text": "The firm Quintel opened an office here last year.", "lang": "en"},
        {"id": "two", "text": "The firm Zorbax closed its office here last year.", "lang": "en"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    assert ids(searcher.search("Zorbax").hits) == ["two"]
    assert not searcher.refresh()
    version = version_of(Library.open(tmp_path / "index")).name
    write(tmp_path / "index" / "entities.toml", NAMES.format(more=""))
    assert searcher.refresh()
    assert ids(searcher.search("Zorbax").hits) == ["two", "one"]
    # A process that starts now sees it too, and nothing was indexed anew.
    assert ids(Searcher(tmp_path / "index").search("Zorbax").hits) == ["two", "one"]
    assert version_of(Library.open(tmp_path / "index")).name == version


def test_a_bad_table_is_told_and_the_rest_works(tmp_path: Path) -> None:
    rows = [{"id": "one", "text": "Quintel and Zorbax.", "lang": "en"}]
    bad = NAMES.format(more="") + '\n[[entity]]\nid = "x y"\n'
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)}, bad)
    assert any("id has no spaces" in problem for problem in searcher.problems)
    assert matched(searcher.search("Unwritten").hits[0]) == ["Quintel", "Zorbax"]


def found_beside_another(folder: Path, text: str, query: str) -> list[str]:
    """What a query finds of about.txt, which holds the text, and another that is about nothing of it."""
    searcher = searcher_over(folder, {"about.txt": text, "other.txt": "The weather was fine, and the sea was calm."})
    return ids(searcher.search(query).hits)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("New York", "Predsjednik je doputovao u New Yorku i razgovarao s gradonačelnikom."),
        ("Нью-Йорк", "Predsednik je prispel iz New Yorka in govoril o gospodarstvu v državi."),
        ("Los Angeles", "Premiéra filmu se konala v Los Angelesu a zúčastnil se jí i režisér."),
        ("Европейски парламент", "Депутатите на Европейския парламент гласуваха вчера за новия закон."),
        ("European Commission", "Der Sprecher der Europäischen Kommission wollte sich dazu nicht äußern."),
        ("North Sea", "Ladje so plule po Severnem morju in se vrnile v pristanišče."),
        ("United States", "Представник Сполучених Штатів заявив про це на засіданні у вівторок."),
    ],
)
def test_each_word_of_a_known_name_takes_the_endings_of_the_text(tmp_path: Path, query: str, text: str) -> None:
    """In the languages that the table gives no name for as well: it is the same there."""
    assert found_beside_another(tmp_path, text, query) == ["about.txt"]


def test_a_place_is_found_by_sound_where_the_table_has_no_name_for_it(tmp_path: Path) -> None:
    texts = {
        "lb.txt": "Si ass op Trondhejm geflunn an huet do eng Rei Leit aus der Regierung getraff.",
        "other.txt": "The weather was fine, and the sea was calm for several days.",
    }
    searcher = searcher_over(tmp_path, texts)
    assert ids(searcher.search("Трондхейм").hits) == ["lb.txt"]


@pytest.mark.parametrize(("text", "means"), [("Der Vertrag der EU mit dem Nachbarland gilt.", True),
                                             ("Eu nu știu ce spune el, dar eu am plecat și eu am venit.", False)])  # fmt: skip
def test_a_name_in_small_letters_counts_where_texts_know_it_as_a_name(tmp_path: Path, text: str, means: bool) -> None:
    about = "Die Europäische Union hat den Vertrag gestern nach langer Beratung unterzeichnet."
    searcher = searcher_over(tmp_path, {"a.txt": text, "b.txt": about})
    assert ("b.txt" in ids(searcher.search("eu").hits)) is means


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Tusk", "Туск заяви, че съюзът ще отговори на писмото до края на седмицата."),
        ("Angela Merkel", "Канцлерът Меркел заяви, че страната ще отговори до края на седмицата."),
        ("Roger Stone", "Роджер Стоун заявил в среду, что не намерен отвечать на вопросы комиссии."),
        ("Барбара Касл", "The minister, Barbara Castle, said that she would answer before the end of the week."),
    ],
)
def test_a_person_that_is_known_is_also_heard(tmp_path: Path, query: str, text: str) -> None:
    """In a language for which the table has no spelling, and where a word of the name is the word of a thing."""
    assert found_beside_another(tmp_path, text, query) == ["about.txt"]


def test_a_kind_of_forms_can_be_left_out(tmp_path: Path) -> None:
    texts = {"he.txt": "נטניהו אמר אתמול דברים", "sounds.txt": "Wolodimir Grizenko sprach gestern im Rat der Stadt."}
    searcher = searcher_over(tmp_path, {**texts, "typed.txt": "Volodymyr Hrytsenko spoke in the town council."})
    query = "Volodymyr Hrytsenko"
    assert set(ids(searcher.search(query).hits)) == {"typed.txt", "sounds.txt"}
    left = searcher.search(query, options=Options(without=frozenset({"kind:romanised"})))
    assert ids(left.hits) == ["typed.txt"]
    wrong = searcher.search(query, options=Options(without=frozenset({"kind:romanized"})))
    assert any(note.startswith("kind:romanized is no kind of forms: there are exact") for note in wrong.notes)
