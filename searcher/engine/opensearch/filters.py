"""Filters over metadata: as a query, and of a document that is here."""

import re
from collections.abc import Callable
from typing import Any

from searcher.cluster.schema import MOST_VALUE
from searcher.engine.opensearch.held import Held
from searcher.expressions import expression
from searcher.ingest.document import FIELDS as METADATA_FIELDS
from searcher.query.tree import Among, Filter
from searcher.text.languages import normalise_code

Query = dict[str, Any]
_SPECIAL = expression(r'[.?+*|{}\[\]()"\\#@&<>~^$-]')
# The server takes 65,536.
_MOST_TERMS = 60_000
_GLOB_MARKS = "*?["


def filter_query(asked: Filter, fold_words: Callable[[str], str]) -> Query:
    """The documents whose metadata are as asked."""
    field = asked.field
    if asked.among is not None:
        return _certain(asked.among)
    if field == "lang":
        return {"term": {"lang": normalise_code(asked.low)}}
    if field == "id":
        return {"bool": {"filter": [{"term": {"id": asked.low}}, {"term": {"file": asked.high}}]}}
    if field == "date":
        bounds = {name: value for name, value in (("gte", asked.low), ("lte", asked.high)) if value}
        return {"range": {"date": bounds}} if bounds else {"exists": {"field": "date"}}
    if field == "type":
        return {"term": {"type": asked.low.lower().lstrip(".")}}
    if field in METADATA_FIELDS:
        if asked.low.startswith("="):
            return {"term": {f"w_{field}": fold_words(asked.low)[:MOST_VALUE]}}
        names = ("author", "from") if field == "author" else (field,)
        form = f"*{_wild(fold_words(asked.low))}*"
        return {"bool": {"should": [{"wildcard": {f"w_{name}": {"value": form}}} for name in names]}}
    low = asked.low.lower()
    if any(mark in low for mark in _GLOB_MARKS):
        return {"regexp": {"path": {"value": f"(.*/)?{_regexp(low)}", "flags": "NONE"}}}
    return {"wildcard": {"path": {"value": f"*{_wild(low)}*"}}}


def _certain(among: Among) -> Query:
    alone = sorted(identifier for identifier, _ in among.documents if identifier not in among.shared)
    found: list[Query] = [
        {"terms": {"id": alone[first : first + _MOST_TERMS]}} for first in range(0, len(alone), _MOST_TERMS)
    ]
    by_file: dict[str, list[str]] = {}
    for identifier, file in sorted(among.documents):
        if identifier in among.shared:
            by_file.setdefault(file, []).append(identifier)
    found += [{"bool": {"filter": [{"term": {"file": file}}, {"terms": {"id": ids}}]}} for file, ids in by_file.items()]
    if among.others:
        return {"bool": {"filter": [{"match_all": {}}], "must_not": found}}
    return {"bool": {"should": found, "minimum_should_match": 1}} if found else {"match_none": {}}


def _wild(text: str) -> str:
    return re.sub(r"[\\*?]", r"\\\g<0>", text)


def _regexp(glob: str) -> str:
    """A glob as the server's regular expressions have it; see `fnmatch`."""
    made = []
    at = 0
    while at < len(glob):
        letter = glob[at]
        at += 1
        if letter == "*":
            made.append(".*")
        elif letter == "?":
            made.append(".")
        elif letter == "[" and (end := glob.find("]", at + (2 if glob[at : at + 1] == "!" else 1))) >= 0:
            inside = glob[at:end]
            negated = inside.startswith("!")
            ranges = re.sub(r"[\\\[\]^\"&~#@<>]", r"\\\g<0>", inside[1:] if negated else inside)
            made.append(f"[{'^' if negated else ''}{ranges}]")
            at = end + 1
        else:
            made.append(_SPECIAL.sub(r"\\\g<0>", letter))
    return "".join(made)


def fits(
    asked: Filter, held: Held, fold_words: Callable[[str], str], path_form: Callable[[str], re.Pattern[str]]
) -> bool:
    """Whether the metadata of a document are as asked."""
    field, source = asked.field, held.source
    if asked.among is not None:
        return ((held.id, source["file"]) in asked.among.documents) != asked.among.others
    if field == "lang":
        return normalise_code(asked.low) in source["lang"]
    if field == "id":
        return (held.id, source["file"]) == (asked.low, asked.high)
    if field == "date":
        date = source.get("date", "")
        return bool(date) and date >= asked.low and (not asked.high or date <= asked.high)
    if field == "type":
        return bool(source["type"] == asked.low.lower().lstrip("."))
    if field in METADATA_FIELDS:
        words = fold_words(asked.low)
        if asked.low.startswith("="):
            return any(words == fold_words(value) for value in held.values(field))
        names = ("author", "from") if field == "author" else (field,)
        return any(words in fold_words(value) for name in names for value in held.values(name))
    return path_form(asked.low).fullmatch(source["file"]) is not None
