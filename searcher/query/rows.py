"""The words of a query tree, as tokens and in rows."""

from collections.abc import Sequence

from searcher.entities.table import EntitySpan
from searcher.query import weights
from searcher.query.tree import And, InTitle, Node, Not, Or, Phrase, Query, Ranked, Word
from searcher.query.words import QueryToken
from searcher.text.fold import fold
from searcher.text.name_runs import is_katakana, is_name_run, is_spelt_name
from searcher.text.tokens import is_unspaced, spans


def tokens_of(text: str, start: int) -> list[QueryToken]:
    """The tokens of a text that begins at code point `start` of the query."""
    return [
        QueryToken(text[begin:end], word, fold(word), start + begin, start + end) for begin, end, word in spans(text)
    ]


def parts_of(tokens: Sequence[QueryToken], owners: Sequence[int]) -> list[list[QueryToken]]:
    """The words one by one, but neighbouring characters of a script without spaces together."""
    found: list[list[QueryToken]] = []
    for at, token in enumerate(tokens):
        joins = (
            at > 0
            and owners[at] == owners[at - 1]
            and tokens[at - 1].end == token.start
            and is_unspaced(token.word)
            and is_unspaced(tokens[at - 1].word)
        )
        if joins:
            found[-1].append(token)
        else:
            found.append([token])
    return found


def is_word(part: Sequence[QueryToken]) -> bool:
    """Whether neighbouring characters of a script without spaces are one word: a short run, or a name that is spelt."""
    return len(part) <= weights.WORD_RUN or _is_spelt(part)


def may_be_name(part: Sequence[QueryToken]) -> bool:
    """Whether a word, or neighbouring characters of a script without spaces, are no longer than a word of a name."""
    return is_word(part) or is_name_run("".join(token.word for token in part))


def count_words(tokens: Sequence[QueryToken], owners: Sequence[int]) -> int:
    """How many words the tokens are; a name that is spelt in such characters is one."""
    return sum(1 if _is_spelt(part) else len(part) for part in parts_of(tokens, owners))


def _is_spelt(part: Sequence[QueryToken]) -> bool:
    return is_spelt_name("".join(token.word for token in part))


def cuts_a_word(span: EntitySpan, tokens: Sequence[QueryToken], owners: Sequence[int]) -> bool:
    """Whether a name is a piece of a longer word of a script without spaces.

    It is where one character more stands before or behind it (富士 is a city, and 富士山 a mountain), and where it ends
    within the characters that spell one foreign name (ボイヤー is no ボイ).
    """
    at = 0
    for part in parts_of(tokens, owners):
        start, end = span.start - at, span.end - at
        at += len(part)
        if start >= 0 and end <= len(part):
            if (start, end) == (0, len(part)) or not is_unspaced(part[0].word):
                return False
            within = any(
                0 < edge < len(part) and is_katakana(part[edge - 1].word + part[edge].word) for edge in (start, end)
            )
            return within or 1 in (start, len(part) - end) or _is_spelt(part)
    return False


def words_in(node: Node) -> list[Word | Phrase]:
    """The words of the whole tree that say what language the query is in."""
    match node:
        case Word() | Phrase():
            return [node]
        case Ranked():
            return [word for _, child in node.parts for word in words_in(child)]
        case And() | Or():
            return [word for child in node.children for word in words_in(child)]
        case InTitle() | Not():
            return words_in(node.child)
    return []


def typed_end(query: Query) -> int:
    """The offset behind the word that is still being typed, the last of the query; -1 if there is none."""
    words = words_in(query.root) if query.root is not None else []
    last = words[-1] if words else None
    if not isinstance(last, Word) or last.exact or last.near or query.text[last.end :].strip(")"):
        return -1
    return last.end
