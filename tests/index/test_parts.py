"""A look at parts of the sources: what is in them as in a look at everything, and of the rest nothing is lost."""

import random
from pathlib import Path

from building import entries, library_over, reasons, texts, update, write

from searcher.ingest.parts import Parts, Relation
from searcher.ingest.walk import FoundFile, walk


def test_relations() -> None:
    parts = Parts(["../docs/a/b", "/x/y.txt"])
    expected = {
        "../docs/a/b": Relation.WITHIN,
        "../docs/a/b/c/d.txt": Relation.WITHIN,
        "../docs/a": Relation.ABOVE,
        "..": Relation.ABOVE,
        "/": Relation.ABOVE,
        "../docs/a/bc": Relation.OUTSIDE,
        "../docs/a/c": Relation.OUTSIDE,
        "/x/y.txt": Relation.WITHIN,
        "/x/y": Relation.OUTSIDE,
    }
    assert {key: parts.relation(key) for key in expected} == expected


def test_a_part_holds_what_all_does_below_it(tmp_path: Path) -> None:
    files = {f"{a}/{b}/{c}.txt": "x" for a in "abc" for b in "abc" for c in "abc"}
    library = library_over(tmp_path, {**files, "a/b-.txt": "x", "a/.gitignore": "c.txt\n", "b/.searcherignore": "a/\n"})
    everything = [item.key for item in walk(library) if isinstance(item, FoundFile)]
    for part in ("../docs", "..", "../docs/a", "../docs/a/b", "../docs/b/a/c.txt", "../docs/c/c/c.txt", "../docs/gone"):
        found = [item.key for item in walk(library, Parts([part])) if isinstance(item, FoundFile)]
        assert found == [key for key in everything if key == part or key.startswith(f"{part}/")], part


def test_what_changed_in_parts_is_as_after_a_look_at_everything(tmp_path: Path) -> None:
    chance = random.Random(7)
    docs = tmp_path / "docs"
    library = library_over(tmp_path, {f"{at % 4}/{at % 3}/{at}.txt": f"text {at}" for at in range(40)})
    update(library)
    for step in range(12):
        files = sorted(path for path in docs.rglob("*") if path.is_file())
        some, other = chance.sample(files, 2)
        changed = [docs / "new" / str(step), some, other]
        write(changed[0] / "new.txt", f"new {step}")
        some.unlink()
        if step % 3 == 0:
            other.rename(other.with_name(f"renamed {step}.txt"))
            changed.append(other.with_name(f"renamed {step}.txt"))
        elif step % 3 == 1:
            write(other, f"changed {step}" if step % 2 else "")
        else:
            folder = other.parent
            folder.rename(folder.with_name(f"moved {step}"))
            changed += [folder, folder.with_name(f"moved {step}")]
        update(library, within=Parts(f"../docs/{path.relative_to(docs).as_posix()}" for path in changed))
    partly = texts(library), entries(library)
    report = update(library)
    assert (report.added, report.updated, report.removed, report.renamed) == (0, 0, 0, 0)
    assert (texts(library), entries(library)) == partly
    update(library, rebuild=True)
    assert (texts(library), entries(library)) == partly


def test_what_the_walk_names_elsewhere_stays_named(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a/x.txt": "x", "b/y.txt": "y"})
    for name in ("a", "b"):
        (tmp_path / "docs" / name / "link.txt").symlink_to("nothing")
    assert set(reasons(update(library))) == {"../docs/a/link.txt", "../docs/b/link.txt"}
    for name in ("a", "b"):
        (tmp_path / "docs" / name / "link.txt").unlink()
    assert set(reasons(update(library, within=Parts(["../docs/a"])))) == {"../docs/b/link.txt"}
    assert reasons(update(library)) == {}


def test_after_a_run_that_ended_early_all_is_looked_at(tmp_path: Path) -> None:
    library = library_over(tmp_path, {"a/x.txt": "x", "b/y.txt": "y"})
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    assert update(library, stop=stop).stopped
    report = update(library, within=Parts(["../docs/a"]))
    assert (set(texts(library)), report.stopped) == ({"a/x.txt", "b/y.txt"}, False)
