"""Readers as nobody wants them, known to the processes that read: a file's name says what its reader does."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from searcher.ingest import pulse
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract import extract
from searcher.ingest.reading_process import Limits
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

LIMITS = Limits(seconds=2, rest=600, memory=400_000_000)


def read(found: FoundFile, settings: Settings) -> Iterator[Document | Problem]:
    """What the file holds, if its name asks for nothing else."""
    with (Path(found.place).parent.parent / "read").open("a") as log:
        log.write(f"{found.id}\n")
    match Path(found.id).stem.partition("-")[0]:
        case "loop":
            while True:
                pass
        case "eat":
            eaten = []
            while True:
                eaten.append(bytearray(10_000_000))
        case "kill":
            os.abort()
        case "exit":
            os._exit(3)
        case "sleep":
            time.sleep(3600)
        case "steps":
            for _ in range(2):
                ends = time.process_time() + 1.2
                while time.process_time() < ends:
                    pass
                pulse.beat()
            yield Document(found.id, found.key, "done")
        case "endless":
            yield Document(found.id, found.key, "x" * 40_000_000)
        case "many":
            yield from (Document(f"{found.id}#{at}", found.key, f"number {at}", number=at) for at in range(1, 2001))
        case _:
            yield from extract(found, settings)
