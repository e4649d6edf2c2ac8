"""py3langid's naive Bayes (BSD) asked about many samples at once, with the answers that it gives for each.

Its automaton takes a step in all pieces of all samples at the same time, and what it finds is counted by sorting. The
sums are taken sample by sample, over the features in the order in which they occur, so that they are the same to the
last bit.
"""

import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from searcher.records import dataclass
from searcher.text.kept import kept
from searcher.text.languages import is_language
from searcher.text.terms import UNDETERMINED

# Code points that the model sees: on 26 languages it was right on every document from 200 on.
MODEL_SAMPLE = 400
# Below this share of the probability a text of a few words is left undetermined rather than guessed.
MIN_CONFIDENCE = 0.5
# The model tells Sinitic languages apart that share one script and one analysis here.
SAME = {"wuu": "zh", "yue": "zh", "lzh": "zh", "nan": "zh", "nb": "no", "nn": "no"}

# Samples that are worked on together, and the bytes of them that are walked in one go.
_BATCH = 512
_PIECE = 64
# As many as the longest features of the model have: these are runs of up to six bytes, of more than UTF-8 ever holds.
_NO_BYTE = b"\xff" * 6
# Bits for a place in a sample or a count of places, and for a feature of the model: one integer holds a pair.
_PLACE, _FEATURE = 16, 20

_TABLES = ("moves", "rows", "outputs", "weights", "priors", "classes")

_Integers = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float32]


