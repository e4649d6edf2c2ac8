"""The shapes of answers as JSON Schema: what `searcher.output` makes records of, told to other programs."""

from collections.abc import Mapping

from searcher.serving.parameters import Schema

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
AMOUNT: Schema = {"type": "number"}
SWITCH: Schema = {"type": "boolean"}
_SPAN: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}


def many(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def thing(properties: Mapping[str, Schema], *optional: str) -> Schema:
    """An object with these properties and no others; those that are `optional` may be missing."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def or_nothing(shape: Schema) -> Schema:
    """`shape`, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def _texts(*names: str) -> dict[str, Schema]:
    return dict.fromkeys(names, TEXT)


_MATCH = thing({"start": NUMBER, "end": NUMBER, **_texts("text", "variant", "kind", "entity", "lang", "note")})
_SNIPPET = thing({"start": NUMBER, "end": NUMBER, **_texts("text", "place"), "matches": many(_SPAN)})
_FIELD = thing({**_texts("name", "value"), "matches": many(_SPAN)})
HIT = thing(
    {
        **_texts("qid", "id", "path", "title", "lang"),
        "langs": many(TEXT),
        "score": AMOUNT,
        **_texts("date", "type", "url"),
        "line": NUMBER,
        "snippets": many(_SNIPPET),
        "matches": many(_MATCH),
        "title_matches": many(_MATCH),
        "place": TEXT,
        "fields": many(_FIELD),
        "shared": many(TEXT),
        "copied": AMOUNT,
        "match_count": NUMBER,
    },
    "shared",
    "copied",
)
RESULTS = thing({"total": NUMBER, "hits": many(HIT), "notes": many(TEXT), "explanation": many(TEXT)})

PASSAGE = thing(
    {
        **_texts("id", "path", "title", "lang"),
        "langs": many(TEXT),
        **_texts("date", "type", "url"),
        "line": NUMBER,
        "place": TEXT,
        "length": NUMBER,
        "start": NUMBER,
        "end": NUMBER,
        "text": TEXT,
    }
)

_NAME = thing({**_texts("text", "kind"), "weight": AMOUNT, "source": TEXT})
_ENTITY = thing(
    {
        **_texts("id", "type", "name", "wikidata"),
        "own": SWITCH,
        "names": {"type": "object", "additionalProperties": many(_NAME)},
    }
)
ENTITIES = thing({"entities": many(_ENTITY), "more": SWITCH, "near": many(TEXT)})

_MENTION = or_nothing(
    thing(
        {
            **_texts("id", "path"),
            "line": NUMBER,
            **_texts("title", "lang", "date", "url"),
            "count": NUMBER,
            **_texts("certainty", "place", "quotation"),
            "matches": many(_SPAN),
        }
    )
)
DOSSIER = thing(
    {
        "name": TEXT,
        "documents": NUMBER,
        "langs": many(thing({**_texts("lang", "name"), "documents": NUMBER})),
        "months": many(thing({"month": TEXT, "documents": NUMBER})),
        "undated": NUMBER,
        "first": _MENTION,
        "last": _MENTION,
        "spellings": many(thing({"text": TEXT, "documents": NUMBER, **_texts("certainty", "note")})),
        "company": many(thing({**_texts("text", "entity", "type"), "documents": NUMBER, "total": NUMBER})),
        "read": NUMBER,
        "quotations": many(_MENTION),
    }
)

STATUS = thing(
    {
        "records": many({"type": "object", "properties": {"kind": TEXT}, "required": ["kind"]}),
        "more": NUMBER,
    }
)
FAULT = thing({"error": TEXT})
