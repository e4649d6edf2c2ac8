"""From a query tree to a plan: every leaf gets the index terms that it stands for, with weights and reasons."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from searcher.bounded import Budget
from searcher.entities.model import Entity
from searcher.entities.table import EntitySpan, EntityTable
from searcher.query import weights
from searcher.query.fit import Fit
from searcher.query.learned import Equivalents, with_equivalents
from searcher.query.memory import EXPANDED_BYTES
from searcher.query.names import NameExpander, several
from searcher.query.options import Level, Options
from searcher.query.patterns import MOST_SPELLED, Resembling, pattern_leaf
from searcher.query.plan import All, Any, Except, Kind, Leaf, Named, Plan, Sum, Tier, Variant
from searcher.query.reshape import before_support, bonus, chosen, is_of_place, pieces_of, supporting, unscored, without
from searcher.query.rows import count_words, cuts_a_word, is_word, parts_of, tokens_of, typed_end, words_in
from searcher.query.runs import RunExpander
from searcher.query.spelling import respelled
from searcher.query.translating import Translator
from searcher.query.tree import And, Filter, InTitle, Need, Node, Not, Or, Pattern, Phrase, Query, Ranked, Word
from searcher.query.units import MOST_WORDS, UnitExpander
from searcher.query.vocabulary import Vocabulary
from searcher.query.words import QueryToken, WordExpander, case_sensitive, rarest
from searcher.records import dataclass, replace
from searcher.text.stopwords import stopwords
from searcher.text.tokens import is_unspaced

if TYPE_CHECKING:
    from searcher.entities.meanings import Meanings
    from searcher.entities.name_list import Listed
    from searcher.query.company import CompanyFinder
    from searcher.query.listed import Certainty
    from searcher.query.meanings import MeaningExpander
    from searcher.query.readings import Reading
    from searcher.query.things import ThingExpander

__all__ = ["Expander", "Expansion", "Level", "Options", "Recognised"]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A name in the query: its words as typed, and the ids of all the entities that it may mean."""

    text: str
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The plan of a query (None: nothing to search for), what to tell the person, and how well languages fit it.

    `names` are the names of entities that the query holds, in its order.
    """

    plan: Plan | None
    notes: tuple[str, ...]
    fit: Fit
    names: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for a part of the tree. `dropping`: the languages whose stop words are left out."""

    fit: Fit
    words: int
    dropping: frozenset[str]
    title_only: bool = False

    @property
    def languages(self) -> dict[str, float]:
        return self.fit.weights

    @property
    def likeliest(self) -> str:
        """The language that the query is most likely in, "" in a library without any."""
        return max(self.languages, key=lambda lang: (self.languages[lang], lang), default="")

    @property
    def is_question(self) -> bool:
        return self.words >= weights.QUESTION


# A question may be as short as a name, and in many scripts looks like one.
QUESTION_MARKS = ("?", "？", "؟")


Stories = Callable[[str], Plan | None]
"""What finds documents that tell the same as the one with an id or path; None if there is no such document."""


def _go_on() -> None:
    """For work that nothing ends."""


def _no_stories(_: str) -> None:
    """For where no document is known."""


def _no_equivalents(_: str) -> tuple[()]:
    """For where no document is known."""
    return ()


@dataclass(frozen=True, slots=True)
class _Tools:
    """What expands the parts of a query, over one vocabulary; what few queries ask for when one does."""

    vocabulary: Vocabulary
    words: WordExpander
    runs: RunExpander
    names: NameExpander
    units: UnitExpander
    resembling: Resembling
    things: "Callable[[], ThingExpander]"
    meanings: "Callable[[], MeaningExpander | None]"


