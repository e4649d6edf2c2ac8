"""The answer depends on the documents that are there, and not on how the index came to be."""

import json
import os
import random
from pathlib import Path

import pytest
from building import library_over, snapshot_of, update, write

from searcher.query.options import Options
from searcher.search.searcher import Searcher

# Real text of two languages, so that the words of one document are in both.
GERMAN = (
    "Eine russische Militärdelegation traf am Freitag in Nordkorea ein, angesichts wachsender Besorgnis über die "
    "Ausweitung der Zusammenarbeit der beiden Länder in diesem Jahr."
)
FRENCH = (
    "Le président a fait une visite officielle en Corée du Nord et il a promis de renforcer la coopération entre les "
    "deux pays dans le domaine du commerce et de la sécurité."
)
STARTS = ("minist", "mini", "ministe", "mist", "minast", "Belous", "Bilous", "Velous")
QUERIES = (
    "minister", "minister~", "minsterr", "mini*", "m?ni*", "*nist*", "Ministar", "Belousov", "Bilousow", '"minist minister"',
    "lang:de minister", "NOT minister", "minister AND mini*", "delegation", "président capitale", "Hauptstadt mini*", "-mini*",
    "title:minister", "=Minister", "ministe OR Belousa",
)  # fmt: skip
OPTIONS = (Options(), Options(fuzzy=True), Options(prefix_last=True), Options(exact=True))
State = dict[str, str]


def word(source: random.Random) -> str:
    letters = "".join(source.choice("aeorstuv") for _ in range(source.randrange(4)))
    made = source.choice(STARTS) + letters
    return made.title() if source.random() < 0.15 else made


def content(source: random.Random, name: str, number: int) -> str:
    rows = []
    for row in range(source.randint(1, 4)):
        text = " ".join(word(source) for _ in range(source.randint(1, 25)))
        lang = source.choice(("en", "de", "fr"))
        if source.random() < 0.3:
            text, lang = f"{GERMAN}\n\n{FRENCH} {text}", ""
        title = word(source) if source.random() < 0.5 else ""
        rows.append({"id": f"{name}-{number}-{row}", "text": text, "title": title, "lang": lang})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def history(source: random.Random) -> list[State]:
    """States of a folder, each after some files came, changed and went."""
    states: list[State] = [{}]
    for number in range(source.randint(4, 9)):
        files = dict(states[-1])
        for name in [f"f{source.randrange(14)}.jsonl" for _ in range(source.randint(1, 5))]:
            if name in files and source.random() < 0.5:
                del files[name]
            else:
                files[name] = content(source, name.partition(".")[0], number)
        states.append(files)
    return states


def grown(folder: Path, states: list[State]) -> Searcher:
    """A library that was brought up to date at each state."""
    library = library_over(folder, {"none.txt": ""})
    docs = folder / "docs"
    for number, files in enumerate(states):
        for path in docs.glob("*.jsonl"):
            if path.name not in files:
                path.unlink()
        for name, text in files.items():
            if not (docs / name).exists() or (docs / name).read_text(encoding="utf-8") != text:
                write(docs / name, text)
                os.utime(docs / name, ns=(number, number))
        update(library)
    return Searcher(library.folder)


def answer(searcher: Searcher, query: str, options: Options) -> tuple[object, list[float]]:
    """All that a person sees of an answer, and the scores."""
    found = searcher.search(query, limit=0, options=options)
    hits = [(hit.id, hit.title, hit.lang, hit.langs, hit.matches, hit.title_matches) for hit in found.hits]
    return (hits, found.total, found.notes, searcher.suggestions(query)), [hit.score for hit in found.hits]


@pytest.fixture
def small_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few words for each cut that a small library has more."""
    for name, most in (
        ("patterns.MOST_NEAR", 3), ("patterns.MOST_WORDS", 5), ("patterns.MOST_COMPLETIONS", 3),
        ("patterns.MOST_COMPLETED_DOCUMENTS", 9), ("words.MOST_ALIKE", 4), ("sounding.MOST_OF_A_SCRIPT", 2),
    ):  # fmt: skip
        monkeypatch.setattr(f"searcher.query.{name}", most)
    # Where few words of each segment are looked at first, more have to be looked at.
    monkeypatch.setattr("searcher.engine.local.merged_terms._CANDIDATES", 2)


@pytest.mark.usefixtures("small_cuts")
@pytest.mark.parametrize("seed", range(12))
def test_how_an_index_came_to_be_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    source = random.Random(seed)
    states = history(source)
    monkeypatch.setattr("searcher.index.merge_policy.MOST_SEGMENTS", source.choice((2, 3, 9)))
    monkeypatch.setattr("searcher.index.merge_policy.MERGED", 2)
    several = grown(tmp_path / "several", states)
    once = grown(tmp_path / "once", states[-1:])
    for query in (*QUERIES, *(word(source) for _ in range(15))):
        for options in OPTIONS:
            (shown, scores), (expected, expected_scores) = (answer(each, query, options) for each in (several, once))
            assert shown == expected, (query, options)
            assert scores == pytest.approx(expected_scores, abs=1e-9), (query, options)


@pytest.mark.usefixtures("small_cuts")
def test_there_are_deletions_and_several_segments_to_compare(tmp_path: Path) -> None:
    """Or the test above would say nothing."""
    snapshots = []
    for seed in range(4):
        several = grown(tmp_path / str(seed), history(random.Random(seed)))
        snapshots.append(snapshot_of(several))
    assert any(snapshot.documents > snapshot.live_documents for snapshot in snapshots)
    assert any(len(snapshot.segments) > 1 for snapshot in snapshots)
    assert any(
        len(snapshot.metadata(number).langs) > 1 for snapshot in snapshots for number in range(snapshot.documents)
    )


def test_counts_of_a_segment_are_those_of_its_living_documents(tmp_path: Path) -> None:
    source = random.Random(2)
    files = {f"f{number}.jsonl": content(source, f"f{number}", 0) for number in range(30)}
    gone = dict(list(files.items())[:20])
    library = snapshot_of(grown(tmp_path / "some", [files, gone]))
    whole = snapshot_of(grown(tmp_path / "whole", [gone]))
    assert library.documents > library.live_documents == whole.live_documents
    assert library.languages == whole.languages
    assert library.average_tokens == whole.average_tokens
    assert library.vocabulary.by_prefix("", 10_000) == whole.vocabulary.by_prefix("", 10_000)
    for entry in whole.vocabulary.by_prefix("", 10_000)[0]:
        folded = entry.word
        assert library.vocabulary.occurrences(folded) == whole.vocabulary.occurrences(folded)
        assert library.vocabulary.by_fold(folded) == whole.vocabulary.by_fold(folded)
    words = [entry.word for entry in whole.vocabulary.by_prefix("", 10_000)[0]]
    for snapshot in (library, whole):
        asked = [*words, "nowhere", words[0]]
        assert snapshot.vocabulary.by_folds(asked) == [snapshot.vocabulary.by_fold(each) for each in asked]
    for snapshot in (library, whole):
        snapshot.close()
