"""What the columns of a segment must be for each other, as far as their sizes and ends tell: looked at in each opening.

It costs the same whatever the size of the segment. What the values say is looked at by `soundness`.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from searcher.index.segment.column_bytes import BYTES
from searcher.index.segment.columns import ColumnFile, Integers
from searcher.index.segment.deletions import Deletions
from searcher.index.segment.marks import KINDS
from searcher.index.segment.packed import LOW_BITS, MARK, ROW, Narrow, Sizes
from searcher.index.segment.postings import words_of_map
from searcher.index.segment.sounds import WIDTH
from searcher.text.term_keys import PAIR, STEM

KEYS = (STEM, PAIR)
# The types of whole numbers that are not negative; see `smallest`.
_KINDS = ("|u1", "<u2", "<u4", "<i8")
# Columns of bytes with what these do not hold beside.
_NARROW = ("counts", "term_capitals", "frequencies", "distances_high")
_NARROW_DOCUMENTS = ("letter_cases", "checkpoints_high")
_NARROW_WORDS = (
    "fold_sizes", "fold_terms", "spelt_terms", "spelt_sizes", "run_sizes", *(f"{kind}_keys_high" for kind in KEYS)
)  # fmt: skip
DELETION_COLUMNS = ("deleted", "lost_terms", "lost_documents", "lost_occurrences")
"""The columns of a file of deletions; see `Deletions`."""


def check_layout(file: ColumnFile) -> None:
    """Raise DamagedError unless a segment's columns are all there and their types, sizes and ends fit each other."""
    _check_kinds(file, _DOCUMENTS)
    _check_documents(file)
    check_terms_layout(file)


def check_terms_layout(file: ColumnFile) -> None:
    """The same for the dictionary and the postings alone."""
    _check_kinds(file, _TERMS)
    _check_words(file)
    _check_sounds(file)
    _check_postings(file)


def check_words_layout(file: ColumnFile) -> None:
    """The same for the words alone, with what is counted of them."""
    _check_kinds(file, _WORDS)
    _check_words(file)
    _check_sounds(file)
    terms, runs = file.length("term_langs"), file.length("run_sizes")
    for name, length in (
        ("word_documents", terms),
        ("word_occurrences", terms),
        ("word_capitals", terms),
        ("run_documents", runs),
        ("acronym_documents", _lines_of(file, "acronyms")),
        ("held_documents", _count_of(file, "held_langs")),
        ("totals", 2),
    ):
        _require(file, name, length)


def dictionary_columns(file: ColumnFile) -> list[str]:
    """The columns of a segment that say which words it has and how they sound."""
    beside = (f"{name}_{part}" for name in _NARROW_WORDS for part in ("wide_at", "wide"))
    return [*(name for names in _DICTIONARY.values() for name in names), *(name for name in beside if name in file)]


def check_deletions(file: ColumnFile, documents: int, terms: int) -> Deletions:
    """The deletions in a segment of so many documents and terms. Raises DamagedError unless they can be its own."""
    columns = {name: _whole_numbers(file, name) for name in DELETION_COLUMNS}
    deleted, lost, holders, occurrences = columns.values()
    for name, numbers, most in (("deleted", deleted, documents), ("lost_terms", lost, terms)):
        if len(numbers) and (numbers[0] < 0 or numbers[-1] >= most or (numbers[1:] <= numbers[:-1]).any()):
            raise file.damage(name)
    for name in ("lost_documents", "lost_occurrences"):
        _require(file, name, len(lost))
    if len(lost) and (holders.min() < 1 or holders.max() > len(deleted) or (occurrences < holders).any()):
        raise file.damage("lost_documents")
    return Deletions(deleted, lost, holders, occurrences)


def _whole_numbers(file: ColumnFile, name: str) -> Integers:
    if not _is_whole(file.kind(name)):
        raise file.damage(name)
    numbers: Integers = file.array(name).astype(np.int64)
    return numbers


def _check_kinds(file: ColumnFile, columns: Mapping[Callable[[str], bool], Sequence[str]]) -> None:
    for fits, names in columns.items():
        for name in names:
            if not fits(file.kind(name)):
                raise file.damage(name)


def _is_raw(kind: str) -> bool:
    return kind == BYTES


