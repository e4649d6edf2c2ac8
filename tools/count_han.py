"""Counts the characters with which Chinese spells foreign names, and writes the most frequent ones.

    python tools/count_han.py --data FOLDER --out searcher/text/data/han_of_names.txt

FOLDER holds `tokens.pairs.jsonl.gz`, rows of spellings of one name token by language; see
`searcher/text/data/SOURCES.md`.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path

# They make up 95 of a hundred characters in such names; those beyond are as often part of other words.
CHARACTERS = 350
# Shorter ones are often translations, or Chinese names.
_SPELT = re.compile("[\u4e00-\u9fff]{3,8}")
_LINE = 40
_HEAD = """# The characters with which Chinese spells foreign names, the most frequent first.
# Counted by tools/count_han.py; the source stands in SOURCES.md.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    counts = Counter[str]()
    with gzip.open(args.data / "tokens.pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            name = json.loads(line).get("zh") or ""
            if _SPELT.fullmatch(name):
                counts.update(sorted(set(name)))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    characters = "".join(character for character, _ in ordered[:CHARACTERS])
    rows = [characters[at : at + _LINE] for at in range(0, len(characters), _LINE)]
    args.out.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