class Expander:
    """Expands queries over one vocabulary and one entity table; what it looked up is kept for the next query."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        table: EntityTable,
        budget: Budget | None = None,
        meanings: "Callable[[], Meanings] | None" = None,
    ) -> None:
        """`budget`: of what is kept, if others take of it too. `meanings` opens the translations, once they count."""
        budget = budget or Budget(EXPANDED_BYTES)
        words = WordExpander(vocabulary, budget)
        names = NameExpander(vocabulary, words, table, budget)
        units = UnitExpander(names, Translator(vocabulary, words, budget))

        @cache
        def things() -> "ThingExpander":
            from searcher.query.things import ThingExpander

            return ThingExpander(vocabulary, words, budget)

        @cache
        def translations() -> "MeaningExpander | None":
            if meanings is None:
                return None
            from searcher.query.meanings import MeaningExpander

            return MeaningExpander(vocabulary, words, meanings(), budget)

        runs, resembling = RunExpander(words, budget), Resembling(vocabulary, budget)
        self._tools = _Tools(vocabulary, words, runs, names, units, resembling, things, translations)

    def variants(self, entity: Entity) -> tuple[Variant, ...]:
        """Every form of the entity's names that the index holds."""
        return self._tools.names.variants(entity)

    def entity_tier(self, entity: Entity) -> Tier:
        """All of these as one tier."""
        return self._tools.names.tier(entity)

    def story(self, text: str, langs: Sequence[str]) -> Sum | None:
        """The plan of what a document in these languages tells; see `searcher.query.story`."""
        # Here, for a query seldom asks for it.
        from searcher.query.story import StoryExpander

        return StoryExpander(self._tools.vocabulary, self._tools.words, self._tools.names).plan(text, langs)

    def listed(self, rows: "Sequence[Listed]", least: "Certainty") -> "list[tuple[Leaf, ...]]":
        """The leaves of each name of a list; see `searcher.query.listed`."""
        from searcher.query.listed import ListExpander

        return ListExpander(self._tools.names, self._tools.units).plans(rows, least)

    def company(self) -> "CompanyFinder":
        """What finds the names beside another; see `searcher.query.company`."""
        from searcher.query.company import CompanyFinder

        return CompanyFinder(self._tools.vocabulary, self._tools.words, self._tools.names)

    def written(self, text: str) -> Tier:
        """The words of a text side by side as they are written, accents included, in upper and lower case."""
        tokens = tokens_of(text, 0)
        places = tuple(
            tuple(term for term in self._tools.words.place(token.folded) if term[1] == token.word) for token in tokens
        )
        return Tier((Variant(places, 1.0, Kind.EXACT, text),) if places and all(places) else (), 1.0)

    def expand(
        self,
        query: Query,
        options: Options,
        checkpoint: Callable[[], None] = _go_on,
        stories: Stories = _no_stories,
        equivalents: Equivalents = _no_equivalents,
    ) -> Expansion:
        """The plan of `query`. `checkpoint` is called before each word; what it raises ends the work. No query does."""
        if query.root is None:
            return Expansion(None, query.notes, Fit(list, {}))
        asks = query.text.rstrip().endswith(QUESTION_MARKS)
        typed = typed_end(query) if options.prefix_last else -1
        run = _Run(self._tools, query.text, options, typed, checkpoint, asks, stories, equivalents)
        rows = [run.tokens_of(node) for node in words_in(query.root)]
        tokens = [token for row in rows for token in row]
        words = sum(count_words(row, [0] * len(row)) for row in rows)
        languages = self._tools.vocabulary.languages
        fit = Fit(lambda: [self._tools.words.counts(token) for token in tokens], languages)
        dropping = frozenset[str]()
        if len(tokens) > 1 and not options.exact:
            # A query of nothing but stop words is about them.
            dropping = frozenset(lang for lang in languages if any(t.word not in stopwords(lang) for t in tokens))
        words -= run.joined(tokens, fit)
        run.choose(query.root)
        plan = run.node(query.root, _Scope(fit, words, dropping))
        if options.without:
            plan = without(plan, options.without)
        notes = (*query.notes, *dict.fromkeys(run.notes))
        return Expansion(plan, notes, fit, tuple(dict.fromkeys(run.recognised)))


