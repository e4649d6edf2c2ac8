"""What is asked on the screen, without a screen: the query, its filters, its strictness, what is selected."""

import shlex
from collections.abc import Iterable

from searcher.query.options import Level, Options
from searcher.query.parse import parse
from searcher.query.room import MAX_CHARACTERS
from searcher.query.rows import typed_end
from searcher.query.tree import Filter, Ranked
from searcher.records import dataclass
from searcher.searches import Saved, with_filters

LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Question:
    """One search to be made: `query` holds the filters as words; a higher `number` makes it worthless.

    `room` is how many hits there is room for: those are made first. `by_date`: the newest first, not the best.
    `unfiltered`: the query without its filters, "" if it has none or nothing else.
    """

    number: int
    query: str
    options: Options
    room: int
    by_date: bool = False
    unfiltered: str = ""


class SearchState:
    """The state of one session. `number` is that of the question: every change that asks for other results raises it.

    `filters` are words of the query that the person set beside the text; `selected` is a rank from 0, `total` the
    count of hits of the last answer.
    """

    def __init__(self) -> None:
        self.text = ""
        self.filters: tuple[str, ...] = ()
        self.level = Level.NAMES
        self._before_translations = Level.NAMES
        self.without: frozenset[str] = frozenset()
        self.entities: frozenset[str] = frozenset()
        self.by_date = False
        self.folds = False
        self.selected = 0
        self.total = 0
        self.number = 0

    @property
    def query(self) -> str:
        """Text and filters as one query; the text stands last, because its last word may still grow."""
        return with_filters(self.text, self.filters)

    @property
    def options(self) -> Options:
        return Options.at(self.level, prefix_last=True, without=self.without, entities=self.entities)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not self.query.strip()

    def question(self, room: int) -> Question:
        """What to search for, and how many hits to begin with."""
        return Question(self.number, self.query, self.options, room, self.by_date, self._unfiltered())

    def _unfiltered(self) -> str:
        """The query without its filters, "" if it has none or nothing else."""
        if not self.all_filters():
            return ""
        text = self.text
        for word in self.typed_filters():
            text = _without_word(text, word)
        return text.strip()

    def type(self, text: str) -> bool:
        """Take a new text; whether it differs. What was chosen for the query goes when the text is emptied."""
        if text == self.text:
            return False
        self.text = text
        if not text.strip():
            self.without = self.entities = frozenset()
        self._changed()
        return True

    def toggle_filter(self, word: str) -> None:
        """Add a filter, or take it away, also where it was typed."""
        if word in self.filters:
            self.filters = tuple(known for known in self.filters if known != word)
        elif word in self.typed_filters():
            self.text = _without_word(self.text, word)
        else:
            self.filters = (*self.filters, word)
        self._changed()

    def remove_last_filter(self) -> bool:
        """Take the newest filter away; whether there was any."""
        if not self.filters:
            return False
        self.filters = self.filters[:-1]
        self._changed()
        return True

    def typed_filters(self) -> tuple[str, ...]:
        """The filters that stand in the text itself, as words of it."""
        # What is read of a query, and of this only what may be a filter: each word is parsed, at every key.
        words = _words(self.text[:MAX_CHARACTERS])
        return tuple(word for word in words if ":" in word and _is_filter(word))

    def all_filters(self) -> tuple[str, ...]:
        """Every filter that holds, in the order of the query."""
        return tuple(dict.fromkeys((*self.filters, *self.typed_filters())))

    def set_level(self, level: Level) -> None:
        if level is not self.level:
            self.level = level
            self._changed()

    def step_level(self, steps: int = 1) -> Level:
        """Go on to the next step of the ladder, from the last to the first."""
        self.set_level(LEVELS[(LEVELS.index(self.level) + steps) % len(LEVELS)])
        return self.level

    def toggle_translations(self) -> Level:
        """Go to the last step of the ladder, or back to where that was done from."""
        if self.level is Level.TRANSLATIONS:
            self.set_level(self._before_translations)
        else:
            self._before_translations = self.level
            self.set_level(Level.TRANSLATIONS)
        return self.level

    def toggle_order(self) -> bool:
        """Put the newest hits first, or the best again; whether it is the newest."""
        self.by_date = not self.by_date
        self._changed()
        return self.by_date

    def toggle_form(self, form: str) -> bool:
        """Switch a variant off for this query, or on again; whether it is on."""
        self.without ^= {form}
        self._changed()
        return form not in self.without

    def resolve(self, entity_id: str, others: Iterable[str]) -> bool:
        """Let an ambiguous name mean one entity and none of `others`, or all again; whether it means one."""
        is_chosen = entity_id in self.entities
        self.entities = self.entities - set(others) - {entity_id}
        if not is_chosen:
            self.entities |= {entity_id}
        self._changed()
        return not is_chosen

    def again(self) -> None:
        """Ask the same once more: the index or the names have changed."""
        self.number += 1

    def answered(self, total: int) -> None:
        """Take in how many hits there are; the selection stays if it can."""
        self.total = total
        self.selected = min(self.selected, max(0, total - 1))

    def select(self, place: int) -> bool:
        """Select the hit of a rank as far as there are hits; whether that is another one."""
        place = max(0, min(place, self.total - 1))
        moved = place != self.selected
        self.selected = place
        return moved

    def saved(self) -> Saved:
        return Saved(self.text, self.filters, self.level, self.without, self.entities, self.by_date)

    def recall(self, saved: Saved) -> None:
        """Take up a search as it was saved."""
        self.text, self.filters, self.level = saved.text, saved.filters, saved.level
        self.without, self.entities, self.by_date = saved.without, saved.entities, saved.by_date
        self._changed()

    def command(self, index: str = "") -> str:
        """The command line that shows what is on the screen; `index`: the library, where it was named."""
        query = self.query
        words = ["searcher", "query"]
        if index:
            words += ["--index", index]
        words += _LEVEL_OPTIONS[self.level]
        if self.by_date:
            words += ["--sort", "date"]
        if typed_end(parse(query)) >= 0:
            words.append("--prefix")
        for form in sorted(self.without):
            words += ["--without", form]
        for entity_id in sorted(self.entities):
            words += ["--entity", entity_id]
        if query.lstrip().startswith("-"):
            words.append("--")
        return shlex.join([*words, query.strip()])

    def _changed(self) -> None:
        self.number += 1
        self.selected = 0


