"""A library in a cluster: brought up to date, searched, killed in the middle, divided, made anew."""

import json
import multiprocessing
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import library_over, touch, write
from clustered import settings_for
from serving import Cluster as Nodes

from searcher.cli import progress
from searcher.cli.main import main
from searcher.cluster import lease as leases
from searcher.cluster import merging
from searcher.cluster import writer as writers
from searcher.cluster.catalog import PartRecord, find_place
from searcher.cluster.client import Cluster
from searcher.cluster.lease import Lease
from searcher.cluster.places import make_place, places
from searcher.cluster.schema import words_body
from searcher.engine_settings import ClusterSettings
from searcher.errors import SearcherError
from searcher.index.lock import LockedError
from searcher.index.version import fingerprint
from searcher.indexing.doctor import examine
from searcher.indexing.overview import index_overview
from searcher.indexing.progress import Progress
from searcher.indexing.update import update
from searcher.ingest.parts import Share
from searcher.library import Library
from searcher.search.searcher import Searcher

FILES = {
    "a.txt": "Der Minister besuchte Moskau und sprach mit Andrei Belousov.",
    "b.md": "# The minister\n\nThe minister of defence visited Pyongyang in November.",
    "c.txt": "Министр обороны Андрей Белоусов прибыл в Пхеньян.",
    "sub/d.jsonl": '{"id": "d1", "text": "A treaty on missiles", "title": "Treaty"}\n{"id": "d2", "text": "朝鲜半岛的导弹条约"}\n',
}
QUERIES = (
    "minister",
    "Belousov",
    '"minister of defence"',
    "treaty OR Moskau",
    "=Pyongyang",
    "type:jsonl",
    "-minister",
    "nothere",
)


def in_cluster(library: Library, settings: ClusterSettings) -> Library:
    """The library, whose settings name the cluster."""
    path = library.folder / "searcher.toml"
    lines = {
        "kind": "opensearch",
        "nodes": list(settings.nodes),
        "index": settings.index,
        "replicas": settings.replicas,
    }
    table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
    path.write_text(f"{path.read_text()}\n[engine]\n{table}")
    return Library.open(library.folder)


@pytest.fixture
def settings(cluster: Nodes) -> Iterator[ClusterSettings]:
    found = settings_for(cluster)
    yield found
    removed_after(found)


def removed_after(settings: ClusterSettings) -> None:
    """Remove what a test has put into the cluster."""
    asking = Cluster(settings)
    for place in places(asking):
        for name in (place.index, place.words):
            asking.ask("DELETE", f"/{name}?ignore_unavailable=true")
    asking.close()


def answers(folder: Path) -> list[tuple[int, list[tuple[str, float, int]]]]:
    """What the queries find: totals, and ids with scores and how many matches each has."""
    with Searcher(folder) as searcher:
        found = [searcher.search(text, limit=0) for text in QUERIES]
    return [(each.total, [(hit.id, round(hit.score, 6), len(hit.matches)) for hit in each.hits]) for each in found]


def same_as_embedded(library: Library, tmp_path: Path, name: str) -> bool:
    """Whether the cluster answers as an embedded library over the same sources does."""
    other = library_over(tmp_path / name, {})
    toml = other.folder / "searcher.toml"
    toml.write_text(f"sources = [{json.dumps(str(library.sources[0].path))}]\n")
    own = Library(other.folder, Library.open(other.folder).sources, allowed=(str(library.sources[0].path),))
    update(own)
    return answers(own.folder) == answers(library.folder)


def test_a_library_in_a_cluster_is_brought_up_to_date_like_any_other(tmp_path: Path, settings: ClusterSettings) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    with pytest.raises(SearcherError, match="nothing is indexed yet: run `searcher index`"):
        Searcher(library.folder)
    assert index_overview(library).state == "missing"
    report = update(library)
    assert (report.added, report.documents) == (4, 5)
    assert same_as_embedded(library, tmp_path, "first")
    docs = tmp_path / "docs"
    with Searcher(library.folder) as searcher:
        assert searcher.search("elephants").total == 0
        write(docs / "a.txt", "Elephants in Moskau, and Andrei Belousov.")
        (docs / "b.md").unlink()
        (docs / "c.txt").rename(docs / "sub" / "c.txt")
        report = update(library)
        assert (report.updated, report.removed, report.renamed, report.documents) == (1, 1, 1, 4)
        # What was opened before answers as it did.
        assert searcher.search("minister").total == answers(library.folder)[0][0] + 2
        assert searcher.refresh()
        assert searcher.search("elephants").total == 1
        assert not searcher.refresh()
    assert same_as_embedded(library, tmp_path, "second")
    touch(docs / "a.txt")
    report = update(library)
    assert (report.updated, report.unchanged) == (0, 3)
    health = examine(library)
    assert (health.damaged, health.documents) == ((), 4)
    found = index_overview(library)
    assert found.contents is not None
    assert (found.state, found.contents.documents, found.contents.searchable) == ("complete", 4, 3)


