"""Tables in Markdown, and a picture of them."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .measure import CORES, Asked, Indexed

_MILLION = 1_000_000
OURS = ("searcher", "searcher, run alone")
"""The rows that are compared with those of others."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All of one collection of `documents`. `sampled`: row → the number of documents that it has instead of all."""

    documents: int
    indexed: dict[str, list[Indexed]]
    asked: Asked
    keys: list[float]
    sampled: dict[str, int]

    def rate(self, name: str) -> float:
        """Documents a second, the median of all runs."""
        return statistics.median(run.documents / run.seconds for run in self.indexed[name])

    def scale(self, name: str) -> float:
        """What a time of this row has to be multiplied by."""
        return self.documents / self.sampled[name] if name in self.sampled else 1.0

    def rows(self) -> list[str]:
        """The names of what answers queries, in the order of the engines."""
        return list(dict.fromkeys(name for kind in self.asked.times.values() for name in sorted(kind, key=_place)))

    def ratio(self, kind: str, name: str, other: str) -> float | None:
        """The median over the queries of a kind of the time of `name` over that of `other`."""
        times = self.asked.times[kind]
        if name not in times or other not in times:
            return None
        pairs = zip(times[name], times[other], strict=True)
        return statistics.median(one / (two * self.scale(other)) for one, two in pairs)


def _place(name: str) -> tuple[int, str]:
    order = ("searcher", "Tantivy", "SQLite", "bm25s", "Whoosh")
    return next((at for at, start in enumerate(order) if name.startswith(start)), len(order)), name


def markdown(measured: Measured) -> str:
    """The tables of one collection."""
    return "\n".join((f"### {measured.documents:,} documents", "", *_indexing(measured), "", *_queries(measured), ""))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'--:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _indexing(measured: Measured) -> Iterator[str]:
    rows = []
    for name in sorted(measured.indexed, key=_place):
        runs = measured.indexed[name]
        scale, sizes = measured.scale(name), runs[0].sizes
        about = "≈ " if name in measured.sampled else ""
        rate = measured.rate(name)
        ratio = f"{rate / measured.rate('Tantivy'):.2f}" if "Tantivy" in measured.indexed else "–"
        bare = f"{about}{sizes.bare * scale / _MILLION:,.0f}" if sizes.bare is not None else "–"
        whole = f"{about}{sizes.whole * scale / _MILLION:,.0f}"
        work = statistics.median(run.work / run.documents for run in runs) * 1_000
        peak = statistics.median(run.peak for run in runs) / _MILLION
        rows.append((name, str(runs[0].cores), f"{rate:,.0f}", ratio, f"{work:.2f}", whole, bare, f"{peak:,.0f}"))
    yield from _table(
        (
            "indexing",
            "cores",
            "documents/s",
            "of Tantivy's",
            "work a document, ms",
            "index, MB",
            "without texts, MB",
            "peak memory, MB",
        ),
        rows,
    )
    for name, count in measured.sampled.items():
        yield ""
        yield f"{name} has {count:,} of the documents; its sizes and times of queries are scaled to all of them (≈)."


def _queries(measured: Measured) -> Iterator[str]:
    names = measured.rows()
    rows = []
    for kind, times in measured.asked.times.items():
        row = [kind]
        for name in names:
            values = [value * measured.scale(name) * 1000 for value in times.get(name, ())]
            about = "≈ " if name in measured.sampled else ""
            row.append(f"{about}{_ms(statistics.median(values))} / {_ms(max(values))}" if values else "–")
        rows.append(row)
    yield from _table(("median / worst, ms", *names), rows)
    pairs = [(own, other) for other in ("Tantivy", "Whoosh") for own in OURS if own in names and other in names]
    if pairs:
        yield ""
        rows = []
        for kind in measured.asked.times:
            ratios = [measured.ratio(kind, own, other) for own, other in pairs]
            rows.append([kind, *("–" if ratio is None else f"{ratio:.2g}" for ratio in ratios)])
        yield from _table(("ratio of times", *(f"{own} : {other}" for own, other in pairs)), rows)
    if measured.keys:
        keys = sorted(value * 1000 for value in measured.keys)
        late = keys[min(len(keys) - 1, round(0.95 * len(keys)))]
        yield ""
        yield (
            f"A key of live search (prefix, names, snippets of 20 hits), {len(keys):,} keys: "
            f"median {_ms(statistics.median(keys))} ms, p95 {_ms(late)} ms, worst {_ms(keys[-1])} ms."
        )


def _ms(value: float) -> str:
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
        bars = left.barh(made, [measured.rate(name) for name in made], color="tab:blue")
        left.bar_label(bars, fmt="{:,.0f}", padding=3)
        left.margins(x=0.2)
        left.set_title(f"{measured.documents:,} documents: indexed a second, {CORES} cores")
        names, kinds = measured.rows(), list(measured.asked.times)
        width = 0.85 / max(1, len(names))
        for at, name in enumerate(names):
            held = [(place, kind) for place, kind in enumerate(kinds) if name in measured.asked.times[kind]]
            heights = [
                statistics.median(measured.asked.times[kind][name]) * measured.scale(name) * 1000 for _, kind in held
            ]
            right.bar([place + at * width for place, _ in held], heights, width, label=name)
        right.set_yscale("log")
        right.set_xticks(
            [place + 0.4 for place in range(len(kinds))], [kind.replace(" of ", "\nof ") for kind in kinds]
        )
        right.tick_params(axis="x", labelsize=8)
        right.set_title(f"{measured.documents:,} documents: median of a query, ms")
        right.legend(fontsize=8, ncols=3)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
