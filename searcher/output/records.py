"""A hit as a JSON object, the same in every JSON format."""

import json
from typing import TYPE_CHECKING, Any

from searcher.engine.engine import Match
from searcher.expressions import expression
from searcher.search.hits import FieldMatch, Hit, Snippet
from searcher.text.cells import UNSAFE

if TYPE_CHECKING:
    from searcher.search.passages import Passage

# JSON itself escapes C0 controls only. The rest that a terminal or a reader of lines could act on is escaped too, which
# changes nothing for a program.
_UNSAFE = expression(f"[{UNSAFE}]")
_SURROGATE = expression("[\ud800-\udfff]")


def encode_hit(qid: str, hit: Hit) -> str:
    """The hit as one line of JSON without its line end; lone surrogates, bytes of a path that are no UTF-8, become
    U+FFFD."""
    return escaped(hit_record(qid, hit))


def hit_record(qid: str, hit: Hit) -> dict[str, Any]:
    """The hit as what JSON calls an object.

    Offsets are code points, half open: those of matches into the document's text, of title matches into the title, of
    a snippet into the document's text, of the `matches` of a snippet into the snippet's text, and of those of a field
    into its value. `shared` and `copied` are there for hits that are like a document, `library` where several are
    asked. Lone surrogates, which stand for bytes of a path that are no UTF-8, become U+FFFD.
    """
    record: dict[str, Any] = {
        "qid": qid,
        "id": hit.id,
        "path": hit.path,
        "title": hit.title,
        "lang": hit.lang,
        "langs": hit.langs,
        "score": round(hit.score, 6),
        "date": hit.date,
        "type": hit.type,
        "url": hit.url,
        "line": hit.line,
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "matches": [_match(match) for match in hit.matches],
        "title_matches": [_match(match) for match in hit.title_matches],
        "place": hit.place,
        "fields": [_field(found) for found in hit.fields],
    }
    if hit.library:
        record["library"] = hit.library
    if hit.shared:
        record |= {"shared": hit.shared, "copied": round(hit.copied, 3)}
    return record


def passage_record(passage: "Passage") -> dict[str, object]:
    """A passage with its document; offsets are code points of the document's text, `length` is that of all of it."""
    hit = passage.hit
    return {
        "id": hit.id,
        "path": hit.path,
        "title": hit.title,
        "lang": hit.lang,
        "langs": hit.langs,
        "date": hit.date,
        "type": hit.type,
        "url": hit.url,
        "line": hit.line,
        "place": passage.place,
        "length": passage.length,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def escaped(record: object) -> str:
    """A value as one line of JSON in which nothing could move a terminal's cursor; lone surrogates become U+FFFD."""
    encoded = _SURROGATE.sub("\ufffd", json.dumps(record, ensure_ascii=False))
    return _UNSAFE.sub(lambda character: f"\\u{ord(character[0]):04x}", encoded)


def _match(match: Match) -> dict[str, object]:
    return {
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "variant": match.variant,
        "kind": match.kind,
        "entity": match.entity,
        "lang": match.lang,
        "note": match.note,
    }


def _field(found: FieldMatch) -> dict[str, object]:
    matches = [[match.start, match.end] for match in found.matches]
    return {"name": found.name, "value": found.value, "matches": matches}


def _snippet(snippet: Snippet) -> dict[str, object]:
    return {
        "start": snippet.start,
        "end": snippet.end,
        "text": snippet.text,
        "place": snippet.place,
        "matches": [[match.start - snippet.start, match.end - snippet.start] for match in snippet.matches],
    }