class History:
    """The queries of this library, oldest first, and where in them the person is."""

    def __init__(self, queries: Iterable[str] = (), most: int = 500) -> None:
        self._most = most
        self.queries = list(queries)[-most:]
        self._place = len(self.queries)
        self._draft = ""

    def remember(self, query: str) -> bool:
        """Put a query last; whether that changed anything."""
        query = " ".join(query.split())
        self._place = len(self.queries)
        if not query or self.queries[-1:] == [query]:
            return False
        others = [known for known in self.queries if known != query]
        self.queries = [*others[1 - self._most :], query]
        self._place = len(self.queries)
        return True

    def older(self, current: str) -> str:
        """The query before; what was being typed is kept for the way back."""
        if self._place == len(self.queries):
            self._draft = current
        self._place = max(0, self._place - 1)
        return self.queries[self._place] if self.queries else current

    def newer(self) -> str:
        """The query after, and in the end what was being typed."""
        self._place = min(len(self.queries), self._place + 1)
        return self._draft if self._place == len(self.queries) else self.queries[self._place]


_LEVEL_OPTIONS = {
    Level.EXACT: ["--exact"],
    Level.FOLDED: ["--no-names", "--no-stems"],
    Level.STEMS: ["--no-names"],
    Level.NAMES: [],
    Level.NEAR: ["--fuzzy"],
    Level.TRANSLATIONS: ["--fuzzy", "--translations"],
}


def _words(text: str) -> list[str]:
    """The words of a query as typed; quotation marks hold one together."""
    words, word, quoted = [], "", False
    for letter in text:
        quoted ^= letter == '"'
        if letter.isspace() and not quoted:
            words.append(word)
            word = ""
        else:
            word += letter
    return [word for word in (*words, word) if word]


def _is_filter(word: str) -> bool:
    if word.startswith(("-", "+", "(")) or word.endswith(":"):
        return False
    root = parse(word).root
    return isinstance(root, Filter) or (isinstance(root, Ranked) and all(isinstance(n, Filter) for _, n in root.parts))


def _without_word(text: str, word: str) -> str:
    before, _, after = text.partition(word)
    return before + after.lstrip()
