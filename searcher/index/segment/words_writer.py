"""Writes what `searcher.index.segment.words` reads: the words of a segment, and several such files as one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from searcher.index.segment.column_writer import ColumnWriter
from searcher.index.segment.columns import Integers, smallest
from searcher.index.segment.layout import dictionary_columns
from searcher.index.segment.merger import term_blocks
from searcher.index.segment.reader import Segment
from searcher.index.segment.sounds_writer import merge_sounds
from searcher.index.segment.term_dictionary_writer import Keys, TermDictionaryWriter, merged
from searcher.index.segment.words import LOSS_COLUMNS, Losses, Words


def write_words(path: Path, segment: Segment, occurrences: Integers, capitals: Integers, runs: Integers) -> None:
    """Write the words of a segment without deleted documents.

    By term: how often it occurs, and how often with a capital. By run: how many documents hold it.
    """
    with ColumnWriter(path) as out:
        for name in dictionary_columns(segment.columns):
            kind = segment.columns.kind(name)
            out.add(name, bytes(segment.columns.bytes_of(name)) if kind == "bytes" else segment.columns.array(name))
        _write_counts(out, segment.counts(np.arange(len(segment.dictionary))), occurrences, capitals, runs)
        _write_acronyms(out, segment.acronyms)
        for name in ("held_langs", "held_documents"):
            kind = segment.columns.kind(name)
            out.add(name, bytes(segment.columns.bytes_of(name)) if kind == "bytes" else segment.columns.array(name))
        out.add("totals", np.array([segment.documents, int(segment.tokens.sum())], np.int64))


def _write_counts(
    out: ColumnWriter, documents: Integers, occurrences: Integers, capitals: Integers, runs: Integers
) -> None:
    out.add("word_documents", smallest(documents))
    out.add("word_occurrences", smallest(occurrences))
    out.add("word_capitals", smallest(capitals))
    out.add("run_documents", smallest(runs))


def _write_acronyms(out: ColumnWriter, acronyms: Mapping[str, int]) -> None:
    lines = sorted(acronyms)
    out.add("acronyms", "\n".join(lines).encode())
    out.add("acronym_documents", smallest(np.array([acronyms[line] for line in lines], np.int64)))


def merge_words(path: Path, parts: Sequence[Words]) -> None:
    """Write several files as one, without the words that only removed documents have."""
    langs = sorted(set().union(*(part.dictionary.langs for part in parts)))
    numbers = [np.full(len(part.dictionary), -1, np.int32) for part in parts]
    kept_counts: list[tuple[Integers, Integers, Integers]] = []
    with ColumnWriter(path) as out:
        dictionary = TermDictionaryWriter(out, langs)
        written = 0
        for block in term_blocks([part.dictionary for part in parts], langs):
            counts = tuple(np.zeros(len(block.terms), np.int64) for _ in range(3))
            for part, first, places in zip(parts, block.firsts, block.places, strict=True):
                for total, own in zip(counts, part.word_counts, strict=True):
                    total[places] += own[first : first + len(places)]
            present = counts[0] > 0
            dictionary.add(block.terms.taken(present), counts[1][present])
            kept_counts.append((counts[0][present], counts[1][present], counts[2][present]))
            renumbered = np.where(present, np.cumsum(present) - 1 + written, -1)
            for number, first, places in zip(numbers, block.firsts, block.places, strict=True):
                number[first : first + len(places)] = renumbered[places]
            written += int(present.sum())
        runs = merge_sounds(
            out, parts, numbers, dictionary.fold_of(), [(part.still_named(), part.left_runs()) for part in parts]
        )
        dictionary.close(_keys(parts, numbers))
        columns = [np.concatenate([np.empty(0, np.int64), *(each[at] for each in kept_counts)]) for at in range(3)]
        _write_counts(out, columns[0], columns[1], columns[2], _run_counts(parts, runs))
        acronyms = Counter[str]()
        for part in parts:
            acronyms.update(part.acronyms)
        _write_acronyms(out, acronyms)
        _write_languages(out, parts)
        totals = [sum(part.documents for part in parts), sum(part.tokens for part in parts)]
        out.add("totals", np.array(totals, np.int64))


def _run_counts(parts: Sequence[Words], runs: Sequence[str]) -> Integers:
    found = dict.fromkeys(runs, 0)
    for part in parts:
        for run, count in zip(part.sounds.runs(), part.run_counts.tolist(), strict=True):
            if count:
                found[run] += count
    return np.fromiter(found.values(), np.int64, len(found))


def _write_languages(out: ColumnWriter, parts: Sequence[Words]) -> None:
    held: dict[str, int] = {}
    for part in parts:
        for lang, count in zip(part.held_langs, part.held.tolist(), strict=True):
            held[lang] = held.get(lang, 0) + count
    held = {lang: count for lang, count in sorted(held.items()) if count}
    out.add("held_langs", "\n".join(held).encode())
    out.add("held_documents", smallest(np.fromiter(held.values(), np.int64, len(held))))


def _keys(parts: Sequence[Words], numbers: "Sequence[np.ndarray[tuple[int], np.dtype[np.int32]]]") -> Keys:
    found: dict[str, list[Integers]] = {}
    for part, number in zip(parts, numbers, strict=True):
        for kind, pairs in part.dictionary.keys().items():
            terms = number[pairs[:, 1]]
            kept = terms >= 0
            found.setdefault(kind, []).append(np.stack((pairs[kept, 0], terms[kept]), axis=1))
    return {kind: merged(pairs) for kind, pairs in found.items()}


def losses_of(
    words: Words,
    before: Losses,
    documents: int,
    tokens: int,
    terms: Mapping[tuple[str, str], tuple[int, int, int]],
    runs: Mapping[str, int],
    acronyms: Mapping[str, int],
    langs: Mapping[str, int],
) -> Losses:
    """What was lost before and what more documents take: of a term documents, occurrences and capitals.

    Raises KeyError for a word that the dictionary does not have.
    """
    size = len(words.dictionary)
    lost = np.zeros((3, size), np.int64)
    lost[:, before.terms] = before.holders, before.occurrences, before.capitals
    for (lang, word), counts in terms.items():
        number = words.dictionary.number(lang, word)
        if number < 0:
            raise KeyError(word)
        lost[:, number] += counts
    places = {run: at for at, run in enumerate(words.sounds.runs())} if runs else {}
    of_runs = np.zeros(words.columns.length("run_documents"), np.int64)
    of_runs[before.runs] = before.run_holders
    for run, count in runs.items():
        if run in places:
            of_runs[places[run]] += count
    of_acronyms = np.array([acronyms.get(line, 0) for line in words.acronym_lines], np.int64)
    of_acronyms[before.acronyms] += before.acronym_holders
    held = np.array([langs.get(lang, 0) for lang in words.held_langs], np.int64)
    if len(before.held):
        held += before.held
    kept = np.flatnonzero(lost[0])
    run_numbers, acronym_numbers = np.flatnonzero(of_runs), np.flatnonzero(of_acronyms)
    return Losses(
        before.documents + documents, before.tokens + tokens, kept, lost[0][kept], lost[1][kept], lost[2][kept],
        run_numbers, of_runs[run_numbers], acronym_numbers, of_acronyms[acronym_numbers], held,
    )  # fmt: skip


def write_losses(path: Path, losses: Losses) -> None:
    """Write losses as a column file."""
    with ColumnWriter(path) as out:
        out.add("totals", np.array([losses.documents, losses.tokens], np.int64))
        for name in LOSS_COLUMNS:
            out.add(name, smallest(getattr(losses, name)))
