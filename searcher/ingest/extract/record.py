"""One record of a JSON Lines or CSV file as a Document: the same contract for both."""

from collections.abc import Iterator, Mapping

from searcher.ingest.clean import clean_date, clean_lang, clean_line, clean_text
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.whole import clean_fields
from searcher.ingest.walk import FoundFile

_OWN = frozenset(["text", "id", "title", "lang", "date", "url"])
_FIELDS = {"tags": "tag", "keywords": "tag", "categories": "tag", "authors": "author"}


def record(found: FoundFile, number: int, values: Mapping[str, object], type: str) -> Iterator[Document | Problem]:
    """`text` is required, `id, title, lang, date, url` are not; what is unusable is left out with a note."""
    text = values.get("text")
    if not isinstance(text, str) or not text.strip():
        reason = "has no text" if text is None or isinstance(text, str) else "its text is not a string"
        yield Problem(found.key, reason, number)
        return
    text, note = clean_text(text)
    notes = [note] if note else []
    plain: dict[str, str] = {}
    for key in ("id", "title", "lang", "date", "url"):
        value = values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            notes.append(f"its {key} is neither a string nor a number and is left out")
            value = None
        plain[key] = "" if value is None or value == "" else clean_line(str(value))
    lang = clean_lang(plain["lang"]) if plain["lang"] else ""
    date = clean_date(plain["date"]) if plain["date"] else ""
    if plain["lang"] and not lang:
        notes.append(f"its lang {plain['lang'][:40]!r} is no two-letter code and is left out")
    if plain["date"] and not date:
        notes.append(f"its date {plain['date'][:40]!r} is not YYYY-MM-DD and is left out")
    yield Document(
        id=plain["id"] or f"{found.id}#{number}",
        file=found.key,
        text=text,
        title=plain["title"],
        type=type,
        lang=lang,
        date=date,
        url=plain["url"],
        number=number,
        fields=tuple(clean_fields(_more(values))),
    )
    if notes:
        yield Problem(found.key, "; ".join(notes), number, is_note=True)


def _more(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The other fields of a record, which are metadata: plain values, and lists of them."""
    for name, value in values.items():
        if name in _OWN:
            continue
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str | int | float) and not isinstance(each, bool):
                yield _FIELDS.get(name, name), str(each)


def too_long(found: FoundFile, number: int, limit: str) -> Problem:
    """The Problem of a record that is not read for its length."""
    return Problem(found.key, f"is longer than {limit} (max_line_bytes in searcher.toml)", number)
