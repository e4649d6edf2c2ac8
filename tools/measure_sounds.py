"""Judge the sound model by names that it was not trained on, and beside the keys that were made by hand.

    python tools/measure_sounds.py --data FOLDER [--model FILE] [--limits | --held-out]

FOLDER is that of `train_sounds.py`, with `big/` besides. --limits tries thresholds on the development sets,
--held-out compares both ways on those by script.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sound_data import SEPARATORS, read_names, read_rows

from searcher.text import sound_search, sounds
from searcher.text.name_parts import least_cosine
from searcher.text.phonetics import similarity
from searcher.text.sound_search import similarity_of_names
from searcher.text.tokens import WORD

Ranked = list[tuple[int, float]]  # documents and their scores, best first
_DISTRACTORS = 20_000
_SCRIPTS = ("en", "ru", "ar", "he", "ja", "ko", "zh")


@dataclass(frozen=True, slots=True)
class Names:
    """Documents of a name each, in a language each; queries, and the numbers of the documents that are relevant."""

    documents: list[str]
    languages: list[str]
    queries: list[str]
    asked_in: list[str]
    relevant: list[set[int]]

    @classmethod
    def read(cls, folder: Path) -> Names:
        paths = sorted(folder.glob("*.docs.jsonl*"))
        rows = [(row, path.name.split(".")[0]) for path in paths for row in read_rows(path)]
        asked = read_rows(next(folder.glob("queries.jsonl*")))
        numbers = {row["id"]: number for number, (row, _) in enumerate(rows)}
        relevant = [{numbers[one] for one in row["relevant"]} for row in asked]
        queries, asked_in = [row["query"] for row in asked], [row["type"] for row in asked]
        return cls([row["text"] for row, _ in rows], [language for _, language in rows], queries, asked_in, relevant)

    @classmethod
    def of_rows(cls, rows: Sequence[dict[str, str]]) -> Names:
        chance = random.Random(1)
        asked_in = [chance.choice(sorted(row)) for row in rows]
        cells = [(text, language) for row in rows for language, text in row.items()]
        ends = np.cumsum([0, *map(len, rows)]).tolist()
        relevant = [set(range(start, end)) for start, end in pairwise(ends)]
        queries = [row[language] for row, language in zip(rows, asked_in, strict=True)]
        return cls([text for text, _ in cells], [language for _, language in cells], queries, asked_in, relevant)


def retrieved(names: Names, score: Callable[[str], Ranked]) -> list[Ranked]:
    return [score(query) for query in names.queries]


def report(title: str, names: Names, found: list[Ranked]) -> None:
    """Mean average precision, recall and precision as shared/measure/names.py counts them."""
    total = np.zeros(3)
    for ranked, relevant in zip(found, names.relevant, strict=True):
        hits, summed = 0, 0.0
        for place, (document, _) in enumerate(ranked, 1):
            if document in relevant:
                hits += 1
                summed += hits / place
        total += summed / len(relevant), hits / len(relevant), hits / len(ranked) if ranked else 1.0
    mean = total / len(found)
    print(f"{title:44} MAP {mean[0]:.3f}  recall {mean[1]:.3f}  precision {mean[2]:.3f}")


def by_scripts(names: Names, found: list[Ranked]) -> None:
    """Recall from each language (line) to each (column), and the precision of what was found there."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for ranked, relevant, asked in zip(found, names.relevant, names.asked_in, strict=True):
        for document in relevant:
            counts[asked, names.languages[document]][0] += 1
        for document, _ in ranked:
            cell = counts[asked, names.languages[document]]
            cell[1] += document in relevant
            cell[2] += 1
    languages = [language for language in _SCRIPTS if language in set(names.languages)]
    print("recall/precision  " + "  ".join(f"{language:>7}" for language in languages))
    for asked in languages:
        cells = (counts[asked, language] for language in languages)
        shares = (
            f"{100 * hits / max(wanted, 1):3.0f}/{100 * hits / max(all_, 1):3.0f}" for wanted, hits, all_ in cells
        )
        print(f"{asked:>16}  " + "  ".join(shares))