def _is_whole(kind: str) -> bool:
    """Whether a type is one that `smallest` chooses."""
    return kind in _KINDS


def _is_bits(kind: str) -> bool:
    return kind == "|u1"


def _is_sound(kind: str) -> bool:
    return kind == "|i1"


def _is_integer(kind: str) -> bool:
    return kind[1:2] in ("u", "i")


def _is_text(kind: str) -> bool:
    return kind[1:2] == "S"


def _require(file: ColumnFile, name: str, length: int) -> None:
    if file.length(name) != length:
        raise file.damage(name)


def _require_last(file: ColumnFile, name: str, last: int) -> None:
    """What a column of ends, perhaps none, says last."""
    numbers = file.parts(name)
    if (numbers[len(numbers) - 1] if len(numbers) else 0) != last:
        raise file.damage(name)


def _require_sum(file: ColumnFile, name: str, last: int) -> None:
    """What the sizes in a narrow column add up to."""
    if _sum_of(file, name, last) != last:
        raise file.damage(name)


def _lines_of(file: ColumnFile, name: str) -> int:
    raw = bytes(file.bytes_of(name))
    return raw.count(b"\n") + 1 if raw else 0


def _count_of(file: ColumnFile, name: str) -> int:
    """How many languages a column of them names."""
    raw = bytes(file.bytes_of(name))
    # Codes of languages are ASCII.
    if not raw.isascii():
        raise file.damage(name)
    return raw.count(b"\n") + 1 if raw else 0


