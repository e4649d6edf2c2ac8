"""Compressed files of records, which are unpacked as they are read."""

import bz2
import gzip
import io
import lzma
import random
import sys
import tarfile
from collections.abc import Callable
from functools import partial

import pytest
from extracting import items

from searcher.ingest.document import Document, Problem
from searcher.ingest.settings import Settings


def packed_by_zstd(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    packed: bytes = zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})
    return packed


PACKED = (
    (".gz", gzip.compress),
    (".bz2", bz2.compress),
    (".xz", partial(lzma.compress, preset=0)),
    (".zst", packed_by_zstd),
)


def rows(count: int, seed: int) -> bytes:
    source = random.Random(seed)
    line = b'{"id": "%d", "text": "%s"}\n'
    return b"".join(line % (number, source.randbytes(400).hex().encode()) for number in range(count))


@pytest.mark.parametrize(("suffix", "pack"), PACKED)
def test_records_may_be_far_more_than_what_is_read_whole(suffix: str, pack: Callable[[bytes], bytes]) -> None:
    data = rows(6_000, 4)
    settings = Settings(max_file_bytes=500_000)
    assert len(data) > settings.max_binary_bytes
    packed = pack(data)
    read = items(f"rows.jsonl{suffix}", packed, settings)
    assert [item.id for item in read if isinstance(item, Document)] == [str(number) for number in range(6_000)]
    (whole,) = items(f"text.txt{suffix}", packed, settings)
    assert isinstance(whole, Problem)
    assert "unpacks to more" in whole.reason


def test_so_may_the_members_of_an_archive() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for number in range(20):
            entry = tarfile.TarInfo(f"{number}.jsonl")
            data = rows(300, number)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    for name in ("a.tar.gz", "a.tgz"):
        read = items(name, stream.getvalue(), Settings(max_file_bytes=500_000))
        assert sum(isinstance(item, Document) for item in read) == 6_000
        assert not any(isinstance(item, Problem) for item in read)


@pytest.mark.parametrize(("suffix", "pack"), PACKED)
@pytest.mark.parametrize("harm", ["cut", "changed"])
def test_what_comes_before_damage_is_kept(suffix: str, pack: Callable[[bytes], bytes], harm: str) -> None:
    packed = pack(rows(8_000, 5))
    end = len(packed) * 9 // 10
    packed = packed[:end] if harm == "cut" else packed[:end] + bytes(64) + packed[end + 64 :]
    read = items(f"rows.jsonl{suffix}", packed)
    assert 5_000 < sum(isinstance(item, Document) for item in read) <= 8_000
    problem = read[-1]
    assert isinstance(problem, Problem)
    assert problem.is_note
    assert "is damaged after" in problem.reason


def test_a_bomb_among_records_ends_them() -> None:
    ordinary = rows(25, 6) * 240
    bomb = gzip.compress(ordinary) + gzip.compress(b'{"text": "0"}\n' * 3_000_000)
    *read, problem = items("rows.jsonl.gz", bomb)
    assert sum(isinstance(item, Document) for item in read) < 3_000_000
    assert isinstance(problem, Problem)
    assert "more than 200 times its size" in problem.reason