def test_several_searches_at_once_outlive_the_moment_that_they_speak_of(
    tmp_path: Path, settings: ClusterSettings
) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    update(library)
    with Searcher(library.folder) as searcher:
        asked = "=Moskau OR =Pyongyang OR treaty"
        before = searcher.search(asked)
        # As after a node has gone that kept it.
        Cluster(settings).ask("DELETE", "/_search/point_in_time/_all")
        searcher.forget()
        after = searcher.search(asked)
    assert before.total == after.total == 3
    assert [hit.id for hit in before.hits] == [hit.id for hit in after.hits]


def test_many_small_runs_are_merged_and_answer_the_same(tmp_path: Path, settings: ClusterSettings) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    for number in range(writers.MOST_BATCHES + 3):
        write(tmp_path / "docs" / f"e{number}.txt", f"Minister number {number} of Moskau")
        if number % 2:
            (tmp_path / "docs" / f"e{number - 1}.txt").unlink()
        update(library)
    with Searcher(library.folder) as searcher:
        assert len(searcher._engine._state.words) <= writers.MOST_BATCHES  # type: ignore[attr-defined]
    assert same_as_embedded(library, tmp_path, "other")


def test_a_run_leaves_few_segments_to_the_servers(tmp_path: Path, settings: ClusterSettings) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    cluster = Cluster(settings)
    counts = []
    for number in range(5):
        for other in range(3 * 2**number):
            write(tmp_path / "docs" / f"{number}-{other}.txt", f"Minister {number}, {other} of Moskau")
        update(library)
        shards = merging._sizes(cluster, f"{settings.index}-1")
        counts.append(max(map(len, shards)))
    cluster.close()
    assert counts[-1] < len(counts)
    assert same_as_embedded(library, tmp_path, "other")


