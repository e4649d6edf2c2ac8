"""Places by the short form of their name, and by what says what kind of place they are."""

from pathlib import Path

import pytest
from searching import asking, ids, records, searcher_over

TEXTS = {
    "short": "La banque a son siège à Francfort depuis longtemps.",
    "long": "Die Bank hat ihren Sitz in Frankfurt am Main.",
    "inflected": "Sídlo banky je ve Frankfurtu nad Mohanem.",
    "region": "The governor of the Odesa Oblast spoke on Monday.",
    "city": "Вчора в Одесі пройшов сильний дощ.",
    "province": "The hospital in Hubei was closed for two weeks.",
    "new-york": "The subway in New York is closed over the weekend.",
    "other": "Every province has a city and an oblast has two.",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Frankfurt am Main", {"short", "long", "inflected"}),
        ("Frankfurt nad Mohanem", {"short", "long", "inflected"}),
        ("Odesa Oblast", {"region", "city"}),
        ("Province of Hubei", {"province"}),
        ("город Одесса", {"region", "city"}),
        ("New York City", {"new-york"}),
    ],
)
def test_a_place_is_found_by_more_and_less_of_its_name(tmp_path: Path, query: str, found: set[str]) -> None:
    rows = [{"id": key, "text": text} for key, text in TEXTS.items()]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    assert set(ids(ask(query))) == found


def test_a_short_form_is_worth_less_and_says_so(tmp_path: Path) -> None:
    rows = [{"id": key, "text": TEXTS[key]} for key in ("short", "long")]
    results = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))("Frankfurt am Main")
    assert ids(results) == ["long", "short"]
    assert results[1].matches[0].note == "short for Frankfurt am Main"


REGIONS = {
    "oblast": "The governor of the Odesa Oblast spoke about the harvest on Monday.",
    "region": "In the Odessa region the power was cut on Tuesday and on Wednesday.",
    "of": "Farmers all over the region of Odesa are waiting for the rain to come.",
    "gebiet": "In der Oblast Odessa fiel am Dienstag überall der Strom aus.",
    "ru": "Губернатор Одесской области рассказал об урожае этого года.",
    "uk": "Мешканці Одеської області чекають на дощ уже третій тиждень.",
    "kyiv": "The governor of the Kyiv Oblast spoke about the harvest on Monday.",
    "harbour": "The ships that left Odesa this morning carry wheat to a region far away.",
}


@pytest.mark.parametrize("query", ["Одеська область", "Одесская область"])
def test_a_region_is_found_by_other_words_for_what_it_is(tmp_path: Path, query: str) -> None:
    rows = [{"id": key, "text": text} for key, text in REGIONS.items()]
    results = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))(query)
    assert set(ids(results)) == REGIONS.keys() - {"kyiv", "harbour"}
    notes = {hit.id: {match.note for match in hit.matches} for hit in results}
    assert notes["region"] == {"another word for Odeshchyna"}


def test_a_place_and_a_word_for_its_region_find_what_the_region_is_called(tmp_path: Path) -> None:
    rows = [{"id": key, "text": text} for key, text in REGIONS.items()]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    assert set(ids(ask("Odesa Oblast"))) == REGIONS.keys() - {"kyiv"}
    # The place by itself is the place.
    assert "ru" not in ids(ask("Odesa"))


def test_a_county_is_one_in_other_languages(tmp_path: Path) -> None:
    texts = {
        "en": "Kildare County Council met on Monday and spoke about the roads.",
        "of": "County Kildare lies in the east of Ireland and has many horses.",
        "fr": "Le comté de Kildare se trouve dans l'est de l'Irlande.",
        "de": "Die Grafschaft Kildare liegt im Osten von Irland.",
        "other": "The county of Kerry lies in the west of Ireland.",
    }
    rows = [{"id": key, "text": text} for key, text in texts.items()]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    for query in ("comté de Kildare", "County Kildare", "Grafschaft Kildare"):
        assert set(ids(ask(query))[:4]) == texts.keys() - {"other"}
