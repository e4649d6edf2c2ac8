"""JSON Lines: one object a line, each a document; a bad line is named and the rest goes in."""

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.lines import bounded_lines
from searcher.ingest.extract.record import record, too_long
from searcher.ingest.settings import Settings, size_text
from searcher.ingest.walk import FoundFile


def read(found: FoundFile, stream: BinaryIO, settings: Settings) -> Iterator[Document | Problem]:
    """A document or a Problem for each line that is not blank, in memory bounded by one line."""
    limit = settings.max_line_bytes
    for number, line in bounded_lines(stream, b"\n", limit):
        if line is None:
            yield too_long(found, number, size_text(limit))
            continue
        if number == 1:
            if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                yield Problem(found.key, "is UTF-16: JSON Lines are UTF-8, so convert it")
                return
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            yield Problem(found.key, "is not valid UTF-8", number)
        except RecursionError:
            yield Problem(found.key, "is nested too deep", number)
        except json.JSONDecodeError as error:
            yield Problem(found.key, f"is not valid JSON ({error.msg.lower()}, column {error.colno})", number)
        except ValueError as error:  # a number of thousands of digits
            yield Problem(found.key, f"cannot be read ({error})", number)
        else:
            if isinstance(value, dict):
                yield from record(found, number, value, "jsonl")
            else:
                yield Problem(found.key, "is not a JSON object", number)
