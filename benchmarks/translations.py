"""How many stories of other languages translations find: the same stories in many languages, things asked in one.

    python benchmarks/translations.py FOLDER [--lang CODE] [--things N] [--seed N]

FOLDER holds LANG.jsonl[.gz] with ids LANG/STORY (such as NTREX). Of the things that CLDR names, N are drawn whose name
in the asking language some of its stories hold. Asked by that name, a thing should bring up the same stories in all the
other languages; printed are the share that comes up without translations and with them, and how many of the documents
that translations add are such stories. A story whose translator chose another word counts as missed.
"""

import argparse
import gzip
import random
import tempfile
from pathlib import Path

import searcher
from searcher.entities.compiled import CompiledTable
from searcher.entities.meanings import BUNDLED
from searcher.query.options import Options


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--things", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    lang = arguments.lang
    with tempfile.TemporaryDirectory() as place:
        texts = Path(place) / "texts"
        texts.mkdir()
        for path in arguments.folder.glob("*.jsonl*"):
            packed = path.read_bytes()
            (texts / f"{path.name.split('.')[0]}.jsonl").write_bytes(
                gzip.decompress(packed) if path.suffix == ".gz" else packed
            )
        library = searcher.create(Path(place) / "library", [texts])
        library.update()
        search = library.searcher()
        langs = {path.stem for path in texts.iterdir()} - {lang}
        names = [
            next(name.text for name in thing.names if lang in name.langs)
            for thing in CompiledTable(BUNDLED.read_bytes())
            if any(lang in name.langs for name in thing.names)
        ]
        random.Random(arguments.seed).shuffle(names)
        asked = 0
        wanted = plain = found = added = right = 0
        for name in dict.fromkeys(names):
            quoted = f'"{name}"' if " " in name else name
            own = search(quoted, limit=0, lang=lang, options=Options(names=False)).hits
            stories = {hit.id.split("/", 1)[1] for hit in own if hit.id.startswith(f"{lang}/")}
            if not stories:
                continue
            asked += 1
            same = {f"{other}/{story}" for other in langs for story in stories}
            without = {hit.id for hit in search(name, limit=0).hits}
            with_them = {hit.id for hit in search(name, limit=0, options=Options(translations=True)).hits}
            wanted += len(same)
            plain += len(same & without)
            found += len(same & with_them)
            more = {each for each in with_them - without if not each.startswith(f"{lang}/")}
            added += len(more)
            right += len(more & same)
            if asked == arguments.things:
                break
        print(f"{asked} things asked in {lang}, {wanted} stories in {len(langs)} other languages")
        print(f"found without translations {plain / wanted:.3f}, with them {found / wanted:.3f}")
        print(f"of {added} documents that they add, {right / max(1, added):.3f} are such stories")


if __name__ == "__main__":
    main()
