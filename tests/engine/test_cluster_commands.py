"""Every command says of a library in a cluster what it says of the same one embedded, byte for byte."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import library_over, write
from clustered import settings_for
from serving import Cluster as Nodes
from test_cluster import in_cluster, removed_after

from searcher.cli.main import main
from searcher.indexing.update import update
from searcher.library import Library

ROOT = Path(__file__).parents[2]
STORY = (
    "The minister of defence of Russia, Andrei Belousov, visited Pyongyang on 29 November 2024 and met Kim Jong Un. "
    "Belousov spoke of a treaty on missiles that both countries had signed in June.\n"
)
FILES: dict[str, str | bytes] = {
    "en.txt": STORY,
    "copy.txt": STORY + "That was all.\n",
    "de.txt": "Der russische Verteidigungsminister Andrej Beloussow besuchte am 29. November 2024 Pjöngjang und traf Kim "
    "Jong-un. Beloussow sprach über einen Vertrag über Raketen, den beide Länder im Juni unterzeichnet hatten.\n",
    "ru.txt": "Министр обороны России Андрей Белоусов прибыл 29 ноября 2024 года в Пхеньян и встретился с Ким Чен Ыном.\n",
    "odd.txt": "Belousof and Beloussov are spellings of Belousov that people use in Pyongyang.\n",
    "more.jsonl": "".join(
        json.dumps({"id": f"r{number}", "title": f"Report {number}", "date": f"2024-0{number % 9 + 1}-11", "lang": "en",
                    "text": f"Report {number}: Kim Jong Un and Shoigu spoke in Pyongyang about missiles."})
        + "\n"
        for number in range(30)
    ),
    "bad.jsonl": '{"id": "x", "text": "a line"}\n{"id": \n',
    "empty.txt": "",
    "broken.pdf": b"%PDF-1.4 and no more",
}  # fmt: skip
NAMES = "Andrei Belousov\nKim Jong Un\nSergei Shoigu\nNobody Atall\n"
COMMANDS: dict[str, tuple[str, ...]] = {
    **{f"query {each}": ("query", "--format", each, "--limit", "0", "--explain", "Belousov missiles")
       for each in ("text", "json", "jsonl", "trec", "paths")},
    "query fuzzy": ("query", "--fuzzy", "--format", "jsonl", "Belousof OR misiles"),
    "query filters": ("query", "--format", "jsonl", "missiles type:jsonl date:2024-05"),
    "query by date": ("query", "--sort", "date", "--format", "jsonl", "--limit", "0", "missiles"),
    "query nothing": ("query", "nothere"),
    "similar": ("similar", "en.txt"),
    "similar jsonl": ("similar", "--format", "jsonl", "en.txt"),
    "watchlist": ("watchlist", "names.txt"),
    "watchlist csv": ("watchlist", "--format", "csv", "names.txt"),
    "watchlist jsonl": ("watchlist", "--format", "jsonl", "--limit", "0", "names.txt"),
    "watchlist new": ("watchlist", "--new", "names.txt"),
    "watchlist nothing new": ("watchlist", "--new", "names.txt"),
    "about": ("about", "Belousov"),
    "about ascii": ("about", "--ascii", "Kim Jong Un"),
    **{f"about {each}": ("about", "--format", each, "Kim Jong Un") for each in ("json", "markdown", "html")},
    "about nobody": ("about", "Nobody Atall"),
    "entities suggest": ("entities", "suggest", "--limit", "0"),
    "entities suggest jsonl": ("entities", "suggest", "--format", "jsonl", "Belousov"),
    "status": ("status",),
    "status jsonl": ("status", "--format", "jsonl"),
    "doctor": ("doctor",),
}  # fmt: skip
# What is another by its nature: when, how long, and how large the data are, which lie here or there.
_OTHER = [
    (re.compile(r'"(finished|milliseconds|data_bytes)": (?:"[^"]*"|\d+)'), r'"\1": …'),
    (re.compile(r"^(data|last run)   .*?(: added|$)", re.MULTILINE), r"\1 …\2"),
    (re.compile(r" · [\d.]+ m?s$", re.MULTILINE), ""),
    (re.compile(r"(is whole: ).*?(\d+ documents), .*"), r"\1\2"),
]
_SEEDS = ("Moscow", '"Kim Jong Un"', "Путин", "北京")


@pytest.fixture(scope="module")
def both(cluster: Nodes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Library]]:
    """The same sources in a library of each kind."""
    place = tmp_path_factory.mktemp("both")
    settings = settings_for(cluster, replicas=1)
    embedded = library_over(place, FILES)
    for path in sorted((ROOT / "seeds").glob("*.txt"))[:12]:
        shutil.copy(path, place / "docs")
    write(place / "names.txt", NAMES)
    write(place / "clustered" / "searcher.toml", (embedded.folder / "searcher.toml").read_text())
    made = in_cluster(Library.open(place / "clustered"), settings)
    clustered = Library(made.folder, made.sources, made.settings, allowed=(str(place / "docs"),))
    for library in (embedded, clustered):
        update(library)
    yield embedded, clustered
    removed_after(settings)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_the_same(
    both: tuple[Library, Library], name: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    embedded, clustered = both
    monkeypatch.chdir(embedded.folder.parent)
    said = []
    for library in (embedded, clustered):
        status = main([*COMMANDS[name], "--index", str(library.folder)])
        out, err = capsys.readouterr()
        said.append((status, alike(out, library), alike(err, library)))
    assert said[0] == said[1]
    assert said[0][1] or said[0][0]


@pytest.mark.parametrize("text", _SEEDS)
def test_questions_to_the_documents_of_the_repository_too(
    both: tuple[Library, Library], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for library in both:
        status = main(["query", "--format", "jsonl", "--limit", "0", text, "--index", str(library.folder)])
        said.append((status, alike(capsys.readouterr().out, library)))
    assert said[0] == said[1]


def alike(text: str, library: Library) -> str:
    """The text without the folder of the library and what is another by its nature."""
    text = text.replace(str(library.folder), "…")
    for pattern, other in _OTHER:
        text = pattern.sub(other, text)
    return text