class _Run:
    """One expansion: walks the tree and collects notes.

    `text` is the query, `typed` where the word being typed ends, or -1; `asks`: whether the query ends as a question
    does.
    """

    def __init__(
        self,
        tools: _Tools,
        text: str,
        options: Options,
        typed: int,
        checkpoint: Callable[[], None],
        asks: bool,
        stories: Stories,
        equivalents: Equivalents,
    ) -> None:
        self._tools = tools
        self._text = text
        self._stories = stories
        self._equivalents = equivalents
        self._words = tools.words
        self._names = tools.names
        self._options = options
        self._typed, self._checkpoint = typed, checkpoint
        self._asks = asks
        self.notes: list[str] = []
        self.recognised: list[Recognised] = []
        self._tokens: dict[Word | Phrase, list[QueryToken]] = {}
        self._nearing: frozenset[str] = frozenset()
        self._patterns: dict[str, Leaf] = {}
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
        readings = self._readings(tokens, fit.weights) if self._reads(tokens) else []
        return sum(reading.end - reading.start - 1 for reading in readings if not reading.is_month)

    def tokens_of(self, node: Word | Phrase) -> list[QueryToken]:
        """The tokens of a part of the query."""
        known = self._tokens.get(node)
        if known is None:
            known = self._tokens[node] = tokens_of(node.text, node.start)
        return known

    def node(self, node: Node, scope: _Scope) -> Plan:
        match node:
            case Word():
                leaves = self._row([node], scope)
                if len(leaves) == 1:
                    return leaves[0]
                # A sentence in one word, or parts with hyphens: ranked, so that the better match comes first.
                plan = _sum(
                    [
                        (Need.SHOULD if node.start == 0 else Need.MUST if leaf.counts else Need.SHOULD, leaf)
                        for leaf in leaves
                    ],
                    scope,
                )
                unit = self._unit([node], scope)
                return plan if unit is None else self._united(unit, [node], plan, scope)
            case Phrase():
                return self._phrase(node, scope)
            case Pattern():
                return self._scoped(self._pattern(node.text), scope)
            case Filter():
                if node.field == "like":
                    return self._like(node, scope)
                return self._entity(node, scope) if node.field == "entity" else node
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

    def _pattern(self, text: str) -> Leaf:
        """The leaf of a word with wildcards, found once however often it stands in the query."""
        leaf = self._patterns.get(text)
        if leaf is None:
            leaf, notes = pattern_leaf(text, self._tools.vocabulary)
            self._patterns[text] = leaf
            self.notes.extend(notes)
        return leaf

    def _ranked(self, node: Ranked, scope: _Scope) -> Plan:
        # The whole name first: what is found for it serves its words.
        words = [child for need, child in node.parts if need is Need.SHOULD and isinstance(child, Word)]
        unit = self._unit(words, scope) if len(words) == len(node.parts) else None
        parts: list[tuple[Need, Plan]] = []
        row: list[Word] = []
        narrowing: list[Plan] = []
        for need, child in (*node.parts, (Need.MUST, None)):
            if isinstance(child, Filter) and child.field == "entity" and need is not Need.MUST_NOT:
                # Beside the row, not in it: the words still have to be found, and the entity adds nothing to them.
                narrowing.append(self._entity(child, scope))
                continue
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
        plan: Plan = _sum(parts, scope)
        if unit is not None:
            plan = self._united(unit, words, plan, scope)
        if not narrowing:
            return plan
        if not parts:
            return All(tuple(narrowing))
        return All((plan, *(unscored(each) for each in narrowing)))

    def _unit(self, nodes: Sequence[Word], scope: _Scope) -> Named | None:
        """The words as one name, if they may be one; what else they are it does not know."""
        options = self._options
        loose = options.fuzzy or options.translations
        if not options.names or options.exact or loose or scope.title_only or self._typed >= 0 or self._asks:
            return None
        if any(node.exact or node.near for node in nodes):
            return None
        tokens = [token for node in nodes for token in self.tokens_of(node)]
        owners = [number for number, node in enumerate(nodes) for _ in self.tokens_of(node)]
        kept = [number for number, token in enumerate(tokens) if not self._says_nothing(token, scope)]
        if (
            len(tokens) > MOST_WORDS
            or not kept
            or kept[0] != 0
            or not self._may_be_unit([tokens[at] for at in kept], len(tokens))
        ):
            return None
        if any(span.end - span.start > 1 for span in self._names.spans(tokens)):
            # It has a name in it that is known as a whole.
            return None
        if self._reads(tokens) and self._readings(tokens, scope.languages):
            return None
        self._checkpoint()
        kept_tokens, kept_owners = [tokens[at] for at in kept], [owners[at] for at in kept]
        return self._tools.units.named(kept_tokens, kept_owners)

    def _united(self, unit: Named, nodes: Sequence[Word], otherwise: Plan, scope: _Scope) -> Plan:
        """The words as a name, or else what they are."""
        named = replace(unit, otherwise=otherwise)
        # In the name its words may stand in any order; as they are typed together they come first.
        together = [(Need.SHOULD, leaf) for leaf in self._together(nodes, scope)]
        return Sum(((Need.SHOULD, named), *together)) if together else named

    def _says_nothing(self, token: QueryToken, scope: _Scope) -> bool:
        """Whether the word is a stop word in the language that the query is most likely in."""
        return token.word in stopwords(scope.likeliest)

    def _may_be_unit(self, tokens: Sequence[QueryToken], words: int) -> bool:
        """Whether words may be a name: all with a capital, or few of which any is written with one as a rule.

        `words`: how many they are with the stop words between them. A question is told by these alone where there are
        no capitals.
        """
        if all(token.raw[:1].isupper() for token in tokens):
            return True
        if not any(token.raw[:1].isalpha() for token in tokens):
            return False
        few = words < weights.QUESTION
        return few and any(not token.raw[:1].islower() or self._names.is_name(token) for token in tokens)

    def _entity(self, node: Filter, scope: _Scope) -> Plan:
        """Documents that name an entity; a value that is no entity is searched as words."""
        entities = self._names.find(node.low)
        if not entities:
            self.notes.append(f"entity:{node.low} is no name that is known: searched as words")
            return self.node(Word(node.low, 0, len(node.low)), scope)
        if len(entities) > 1:
            self.notes.append(several(node.low, entities))
        return self._names.entity_leaf(node.low, entities)

    def _like(self, node: Filter, scope: _Scope) -> Plan:
        """Documents that tell the same as one; a value that is no document is searched as words."""
        self._checkpoint()
        plan = self._stories(node.low)
        if plan is None:
            self.notes.append(f"like:{node.low} is no document's id or path: searched as words")
            return self.node(Word(node.low, 0, len(node.low)), scope)
        return plan

    def _row(self, nodes: Sequence[Word], scope: _Scope) -> list[Leaf]:
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
            for node in nodes:
                if tier := respelled(node.text, self.tokens_of(node), self._words):
                    weight = weights.RESPELLED_IN_QUESTION if scope.is_question else 1.0
                    other = replace(tier, weight=tier.weight * weight)
                    self._respelled.update((token.start, other) for token in self.tokens_of(node))
        if not exact and len(tokens) > 1 and sum(map(_is_initial, tokens)) < len(tokens):
            # Initials are said of the words beside them.
            initials = [supporting(self._words.folded(token)) for token in tokens if _is_initial(token)]
            leaves.extend(self._scoped(leaf, scope) for leaf in initials)
            kept = [number for number, token in enumerate(tokens) if not _is_initial(token)]
            tokens, owners = [tokens[number] for number in kept], [owners[number] for number in kept]
        if not exact and self._reads(tokens):
            things = self._things(tokens, scope)
            leaves.extend(leaf for leaf, _ in things)
            taken = {at for _, places in things for at in places}
            read = {tokens[at].start for at in taken}
            kept = [number for number in range(len(tokens)) if number not in taken]
            tokens, owners = [tokens[number] for number in kept], [owners[number] for number in kept]
        # A date in figures is known by more than its parts.
        joined = [node for node in nodes if read.isdisjoint(token.start for token in self.tokens_of(node))]
        leaves.extend(self._together(joined, scope, exact))
        meant = {} if exact else self._meant(tokens, scope)
        at = 0
        for span in self._names.spans(tokens) if self._options.names and not exact else ():
            if scope.is_question and not _is_told(tokens[span.start : span.end]):
                continue
            leaf = self._with_metadata(self._name(tokens, span), tokens[span.start : span.end])
            if len(tokens) > 1 and is_of_place(span):
                # "British parliament" is not about all that is said of Britain.
                leaves.append(self._scoped(supporting(leaf), scope))
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
            leaves.append(self._scoped(leaf, scope))
        leaves.extend(self._plain(tokens[at:], owners[at:], scope, exact, near, meant))
        return leaves

    def _reads(self, tokens: Sequence[QueryToken]) -> bool:
        """Whether to look for dates and numbers among words."""
        options = self._options
        return options.dates and options.stems and not options.exact and _has_figures(tokens)

    def _readings(self, tokens: Sequence[QueryToken], languages: Mapping[str, float]) -> "list[Reading]":
        """The dates and numbers among words."""
        return self._tools.things().readings(tokens, self._text, languages)

    def _things(self, tokens: Sequence[QueryToken], scope: _Scope) -> list[tuple[Leaf, range]]:
        """The leaves of dates and numbers, each with the places of the words that it takes for itself."""
        found: list[tuple[Leaf, range]] = []
        for reading in self._readings(tokens, scope.languages):
            self._checkpoint()
            leaf = self._tools.things().leaf(tokens, reading, self._text)
            if leaf is None:
                continue
            own = tokens[reading.start : reading.end]
            if own[0].start in self._respelled:
                leaf = replace(leaf, tiers=(*leaf.tiers, self._respelled[own[0].start]))
            if reading.is_month or (scope.is_question and len(own) < len(tokens)):
                # As for a name, the words count as words too; those of a month also where a day stands between.
                found.append((self._scoped(bonus(leaf, weights.NAME_IN_QUESTION), scope), range(0)))
                continue
            leaf = self._with_metadata(leaf, own)
            words = (self._words.leaf(token, scope.languages, words=scope.words) for token in own)
            leaf = replace(leaf, tiers=(*leaf.tiers, *pieces_of(leaf.text, words)))
            found.append((self._scoped(leaf, scope), range(reading.start, reading.end)))
        return found

    def _meant(self, tokens: Sequence[QueryToken], scope: _Scope) -> dict[int, Tier]:
        """Where words begin in the query that name a thing → what the thing is called in other languages."""
        translations = self._tools.meanings() if self._options.translations else None
        if translations is None:
            return {}
        wanted = [token for token in tokens if len(tokens) == 1 or not self._says_nothing(token, scope)]
        return {
            token.start: meant.tier
            for meant in translations.meant(wanted, scope.languages)
            for token in wanted[meant.start : meant.end]
        }

    def _with_pieces(self, leaf: Leaf, tokens: Sequence[QueryToken], scope: _Scope) -> Leaf:
        """The leaf of a name; in a script without spaces, its characters support, as those of any word do."""
        if not is_unspaced(tokens[0].word):
            return leaf
        pieces = (tier for tier in self._tools.runs.word(tokens, scope.languages).tiers if tier.supports)
        return replace(leaf, tiers=(*leaf.tiers, *pieces))

    def _plain(
        self,
        tokens: Sequence[QueryToken],
        owners: Sequence[int],
        scope: _Scope,
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
        return [self._scoped(leaf, scope) for leaf in leaves]

    def _together(self, nodes: Sequence[Word], scope: _Scope, exact: bool = False) -> list[Leaf]:
        """A leaf for each word that is read as several, which stand together in it."""
        weight = weights.SIDE_BY_SIDE_IN_QUESTION if len(nodes) >= weights.QUESTION else weights.SIDE_BY_SIDE
        leaves: list[Leaf] = []
        for node in nodes:
            own = self.tokens_of(node)
            if len(own) > 1 and not is_unspaced(own[0].word):
                leaf = self._sequence(node.text, own, None, exact)
                leaves.append(self._scoped(bonus(leaf, weight * len(own)), scope))
        return leaves

    def _run(self, part: Sequence[QueryToken], scope: _Scope) -> Leaf:
        """A word of a script without spaces, with what sounds like it."""
        leaf = self._tools.runs.word(part, scope.languages)
        if not self._options.names:
            return leaf
        raw, folded = "".join(token.raw for token in part), "".join(token.folded for token in part)
        tier = self._learned(raw, folded, self._names.alike(raw, folded))
        return leaf if tier is None else replace(leaf, tiers=before_support(leaf.tiers, tier))

    def _word(self, token: QueryToken, scope: _Scope, near: bool) -> Leaf:
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

    def _may_be_name(self, token: QueryToken, scope: _Scope) -> bool:
        """Whether to guess: a word that the index does not have, or one with a capital among few words."""
        if scope.is_question:
            return token.raw[:1].isupper() and token.has_case and not self._words.entries(token.folded)
        written_so = not token.has_case or token.raw[:1].isupper() or not self._words.entries(token.folded)
        return written_so or self._names.is_name(token)

    def _phrase(self, node: Phrase, scope: _Scope) -> Leaf:
        tokens = self.tokens_of(node)
        exact = self._options.exact or node.exact
        leaf = self._sequence(node.text, tokens, node.slop, exact)
        if not exact and node.slop is None and self._reads(tokens):
            readings = self._readings(tokens, scope.languages)
            others = self._tools.things().in_phrase(tokens, readings, self._text)
            if others:
                leaf = replace(leaf, tiers=(*leaf.tiers, Tier(tuple(others), 1.0)))
        if self._options.names and not exact and node.slop is None:
            span = self._names.whole(tokens)
            if span is not None:
                leaf = self._name(tokens, span)
        if not exact and node.slop is None:
            leaf = self._with_metadata(leaf, tokens)
        return self._scoped(leaf, scope)

    def _name(self, tokens: Sequence[QueryToken], span: EntitySpan) -> Leaf:
        """The leaf of a name, for those of its entities that were chosen if any were."""
        text = " ".join(token.raw for token in tokens[span.start : span.end])
        self.recognised.append(Recognised(text, span.entity_ids))
        leaf, notes = self._names.leaf(tokens, chosen(span, self._options.entities))
        self.notes.extend(notes)
        return leaf

    def _sequence(self, text: str, tokens: Sequence[QueryToken], slop: int | None, exact: bool = False) -> Leaf:
        """Words side by side, or with at most `slop` other words between; accents or not, unless `exact`."""
        variants = self._words.side_by_side(text, tokens)
        if exact:
            written = case_sensitive(text) if slop is None else ""
            variants = tuple(replace(each, written=written) for each in variants if each.kind is Kind.EXACT)
        if slop is not None:
            variants = tuple(replace(each, slop=slop) for each in variants)
        return Leaf(text, (Tier(variants, 1.0, key=("words", text, slop, exact)),))

    @staticmethod
    def _scoped(leaf: Leaf, scope: _Scope) -> Leaf:
        if not scope.title_only and not scope.is_question:
            return leaf
        steepness = weights.STEEPNESS_IN_QUESTION if scope.is_question else 1.0
        return replace(leaf, title_only=scope.title_only, steepness=steepness)


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


def _sum(parts: Sequence[tuple[Need, Plan]], scope: _Scope) -> Sum:
    if scope.is_question:
        return Sum(tuple(parts), weights.PARTS_IN_QUESTION, by_rarity=True)
    return Sum(tuple(parts), weights.PARTS)
