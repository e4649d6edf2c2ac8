"""From words of a query to leaves: what stands side by side, and in phrases, with all that it may be in texts."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from searcher.entities.table import EntitySpan
from searcher.query import weights
from searcher.query.fit import Fit
from searcher.query.learned import Equivalents, with_equivalents
from searcher.query.options import Options
from searcher.query.patterns import MOST_SPELLED
from searcher.query.place_kinds import kinds_of_place
from searcher.query.plan import Kind, Leaf, Tier
from searcher.query.reshape import before_support, bonus, chosen, is_of_place, pieces_of, supporting
from searcher.query.rows import cuts_a_word, is_word, parts_of, tokens_of, words_in
from searcher.query.scope import Scope
from searcher.query.spelling import Spelling
from searcher.query.tools import Tools
from searcher.query.tree import Node, Phrase, Word
from searcher.query.units import MOST_WORDS
from searcher.query.words import QueryToken, case_sensitive, rarest
from searcher.records import dataclass, replace
from searcher.text.name_parts import is_honorific, is_particle
from searcher.text.stopwords import stopwords
from searcher.text.tokens import is_unspaced

if TYPE_CHECKING:
    from searcher.query.readings import Reading


@dataclass(frozen=True, slots=True)
class Recognised:
    """A name in the query: its words as typed, and the ids of all the entities that it may mean."""

    text: str
    entities: tuple[str, ...]


class LeafMaker:
    """Makes the leaves of one query, and collects notes and the names that it has recognised.

    `text` is the query, `typed` where the word being typed ends, or -1. `checkpoint` is called before each word.
    """

    def __init__(
        self,
        tools: Tools,
        text: str,
        options: Options,
        typed: int,
        checkpoint: Callable[[], None],
        equivalents: Equivalents,
    ) -> None:
        self._tools = tools
        self._text = text
        self._equivalents = equivalents
        self._words = tools.words
        self._names = tools.names
        self._options = options
        self._typed, self._checkpoint = typed, checkpoint
        self.notes: list[str] = []
        self.recognised: list[Recognised] = []
        self._tokens: dict[Word | Phrase, list[QueryToken]] = {}
        self._nearing: frozenset[str] = frozenset()
        # Where a word begins in the query → other spellings of the word that it is typed in.
        self._respelled: dict[int, Tier] = {}

    def choose(self, root: Node) -> None:
        """Choose the words whose near spellings are looked for: of many the rarest, which say most."""
        nodes = [node for node in words_in(root) if self._options.fuzzy or (isinstance(node, Word) and node.near)]
        if not nodes:
            return
        wanted = {token.folded: token for node in nodes for token in self.tokens_of(node)}
        self._nearing = frozenset(rarest(list(wanted.values()), self._words, MOST_SPELLED))
        if len(self._nearing) < len(wanted):
            self.notes.append(f"near spellings of the {MOST_SPELLED} rarest words only")

    def joined(self, tokens: Sequence[QueryToken], fit: Fit) -> int:
        """How many of the words are no more than a further part of a date or a number."""
        readings = self.readings(tokens, fit.weights) if self.reads(tokens) else []
        return sum(reading.end - reading.start - 1 for reading in readings if not reading.is_month)

    def tokens_of(self, node: Word | Phrase) -> list[QueryToken]:
        """The tokens of a part of the query."""
        known = self._tokens.get(node)
        if known is None:
            known = self._tokens[node] = tokens_of(node.text, node.start)
        return known

    def row(self, nodes: Sequence[Word], scope: Scope) -> list[Leaf]:
        """The leaves of words side by side: names of entities first, what they leave as ordinary words."""
        tokens: list[QueryToken] = []
        owners: list[int] = []
        for number, node in enumerate(nodes):
            found = self.tokens_of(node)
            tokens.extend(found)
            owners.extend([number] * len(found))
        exact = self._options.exact or any(node.exact for node in nodes)
        near = self._options.fuzzy or any(node.near for node in nodes)
        leaves: list[Leaf] = []
        read: set[int] = set()
        if self._options.stems and not exact:
            weight = weights.RESPELLED_IN_QUESTION if scope.is_question else 1.0
            spelling = Spelling(self._words, (scope.likeliest,), scope.is_question)
            found_so = spelling.row([(node.text, self.tokens_of(node)) for node in nodes])
            self._respelled.update(
                (start, replace(tier, weight=tier.weight * weight)) for start, tier in found_so.items()
            )
        beside = [] if exact else self._said_of_names(tokens)
        kinds: list[str] = []
        if not exact and not beside:
            beside = self.kinds_of_place(tokens, scope)
            kinds = [tokens[at].folded for at in beside]
        if 0 < len(beside) < len(tokens):
            leaves.extend(scope.scoped(supporting(self._words.folded(tokens[at]))) for at in beside)
            kept = [number for number in range(len(tokens)) if number not in beside]
            tokens, owners = [tokens[number] for number in kept], [owners[number] for number in kept]
        if not exact and self.reads(tokens):
            things = self._things(tokens, scope)
            leaves.extend(leaf for leaf, _ in things)
            taken = {at for _, places in things for at in places}
            read = {tokens[at].start for at in taken}
            kept = [number for number in range(len(tokens)) if number not in taken]
            tokens, owners = [tokens[number] for number in kept], [owners[number] for number in kept]
        # A date in figures is known by more than its parts.
        joined = [node for node in nodes if read.isdisjoint(token.start for token in self.tokens_of(node))]
        leaves.extend(self.together(joined, scope, exact))
        meant = {} if exact else self._meant(tokens, scope)
        at = 0
        for span in self._names.spans(tokens) if self._options.names and not exact else ():
            if scope.is_question and not _is_told(tokens[span.start : span.end]):
                continue
            leaf = self._name(tokens, span, kinds)
            if span.end - span.start == 1 and not any(tier.variants for tier in leaf.tiers):
                # A name that the library does not have is an ordinary word (كرة is a town, and "ball").
                continue
            leaf = self._with_metadata(leaf, tokens[span.start : span.end])
            if len(tokens) > 1 and is_of_place(span):
                # "British parliament" is not about all that is said of Britain.
                leaves.append(scope.scoped(supporting(leaf)))
                continue
            if cuts_a_word(span, tokens, owners):
                leaf = supporting(leaf)
            elif scope.is_question and span.end - span.start < len(tokens):
                # A question is about more than its names, and its language matters: the words count as words too.
                leaf = bonus(leaf, weights.NAME_IN_QUESTION)
            else:
                leaves.extend(self._plain(tokens[at : span.start], owners[at : span.start], scope, exact, near, meant))
                at = span.end
                leaf = self._with_pieces(leaf, tokens[span.start : span.end], scope)
            leaves.append(scope.scoped(leaf))
        leaves.extend(self._plain(tokens[at:], owners[at:], scope, exact, near, meant))
        return leaves

    def _said_of_names(self, tokens: Sequence[QueryToken]) -> list[int]:
        """The places of words that are said of those beside them: initials, and small words beside names alone.

        Particles and titles that belong to a known name (The Hague, La Haye) are no such words.
        """
        initials = [at for at, token in enumerate(tokens) if _is_initial(token)]
        small = {at for at, token in enumerate(tokens) if is_particle(token.folded) or is_honorific(token.folded)}
        if not small or not all(at in small or token.raw[:1].isupper() for at, token in enumerate(tokens)):
            return initials
        known = {at for span in self._names.spans(tokens) for at in range(span.start, span.end)}
        return sorted({*initials, *(small - known)})

    def kinds_of_place(self, tokens: Sequence[QueryToken], scope: Scope) -> list[int]:
        """The places of words that say what kind of place the others name."""
        if not self._options.names or scope.is_question or not 1 < len(tokens) <= MOST_WORDS:
            return []
        return kinds_of_place(
            tokens, self._names.spans(tokens), self._names.is_place, lambda token: self.says_nothing(token, scope)
        )

    def reads(self, tokens: Sequence[QueryToken]) -> bool:
        """Whether to look for dates and numbers among words."""
        options = self._options
        return options.dates and options.stems and not options.exact and _has_figures(tokens)

    def readings(self, tokens: Sequence[QueryToken], languages: Mapping[str, float]) -> "list[Reading]":
        """The dates and numbers among words."""
        return self._tools.things().readings(tokens, self._text, languages)

    def _things(self, tokens: Sequence[QueryToken], scope: Scope) -> list[tuple[Leaf, range]]:
        """The leaves of dates and numbers, each with the places of the words that it takes for itself."""
        found: list[tuple[Leaf, range]] = []
        for reading in self.readings(tokens, scope.languages):
            self._checkpoint()
            leaf = self._tools.things().leaf(tokens, reading, self._text)
            if leaf is None:
                continue
            own = tokens[reading.start : reading.end]
            if own[0].start in self._respelled:
                leaf = replace(leaf, tiers=(*leaf.tiers, self._respelled[own[0].start]))
            if reading.is_month or (scope.is_question and len(own) < len(tokens)):
                # As for a name, the words count as words too; those of a month also where a day stands between.
                found.append((scope.scoped(bonus(leaf, weights.NAME_IN_QUESTION)), range(0)))
                continue
            leaf = self._with_metadata(leaf, own)
            words = (self._words.leaf(token, scope.languages, words=scope.words) for token in own)
            leaf = replace(leaf, tiers=(*leaf.tiers, *pieces_of(leaf.text, words)))
            found.append((scope.scoped(leaf), range(reading.start, reading.end)))
        return found

    def _meant(self, tokens: Sequence[QueryToken], scope: Scope) -> dict[int, Tier]:
        """Where words begin in the query that name a thing → what the thing is called in other languages."""
        translations = self._tools.meanings() if self._options.translations else None
        if translations is None:
            return {}
        wanted = [token for token in tokens if len(tokens) == 1 or not self.says_nothing(token, scope)]
        return {
            token.start: meant.tier
            for meant in translations.meant(wanted, scope.languages)
            for token in wanted[meant.start : meant.end]
        }

    def says_nothing(self, token: QueryToken, scope: Scope) -> bool:
        """Whether the word is a stop word in the language that the query is most likely in."""
        return token.word in stopwords(scope.likeliest)

    def _with_pieces(self, leaf: Leaf, tokens: Sequence[QueryToken], scope: Scope) -> Leaf:
        """The leaf of a name; in a script without spaces, its characters support, as those of any word do."""
        if not is_unspaced(tokens[0].word):
            return leaf
        pieces = (tier for tier in self._tools.runs.word(tokens, scope.languages).tiers if tier.supports)
        return replace(leaf, tiers=(*leaf.tiers, *pieces))

    def _plain(
        self,
        tokens: Sequence[QueryToken],
        owners: Sequence[int],
        scope: Scope,
        exact: bool,
        near: bool,
        meant: Mapping[int, Tier],
    ) -> list[Leaf]:
        leaves: list[Leaf] = []
        for part in parts_of(tokens, owners):
            first = len(leaves)
            if is_unspaced(part[0].word):
                if scope.is_question or not is_word(part):
                    leaves.extend(self._tools.runs.sentence(part, scope.languages, exact))
                elif exact:
                    leaves.append(self._tools.runs.word(part, scope.languages, exact))
                else:
                    leaves.append(self._with_metadata(self._run(part, scope), part))
            elif exact:
                leaves.append(self._words.written(part[0]))
            else:
                leaves.append(self._word(part[0], scope, near))
            for tier in dict.fromkeys(meant[token.start] for token in part if token.start in meant):
                # Of a name of several words each stands for the whole.
                leaves[first] = replace(leaves[first], tiers=before_support(leaves[first].tiers, tier))
        return [scope.scoped(leaf) for leaf in leaves]

    def together(self, nodes: Sequence[Word], scope: Scope, exact: bool = False) -> list[Leaf]:
        """A leaf for each word that is read as several, which stand together in it."""
        weight = weights.SIDE_BY_SIDE_IN_QUESTION if len(nodes) >= weights.QUESTION else weights.SIDE_BY_SIDE
        leaves: list[Leaf] = []
        for node in nodes:
            own = self.tokens_of(node)
            if len(own) > 1 and not is_unspaced(own[0].word):
                leaf = self._sequence(node.text, own, None, exact)
                leaves.append(scope.scoped(bonus(leaf, weight * len(own))))
        return leaves

    def _run(self, part: Sequence[QueryToken], scope: Scope) -> Leaf:
        """A word of a script without spaces, with what sounds like it."""
        leaf = self._tools.runs.word(part, scope.languages)
        if not self._options.names:
            return leaf
        raw, folded = "".join(token.raw for token in part), "".join(token.folded for token in part)
        tier = self._learned(raw, folded, self._names.alike(raw, folded))
        return leaf if tier is None else replace(leaf, tiers=before_support(leaf.tiers, tier))

    def _word(self, token: QueryToken, scope: Scope, near: bool) -> Leaf:
        self._checkpoint()
        languages = scope.languages
        if not self._options.stems:
            return self._completed(self._words.folded(token), token)
        dropped = frozenset(lang for lang in scope.dropping if token.word in stopwords(lang))
        leaf = self._words.leaf(token, languages, dropped, scope.words)
        if token.start in self._respelled:
            leaf = replace(leaf, tiers=before_support(leaf.tiers, self._respelled[token.start]))
        # In the language that the query is most likely in, the word is none that a document should have.
        if dropped and scope.likeliest in dropped:
            return replace(leaf, counts=False)
        if self._options.names and not dropped and self._may_be_name(token, scope):
            tier = self._learned(token.raw, token.folded, self._names.guesses(token))
            if tier is not None:
                weight = tier.weight * (weights.NAME_IN_QUESTION if scope.is_question else 1.0)
                leaf = replace(leaf, tiers=(*leaf.tiers, replace(tier, weight=weight)))
        if self._options.names and not dropped and (parted := self._tools.units.parted(token)) is not None:
            leaf = replace(leaf, tiers=before_support(leaf.tiers, parted))
        if near and token.folded in self._nearing:
            tier = self._tools.resembling.near(token)
            leaf = leaf if tier is None else replace(leaf, tiers=before_support(leaf.tiers, tier))
        return self._completed(leaf if dropped else self._with_metadata(leaf, [token]), token)

    def _learned(self, raw: str, folded: str, tier: Tier | None) -> Tier | None:
        """What a word may look like in texts, with what the documents show where that was asked for."""
        return with_equivalents(raw, tier, self._equivalents(folded)) if self._options.learned else tier

    def _with_metadata(self, leaf: Leaf, tokens: Sequence[QueryToken]) -> Leaf:
        """The leaf with the documents that have the words in their metadata alone, below all others."""
        tier = self._words.metadata_tier(tokens)
        return leaf if tier is None else replace(leaf, tiers=(*leaf.tiers, tier))

    def _completed(self, leaf: Leaf, token: QueryToken) -> Leaf:
        """The leaf with what the word may become, if it is the one being typed."""
        if token.end != self._typed:
            return leaf
        tiers = [self._names.typed(token)] if self._options.names else []
        for tier in (*tiers, self._tools.resembling.longer(token)):
            leaf = leaf if tier is None else replace(leaf, tiers=before_support(leaf.tiers, tier))
        return leaf

    def _may_be_name(self, token: QueryToken, scope: Scope) -> bool:
        """Whether to guess: a word that the index does not have, or one with a capital among few words."""
        if scope.is_question:
            return token.raw[:1].isupper() and token.has_case and not self._words.entries(token.folded)
        written_so = not token.has_case or token.raw[:1].isupper() or not self._words.entries(token.folded)
        return written_so or self._names.is_name(token)

    def phrase(self, node: Phrase, scope: Scope) -> Leaf:
        """The leaf of a phrase: its words side by side, or the name or the date that they are."""
        tokens = self.tokens_of(node)
        exact = self._options.exact or node.exact
        leaf = self._sequence(node.text, tokens, node.slop, exact)
        if not exact and node.slop is None and self.reads(tokens):
            readings = self.readings(tokens, scope.languages)
            others = self._tools.things().in_phrase(tokens, readings, self._text)
            if others:
                leaf = replace(leaf, tiers=(*leaf.tiers, Tier(tuple(others), 1.0)))
        if self._options.names and not exact and node.slop is None:
            span = self._names.whole(tokens)
            if span is not None:
                leaf = self._name(tokens, span)
        if not exact and node.slop is None:
            leaf = self._with_metadata(leaf, tokens)
        return scope.scoped(leaf)

    def _name(self, tokens: Sequence[QueryToken], span: EntitySpan, kinds: Sequence[str] = ()) -> Leaf:
        """The leaf of a name, for those of its entities that were chosen if any were.

        `kinds`: folded words beside it that say what kind of place it is.
        """
        text = " ".join(token.raw for token in tokens[span.start : span.end])
        self.recognised.append(Recognised(text, span.entity_ids))
        span = chosen(span, self._options.entities)
        leaf, notes = self._names.leaf(tokens, span)
        self.notes.extend(notes)
        own = tokens[span.start : span.end]
        untold = self._names.untold_tier(own, span, self._tools.units.known(parts_of(own, [0] * len(own))))
        entities = self._names.with_ids(span.entity_ids)
        tiers = [tier for tier in (untold, self._tools.regions.tier(entities)) if tier is not None]
        return replace(leaf, tiers=(*leaf.tiers, *tiers, *self._tools.regions.around(entities, kinds)))

    def _sequence(self, text: str, tokens: Sequence[QueryToken], slop: int | None, exact: bool = False) -> Leaf:
        """Words side by side, or with at most `slop` other words between; accents or not, unless `exact`."""
        variants = self._words.side_by_side(text, tokens)
        if exact:
            written = case_sensitive(text) if slop is None else ""
            variants = tuple(replace(each, written=written) for each in variants if each.kind is Kind.EXACT)
        if slop is not None:
            variants = tuple(replace(each, slop=slop) for each in variants)
        return Leaf(text, (Tier(variants, 1.0, key=("words", text, slop, exact)),))


def _is_told(tokens: Sequence[QueryToken]) -> bool:
    """Whether more than its letters says that words of a question are a name: a capital, or that they are several.

    Many a city is called as an ordinary word is (나라 is Nara, and "country"), and its forms are those of the word.
    """
    return len(tokens) > 1 or tokens[0].has_case


def _has_figures(tokens: Sequence[QueryToken]) -> bool:
    return any(character.isdecimal() for token in tokens for character in token.raw)


def _is_initial(token: QueryToken) -> bool:
    """Whether a word is one letter, and a capital."""
    return len(token.raw) == 1 and token.raw.isupper()
