"""From a query tree to a plan: every leaf gets the index terms that it stands for, with weights and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from searcher.entities.table import EntityTable
from searcher.query import weights
from searcher.query.fit import language_weights
from searcher.query.names import NameExpander
from searcher.query.patterns import near_tier, pattern_leaf
from searcher.query.plan import All, Any, Except, Kind, Leaf, Plan, Sum, Tier, Variant
from searcher.query.runs import RunExpander
from searcher.query.tree import And, Filter, InTitle, Need, Node, Not, Or, Pattern, Phrase, Query, Ranked, Word
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import Token, WordExpander, case_sensitive
from searcher.text.fold import fold
from searcher.text.stopwords import stopwords
from searcher.text.tokens import is_unspaced, spans


@dataclass(frozen=True, slots=True)
class Options:
    """The strictness of a search. `exact`: only as written. `names`: entities and what sounds like a name.

    `fuzzy`: near spellings of every word.
    """

    exact: bool = False
    names: bool = True
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """The plan of a query (None: nothing to search for), what to tell the person, and how the languages weigh."""

    plan: Plan | None
    notes: tuple[str, ...]
    languages: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for a part of the tree. `dropping`: the languages whose stop words are left out."""

    languages: dict[str, float]
    words: int
    dropping: frozenset[str]
    title_only: bool = False

    @property
    def is_question(self) -> bool:
        return self.words >= weights.QUESTION


class Expander:
    """Expands queries over one vocabulary and one entity table; what it looked up is kept for the next query."""

    def __init__(self, vocabulary: Vocabulary, table: EntityTable) -> None:
        self._vocabulary = vocabulary
        self._words = WordExpander(vocabulary)
        self._runs = RunExpander(self._words)
        self._names = NameExpander(vocabulary, self._words, table)

    def expand(self, query: Query, options: Options) -> Expansion:
        """The plan of `query`. Raises nothing for any query."""
        if query.root is None:
            return Expansion(None, query.notes, {})
        tokens = [token for node in _words_in(query.root) for token in _tokens(node.text, node.start)]
        counts = [self._words.counts(token) for token in tokens]
        languages = language_weights(counts, self._vocabulary.languages)
        run = _Run(self._vocabulary, self._words, self._runs, self._names, options)
        dropping = frozenset[str]()
        if len(tokens) > 1:
            # A query of nothing but stop words is about them.
            dropping = frozenset(lang for lang in languages if any(t.word not in stopwords(lang) for t in tokens))
        plan = run.node(query.root, _Scope(languages, len(tokens), dropping))
        return Expansion(plan, (*query.notes, *dict.fromkeys(run.notes)), languages)


