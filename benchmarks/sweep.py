"""A sweep over real text: words, beginnings, pairs and phrases of a whole dictionary, asked of two libraries.

    python benchmarks/sweep.py FILE.jsonl[.gz] [--documents N] [--seed N] [--every N] [--runs N]

The documents of a JSONL file (`text`, perhaps `id`) are indexed twice: at once, and bit by bit in several runs that
add, change and remove files, so that segments are merged and documents deleted. Then every so-many-th word of the
dictionary is asked with its beginning, a pair and a phrase. Both libraries must give the same documents with the same
scores, and words and phrases as written exactly the documents whose texts hold them, which is told from the texts
alone. Prints the seed and, as it goes on, what differs and what raised; ends with status 1 if there was any.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engines import documents
from engines.engine import is_same_score

from searcher.indexing.update import update
from searcher.library import Library, add_sources, create_library
from searcher.query.expand import Options
from searcher.search.searcher import Searcher
from searcher.text.tokens import words_of

EVERY = 50
RUNS = 10
# Documents of a file: so that one that changes takes some of a segment with it, not most.
_PER_FILE = 25
_SHOWN = 20
# Words.
_TOLD_EVERY = 500
AS_WRITTEN = Options(exact=True)


@dataclass
class Findings:
    """What a sweep found: how many queries were `asked`, and a line for each that went wrong."""

    asked: int = 0
    faults: list[str] = field(default_factory=list)


class Truth:
    """The words of documents, told from their texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts`: id → text."""
        self.texts = texts
        self._holders: dict[str, list[str]] = {}
        for name, text in texts.items():
            for word in set(words_of(text)):
                self._holders.setdefault(word, []).append(name)

    @property
    def words(self) -> list[str]:
        """All distinct words, sorted."""
        return sorted(self._holders)

    def holding(self, words: Sequence[str]) -> set[str]:
        """The ids of the documents that hold all of `words`."""
        return set.intersection(*(set(self._holders.get(word, ())) for word in words))

    def holding_phrase(self, words: Sequence[str]) -> set[str]:
        """The ids of the documents in which `words` stand side by side."""
        return {name for name in self.holding(words) if _stands_in(words, words_of(self.texts[name]))}


def _stands_in(phrase: Sequence[str], words: Sequence[str]) -> bool:
    first, size = phrase[0], len(phrase)
    return any(
        words[at] == first and list(words[at : at + size]) == list(phrase) for at in range(len(words) - size + 1)
    )


def sampled(path: Path, count: int | None, source: random.Random) -> dict[str, str]:
    """Id → text of `count` random documents of a JSONL file, or of all; the ids are numbers."""
    texts = [text.text for text in documents.read(path)]
    chosen = (
        range(len(texts)) if count is None or count >= len(texts) else sorted(source.sample(range(len(texts)), count))
    )
    return {str(number): texts[number] for number in chosen}


def history(texts: Mapping[str, str], runs: int, source: random.Random) -> Iterator[dict[str, list[str]]]:
    """The files of a folder, name → ids, before each of the runs; the last state has all documents.

    Between, files are missing, or have only some of their documents.
    """
    ids = list(texts)
    source.shuffle(ids)
    last = {f"{at // _PER_FILE:05}.jsonl": ids[at : at + _PER_FILE] for at in range(0, len(ids), _PER_FILE)}
    for run in range(1, runs):
        names = list(last)[: max(1, len(last) * run // runs)]
        state = {name: last[name] for name in names}
        for name in source.sample(names, len(names) // 10):
            if source.random() < 0.5:
                del state[name]
            else:
                state[name] = source.sample(last[name], source.randint(1, len(last[name])))
        yield state
    yield last


def write(folder: Path, state: Mapping[str, Sequence[str]], texts: Mapping[str, str]) -> None:
    """Make the folder hold these files and no others; a file that stays as it is is not touched."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in state:
            path.unlink()
    for name, ids in state.items():
        lines = (json.dumps({"id": each, "text": texts[each]}, ensure_ascii=False) for each in ids)
        content = "".join(f"{line}\n" for line in lines).encode()
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.unlink(missing_ok=True)
            path.write_bytes(content)


def built(folder: Path, states: Iterator[dict[str, list[str]]], texts: Mapping[str, str]) -> Library:
    """A library that was brought up to date after each of the states of its folder."""
    source = folder / "files"
    source.mkdir(parents=True)
    library = add_sources(create_library(folder / "library"), [source])
    for state in states:
        write(source, state, texts)
        update(library)
    return library


def queries(
    truth: Truth, words: Sequence[str], source: random.Random, pairs_every: int = 1
) -> Iterator[tuple[str, Options, set[str] | None]]:
    """(text, options, the documents that it must find where the texts alone tell it) around each of `words`.

    A pair with all that it stands for, which costs more than the rest together, around every so-many-th only.
    """
    names = list(truth.texts)
    for number, word in enumerate(words):
        holder = source.choice(sorted(truth.holding([word])))
        there = words_of(truth.texts[holder])
        at = source.choice([place for place, each in enumerate(there) if each == word])
        phrase = there[max(0, at - source.randint(0, 1)) : at + source.randint(1, 2)]
        other = source.choice(words_of(truth.texts[source.choice(names)]) or [word])
        yield f"={word}", Options(), truth.holding([word])
        yield f'"{" ".join(phrase)}"', AS_WRITTEN, truth.holding_phrase(phrase)
        yield f"={word} AND ={other}", Options(), truth.holding([word, other])
        yield word, Options(), None
        yield f"{word[: max(1, len(word) - source.randint(0, 3))]}*", Options(), None
        if number % pairs_every == 0:
            yield f"{word} {other}", Options(), None
        yield f'"{" ".join(phrase)}"', Options(), None


def sweep(
    truth: Truth,
    words: Sequence[str],
    libraries: Mapping[str, Library],
    source: random.Random,
    pairs_every: int = 1,
) -> Findings:
    """Ask around each of `words`; the libraries, by what they are called, hold the documents of `truth`."""
    found = Findings()
    searchers = {name: Searcher(library.folder) for name, library in libraries.items()}
    for text, options, wanted in queries(truth, words, source, pairs_every):
        found.asked += 1
        answers = {}
        for name, searcher in searchers.items():
            try:
                results = searcher.search(
                    text, limit=0 if wanted is not None else 10, options=options, with_matches=wanted is None
                )
            except Exception:
                found.faults.append(f"{text!r} ({name}): {traceback.format_exc().strip().splitlines()[-1]}")
                continue
            answers[name] = results.total, {hit.id: hit.score for hit in results.hits}
            if wanted is not None and answers[name][1].keys() != wanted:
                more, fewer = answers[name][1].keys() - wanted, wanted - answers[name][1].keys()
                found.faults.append(f"{text!r} ({name}): {len(more)} documents too many, {len(fewer)} missing")
        first, *others = answers.items()
        found.faults.extend(
            f"{text!r}: {first[0]} and {name} differ" for name, answer in others if not _same(first[1], answer)
        )
    for searcher in searchers.values():
        searcher.close()
    return found


def _same(one: tuple[int, dict[str, float]], other: tuple[int, dict[str, float]]) -> bool:
    """Whether two answers have as many documents, and the best ones the same scores; equal ones come in any order."""
    return one[0] == other[0] and all(
        is_same_score(mine, theirs) for mine, theirs in zip(one[1].values(), other[1].values(), strict=True)
    )


def main() -> int:
    """Run a sweep; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="sweep.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, metavar="FILE", help="documents as JSON Lines, perhaps compressed by gzip")
    parser.add_argument(
        "--documents", type=int, metavar="N", help="of so many documents, chosen at random (default: all)"
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000), metavar="N")
    parser.add_argument(
        "--every", type=int, default=EVERY, metavar="N", help="ask every Nth word (default %(default)s)"
    )
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="of the library with a history")
    parser.add_argument("--folder", type=Path, help="where to put temporary files")
    arguments = parser.parse_args()
    source = random.Random(arguments.seed)
    print(f"seed {arguments.seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="sweep-", dir=arguments.folder))
    try:
        texts = sampled(arguments.file, arguments.documents, source)
        states = list(history(texts, arguments.runs, source))
        started = time.perf_counter()
        libraries = {
            "at once": built(folder / "once", iter(states[-1:]), texts),
            "bit by bit": built(folder / "runs", iter(states), texts),
        }
        print(f"{len(texts):,} documents, indexed in {time.perf_counter() - started:.0f} s", flush=True)
        truth = Truth(texts)
        words = truth.words
        chosen = words[source.randrange(arguments.every) :: arguments.every]
        started = time.perf_counter()
        asked = faults = 0
        # Told while it goes on: one that is ended early has not been for nothing.
        for at in range(0, len(chosen), _TOLD_EVERY):
            found = sweep(truth, chosen[at : at + _TOLD_EVERY], libraries, source)
            for line in found.faults[: max(0, _SHOWN - faults)]:
                print(line)
            asked, faults = asked + found.asked, faults + len(found.faults)
            took = time.perf_counter() - started
            print(f"{len(words):,} words, {asked:,} queries in {took:.0f} s: {faults} faults", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
