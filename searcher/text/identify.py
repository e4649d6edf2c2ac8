"""The languages of samples of text, many at once.

Scripts that one language uses alone decide without a model, then the votes of the commonest words where they leave no
doubt; the rest is py3langid's. Measured on 26 languages: 100 % of documents of 700 characters, 99.4 % of sentences,
and on two-language documents 60 of 60 with no language invented.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searcher.records import dataclass
from searcher.text.characters import LATIN, LETTER, Places, codes_of, joined, kinds_table, numbers_table
from searcher.text.model import classify
from searcher.text.scripts import HAN_OR_KANA, HANGUL, KANA
from searcher.text.terms import UNDETERMINED
from searcher.text.votes import NOBODY, Answers, answers, electorate

__all__ = ["SHARES", "UNDETERMINED", "Evidence", "decide", "gather", "identify"]

# A script whose letters make up this share of the sample decides alone. Japanese mixes kana with Han, so less of
# it is enough, and it is asked before Chinese.
SHARES = (
    ("ko", HANGUL, 0.3),
    ("ja", KANA, 0.1),
    ("zh", HAN_OR_KANA, 0.6),
    ("th", "\u0e01-\u0e4e", 0.5),
    ("lo", "\u0e81-\u0ece", 0.5),
    ("km", "\u1780-\u17d3", 0.5),
    ("my", "\u1000-\u103f", 0.5),
    ("el", "\u0370-\u03ff\u1f00-\u1fff", 0.5),
    ("ka", "\u10a0-\u10ff", 0.5),
    ("hy", "\u0531-\u0587", 0.5),
    ("ta", "\u0b80-\u0bff", 0.4),
    ("te", "\u0c00-\u0c7f", 0.4),
    ("kn", "\u0c80-\u0cff", 0.4),
    ("ml", "\u0d00-\u0d7f", 0.4),
    ("gu", "\u0a80-\u0aff", 0.4),
    ("pa", "\u0a00-\u0a7f", 0.4),
    ("si", "\u0d80-\u0dff", 0.4),
    ("am", "\u1200-\u137f", 0.5),
)
_SCRIPTS = tuple(letters for _, letters, _ in SHARES)
_NONE = -1
# Code points of samples that are worked on together: the arrays stay in the processor's cache.
_BATCH = 1 << 18
# How often the model is asked about those samples alone that need it for certain, before it is about all that may.
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What samples show of their languages, one item or row for each: the count of their letters; the place in SHARES
    of the language whose script decides, or -1; what their words vote for, as `votes.answers` gives it.
    """

    letters: Places
    scripts: Places
    votes: Answers

    def __getitem__(self, chosen: npt.NDArray[np.bool_]) -> "Evidence":
        return Evidence(self.letters[chosen], self.scripts[chosen], self.votes[chosen])


def gather(samples: Sequence[str], among: tuple[str, ...] = ()) -> Evidence:
    """The evidence of `samples`, none of which is empty, for one of the languages `among`, if any are given."""
    parts: list[Evidence] = []
    first = characters = 0
    for at, sample in enumerate(samples, 1):
        characters += len(sample)
        if characters >= _BATCH or at == len(samples):
            parts.append(_evidence(samples[first:at], among))
            first, characters = at, 0
    if not parts:
        nothing = np.empty(0, np.int64)
        return Evidence(nothing, nothing, np.empty((0, len(electorate().langs) + 1), np.int16))
    return Evidence(
        np.concatenate([part.letters for part in parts]),
        np.concatenate([part.scripts for part in parts]),
        np.concatenate([part.votes for part in parts]),
    )


def _evidence(samples: Sequence[str], among: tuple[str, ...]) -> Evidence:
    # Of the line's end it matters only that no word goes over it.
    text = joined(sample.replace("\n", " ") for sample in samples)
    codes = codes_of(text)
    table = kinds_table()
    kinds = table[codes]
    lengths = np.fromiter(map(len, samples), np.int64, len(samples))
    starts = np.cumsum(lengths + 1) - lengths
    letters = np.add.reduceat((kinds & LETTER) != 0, starts, dtype=np.int64)
    latin = np.add.reduceat((kinds & LATIN) != 0, starts, dtype=np.int64)
    votes = answers(text, latin, table)
    if among:
        allowed = np.array([lang in among for lang in electorate().langs] + [False])
        votes[~allowed[votes]] = NOBODY
    return Evidence(letters, _scripts(codes, starts, letters, among), votes)