def _check_documents(file: ColumnFile) -> None:
    documents = file.length("tokens")
    for name in (
        "title_tokens",
        "record_ends",
        "text_ends",
        "file_of",
        "type_of",
        "field_of",
        "acronym_of",
        "dates",
        "checkpoint_ends",
    ):
        _require(file, name, documents)
    # All three are bits of the same places, in whole numbers of 64.
    places = file.length("capitals") & -8
    for name in ("capitals", "unusual", "spaced"):
        _require(file, name, places)
    for name in ("record", "text", "checkpoint"):
        _require_last(file, f"{name}_ends", file.length(f"{name}s"))
    _check_beside(file, _NARROW_DOCUMENTS)
    _require_rows(file, "checkpoints")
    if not file.length("letter_case_kinds") <= KINDS:
        raise file.damage("letter_case_kinds")
    langs = _count_of(file, "held_langs")
    _require(file, "held_documents", langs)
    _require(file, "held", documents * -(-langs // 8))


def _check_words(file: ColumnFile) -> None:
    _require(file, "lang_tokens", _count_of(file, "langs"))
    terms = file.length("term_langs")
    _check_beside(file, _NARROW_WORDS)
    _require(file, "fold_terms", file.length("fold_sizes"))
    _require(file, "spelt_sizes", file.length("spelt_terms"))
    _require_sum(file, "fold_sizes", file.length("folds"))
    _require_sum(file, "fold_terms", terms)
    _require_sum(file, "spelt_sizes", file.length("spelt_words"))
    if file.length("spelt_terms") and _sum_of(file, "spelt_terms", terms) >= terms:
        raise file.damage("spelt_terms")
    for kind in KEYS:
        _require(file, f"{kind}_terms", file.length(f"{kind}_keys"))
        _require_rows(file, f"{kind}_keys")


def _check_sounds(file: ColumnFile) -> None:
    rows = file.length("sound_names")
    _require(file, "named", -(-file.length("term_langs") // 8))
    _require(file, "sounds", rows * WIDTH)
    _require_last(file, "sound_bounds", rows)
    if not file.length("sound_bounds") or file.parts("sound_bounds")[0]:
        raise file.damage("sound_bounds")
    _require_sum(file, "run_sizes", file.length("runs"))


def _check_postings(file: ColumnFile) -> None:
    documents, terms = file.length("tokens"), file.length("term_langs")
    _check_beside(file, _NARROW)
    for name in ("counts", "term_capitals"):
        _require(file, name, terms)
    postings = _sum_of(file, "counts", documents)
    places = file.length("distances")
    if _check_frequencies(file, postings) != places:
        raise file.damage("frequencies_marks")
    _require_rows(file, "distances")
    dense = file.numbers("dense_terms")
    _require(file, "dense_documents", len(dense) * words_of_map(documents) * 8)
    if max(dense, default=-1) >= terms:
        raise file.damage("dense_terms")
    sparse = file.length("documents")
    for bit in range(LOW_BITS, max(0, documents - 1).bit_length()):
        name = f"documents_{bit}"
        if not _is_bits(file.kind(name)):
            raise file.damage(name)
        _require(file, name, -(-sparse // 8))


def _sum_of(file: ColumnFile, name: str, most: int) -> int:
    """What the numbers of a narrow column add up to, none of which may be above `most`."""
    try:
        # Sums of larger ones might overflow.
        if f"{name}_wide" in file and int(file.array(f"{name}_wide").max(initial=0)) > most:
            raise file.damage(f"{name}_wide")
        return int(Narrow(file, name).slice(0, file.length(name)).sum(dtype=np.int64))
    except LookupError as error:
        raise file.damage(name) from error


def _check_frequencies(file: ColumnFile, postings: int) -> int:
    """What the frequencies of so many postings add up to."""
    _require(file, "frequencies", -(-postings // MARK) * MARK // 2)
    _require(file, "frequencies_marks", postings // MARK + 1)
    # There are few of them, but sums of such as take 64 bits would overflow.
    if file.kind("frequencies_wide") == "<i8":
        raise file.damage("frequencies_wide")
    try:
        return Sizes(file, "frequencies").start(postings)
    except LookupError as error:
        raise file.damage("frequencies") from error


def _require_rows(file: ColumnFile, name: str) -> None:
    """What a split column has by rows."""
    rows = -(-file.length(name) // ROW)
    _require(file, f"{name}_more", rows * ROW // 8)
    _require(file, f"{name}_passed", rows)


def _check_beside(file: ColumnFile, narrow: Sequence[str]) -> None:
    """What lies beside narrow columns is left out where nothing does."""
    for name in narrow:
        at, wide = f"{name}_wide_at", f"{name}_wide"
        if at in file or wide in file:
            if not _is_whole(file.kind(at)) or not _is_whole(file.kind(wide)):
                raise file.damage(wide)
            _require(file, wide, file.length(at))


# By what their types must be: the columns of a segment's documents, and those of its dictionary and postings.
_DOCUMENTS: Mapping[Callable[[str], bool], Sequence[str]] = {
    _is_raw: ("records", "texts", "file_names", "type_names", "field_names", "acronym_names", "held_langs"),
    _is_whole: (
        "tokens", "title_tokens", "record_ends", "text_ends", "file_of", "type_of", "field_of", "acronym_of",
        "held_documents", "checkpoint_ends", "checkpoints_passed", "letter_case_kinds",
    ),
    _is_bits: (
        "capitals", "unusual", "spaced", "held", "checkpoints", "checkpoints_more", *_NARROW_DOCUMENTS,
    ),
    _is_text: ("dates",),
}  # fmt: skip
_DICTIONARY: Mapping[Callable[[str], bool], Sequence[str]] = {
    _is_raw: ("langs", "folds", "spelt_words", "runs"),
    _is_whole: (
        "term_langs", "sound_names", "sound_bounds",
        *(f"{kind}_{part}" for kind in KEYS for part in ("keys_passed", "terms")),
    ),
    _is_bits: ("named", *_NARROW_WORDS, *(f"{kind}_{part}" for kind in KEYS for part in ("keys", "keys_more"))),
    _is_integer: ("lang_tokens",),
    _is_sound: ("sounds",),
}  # fmt: skip
_TERMS: Mapping[Callable[[str], bool], Sequence[str]] = {
    **_DICTIONARY,
    _is_whole: (
        *_DICTIONARY[_is_whole],
        "tokens", "frequencies_marks", "distances_passed", "documents", "dense_terms",
    ),
    _is_bits: (
        *_DICTIONARY[_is_bits], "dense_documents", "distances", "distances_more", *_NARROW,
    ),
}  # fmt: skip
_WORDS: Mapping[Callable[[str], bool], Sequence[str]] = {
    **_DICTIONARY,
    _is_raw: (*_DICTIONARY[_is_raw], "held_langs", "acronyms"),
    _is_whole: (
        *_DICTIONARY[_is_whole], "word_documents", "word_occurrences", "word_capitals", "run_documents",
        "acronym_documents", "held_documents", "totals",
    ),
}  # fmt: skip
