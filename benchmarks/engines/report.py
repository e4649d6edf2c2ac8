"""Tables in Markdown, and a picture of them."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .measure import CORES, Asked, Indexed

_MILLION = 1_000_000
_NONE = "–"
OURS, OTHERS = "searcher", ("Tantivy", "Whoosh")
"""The row that is compared, and those that it is compared with."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All of one collection of `documents`. `sampled`: row → the number of documents that it has instead of all."""

    documents: int
    indexed: dict[str, list[Indexed]]
    asked: Asked
    keys: list[float]
    sampled: dict[str, int]

    def cost(self, name: str) -> float:
        """Seconds of the clock to index a document, the median of all runs."""
        return statistics.median(run.cost for run in self.indexed[name])

    def scale(self, name: str) -> float:
        """What a size or a time of this row has to be multiplied by."""
        return self.documents / self.sampled[name] if name in self.sampled else 1.0

    def bare(self, name: str) -> float | None:
        """Bytes of the index without texts, None where nothing tells."""
        bare = self.indexed[name][0].sizes.bare
        return None if bare is None else bare * self.scale(name)

    def times(self, kind: str, name: str) -> list[float]:
        """Seconds of each query of a kind; empty where the engine has none of the kind."""
        return [seconds * self.scale(name) for seconds in self.asked.times[kind].get(name, ())]

    def rows(self) -> list[str]:
        """The names of what answers queries, in the order of the engines."""
        return list(dict.fromkeys(name for kind in self.asked.times.values() for name in sorted(kind, key=_place)))

    def told(self, name: str, figure: str) -> str:
        """A figure of this row as a table has it."""
        return f"≈ {figure}" if name in self.sampled and figure != _NONE else figure


def _place(name: str) -> tuple[int, str]:
    order = ("searcher", "Tantivy", "SQLite", "bm25s", "Whoosh")
    return next((at for at, start in enumerate(order) if name.startswith(start)), len(order)), name


def markdown(measured: Measured) -> str:
    """The tables of one collection."""
    parts = (_indexing, _queries, _ratios, _keys)
    return "\n".join(
        (f"### {measured.documents:,} documents", "", *(line for part in parts for line in part(measured)))
    )


def costs(all_measured: Sequence[Measured]) -> str:
    """A table of several collections: what it costs to index a document of each."""
    by_size = sorted(all_measured, key=lambda measured: measured.documents)
    last, first = by_size[-1], by_size[0]
    rows = []
    for name in sorted({name for measured in by_size for name in measured.indexed}, key=_place):
        row = [name]
        for measured in by_size:
            held = name in measured.indexed
            row.append(measured.told(name, f"{measured.cost(name) * _MILLION:,.0f}") if held else _NONE)
        # A sample does not tell how the cost grows.
        whole = all(name in measured.indexed and name not in measured.sampled for measured in (first, last))
        growth = _ratio(last.cost(name), first.cost(name)) if whole else _NONE
        rows.append((*row, growth))
    sizes = [f"{measured.documents:,}" for measured in by_size]
    head = ("indexing, µs a document", *sizes, f"{sizes[-1]} : {sizes[0]}")
    return "\n".join(("### Cost per document", "", *_table(head, rows)))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """With the empty line that ends it."""
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'--:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _indexing(measured: Measured) -> Iterator[str]:
    rows = []
    for name in sorted(measured.indexed, key=_place):
        runs = measured.indexed[name]
        bare, whole = measured.bare(name), runs[0].sizes.whole * measured.scale(name)
        work = statistics.median(run.work / run.documents for run in runs) * 1_000
        peak = statistics.median(run.peak for run in runs)
        rows.append(
            (
                name,
                str(runs[0].cores),
                f"{1 / measured.cost(name):,.0f}",
                f"{work:.2f}",
                measured.told(name, _megabytes(whole)),
                measured.told(name, _megabytes(bare)),
                _megabytes(peak),
            )
        )
    yield from _table(
        (
            "indexing",
            "cores",
            "documents/s",
            "work a document, ms",
            "index, MB",
            "without texts, MB",
            "peak memory, MB",
        ),
        rows,
    )
    for name, count in measured.sampled.items():
        yield f"{name} has {count:,} of the documents; its sizes and times are scaled to all of them (≈)."
        yield ""


