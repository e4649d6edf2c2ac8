"""What is committed of a library in the cluster: of each of its parts a record, replaced whole at each commit.

A library lies in two indexes. NAME-1 holds the documents; NAME-1-words holds, for each part of the library that was
indexed by itself, the record of its last commit, and the files of words that this names, cut into pieces. The alias
NAME leads to the documents that answer; a rebuild makes NAME-2 beside them.

The documents of batch g of a part count when its record says `generation` g or more, and do not when g lies in one of
its `void` ranges, or when their file is among its `gone` and g is `gone_before` or less. A writer that is killed in
between so leaves nothing that anybody sees. The record is replaced by compare-and-set; see `lease`.
"""

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from searcher.cluster.client import WRITE_SECONDS, Cluster, Json, RequestError, as_line
from searcher.cluster.schema import FORMAT, META, WORDS_SUFFIX
from searcher.errors import SearcherError
from searcher.files import Replacing
from searcher.index.segment.words import NO_LOSSES, Losses, Words, read_losses
from searcher.records import dataclass

_PIECE = 2_000_000
_MOST_PARTS = 1_000
NOT_INDEXED = "nothing is indexed yet: run `searcher index`"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in the cluster: its name, SHA-256 and size, packed in `pieces`."""

    name: str
    checksum: str
    size: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The words of the documents of the batches `first` to `last` of a part, and what was lost of them since."""

    first: int
    last: int
    words: Blob
    losses: Blob | None = None


@dataclass(frozen=True, slots=True)
class PartRecord:
    """The last commit of a part: its `documents`, their words, and the files whose documents are being removed.

    `gone` holds the files whose documents of the batches up to `gone_before` are dead. `finished`: it has read all of
    its sources. `void`: the batches (first, last) that were begun and never committed; who sends them may be
    at it still.
    """

    part: str
    generation: int = 0
    documents: int = 0
    batches: tuple[Batch, ...] = ()
    gone: tuple[str, ...] = ()
    gone_before: int = 0
    finished: bool = False
    void: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Who writes a part: `owner`, "" for nobody, and a word for its `folder`. `beat` grows with each write of it.

    `reserved`: no batch was ever sent with a higher number.
    """

    owner: str = ""
    folder: str = ""
    beat: int = 0
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class PartState:
    """A part's record and claim at one `version`: the sequence number and the primary term of the cluster."""

    record: PartRecord
    claim: Claim
    version: tuple[int, int]


class TakenError(Exception):
    """A part is not as it was when it was read; `state` is what it is now."""

    def __init__(self, state: PartState | None) -> None:
        super().__init__("another has written the part")
        self.state = state
        self.owner = state.claim.owner if state is not None else ""


@dataclass(frozen=True, slots=True)
class Place:
    """The concrete index of documents, and the one beside it."""

    index: str

    @property
    def words(self) -> str:
        return f"{self.index}{WORDS_SUFFIX}"


def find_place(cluster: Cluster, name: str) -> tuple[Place, str] | None:
    """The index that the library's name leads to, and the analysis that made it, "" for one that only another version
    can read; None if there is none.

    Raises SearcherError where the name belongs to something else.
    """
    try:
        found = cluster.ask("GET", f"/{quote(name)}/_mapping")
    except RequestError as error:
        if error.status == 404:
            return None
        raise
    if len(found) != 1:
        raise SearcherError(f"the name {name} leads to {len(found)} indexes of the cluster; choose another in [engine]")
    ((index, mapping),) = found.items()
    made = mapping.get("mappings", {}).get("_meta", {}).get(META)
    if not isinstance(made, dict):
        raise SearcherError(
            f"{name}: this index of the cluster was made by something else and is left alone; choose another name for "
            "index in [engine]"
        )
    return Place(index), str(made.get("fingerprint", "")) if made.get("format") == FORMAT else ""


def read_parts(cluster: Cluster, place: Place) -> list[PartRecord]:
    """The records of all parts, by name."""
    body = {"size": _MOST_PARTS, "query": {"term": {"kind": "part"}}}
    found = cluster.ask("POST", f"/{place.words}/_search", body)
    rows = [json.loads(hit["_source"]["record"]) for hit in found["hits"]["hits"]]
    return sorted(map(_record, rows), key=lambda record: record.part)


def _record(row: Mapping[str, Any]) -> PartRecord:
    batches = tuple(
        Batch(each["first"], each["last"], Blob(**each["words"]), Blob(**each["losses"]) if each["losses"] else None)
        for each in row["batches"]
    )
    return PartRecord(
        row["part"],
        row["generation"],
        row["documents"],
        batches,
        tuple(row["gone"]),
        row["gone_before"],
        row["finished"],
        tuple((first, last) for first, last in row.get("void", ())),
    )


def read_part(cluster: Cluster, place: Place, part: str) -> PartState | None:
    """The newest state of a part, None if nobody has begun with it."""
    try:
        found = cluster.ask("GET", _path_of(place, part), seconds=WRITE_SECONDS)
    except RequestError as error:
        if error.status == 404:
            return None
        raise
    stored = found["_source"]
    record = _record(json.loads(stored["record"]))
    claim = Claim(**json.loads(stored["claim"])) if "claim" in stored else Claim(reserved=record.generation)
    return PartState(record, claim, (found["_seq_no"], found["_primary_term"]))


