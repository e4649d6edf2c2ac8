"""Plans of every shape, with unknown words in every place, against the sets of documents that they mean."""

from collections import Counter
from collections.abc import Iterator, Set

import pytest
from asking import Local
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.library import Reference, Step, ours, stock

from searcher.ingest.document import Document
from searcher.query.plan import All, Any, Except, Kind, Leaf, Named, Plan, Sum, Tier, Variant
from searcher.query.tree import Filter, Need

# The last two are in deleted documents only, and nowhere.
WORDS = ("river", "stone", "bridge", "valley", "tower", "gone", "nowhere")
TEXTS = {
    "d0": "river stone bridge",
    "d1": "stone river river",
    "d2": "valley tower stone bridge river",
    "d3": "gone gone river",
    "d4": "tower",
    "d5": "gone tower valley",
    "d6": "valley stone valley stone",
    "d7": "bridge",
}
DELETED = ("d3", "d5")
LIVING = TEXTS.keys() - DELETED


def record(name: str) -> Document:
    number = int(name[1:])
    kind = "md" if number % 2 else "txt"
    return Document(name, f"docs/{name}.txt", TEXTS[name], "", kind, "en", f"202{number}-01-01")


def steps() -> list[Step]:
    files = [f"docs/{name}.txt" for name in DELETED]
    names = sorted(TEXTS)
    return [([record(name) for name in names[:6]], ()), ([record(name) for name in names[6:]], files)]


class Engines:
    """Ours and stock Whoosh over the same documents."""

    def __init__(self, own: Local, reference: Reference) -> None:
        self.own, self.reference = own, reference

    def ours(self, plan: Plan) -> dict[str, float]:
        return self.own.scores(plan)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    own = Local(ours(tmp_path_factory.mktemp("ours") / "g1", steps()))
    assert own.snapshot.documents > own.snapshot.live_documents
    yield Engines(own, stock(tmp_path_factory.mktemp("stock") / "index", steps()))
    own.engine.close()


# What a plan means


def means(plan: Plan) -> Set[str]:
    """The documents that a plan finds; those of a name depend on counts, which the other engine tells."""
    match plan:
        case Named():
            raise NotImplementedError
        case Leaf():
            finding = _with_any(tier for tier in plan.tiers if not tier.supports)
            return finding or _with_any(tier for tier in plan.tiers if tier.supports)
        case All():
            return set.intersection(*(set(means(child)) for child in plan.children)) if plan.children else set()
        case Any():
            return set().union(*map(means, plan.children))
        case Except():
            return LIVING - means(plan.child)
        case Filter():
            return {name for name in LIVING if fits(plan, record(name))}
        case Sum():
            return _of_sum(plan)


def _of_sum(plan: Sum) -> Set[str]:
    if not plan.parts:
        return set()
    found = set(LIVING)
    for need, part in plan.parts:
        if need is Need.MUST:
            found &= means(part)
        elif need is Need.MUST_NOT:
            found -= means(part)
    optional = [part for need, part in plan.parts if need is Need.SHOULD]
    if not optional or any(need is Need.MUST and not isinstance(part, Filter) for need, part in plan.parts):
        return found
    finding = set().union(*(_finding(part) for part in optional))
    return found & (finding or set().union(*map(means, optional)))


def _finding(part: Plan) -> Set[str]:
    """What a part finds by itself: not what only supports."""
    return _with_any(tier for tier in part.tiers if not tier.supports) if isinstance(part, Leaf) else means(part)


def _with_any(tiers: Iterator[Tier]) -> set[str]:
    return {name for tier in tiers for variant in tier.variants for name in LIVING if holds(name, variant)}


def holds(name: str, variant: Variant) -> bool:
    words = TEXTS[name].split()
    sought = [place[0][1] for place in variant.places]
    width = len(sought) + (variant.slop or 0)
    if variant.slop is None:
        return any(words[at : at + width] == sought for at in range(len(words)))
    return any(Counter(sought) <= Counter(words[at : at + width]) for at in range(len(words)))


def fits(asked: Filter, document: Document) -> bool:
    if asked.field == "lang":
        return asked.low == document.lang
    if asked.field == "type":
        return asked.low == document.type
    if asked.field == "path":
        return asked.low in document.file
    return asked.low <= document.date <= (asked.high or "~")


# Any plan

VARIANTS = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: _variant(words, None)),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: _variant(words, 1)),
)
TIERS = st.builds(
    Tier,
    st.lists(VARIANTS, max_size=2).map(tuple),
    st.sampled_from((0.0, 0.5, 1.0)),
    st.sampled_from(("", "en")),
    st.booleans(),
)
LEAVES = st.builds(Leaf, st.just("leaf"), st.lists(TIERS, max_size=2).map(tuple), counts=st.booleans())
FILTERS = st.sampled_from(
    (Filter("lang", "en"), Filter("lang", "de"), Filter("type", "md"), Filter("type", "nothing"), Filter("path", "docs/"),
     Filter("path", "elsewhere"), Filter("date", "2022", "2025~"), Filter("date", "1999", "1999~"))
)  # fmt: skip
PLANS: st.SearchStrategy[Plan] = st.recursive(
    st.one_of(LEAVES, FILTERS),
    lambda plans: st.one_of(
        st.lists(plans, max_size=3).map(lambda children: All(tuple(children))),
        st.lists(plans, max_size=3).map(lambda children: Any(tuple(children))),
        plans.map(Except),
        st.builds(
            Sum,
            st.lists(st.tuples(st.sampled_from(Need), plans), max_size=4).map(tuple),
            st.sampled_from((0.0, 0.3, 1.0)),
        ),
    ),
    max_leaves=8,
)


def _variant(words: list[str], slop: int | None) -> Variant:
    return Variant(tuple((("en", word),) for word in words), 1.0, Kind.EXACT, " ".join(words), slop=slop)


@settings(max_examples=400)
@given(PLANS)
def test_a_plan_finds_the_documents_that_it_means(engines: Engines, plan: Plan) -> None:
    found = engines.ours(plan)
    assert found.keys() == means(plan)
    reference = engines.reference.scores(plan)
    assert reference.keys() == means(plan)
    assert found == pytest.approx(reference, abs=1e-9)


@pytest.mark.parametrize("nothing", [Sum(()), All(()), Any(()), Leaf("x", ()), Leaf("x", (Tier((), 1.0),))], ids=repr)
def test_an_empty_part_is_nothing_and_not_all(engines: Engines, nothing: Plan) -> None:
    assert engines.ours(nothing) == {}
    for everything in (Except(nothing), Sum(((Need.MUST_NOT, nothing),))):
        assert engines.ours(everything).keys() == LIVING == engines.reference.scores(everything).keys()
    river = Leaf("river", (Tier((_variant(["river"], None),), 1.0),))
    for plan in (Sum(((Need.SHOULD, river), (Need.MUST_NOT, nothing))), All((river, Except(nothing)))):
        assert engines.ours(plan).keys() == means(river)
