"""One library, open for questions."""

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.bounded import Budget
from searcher.engine.engine import Engine, Found, IsCancelled, Key, StoredDocument, never, stop_if
from searcher.engine.opening import open_engine
from searcher.entities.table import EntityTable
from searcher.errors import NoDocumentError, SearcherError
from searcher.library import data_folder, entities_file, locate
from searcher.query.expand import Expander, Options
from searcher.query.memory import EXPANDED_BYTES
from searcher.query.parse import parse
from searcher.query.plan import All, Leaf, Plan, Sum, leaves_of
from searcher.query.tree import Filter, Need, Query
from searcher.records import replace
from searcher.search.explain import explain
from searcher.search.facets import READ_DOCUMENTS, Facet, Facets, entity_facet, mark_facets
from searcher.search.forms import Part, entity_part, word_part
from searcher.search.hits import Hit, Results
from searcher.search.places import field_matches, in_own_text, own_text, with_place
from searcher.search.ranking import Answer, Ranking
from searcher.search.snippets import snippets
from searcher.search.suggest import suggestions

if TYPE_CHECKING:
    from searcher.entities.meanings import Meanings
    from searcher.entities.name_list import Listed
    from searcher.query.listed import Certainty
    from searcher.search.dossier import Dossier
    from searcher.search.equivalents import Equivalence, Equivalents
    from searcher.search.marked import Marked
    from searcher.search.passages import Passage
    from searcher.search.seen import Seen
    from searcher.search.similar import Origin
    from searcher.search.watchlist import Wanted, Watched

DEFAULT_LIMIT = 10
# Files whose place on the disk is kept for the next hit.
CACHED_PATHS = 20_000


