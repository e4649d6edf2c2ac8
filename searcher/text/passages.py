"""The language of each passage of a text.

A paragraph of at least MIN_LETTERS letters gets a language of its own, a shorter one that of the document.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np

from searcher.records import dataclass
from searcher.text.identify import UNDETERMINED, decide, gather, identify

MIN_LETTERS = 100
# Code points of a paragraph and of a document that are looked at: time grows with them.
PARAGRAPH_SAMPLE = 500
DOCUMENT_SAMPLE = 2000


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` (code points, half open) is in `lang`; the passages of a text cover it without gaps."""

    start: int
    end: int
    lang: str


def passages(texts: Sequence[str], among: tuple[str, ...] = ()) -> list[list[Passage]]:
    """The passages of each of `texts`, in order. `among`: the only languages they may be in, if any are given."""
    own: list[list[tuple[int, str]]] = [[] for _ in texts]
    weights: list[dict[str, int]] = [{} for _ in texts]
    for number, start, length, lang in _paragraphs(texts, among):
        own[number].append((start, lang))
        weights[number][lang] = weights[number].get(lang, 0) + length
    majorities = [_majority(weight) for weight in weights]
    without = [at for at, text in enumerate(texts) if text and not majorities[at]]
    for at, lang in zip(without, identify([texts[at][:DOCUMENT_SAMPLE] for at in without], among), strict=True):
        majorities[at] = lang
    return [_runs(text, langs, major) for text, langs, major in zip(texts, own, majorities, strict=True)]


def _paragraphs(texts: Sequence[str], among: tuple[str, ...]) -> Iterator[tuple[int, int, int, str]]:
    """(number of the text, start, length, language) of each paragraph that has a language of its own."""
    owners, starts, sizes = array("q"), array("q"), array("q")
    samples: list[str] = []
    for number, text in enumerate(texts):
        lines = text.split("\n")
        lengths = list(map(len, lines))
        long = [at for at, length in enumerate(lengths) if length >= MIN_LETTERS]
        if not long:
            continue
        ends = list(accumulate(lengths))
        owners.extend([number] * len(long))
        # Each line before has an end that is not counted.
        starts.extend([at + ends[at] - lengths[at] for at in long])
        sizes.extend([lengths[at] for at in long])
        samples += [lines[at][:PARAGRAPH_SAMPLE] for at in long]
    evidence = gather(samples, among)
    full = np.array(sizes, np.int64) >= PARAGRAPH_SAMPLE
    enough = full | (evidence.letters >= MIN_LETTERS)
    chosen = np.flatnonzero(enough).tolist()
    numbers = [owners[at] for at in chosen]
    follows = np.diff(np.array(numbers, np.int64), prepend=-1) == 0
    langs = decide([samples[at] for at in chosen], evidence[enough], follows, among)
    return zip(numbers, (starts[at] for at in chosen), (sizes[at] for at in chosen), langs, strict=True)


def _majority(weights: dict[str, int]) -> str:
    """The language of most of a text, "" if none is known."""
    weights.pop(UNDETERMINED, None)
    return max(weights, key=weights.__getitem__, default="")


def _runs(text: str, own: list[tuple[int, str]], majority: str) -> list[Passage]:
    """The passages of a text: paragraphs have the language in `own` by their start, or else that of the majority."""
    if not text:
        return []
    if all(lang in (majority, UNDETERMINED) for _, lang in own):
        return [Passage(0, len(text), majority)]
    langs = dict(own)
    starts, found = [0], [""]
    start = 0
    for line in text.split("\n"):
        if line:
            lang = langs.get(start, majority)
            if lang == UNDETERMINED:
                lang = majority
            if not found[-1]:
                found[-1] = lang
            elif lang != found[-1]:
                starts.append(start)
                found.append(lang)
        start += len(line) + 1
    return [Passage(*each) for each in zip(starts, [*starts[1:], len(text)], found, strict=True)]
