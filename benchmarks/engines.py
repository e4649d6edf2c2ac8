"""Indexing and querying by this engine, stock Whoosh, Tantivy, SQLite FTS5 and bm25s, side by side in one run.

    python benchmarks/engines.py [--documents N …] [--jsonl FILE[.gz]] [--runs N] [--rounds N] [--queries N]
                                 [--engines NAME …] [--identify] [--full] [--plot FILE.png]

Prints Markdown tables. `docs/benchmarks/speed.md` says what they mean; the modules are in the folder of the same name.
"""

from engines.command import main

if __name__ == "__main__":
    main()
