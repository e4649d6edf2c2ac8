"""How documents lie in the cluster: the mapping of the index, and what a document's words are called there.

`t` holds the words as the project's own analysis tells them, in a row with blanks between: `de:wort`, `^de:berlin` for
one that begins with a capital (or is of no case), `_ja:ア` for one inside a run of katakana. A word with a mark is
found without it too, at the same place. A title that the text does not repeat is the first of two values. `tt` holds
the words of the title alone. `n` counts the words.

Beside them: `lang`, `file`, `path` (the file in small letters), `type`, `date`, `id`; `v_NAME` and `w_NAME`, the
values of metadata and their words; `p`, `g` and `o`, the part of the library that the document came with, its batch
there and its number in that. `x` is the text, `s` what else is stored; neither is searched.
"""

import hashlib
from functools import lru_cache
from typing import Any

from searcher.ingest.document import FIELDS

FORMAT = 1
"""Raise with every change that an older program could not read."""
META = "searcher"
CAPITAL, INNER = "^", "_"
# No phrase and no neighbourhood reaches across it.
TITLE_GAP = 1000
# Longer words are known by a digest: the server takes terms of 32,766 bytes at most.
_MOST_LETTERS = 2_000
MOST_VALUE = 8_000
"""Code points of a value of metadata that are asked for and counted."""
MOST_CLAUSES = 100_000
WORDS_SUFFIX = "-words"


def is_digested(word: str) -> bool:
    """Whether a word is known by a digest in the cluster."""
    return len(word) > _MOST_LETTERS


# A query asks for the same few thousand terms again and again.
@lru_cache(maxsize=20_000)
def term_key(lang: str, word: str) -> str:
    """What a term is called in the cluster."""
    if is_digested(word):
        return f"{lang}:#{hashlib.sha256(word.encode()).hexdigest()}"
    return f"{lang}:{word}"


def index_body(shards: int, replicas: int, fingerprint: str) -> dict[str, Any]:
    """The settings and the mapping of an index of documents."""
    keyword = {"type": "keyword"}
    words = {
        "type": "text", "analyzer": "marked", "similarity": "counted", "norms": False,
        "position_increment_gap": TITLE_GAP,
    }  # fmt: skip
    whole = {"type": "integer"}
    number = {**whole, "index": False}
    fields = {f"{kind}_{name}": keyword for name in FIELDS for kind in ("v", "w")}
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": "-1",
                "max_result_window": 1_000_000,
                "max_terms_count": MOST_CLAUSES,
                "similarity": {
                    "counted": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}
                },
            },
            "analysis": {
                "analyzer": {"marked": {"type": "custom", "tokenizer": "blanks", "filter": ["unmarked"]}},
                "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 2 * _MOST_LETTERS}},
                "filter": {
                    "unmarked": {"type": "pattern_capture", "preserve_original": True, "patterns": ["^[\\^_](.+)"]}
                },
            },
        },
        "mappings": {
            "_meta": {META: {"format": FORMAT, "fingerprint": fingerprint}},
            "dynamic": False,
            "properties": {
                "t": words, "tt": words, "n": number, "lang": keyword, "file": keyword, "path": keyword,
                "type": keyword, "date": keyword, "id": keyword, "p": keyword, "g": whole, "o": whole,
                **fields,
            },
        },
    }  # fmt: skip


def words_body(replicas: int) -> dict[str, Any]:
    """The settings and the mapping of the index beside it, which holds the words and says what is committed."""
    return {
        "settings": {"index": {"number_of_shards": 1, "number_of_replicas": replicas, "refresh_interval": "-1"}},
        "mappings": {"dynamic": False, "properties": {"kind": {"type": "keyword"}}},
    }