def _queries(measured: Measured) -> Iterator[str]:
    names = measured.rows()
    rows = []
    for kind in measured.asked.times:
        row = [kind]
        for name in names:
            times = measured.times(kind, name)
            both = f"{_ms(statistics.median(times))} / {_ms(max(times))}" if times else _NONE
            row.append(measured.told(name, both))
        rows.append(row)
    yield from _table(("median / worst, ms", *names), rows)


def _ratios(measured: Measured) -> Iterator[str]:
    """Every ratio that is told of a collection: this engine's figure, and what part of each other engine's it is."""
    others = [name for name in OTHERS if name in measured.indexed]
    if OURS not in measured.indexed or not others:
        return
    runs, bare = measured.indexed[OURS], measured.bare(OURS)
    made = [f"{statistics.median(run.seconds for run in runs):,.1f}"]
    for other in others:
        # Run by run, because what else the machine does differs from one to the next.
        pairs = [run.cost / theirs.cost for run, theirs in zip(runs, measured.indexed[other], strict=True)]
        made.append(measured.told(other, _ratio(statistics.median(pairs), 1)))
    sizes = [measured.told(other, _ratio(bare, measured.bare(other))) for other in others]
    rows = [["indexing, s", *made], ["index without texts, MB", _megabytes(bare), *sizes]]
    for kind in measured.asked.times:
        own, *theirs = (_median(measured.times(kind, name)) for name in (OURS, *others))
        ratios = [measured.told(other, _ratio(own, their)) for other, their in zip(others, theirs, strict=True)]
        rows.append([f"{kind}, ms", _NONE if own is None else _ms(own), *ratios])
    yield from _table(("ratios, below 1 is better", OURS, *(f"{OURS} : {other}" for other in others)), rows)


def _keys(measured: Measured) -> Iterator[str]:
    if measured.keys:
        keys = sorted(measured.keys)
        late = keys[min(len(keys) - 1, round(0.95 * len(keys)))]
        yield (
            f"A key of live search (prefix, names, snippets of 20 hits), {len(keys):,} keys: "
            f"median {_ms(statistics.median(keys))} ms, p95 {_ms(late)} ms, worst {_ms(keys[-1])} ms."
        )
        yield ""


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def _ratio(one: float | None, other: float | None) -> str:
    if one is None or other is None:
        return _NONE
    value = one / other
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:#.2g}"


def _megabytes(size: float | None) -> str:
    return _NONE if size is None else f"{size / _MILLION:,.0f}"


def _ms(seconds: float) -> str:
    value = seconds * 1_000
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def plot(all_measured: Sequence[Measured], path: Path) -> None:
    """A picture: indexing on the left, queries on the right, one row a collection. Needs matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        len(all_measured), 2, figsize=(15, 4.5 * len(all_measured)), squeeze=False, width_ratios=(1, 2.4)
    )
    for (left, right), measured in zip(axes, all_measured, strict=True):
        made = sorted(measured.indexed, key=_place)[::-1]
        bars = left.barh(made, [1 / measured.cost(name) for name in made], color="tab:blue")
        left.bar_label(bars, fmt="{:,.0f}", padding=3)
        left.margins(x=0.2)
        left.xaxis.set_major_formatter("{x:,.0f}")
        left.set_title(f"{measured.documents:,} documents: indexed a second, {CORES} cores")
        names, kinds = measured.rows(), list(measured.asked.times)
        width = 0.85 / max(1, len(names))
        for at, name in enumerate(names):
            held = [place for place, kind in enumerate(kinds) if measured.times(kind, name)]
            heights = [statistics.median(measured.times(kinds[place], name)) * 1_000 for place in held]
            right.bar([place + at * width for place in held], heights, width, label=name)
        right.set_yscale("log")
        # Room for the legend above the bars.
        low, high = right.get_ylim()
        right.set_ylim(low, high * (high / low) ** 0.2)
        right.set_xticks(
            [place + 0.4 for place in range(len(kinds))], [re.sub(" (of|OR|AND) ", r"\n\1 ", kind) for kind in kinds]
        )
        right.tick_params(axis="x", labelsize=8)
        right.set_title(f"{measured.documents:,} documents: median of a query, ms")
        right.legend(fontsize=8, ncols=4, loc="upper left")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
