"""Words of names that are written short, in the query and in the text."""

from pathlib import Path

import pytest
from searching import asking, ids, records, searcher_over


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Fort Worth", "The factory in Ft. Worth was closed last year."),
        ("Ft. Worth", "The factory in Fort Worth was closed last year."),
        ("North Korea", "Rząd Korei Płn. ogłosił, że próba rakiety się udała."),
        ("Korea Płn.", "Северная Корея сообщила об успешном испытании ракеты."),
        ("Mount Elgon", "Two climbers were rescued on Mt. Elgon by a helicopter."),
        ("William Bardsley", "Wm. Bardsley wrote the letter to his brother in autumn."),
        ("г. Одесса", "Вчора в Одесі пройшов сильний дощ."),
    ],
)
def test_a_word_of_a_name_may_be_written_short(tmp_path: Path, query: str, text: str) -> None:
    rows = [
        {"id": "named", "text": text},
        {"id": "other", "text": "A mount, a fort and a saint stood in the north of the country, and it was worth it."},
    ]
    assert ids(asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))(query)) == ["named"]
