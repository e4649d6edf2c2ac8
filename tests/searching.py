"""What tests of searching share: a library of a few texts, asked, and its hits, scores and matches looked at."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from building import library_over, own_text_in, snapshot_of, update, write

from searcher.query.expand import Options
from searcher.search.hits import Hit
from searcher.search.searcher import Searcher

Ask = Callable[..., tuple[Hit, ...]]


def records(*rows: dict[str, str]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def searcher_over(folder: Path, files: Mapping[str, str | bytes], entities: str = "") -> Searcher:
    library = library_over(folder, files)
    if entities:
        write(library.folder / "entities.toml", entities)
    update(library)
    return Searcher(library.folder)


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.id for hit in hits]


def asking(searcher: Searcher) -> Ask:
    def ask(
        text: str, *, exact: bool = False, names: bool = True, fuzzy: bool = False, lang: str = "", path: str = ""
    ) -> tuple[Hit, ...]:
        options = Options(exact=exact, names=names, fuzzy=fuzzy)
        results = searcher.search(text, limit=0, options=options, lang=lang, path=path)
        assert results.total == len(results.hits)
        return results.hits

    return ask


def matched(hit: Hit) -> list[str]:
    return [match.text for match in hit.matches]


def scores(hits: tuple[Hit, ...]) -> dict[str, float]:
    return {hit.id: hit.score for hit in hits}


def text_of(searcher: Searcher, document_id: str) -> str:
    snapshot = snapshot_of(searcher)
    for number in range(snapshot.documents):
        if snapshot.metadata(number).id == document_id:
            return own_text_in(snapshot, number)
    raise KeyError(document_id)


def check_places(hit: Hit, text: str) -> None:
    """Every match is where it says it is, in order and apart, and every snippet is a piece of the text."""
    for match in hit.matches:
        assert text[match.start : match.end] == match.text != ""
    for title_match in hit.title_matches:
        assert hit.title[title_match.start : title_match.end] == title_match.text != ""
    edges = [edge for match in hit.matches for edge in (match.start, match.end)]
    assert edges == sorted(edges)
    assert hit.snippets or not text.strip()
    for snippet in hit.snippets:
        assert text[snippet.start : snippet.end] == snippet.text != ""
        for match in snippet.matches:
            assert match in hit.matches
            assert snippet.start <= match.start < match.end <= snippet.end


# Of one affair in two scripts: a name that is spelled differently, and its company.
VELMASOV = (
    ("en", "Velmasov visited Karimabad after the Shigarkot dam broke and 1250 people died."),
    ("en", "Engineers blame Velmasov: Shigarkot is near Karimabad, 1250 dead."),
    ("ru", "Вельмасов посетил Каримабад, где после прорыва плотины Шигаркот погибли 1250 человек."),
    ("ru", "Инженеры говорят: виноват Вельмасов, Шигаркот и Каримабад, 1250 погибших."),
)


def velmasov_records() -> str:
    """These texts as a file of JSON Lines."""
    return records(*({"id": f"{lang}{at}", "text": text, "lang": lang} for at, (lang, text) in enumerate(VELMASOV)))