class Searcher:
    """Answers queries over the index of the library at `folder`, as it was committed when it was opened.

    With `others` over several libraries as if they were one: a word is as rare as it is in the documents of all, the
    names of each are known, and each hit says whose it is. Documents with one id in two libraries are two hits.

    For one thread at a time. `refresh` goes on to what was committed since; `state` is another object from then on, and
    what was begun before (an iterator of `watch`) is of no use any more. Raises SearcherError if there is no index
    that this version can use, and DamagedError if it has to be made anew; so does every method that reads it.
    """

    def __init__(self, folder: Path, engine: Engine | None = None, *, others: Sequence[Path] = ()) -> None:
        """`engine`: another than the one that the library's settings name."""
        self._folder = folder
        self._folders = (folder, *others)
        self._data = data_folder(folder)
        self._meanings: Meanings | None = None
        self._path = lru_cache(CACHED_PATHS)(lambda part, file: str(locate(self._folders[part], file)))
        self._table = self._open_table()
        self._engine = open_engine(*self._folders) if engine is None else engine
        self._budget = Budget(EXPANDED_BYTES)
        self._start()

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's entities.toml."""
        return self._table.problems

    @property
    def documents(self) -> int:
        """How many documents are searched."""
        return self._engine.documents

    @property
    def entities(self) -> EntityTable:
        """The table of names as it was when the library was opened or last refreshed."""
        return self._table

    def __enter__(self) -> "Searcher":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __call__(
        self, text: str, *, limit: int = DEFAULT_LIMIT, options: Options | None = None, lang: str = "", path: str = ""
    ) -> Results:
        """The hits of a query, best first: the same as `search`."""
        return self.search(text, limit=limit, options=options, lang=lang, path=path)

    def close(self) -> None:
        """Give the index's files back."""
        self._engine.close()

    def refresh(self) -> bool:
        """Take in what was committed, and edits of entities.toml, since; whether there was anything."""
        names = not self._table.is_current()
        if names:
            self._table = self._open_table()
        if self._meanings is not None and not self._meanings.is_current():
            self._meanings, names = None, True
        documents = self._engine.refresh()
        if names or documents:
            self._start()
        return names or documents

    def forget(self) -> None:
        """Give back what is kept for the next query: posting lists, counts, and what words stand for."""
        self._engine.forget()
        self._start()

    def _start(self) -> None:
        """What looks up words begins anew: they or the names have changed."""
        self.state = object()
        self._budget.clear()
        self._expander = Expander(self._engine.vocabulary, self._table, self._budget, self._open_meanings)
        self._facets = Facets(self._engine, self._budget)
        self._equivalents: Equivalents | None = None
        self._marked: Marked | None = None

    def _open_table(self) -> EntityTable:
        if len(self._folders) == 1:
            return EntityTable.open(self._data, entities_file(self._folder))
        return EntityTable.together([entities_file(folder) for folder in self._folders])

    def _open_meanings(self) -> "Meanings":
        if self._meanings is None:
            from searcher.entities.meanings import Meanings

            self._meanings = Meanings.open(self._folder, self._data)
        return self._meanings

    def _open_equivalents(self) -> "Equivalents":
        if self._equivalents is None:
            # Here, for a query seldom asks for it.
            from searcher.entities.rejected import rejected_file
            from searcher.search.equivalents import Equivalents

            self._equivalents = Equivalents(self._engine, self._table, rejected_file(self._folder), self._budget)
        return self._equivalents

    def _open_marked(self) -> "Marked":
        if len(self._folders) > 1:
            raise SearcherError("is: and note: ask for the marks of one library: name one --index")
        if self._marked is None:
            from searcher.search.marked import Marked

            self._marked = Marked(self._folder, self._engine)
        return self._marked

    def equivalents(self, name: str = "", cancelled: IsCancelled = never) -> "Iterator[Equivalence]":
        """Spellings that may be one name, as the documents show: of the words of `name`, or of the names in most
        documents. One after the other, for all take some seconds. Raises Cancelled."""
        found = self._open_equivalents()
        with self._engine.reading():
            yield from found.of(name, cancelled) if name else found.all(cancelled)

    def rejected_problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's rejected.tsv, whose pairs `equivalents` does not give."""
        from searcher.entities.rejected import read_rejected, rejected_file

        return read_rejected(rejected_file(self._folder)).problems

    def glossary_problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's glossary.tsv, which translations read."""
        from searcher.entities.meanings import glossary_file

        others = [glossary_file(folder) for folder in self._folders[1:]]
        unread = [f"{file}: of several libraries the glossary of the first is read" for file in others if file.exists()]
        return (*self._open_meanings().problems, *unread)

    def search(
        self,
        text: str,
        *,
        limit: int = DEFAULT_LIMIT,
        options: Options | None = None,
        lang: str = "",
        path: str = "",
        with_explanation: bool = False,
        with_matches: bool = True,
        by_date: bool = False,
        cancelled: IsCancelled = never,
    ) -> Results:
        """The best `limit` hits (0: all) for a query text. `lang` and `path` narrow as `lang:` and `path:` do.

        `by_date`: the newest instead of the best. Without `with_matches` the hits have neither snippets nor matches,
        which is all that ranking needs. Raises Cancelled.
        """
        started = time.perf_counter()
        ranking = self.rank(text, options=options, lang=lang, path=path, by_date=by_date, cancelled=cancelled)
        return self._results(ranking, started, limit, with_matches, cancelled, with_explanation)

    def similar(
        self,
        document: str,
        *,
        limit: int = DEFAULT_LIMIT,
        lang: str = "",
        path: str = "",
        with_matches: bool = True,
        cancelled: IsCancelled = never,
    ) -> Results:
        """The best `limit` documents (0: all) that tell the same as one, in any language; see `searcher.query.story`.

        `document` is as in `id_of`, the rest as in `search`. Raises NoDocumentError, Cancelled.
        """
        started = time.perf_counter()
        self.id_of(document)
        asked = Query(f"like:{document}", Filter("like", document))
        return self._results(
            self._rank(asked, Options(), lang, path, cancelled), started, limit, with_matches, cancelled
        )

    def text_of(self, hit: Hit) -> str:
        """The text of the document of a hit; "" if it is not there any more."""
        for known in self._engine.fetch(self._engine.with_id(hit.id)):
            bare = self._bare(known, 0.0)
            if (bare.path, bare.line, bare.library) == (hit.path, hit.line, hit.library):
                return own_text(known)
        return ""

    def id_of(self, document: str) -> str:
        """The id of the document with this id, or in the file at this path, for a record with ":" and its number.

        Raises NoDocumentError if there is none.
        """
        return self.document(document).id

    def document(self, document: str, *, with_text: bool = False) -> StoredDocument:
        """The document that is meant as in `id_of`. Raises NoDocumentError."""
        key = self._find(document)
        if key is None:
            raise NoDocumentError(f"{document}: no document has this id or path; each hit of --format jsonl has its id")
        (known,) = self._engine.fetch([key], with_text=with_text)
        return known

    def passage(self, document: str, *, start: int = 0, length: int) -> "Passage":
        """At most `length` code points of the text of a document from code point `start` on.

        `document` is as in `id_of`. Raises NoDocumentError.
        """
        # Here, for a query never asks for it.
        from searcher.search.passages import passage_of

        known = self.document(document, with_text=True)
        return passage_of(known, self._bare(known, 0.0), start, length)

    def watch(
        self,
        rows: "Sequence[Listed]",
        wanted: "Wanted | None" = None,
        seen: "Seen | None" = None,
        cancelled: IsCancelled = never,
    ) -> "Iterator[Watched]":
        """Where each name of a list is; see `searcher.search.watchlist`. Raises Cancelled."""
        # Here, for a query never asks for it.
        from searcher.search.watchlist import Wanted, Watch

        watch = Watch(self._engine, self._expander.listed, self._bare)
        return watch.look(rows, wanted or Wanted(), seen, cancelled)

    def about(
        self,
        name: str,
        *,
        least: "Certainty | None" = None,
        lang: str = "",
        path: str = "",
        cancelled: IsCancelled = never,
    ) -> "Dossier":
        """Everything about a name; see `searcher.search.dossier`. `lang` and `path` narrow as in `search`.

        `least`: how sure it must be that the name is meant. Raises Cancelled.
        """
        from searcher.query.listed import Certainty
        from searcher.search.dossier import DossierMaker

        maker = DossierMaker(self._engine, self._expander, self._bare)
        return maker.make(name, _filters(lang, path), least or Certainty.POSSIBLE, cancelled)

    def _results(
        self,
        ranking: Ranking,
        started: float,
        limit: int,
        with_matches: bool,
        cancelled: IsCancelled,
        with_explanation: bool = False,
    ) -> Results:
        hits = self.hits(ranking, 0, limit or len(ranking), with_matches=with_matches, cancelled=cancelled)
        explanation: tuple[str, ...] = ()
        if with_explanation and ranking.answer is not None:
            explanation = explain(ranking.answer.plan, ranking.expansion.fit.weights, self._engine)
        seconds = time.perf_counter() - started
        return Results(ranking.text, hits, len(ranking), ranking.notes, explanation, seconds)

    def rank(
        self,
        text: str,
        *,
        options: Options | None = None,
        lang: str = "",
        path: str = "",
        by_date: bool = False,
        cancelled: IsCancelled = never,
    ) -> Ranking:
        """All documents that a query finds, best first or by date; `hits` makes hits of those that are wanted.

        Raises Cancelled as soon as `cancelled` says so, which is asked between the parts of the query.
        """
        return self._rank(parse(text), options or Options(), lang, path, cancelled, by_date)

    def _rank(
        self, query: Query, options: Options, lang: str, path: str, cancelled: IsCancelled, by_date: bool = False
    ) -> Ranking:
        origins: list[Origin] = []
        with self._engine.reading():
            expansion = self._expander.expand(
                query,
                options,
                lambda: stop_if(cancelled),
                lambda document: self._story(document, origins),
                lambda folded: self._open_equivalents().variants(folded, cancelled),
                lambda asked, tell: self._open_marked().among(asked, tell),
            )
        plan = expansion.plan
        if plan is None:
            return Ranking(query.text, expansion, None)
        for wanted in _filters(lang, path):
            plan = _narrowed(plan, wanted)
        answer = Answer(plan, self._engine.rank(plan, cancelled, by_date=by_date), self._engine.matcher(plan))
        return Ranking(query.text, expansion, answer, tuple(origins))

    def _find(self, document: str) -> Key | None:
        """The document with an id or path, if there is one."""
        from searcher.search.similar import find_document

        found = (find_document(document, folder, self._engine, part) for part, folder in enumerate(self._folders))
        return next((key for key in found if key is not None), None)

    def _story(self, document: str, origins: "list[Origin]") -> Plan | None:
        """What a document tells, without the document itself, which goes to `origins`; None if there is none such."""
        # Here, for a query seldom asks for it.
        from searcher.search.similar import Origin

        key = self._find(document)
        if key is None:
            return None
        (known,) = self._engine.fetch([key])
        origin = Origin(known)
        origins.append(origin)
        plan = self._expander.story(origin.text, known.langs)
        itself = Filter("id", known.id, known.file)
        return Sum(()) if plan is None else replace(plan, parts=(*plan.parts, (Need.MUST_NOT, itself)))

    def hits(
        self,
        ranking: Ranking,
        start: int,
        stop: int,
        *,
        with_matches: bool = True,
        cancelled: IsCancelled = never,
    ) -> tuple[Hit, ...]:
        """The hits of rank [start, stop), from 0, of a ranking that was made since the last change of the index."""
        answer = ranking.answer
        if answer is None:
            return ()
        best = answer.ranked.best(start, stop)
        if not with_matches:
            stored = self._engine.fetch([key for key, _ in best], with_text=False)
            return tuple(self._bare(known, score) for known, (_, score) in zip(stored, best, strict=True))
        leaves = leaves_of(answer.plan)
        worth = [self._worth(leaf) for leaf in leaves]
        made = []
        for key, score in best:
            stop_if(cancelled)
            (known,) = self._engine.fetch([key])
            found = answer.matcher.of(known)
            hit = self._hit(known, score, found, worth)
            made.append(_compared(hit, known, found, leaves, ranking.origins) if ranking.origins else hit)
        return tuple(made)

    def text(self, ranking: Ranking, place: int) -> str:
        """The text of the document of rank `place`, from 0."""
        ((key, _),) = ranking.best(place, place + 1)
        (known,) = self._engine.fetch([key])
        return own_text(known)

    def stories(self, ranking: Ranking, most: int, cancelled: IsCancelled = never) -> Iterator[tuple[int, ...]]:
        """Which of the first `most` hits tell the same: places from 0, the best first, each hit once.

        Two tell the same if each is like the other: a short text says little of what it shares with a long one. Each
        hit is asked once for what it is like. Raises Cancelled.
        """
        keys = [key for key, _ in ranking.best(0, most)]
        alike: dict[Key, list[Key]] = {}

        def of(key: Key) -> list[Key]:
            if key not in alike:
                alike[key] = self._alike(key, len(keys), cancelled)
            return alike[key]

        told: set[Key] = set()
        for place, key in enumerate(keys):
            if key in told:
                continue
            like = of(key)
            same = [at for at in range(place + 1, len(keys)) if keys[at] in like and keys[at] not in told]
            story = [at for at in same if key in of(keys[at])]
            told.update(keys[at] for at in story)
            yield (place, *story)

    def _alike(self, key: Key, most: int, cancelled: IsCancelled) -> list[Key]:
        """The documents that are about as like a document as it is like itself; `most` of them."""
        from searcher.search.similar import LEAST_ALIKE, Origin

        (known,) = self._engine.fetch([key])
        with self._engine.reading():
            plan = self._expander.story(Origin(known).text, known.langs)
        if plan is None:
            return []
        best = self._engine.rank(plan, cancelled).best(0, most)
        own = dict(best).get(key, 0.0)
        return [each for each, score in best if own and score >= LEAST_ALIKE * own]

    def facets(self, ranking: Ranking, cancelled: IsCancelled = never) -> tuple[Facet, ...]:
        """How the documents divide by language, type, folder, year and entity. Raises Cancelled."""
        answer = ranking.answer
        if answer is None:
            return ()
        counted = self._facets.count(answer.ranked, cancelled)
        own = (entity_id for name in ranking.expansion.names for entity_id in name.entities)
        best = [key for key, _ in answer.ranked.best(0, READ_DOCUMENTS)]
        named = self._facets.entities_in(best, self._table, cancelled)
        entities: list[Facet] = []
        for entity_id in dict.fromkeys((*own, *named)):
            stop_if(cancelled)
            entity = self._table.entity(entity_id)
            if entity is not None:
                with self._engine.reading():
                    tier = self._expander.entity_tier(entity)
                entities.append(entity_facet(entity, self._engine.frequency(tier, among=answer.ranked)))
        entities.sort(key=lambda facet: (-facet.count, facet.label))
        return (*counted, *(facet for facet in entities if facet.count), *self._mark_facets(answer.plan, cancelled))

    def _mark_facets(self, plan: Plan, cancelled: IsCancelled) -> tuple[Facet, ...]:
        from searcher.marks import marks_exist

        marked = self._open_marked() if len(self._folders) == 1 and marks_exist(self._folder) else None
        if marked is None or not marked.has_any():
            return ()

        def count(mark: str) -> int:
            asked = Filter("is", mark)
            asked = replace(asked, among=marked.among(asked, lambda _: None))
            return len(self._engine.rank(_narrowed(plan, asked), cancelled))

        return mark_facets(count)

    def parts(self, text: str, options: Options | None = None, cancelled: IsCancelled = never) -> tuple[Part, ...]:
        """What the parts of a query stand for, with the forms that are switched off. Raises Cancelled."""
        with self._engine.reading():
            return tuple(self._parts(text, options or Options(), cancelled))

    def _parts(self, text: str, options: Options, cancelled: IsCancelled) -> Iterator[Part]:
        expansion = self._expander.expand(parse(text), replace(options, without=frozenset()))
        for name in expansion.names:
            for entity_id in name.entities:
                entity = self._table.entity(entity_id)
                if entity is not None:
                    variants = self._expander.variants(entity)
                    several = len(name.entities) > 1
                    yield entity_part(name.text, entity, several, variants, self._engine, cancelled)
        for leaf in leaves_of(expansion.plan) if expansion.plan is not None else ():
            part = word_part(leaf, self._engine, cancelled)
            if part is not None:
                yield part

    def suggestions(self, text: str) -> tuple[str, ...]:
        """The query spelled with words that occur, for one that finds nothing."""
        with self._engine.reading():
            return suggestions(parse(text), self._engine.vocabulary)

    def _worth(self, leaf: Leaf) -> float:
        """What a match of the leaf is worth in a snippet: rare words more than common ones."""
        if leaf.worth:
            return leaf.worth
        finding = [tier for tier in leaf.tiers if not tier.supports]
        found = max((self._engine.frequency(tier, title_only=leaf.title_only) for tier in finding), default=0)
        return 1.0 / (1.0 + found / max(1, self._engine.documents) * 10) if leaf.counts else 0.1

    def _bare(self, known: StoredDocument, score: float) -> Hit:
        """A hit without snippets and matches, which is all that ranking needs."""
        part = self._engine.part(known.key) if len(self._folders) > 1 else 0
        hit = Hit(
            known.id, self._path(part, known.file), known.number, known.title, known.lang, known.langs, known.type,
            known.date, known.url, score, (), (), (), known.within, (), known.within, known.places,
            file=known.file,
        )  # fmt: skip
        return replace(hit, library=str(self._folders[part])) if len(self._folders) > 1 else hit

    def _hit(self, known: StoredDocument, score: float, found: Sequence[Found], worth: Sequence[float]) -> Hit:
        text = own_text(known)
        in_text = in_own_text(text, found)
        shown = tuple(with_place(known, text, each) for each in snippets(text, in_text, worth))
        return replace(
            self._bare(known, score),
            snippets=shown,
            matches=tuple(item.match for item in in_text),
            title_matches=tuple(item.match for item in found if item.in_title),
            place=shown[0].place if shown else known.within,
            fields=field_matches(known, [item.match for item in found if not item.in_title]),
        )


def _compared(
    hit: Hit, known: StoredDocument, found: Sequence[Found], leaves: Sequence[Leaf], origins: "Sequence[Origin]"
) -> Hit:
    """The hit with what it shares with the documents that it is like."""
    from searcher.search.similar import shared

    return replace(hit, shared=shared(found, leaves), copied=max(origin.copied(known) for origin in origins))


def _filters(lang: str, path: str) -> list[Filter]:
    return [Filter(field, value) for field, value in (("lang", lang), ("path", path)) if value]


def _narrowed(plan: Plan, wanted: Filter) -> Plan:
    """`plan`, restricted to the documents of a filter."""
    if isinstance(plan, Sum) and plan.parts:
        return replace(plan, parts=(*plan.parts, (Need.MUST, wanted)))
    return All((plan, wanted))
