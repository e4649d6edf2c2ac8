"""What a query means: words, phrases, operators, filters and patterns over a small library."""

from pathlib import Path

import pytest
from searching import Ask, asking, check_places, ids, matched, records, scores, searcher_over, text_of

from searcher.query.options import Options
from searcher.search import explain
from searcher.search.searcher import Searcher


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(
        tmp_path_factory.mktemp("small"),
        {
            "notes/a.md": "# The red fox\n\nA quick brown fox jumps over the lazy dog near the river.\n",
            "b.txt": "The dog sleeps. A fox came by later and the dog barked.\n",
            "c.txt": "Straße und Café. Der Résumé war lang. Apple shares rose.\n",
            "d.txt": "resume cafe strasse. An apple a day.\n",
            "r.jsonl": records(
                {"id": "t1", "title": "Alpha beta", "text": "gamma delta epsilon", "date": "2024-05-31", "lang": "en"},
                {"id": "t2", "title": "gamma", "text": "alpha words here beta", "date": "2023-01-02", "lang": "en"},
                {"id": "t3", "title": "Delta", "text": "alpha one two three four beta", "lang": "en"},
                {"id": "t4", "text": "beta one two alpha", "date": "2024-06-01T10:00:00", "lang": "de"},
                {"id": "t5", "title": "zeta", "text": "alpha alpha alpha alpha", "lang": "en"},
                {"id": "k1", "text": "Kim went to the market with Kim.", "lang": "en"},
                {"id": "k2", "text": "Kim Jong-un spoke. Then Kim left.", "lang": "en"},
            ),
        },
    )


@pytest.fixture(scope="session")
def ask(small: Searcher) -> Ask:
    return asking(small)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # Phrases: side by side and in order, and never from the title into the text.
        ('"quick brown"', "notes/a.md"),
        ('"brown quick"', ""),
        ('"quick fox"', ""),
        ('"alpha beta"', "t1"),
        ('"beta gamma"', ""),
        ('"BETA, one"', "t4"),
        ("„quick brown“", "notes/a.md"),
        ('"alpha beta"~2', "t1 t2 t4"),
        ('"beta alpha"~2', "t1 t2 t4"),
        ('"alpha beta"~4', "t1 t2 t3 t4"),
        ('"alpha alpha"~2', "t5"),
        ('"beta gamma"~3', ""),
        # Operators.
        ("fox AND river", "notes/a.md"),
        ("fox OR apple", "b.txt c.txt d.txt notes/a.md"),
        ("fox NOT river", "b.txt"),
        ("fox AND NOT river", "b.txt"),
        ("+fox -river", "b.txt"),
        ("+fox river", "b.txt notes/a.md"),
        ("+fox +river", "notes/a.md"),
        ('fox -"brown fox"', "b.txt"),
        ("(fox OR apple) AND (river OR shares)", "c.txt notes/a.md"),
        ("fox apple -river -shares", "b.txt d.txt"),
        ("-alpha -fox -apple", "k1 k2"),
        ("zebra", ""),
        ("zebra AND fox", ""),
        ("zebra OR river", "notes/a.md"),
        # Filters.
        ("lang:de alpha", "t4"),
        ("alpha lang:de-AT", "t4"),
        ("path:*.md", "notes/a.md"),
        ("path:notes fox", "notes/a.md"),
        ("fox -path:notes", "b.txt"),
        ("path:B.TXT fox", "b.txt"),
        ("type:md fox", "notes/a.md"),
        ("type:txt fox", "b.txt"),
        ("date:2024", "t1 t4"),
        ("date:2024-06-01 alpha", "t4"),
        ("date:[2023 TO 2024-05] alpha", "t1 t2"),
        ("date:[* TO 2023] alpha", "t2"),
        ("date:[2024-06 TO *] alpha", "t4"),
        ("title:gamma", "t2"),
        ("title:fox", "notes/a.md"),
        ("title:(gamma OR delta)", "t2 t3"),
        ('title:"alpha beta"', "t1"),
        ('title:"beta gamma"', ""),
        ("title:epsilon", ""),
        # Patterns and spellings.
        ("f?x", "b.txt notes/a.md"),
        ("is that a fox?", "b.txt d.txt notes/a.md"),
        ("?ox", "b.txt notes/a.md"),
        ("sha*", "c.txt"),
        ("*razy", ""),
        ("*azy", "notes/a.md"),
        ("str*e", "c.txt d.txt"),
        ("rés*", "c.txt d.txt"),
        ("jumsp~", "notes/a.md"),
        ("jumsp", ""),
        # As written.
        ("=Straße", "c.txt"),
        ("=strasse", "d.txt"),
        ("=résumé", "c.txt"),
        ("=resume", "d.txt"),
        ("=Apple", "c.txt"),
        ("=apple", "c.txt d.txt"),
        ('="The dog"', "b.txt"),
        ('="the dog"', "b.txt"),
        ("resume", "c.txt d.txt"),
        ("STRASSE", "c.txt d.txt"),
        # Stop words.
        ("the", "b.txt k1 notes/a.md"),
        ("The", "b.txt k1 notes/a.md"),
        ('"over the"', "notes/a.md"),
        ("...", ""),
        # Names.
        ("Kim Jong-un", "k2"),
        ("Ким Чен Ын", "k2"),
        ("Kim", "k1 k2"),
    ],
)  # fmt: skip
def test_what_a_query_finds(small: Searcher, ask: Ask, query: str, found: str) -> None:
    hits = ask(query)
    assert sorted(ids(hits)) == sorted(found.split())
    for hit in hits:
        check_places(hit, text_of(small, hit.id))