def swap_part(
    cluster: Cluster, place: Place, before: PartState | None, record: PartRecord, claim: Claim, *, visible: bool
) -> PartState:
    """Replace a part that is still as it was `before`, in one step. `visible`: for searches too, at once.

    Raises TakenError if it is not.
    """
    asked = ["op_type=create"]
    if before is not None:
        asked = [f"if_seq_no={before.version[0]}", f"if_primary_term={before.version[1]}"]
    if visible:
        asked.append("refresh=true")
    # As texts: what the fields are is no concern of the server.
    body = {"kind": "part", "record": _packed(record), "claim": _packed(claim)}
    try:
        told = cluster.ask("PUT", f"{_path_of(place, record.part)}?{'&'.join(asked)}", body, seconds=WRITE_SECONDS)
    except RequestError as error:
        if error.status != 409:
            raise
        # Of a request that was made twice, the first may have done it.
        now = read_part(cluster, place, record.part)
        if now is None or (now.record, now.claim) != (record, claim):
            raise TakenError(now) from None
        return now
    return PartState(record, claim, (told["_seq_no"], told["_primary_term"]))


def _packed(record: PartRecord | Claim) -> str:
    return json.dumps(asdict(record), ensure_ascii=False)


def _path_of(place: Place, part: str) -> str:
    return f"/{place.words}/_doc/{quote(f'part {part}', safe='')}"


def counting(records: Sequence[PartRecord]) -> dict[str, Any]:
    """The query for the documents that count, where others lie beside them."""
    parts = []
    for record in records:
        own: list[Json] = [{"term": {"p": record.part}}, {"range": {"g": {"lte": record.generation}}}]
        dead = [in_batches(*void) for void in record.void]
        if record.gone:
            files = {"terms": {"file": list(record.gone)}}
            dead.append({"bool": {"filter": [files, {"range": {"g": {"lte": record.gone_before}}}]}})
        parts.append({"bool": {"filter": own, "must_not": dead}})
    return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else {"match_none": {}}


def in_batches(first: int, last: int) -> Json:
    """The query for the documents of the batches `first` to `last`."""
    return {"range": {"g": {"gte": first, "lte": last}}}


def put_file(cluster: Cluster, place: Place, path: Path) -> Blob:
    """Copy a file into the cluster, in pieces."""
    # Here, so that a query does not import it.
    from isal.isal_zlib import compress

    data = path.read_bytes()
    # A sixth larger than by zlib at its usual level, in a fifteenth of the time.
    packed = compress(data, 2)
    pieces = [packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE)]
    blob = Blob(path.name, hashlib.sha256(data).hexdigest(), len(data), len(pieces))
    for number, piece in enumerate(pieces):
        body = {"kind": "piece", "data": b64encode(piece).decode()}
        cluster.ask("PUT", f"/{place.words}/_doc/{blob.name}.{number}", body, seconds=WRITE_SECONDS)
    return blob


def get_file(cluster: Cluster, place: Place, blob: Blob, folder: Path) -> Path:
    """The file in `folder`, brought there if it is not yet. Raises SearcherError for one that is not whole."""
    path = folder / blob.name
    if path.exists() and path.stat().st_size == blob.size:
        return path
    packed = bytearray()
    for number in range(blob.pieces):
        found = cluster.ask("GET", f"/{place.words}/_doc/{blob.name}.{number}", seconds=WRITE_SECONDS)
        packed += b64decode(found["_source"]["data"])
    data = zlib.decompress(bytes(packed))
    if hashlib.sha256(data).hexdigest() != blob.checksum:
        raise SearcherError(f"{blob.name}: a file of words in the cluster is damaged; run: searcher index --rebuild")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Replacing(path, private=True) as out:
        out.write(data)
    return path


def remove_files(cluster: Cluster, place: Place, blobs: Iterable[Blob]) -> None:
    """Remove files from the cluster, as far as they are there."""
    lines = [as_line({"delete": {"_id": f"{blob.name}.{number}"}}) for blob in blobs for number in range(blob.pieces)]
    if lines:
        cluster.ask_lines(f"/{place.words}/_bulk", lines)


def blobs_of(records: Iterable[PartRecord]) -> Iterator[Blob]:
    """The files that records name."""
    for record in records:
        for batch in record.batches:
            yield batch.words
            if batch.losses is not None:
                yield batch.losses


def open_words(cluster: Cluster, place: Place, records: Sequence[PartRecord], folder: Path) -> list[Words]:
    """The words of all batches, from files in `folder` that are brought there once; others there are removed."""
    found = []
    for record in records:
        for batch in record.batches:
            path = get_file(cluster, place, batch.words, folder)
            losses: Losses = NO_LOSSES
            if batch.losses is not None:
                losses = read_losses(get_file(cluster, place, batch.losses, folder))
            found.append(Words(path, losses))
    return found


def remove_unused(folder: Path, records: Sequence[PartRecord]) -> None:
    """Remove files of words that no record names any more; who has them open keeps them."""
    kept = {blob.name for blob in blobs_of(records)}
    if folder.is_dir():
        for path in list(folder.iterdir()):
            if path.name not in kept and path.suffix != ".tmp":
                path.unlink(missing_ok=True)