def _scripts(codes: npt.NDArray[np.uint32], starts: Places, letters: Places, among: tuple[str, ...]) -> Places:
    """The first place in SHARES whose script makes up enough of each sample, or -1."""
    decided = np.full(len(starts), _NONE)
    numbers = numbers_table(_SCRIPTS)[codes]
    held = np.flatnonzero(numbers)
    if not len(held):
        return decided
    owners = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(codes)))[held - starts[0]]
    width = len(SHARES) + 1
    counts = np.bincount(owners * width + numbers[held], minlength=len(starts) * width).reshape(-1, width)[:, 1:]
    names = [lang for lang, _, _ in SHARES]
    # Kana are told apart from Han for Japanese, and count with it for Chinese.
    counts[:, names.index("zh")] += counts[:, names.index("ja")]
    enough = (counts >= np.array([share for _, _, share in SHARES]) * letters[:, None]) & (letters > 0)[:, None]
    if among:
        enough &= np.array([lang in among for lang in names])
    any_of = enough.any(1)
    decided[any_of] = enough[any_of].argmax(1)
    return decided


def decide(
    samples: Sequence[str], evidence: Evidence, follows: npt.NDArray[np.bool_], among: tuple[str, ...] = ()
) -> list[str]:
    """The ISO 639 code of the language of each sample, one of `among` if any are given, or "und".

    `follows`: whether the text of a sample is that of the one before, in whose language it is then unless something
    speaks against that.
    """
    langs = electorate().langs
    columns = {lang: at for at, lang in enumerate(langs)}
    votes = evidence.votes
    # What is the same whatever the text around it is needs to wait for nothing.
    settled = np.where((votes == votes[:, :1]).all(1), votes[:, 0], NOBODY)
    found = _first(evidence, settled)
    undecided = np.flatnonzero([not lang for lang in found])
    hopeless = (votes[undecided] == NOBODY).all(1)
    asked = undecided[hopeless].tolist()
    waiting = undecided[~hopeless].tolist()
    unsure = (votes == NOBODY).any(1)
    after = follows.tolist()
    modelled: dict[int, str] = {}
    rounds = 0
    while asked or waiting:
        modelled.update(zip(asked, classify([samples[at] for at in asked], among), strict=True))
        if not rounds:
            for at in asked:
                found[at] = modelled[at]
        asked, blocked = [], []
        for at in waiting:
            before = found[at - 1] if after[at] else UNDETERMINED
            if not before:
                blocked.append(at)
                continue
            answer = int(votes[at, columns.get(before, len(langs))])
            if answer != NOBODY:
                found[at] = langs[answer]
            elif at in modelled:
                found[at] = modelled[at]
            else:
                asked.append(at)
                blocked.append(at)
        waiting = blocked
        rounds += 1
        if rounds == _ROUNDS:
            asked = [at for at in waiting if unsure[at]]
    return found


def _first(evidence: Evidence, settled: npt.NDArray[np.int16]) -> list[str]:
    """The languages of samples by their script or their votes, "" for those that need more."""
    langs = electorate().langs
    rows = zip(evidence.letters.tolist(), evidence.scripts.tolist(), settled.tolist(), strict=True)
    return [
        UNDETERMINED if not letters
        else SHARES[script][0] if script != _NONE
        else langs[settled_on] if settled_on != NOBODY
        else ""
        for letters, script, settled_on in rows
    ]  # fmt: skip


def identify(samples: Sequence[str], among: tuple[str, ...] = ()) -> list[str]:
    """The language of each of `samples`, none of which is empty, by itself, as `decide` gives it."""
    return decide(samples, gather(samples, among), np.zeros(len(samples), bool), among)