class _Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["before the record", "before what is gone is removed"])
def test_a_killed_run_is_seen_whole_or_not_at_all(
    tmp_path: Path, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    update(library)
    before = answers(library.folder)
    write(tmp_path / "docs" / "a.txt", "Elephants in Moskau with a minister.")
    write(tmp_path / "docs" / "new.txt", "One more minister in Moskau.")

    def killed(self: Lease, record: PartRecord) -> None:
        if step == "before the record":
            raise _Killed
        written(self, record)
        if record.gone:
            raise _Killed

    written = Lease.write
    with monkeypatch.context() as patch:
        patch.setattr(Lease, "write", killed)
        with pytest.raises(_Killed):
            update(library)
    if step == "before the record":
        assert answers(library.folder) == before
    else:
        assert same_as_embedded(library, tmp_path, "seen")
    update(library)
    assert same_as_embedded(library, tmp_path, "completed")
    assert examine(library).damaged == ()


def test_machines_share_the_files_and_nothing_is_there_twice(tmp_path: Path, settings: ClusterSettings) -> None:
    files = {f"f{number}.txt": f"Report {number} of the minister in Moskau" for number in range(12)}
    first = in_cluster(library_over(tmp_path, files), settings)
    other = tmp_path / "other" / "index"
    other.mkdir(parents=True)
    (other / "searcher.toml").write_text(
        (first.folder / "searcher.toml").read_text().replace('"../docs"', '"../../docs"')
    )
    second = Library.open(other)
    second = Library(second.folder, second.sources, second.settings, allowed=(str(tmp_path / "docs"),))
    counts = [update(first, share=Share(1, 2)).documents, update(second, share=Share(2, 2)).documents]
    assert sum(counts) == len(files)
    assert min(counts) > 0
    with Searcher(first.folder) as searcher:
        assert {hit.id for hit in searcher.search("minister", limit=0).hits} == files.keys()
    with pytest.raises(SearcherError, match="was indexed with --part N/2; do so again"):
        update(first)
    # Made anew, it answers when all of it is there.
    write(tmp_path / "docs" / "f0.txt", "Elephants")
    update(first, share=Share(1, 2), rebuild=True)
    with Searcher(second.folder) as searcher:
        assert searcher.search("elephants").total == 0
        update(second, share=Share(2, 2), rebuild=True)
        assert searcher.refresh()
        assert searcher.search("elephants").total == 1
        assert searcher.documents == len(files)


def other_folder(library: Library, tmp_path: Path) -> Library:
    """The library of another machine over the same sources and the same cluster."""
    other = tmp_path / "another" / "index"
    other.mkdir(parents=True)
    (other / "searcher.toml").write_text(
        (library.folder / "searcher.toml").read_text().replace('"../docs"', '"../../docs"')
    )
    found = Library.open(other)
    return Library(found.folder, found.sources, found.settings, allowed=(str(tmp_path / "docs"),))


def test_two_machines_that_write_the_same_part_wait_for_each_other(
    tmp_path: Path, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_RENEW_SECONDS", 0.2)
    first = in_cluster(library_over(tmp_path, FILES), settings)
    second = other_folder(first, tmp_path)
    refused: list[str] = []
    said: list[str] = []

    def while_it_runs(progress: Progress) -> None:
        if not refused:
            with pytest.raises(LockedError) as caught:
                update(second, say=said.append)
            refused.append(str(caught.value))

    update(first, progress=while_it_runs)
    assert refused[0].startswith("process ")
    assert len(said) == 1 and f" holds {settings.index}-1: waiting for 60 seconds, until " in said[0]
    assert refused[0].endswith(f"is indexing {settings.index}-1; try again when it is done")
    assert same_as_embedded(first, tmp_path, "first")
    docs = tmp_path / "docs"
    # What one has read and the other has not is there once.
    (docs / "a.txt").rename(docs / "h.txt")
    for library in (second, first, second):
        update(library)
        assert same_as_embedded(library, tmp_path, f"of{library.folder.parent.name}")
        write(docs / "c.txt", f"Another minister {library.folder}")
    update(first)
    assert examine(second).damaged == ()


def test_a_machine_that_was_killed_holds_another_up_for_its_time_only(
    tmp_path: Path, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = in_cluster(library_over(tmp_path, FILES), settings)
    update(first)
    write(tmp_path / "docs" / "late.txt", "One more minister")
    process = multiprocessing.get_context("fork").Process(target=killed_before_its_commit, args=(first,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    before = answers(first.folder)
    monkeypatch.setattr(leases, "LEASE_SECONDS", 3.0)
    second = other_folder(first, tmp_path)
    update(second)
    assert answers(first.folder) != before
    assert same_as_embedded(second, tmp_path, "other")
    update(first)
    assert same_as_embedded(first, tmp_path, "again")


def killed_before_its_commit(library: Library) -> None:
    """A run in another process that ends when its documents are there, and its record is not."""

    def write(self: Lease, record: PartRecord) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    Lease.write = write  # type: ignore[method-assign]
    update(library)


def test_it_is_made_anew_beside_the_old_one(tmp_path: Path, settings: ClusterSettings) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    update(library)
    with Searcher(library.folder) as searcher:
        write(tmp_path / "docs" / "a.txt", "Elephants")
        assert update(library, rebuild=True).rebuilt
        assert searcher.refresh()
        assert searcher.search("elephants").total == 1
    asking = Cluster(settings)
    assert [place.index for place in places(asking)] == [f"{settings.index}-2"]
    asking.close()


def test_indexes_whose_making_was_ended_are_taken_up_or_stepped_over(tmp_path: Path, settings: ClusterSettings) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    asking = Cluster(settings)
    # One of the two, and then both, without the name that leads to them.
    asking.ask("PUT", f"/{settings.index}-1-words", words_body(0))
    place = make_place(asking)
    update(library)
    assert find_place(asking, settings.index) == (place, fingerprint())
    asking.ask("DELETE", f"/{settings.index}-1-words")
    asking.close()
    assert same_as_embedded(library, tmp_path, "other")


def test_an_index_of_another_format_is_made_anew_beside_it(
    tmp_path: Path, settings: ClusterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    with monkeypatch.context() as patch:
        patch.setattr("searcher.cluster.schema.FORMAT", 0)
        update(library)
    with pytest.raises(SearcherError, match="the index is of another version: run `searcher index`"):
        Searcher(library.folder)
    assert index_overview(library).state == "other version"
    update(library)
    assert same_as_embedded(library, tmp_path, "other")


def test_an_index_that_somebody_else_made_is_left_alone(tmp_path: Path, settings: ClusterSettings) -> None:
    asking = Cluster(settings)
    asking.ask("PUT", f"/{settings.index}", {"mappings": {"properties": {"x": {"type": "keyword"}}}})
    library = in_cluster(library_over(tmp_path, FILES), settings)
    for act in (lambda: update(library), lambda: Searcher(library.folder)):
        with pytest.raises(SearcherError, match="was made by something else and is left alone; choose another name"):
            act()
    asking.ask("DELETE", f"/{settings.index}")
    assert find_place(asking, settings.index) is None
    asking.close()


def test_the_commands_are_the_same(
    tmp_path: Path, settings: ClusterSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    library = in_cluster(library_over(tmp_path, FILES), settings)
    where = ["--index", str(library.folder)]
    assert main(["query", *where, "minister"]) == 2
    assert "nothing is indexed yet" in capsys.readouterr().err
    assert main(["index", *where]) == 0
    assert "5 documents" in capsys.readouterr().out
    assert main(["query", *where, "--explain", "--format", "jsonl", "Belousov"]) == 0
    out, err = capsys.readouterr()
    assert {json.loads(line)["id"] for line in out.splitlines()} == {"a.txt", "c.txt"}
    assert "finds · all languages" in err
    assert main(["query", *where, "nothere"]) == 1
    assert main(["status", *where]) == 0
    assert "complete, made by this version" in capsys.readouterr().out
    assert main(["doctor", *where]) == 0
    assert main(["index", *where, "--part", "9/8"]) == 2


def test_documents_are_moved_there_and_back_without_their_sources(
    tmp_path: Path, settings: ClusterSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("can_draw", lambda stream: True), ("_PATIENCE", 0.0), ("_PACE", 0.0)):
        monkeypatch.setattr(progress, name, value)
    mixed = (
        "Der Minister besuchte gestern die Hauptstadt und sprach dort lange mit den Abgeordneten über den Vertrag.\n"
    )
    mixed += (
        "The minister visited the capital yesterday and spoke there for a long time with members about the treaty.\n"
    )
    library = library_over(
        tmp_path, {**FILES, "mixed.txt": mixed, "katakana.txt": "ロシアのベロウソフ国防相", "none.txt": "…"}
    )
    update(library)
    write(tmp_path / "docs" / "gone.txt", "A minister that is gone")
    update(library)
    (tmp_path / "docs" / "gone.txt").unlink()
    update(library)
    before = answers(library.folder)
    where = ["--index", str(library.folder)]
    assert main(["move", *where, "--to", "opensearch"]) == 2
    assert 'write [engine] with kind = "embedded", nodes and index first' in capsys.readouterr().err
    in_cluster(library, settings)
    toml = library.folder / "searcher.toml"
    toml.write_text(toml.read_text().replace('"opensearch"', '"embedded"  # for now'))
    (tmp_path / "docs").rename(tmp_path / "away")
    assert main(["move", *where, "--to", "opensearch"]) == 0
    told = capsys.readouterr()
    assert "8 documents moved to the cluster" in told.out
    # Each is copied, and then compared.
    assert re.search(r"16 of 16 steps · \S+/s · 0:00 left", told.err)
    assert '"opensearch"  # for now' in toml.read_text()
    assert answers(library.folder) == before
    assert main(["move", *where, "--to", "embedded"]) == 0
    assert "16 of 16 steps" in capsys.readouterr().err
    assert answers(library.folder) == before
    (tmp_path / "away").rename(tmp_path / "docs")
    again = update(Library.open(library.folder))
    assert (again.added, again.updated, again.removed, again.documents) == (0, 0, 0, 8)
    assert answers(library.folder) == before
