"""The tokens of documents one by one, as `Splitter.split` gives them for all at once."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reference.languages import passages
from searcher.text.identify import UNDETERMINED
from searcher.text.splitting import RawText
from searcher.text.tokens import CHECKPOINT_TOKENS, spans


@dataclass(frozen=True, slots=True)
class Tokens:
    """One document: `tokens` are (raw word, language, position); `langs` by their share; `checkpoints` as offsets."""

    tokens: list[tuple[str, str, int]]
    title_tokens: int
    langs: tuple[str, ...]
    checkpoints: "array[int]"


def split(source: RawText, among: tuple[str, ...] = ()) -> Tokens:
    """The tokens of one document."""
    title, text = source.title, source.text
    parts = passages(text, source.lang, among)
    tokens: list[tuple[str, str, int]] = []
    shares: Counter[str] = Counter()

    def add(words: Iterator[str], lang: str, first: int) -> None:
        found = [(word, lang, position) for position, word in enumerate(words, first)]
        tokens.extend(found)
        shares[lang] += len(found)

    if title and not text.lstrip().startswith(title):
        sizes: Counter[str] = Counter()
        for part in parts:
            sizes[part.lang] += part.end - part.start
        add(_raw(title, 0, len(title)), sizes.most_common(1)[0][0] if sizes else UNDETERMINED, 0)
    title_tokens = len(tokens)
    for part in parts:
        add(_raw(text, part.start, part.end), part.lang, len(tokens) + (title_tokens > 0))
    every = [start for start, _, _ in spans(text)][CHECKPOINT_TOKENS::CHECKPOINT_TOKENS]
    langs = tuple(lang for lang, _ in shares.most_common()) or (UNDETERMINED,)
    return Tokens(tokens, title_tokens, langs, array("I", every))


def _raw(text: str, start: int, end: int) -> Iterator[str]:
    return (text[begin:stop] for begin, stop, _ in spans(text, start, end))
