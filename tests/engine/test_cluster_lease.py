"""Two writers of one part of a library in a cluster: whatever they do when, each commit is whole, and nobody's is lost."""

import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from fake_cluster import Actor, FakeCluster, Killed, fits
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher.cluster.catalog import Place, counting, read_part
from searcher.cluster.client import Cluster
from searcher.cluster.lease import LEASE_SECONDS, Lease, LostError
from searcher.cluster.writer import ClusterWriter
from searcher.errors import SearcherError
from searcher.index.batch import DocumentBatch
from searcher.index.commit import SegmentEntry, open_segment
from searcher.index.lock import LockedError
from searcher.index.segment.reader import Segment
from searcher.ingest.document import Document
from searcher.records import replace
from searcher.telling import unsaid

PLACE = Place("archive-1")
PART = "1/1"
FILES = ("a.txt", "b.txt", "c.txt")
COMMITS = 2


class Alone:
    """A client for whom it is always the turn; a test may let answers be lost, or another be in between."""

    def __init__(self, cluster: FakeCluster) -> None:
        self.cluster = cluster
        self.seconds = 0.0
        self.meanwhile: Callable[[], object] = lambda: None
        self.lost = 0

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, **limits: object) -> dict[str, Any]:
        told = self.cluster.ask(method, path, body)
        if method == "PUT" and self.lost:
            self.lost -= 1
            return self.ask(method, path, body)
        return told

    def clock(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        self.meanwhile()


def lease(client: Alone | Actor, folder: str = "", say: Callable[[str], object] = unsaid) -> Lease:
    return Lease(cast(Cluster, client), PLACE, PART, folder, client.clock, client.wait, say)


def test_who_asks_for_a_part_that_is_being_written_is_told_by_whom() -> None:
    cluster = FakeCluster()
    own, other = Alone(cluster), Alone(cluster)
    held = lease(own)
    other.meanwhile = held.renew
    with pytest.raises(LockedError) as caught:
        lease(other)
    assert re.fullmatch(r"process \d+ on \S+ is indexing archive-1; try again when it is done", str(caught.value))
    assert other.seconds < LEASE_SECONDS
    held.release()
    waited = other.seconds
    lease(other)
    assert other.seconds == waited


def test_a_part_whose_writer_was_killed_is_free_after_its_time_and_not_before() -> None:
    cluster = FakeCluster()
    lease(Alone(cluster))
    other = Alone(cluster)
    lease(other)
    assert LEASE_SECONDS <= other.seconds <= LEASE_SECONDS + 2


@pytest.mark.parametrize("is_killed", [True, False])
def test_who_waits_says_once_and_at_once_for_whom_and_until_when(is_killed: bool) -> None:
    cluster = FakeCluster()
    held = lease(Alone(cluster))
    other = Alone(cluster)
    said: list[tuple[str, float]] = []

    def wait() -> None:
        if not is_killed and other.seconds > 10:
            held.renew()

    other.meanwhile = wait
    with nullcontext() if is_killed else pytest.raises(LockedError):
        lease(other, say=lambda line: said.append((line, other.seconds)))
    ((line, seconds),) = said
    assert seconds == 0 and other.seconds > 1
    assert re.fullmatch(
        r"process \d+ on \S+ holds archive-1: waiting for 60 seconds, until \d\d:\d\d:\d\d, whether it is still at work",
        line,
    )


def test_nothing_is_said_of_a_part_that_nobody_holds() -> None:
    cluster = FakeCluster()
    said: list[str] = []
    lease(Alone(cluster), say=said.append).release()
    lease(Alone(cluster), say=said.append)
    assert said == []


def test_the_folder_whose_run_was_killed_goes_on_at_once() -> None:
    cluster = FakeCluster()
    killed = lease(Alone(cluster), "ab12")
    again = Alone(cluster)
    lease(again, "ab12")
    assert again.seconds == 0
    with pytest.raises(LostError):
        killed.renew()


def test_who_lost_a_part_commits_nothing_any_more_and_is_told_what_to_do() -> None:
    cluster = FakeCluster()
    own = Alone(cluster)
    held = lease(own)
    first = held.reserve(3)
    taken = lease(Alone(cluster))
    assert taken.reserve(1) > first + 2
    taken.write(replace(taken.record, generation=taken.reserved, documents=7))
    with pytest.raises(LostError) as caught:
        held.write(replace(held.record, generation=held.reserved, documents=99))
    assert re.fullmatch(
        r"process \d+ on \S+ has taken archive-1 over, because this run was not heard of for 60 seconds; what it had "
        r"committed is kept: run `searcher index` again when that one is done",
        str(caught.value),
    )
    for refused in (held.renew, held.require, lambda: held.reserve(1)):
        with pytest.raises(LostError):
            refused()
    held.release()
    state = read_part(cast(Cluster, Alone(cluster)), PLACE, PART)
    assert state is not None
    assert (state.record.documents, bool(state.claim.owner)) == (7, True)


def test_who_slept_too_long_asks_before_it_sends_more() -> None:
    cluster = FakeCluster()
    own = Alone(cluster)
    held = lease(own)
    lease(Alone(cluster))
    held.require()
    own.seconds += LEASE_SECONDS
    with pytest.raises(LostError):
        held.require()


def test_a_write_whose_answer_was_lost_is_known_for_the_own_one() -> None:
    own = Alone(FakeCluster())
    own.lost = 1
    held = lease(own)
    own.lost = 1
    held.write(replace(held.record, generation=held.reserve(1), documents=5))
    held.renew()
    assert held.record.documents == 5


def text_of(writer: int, commit: int) -> str:
    return f"Report {commit} of the minister by writer {writer}"


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> list[list[Segment]]:
    """For each of three writers what it commits: the same files, each time with a text that says by whom and when."""
    folder = tmp_path_factory.mktemp("segments")
    batch = DocumentBatch(folder, ())
    made = []
    for writer in range(3):
        own = []
        for number in range(COMMITS):
            for file in FILES:
                batch.add(Document(file, file, text_of(writer, number)), "en")
            (name,) = batch.written()
            batch.begin()
            own.append(open_segment(folder, SegmentEntry(name)))
        made.append(own)
    return made


@settings(max_examples=100)
@given(
    turns=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30)), max_size=12),
    kills=st.dictionaries(st.integers(0, 1), st.integers(0, 60), max_size=2),
)
def test_whatever_comes_between_commits_are_whole_and_none_is_lost(
    segments: list[list[Segment]], turns: list[tuple[int, int]], kills: dict[int, int]
) -> None:
    """Three writers of one part, of which two may be killed anywhere, take turns in any order and wait for any time."""
    with tempfile.TemporaryDirectory() as place:
        cluster = FakeCluster()
        acknowledged: list[str] = []

        def work(number: int) -> Callable[[Actor], None]:
            def run(actor: Actor) -> None:
                folder = Path(place) / str(number)
                folder.mkdir()
                held = lease(actor)
                writer = ClusterWriter(cast(Cluster, actor), PLACE, held, folder, folder / "words")
                for commit, segment in enumerate(segments[number]):
                    writer.remove_files(FILES)
                    writer.commit_segments([segment])
                    acknowledged.append(text_of(number, commit))
                writer.close()

            return run

        actors = [Actor(cluster, work(number)) for number in range(3)]
        made = [0, 0, 0]
        some = [turn for turn, times in turns for _ in range(times)]
        for turn in [*some, *list(range(3)) * 200]:
            if kills.get(turn) == made[turn]:
                actors[turn].kill()
            actors[turn].step()
            made[turn] += 1
        assert all(actor.ended for actor in actors)
        for actor in actors:
            assert actor.outcome is None or isinstance(actor.outcome, Killed | SearcherError)
        live = texts_of(cluster)
        # Of one commit, all of it and nothing else: the last that was acknowledged, or one whose writer ended before
        # it heard of it.
        if acknowledged:
            assert len(live) == len(FILES)
        if live:
            ended = [number for number in range(3) if actors[number].outcome is not None]
            unheard = {text_of(number, commit) for number in ended for commit in range(COMMITS)} - {*acknowledged}
            assert {*live} == {live[0]}
            assert live[0] in {*acknowledged[-1:], *unheard}
        # The next run finds it so and leaves nothing else.
        actor = Actor(cluster, work_settle(Path(place)))
        for _ in range(200):
            actor.step()
        assert actor.ended
        assert actor.outcome is None
        assert texts_of(cluster) == live
        assert len(cluster.indexes.get(PLACE.index, {})) == len(live)


def work_settle(place: Path) -> Callable[[Actor], None]:
    def run(actor: Actor) -> None:
        folder = place / "next"
        ClusterWriter(cast(Cluster, actor), PLACE, lease(actor), place, folder).close()

    return run


def texts_of(cluster: FakeCluster) -> list[str]:
    """The texts that count, of as many documents as the record says."""
    state = read_part(cast(Cluster, Alone(cluster)), PLACE, PART)
    if state is None:
        return []
    query = counting([state.record])
    found = [source for _, source in cluster.indexes.get(PLACE.index, {}).values() if fits(query, source)]
    assert len(found) == state.record.documents
    assert len({source["file"] for source in found}) == len(found)
    return [source["x"] for source in found]