def test_documents_with_all_words_come_first(ask: Ask) -> None:
    hits = ask("alpha beta")
    assert set(ids(hits)[:4]) == {"t1", "t2", "t3", "t4"}
    assert {"alpha", "beta"} <= {text.lower() for hit in hits if hit.id == "t2" for text in matched(hit)}
    assert ids(hits)[-1] == "t5"
    assert ids(ask("fox river"))[0] == "notes/a.md"
    assert ids(ask("zebra river"))[0] == "notes/a.md"


def test_options_of_strictness(ask: Ask) -> None:
    assert ids(ask("resume", exact=True)) == ["d.txt"]
    assert ids(ask("Straße", exact=True)) == ["c.txt"]
    assert ids(ask("Kim Jong-un", exact=True))[0] == "k2"
    assert ids(ask("Ким Чен Ын", exact=True)) == []
    assert ids(ask("Ким Чен Ын", names=False)) == []
    assert ids(ask("Kim Jong-un", names=False)) == ["k2", "k1"]
    assert ids(ask("jumsp", fuzzy=True)) == ["notes/a.md"]
    assert ask("jumsp", fuzzy=True)[0].matches[0].kind == "near"


def test_options_narrow_as_filters_do(ask: Ask) -> None:
    for query in ("alpha", "alpha OR fox", "alpha beta", "+alpha -gamma"):
        assert set(ids(ask(query, lang="de"))) == {"t4"}
    assert ids(ask("fox", path="*.md")) == ids(ask("fox path:*.md")) == ["notes/a.md"]
    assert ids(ask("fox", path="*.MD")) == ["notes/a.md"]
    assert ids(ask("alpha", lang="fi")) == []


def test_a_filter_changes_no_score(ask: Ask) -> None:
    plain = scores(ask("alpha"))
    assert scores(ask("alpha type:jsonl")) == pytest.approx(plain)


def test_what_is_only_not_excluded_scores_nothing(ask: Ask) -> None:
    assert set(scores(ask("NOT fox")).values()) == {0.0}


@pytest.mark.parametrize("unknown", ["โรงงาน", "你好世界和平", "報告書作成委員", "zyxwv", '"zyxwv qwrt"', "zyx*"])
def test_a_word_that_the_library_has_not_finds_nothing_and_excludes_nothing(
    tmp_path_factory: pytest.TempPathFactory, unknown: str
) -> None:
    rows = [
        {"id": name, "text": text, "lang": "en"}
        for name, text in (("a", "A text on rivers."), ("b", "A text on hills."))
    ]
    ask = asking(searcher_over(tmp_path_factory.mktemp("english"), {"a.jsonl": records(*rows)}))
    for nothing in (
        unknown,
        f"{unknown} AND text",
        f"+{unknown} text",
        f"lang:en {unknown}",
        f"title:({unknown})",
        f"{unknown} -text",
    ):
        assert ids(ask(nothing)) == [], nothing
    for text in (
        f"text NOT {unknown}",
        f"text OR {unknown}",
        f"text {unknown}",
        f"NOT {unknown}",
        f"lang:en -{unknown}",
    ):
        assert sorted(ids(ask(text))) == ["a", "b"], text
    assert ids(ask(f"rivers {unknown}")) == ["a"]
    assert ids(ask(unknown, lang="en")) == []
    assert ids(ask("lang:de")) == [] == ids(ask("entity:***"))
    assert sorted(ids(ask("lang:en"))) == ["a", "b"]