def by_sound(words: Sequence[str], least: Callable[[str], float]) -> Callable[[str], Ranked]:
    column = sounds.vectors(words)
    floats = column.astype(np.float32)

    def ranked(query: str) -> Ranked:
        cosines = floats @ sounds.vectors([query])[0].astype(np.float32) / sounds.SCALE**2
        near = np.flatnonzero(cosines >= least(query)).tolist()
        return sorted(((row, float(cosines[row])) for row in near), key=lambda pair: -pair[1])

    return ranked


def by_keys(words: Sequence[str]) -> Callable[[str], Ranked]:
    def ranked(query: str) -> Ranked:
        scored = ((row, similarity(query, word)) for row, word in enumerate(words))
        return sorted((pair for pair in scored if pair[1] > 0), key=lambda pair: -pair[1])

    return ranked


def by_names(names: Sequence[str], least: float) -> Callable[[str], Ranked]:
    tokens = [[token for token in SEPARATORS.split(name) if token] for name in names]
    flat = [token for some in tokens for token in some]
    column = sounds.vectors(flat).astype(np.float32)
    owner = np.repeat(np.arange(len(tokens)), [len(some) for some in tokens])
    bounds = np.searchsorted(owner, np.arange(len(tokens) + 1))

    def ranked(query: str) -> Ranked:
        asked = [token for token in SEPARATORS.split(query) if token]
        vectors = sounds.vectors(asked)
        cosines = (column @ vectors.T.astype(np.float32)).max(axis=1) / sounds.SCALE**2
        scored = []
        for row in np.unique(owner[cosines >= 0.5]).tolist():
            other = column[bounds[row] : bounds[row + 1]].astype(np.int8)
            left, right = sorted(((asked, vectors), (tokens[row], other)), key=lambda pair: len(pair[0]))
            score = similarity_of_names(*left, *right)
            if score >= least:
                scored.append((row, score))
        return sorted(scored, key=lambda pair: -pair[1])

    return ranked


def running_words(folder: Path) -> list[str]:
    """Lower-case words of running text, or of scripts without case, a like share of each language."""
    by_language: dict[str, dict[str, None]] = defaultdict(dict)
    for row in read_rows(next(folder.glob("big/docs.jsonl*"))):
        known = by_language[row.get("lang", "")]
        if len(known) < 2000:
            found = (match[0] for match in WORD.finditer(row["text"][:2000]))
            known.update((word, None) for word in found if len(word) > 3 and word.isalpha() and word == word.lower())
    chance = random.Random(1)
    every = [list(words) for _, words in sorted(by_language.items())]
    share = _DISTRACTORS // len(every) + 1
    words = [word for some in every for word in chance.sample(some, min(share, len(some)))]
    rest = sorted({word for some in every for word in some} - set(words))
    missing = max(_DISTRACTORS - len(words), 0)
    return (words + chance.sample(rest, min(missing, len(rest))))[:_DISTRACTORS]


def script(word: str) -> str:
    return unicodedata.name(word[0], "?").split()[0].capitalize()


def name_parts(parts: Sequence[Sequence[str]]) -> Names:
    """Given and family names with their spellings in Latin and other scripts; asked in Latin letters."""
    rows = [words for words in parts if script(words[0]) == "Latin"]
    documents = [word for words in rows for word in words]
    ends = np.cumsum([0, *map(len, rows)]).tolist()
    relevant = [set(range(start + 1, end)) for start, end in pairwise(ends)]
    return Names(documents, [*map(script, documents)], [words[0] for words in rows], ["Latin"] * len(rows), relevant)


