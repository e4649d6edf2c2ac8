"""A hit as a JSON object, the same in every JSON format."""

import json

from searcher.engine.engine import Match
from searcher.expressions import expression
from searcher.search.hits import FieldMatch, Hit, Snippet
from searcher.text.cells import UNSAFE

# JSON itself escapes C0 controls only. The rest that a terminal or a reader of lines could act on is escaped too, which
# changes nothing for a program.
_UNSAFE = expression(f"[{UNSAFE}]")
_SURROGATE = expression("[\ud800-\udfff]")


def encode_hit(qid: str, hit: Hit) -> str:
    """The hit as one line of JSON without its line end.

    Offsets are code points, half open: those of matches into the document's text, of title matches into the title, of
    a snippet into the document's text, of the `matches` of a snippet into the snippet's text, and of those of a field
    into its value. `shared` and `copied` are there for hits that are like a document, `library` where
    several are asked. Lone surrogates, which stand for bytes of a path that are no UTF-8, become U+FFFD.
    """
    record = {
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
    return escaped(record)


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
