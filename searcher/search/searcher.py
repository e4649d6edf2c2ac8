"""One library, open for questions."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.bounded import Budget
from searcher.engine.engine import Engine, IsCancelled, Key, StoredDocument, never, stop_if
from searcher.engine.opening import open_engine
from searcher.entities.table import EntityTable
from searcher.errors import NoDocumentError
from searcher.query.expand import Expander, Options
from searcher.query.memory import EXPANDED_BYTES
from searcher.query.parse import parse
from searcher.query.plan import Plan, Sum
from searcher.query.tree import Filter, Need, Query
from searcher.records import replace
from searcher.search.explain import explain
from searcher.search.facets import Facet
from searcher.search.forms import Part
from searcher.search.hit_maker import HitMaker
from searcher.search.hits import Hit, Results
from searcher.search.known import Known
from searcher.search.panels import Panels
from searcher.search.places import own_text
from searcher.search.ranking import Answer, Ranking, narrowed
from searcher.search.suggest import suggestions
from searcher.telling import Tell, untold

if TYPE_CHECKING:
    from searcher.entities.name_list import Listed
    from searcher.query.listed import Certainty
    from searcher.search.dossier import Dossier
    from searcher.search.equivalents import Equivalence
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
        self._engine = open_engine(*self._folders) if engine is None else engine
        self._budget = Budget(EXPANDED_BYTES)
        self._known = Known(self._folders, self._engine, self._budget)
        self._hits = HitMaker(self._folders, self._engine)
        self._start()

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's entities.toml."""
        return self._known.table.problems

    @property
    def documents(self) -> int:
        """How many documents are searched."""
        return self._engine.documents

    @property
    def entities(self) -> EntityTable:
        """The table of names as it was when the library was opened or last refreshed."""
        return self._known.table

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
        names = self._known.refresh()
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
        self._known.begin()
        self._expander = Expander(self._engine.vocabulary, self._known.table, self._budget, self._known.meanings)
        self._panels = Panels(self._engine, self._expander, self._known, self._budget)

    def equivalents(
        self, name: str = "", cancelled: IsCancelled = never, tell: Tell = untold
    ) -> "Iterator[Equivalence]":
        """Spellings that may be one name, as the documents show: of the words of `name`, or of the names in most
        documents. One after the other, for all take some seconds. `tell` is given the names. Raises Cancelled."""
        found = self._known.equivalents()
        with self._engine.reading():
            yield from found.of(name, cancelled, tell) if name else found.all(cancelled, tell)

    def rejected_problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's rejected.tsv, whose pairs `equivalents` does not give."""
        from searcher.entities.rejected import read_rejected, rejected_file

        return read_rejected(rejected_file(self._folder)).problems

    def glossary_problems(self) -> tuple[str, ...]:
        """Lines on what was left out of the library's glossary.tsv, which translations read."""
        from searcher.entities.meanings import glossary_file

        others = [glossary_file(folder) for folder in self._folders[1:]]
        unread = [f"{file}: of several libraries the glossary of the first is read" for file in others if file.exists()]
        return (*self._known.meanings().problems, *unread)

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
            bare = self._hits.bare(known, 0.0)
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
        return passage_of(known, self._hits.bare(known, 0.0), start, length)

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

        watch = Watch(self._engine, self._expander.listed, self._hits.bare)
        return watch.look(rows, wanted or Wanted(), seen, cancelled)

    def about(
        self,
        name: str,
        *,
        least: "Certainty | None" = None,
        lang: str = "",
        path: str = "",
        cancelled: IsCancelled = never,
        tell: Tell = untold,
    ) -> "Dossier":
        """Everything about a name; see `searcher.search.dossier`. `lang` and `path` narrow as in `search`.

        `least`: how sure it must be that the name is meant. `tell` is given the steps. Raises Cancelled.
        """
        from searcher.query.listed import Certainty
        from searcher.search.dossier import DossierMaker

        maker = DossierMaker(self._engine, self._expander, self._hits.bare)
        return maker.make(name, _filters(lang, path), least or Certainty.POSSIBLE, cancelled, tell)

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
                lambda folded: self._known.equivalents().variants(folded, cancelled),
                lambda asked, tell: self._known.marked().among(asked, tell),
            )
        plan = expansion.plan
        if plan is None:
            return Ranking(query.text, expansion, None)
        for wanted in _filters(lang, path):
            plan = narrowed(plan, wanted)
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
        return self._hits.of(ranking, start, stop, with_matches, cancelled)

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
        # Here, for a query never asks for it.
        from searcher.search.stories import stories

        keys = [key for key, _ in ranking.best(0, most)]
        yield from stories(keys, self._engine, self._expander, cancelled)

    def facets(self, ranking: Ranking, cancelled: IsCancelled = never) -> tuple[Facet, ...]:
        """How the documents divide by language, type, folder, year and entity. Raises Cancelled."""
        return self._panels.facets(ranking, cancelled)

    def parts(self, text: str, options: Options | None = None, cancelled: IsCancelled = never) -> tuple[Part, ...]:
        """What the parts of a query stand for, with the forms that are switched off. Raises Cancelled."""
        return self._panels.parts(text, options or Options(), cancelled)

    def suggestions(self, text: str) -> tuple[str, ...]:
        """The query spelled with words that occur, for one that finds nothing."""
        with self._engine.reading():
            return suggestions(parse(text), self._engine.vocabulary)


def _filters(lang: str, path: str) -> list[Filter]:
    return [Filter(field, value) for field, value in (("lang", lang), ("path", path)) if value]