def identifier() -> Any:
    """The model for one text, of all languages that it knows."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _wanted(classes: Sequence[str], among: tuple[str, ...]) -> list[int]:
    """The places of those classes that are one of the languages."""
    return [at for at, code in enumerate(classes) if code in among or SAME.get(code) in among]


@dataclass(frozen=True, slots=True)
class _Model:
    """`moves[rows[state] + byte]` is the next state, `outputs[state]` its feature or -1; `weights` is features x
    classes, and `priors` has one item per class. `aliases`: pairs of classes that have one name in `classes`.
    """

    moves: npt.NDArray[np.uint32]
    rows: _Integers
    outputs: npt.NDArray[np.int32]
    weights: _Floats
    priors: _Floats
    classes: list[str]
    aliases: list[tuple[int, int]]


@lru_cache(maxsize=4)
def _model(among: tuple[str, ...]) -> _Model:
    tables = kept("languages", _TABLES, f"{version('py3langid')} {sys.byteorder}", _tables)
    classes, weights, priors = tables["classes"].astype(str).tolist(), tables["weights"], tables["priors"]
    if among and (wanted := _wanted(classes, among)):
        classes, weights, priors = [classes[at] for at in wanted], weights[:, wanted], priors[wanted]
    names: dict[str, int] = {}
    aliases = [(names[name], at) for at, name in enumerate(classes) if names.setdefault(name, at) != at]
    return _Model(tables["moves"], tables["rows"], tables["outputs"], weights, priors, classes, aliases)


def _tables() -> dict[str, npt.NDArray[Any]]:
    """All of the model, as it is worked with; to unpack it takes a third of a second."""
    model = identifier()
    return {
        "moves": np.asarray(model.tk_nextmove).astype(np.uint32, copy=False),
        "rows": np.asarray(model.tk_row).astype(np.int64) << 8,
        "outputs": np.array(model.tk_output, np.int32),
        # Twice as large as in the model, but they would be made so for each sample.
        "weights": model.nb_ptc.astype(np.float32),
        "priors": model.nb_pc,
        "classes": np.array(model.nb_classes, "S"),
    }


def classify(samples: Sequence[str], among: tuple[str, ...] = ()) -> list[str]:
    """The language of each sample by its first MODEL_SAMPLE code points, or "und"."""
    if not samples:
        return []
    model = _model(among)
    texts = [_encoded(sample[:MODEL_SAMPLE]) for sample in samples]
    found: list[str] = []
    for first in range(0, len(texts), _BATCH):
        probabilities = _probabilities(model, texts[first : first + _BATCH])
        best = probabilities.argmax(1)
        confidence = probabilities[np.arange(len(best)), best]
        for label, sure in zip(best.tolist(), confidence.tolist(), strict=True):
            lang = SAME.get(model.classes[label], model.classes[label])
            found.append(lang if sure >= MIN_CONFIDENCE and is_language(lang) else UNDETERMINED)
    return found


def _encoded(sample: str) -> bytes:
    """The bytes that the model was trained on."""
    return normalize("NFC", sample.lower() if sample.isupper() else sample).encode("utf-8", "surrogatepass")


def _probabilities(model: _Model, texts: list[bytes]) -> _Floats:
    """Samples x classes."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    scores = np.zeros((len(texts), len(model.classes)), np.float32)
    bounds, features, counts = _features(model, texts, lengths)
    amounts = np.log1p(counts.astype(np.float32))
    for at, (start, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        if start < end:
            scores[at] = amounts[start:end] @ model.weights.take(features[start:end], 0) + model.priors
    # What a sample says grows with its length, but not its certainty.
    scores *= (1.0 / np.sqrt(np.maximum(lengths, 1))).astype(np.float32)[:, None]
    np.exp(scores - scores.max(1, keepdims=True), out=scores)
    scores /= scores.sum(1, keepdims=True)
    for one, other in model.aliases:
        scores[:, one] += scores[:, other]
        scores[:, other] = 0
    return scores


def _features(model: _Model, texts: list[bytes], lengths: _Integers) -> tuple[_Integers, _Integers, _Integers]:
    """(bounds, features, counts): `bounds[s]:bounds[s + 1]` are those of sample s, by their first occurrence."""
    owners, places, features = _walk(model, texts, lengths)
    keys = np.sort((owners << _FEATURE | features) << _PLACE | places)
    first = np.flatnonzero(np.diff(keys >> _PLACE, prepend=-1))
    counts = np.diff(first, append=len(keys))
    place = (1 << _PLACE) - 1
    keys = keys[first]
    owners, features = keys >> _FEATURE + _PLACE, keys >> _PLACE & (1 << _FEATURE) - 1
    order = np.argsort(owners << _PLACE | keys & place)
    bounds = np.searchsorted(owners, np.arange(len(texts) + 1))
    return bounds, features[order], counts[order]


def _walk(model: _Model, texts: list[bytes], lengths: _Integers) -> tuple[_Integers, _Integers, _Integers]:
    """Of each feature that the automaton meets: the sample, the place in it, and the feature.

    The samples are walked in pieces, all at the same time. What a state depends on is never longer than the longest
    feature, so that each piece begins so many bytes before its place.
    """
    pieces = -(-lengths // _PIECE)
    owners = np.arange(len(texts)).repeat(pieces)
    offsets = (np.arange(len(owners)) - (np.cumsum(pieces) - pieces).repeat(pieces)) * _PIECE
    # A byte that is in no text stands before each, which leaves the automaton where it begins, and behind the last.
    data = np.frombuffer(_NO_BYTE.join((b"", *texts, b"")) + bytes(_PIECE), np.uint8)
    starts = np.cumsum(lengths + len(_NO_BYTE)) - lengths
    windows = np.lib.stride_tricks.sliding_window_view(data, len(_NO_BYTE) + _PIECE)
    columns = np.ascontiguousarray(windows[starts[owners] + offsets - len(_NO_BYTE)].T)
    met = np.empty((_PIECE, len(owners)), np.int32)
    states = np.zeros(len(owners), np.int64)
    for step, column in enumerate(columns, -len(_NO_BYTE)):
        states = model.moves[model.rows[states] + column]
        if step >= 0:
            met[step] = model.outputs[states]
    met[np.arange(_PIECE)[:, None] >= lengths[owners] - offsets] = -1
    flat = met.ravel()
    there = np.flatnonzero(flat >= 0)
    places, walked = np.divmod(there, len(owners))
    return owners[walked], places + offsets[walked], flat[there].astype(np.int64)
