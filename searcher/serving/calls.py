"""What other programs may ask, one table for all doors: the parameters, the shape of the answer, and what answers."""

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from searcher.engine.engine import IsCancelled, stop_if
from searcher.entities.lookup import entities_like, near_names
from searcher.entities.model import TYPES
from searcher.library import Library
from searcher.output.dossier_files import dossier_record
from searcher.output.entity_records import entity_record
from searcher.output.records import hit_record, passage_record
from searcher.output.status_records import status_records
from searcher.query.listed import CERTAINTIES, Certainty
from searcher.query.options import Options
from searcher.records import dataclass
from searcher.search.hits import Results
from searcher.search.searcher import Searcher
from searcher.serving import shapes
from searcher.serving.parameters import Kind, Parameter, Schema, Value

MOST_HITS, MOST_MATCHES = 100, 1_000
LONGEST_PASSAGE = 20_000
MOST_ENTITIES, MOST_RECORDS = 50, 1_000
# The id of the only query, as `searcher query` has it.
_ONLY = "0"

Arguments = Mapping[str, Value]
Record = dict[str, object]
Answering = Callable[[Searcher, Path, Arguments, IsCancelled], Record]
"""Answers a call with a searcher over the library at a folder. Raises SearcherError, Cancelled."""


@dataclass(frozen=True, slots=True)
class Call:
    """A question that may be asked: by its `name` over HTTP, and as `tool` by an agent."""

    name: str
    tool: str
    title: str
    what: str
    parameters: tuple[Parameter, ...]
    answer: Schema
    run: Answering


def _query(searcher: Searcher, _: Path, given: Arguments, cancelled: IsCancelled) -> Record:
    asked: Any = given
    options = Options(
        exact=asked["exact"],
        names=not asked["no_names"],
        fuzzy=asked["fuzzy"],
        stems=not asked["no_stems"],
        dates=not asked["no_dates"],
        translations=asked["translations"],
        learned=asked["learned"],
        without=frozenset(asked["without"]),
        entities=frozenset(asked["entity"]),
    )
    results = searcher.search(
        asked["query"],
        limit=asked["limit"],
        options=options,
        lang=asked["lang"],
        path=asked["path"],
        with_explanation=asked["explain"],
        by_date=asked["sort"] == "date",
        cancelled=cancelled,
    )
    return _results(results, asked["matches"])


def _similar(searcher: Searcher, _: Path, given: Arguments, cancelled: IsCancelled) -> Record:
    asked: Any = given
    results = searcher.similar(
        asked["document"], limit=asked["limit"], lang=asked["lang"], path=asked["path"], cancelled=cancelled
    )
    return _results(results, asked["matches"])


def _results(results: Results, matches: int) -> Record:
    hits = []
    for hit in results:
        record = hit_record(_ONLY, hit)
        record |= {"matches": record["matches"][:matches], "match_count": len(hit.matches)}
        hits.append(record)
    return {"total": results.total, "hits": hits, "notes": results.notes, "explanation": results.explanation}


