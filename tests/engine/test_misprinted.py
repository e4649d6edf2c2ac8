"""Names in texts that are misprinted or misread, and as they were spelled before: old newspapers, scanned pages."""

from pathlib import Path

import pytest
from searching import asking, ids, matched, records, searcher_over

from searcher.query.plan import Kind

# The name as it should be in several documents, and once as a machine may read it.
MISREAD = [
    ("Schlesien", "Gestern kam aus {} die Nachricht von einem Brand.", "Schlefien"),
    ("Grenoble", "Le journal de {} annonce une belle saison pour tous.", "Grcnoble"),
    ("Groningen", "Uit {} komt het bericht dat de markt goed was.", "Grouingen"),
    ("Jyväskylä", "Kaupunki nimeltä {} sai uuden sillan vuonna 1905.", "Jyväskylii"),
    ("Birmingham", "The works at {} were closed for a week in winter.", "Birrningham"),
    ("Столыпин", "Вчера министр {} говорил в Думе о земле.", "Столынин"),
]


@pytest.mark.parametrize(("name", "sentence", "misread"), MISREAD)
def test_a_name_finds_what_a_machine_read_for_it(tmp_path: Path, name: str, sentence: str, misread: str) -> None:
    forms = [*[name] * 3, misread, f"{name[:3]} {name[3:]}"]
    rows = [{"id": str(at), "text": sentence.format(form)} for at, form in enumerate(forms)]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    hits = {hit.id: hit for hit in ask(name)}
    assert {"0", "1", "2", "3", "4"} <= hits.keys()
    assert matched(hits["3"]) == [misread]
    # Its halves may be words of the library, too.
    assert {match.kind for match in hits["4"].matches} <= {Kind.NEAR, Kind.FOLDED}
    assert "3" not in ids(ask(name, exact=True))
    assert hits["0"].score > hits["3"].score


def test_another_name_is_no_misprint(tmp_path: Path) -> None:
    rows = [{"id": f"h{at}", "text": "Herr Hanser sprach gestern in der Stadt."} for at in range(4)]
    rows += [{"id": f"u{at}", "text": "Herr Hauser sprach gestern in der Stadt."} for at in range(4)]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    notes = [match.kind for hit in ask("Hauser") for match in hit.matches]
    assert Kind.NEAR not in notes


def test_russian_of_before_1918_and_of_now_meet(tmp_path: Path) -> None:
    rows = [
        {"id": "now", "text": "Поезд в Киев отходит вечером, сказал Родзянко и Керенский."},
        {"id": "then", "text": "Поѣздъ въ Кіевъ отходитъ вечеромъ, сказалъ Родзянко и Керенскій."},
    ]
    ask = asking(searcher_over(tmp_path, {"a.jsonl": records(*rows)}))
    for query in ("Киев", "Кіевъ", "Керенский", "Керенскій"):
        assert set(ids(ask(query))) == {"now", "then"}, query
