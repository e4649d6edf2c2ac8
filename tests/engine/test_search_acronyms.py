"""What documents say an acronym is short for is searched with it, and the other way round."""

from pathlib import Path

import pytest
from building import library_over, update
from searching import ids, searcher_over

from searcher.query.expand import Options
from searcher.search.searcher import Searcher

TEXTS = {
    "says.txt": "Rybářská rada Moravy (RRM) se sešla ve čtvrtek.",
    "short.txt": "Zástupci RRM nepřišli.",
    "long.txt": "Na schůzi Rybářské rady Moravy se mluvilo o vodě.",
    "other.txt": "Rada města jednala o rybách.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("acronyms"), TEXTS)


def test_the_acronym_finds_the_full_name(searcher: Searcher) -> None:
    hits = searcher.search("RRM").hits
    assert set(ids(hits)) == {"says.txt", "short.txt", "long.txt"}
    assert ids(hits)[-1] == "long.txt", "what is written so stands above what was learned"
    [long] = [hit for hit in hits if hit.id == "long.txt"]
    assert {match.note for match in long.matches} == {"learned from your documents: Rybářská rada Moravy (RRM)"}


@pytest.mark.parametrize("query", ["Rybářská rada Moravy", "Rybářské radě Moravy"])
def test_the_full_name_finds_the_acronym(searcher: Searcher, query: str) -> None:
    hits = searcher.search(query).hits
    assert {"says.txt", "short.txt", "long.txt"} <= set(ids(hits))
    [short] = [hit for hit in hits if hit.id == "short.txt"]
    assert "learned from your documents" in short.matches[0].note


def test_without_names_nothing_is_learned(searcher: Searcher) -> None:
    assert set(ids(searcher.search("RRM", options=Options(names=False)).hits)) == {"says.txt", "short.txt"}
    assert set(ids(searcher.search("RRM", options=Options(exact=True)).hits)) == {"says.txt", "short.txt"}


def test_what_a_deleted_document_explained_is_forgotten(tmp_path: Path) -> None:
    library = library_over(tmp_path, TEXTS)
    update(library)
    before = set(ids(Searcher(library.folder).search("RRM").hits))
    source = next(path for path in tmp_path.rglob("says.txt"))
    source.unlink()
    update(library)
    assert before - set(ids(Searcher(library.folder).search("RRM").hits)) == {"says.txt", "long.txt"}


COUNTRIES = {
    "bg.txt": "Президентът на САЩ пристигна в София и разговаря с министър-председателя на страната.",
    "sl.txt": "Predsednik ZDA je prispel v Ljubljano, kjer se je pogovarjal s predsednikom vlade.",
    "lt.txt": "JAV prezidentas atvyko į Vilnių ir kalbėjosi su šalies ministru pirmininku.",
    "en.txt": "The president of the United States spoke to the prime minister of the country.",
    "id.txt": "Presiden AS tiba di Jakarta dan berbicara dengan para menteri negara itu.",
    "it.txt": "Il presidente degli Usa è arrivato a Roma e ha parlato con il primo ministro del paese.",
    "words.txt": "As we said before, the apples are ripe. As they fall, the cat sleeps as long as it can. As ever.",
    "who.txt": "Who has eaten the apples? Nobody knows who it was, nor who saw them last. Who cares.",
    "WHO.txt": "The WHO has sent three physicians to the islands, who arrived there by boat on Monday.",
}


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("countries"), COUNTRIES)


@pytest.mark.parametrize("query", ["САЩ", "ZDA", "JAV", "Vereinigte Staaten", "アメリカ"])
def test_what_a_country_is_called_at_home_finds_it_everywhere(countries: Searcher, query: str) -> None:
    found = set(ids(countries.search(query).hits))
    assert found == {"bg.txt", "sl.txt", "lt.txt", "en.txt", "id.txt", "it.txt"}


@pytest.mark.parametrize("query", ["Weltgesundheitsorganisation", "ВОЗ"])
def test_a_common_word_at_the_beginning_of_a_sentence_is_no_acronym(countries: Searcher, query: str) -> None:
    assert ids(countries.search(query).hits) == ["WHO.txt"]
