"""Several commits answer as one, and what was deleted or changed is found no more."""

from pathlib import Path

import pytest
from building import library_over, update, version_of, write
from searching import check_places, ids, records, searcher_over, text_of

from searcher.engine.local.snapshot import Snapshot
from searcher.library import Library
from searcher.search.searcher import Searcher

ANIMALS = ["cat", "dog", "fox", "owl", "elk", "bee", "ant", "cow", "pig", "hen"]


def batch(name: str, count: int) -> tuple[str, str]:
    """A file of `count` records; enough of them for the index to keep it in a segment of its own."""
    rows = [
        {"id": f"{name}{number:02}", "title": f"Note {number}", "lang": "en",
         "text": f"{ANIMALS[number % 10]} {'and ' * (number % 4)}{ANIMALS[number % 7]} of {name}, No. {number}."}
        for number in range(count)
    ]  # fmt: skip
    return f"{name}.jsonl", records(*rows)


QUERIES = ("fox", "fox cat", '"fox and"', "o*", "title:note bee", "hen NOT cat", "-dog", "secnd~", "first")


def segments(library: Library) -> int:
    snapshot = Snapshot(version_of(library))
    count = len(snapshot.segments)
    snapshot.close()
    return count


def test_several_segments_answer_as_one(tmp_path: Path) -> None:
    batches = dict([batch("first", 20), batch("second", 21), batch("third", 22)])
    whole = searcher_over(tmp_path / "whole", batches)
    library = library_over(tmp_path / "parts", {"none.txt": ""})
    for name, content in batches.items():
        write(tmp_path / "parts" / "docs" / name, content)
        update(library)
    assert segments(library) == 3
    parts = Searcher(library.folder)
    for query in QUERIES:
        one, many = whole.search(query, limit=0), parts.search(query, limit=0)
        assert one.total > 0
        assert ids(one.hits) == ids(many.hits)
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in many.hits])
        assert [hit.matches for hit in one.hits] == [hit.matches for hit in many.hits]
        assert ids(parts.search(query, limit=3).hits) == ids(many.hits)[:3]
        for hit in many.hits:
            check_places(hit, text_of(parts, hit.id))


def test_what_is_deleted_or_changed_is_found_no_more(tmp_path: Path) -> None:
    library = library_over(tmp_path, dict([batch("first", 20)]))
    update(library)
    searcher = Searcher(library.folder)
    for name, content in (batch("second", 21), batch("third", 22)):
        write(tmp_path / "docs" / name, content)
        update(library)
    assert ids(searcher.search("second").hits) == []  # a commit is seen when it is asked for
    assert searcher.refresh()
    assert searcher.search("second").total == 21
    (tmp_path / "docs" / "second.jsonl").unlink()
    write(tmp_path / "docs" / "third.jsonl", records({"id": "new", "text": "A fox of the third.", "lang": "en"}))
    update(library)
    # Until then the old state answers, whole.
    assert searcher.search("second").total == 21
    assert searcher.refresh()
    for query in QUERIES:
        assert not [found for found in ids(searcher.search(query, limit=0).hits) if found.startswith("second")]
    assert ids(searcher.search("third").hits) == ["new"]
    assert searcher.search("-zebra", limit=0).total == 21
    assert not searcher.refresh()
