"""Translations: a common thing by what it is called in other languages, where somebody asks for that."""

import subprocess
import sys
from pathlib import Path

import pytest
from building import write
from searching import ids, matched, records, scores, searcher_over

from searcher.query.expand import Level, Options
from searcher.search.searcher import Searcher

TEXTS = {
    "de": "Am frühen Morgen stieg die Rakete über dem Meer auf, von vielen Menschen beobachtet.",
    "en": "The rocket rose over the sea in the early morning, watched by many people.",
    "fi": "Varhain aamulla raketti nousi meren yli, ja monet ihmiset katsoivat sitä.",
    "fr": "Tôt le matin, la fusée s'éleva au-dessus de la mer devant une foule de gens.",
    "he": "מוקדם בבוקר המריאה רקטה מעל הים, ואנשים רבים צפו בה.",
    "ru": "Пуск ракеты состоялся рано утром над морем, за ним наблюдали многие люди.",
    "zh": "火箭清晨从海上升空，许多人观看了发射过程。",
}
ASKED = {"de": "Rakete", "en": "rockets", "fi": "raketti", "fr": "fusée", "ru": "ракета", "zh": "火箭"}
ON = Options(translations=True)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    rows = [{"id": lang, "text": text, "lang": lang} for lang, text in TEXTS.items()]
    rows.append({"id": "other", "text": "There is bread on the table, and nothing of the kind.", "lang": "en"})
    return searcher_over(tmp_path_factory.mktemp("translations"), {"a.jsonl": records(*rows)})


@pytest.mark.parametrize("lang", ASKED)
def test_a_thing_is_found_in_the_other_languages(searcher: Searcher, lang: str) -> None:
    hits = searcher.search(ASKED[lang], limit=0, options=ON).hits
    assert set(ids(hits)) >= set(TEXTS) - {"he"}
    assert "other" not in ids(hits)
    assert hits[0].id == lang


def test_without_being_asked_for_they_find_nothing(searcher: Searcher) -> None:
    for level in Level:
        hits = searcher.search("fusée", limit=0, options=Options.at(level)).hits
        translated = {match.text for hit in hits for match in hit.matches if match.kind == "translation"}
        assert bool(translated) is (level is Level.TRANSLATIONS)


def test_a_match_says_what_it_translates(searcher: Searcher) -> None:
    hits = {hit.id: hit for hit in searcher.search("rocket", limit=0, options=ON).hits}
    (russian,) = hits["ru"].matches
    assert (russian.text, russian.kind, russian.note) == ("ракеты", "translation", "rocket, in Russian")
    assert matched(hits["zh"]) == ["火箭"]
    assert hits["en"].score > 2 * max(hit.score for name, hit in hits.items() if name != "en")


def test_beside_other_words_a_translation_stands_for_its_own(searcher: Searcher) -> None:
    found = scores(searcher.search("Rakete early morning", limit=0, options=ON).hits)
    plain = scores(searcher.search("Rakete early morning", limit=0).hits)
    assert found["en"] > plain["en"]
    assert all(score > 0 for score in found.values())
    assert ids(searcher.search("=rocket", limit=0, options=ON).hits) == ["en"]
    without = Options(translations=True, without=frozenset({"ракета"}))
    assert "ru" not in ids(searcher.search("rocket", limit=0, options=without).hits)


def test_a_glossary_of_the_library_adds_to_it(tmp_path: Path) -> None:
    rows = [
        {"id": "en", "text": "The frobnicator of the old mill was repaired by the smith last year.", "lang": "en"},
        {
            "id": "de",
            "text": "Die Drehspindeln der alten Mühle hat der Schmied im letzten Jahr repariert.",
            "lang": "de",
        },
        {"id": "ru", "text": "Большой вертел старой мельницы кузнец починил в прошлом году.", "lang": "ru"},
    ]
    searcher = searcher_over(tmp_path, {"a.jsonl": records(*rows)})
    folder = next(path.parent for path in tmp_path.rglob("searcher.toml"))
    assert ids(searcher.search("frobnicator", limit=0, options=ON).hits) == ["en"]
    write(folder / "glossary.tsv", "en\tde\tru\nfrobnicator\tDrehspindel\tбольшой вертел\nbad\n")
    assert searcher.refresh()
    assert set(ids(searcher.search("frobnicator", limit=0, options=ON).hits)) == {"en", "de", "ru"}
    assert set(ids(searcher.search("Drehspindel", limit=0, options=ON).hits)) == {"en", "de", "ru"}
    assert ids(searcher.search("frobnicator", limit=0).hits) == ["en"]
    assert searcher.glossary_problems() == ("glossary.tsv:3: a line needs words in two languages: it is left out",)
    assert not searcher.refresh()


def test_the_command_line_translates_and_names_bad_lines(tmp_path: Path) -> None:
    searcher_over(tmp_path, {"a.jsonl": records({"id": "ru", "text": TEXTS["ru"], "lang": "ru"})})
    folder = next(path.parent for path in tmp_path.rglob("searcher.toml"))
    write(folder / "glossary.tsv", "en\n")
    command = [sys.executable, "-m", "searcher", "query", "--index", str(folder), "rocket"]
    done = subprocess.run([*command, "--translations"], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "ракеты — rocket, in Russian" in done.stdout
    assert "glossary.tsv:1: its first line must name two languages" in done.stderr
    plain = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (plain.returncode, plain.stderr) == (1, "")