def _passage(searcher: Searcher, _: Path, given: Arguments, cancelled: IsCancelled) -> Record:
    asked: Any = given
    start = asked["start"]
    if asked["around"] >= 0:
        start = max(0, asked["around"] - asked["length"] // 2)
    return passage_record(searcher.passage(asked["document"], start=start, length=asked["length"]))


def _about(searcher: Searcher, _: Path, given: Arguments, cancelled: IsCancelled) -> Record:
    asked: Any = given
    name = " ".join(asked["name"].split())
    least = Certainty(asked["certainty"])
    return dossier_record(
        searcher.about(name, least=least, lang=asked["lang"], path=asked["path"], cancelled=cancelled)
    )


def _entities(searcher: Searcher, _: Path, given: Arguments, cancelled: IsCancelled) -> Record:
    asked: Any = given
    table = searcher.entities
    found = entities_like(table, asked["name"], kind=asked["type"], own=asked["own"])
    page = list(islice(found, asked["start"], asked["start"] + asked["limit"] + 1))
    stop_if(cancelled)
    # What is only like the name may be what was meant; it is told, and left to the one who asks.
    near = near_names(table, asked["name"]) if asked["name"] and not page and not asked["start"] else []
    own = {entity.id for entity in table.own()}
    return {
        "entities": [
            entity_record(entity, own=entity.id in own, lang=asked["lang"]) for entity in page[: asked["limit"]]
        ],
        "more": len(page) > asked["limit"],
        "near": near,
    }


def _status(_: Searcher, folder: Path, __: Arguments, cancelled: IsCancelled) -> Record:
    records: list[Record] = []
    more = 0
    for record in status_records(Library.open(folder)):
        stop_if(cancelled)
        if len(records) < MOST_RECORDS:
            records.append(record)
        else:
            more += 1
    return {"records": records, "more": more}


def _switch(name: str, what: str) -> Parameter:
    return Parameter(name, Kind.SWITCH, what, default=False)


def _limit(most: int, what: str) -> Parameter:
    return Parameter("limit", Kind.NUMBER, what, default=10, least=1, most=most)


_NARROWING = (
    Parameter("lang", Kind.LANGUAGE, "only documents with text in this language, such as de", default=""),
    Parameter("path", Kind.TEXT, "only files whose path fits this pattern, such as *.md", default=""),
)
_DOCUMENT = Parameter("document", Kind.TEXT, "the id of a document as a hit has it, or the path of its file")
_HITS = _limit(MOST_HITS, "hits at most, the best first")
_MATCHES = Parameter(
    "matches",
    Kind.NUMBER,
    "matches of each hit that are told at most; match_count says how many there are",
    default=100,
    most=MOST_MATCHES,
)

CALLS = (
    Call(
        "query",
        "search",
        "Search",
        "Search the library's documents. A name finds all its spellings, scripts and case endings in every language; "
        "quotation marks ask for a phrase; title: lang: type: path: and date: (date:2024-05, date:[2024-01-01 TO *]) "
        "narrow, -word excludes. Each match says which form it is (variant), how it came to stand for the query "
        "(kind), whose name it is (entity), and why (note). Offsets are code points of the document's text; read more "
        "around one with the passage of the hit's id.",
        (
            Parameter("query", Kind.TEXT, "what to look for, in any language and script"),
            _HITS,
            *_NARROWING,
            _switch("exact", "words as written: no stems, no names, accents count"),
            _switch("no_names", "no names of entities and nothing that sounds alike"),
            _switch("no_dates", "no other ways of writing a date or a number"),
            _switch("no_stems", "no other forms of words; accents may differ"),
            _switch("fuzzy", "near spellings of every word too"),
            _switch("translations", "names of common things in other languages too"),
            _switch("learned", "other spellings of names that the documents show by their company"),
            Parameter("without", Kind.TEXTS, "forms (variants of matches) that are left out", default=()),
            Parameter("entity", Kind.TEXTS, "ids of the entities that an ambiguous name means", default=()),
            Parameter("sort", Kind.TEXT, "the best first, or the newest", default="score", choices=("score", "date")),
            _switch("explain", "tell what the query was expanded to, and why"),
            _MATCHES,
        ),
        shapes.RESULTS,
        _query,
    ),
    Call(
        "passage",
        "read_passage",
        "Read a passage",
        "Read a stretch of a document: from a code point on, or around one, such as the start of a match. length is "
        "that of the whole text; for what follows ask again with start at the end that is told.",
        (
            _DOCUMENT,
            Parameter("start", Kind.NUMBER, "the first code point", default=0, most=2**53),
            Parameter(
                "around",
                Kind.NUMBER,
                "the code point that is in the middle; -1 for none",
                default=-1,
                least=-1,
                most=2**53,
            ),
            Parameter("length", Kind.NUMBER, "code points at most", default=2_000, least=1, most=LONGEST_PASSAGE),
        ),
        shapes.PASSAGE,
        _passage,
    ),
    Call(
        "similar",
        "find_similar",
        "Find similar documents",
        "Find documents that tell the same story as one, in any language. shared is what a hit has of it: names, "
        "numbers, rare words; copied is the share that is the same word for word, from one half on.",
        (_DOCUMENT, _HITS, *_NARROWING, _MATCHES),
        shapes.RESULTS,
        _similar,
    ),
    Call(
        "about",
        "about_name",
        "Everything about a name",
        "Tell everything about a name: in how many documents, languages and months it is, how it is spelled, which "
        "names stand beside it, its first and last mention, and quotations.",
        (
            Parameter("name", Kind.TEXT, "a name, in any language and script"),
            Parameter(
                "certainty",
                Kind.TEXT,
                "how sure it must be that the name is meant",
                default=str(Certainty.POSSIBLE),
                choices=tuple(map(str, CERTAINTIES)),
            ),
            *_NARROWING,
        ),
        shapes.DOSSIER,
        _about,
    ),
    Call(
        "entities",
        "find_entities",
        "Find entities",
        "Find persons, places, organisations and other things in the table of names, with their names by language; "
        "mul is any language. Without a name all are listed. near are names like one that nobody has.",
        (
            Parameter("name", Kind.TEXT, "a name or its beginning in any language, or an id", default=""),
            Parameter("type", Kind.TEXT, "only entities of this type", default="", choices=("", *TYPES)),
            Parameter("lang", Kind.LANGUAGE, "only names in this language, such as ko", default=""),
            _switch("own", "only the entities that the library's own entities.toml names"),
            Parameter("start", Kind.NUMBER, "entities to pass over", default=0, most=2**31),
            _limit(MOST_ENTITIES, "entities at most"),
        ),
        shapes.ENTITIES,
        _entities,
    ),
    Call(
        "status",
        "library_status",
        "Status of the library",
        "Tell what is in the library and in what state: sources, documents, languages, and what is not searchable "
        "with the reason. The records are those of `searcher status --format jsonl`.",
        (),
        shapes.STATUS,
        _status,
    ),
)
