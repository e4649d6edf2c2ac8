"""How much of a query text is read: enough for whatever a person types, and little of what is pasted."""

from collections.abc import Callable

from searcher.query.tree import Filter
from searcher.text.tokens import is_unspaced, spans

# Longer queries are pasted texts: the rest would add time, not meaning. Two characters of a script without spaces count
# as a word, for a Chinese word has about two and a Thai one more.
MAX_WORDS = 128
# The same for what holds few words or none: so many words of more than any language's mean length, with room.
MAX_CHARACTERS = 10_000
# Each is a look at every word of the dictionary.
MAX_PATTERNS = 20
# Each is a look at every file, or at every name of an entity.
MAX_FILTERS = 40
# No path is as long, and nobody types such a name.
MAX_VALUE = 1_000


class Room:
    """What there is room for in one query; what there is none for is told to `note`."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._words = 0.0
        self._patterns = self._filters = 0

    def _is_full(self) -> bool:
        if self._words >= MAX_WORDS:
            self._note(f"only the first {MAX_WORDS} words are searched")
            return True
        return False

    def for_tokens(self, text: str) -> tuple[list[tuple[int, int]], bool]:
        """(start, end) of the tokens of `text`, as many as there is room for, and whether these are all."""
        found: list[tuple[int, int]] = []
        for begin, end, word in spans(text):
            if self._is_full():
                return found, False
            found.append((begin, end))
            self._words += 0.5 if is_unspaced(word) else 1
        return found, True

    def for_pattern(self) -> bool:
        """Whether there is room for another word with wildcards."""
        if self._patterns >= MAX_PATTERNS:
            self._note(f"only the first {MAX_PATTERNS} words with * or ? are searched")
            return False
        if self._is_full():
            return False
        self._patterns += 1
        self._words += 1
        return True

    def for_filter(self, asked: Filter) -> Filter | None:
        """The filter, if there is room for it."""
        if self._filters >= MAX_FILTERS:
            self._note(f"only the first {MAX_FILTERS} filters count")
            return None
        if len(asked.low) > MAX_VALUE:
            self._note(f"{asked.field}: with more than {MAX_VALUE} characters is ignored")
            return None
        self._filters += 1
        return asked
