"""Documents as the cluster gives them: what is stored, and the words with their places."""

from collections.abc import Mapping, Sequence
from typing import Any

from searcher.cluster.schema import CAPITAL, INNER
from searcher.engine.engine import Key
from searcher.engine.local.snapshot import Metadata
from searcher.records import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """A document with the key that the engine gave it, its name in the cluster, and its stored fields."""

    key: Key
    name: str
    source: Mapping[str, Any]

    @property
    def most_bytes(self) -> int:
        """The memory that it takes, about."""
        return 2_000 + 4 * len(self.text) + sum(map(len, self.source["t"]))

    @property
    def id(self) -> str:
        return str(self.source["id"])

    @property
    def tokens(self) -> int:
        return int(self.source["n"])

    @property
    def text(self) -> str:
        return str(self.source["x"])

    @property
    def title_tokens(self) -> int:
        """How many words are the title's, where the text does not repeat it."""
        return int(self.source["s"]["tn"])

    def metadata(self) -> Metadata:
        source, stored = self.source, self.source["s"]
        langs = tuple(source["lang"])
        return Metadata(
            source["id"], source["file"], stored["number"], stored["title"], stored["tn"], langs[0], langs,
            source["type"], source.get("date", ""), stored["url"], stored["within"], stored["places"], stored["body"],
            stored["fields"],
        )  # fmt: skip

    def values(self, field: str) -> Sequence[str]:
        """The values of a field of its metadata."""
        return tuple(self.source.get(f"v_{field}", ()))

    def places(self, wanted: Mapping[str, str]) -> "Words":
        """Key of a term → (place, whether with a capital) of each occurrence, ascending, of those that are wanted.

        `wanted`: the key by each form that a word may have, with a mark or without.
        """
        found: Words = {}
        first = 0
        for row in self.source["t"]:
            words = row.split(" ") if row else []
            for at, word in enumerate(words, first):
                key = wanted.get(word)
                if key is not None:
                    found.setdefault(key, []).append((at, word[0] == CAPITAL))
            # Behind a title stands an empty place.
            first += len(words) + 1
        return found


Words = dict[str, list[tuple[int, bool]]]


def forms_of(keys: "Sequence[str] | set[str]") -> dict[str, str]:
    """Each form that a word of these keys may have in a row of words → its key."""
    return {mark + key: key for key in keys for mark in ("", CAPITAL, INNER)}