def declined(rows: Sequence[dict[str, str]]) -> Names:
    """Russian names in the nominative and in four other cases, by their commonest endings; asked in English."""
    pairs = [(row["en"], row["ru"]) for row in rows if row.get("ru", "?")[-1] in "бвгдзклмнпрстфхцчшщжа"]
    documents: list[str] = []
    relevant = []
    for _, name in pairs:
        stem, endings = (name[:-1], "а ы е у ой") if name[-1] == "а" else (name, "а у ом е")
        forms = [name, *(stem + ending for ending in endings.split() if stem + ending != name)]
        relevant.append(set(range(len(documents), len(documents) + len(forms))))
        documents += forms
    return Names(documents, ["ru"] * len(documents), [name for name, _ in pairs], ["en"] * len(pairs), relevant)


def by_document_scripts(title: str, names: Names, found: list[Ranked]) -> None:
    """Recall and precision by the language or script of what was to be found; the query's own spelling counts not."""
    cells: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for query, ranked, relevant in zip(names.queries, found, names.relevant, strict=True):
        for document in relevant:
            cells[names.languages[document]][0] += 1
        for document, _ in ranked:
            if names.documents[document] != query:
                cells[names.languages[document]][1] += document in relevant
                cells[names.languages[document]][2] += 1
    common = sorted(((counts[0], name) for name, counts in cells.items() if counts[0] >= 20), reverse=True)
    for wanted, name in common:
        _, hits, got = cells[name]
        print(f"{title} {name:12} recall {hits / wanted:.2f}  precision {hits / max(got, 1):.2f}  ({wanted})")


def held_out(folder: Path) -> None:
    kept_apart = read_names(folder, 1)
    parts = name_parts(kept_apart.development_parts)
    cases = declined(kept_apart.development)
    for names in (parts, cases):
        some = Names(names.documents, names.languages, names.queries[:500], names.asked_in[:500], names.relevant[:500])
        by_document_scripts("learned", some, retrieved(some, by_sound(some.documents, least_cosine)))
        by_document_scripts("keys   ", some, retrieved(some, by_keys(some.documents)))


def limits(folder: Path) -> None:
    kept_apart = read_names(folder, 1)
    tokens = Names.of_rows(kept_apart.development)
    found = retrieved(tokens, by_sound(tokens.documents, lambda query: 0.5))
    for shift in (-0.06, -0.04, -0.02, 0.0, 0.02):
        least = [least_cosine(query) + shift for query in tokens.queries]
        report(
            f"limits {shift:+.2f}",
            tokens,
            [[p for p in some if p[1] >= e] for some, e in zip(found, least, strict=True)],
        )
    persons = Names.of_rows(kept_apart.development_persons)
    found = retrieved(persons, by_names(persons.documents, 0.5))
    for limit in (0.56, 0.58, 0.60, 0.62, 0.64, 0.66):
        report(f"full names {limit:.2f}", persons, [[pair for pair in some if pair[1] >= limit] for some in found])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--model", type=Path, default=sounds.MODEL, metavar="FILE")
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args()
    model = sounds.read_model(args.model)
    # Everything that asks for the model is to have this one.
    for module in (sounds, sound_search):
        setattr(module, "sound_model", lambda: model)  # noqa: B010 - the type checker knows it as one that is cached
    if args.limits:
        limits(args.data)
        return
    if args.held_out:
        held_out(args.data)
        return
    tokens = Names.read(args.data / "tokens")
    found = retrieved(tokens, by_sound(tokens.documents, least_cosine))
    report("tokens, learned", tokens, found)
    by_scripts(tokens, found)
    found = retrieved(tokens, by_keys(tokens.documents))
    report("tokens, keys", tokens, found)
    by_scripts(tokens, found)
    persons = Names.read(args.data / "persons")
    report("persons", persons, retrieved(persons, by_names(persons.documents, sound_search.LEAST_OF_NAMES)))
    words = running_words(args.data)
    score, key = by_sound(words, least_cosine), by_keys(words)
    for title, ranked, queries in (("learned", score, tokens.queries), ("keys", key, tokens.queries[:200])):
        company = np.mean([len(ranked(query)) for query in queries])
        print(f"{len(words)} words of running text, {title}: {company:.2f} near a name")


if __name__ == "__main__":
    main()
