"""Short forms of the names of cities that are told by a river or a country beside: Frankfurt am Main, Frankfurt.

A text about the one place leaves the rest out; another place may be called the same, so that they are worth less.
"""

from collections.abc import Iterable, Iterator, Set
from itertools import islice

from searcher.entities.model import Name, make_name
from searcher.text.tokens import folds_of, spans

# Language → words, folded, with which it says beside what a city lies.
_BESIDE = {
    "be": "на над", "bg": "на", "bs": "na", "cs": "nad na pod", "da": "ved am", "de": "am an im in ob bei vor",
    "en": "upon on", "fr": "sur sous en les", "hr": "na", "it": "sul sulla sull", "lb": "am an", "lt": "prie",
    "lv": "pie", "mk": "на", "nb": "ved am", "nl": "aan am an op", "pl": "nad na pod", "ru": "на над",
    "sk": "nad na pod", "sl": "ob na nad pod", "sr": "na на", "sv": "vid am", "uk": "на над",
}  # fmt: skip
# The words before: of longer names they are no city's (British Territory in the Indian Ocean).
_MOST_WORDS = 2
_SHORTEST = 3


def short_forms(names: Iterable[Name], taken: Set[str]) -> Iterator[Name]:
    """The short forms of a city's names that are none of them; nor in `taken`, the names of what is better known."""
    names = list(names)
    known = {" ".join(folds_of(name.text)) for name in names}
    made = set[tuple[str, str]]()
    for name in names:
        words = list(islice(spans(name.text), _MOST_WORDS + 1))
        folds = folds_of(name.text)
        beside = {word for lang in name.langs for word in _BESIDE.get(lang, "").split()}
        for count in range(1, min(len(words), len(folds) - 1)):
            short = " ".join(folds[:count])
            # A lake or a hill is as often what the place is called after, and known for.
            is_beside = folds[count] in beside and folds[count + 1] != "the"
            is_new = short not in known and short not in taken and (short, name.lang) not in made
            if is_beside and is_new and len(short) >= _SHORTEST:
                made.add((short, name.lang))
                yield make_name(name.text[: words[count - 1][1]], name.lang, "short", "case", name.source)
                break
