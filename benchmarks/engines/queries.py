"""Queries drawn from the words of the documents, so that each finds something."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from .documents import SEED, Text

# The first documents, from which words and phrases are drawn: all that Whoosh has of a large collection.
SAMPLE = 10_000
# By document frequency in the sample: the first words, and those in the middle.
FREQUENT = slice(0, 60)
MIDDLE = slice(400, 4_000)
_QUESTION = 8
# A word with a capital that begins no sentence.
_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{3,20}(?=[\s.,])")
# Words that every engine's tokeniser takes for one token.
_WORD = re.compile(r"(?<![^\s])[A-Za-z]?[a-z]{1,20}(?=[\s.,])")


@dataclass(frozen=True, slots=True)
class Query:
    """`kind` is one of KINDS; `words` are lower-case, but for CAPITAL, in their order where it matters."""

    kind: str
    words: tuple[str, ...]


TERM, OR_TWO, OR_FIVE, AND_TWO, PHRASE_TWO, PHRASE_THREE, PREFIX, CAPITAL, QUESTION = KINDS = (
    "one frequent term",
    "frequent OR middle",
    "OR of five",
    "frequent AND middle",
    "phrase of two",
    "phrase of three",
    "prefix of three letters",
    "a word with a capital",
    "eight words in a row",
)
PHRASES = (PHRASE_TWO, PHRASE_THREE)


def draw(documents: Iterable[Text], count: int) -> list[Query]:
    """`count` queries of each kind, the same ones for the same documents; of CAPITAL none where nothing has one."""
    rng = random.Random(SEED)
    seen: Counter[str] = Counter()
    texts = [document.text for document in islice(documents, SAMPLE)]
    for text in texts:
        seen.update({word.lower() for word in _WORD.findall(text)})
    ranked = sorted(seen, key=lambda word: (-seen[word], word))
    frequent = ranked[FREQUENT]
    middle = ranked[MIDDLE] or ranked[len(ranked) // 2 :]
    found: list[Query] = []
    for _ in range(count):
        one, other = rng.choice(frequent), rng.choice(middle)
        found.append(Query(TERM, (rng.choice(frequent),)))
        found.append(Query(OR_TWO, (one, other)))
        found.append(Query(OR_FIVE, (rng.choice(frequent), *rng.sample(middle, 4))))
        found.append(Query(AND_TWO, _together(rng, texts, frequent, middle)))
        found.append(Query(PHRASE_TWO, _phrase(rng, texts, 2)))
        found.append(Query(PHRASE_THREE, _phrase(rng, texts, 3)))
        long = [word for word in rng.sample(middle, min(50, len(middle))) if len(word) > 3] or middle
        found.append(Query(PREFIX, (long[0][:3],)))
        found.append(Query(QUESTION, _phrase(rng, texts, _QUESTION)))
    # Drawn last, so that the others are the same ones with names and without.
    names = sorted({name for text in texts for name in _NAME.findall(text)})
    found.extend(Query(CAPITAL, (rng.choice(names),)) for _ in range(count if names else 0))
    return found


def _together(rng: random.Random, texts: list[str], *choices: list[str]) -> tuple[str, ...]:
    """A word of each of `choices`, all of them in one text."""
    for _ in range(10_000):
        own = {word.lower() for word in _WORD.findall(rng.choice(texts))}
        there = [[word for word in choice if word in own] for choice in choices]
        if all(there):
            return tuple(rng.choice(each) for each in there)
    raise SystemExit("the documents hold no text with a frequent and a rarer word of plain Latin letters")


def _phrase(rng: random.Random, texts: list[str], length: int) -> tuple[str, ...]:
    form = re.compile(rf"(?<![^\s])(?:[A-Za-z]?[a-z]{{1,20}} ){{{length - 1}}}[a-z]{{2,20}}(?=[\s.,])")
    for _ in range(10_000):
        text = rng.choice(texts)
        match = form.search(text, rng.randrange(len(text) + 1))
        if match:
            return tuple(match[0].lower().split())
    raise SystemExit("the documents hold no phrase of plain Latin words to ask for")
