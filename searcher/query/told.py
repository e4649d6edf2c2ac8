"""The words of a text by what they tell: numbers, what is written as names are, and the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from searcher.text.digits import number_in
from searcher.text.fold import fold
from searcher.text.letter_case import has_case
from searcher.text.letters import is_letters
from searcher.text.name_runs import name_runs
from searcher.text.stopwords import stopwords
from searcher.text.terms import Entry
from searcher.text.tokens import is_unspaced, spans

# Shorter words of letters are particles and initials.
_SHORTEST = 3


@dataclass(slots=True)
class Mention:
    """Something that a document tells: as written first, how often, and in how many documents it is."""

    raw: str
    folded: str
    count: int = 0
    documents: int = 0
    entries: list[Entry] = field(default_factory=list)


class Told:
    """The words of a document in some languages; some are taken by entities."""

    def __init__(self, text: str, langs: Sequence[str]) -> None:
        self.langs = langs
        self.raws: list[str] = []
        self.folds: list[str] = []
        self.numbers: dict[str, Mention] = {}
        self.named: set[str] = set()
        self._words: list[str] = []
        self._taken: set[int] = set()
        for at, (start, end, word) in enumerate(spans(text)):
            self.raws.append(text[start:end])
            self._words.append(word)
            self.folds.append(fold(word))
            number = number_in(word)
            if number:
                self._taken.add(at)
                self._count(self.numbers, number, self.raws[-1])
        self.runs: dict[str, Mention] = {}
        for run in name_runs(text):
            self._count(self.runs, fold(run), run)

    @staticmethod
    def _count(found: dict[str, Mention], key: str, raw: str) -> None:
        found.setdefault(key, Mention(raw, key)).count += 1

    def are_free(self, start: int, end: int) -> bool:
        """Whether none of the words is a number or taken."""
        return self._taken.isdisjoint(range(start, end))

    def take(self, places: Sequence[int]) -> None:
        """Take words, so that they are nothing else."""
        self._taken.update(places)

    def capitals(self) -> list[Mention]:
        """The words that are left and begin with a capital or a letter of no case."""
        return self._left(lambda raw: raw[:1].isupper() or not has_case(raw))

    def words(self) -> list[Mention]:
        """All words that are left."""
        return self._left(lambda raw: True)

    def names(self) -> list[Mention]:
        """What is left that may be a name: the words of these with a capital as often as not, and the runs."""
        words = {mention.folded: mention.count for mention in self.words()}
        capitals = (each for each in self.capitals() if 2 * each.count >= words[each.folded])
        return [*capitals, *self.runs.values()]

    def _left(self, wanted: Callable[[str], bool]) -> list[Mention]:
        stops = frozenset[str]().union(*map(stopwords, self.langs))
        found: dict[str, Mention] = {}
        for at, (raw, word, folded) in enumerate(zip(self.raws, self._words, self.folds, strict=True)):
            if at in self._taken or len(folded) < _SHORTEST or word in stops or not wanted(raw):
                continue
            if is_letters(folded) and not is_unspaced(word):
                self._count(found, folded, raw)
        return list(found.values())


def often(count: int) -> float:
    """How much more it says that a document has something so often: 1 for once, and less than twice as much ever."""
    return 2 * count / (1 + count)
