"""Learn the sounds of names and write the model that `searcher.text.sounds` reads.

    python tools/train_sounds.py --data FOLDER --out searcher/text/data/sounds.bin

FOLDER holds `names/` (what is learned from) and the measuring sets `tokens/`, `persons/` and `bsnlp/`, whose names are
left out. Needs scipy, and 20 minutes on two cores. The same data and seed give the same model on the same machine.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sound_data import FILES, HAN, LICENCE, checksum, chinese_readings, read_names
from sound_training import Features, Groups, Training, centroids, plausible, quantised

from searcher.text.sounds import SoundModel, write_model

# The limits under which a spelling is no spelling of its group's name: 雑賀 beside Saiga, Pechino beside Peking. Words
# that only stand at one place of two full names must be more alike.
LEAST_LIKENESS, LEAST_LIKENESS_OF_PLACES = 0.45, 0.5
FIRST_STEPS, SECOND_STEPS = 3000, 14_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, nargs=2, default=(FIRST_STEPS, SECOND_STEPS), metavar="N")
    args = parser.parse_args()
    print(LICENCE)
    for name in FILES:
        print(checksum(args.data / "names" / f"{name}.jsonl.gz"), name)
    names = read_names(args.data, args.seed)
    words = sorted({word for groups in (names.groups, names.aligned_groups) for group in groups for word in group})
    features = Features.of(words)
    print(f"{len(features.words)} of {len(words)} words, {len(features.letters)} letters, {len(features.keys)} grams")
    training = Training(features, args.seed)
    groups = Groups.of(names.groups, features)
    training.run(groups, args.steps[0])
    vectors = features.vectors(training.rows)
    better = plausible(groups, vectors, LEAST_LIKENESS)
    more = plausible(Groups.of(names.aligned_groups, features), vectors, LEAST_LIKENESS_OF_PLACES)
    print(f"{len(groups.words)} spellings, {len(better.words)} are plausible, and {len(more.words)} of full names")
    training.run(better + more, args.steps[1])
    readings = chinese_readings()
    syllables = sorted({"", *readings})
    rows = quantised(training.rows)
    model = SoundModel(
        letters=features.letters,
        syllables=tuple(syllables),
        readings=np.array([syllables.index(reading) for reading in readings], np.uint16),
        keys=features.keys,
        rows=rows,
        centroids=centroids(features.vectors(rows.astype(np.float32)), args.seed),
    )
    assert len(readings) == len(HAN)
    write_model(model, args.out)
    print(f"{args.out}: {args.out.stat().st_size} bytes, {checksum(args.out)}")


if __name__ == "__main__":
    main()
