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