def test_a_query_of_punctuation_is_noted(small: Searcher) -> None:
    results = small.search("?! …")
    assert (results.hits, results.total) == ((), 0)
    assert results.notes == ("nothing to search for: the query holds no letter or digit",)
    assert small.search("").notes == ()


def test_a_weak_name_needs_a_strong_one_in_the_document(ask: Ask) -> None:
    [hit] = ask("Kim Jong-un")
    assert (hit.id, matched(hit)) == ("k2", ["Kim Jong-un", "Kim"])
    assert hit.matches[1].note == "short for Kim Jong-un"


def test_a_match_is_no_more_than_the_phrase(ask: Ask) -> None:
    [hit] = ask('"the dog" barked +"the dog"')
    assert "the dog" in matched(hit)
    assert [match.text for match in ask('"brown fox"')[0].matches] == ["brown fox"]
    assert matched(ask('"beta alpha"~2')[0]) == ["beta one two alpha"]


def test_a_hit_that_matches_in_its_title_shows_the_beginning(ask: Ask) -> None:
    [hit] = ask("title:alpha")
    assert (hit.matches, [match.text for match in hit.title_matches]) == ((), ["Alpha"])
    assert [snippet.text for snippet in hit.snippets] == ["gamma delta epsilon"]


def test_metadata_of_a_hit(small: Searcher, ask: Ask) -> None:
    [hit] = ask("title:gamma")
    assert (hit.id, hit.line, hit.title, hit.type, hit.date, hit.lang, hit.langs) == (
        "t2", 2, "gamma", "jsonl", "2023-01-02", "en", ("en",),
    )  # fmt: skip
    assert Path(hit.path).name == "r.jsonl" and Path(hit.path).is_file()
    [hit] = ask("river")
    assert (hit.id, hit.line, Path(hit.path).is_file()) == ("notes/a.md", 0, True)


def test_equal_scores_are_in_order_of_id_whatever_the_limit(small: Searcher) -> None:
    everything = small.search("-zebra", limit=0)
    assert ids(everything.hits) == sorted(ids(everything.hits))
    for query in ("-zebra", "alpha beta", "fox OR apple", "Kim"):
        whole = small.search(query, limit=0)
        for limit in range(1, whole.total + 2):
            part = small.search(query, limit=limit)
            assert part.total == whole.total
            assert part.hits == whole.hits[:limit]


def test_ranking_alone_is_the_same_ranking(small: Searcher) -> None:
    for query in ("alpha beta", "fox", "Kim Jong-un", "lang:de"):
        with_matches = small.search(query, limit=0)
        without = small.search(query, limit=0, with_matches=False)
        assert [(hit.id, hit.score) for hit in without.hits] == [(hit.id, hit.score) for hit in with_matches.hits]
        assert all(hit.matches == () == hit.snippets for hit in without.hits)


def test_words_near_each_other_in_the_text_are_found_beside_one_in_the_title(tmp_path: Path) -> None:
    searcher = searcher_over(
        tmp_path, {"a.jsonl": records({"id": "a", "title": "bridge over water", "text": "the river and a bridge"})}
    )
    # The nearest "bridge" before "river" stands in the title, and is not near.
    (hit,) = searcher.search('"bridge river"~5').hits
    assert [match.text for match in hit.matches] == ["river and a bridge"]
    assert not hit.title_matches


def test_what_is_told_of_a_pasted_page_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "MOST_LINES", 20)
    searcher = searcher_over(tmp_path, {"a.txt": "alpha beta gamma delta"})
    told = searcher.search("alpha beta gamma delta " * 5, with_explanation=True).explanation
    assert len(told) == 22
    assert told[-1].startswith("and more")


def test_matches_all_over_a_long_text_stand_where_they_do_on_the_first_page(tmp_path: Path) -> None:
    text = " ".join(f"Nr. {number}: the 北京 thing's third-rate theory, año {number % 7}." for number in range(900))
    searcher = searcher_over(tmp_path, {"long.jsonl": records({"id": "long", "title": "Theory", "text": text})})
    first, second = (searcher.search("th", options=Options(prefix_last=True)).hits for _ in range(2))
    assert first == second
    assert len(first[0].matches) > 2_000
    check_places(first[0], text)


@pytest.mark.parametrize("behind", [0, 80])
def test_a_number_behind_kana_moves_no_match(tmp_path: Path, behind: int) -> None:
    text = f"{'カ' * 64}3.000 Merkel sagte{' mehr' * behind}"
    searcher = searcher_over(tmp_path, {"a.jsonl": records({"id": "a", "text": text})})
    (hit,) = searcher.search("Merkel").hits
    assert [match.text for match in hit.matches] == ["Merkel"]
    check_places(hit, text)
