"""What is known of documents besides their text: found, below the text, by name, and with the place in the file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from extracting import zipped
from searching import Ask, asking, ids, records, scores, searcher_over

from searcher.output.records import encode_hit
from searcher.search.searcher import Searcher

FRONT = "---\ntitle: Plan\nauthor: Jutta Weiß\ntags: [Haushalt, bau]\naliases:\n  - Wegweiser\n---\nErster Satz des Plans.\n"
PAGE = '<html><head><meta name="author" content="Paul Kramer"><meta name="keywords" content="Fisch, Wal"></head><p>Meer'
MAIL = "From: Ana Núñez <ana@example.org>\nTo: Ivo\nSubject: Treffen\nDate: Wed, 01 May 2024 10:00:00 +0200\n\nBis morgen.\n"
ARCHIVE = {"brief.eml": MAIL.replace("Bis morgen", "Der Anhang"), "liste.txt": "Schrauben und Muttern"}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    files: dict[str, str | bytes] = {
        "Rechnung_Kramer_1999.txt": "Betrag dankend erhalten.",
        "brief.txt": "Herr Kramer kommt morgen, und er bringt die Rechnung mit, die noch offen ist, wie er sagt.",
        "plan.md": FRONT,
        "seite.html": PAGE,
        "post.eml": MAIL,
        "alles.zip": zipped(ARCHIVE),
        "r.jsonl": records({"id": "t1", "text": "alpha beta", "author": "Ivo Maler", "region": "Tirol"}),
        "film.srt": "1\n00:00:01,0 --> 00:00:02,0\nAnfang\n\n2\n00:07:01,0 --> 00:07:02,0\nWalfisch am Ende\n",
    }
    with searcher_over(tmp_path_factory.mktemp("metadata"), files) as opened:
        yield opened


@pytest.fixture(scope="module")
def ask(searcher: Searcher) -> Ask:
    return asking(searcher)


def test_a_name_in_the_text_stands_above_one_in_the_metadata(ask: Ask) -> None:
    assert ids(ask("Kramer"))[0] == "brief.txt"
    assert set(ids(ask("Kramer"))) == {"brief.txt", "Rechnung_Kramer_1999.txt", "seite.html"}
    assert scores(ask("Kramer"))["brief.txt"] > 2 * scores(ask("Kramer"))["Rechnung_Kramer_1999.txt"]
    assert ids(ask('"Rechnung Kramer"')) == ["Rechnung_Kramer_1999.txt"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("author:kramer", {"seite.html"}),
        ("author:weiss", {"plan.md"}),
        ('author:"jutta weiß"', {"plan.md"}),
        ("author:jut", set()),
        ("author:maler", {"t1"}),
        ("author:núñez", {"post.eml", "alles.zip!brief.eml"}),
        ("from:nunez", {"post.eml", "alles.zip!brief.eml"}),
        ("to:ivo", {"post.eml", "alles.zip!brief.eml"}),
        ("tag:wal", {"seite.html"}),
        ("tag:bau plan", {"plan.md"}),
        ("Wegweiser", {"plan.md"}),
        ("Tirol", {"t1"}),
        ("Treffen", {"post.eml", "alles.zip!brief.eml"}),
    ],
)
def test_metadata_are_found(ask: Ask, query: str, found: set[str]) -> None:
    assert set(ids(ask(query))) == found


def test_no_phrase_runs_from_the_text_into_the_metadata(ask: Ask) -> None:
    assert ids(ask('"beta Ivo"')) == []
    assert ids(ask('"Maler Tirol"')) == []
    assert ids(ask('"alpha beta"')) == ["t1"]


def test_a_hit_says_which_field_matched_and_shows_only_its_own_text(searcher: Searcher, ask: Ask) -> None:
    (hit,) = ask("Jutta")
    assert (hit.matches, hit.snippets[0].text.strip()) == ((), "Erster Satz des Plans.")
    (field,) = hit.fields
    assert (field.name, field.value, [field.value[m.start : m.end] for m in field.matches]) == (
        "author",
        "Jutta Weiß",
        ["Jutta"],
    )
    assert searcher.text(searcher.rank("Jutta"), 0) == "Erster Satz des Plans.\n"
    record = json.loads(encode_hit("0", hit))
    assert record["fields"] == [{"name": "author", "value": "Jutta Weiß", "matches": [[0, 5]]}]


def test_a_hit_says_where_in_its_file_it_is(ask: Ask) -> None:
    (film,) = ask("Walfisch")
    assert (film.place, film.snippets[0].place) == ("minute 0:07", "minute 0:07")
    (member,) = ask("Muttern")
    assert (member.id, member.place, Path(member.path).name) == ("alles.zip!liste.txt", "liste.txt", "alles.zip")
    (mail,) = ask("Anhang")
    assert mail.place == "brief.eml"


def test_documents_divide_by_their_metadata(searcher: Searcher) -> None:
    facets = {(str(facet.field), facet.word): facet.count for facet in searcher.facets(searcher.rank("-gibtesnicht"))}
    assert facets["author", 'author:"=Paul Kramer"'] == 1
    assert facets["tag", "tag:=Wal"] == 1
    assert facets["from", 'from:"=Ana Núñez <ana@example.org>"'] == 2
    for (field, word), count in facets.items():
        assert field == "entity" or len(searcher.rank(f"{word} -gibtesnicht")) == count, word


def test_the_languages_of_a_library_are_those_of_texts(searcher: Searcher, ask: Ask) -> None:
    assert all("zxx" not in hit.langs for hit in ask("-gibtesnicht"))