class _Run:
    """One expansion: walks the tree and collects notes."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        words: WordExpander,
        runs: RunExpander,
        names: NameExpander,
        options: Options,
    ) -> None:
        self._vocabulary = vocabulary
        self._words = words
        self._runs = runs
        self._names = names
        self._options = options
        self.notes: list[str] = []

    def node(self, node: Node, scope: _Scope) -> Plan:
        match node:
            case Word():
                leaves = self._row([node], scope)
                if len(leaves) == 1:
                    return leaves[0]
                # A sentence in one word, or parts with hyphens: ranked, so that the better match comes first.
                return _sum(
                    [
                        (Need.SHOULD if node.start == 0 else Need.MUST if leaf.counts else Need.SHOULD, leaf)
                        for leaf in leaves
                    ],
                    scope,
                )
            case Phrase():
                return self._phrase(node, scope)
            case Pattern():
                leaf, notes = pattern_leaf(node.text, self._vocabulary)
                self.notes.extend(notes)
                return self._scoped(leaf, scope)
            case Filter():
                return node
            case InTitle():
                return self.node(node.child, replace(scope, title_only=True))
            case And():
                return All(tuple(self.node(child, scope) for child in node.children))
            case Or():
                return Any(tuple(self.node(child, scope) for child in node.children))
            case Not():
                return Except(self.node(node.child, scope))
            case Ranked():
                return self._ranked(node, scope)

    def _ranked(self, node: Ranked, scope: _Scope) -> Plan:
        parts: list[tuple[Need, Plan]] = []
        row: list[Word] = []
        for need, child in (*node.parts, (Need.MUST, None)):
            if need is Need.SHOULD and isinstance(child, Word) and not child.near and not child.exact:
                row.append(child)
                continue
            parts.extend((Need.SHOULD, leaf) for leaf in self._row(row, scope))
            row = []
            if child is None:
                break
            # A filter in a row of words narrows them; nobody means "or everything in German".
            narrows = need is Need.SHOULD and isinstance(child, Filter)
            parts.append((Need.MUST if narrows else need, self.node(child, scope)))
        return _sum(parts, scope)

    def _row(self, nodes: Sequence[Word], scope: _Scope) -> list[Leaf]:
        """The leaves of words side by side: names of entities first, what they leave as ordinary words."""
        tokens: list[Token] = []
        owners: list[int] = []
        for number, node in enumerate(nodes):
            found = _tokens(node.text, node.start)
            tokens.extend(found)
            owners.extend([number] * len(found))
        exact = self._options.exact or any(node.exact for node in nodes)
        near = self._options.fuzzy or any(node.near for node in nodes)
        leaves: list[Leaf] = []
        at = 0
        for span in self._names.spans(tokens) if self._options.names and not exact else ():
            leaf, notes = self._names.leaf(tokens, span)
            self.notes.extend(notes)
            if scope.is_question:
                # A question is about more than its names, and its language matters: the words count as words too.
                leaf = _bonus(leaf, weights.NAME_IN_QUESTION)
            else:
                leaves.extend(self._plain(tokens[at : span.start], owners[at : span.start], scope, exact, near))
                at = span.end
            leaves.append(self._scoped(leaf, scope))
        leaves.extend(self._plain(tokens[at:], owners[at:], scope, exact, near))
        return leaves

    def _plain(
        self, tokens: Sequence[Token], owners: Sequence[int], scope: _Scope, exact: bool, near: bool
    ) -> list[Leaf]:
        leaves: list[Leaf] = []
        for part in _parts(tokens, owners):
            if is_unspaced(part[0].word):
                if len(part) > weights.WORD_RUN or scope.is_question:
                    leaves.extend(self._runs.sentence(part, scope.languages))
                else:
                    leaves.append(self._runs.word(part, scope.languages))
            elif exact:
                leaves.append(self._words.written(part[0]))
            else:
                leaves.append(self._word(part[0], scope, near))
        for number in dict.fromkeys(owners):
            own = [token for token, owner in zip(tokens, owners, strict=True) if owner == number]
            if len(own) > 1 and not is_unspaced(own[0].word):
                leaf = self._sequence(" ".join(token.raw for token in own), own, None)
                leaves.append(_bonus(leaf, weights.SIDE_BY_SIDE))
        return [self._scoped(leaf, scope) for leaf in leaves]

    def _word(self, token: Token, scope: _Scope, near: bool) -> Leaf:
        languages = scope.languages
        dropped = frozenset(lang for lang in scope.dropping if token.word in stopwords(lang))
        leaf = self._words.leaf(token, languages, dropped, scope.words)
        # In the language that the query is most likely in, the word is none that a document should have.
        if dropped and max(languages, key=lambda lang: (languages[lang], lang)) in dropped:
            return replace(leaf, counts=False)
        if self._options.names and not dropped and self._may_be_name(token, scope):
            tier = self._names.guesses(token)
            if tier is not None:
                weight = tier.weight * (weights.NAME_IN_QUESTION if scope.is_question else 1.0)
                leaf = replace(leaf, tiers=(*leaf.tiers, replace(tier, weight=weight)))
        if near:
            tier = near_tier(token, self._vocabulary)
            leaf = leaf if tier is None else replace(leaf, tiers=(*leaf.tiers, tier))
        return leaf

    def _may_be_name(self, token: Token, scope: _Scope) -> bool:
        """Whether to guess: a word that the index does not have, or one with a capital among few words."""
        has_case = token.raw[:1].lower() != token.raw[:1].upper()
        if scope.is_question:
            return token.raw[:1].isupper() and has_case and not self._words.entries(token.folded)
        return not has_case or token.raw[:1].isupper() or not self._words.entries(token.folded)

    def _phrase(self, node: Phrase, scope: _Scope) -> Leaf:
        tokens = _tokens(node.text, node.start)
        exact = self._options.exact or node.exact
        leaf = self._sequence(node.text, tokens, node.slop, exact)
        if self._options.names and not exact and node.slop is None:
            span = self._names.whole(tokens)
            if span is not None:
                leaf, notes = self._names.leaf(tokens, span)
                self.notes.extend(notes)
        return self._scoped(leaf, scope)

    def _sequence(self, text: str, tokens: Sequence[Token], slop: int | None, exact: bool = False) -> Leaf:
        """Words side by side, or with at most `slop` other words between; accents or not, unless `exact`."""
        places = tuple(
            tuple(term for term in self._words.place(token.folded) if not exact or term[1] == token.word)
            for token in tokens
        )
        variants: tuple[Variant, ...] = ()
        if all(places):
            written = case_sensitive(text) if exact and slop is None else ""
            variants = (Variant(places, 1.0, Kind.EXACT, text, written=written, slop=slop),)
        return Leaf(text, (Tier(variants, 1.0),))

    @staticmethod
    def _scoped(leaf: Leaf, scope: _Scope) -> Leaf:
        return replace(leaf, title_only=True) if scope.title_only else leaf


def _sum(parts: Sequence[tuple[Need, Plan]], scope: _Scope) -> Sum:
    return Sum(tuple(parts), weights.PARTS_IN_QUESTION if scope.is_question else weights.PARTS)


def _bonus(leaf: Leaf, weight: float) -> Leaf:
    """`leaf` as evidence beside that of its words."""
    tiers = tuple(replace(tier, weight=tier.weight * weight) for tier in leaf.tiers)
    return replace(leaf, tiers=tiers, counts=False)


def _tokens(text: str, start: int) -> list[Token]:
    return [Token(text[begin:end], word, fold(word), start + begin, start + end) for begin, end, word in spans(text)]


def _parts(tokens: Sequence[Token], owners: Sequence[int]) -> list[list[Token]]:
    """The words one by one, but neighbouring characters of a script without spaces together."""
    parts: list[list[Token]] = []
    for at, token in enumerate(tokens):
        joins = (
            at > 0
            and owners[at] == owners[at - 1]
            and tokens[at - 1].end == token.start
            and is_unspaced(token.word)
            and is_unspaced(tokens[at - 1].word)
        )
        if joins:
            parts[-1].append(token)
        else:
            parts.append([token])
    return parts


def _words_in(node: Node) -> list[Word | Phrase]:
    """The words of the whole tree that say what language the query is in."""
    match node:
        case Word() | Phrase():
            return [node]
        case Ranked():
            return [word for _, child in node.parts for word in _words_in(child)]
        case And() | Or():
            return [word for child in node.children for word in _words_in(child)]
        case InTitle() | Not():
            return _words_in(node.child)
    return []
