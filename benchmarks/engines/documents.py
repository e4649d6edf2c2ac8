"""The documents that are indexed: made-up text with the statistics of a language, or the first of a JSONL file."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

SEED = 20_240_501
VOCABULARY = 200_000
ZIPF = 1.07
MEAN_WORDS = 147
TITLE_WORDS = 5
SENTENCE_WORDS = 14
_BLOCK = 500
_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "br",
    "dr",
    "fl",
    "gr",
    "kl",
    "pr",
    "st",
    "tr",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_CODAS = ("", "", "", "n", "r", "s", "l", "m", "t")


@dataclass(frozen=True, slots=True)
class Text:
    """One document. `title` may be what `text` begins with; `lang` is an ISO code, or "" to be identified."""

    id: str
    title: str
    text: str
    lang: str = ""

    @property
    def body(self) -> str:
        """All that is searched, for engines that are given one text."""
        return self.text if self.text.startswith(self.title) else f"{self.title}\n{self.text}"


def words() -> list[str]:
    """VOCABULARY different pronounceable words, those at the front mostly shorter, as in a language."""
    rng = np.random.default_rng(SEED)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        # A word's expected length grows with its rank: the 1,700 syllables are soon used up.
        syllables = min(3.5, 1.0 + len(found) / 8_000)
        counts = np.maximum(1, np.rint(syllables + rng.normal(0, 0.5, 1_000))).astype(int)
        parts = rng.integers(0, (len(_ONSETS), len(_VOWELS), len(_CODAS)), (int(counts.sum()), 3)).tolist()
        drawn = iter([_ONSETS[onset] + _VOWELS[vowel] + _CODAS[coda] for onset, vowel, coda in parts])
        found.update(("".join(islice(drawn, count)), None) for count in counts.tolist())
    return list(found)[:VOCABULARY]


def made_up(count: int, lang: str) -> Iterator[Text]:
    """`count` documents of Zipf's law, about MEAN_WORDS words each, as sentences; the same ones at each call."""
    vocabulary = np.array(words(), object)
    share = np.arange(1, len(vocabulary) + 1) ** -ZIPF
    bounds = np.cumsum(share / share.sum())
    rng = np.random.default_rng(SEED + 1)
    for first in range(0, count, _BLOCK):
        lengths = np.maximum(20, rng.lognormal(np.log(MEAN_WORDS) - 0.125, 0.5, _BLOCK)).astype(int)
        drawn = np.minimum(np.searchsorted(bounds, rng.random(int(lengths.sum()))), len(vocabulary) - 1)
        row = vocabulary[drawn].tolist()
        start = 0
        for number, length in enumerate(lengths[: count - first].tolist(), first):
            own = row[start : start + length]
            start += length
            sentences = (own[at : at + SENTENCE_WORDS] for at in range(0, length, SENTENCE_WORDS))
            text = " ".join(f"{' '.join(sentence).capitalize()}." for sentence in sentences)
            yield Text(f"d{number}", " ".join(text.split(" ", TITLE_WORDS)[:TITLE_WORDS]), text, lang)


def read(path: Path, count: int | None = None) -> Iterator[Text]:
    """The first `count` documents of a JSONL file, perhaps compressed with gzip; all without a count."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(islice(lines, count)):
            record = json.loads(line)
            yield Text(
                str(record.get("id", number)), record.get("title") or "", record["text"], record.get("lang") or ""
            )


def write(path: Path, documents: Iterator[Text]) -> int:
    """Write a JSONL file that every engine reads; gives the count of documents."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for document in documents:
            count += 1
            record = {"id": document.id, "title": document.title, "text": document.text, "lang": document.lang}
            out.write(json.dumps({key: value for key, value in record.items() if value}, ensure_ascii=False) + "\n")
    return count
